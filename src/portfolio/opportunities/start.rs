//! Beginning a claim from an opportunity: what is known goes along into the three steps.

use std::collections::BTreeMap;

use claimdesk_recognition::score::Opportunity;
use leptos::prelude::*;

use super::{key, list};
use crate::browser;
use crate::claim::handover::{self, Waiting};
use crate::i18n::{Texts, fill};
use crate::portfolio::forecast::Ahead;
use crate::ui::{self, Tone};

/// The opportunities that were started on this device, looked up again whenever the reader
/// comes back to the page.
pub(super) fn started() -> ReadSignal<BTreeMap<String, String>> {
    let (started, set) = signal(handover::started());
    coming_back(move || {
        let _ = set.try_set(handover::started());
    });
    started
}

/// Does it whenever the page is shown again, from the browser's memory too.
pub(super) fn coming_back(act: impl Fn() + Clone + 'static) {
    let again = act.clone();
    let shown = window_event_listener_untyped("pageshow", move |_| again());
    let focused = window_event_listener_untyped("focus", move |_| act());
    on_cleanup(move || {
        shown.remove();
        focused.remove();
    });
}

/// An opportunity as a claim that waits to be started.
pub(super) fn prepared(ahead: Ahead, pair: &Opportunity, texts: &'static Texts) -> Waiting {
    let words = texts.opportunities();
    let since = untrack(|| ahead.at()).and_then(|view| {
        ahead
            .held
            .glance(view, |standing| standing.worked_since(pair))
            .flatten()
    });
    let mut form = pair.claim_form(since);
    form.work_done = fill(
        words.work_done,
        &[&pair.used_as, &pair.associations.join(", ")],
    );
    Waiting {
        opportunity: key(pair),
        name: fill(words.named, &[&pair.used_as, list::customer(pair)]),
        form,
    }
}

/// Goes to the three steps with a claim; false where the browser does not let the page hand over
/// what is known.
pub(super) fn go(claim: &Waiting) -> bool {
    let Some(address) = handover::hand_over(claim) else {
        return false;
    };
    browser::load(&address, false);
    true
}

/// What to say where nothing can be handed over.
pub(super) fn refusal(refused: RwSignal<bool>, texts: &'static Texts) -> AnyView {
    ui::live(move || {
        refused.get().then(|| {
            let words = ui::paragraph(texts.opportunities().storage_refused);
            view! { <div role="alert">{ui::notice(Tone::Bad, words)}</div> }.into_any()
        })
    })
}
