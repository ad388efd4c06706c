//! The claim is sent: its reference, when an answer is due, what happens next.

use leptos::prelude::*;

use super::draft::Draft;
use crate::i18n::{Texts, fill, localized, moment, month};
use crate::paths::{ClaimPart, Place};
use crate::ui;

/// The page at `/claims/{reference}/sent`. It can be looked at again later.
pub(super) fn page(draft: Draft) -> AnyView {
    localized(move |texts| {
        if draft.is_draft() {
            let check = Place::claim(&draft.reference(), ClaimPart::Check);
            return view! {
                {ui::heading(texts.claim().not_sent)}
                <p>{ui::link(&check, texts.claim().check_title)}</p>
            }
            .into_any();
        }
        view(draft, texts)
    })
}

fn view(draft: Draft, texts: &'static Texts) -> AnyView {
    let words = texts.claim();
    let claim = draft.claim();
    let due = claim
        .waiting
        .map(|waiting| fill(words.due_ours, &[&moment(texts, waiting.until)]));
    let microsoft = claim
        .microsoft_until
        .map(|until| fill(words.due_microsofts, &[&moment(texts, until)]));
    let worth = &claim.assessment.worth;
    let counts = fill(
        words.counts_from,
        &[
            &month(texts, worth.from),
            &month(texts, worth.baseline_from.plus(-1)),
        ],
    );
    let due: Vec<AnyView> = [due, microsoft, Some(counts)]
        .into_iter()
        .flatten()
        .map(|line| view! { <li>{line}</li> }.into_any())
        .collect();
    let next: Vec<AnyView> = [words.next_review, words.next_ask, words.next_month]
        .into_iter()
        .map(|line| view! { <li>{line}</li> }.into_any())
        .collect();
    view! {
        <div class="confirmation">
            {ui::heading(words.sent_title)} <p>{words.your_reference}</p>
            <p class="reference">{claim.reference.clone()}</p>
        </div>
        <section class="stack reading">
            <h2>{words.when}</h2>
            <ul class="list">{due}</ul>
        </section>
        <section class="stack reading">
            <h2>{words.what_next}</h2>
            <ol class="list numbered">{next}</ol>
        </section>
        <p class="row no-print">
            {ui::link(&Place::claim(&claim.reference, ClaimPart::Detail), words.look_at_it)}
            {ui::link(&Place::Claims, texts.claims().title)}
        </p>
    }
    .into_any()
}
