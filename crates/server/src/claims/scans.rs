//! What follows from what the virus scanner says of files.
//!
//! A file that waits for it is kept from everybody, and so is one that was found bad after it was
//! taken: the claim that has one is neither sent nor approved. That nothing was said is never taken
//! for that nothing was found; only where no scanner was ever configured a file is here without
//! one, and is shown as that.

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::{Happened, QualityAct, Scan, ScanState};
use claimdesk_recognition::claim::Move;

use crate::app::App;
use crate::evidence::scanner::{Scanner, Trouble, Verdict};
use crate::evidence::{Content, Received};
use crate::problem::{Outcome, Refusal};
use crate::store::scans::{DueScan, NewScan};
use crate::store::{ClaimFile, EvidenceRecord, Store};

/// A file that was clean is given to the scanner again after so long: signatures of today find what
/// those of last week did not know.
const AGAIN: TimeDelta = TimeDelta::days(7);
/// The first wait for a scanner that gave no answer. It doubles with each try.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
/// The longest.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);

/// True of what is only done with files that are here for everybody to see.
pub fn needs_clean_files(made: Happened) -> bool {
    matches!(
        made,
        Happened::Moved(Move::Submit | Move::Answer | Move::Approve)
            | Happened::Judged(QualityAct::Propose)
    )
}

/// Refuses where a file is kept away.
pub fn is_here(file: &EvidenceRecord) -> Outcome<()> {
    let name = &file.name;
    match file.scan.state {
        ScanState::NotScanned | ScanState::Clean => Ok(()),
        ScanState::Waiting if file.scan.too_large => Err(Refusal::file_kept_away(
            "file_quarantined",
            format!(
                "{name} is larger than the virus scanner takes, and is kept away until it was scanned. Send a smaller one in its place, or ask whoever runs this server."
            ),
        )),
        ScanState::Waiting => Err(Refusal::file_kept_away(
            "file_quarantined",
            format!(
                "{name} waits for the virus scanner and is kept away until it answers. Try again in a few minutes; if it stays so, tell whoever runs this server."
            ),
        )),
        ScanState::Bad => Err(Refusal::file_kept_away(
            "file_infected",
            format!(
                "In {name} the virus scanner found {}. It is kept away; remove it, and send a clean one.",
                file.scan.found.as_deref().unwrap_or("something")
            ),
        )),
    }
}

/// Refuses where any file of a claim is kept away; one that was found bad is told first.
pub fn all_are_here(file: &ClaimFile) -> Outcome<()> {
    let bad = |record: &&EvidenceRecord| record.scan.state == ScanState::Bad;
    if let Some(record) = file.evidence.iter().find(bad) {
        return is_here(record);
    }
    file.evidence.iter().try_for_each(is_here)
}

/// When a content is given to the scanner the next time; never where there was none.
pub fn next_scan(scan: &Scan, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match scan.state {
        ScanState::NotScanned => None,
        ScanState::Waiting => Some(at + FIRST_WAIT),
        ScanState::Clean | ScanState::Bad => Some(at + AGAIN),
    }
}

/// How long to wait after so many tries that went wrong.
fn wait(tries: u32) -> TimeDelta {
    // Ten doublings of a minute are behind the longest wait.
    (FIRST_WAIT * (1 << tries.min(10))).min(LONGEST_WAIT)
}

/// Gives a file that came in to the scanner. One that is bad is refused and leaves a trace.
pub async fn of_new(app: &App, reference: &str, name: &str, received: &Received) -> Outcome<Scan> {
    let Some(scanner) = app.scanner() else {
        return Ok(Scan::default());
    };
    let content = app.evidence().open_received(received).await?;
    let now = app.now();
    let scan = said(scanner, content, now).await?;
    let Some(found) = scan.found.clone() else {
        return Ok(scan);
    };
    let store = app.store();
    store
        .refused_as_bad(reference, &received.sha256, &found, now)
        .await?;
    // Where the same content was taken before, it is known now what it is.
    note_where_kept(store, received, scan, now).await?;
    Err(Refusal::file(
        "file_infected",
        format!(
            "The virus scanner found {found} in {name}, and nothing of the file was kept. Clean your machine, and send a file that is not infected."
        ),
    ))
}

async fn note_where_kept(
    store: &dyn Store,
    received: &Received,
    scan: Scan,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if store.has_content(&received.sha256).await? {
        let new = NewScan {
            sha256: received.sha256.clone(),
            next_at: now + AGAIN,
            scan,
        };
        store.scanned(new, now).await?;
    }
    Ok(())
}

async fn said(scanner: &Scanner, content: Content, now: DateTime<Utc>) -> Outcome<Scan> {
    let verdict = scanner.scan(content).await.map_err(Refusal::internal)?;
    Ok(match verdict {
        Verdict::Clean { scanner } => Scan {
            state: ScanState::Clean,
            at: Some(now),
            scanner: Some(scanner),
            ..Scan::default()
        },
        Verdict::Bad { scanner, found } => Scan {
            state: ScanState::Bad,
            at: Some(now),
            scanner: Some(scanner),
            found: Some(found),
            ..Scan::default()
        },
        Verdict::Unknown(trouble) => Scan {
            state: ScanState::Waiting,
            too_large: trouble == Trouble::TooLarge,
            ..Scan::default()
        },
    })
}

/// Gives a content that is due to the scanner and writes down what it says; gives that.
pub async fn of_due(
    store: &dyn Store,
    evidence: &crate::evidence::Evidence,
    scanner: &Scanner,
    due: DueScan,
    now: DateTime<Utc>,
) -> Outcome<Scan> {
    let scan = match evidence.open(&due.sha256).await {
        Ok(content) => said(scanner, content, now).await?,
        // The files' own check tells of it; the others go on.
        Err(refusal) => {
            tracing::error!(
                ?refusal,
                sha256 = due.sha256,
                "a file cannot be given to the virus scanner"
            );
            Scan {
                state: ScanState::Waiting,
                ..Scan::default()
            }
        }
    };
    if let Some(found) = &scan.found {
        tracing::warn!(
            found,
            sha256 = due.sha256,
            "the virus scanner found something in a file that was taken before"
        );
    }
    let next_at = match scan.state {
        ScanState::Waiting => now + wait(due.tries),
        _ => now + AGAIN,
    };
    let new = NewScan {
        sha256: due.sha256,
        scan: scan.clone(),
        next_at,
    };
    store.scanned(new, now).await?;
    Ok(scan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_that_is_away_is_asked_less_and_less() {
        let minutes: Vec<i64> = [0, 1, 2, 5, 8, 9, 40]
            .map(|tries| wait(tries).num_minutes())
            .to_vec();
        assert_eq!(minutes, [1, 2, 4, 32, 256, 360, 360]);
    }
}
