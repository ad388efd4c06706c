//! What the virus scanner said of contents.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{Scan, ScanState};
use serde::Deserialize;

use super::Database;
use super::audit::Recorded;
use super::rows::{damaged, instant, millis};
use crate::audit::entry::Noted;
use crate::store::Stored;
use crate::store::db::{self, Connection, Row};
use crate::store::scans::{DueScan, NewScan, ScanStore, Wanted};

/// A scan as JSON, of the evidence `e`; nothing where there is none.
macro_rules! scan_column {
    () => {
        "(SELECT json_object('state', s.state, 'at', s.at, 'scanner', s.scanner, 'found', s.found,
            'too_large', s.too_large) FROM scans s WHERE s.sha256 = e.sha256)"
    };
}
pub(super) use scan_column;

/// What that column has.
#[derive(Deserialize)]
pub(super) struct ScanJson {
    state: String,
    at: Option<i64>,
    scanner: Option<String>,
    found: Option<String>,
    too_large: i64,
}

/// The scan of that column.
pub(super) fn scan_of(json: Option<ScanJson>) -> Result<Scan, db::Error> {
    let Some(json) = json else {
        return Ok(Scan::default());
    };
    let state = [ScanState::Waiting, ScanState::Clean, ScanState::Bad]
        .into_iter()
        .find(|known| known.as_str() == json.state)
        .ok_or_else(|| damaged("a scan's state", &json.state))?;
    Ok(Scan {
        state,
        at: json.at.map(instant).transpose()?,
        scanner: json.scanner,
        found: json.found,
        too_large: json.too_large != 0,
    })
}

/// Writes down what was said; gives the state before. A content that waits stays as it was said to
/// be before, and is only given to the scanner again later.
pub(super) async fn keep(
    connection: &mut Connection,
    new: &NewScan,
    at: DateTime<Utc>,
) -> Result<ScanState, db::Error> {
    let scan = &new.scan;
    let before: Option<String> = db::query_scalar("SELECT state FROM scans WHERE sha256 = ?")
        .bind(&new.sha256)
        .fetch_optional(&mut *connection)
        .await?;
    let statement = if scan.state == ScanState::Waiting {
        "INSERT INTO scans (sha256, state, at, scanner, found, too_large, waiting_since, next_at, tries)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)
         ON CONFLICT (sha256) DO UPDATE SET next_at = excluded.next_at, tries = scans.tries + 1,
            too_large = excluded.too_large"
    } else {
        "INSERT INTO scans (sha256, state, at, scanner, found, too_large, waiting_since, next_at, tries)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?8, 0)
         ON CONFLICT (sha256) DO UPDATE SET state = excluded.state, at = excluded.at,
            scanner = excluded.scanner, found = excluded.found, too_large = 0,
            waiting_since = NULL, next_at = excluded.next_at, tries = 0"
    };
    db::query(statement)
        .bind(&new.sha256)
        .bind(scan.state.as_str())
        .bind(scan.at.map(millis))
        .bind(&scan.scanner)
        .bind(&scan.found)
        .bind(scan.too_large)
        .bind(millis(at))
        .bind(millis(new.next_at))
        .execute(connection)
        .await?;
    Ok(match before.as_deref() {
        Some("clean") => ScanState::Clean,
        Some("bad") => ScanState::Bad,
        Some(_) => ScanState::Waiting,
        None => ScanState::NotScanned,
    })
}

/// True where a file of this claim is kept from everybody.
pub(super) async fn keeps_away(
    connection: &mut Connection,
    reference: &str,
) -> Result<bool, db::Error> {
    db::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM claims c JOIN evidence e ON e.claim_id = c.id
            JOIN scans s ON s.sha256 = e.sha256
           WHERE c.reference = ? AND s.state <> 'clean')",
    )
    .bind(reference)
    .fetch_one(connection)
    .await
}

fn noted(reference: &str, sha256: &str, before: ScanState, now: ScanState) -> Noted {
    Noted {
        evidence: Some(sha256.to_owned()),
        from: Some(before.as_str().to_owned()),
        ..Noted::about("claim", reference).to(now.as_str())
    }
}

#[async_trait]
impl ScanStore for Database {
    async fn want_scans(&self, wanted: Wanted, at: DateTime<Utc>) -> Stored<u64> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let new = db::query(
                        "INSERT INTO scans (sha256, state, waiting_since, next_at)
                         SELECT DISTINCT e.sha256, 'waiting', ?1, ?1 FROM evidence e
                          WHERE NOT EXISTS (SELECT 1 FROM scans s WHERE s.sha256 = e.sha256)",
                    )
                    .bind(millis(at))
                    .execute(&mut *connection)
                    .await?;
                    // What waits has a time of its own; a scanner that is new is tried at once.
                    let again = match wanted {
                        Wanted::New => {
                            "UPDATE scans SET next_at = ?1 WHERE state = 'waiting' AND next_at > ?1"
                        }
                        Wanted::All => "UPDATE scans SET next_at = ?1 WHERE next_at > ?1",
                    };
                    db::query(again)
                        .bind(millis(at))
                        .execute(connection)
                        .await?;
                    Ok(new.rows_affected())
                })
            })
            .await
    }

    async fn due_scans(&self, at: DateTime<Utc>, limit: u32) -> Stored<Vec<DueScan>> {
        let rows = db::query(
            "SELECT sha256, tries FROM scans WHERE next_at <= ? ORDER BY next_at LIMIT ?",
        )
        .bind(millis(at))
        .bind(limit)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        let due = |row: &Row| -> Result<_, db::Error> {
            Ok(DueScan {
                sha256: row.try_get("sha256")?,
                tries: row.try_get("tries")?,
            })
        };
        Ok(rows.iter().map(due).collect::<Result<_, _>>()?)
    }

    async fn scanned(&self, scan: NewScan, at: DateTime<Utc>) -> Stored<()> {
        let scan = Arc::new(scan);
        self.writer
            .record(move |connection| {
                let new = Arc::clone(&scan);
                Box::pin(async move {
                    let before = keep(&mut *connection, &new, at).await?;
                    let now = new.scan.state;
                    if now == ScanState::Waiting || now == before {
                        return Ok(().into());
                    }
                    let claims: Vec<String> = db::query_scalar(
                        "SELECT c.reference FROM evidence e JOIN claims c ON c.id = e.claim_id
                          WHERE e.sha256 = ? ORDER BY c.reference",
                    )
                    .bind(&new.sha256)
                    .fetch_all(connection)
                    .await?;
                    let noted = |reference: &String| Noted {
                        reason: new.scan.found.clone(),
                        ..noted(reference, &new.sha256, before, now)
                    };
                    Ok(Recorded {
                        value: (),
                        noted: claims.iter().map(noted).collect(),
                    })
                })
            })
            .await
    }

    async fn has_content(&self, sha256: &str) -> Stored<bool> {
        Ok(
            db::query_scalar("SELECT EXISTS (SELECT 1 FROM evidence WHERE sha256 = ?)")
                .bind(sha256)
                .fetch_one(&mut *self.readers.get().await?)
                .await?,
        )
    }

    async fn refused_as_bad(
        &self,
        reference: &str,
        sha256: &str,
        found: &str,
        at: DateTime<Utc>,
    ) -> Stored<()> {
        let noted = Noted {
            at: Some(at),
            evidence: Some(sha256.to_owned()),
            reason: Some(found.to_owned()),
            ..Noted::about("claim", reference).to("refused")
        };
        self.writer
            .record(move |_| {
                let noted = noted.clone();
                Box::pin(async move { Ok(Recorded::with((), noted)) })
            })
            .await
    }
}
