//! An audit log of a million entries: how long it takes to write and to verify, and what a proof
//! costs. `cargo xtask bench audit` runs it; `CLAIMDESK_ENTRIES` asks for another number.

use std::io::Write;
use std::time::{Duration, Instant};

use claimdesk_server::audit::entry::Noted;
use claimdesk_server::audit::head::Signer;
use claimdesk_server::audit::tree::Plan;
use claimdesk_server::audit::{hashes, tell_key};
use claimdesk_server::clock::{Clock, SystemClock};
use claimdesk_server::store::db::Address;
use claimdesk_server::store::sql::Database;
use claimdesk_server::store::sql::audit::verify::verify;
use claimdesk_server::store::{AuditLog, StoreError};
use futures::StreamExt;

/// Entries, when nothing else is asked for.
const ENTRIES: u64 = 1_000_000;
/// Writers that wait at once, as many as fill the groups of the one that writes.
const AT_ONCE: usize = 512;
/// Proofs that are timed.
const PROOFS: u64 = 200;

fn main() -> anyhow::Result<()> {
    let entries = std::env::var("CLAIMDESK_ENTRIES")
        .ok()
        .and_then(|entries| entries.parse().ok())
        .unwrap_or(ENTRIES);
    tokio::runtime::Runtime::new()?.block_on(measure(entries))
}

fn noted(number: u64) -> Noted {
    let words =
        (number.is_multiple_of(4)).then(|| serde_json::json!({ "note": "The proof is complete." }));
    Noted {
        version: Some(3),
        content: Some(format!("{number:064x}")),
        from: Some("under_review".to_owned()),
        words,
        ..Noted::about(
            "claim",
            format!("CD-{:04X}-{:04X}", number >> 16, number & 0xffff),
        )
        .to("approved")
    }
}

async fn measure(entries: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("claimdesk.db");
    let store = Database::open(&file).await?;
    let signer = Signer::of_data_folder(&store.audit_log().await?.name, folder.path())?;
    tell_key(&store, &signer).await?;
    let begun = Instant::now();
    let mut written = futures::stream::iter(1..entries)
        .map(|number| store.note(noted(number)))
        .buffer_unordered(AT_ONCE);
    while let Some(outcome) = written.next().await {
        outcome?;
    }
    drop(written);
    let took = begun.elapsed();
    let log = store.audit_log().await?;
    let head = signer.sign(log.edge.size(), log.edge.root(), SystemClock.now());
    store
        .keep_head(log.edge.size(), head, SystemClock.now())
        .await?;
    let each = took.as_nanos() / u128::from(entries.max(1));
    say(&format!(
        "{entries} entries written in {took:.1?}, {each} ns each, every one on disk"
    ))?;

    let mut times = Vec::new();
    for number in 0..PROOFS {
        let begun = Instant::now();
        let plan = Plan::inclusion(number * (entries / PROOFS), log.edge.size());
        hashes(
            &store,
            &plan.ok_or_else(|| StoreError::new("no such entry"))?,
        )
        .await?;
        times.push(begun.elapsed());
    }
    times.sort();
    let half = times.get(times.len() / 2).copied().unwrap_or_default();
    say(&format!("a proof of inclusion: half within {half:.0?}"))?;
    store.close().await;

    for _ in 0..3 {
        let begun = Instant::now();
        let report = verify(&Address::file(&file), &[], &[], None).await?;
        let took = begun.elapsed();
        anyhow::ensure!(report.found == 0, "{:?}", report.findings);
        say(&format!(
            "{} entries and the words of {} verified in {}",
            report.size,
            report.words,
            milliseconds(took)
        ))?;
    }
    Ok(())
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

fn say(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "audit: {line}")
}
