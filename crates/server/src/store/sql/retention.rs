//! What is forgotten because of its age.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::audit::Recorded;
use super::rows::{millis, to_json};
use super::{Database, attempts, passkeys, sign_ins};
use crate::audit::entry::{Noted, spelled};
use crate::store::Stored;
use crate::store::db::{self, Connection};
use crate::store::retention::Retention;

/// Entries of the audit log that are looked at in one transaction.
const ENTRIES: i64 = 1_000;

#[async_trait]
impl Retention for Database {
    async fn forget_sign_ins(&self, now: DateTime<Utc>, unanswered: DateTime<Utc>) -> Stored<()> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    sign_ins::forget(&mut *connection, now).await?;
                    attempts::forget(&mut *connection, now).await?;
                    passkeys::forget(&mut *connection, now).await?;
                    db::query("DELETE FROM provider_waiting WHERE asked_at < ?")
                        .bind(millis(unanswered))
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    async fn forget_addresses(&self, before: DateTime<Utc>) -> Stored<bool> {
        self.writer
            .record(move |connection| Box::pin(forget_addresses(connection, before)))
            .await
    }
}

/// Goes on in the log from where it ended the last time. Entries stand in the order in which they were
/// written, so that the first one that is young ends it.
async fn forget_addresses(
    connection: &mut Connection,
    before: DateTime<Utc>,
) -> Result<Recorded<bool>, db::Error> {
    let entries: Vec<(i64, String, Option<String>)> = db::query_as(
        "SELECT a.sequence, a.entry ->> '$.at', a.entry ->> '$.to' FROM audit a
          WHERE a.sequence >= (SELECT sequence FROM audit_forgotten)
          ORDER BY a.sequence LIMIT ?",
    )
    .bind(ENTRIES)
    .fetch_all(&mut *connection)
    .await?;
    let before = spelled(before);
    let old: Vec<_> = entries
        .into_iter()
        .take_while(|(_, at, _)| *at < before)
        .collect();
    let Some((last, ..)) = old.last() else {
        return Ok(false.into());
    };
    let more = i64::try_from(old.len()).is_ok_and(|old| old == ENTRIES);
    db::query("UPDATE audit_forgotten SET sequence = ?")
        .bind(last + 1)
        .execute(&mut *connection)
        .await?;
    // Of a sign-in the words are the address, and nothing else.
    let signed_in: Vec<i64> = old
        .iter()
        .filter(|(_, _, to)| to.as_deref() == Some("signed_in"))
        .map(|(sequence, ..)| *sequence)
        .collect();
    let gone =
        db::query(
            "DELETE FROM audit_words WHERE sequence IN (SELECT CAST(value AS BIGINT) FROM json_each(?))",
        )
        .bind(to_json(&signed_in)?)
        .execute(connection)
        .await?
        .rows_affected();
    Ok(Recorded::when(gone > 0, more, || Noted {
        more: gone.saturating_sub(1),
        ..Noted::about("words", "addresses")
    }))
}
