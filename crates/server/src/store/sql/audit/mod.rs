//! The audit log: [`append`] in the transaction of the changes it tells of, reading, and
//! [`verify`] over all of it.

mod append;
mod list;
pub mod verify;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::AuditVerified;

pub(super) use append::{Pending, Recorded, append};

use super::Database;
use super::rows::{at, damaged, millis};
use super::writer::Writer;
use crate::audit::KEY;
use crate::audit::check::Report;
use crate::audit::entry::{Entry, Noted};
use crate::audit::tree::Edge;
use crate::store::db::{self, Connection, Row};
use crate::store::{AuditFilter, AuditLog, AuditRow, LogState, StoreError, Stored};

/// A number as the database has it. No log has more entries than that.
fn number(of: u64) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

/// The one row of the log.
async fn state(connection: &mut Connection) -> Result<LogState, db::Error> {
    let row = db::query("SELECT name, size, edge FROM audit_log WHERE \"only\" = 1")
        .fetch_one(connection)
        .await?;
    let (size, bytes): (i64, Vec<u8>) = (row.try_get("size")?, row.try_get("edge")?);
    let edge = u64::try_from(size)
        .ok()
        .and_then(|size| Edge::read(size, &bytes))
        .ok_or_else(|| damaged("the right edge of the audit log", &size))?;
    Ok(LogState {
        name: row.try_get("name")?,
        edge,
    })
}

#[async_trait]
impl AuditLog for Database {
    async fn note(&self, noted: Noted) -> Stored<()> {
        self.writer
            .record(move |_| {
                let noted = noted.clone();
                Box::pin(async move { Ok(Recorded::with((), noted)) })
            })
            .await
    }

    async fn audit_log(&self) -> Stored<LogState> {
        Ok(state(&mut *self.readers.get().await?).await?)
    }

    async fn audit_entry(&self, sequence: u64) -> Stored<Option<String>> {
        Ok(
            db::query_scalar("SELECT entry FROM audit WHERE sequence = ?")
                .bind(number(sequence))
                .fetch_optional(&mut *self.readers.get().await?)
                .await?,
        )
    }

    async fn audit_hashes(&self, rows: Vec<u64>) -> Stored<Vec<(u64, Vec<u8>)>> {
        let rows =
            serde_json::to_string(&rows).map_err(|error| StoreError::new(error.to_string()))?;
        let found = db::query(
            "SELECT sequence, hashes FROM audit WHERE sequence IN (SELECT CAST(value AS BIGINT) FROM json_each(?))
              ORDER BY sequence",
        )
        .bind(rows)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        let read = |row: &Row| {
            let sequence: i64 = row.try_get("sequence")?;
            Ok((sequence.unsigned_abs(), row.try_get("hashes")?))
        };
        Ok(found.iter().map(read).collect::<Result<_, db::Error>>()?)
    }

    async fn audit_of(&self, object: &str) -> Stored<Vec<(u64, String)>> {
        let rows =
            db::query("SELECT sequence, entry FROM audit WHERE object = ? ORDER BY sequence")
                .bind(object)
                .fetch_all(&mut *self.readers.get().await?)
                .await?;
        let read = |row: &Row| {
            let sequence: i64 = row.try_get("sequence")?;
            Ok((sequence.unsigned_abs(), row.try_get("entry")?))
        };
        Ok(rows.iter().map(read).collect::<Result<_, db::Error>>()?)
    }

    async fn audit_keys(&self) -> Stored<Vec<String>> {
        Ok(keys(&mut *self.readers.get().await?).await?)
    }

