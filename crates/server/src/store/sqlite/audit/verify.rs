//! Reads all of the log and tells what is not as it was written.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};

use super::{keys, state};
use crate::audit::check::{Checker, Expected, Finding, Report, words_of};
use crate::audit::entry::commitment;
use crate::audit::head::{self, Verifier};
use crate::audit::tree::Edge;
use crate::evidence::Evidence;
use crate::ids;

/// A head that was kept elsewhere: where, and its text.
pub type Kept = (String, String);

/// Checks the log of this database: every entry, the words beside them, the signed heads that are
/// kept here and elsewhere, and where it is asked for the files of evidence.
///
/// A key is believed that the log names, or that is given here. Whoever could change the database
/// could write another key into the log too: only a head or a key kept elsewhere tells of that.
///
/// # Errors
///
/// When the database cannot be read at all.
pub async fn verify(
    file: &Path,
    given: &[Verifier],
    kept: &[Kept],
    evidence: Option<&Evidence>,
) -> anyhow::Result<Report> {
    let mut connection = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .pragma("query_only", "on")
        .pragma("cache_size", "-16000")
        .connect()
        .await
        .with_context(|| format!("{} cannot be opened", file.display()))?;
    // One state of the database for all that is read, whatever a server writes meanwhile.
    let mut transaction = connection.begin().await?;
    let report = read(&mut transaction, given, kept, evidence).await;
    transaction.rollback().await?;
    connection.close().await?;
    report
}

async fn read(
    connection: &mut SqliteConnection,
    given: &[Verifier],
    kept: &[Kept],
    evidence: Option<&Evidence>,
) -> anyhow::Result<Report> {
    let log = state(connection)
        .await
        .context("the audit log cannot be read")?;
    let mut verifiers = given.to_vec();
    if verifiers.is_empty() {
        verifiers.extend(
            keys(connection)
                .await?
                .iter()
                .filter_map(|key| Verifier::read(key)),
        );
    }
    let mut heads: Vec<Kept> = sqlx::query("SELECT size, note FROM audit_heads ORDER BY size")
        .fetch_all(&mut *connection)
        .await?
        .iter()
        .map(|row| {
            let size: i64 = row.try_get("size")?;
            Ok((format!("the head kept at {size}"), row.try_get("note")?))
        })
        .collect::<Result<_, sqlx::Error>>()?;
    heads.extend_from_slice(kept);
    let (expected, wrong) = expected(heads, &verifiers);
    let mut report = rows(connection, log.edge, expected).await?;
    for finding in wrong {
        report.add(finding);
    }
    words(connection, &mut report).await?;
    if let Some(evidence) = evidence {
        files(connection, evidence, &mut report).await?;
    }
    Ok(report)
}

/// The heads that were signed by a known key, and what is wrong with the others.
fn expected(heads: Vec<Kept>, keys: &[Verifier]) -> (Vec<Expected>, Vec<Finding>) {
    let (mut expected, mut wrong) = (Vec::new(), Vec::new());
    for (kept, note) in heads {
        match head::open(&note, keys) {
            Ok((head, _)) => expected.push(Expected {
                size: head.size,
                root: head.root,
                at: head.at,
                kept,
            }),
            Err(error) => wrong.push(Finding::NoHead {
                kept,
                why: error.to_string(),
            }),
        }
    }
    (expected, wrong)
}

async fn rows(
    connection: &mut SqliteConnection,
    edge: Edge,
    heads: Vec<Expected>,
) -> anyhow::Result<Report> {
    let mut checker = Checker::new(edge, heads);
    let mut rows = sqlx::query("SELECT sequence, entry, hashes FROM audit ORDER BY sequence")
        .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        checker.row(row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    }
    Ok(checker.finish())
}

/// Words that are there have to be those of the entry; words that were erased are no fault.
async fn words(connection: &mut SqliteConnection, report: &mut Report) -> anyhow::Result<()> {
    let mut rows = sqlx::query(
        "SELECT w.sequence, w.salt, w.words, a.entry FROM audit_words w
           JOIN audit a ON a.sequence = w.sequence ORDER BY w.sequence",
    )
    .fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let sequence: i64 = row.try_get(0)?;
        let made = commitment(row.try_get(1)?, row.try_get(2)?);
        report.words += 1;
        if words_of(row.try_get(3)?) != Some(&made) {
            report.add(Finding::Words(sequence.unsigned_abs()));
        }
    }
    Ok(())
}

/// Every file of a claim has to be in the log, and its content that of its hash.
async fn files(
    connection: &mut SqliteConnection,
    evidence: &Evidence,
    report: &mut Report,
) -> anyhow::Result<()> {
    let rows = sqlx::query(
        "SELECT c.reference, e.sha256,
                EXISTS (SELECT 1 FROM audit a WHERE a.object = c.reference
                           AND a.entry ->> '$.evidence' = e.sha256 AND a.entry ->> '$.to' = 'kept') AS known
           FROM evidence e JOIN claims c ON c.id = e.claim_id ORDER BY c.reference, e.sha256",
    )
    .fetch_all(connection)
    .await?;
    let mut looked_at: HashMap<String, Option<&'static str>> = HashMap::new();
    for row in rows {
        let (reference, sha256): (String, String) =
            (row.try_get("reference")?, row.try_get("sha256")?);
        if !looked_at.contains_key(&sha256) {
            let why = fault(evidence, &sha256).await;
            looked_at.insert(sha256.clone(), why);
        }
        let why = looked_at.get(&sha256).copied().flatten();
        let unknown = (!row.try_get::<bool, _>("known")?)
            .then_some("the log does not tell that it was added");
        for why in [why, unknown].into_iter().flatten() {
            report.add(Finding::Evidence {
                reference: reference.clone(),
                sha256: sha256.clone(),
                why,
            });
        }
    }
    report.files = Some(looked_at.len());
    Ok(())
}

/// What is wrong with a file, if anything is.
async fn fault(evidence: &Evidence, sha256: &str) -> Option<&'static str> {
    let Ok(mut content) = evidence.open(sha256).await else {
        return Some("it is not there, or cannot be read");
    };
    let mut hash = Sha256::new();
    while let Some(piece) = content.next().await {
        match piece {
            Ok(piece) => hash.update(&piece),
            Err(_) => return Some("it cannot be read"),
        }
    }
    (ids::hex(&hash.finalize()) != sha256).then_some("its content has changed")
}
