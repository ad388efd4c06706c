//! The portfolio with what is ticked laid over it.

use claimdesk_recognition::Month;
use claimdesk_recognition::score::Standing;
use leptos::prelude::*;

use super::named;
use crate::portfolio::claims::Claims;
use crate::portfolio::held::{Held, View};
use crate::portfolio::opportunities::Ticks;

/// What is ticked, and what it is laid over.
#[derive(Clone, Copy)]
pub(super) struct Ticked {
    pub(super) held: Held,
    pub(super) claims: Claims,
    pub(super) ticks: Ticks,
    pub(super) at: Memo<Option<View>>,
}

impl Ticked {
    /// Looks at the portfolio with every claim and what is ticked in it; `None` when nothing is.
    /// Followed.
    pub(super) fn look<T>(
        self,
        as_of: Month,
        look: impl FnOnce(&mut Standing<'_>) -> T,
    ) -> Option<T> {
        let ticked = self.ticks.wanted(as_of, self.held.programme())?;
        let (pending, drafts) = (self.claims.pending(), self.claims.drafts());
        self.held.look(self.at.get()?, |standing| {
            let ticked = standing.candidates(&ticked);
            let ticked = ticked.iter().map(|one| (one.id.as_str(), &one.claim));
            let all = named(&pending).chain(named(&drafts)).chain(ticked);
            standing.with_claims(all, look)
        })
    }
}