    async fn audit_knows_programme(&self, id: &str, content: &str) -> Stored<bool> {
        Ok(db::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM audit WHERE object = ? AND entry ->> '$.object.kind' = 'programme'
                AND entry ->> '$.content' = ?)",
        )
        .bind(id)
        .bind(content)
        .fetch_one(&mut *self.readers.get().await?)
        .await?)
    }

    async fn audit_rows(&self, filter: AuditFilter) -> Stored<Vec<AuditRow>> {
        list::rows(&self.readers, &filter).await
    }

    async fn check_log(&self) -> Stored<Report> {
        verify::verify(&self.address, &[], &[], None)
            .await
            .map_err(|error| StoreError::new(format!("{error:#}")))
    }

    async fn keep_check(&self, check: AuditVerified) -> Stored<()> {
        self.writer
            .write(move |connection| {
                let check = check.clone();
                Box::pin(async move {
                    db::query(
                        "INSERT INTO audit_check (\"only\", size, at, found) VALUES (1, ?, ?, ?)
                         ON CONFLICT (\"only\") DO UPDATE
                            SET size = excluded.size, at = excluded.at, found = excluded.found",
                    )
                    .bind(number(check.size))
                    .bind(millis(check.at))
                    .bind(number(check.found))
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    async fn last_check(&self) -> Stored<Option<AuditVerified>> {
        let row = db::query("SELECT size, at, found FROM audit_check WHERE \"only\" = 1")
            .fetch_optional(&mut *self.readers.get().await?)
            .await?;
        let read = |row: Row| -> Result<AuditVerified, db::Error> {
            Ok(AuditVerified {
                size: row.try_get::<i64>("size")?.unsigned_abs(),
                at: at(&row, "at")?,
                found: row.try_get::<i64>("found")?.unsigned_abs(),
            })
        };
        Ok(row.map(read).transpose()?)
    }

    async fn keep_head(&self, size: u64, note: String, at: DateTime<Utc>) -> Stored<bool> {
        let note = Arc::new(note);
        self.writer
            .write(move |connection| {
                let note = Arc::clone(&note);
                Box::pin(async move {
                    let kept = db::query(
                        "INSERT INTO audit_heads (size, at, note) SELECT ?1, ?2, ?3
                          WHERE ?1 > (SELECT coalesce(max(size), 0) FROM audit_heads)",
                    )
                    .bind(number(size))
                    .bind(millis(at))
                    .bind(&*note)
                    .execute(connection)
                    .await?;
                    Ok(kept.rows_affected() == 1)
                })
            })
            .await
    }

    async fn erase_words(&self, of: &str) -> Stored<u64> {
        let of = of.to_owned();
        self.writer
            .record(move |connection| {
                let of = of.clone();
                Box::pin(async move {
                    let gone = erase_words(connection, &of).await?;
                    let noted = Noted {
                        more: gone.saturating_sub(1),
                        ..Noted::about("words", of)
                    };
                    Ok(Recorded::when(gone > 0, gone, || noted))
                })
            })
            .await
    }
}

/// Empties the words kept with entries by or about somebody or something; gives of how many.
pub(super) async fn erase_words(connection: &mut Connection, of: &str) -> Result<u64, db::Error> {
    let gone = db::query(
        "DELETE FROM audit_words WHERE sequence IN
            (SELECT sequence FROM audit WHERE actor = ?1
             UNION SELECT sequence FROM audit WHERE object = ?1)",
    )
    .bind(of)
    .execute(connection)
    .await?;
    Ok(gone.rows_affected())
}

/// Begins the log of a database that has files of evidence from before there was a log: each is told
/// as it is found.
pub(super) async fn begin(writer: &Writer) -> Stored<()> {
    writer
        .record(|connection| {
            Box::pin(async move {
                if state(connection).await?.edge.size() > 0 {
                    return Ok(().into());
                }
                let rows = db::query(
                    "SELECT c.reference, e.sha256 FROM evidence e JOIN claims c ON c.id = e.claim_id
                      ORDER BY e.added_at, e.id",
                )
                .fetch_all(connection)
                .await?;
                let found = |row: &Row| {
                    Ok(Noted {
                        operation: Some("audit.begin".to_owned()),
                        evidence: Some(row.try_get("sha256")?),
                        ..Noted::about("claim", row.try_get::<String>("reference")?).to("kept")
                    })
                };
                Ok(Recorded {
                    value: (),
                    noted: rows.iter().map(found).collect::<Result<_, db::Error>>()?,
                })
            })
        })
        .await
}

/// The keys that the log tells of, oldest first.
async fn keys(connection: &mut Connection) -> Result<Vec<String>, db::Error> {
    let entries: Vec<String> =
        db::query_scalar("SELECT entry FROM audit WHERE operation = ? ORDER BY sequence")
            .bind(KEY)
            .fetch_all(connection)
            .await?;
    let key = |entry: &String| {
        let entry: Entry = super::rows::from_json(entry)?;
        Ok(entry.object.reference)
    };
    entries.iter().map(key).collect()
}
