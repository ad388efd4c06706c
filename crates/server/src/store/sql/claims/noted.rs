//! What the audit log is told of a claim.

use claimdesk_protocol::{Happened, QualityAct};
use claimdesk_recognition::claim::{self, ClaimForm};

use serde_json::{Value, json};

use crate::audit::entry::{self, Actor, ActorKind, Noted};
use crate::store::{Change, CustomerChange, NewEvent, StoreError};

/// The digest of what stands in a claim.
pub(super) fn content(form: &ClaimForm, evidence: &[String]) -> Result<String, StoreError> {
    entry::content(form, evidence.iter().map(String::as_str))
        .map_err(|error| StoreError::new(error.to_string()))
}

/// What is written down of a change.
pub(super) fn noted(change: &Change) -> Result<Noted, StoreError> {
    let basis = &change.basis;
    let form = change.form.as_ref().unwrap_or(&basis.form);
    let event = change.event.as_ref();
    let mut evidence = basis.evidence.clone();
    evidence.extend(change.final_proof.iter().map(|file| file.sha256.clone()));
    Ok(Noted {
        version: Some(change.version),
        at: Some(change.at),
        // The clock acts in anybody's request, and the customer has no account.
        actor: event.and_then(|event| match event.actor {
            claim::Actor::Clock => Some(Actor::of_kind(ActorKind::Clock)),
            claim::Actor::Customer => Some(Actor::of_kind(ActorKind::Customer)),
            claim::Actor::Partner | claim::Actor::Reviewer => None,
        }),
        content: Some(content(form, &evidence)?),
        from: Some(basis.state.as_str().to_owned()),
        reason: event.and_then(|event| reason(change, event)),
        words: words(change),
        ..Noted::about("claim", &change.reference).to(change.life.state.as_str())
    })
}

/// The reason from a list: of a rejection, or of a hold that begins.
fn reason(change: &Change, event: &NewEvent) -> Option<String> {
    if event.made == Happened::Judged(QualityAct::Hold) {
        let hold = change.hold.as_ref()?;
        return Some(hold.reason.as_str().to_owned());
    }
    event.reason.map(|reason| reason.as_str().to_owned())
}

/// What is said in words, and by whom where they have no account.
fn words(change: &Change) -> Option<Value> {
    let note = change.event.as_ref().and_then(|event| event.note.as_ref());
    match (&change.customer, note) {
        (Some(CustomerChange::Said { by, .. }), note) => Some(json!({ "name": by, "note": note })),
        (_, Some(note)) => Some(json!({ "note": note })),
        (_, None) => None,
    }
}
