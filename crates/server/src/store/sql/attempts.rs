//! Failed attempts to sign in.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Database;
use super::rows::{at, damaged, millis};
use crate::identity::throttle::{Failures, REMEMBERED, Rule};
use crate::store::Stored;
use crate::store::attempts::AttemptStore;
use crate::store::db::{self, Connection};

/// Rows at most; beyond it the oldest are forgotten.
const MOST: i64 = 20_000;

/// Forgets those that hold up nobody any more, also where nobody signs in.
pub(super) async fn forget(
    connection: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query("DELETE FROM attempts WHERE last < ?1 AND until <= ?2")
        .bind(millis(now - REMEMBERED * 2))
        .bind(millis(now))
        .execute(connection)
        .await?;
    Ok(())
}

#[async_trait]
impl AttemptStore for Database {
    async fn attempt(
        &self,
        key: [u8; 32],
        rule: Rule,
        now: DateTime<Utc>,
    ) -> Stored<Result<(), i64>> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let row = db::query("SELECT count, last, until FROM attempts WHERE key = ?")
                        .bind(key.as_slice())
                        .fetch_optional(&mut *connection)
                        .await?;
                    let before = match row {
                        Some(row) => {
                            let count: i64 = row.try_get("count")?;
                            Some(Failures {
                                count: u32::try_from(count)
                                    .map_err(|_| damaged("a number of failures", &count))?,
                                last: at(&row, "last")?,
                                until: at(&row, "until")?,
                            })
                        }
                        None => None,
                    };
                    let after = match rule.after(before, now) {
                        Ok(after) => after,
                        Err(seconds) => return Ok(Err(seconds)),
                    };
                    db::query(
                        "DELETE FROM attempts WHERE last < ?1 OR last <= (
                            SELECT last FROM attempts ORDER BY last DESC LIMIT 1 OFFSET ?2)",
                    )
                    .bind(millis(now - REMEMBERED * 2))
                    .bind(MOST - 1)
                    .execute(&mut *connection)
                    .await?;
                    db::query(
                        "INSERT INTO attempts (key, count, last, until) VALUES (?, ?, ?, ?)
                         ON CONFLICT (key) DO UPDATE
                            SET count = excluded.count, last = excluded.last, until = excluded.until",
                    )
                    .bind(key.as_slice())
                    .bind(after.count)
                    .bind(millis(after.last))
                    .bind(millis(after.until))
                    .execute(connection)
                    .await?;
                    Ok(Ok(()))
                })
            })
            .await
    }

    async fn forget_attempts(&self, keys: [[u8; 32]; 2]) -> Stored<()> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let [one, other] = &keys;
                    db::query("DELETE FROM attempts WHERE key IN (?, ?)")
                        .bind(one.as_slice())
                        .bind(other.as_slice())
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}
