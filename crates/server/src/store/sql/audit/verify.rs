//! Reads all of the log and tells what is not as it was written.

use std::collections::HashMap;

use anyhow::Context;
use futures::StreamExt;
use sha2::{Digest, Sha256};

use super::{keys, state};
use crate::audit::check::{Checker, Expected, Finding, Report, words_of};
use crate::audit::entry::commitment;
use crate::audit::head::{self, Verifier};
use crate::audit::tree::Edge;
use crate::evidence::Evidence;
use crate::ids;
use crate::store::db::{self, Address, Begin, Connection, Open};

/// Rows read at once.
const PAGE: i64 = 1_000;

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
    address: &Address,
    given: &[Verifier],
    kept: &[Kept],
    evidence: Option<&Evidence>,
) -> anyhow::Result<Report> {
    let mut connection = address
        .connect(Open::Look)
        .await
        .context("the database cannot be opened")?;
    // One state of the database for all that is read, whatever a server writes meanwhile.
    connection.begin(Begin::Snapshot).await?;
    let report = read(&mut connection, given, kept, evidence).await;
    connection.rollback().await?;
    connection.close().await?;
    report
}

async fn read(
    connection: &mut Connection,
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
    let mut heads: Vec<Kept> = db::query("SELECT size, note FROM audit_heads ORDER BY size")
        .fetch_all(&mut *connection)
        .await?
        .iter()
        .map(|row| {
            let size: i64 = row.try_get("size")?;
            Ok((format!("the head kept at {size}"), row.try_get("note")?))
        })
        .collect::<Result<_, db::Error>>()?;
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
    connection: &mut Connection,
    edge: Edge,
    heads: Vec<Expected>,
) -> anyhow::Result<Report> {
    let mut checker = Checker::new(edge, heads);
    let mut after = -1;
    loop {
        let page: Vec<(i64, String, Vec<u8>)> = db::query_as(
            "SELECT sequence, entry, hashes FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?",
        )
        .bind(after)
        .bind(PAGE)
        .long()
        .fetch_all(connection)
        .await?;
        for (sequence, entry, hashes) in &page {
            checker.row(*sequence, entry, hashes);
            after = *sequence;
        }
        if page.is_empty() {
            return Ok(checker.finish());
        }
    }
}

/// Words that are there have to be those of the entry; words that were erased are no fault.
async fn words(connection: &mut Connection, report: &mut Report) -> anyhow::Result<()> {
    let mut after = -1;
    loop {
        let page: Vec<(i64, Vec<u8>, String, String)> = db::query_as(
            "SELECT w.sequence, w.salt, w.words, a.entry FROM audit_words w
               JOIN audit a ON a.sequence = w.sequence
              WHERE w.sequence > ? ORDER BY w.sequence LIMIT ?",
        )
        .bind(after)
        .bind(PAGE)
        .long()
        .fetch_all(connection)
        .await?;
        for (sequence, salt, words, entry) in &page {
            report.words += 1;
            if words_of(entry) != Some(&commitment(salt, words)) {
                report.add(Finding::Words(sequence.unsigned_abs()));
            }
            after = *sequence;
        }
        if page.is_empty() {
            return Ok(());
        }
    }
}

/// Every file of a claim has to be in the log, and its content that of its hash.
async fn files(
    connection: &mut Connection,
    evidence: &Evidence,
    report: &mut Report,
) -> anyhow::Result<()> {
    let rows = db::query(
        "SELECT c.reference, e.sha256,
                EXISTS (SELECT 1 FROM audit a WHERE a.object = c.reference
                           AND a.entry ->> '$.evidence' = e.sha256 AND a.entry ->> '$.to' = 'kept') AS known
           FROM evidence e JOIN claims c ON c.id = e.claim_id ORDER BY c.reference, e.sha256",
    )
    .long()
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
        let unknown =
            (!row.try_get::<bool>("known")?).then_some("the log does not tell that it was added");
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
