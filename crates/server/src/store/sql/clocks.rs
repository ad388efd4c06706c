//! Leases, running clocks, and what they have said.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::ClaimState;
use serde::Deserialize;

use super::Database;
use super::messages::tell;
use super::rows::{from_json, millis};
use crate::store::db::{self, Row};
use crate::store::{After, Clocks, NewReminder, RunningClock, Said, Stored};

#[derive(Deserialize)]
struct SaidJson {
    reminder: String,
    clock: i64,
    step: u32,
}

fn running(row: &Row) -> Result<RunningClock, db::Error> {
    let said: Vec<SaidJson> = from_json(row.try_get("said")?)?;
    Ok(RunningClock {
        reference: row.try_get("reference")?,
        version: row.try_get("version")?,
        organisation_id: row.try_get("organisation_id")?,
        customer_name: row.try_get("customer_name")?,
        life: from_json(row.try_get("life")?)?,
        reviewer_id: row.try_get("reviewer_id")?,
        queue_at: row.try_get("queue_at")?,
        said: said
            .into_iter()
            .map(|said| Said {
                reminder: said.reminder,
                clock: said.clock,
                step: said.step,
            })
            .collect(),
    })
}

const RUNNING: &str =
    "SELECT c.reference, c.version, c.organisation_id, c.customer_name, c.life, c.reviewer_id, c.queue_at,
            (SELECT json_group_array(json_object('reminder', r.reminder, 'clock', r.clock, 'step', r.step))
               FROM reminders r WHERE r.claim_id = c.id) AS said
       FROM claims c
      WHERE c.submitted = 1 AND c.state = ? AND (c.queue_at, c.reference) > (?, ?) AND c.queue_at <= ?
      ORDER BY c.queue_at, c.reference LIMIT ?";

#[async_trait]
impl Clocks for Database {
    async fn lease(
        &self,
        name: &str,
        owner: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Stored<bool> {
        let (name, owner) = (name.to_owned(), owner.to_owned());
        self.writer
            .write(move |connection| {
                let (name, owner) = (name.clone(), owner.clone());
                Box::pin(async move {
                    let taken = db::query(
                        "INSERT INTO leases (name, owner, until) VALUES (?1, ?2, ?3)
                         ON CONFLICT (name) DO UPDATE SET owner = ?2, until = ?3
                           WHERE leases.owner = ?2 OR leases.until <= ?4",
                    )
                    .bind(name)
                    .bind(owner)
                    .bind(millis(until))
                    .bind(millis(now))
                    .execute(connection)
                    .await?;
                    Ok(taken.rows_affected() == 1)
                })
            })
            .await
    }

    async fn release(&self, owner: &str) -> Stored<()> {
        let owner = owner.to_owned();
        self.writer
            .write(move |connection| {
                let owner = owner.clone();
                Box::pin(async move {
                    db::query("DELETE FROM leases WHERE owner = ?")
                        .bind(owner)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    async fn running_clocks(
        &self,
        state: ClaimState,
        until: DateTime<Utc>,
        after: After,
        limit: u32,
    ) -> Stored<Vec<RunningClock>> {
        let rows = db::query(RUNNING)
            .bind(state.as_str())
            .bind(after.at)
            .bind(after.reference)
            .bind(millis(until))
            .bind(limit)
            .fetch_all(&mut *self.readers.get().await?)
            .await?;
        Ok(rows.iter().map(running).collect::<Result<_, _>>()?)
    }

    async fn remind(&self, reminder: NewReminder) -> Stored<bool> {
        self.writer
            .write(move |connection| {
                let NewReminder {
                    reference,
                    version,
                    said,
                    message,
                    at,
                } = reminder.clone();
                Box::pin(async move {
                    let key: Option<i64> = db::query_scalar(
                        "INSERT INTO reminders (claim_id, reminder, clock, step)
                         SELECT c.id, ?, ?, ? FROM claims c WHERE c.reference = ? AND c.version = ?
                         ON CONFLICT DO NOTHING RETURNING claim_id",
                    )
                    .bind(said.reminder)
                    .bind(said.clock)
                    .bind(said.step)
                    .bind(reference)
                    .bind(version)
                    .fetch_optional(&mut *connection)
                    .await?;
                    let Some(key) = key else { return Ok(false) };
                    tell(connection, key, &[message], at).await?;
                    Ok(true)
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
    async fn running_clocks_are_read_from_an_index_and_not_sorted() {
        let running = db::query(RUNNING)
            .bind("submitted")
            .bind(70_i64)
            .bind("CD-00000007")
            .bind(70_000_i64)
            .bind(50_u32);
        are_read_in_order(&[(running, "claims_by_state")]).await;
    }
}
