//! Signing in, the own account, one-time links, and the first administrator.

mod again;
mod device;
mod forgotten;
mod own;
mod passkey;
mod passkeys;
mod passwords;
mod provider;
mod setup;
mod sign_in;
mod welcome;

pub(crate) use again::{Again, panel as again_panel};
pub(crate) use forgotten::forgotten;
pub(crate) use own::own;
pub(crate) use setup::setup;
pub(crate) use sign_in::{sign_in, sign_in_here};
pub(crate) use welcome::welcome;

use claimdesk_protocol::{Role, User};
use leptos::prelude::*;

use crate::api::ApiError;
use crate::i18n::Texts;
use crate::paths::Place;
use crate::ui::{Fault, Faults, Input};

/// Where a person's work is.
fn home(user: &User) -> Place {
    match user.role {
        Role::Partner => Place::Claims,
        Role::Reviewer => Place::Review,
        Role::Administrator => Place::Admin,
        Role::Auditor => Place::Audit,
    }
}

/// A field for an e-mail address or a password, which a password manager may fill.
fn credential(
    id: &str,
    label: &str,
    kind: &'static str,
    complete: &'static str,
    text: RwSignal<String>,
) -> Input {
    Input {
        kind,
        complete,
        width: "medium",
        ..Input::new(id, label, text)
    }
}

/// Faults the server found, at the controls of the same names.
pub(crate) fn refused_fields(error: &ApiError, faults: Faults) {
    if let ApiError::Refused(problem) = error {
        let found = problem
            .errors
            .iter()
            .map(|error| {
                let id = error.field.rsplit('.').next().unwrap_or(&error.field);
                Fault::words(id, &error.message)
            })
            .collect();
        faults.show(found);
    }
}

/// A control, what stands in it, and what to say when that is nothing.
type Asked<'a> = (
    &'a str,
    RwSignal<String>,
    fn(&'static Texts) -> &'static str,
);

/// Faults of controls that are empty.
pub(crate) fn missing(asked: &[Asked<'_>]) -> Vec<Fault> {
    asked
        .iter()
        .filter(|(_, text, _)| text.with_untracked(|text| text.trim().is_empty()))
        .map(|(id, _, says)| Fault::text(id, *says))
        .collect()
}
