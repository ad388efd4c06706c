//! Claims that are held, by when the hold ends.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Database;
use super::rows::millis;
use crate::store::Stored;
use crate::store::db;
use crate::store::holds::Holds;

const HELD: &str = "SELECT c.reference FROM claims c
      WHERE c.hold IS NOT NULL AND c.hold_until <= ?1
        AND (?2 IS NULL OR NOT EXISTS (SELECT 1 FROM reminders r
              WHERE r.claim_id = c.id AND r.reminder = ?2 AND r.clock = c.hold_until AND r.step = 0))
      ORDER BY c.hold_until, c.reference LIMIT ?3";

#[async_trait]
impl Holds for Database {
    async fn held(
        &self,
        until: DateTime<Utc>,
        unsaid: Option<&str>,
        limit: u32,
    ) -> Stored<Vec<String>> {
        Ok(db::query_scalar(HELD)
            .bind(millis(until))
            .bind(unsaid)
            .bind(limit)
            .fetch_all(&mut *self.readers.get().await?)
            .await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn holds_that_end_are_read_from_an_index_and_not_sorted() {
        let held =
            |unsaid: Option<&'static str>| db::query(HELD).bind(700_i64).bind(unsaid).bind(50_u32);
        super::super::plans::are_read_in_order(&[
            (held(None), "claims_held"),
            (held(Some("hold_ends")), "claims_held"),
        ])
        .await;
    }
}
