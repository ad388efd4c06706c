//! What to do next: the claims that are counted on, the months to come, where claims are
//! missing, and the plan. What a reader enters here outlives a change of language.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::claims::{self, Claims};
use super::forecast::{self, Ahead};
use super::held::{Held, View};
use super::opportunities::{self, Opportune};
use super::plan::{self, Planned};
use crate::i18n::Texts;

/// All of it.
#[derive(Clone, Copy)]
pub(super) struct Planner(StoredValue<Parts>);

#[derive(Clone, Copy)]
struct Parts {
    claims: Claims,
    ahead: Ahead,
    opportune: Opportune,
    planned: Planned,
}

impl Planner {
    /// For what is held, looked at like this; enrolled with this anniversary or not at all.
    pub(super) fn new(
        held: Held,
        view: Signal<View>,
        anniversary: RwSignal<Option<NaiveDate>>,
    ) -> Self {
        let claims = Claims::new(held);
        let ahead = Ahead::new(held, view, anniversary, claims);
        let opportune = Opportune::new(ahead);
        Self(StoredValue::new(Parts {
            claims,
            ahead,
            opportune,
            planned: Planned::new(ahead, opportune),
        }))
    }

    /// Takes a claims file of this name.
    pub(super) fn give_claims(self, name: String, text: &str) {
        self.0.with_value(|parts| parts.claims.give(name, text));
    }

    /// Leaves all claims files out again.
    pub(super) fn forget_claims_files(self) {
        self.0.with_value(|parts| parts.claims.forget_files());
    }

    /// The sections, in the order a reader goes through them. Those that need data stand as soon
    /// as there are some.
    pub(super) fn sections(self, texts: &'static Texts) -> AnyView {
        let Parts {
            claims,
            ahead,
            opportune,
            planned,
        } = self.0.get_value();
        view! {
            {opportunities::waiting(texts)}
            {forecast::section(ahead, texts)}
            {claims::section(claims, Signal::derive(move || ahead.any()), texts)}
            {opportunities::section(ahead, opportune, texts)}
            {plan::section(ahead, planned, texts)}
        }
        .into_any()
    }
}
