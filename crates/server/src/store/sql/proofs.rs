//! Provisional proofs: marked, replaced by the final one, and looked for while that is waited for.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::{ClaimState, ProofKind};

use super::Database;
use super::audit::Recorded;
use super::rows::millis;
use crate::audit::entry::Noted;
use crate::store::db::{self, Connection};
use crate::store::proofs::Proofs;
use crate::store::{EvidenceRecord, Stored};

const AWAITING: &str = "SELECT c.reference FROM claims c
      WHERE c.final_until IS NOT NULL AND c.final_until > ?4 AND c.final_until <= ?1
        AND NOT EXISTS (SELECT 1 FROM reminders r
              WHERE r.claim_id = c.id AND r.reminder = ?2 AND r.clock = c.final_until AND r.step = 0)
      ORDER BY c.final_until, c.reference LIMIT ?3";

/// The final proof has come: what stood for it is replaced.
pub(super) async fn replace(connection: &mut Connection, claim: i64) -> Result<(), db::Error> {
    db::query("UPDATE evidence SET kind = 'replaced' WHERE claim_id = ? AND kind = 'provisional'")
        .bind(claim)
        .execute(connection)
        .await?;
    Ok(())
}

/// What the audit log is told of a final proof beside the change it came with.
pub(super) fn noted(reference: &str, file: &EvidenceRecord) -> Noted {
    Noted {
        at: Some(file.added_at),
        evidence: Some(file.sha256.clone()),
        reason: Some(ProofKind::Final.as_str().to_owned()),
        words: Some(serde_json::json!({ "file": file.name })),
        ..Noted::about("claim", reference).to("kept")
    }
}

async fn mark(
    connection: &mut Connection,
    reference: &str,
    state: ClaimState,
    id: &str,
    kind: ProofKind,
    at: DateTime<Utc>,
) -> Result<Option<String>, db::Error> {
    let sha256: Option<String> = db::query_scalar(
        "UPDATE evidence SET kind = ?1 WHERE id = ?2
            AND claim_id = (SELECT id FROM claims WHERE reference = ?3 AND state = ?4)
         RETURNING sha256",
    )
    .bind(kind.as_str())
    .bind(id)
    .bind(reference)
    .bind(state.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    if sha256.is_some() {
        // Another version: whoever sends the claim has to know whether its proof is provisional.
        db::query("UPDATE claims SET version = version + 1, changed_at = ? WHERE reference = ?")
            .bind(millis(at))
            .bind(reference)
            .execute(connection)
            .await?;
    }
    Ok(sha256)
}

#[async_trait]
impl Proofs for Database {
    async fn set_proof_kind(
        &self,
        reference: &str,
        state: ClaimState,
        id: &str,
        kind: ProofKind,
        at: DateTime<Utc>,
    ) -> Stored<bool> {
        let job = Arc::new((reference.to_owned(), id.to_owned()));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (reference, id) = &*job;
                    let marked = mark(connection, reference, state, id, kind, at).await?;
                    let noted = |sha256| Noted {
                        at: Some(at),
                        evidence: Some(sha256),
                        reason: Some(kind.as_str().to_owned()),
                        ..Noted::about("claim", reference).to("kept")
                    };
                    Ok(Recorded {
                        value: marked.is_some(),
                        noted: marked.map(noted).into_iter().collect(),
                    })
                })
            })
            .await
    }

    async fn awaiting_final(
        &self,
        after: DateTime<Utc>,
        until: DateTime<Utc>,
        unsaid: &str,
        limit: u32,
    ) -> Stored<Vec<String>> {
        Ok(db::query_scalar(AWAITING)
            .bind(millis(until))
            .bind(unsaid)
            .bind(limit)
            .bind(millis(after))
            .fetch_all(&mut *self.readers.get().await?)
            .await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn final_proofs_that_are_waited_for_are_read_from_an_index_and_not_sorted() {
        let awaiting = db::query(AWAITING)
            .bind(700_i64)
            .bind("final_proof")
            .bind(50_u32)
            .bind(70_i64);
        super::super::plans::are_read_in_order(&[(awaiting, "claims_for_final_proof")]).await;
    }
}
