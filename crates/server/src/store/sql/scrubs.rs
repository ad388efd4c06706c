//! When contents of evidence were last read again.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Database;
use super::audit::Recorded;
use super::rows::{damaged, millis};
use crate::audit::entry::Noted;
use crate::store::Stored;
use crate::store::db::{self, Connection, Row};
use crate::store::scrubs::{DueRead, Read, ScrubStore};

const DAMAGED: &str =
    "SELECT sha256, size FROM scrubs WHERE state <> 'whole' AND at <= ?1 ORDER BY at LIMIT ?2";
const WHOLE: &str =
    "SELECT sha256, size FROM scrubs WHERE state = 'whole' AND at <= ?1 ORDER BY at LIMIT ?2";

fn due(row: &Row) -> Result<DueRead, db::Error> {
    let size: i64 = row.try_get("size")?;
    Ok(DueRead {
        sha256: row.try_get("sha256")?,
        size: u64::try_from(size).map_err(|_| damaged("a file's size", &size))?,
    })
}

/// Writes one down; gives what it was before, where that is another thing.
async fn keep(
    connection: &mut Connection,
    sha256: &str,
    now: Read,
    at: DateTime<Utc>,
) -> Result<Option<Read>, db::Error> {
    let before: Option<String> = db::query_scalar("SELECT state FROM scrubs WHERE sha256 = ?")
        .bind(sha256)
        .fetch_optional(&mut *connection)
        .await?;
    // The last claim with it let go of it meanwhile.
    let Some(before) = before else {
        return Ok(None);
    };
    let before = Read::ALL
        .into_iter()
        .find(|known| known.as_str() == before)
        .ok_or_else(|| damaged("what a file was", &before))?;
    db::query("UPDATE scrubs SET state = ?, at = ? WHERE sha256 = ?")
        .bind(now.as_str())
        .bind(millis(at))
        .bind(sha256)
        .execute(connection)
        .await?;
    Ok((before != now).then_some(before))
}

#[async_trait]
impl ScrubStore for Database {
    async fn due_reads(
        &self,
        whole: DateTime<Utc>,
        damaged: DateTime<Utc>,
        limit: u32,
    ) -> Stored<Vec<DueRead>> {
        let mut reader = self.readers.get().await?;
        let mut all = Vec::new();
        for (statement, before) in [(DAMAGED, damaged), (WHOLE, whole)] {
            let rows = db::query(statement)
                .bind(millis(before))
                .bind(limit)
                .fetch_all(&mut reader)
                .await?;
            for row in &rows {
                all.push(due(row)?);
            }
        }
        all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(all)
    }

    async fn were_read(&self, read: Vec<(String, Read)>, at: DateTime<Utc>) -> Stored<()> {
        let read = Arc::new(read);
        self.writer
            .record(move |connection| {
                let read = Arc::clone(&read);
                Box::pin(async move {
                    let mut noted = Vec::new();
                    for (sha256, now) in &*read {
                        let Some(before) = keep(&mut *connection, sha256, *now, at).await? else {
                            continue;
                        };
                        let claims: Vec<String> = db::query_scalar(
                            "SELECT c.reference FROM evidence e JOIN claims c ON c.id = e.claim_id
                              WHERE e.sha256 = ? ORDER BY c.reference",
                        )
                        .bind(sha256)
                        .fetch_all(&mut *connection)
                        .await?;
                        noted.extend(claims.into_iter().map(|reference| Noted {
                            at: Some(at),
                            evidence: Some(sha256.clone()),
                            from: Some(before.as_str().to_owned()),
                            ..Noted::about("claim", reference).to(now.as_str())
                        }));
                    }
                    Ok(Recorded { value: (), noted })
                })
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::super::plans::are_read_in_order;
    use super::*;

    #[tokio::test]
    async fn what_is_due_is_read_from_an_index_and_not_sorted() {
        let due = |text| db::query(text).bind(7_i64).bind(50_u32);
        are_read_in_order(&[
            (due(DAMAGED), "scrubs_damaged"),
            (due(WHOLE), "scrubs_by_age"),
        ])
        .await;
    }
}
