//! The audit log: who did what, when and why, in a form that shows every later change to it.
//!
//! Each change writes its entries in its own transaction. The entries are the leaves of a tree
//! (RFC 9162) whose head is signed every hour and can be kept elsewhere; from then on an entry
//! that was changed, taken out, put in or moved is found and named by `claimdesk audit verify`,
//! and anybody can be shown that one entry is in the log without seeing the others.
//!
//! | module | subject |
//! | --- | --- |
//! | [`act`] | who acts, by which operation: set where a request comes in, read where a change is written |
//! | [`entry`] | what is written down, and its one spelling |
//! | [`tree`] | hashes, the right edge, proofs |
//! | [`head`] | signed heads, the key |
//! | [`proof`] | proofs in a file of their own, and checking them anywhere |
//! | [`check`] | what is wrong with a log |
//! | [`refused`] | refusals, summed up so that they cannot flood the log |
//!
//! Erasing a person leaves the log provable: what can be personal stands beside the entry under a
//! salted hash, and can be emptied. How an outsider computes all of it is in `docs/audit.md`.

pub mod act;
pub mod check;
pub mod entry;
pub mod head;
pub mod proof;
pub mod refused;
pub mod tree;

use claimdesk_protocol::AuditVerified;

use crate::app::App;
use crate::problem::{Outcome, Refusal};
use crate::store::{LogState, Store, StoreError, Stored};
use head::Signer;
use proof::Proof;
use tree::{Hash, Place, Plan};

/// The kind of the entry that tells which key signs from now on.
pub const KEY: &str = "audit.key";

/// The hashes that a plan needs, out of the rows that have them.
pub async fn hashes(store: &dyn Store, plan: &Plan) -> Stored<Vec<Hash>> {
    let mut rows: Vec<u64> = plan.rows().collect();
    rows.sort_unstable();
    rows.dedup();
    let found = store.audit_hashes(rows).await?;
    let hash_at = |place: Place| {
        let at = found
            .binary_search_by_key(&place.row, |(row, _)| *row)
            .ok()?;
        let (_, bytes) = found.get(at)?;
        let from = usize::try_from(place.level).ok()?.checked_mul(32)?;
        bytes.get(from..from + 32)?.try_into().ok()
    };
    plan.make(hash_at)
        .ok_or_else(|| StoreError::new("rows of the audit log are missing or damaged"))
}

/// The head of the log as it is now, signed.
pub async fn signed_head(app: &App) -> Outcome<(LogState, String)> {
    let log = app.store().audit_log().await?;
    let note = app
        .signer()
        .sign(log.edge.size(), log.edge.root(), app.now());
    Ok((log, note))
}

/// Keeps a signed head of the log, where it has grown since the last one.
pub async fn keep_head(app: &App) -> Outcome<bool> {
    let (log, note) = signed_head(app).await?;
    Ok(app
        .store()
        .keep_head(log.edge.size(), note, app.now())
        .await?)
}

/// Reads all of the log and keeps what that came to, for auditors to see.
pub async fn look_over(app: &App) -> Outcome<()> {
    let report = app.store().check_log().await?;
    for finding in &report.findings {
        tracing::error!(%finding, "the audit log is not as it was written");
    }
    let check = AuditVerified {
        size: report.size,
        at: app.now(),
        found: u64::try_from(report.found).unwrap_or(u64::MAX),
    };
    Ok(app.store().keep_check(check).await?)
}

/// Tells in the log by which key heads are signed, where that is another than the last one told.
pub async fn tell_key(store: &dyn Store, signer: &Signer) -> Stored<()> {
    let key = signer.verifier().text();
    let last = store.audit_keys().await?.pop();
    if last.as_deref() == Some(&key) {
        return Ok(());
    }
    let told = entry::Noted {
        from: last,
        operation: Some(KEY.to_owned()),
        actor: Some(entry::Actor::of_kind(entry::ActorKind::Command)),
        ..entry::Noted::about("key", key)
    };
    store.note(told).await
}

/// The proof that this entry is in the log of that size, under a head signed now.
pub async fn inclusion(app: &App, sequence: u64) -> Outcome<Option<Proof>> {
    let (log, head) = signed_head(app).await?;
    let size = log.edge.size();
    let Some(plan) = Plan::inclusion(sequence, size) else {
        return Ok(None);
    };
    let Some(entry) = app.store().audit_entry(sequence).await? else {
        return Ok(None);
    };
    let hashes = hashes(app.store(), &plan).await?;
    let key = app.signer().verifier();
    Ok(Some(Proof::inclusion(sequence, &entry, &hashes, head, key)))
}

/// For a failure of the machine.
pub fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::internal(anyhow::anyhow!("{error}"))
}
