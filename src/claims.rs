//! The reader's own claims: what each waits for, and until when.

mod asked;
mod list;
mod many;

use claimdesk_recognition::claim::ClaimState;
use leptos::prelude::*;

use crate::i18n::Texts;
use crate::ui::{self, Choice};

pub(crate) use asked::Query;
pub(crate) use list::list;
pub(crate) use many::many;

/// A choice among states, after those that are no state: `""` for all.
pub(crate) fn state_filter(
    mut choices: Vec<Choice>,
    states: &[ClaimState],
    value: RwSignal<String>,
    changed: Callback<()>,
    texts: &'static Texts,
) -> AnyView {
    choices.extend(
        states
            .iter()
            .map(|state| Choice::new(state.as_str(), texts.state(*state))),
    );
    ui::filter(
        "state",
        texts.claims().state,
        value,
        choices,
        changed,
        texts,
    )
}
