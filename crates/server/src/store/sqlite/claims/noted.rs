//! What the audit log is told of a claim.

use claimdesk_recognition::claim::ClaimForm;

use crate::audit::entry::{self, Actor, ActorKind, Noted};
use crate::store::{Change, StoreError};

/// The digest of what stands in a claim.
pub(super) fn content(form: &ClaimForm, evidence: &[String]) -> Result<String, StoreError> {
    entry::content(form, evidence.iter().map(String::as_str))
        .map_err(|error| StoreError(error.to_string()))
}

/// What is written down of a change.
pub(super) fn noted(change: &Change) -> Result<Noted, StoreError> {
    let basis = &change.basis;
    let form = change.form.as_ref().unwrap_or(&basis.form);
    let event = change.event.as_ref();
    Ok(Noted {
        version: Some(change.version),
        at: Some(change.at),
        // The demonstration's story and the clock act in nobody's request.
        actor: event.and_then(|event| match &event.by {
            None => Some(Actor::of_kind(ActorKind::Clock)),
            Some(_) => None,
        }),
        content: Some(content(form, &basis.evidence)?),
        from: Some(basis.state.as_str().to_owned()),
        reason: event
            .and_then(|event| event.reason)
            .map(|reason| reason.as_str().to_owned()),
        words: event
            .and_then(|event| event.note.as_ref())
            .map(|note| serde_json::json!({ "note": note })),
        ..Noted::about("claim", &change.reference).to(change.life.state.as_str())
    })
}
