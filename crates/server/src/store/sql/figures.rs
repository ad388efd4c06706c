//! What the figures are made of.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Database;
use super::rows::{at, from_json, millis};
use crate::store::db::{self, Row};
use crate::store::{Decisions, FirstDecision, Stored};

fn decision(row: &Row) -> Result<FirstDecision, db::Error> {
    Ok(FirstDecision {
        at: at(row, "at")?,
        reviewer: row.try_get("user_name")?,
        life: from_json(row.try_get("life")?)?,
    })
}

#[async_trait]
impl Decisions for Database {
    async fn first_decisions(&self, since: DateTime<Utc>) -> Stored<Vec<FirstDecision>> {
        // What ended without an answer was not decided by anybody; a dispute comes after either.
        let rows = db::query(
            "SELECT e.at, e.user_name, c.life FROM events e JOIN claims c ON c.id = e.claim_id
              WHERE e.actor = 'reviewer' AND e.move IN ('approve', 'reject') AND e.at >= ?
                AND NOT EXISTS (SELECT 1 FROM events b WHERE b.claim_id = e.claim_id AND b.id < e.id
                                   AND b.move IN ('approve', 'reject', 'expire'))
              ORDER BY e.at, e.id",
        )
        .bind(millis(since))
        .long()
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        Ok(rows.iter().map(decision).collect::<Result<_, _>>()?)
    }

    async fn late_reviews(&self, now: DateTime<Utc>) -> Stored<i64> {
        Ok(db::query_scalar(
            "SELECT count(*) FROM claims
              WHERE submitted = 1 AND state IN ('submitted', 'under_review') AND queue_at <= ?",
        )
        .bind(millis(now))
        .long()
        .fetch_one(&mut *self.readers.get().await?)
        .await?)
    }
}
