//! Claims that were ticked together and wait to be started one after the other.

use leptos::prelude::*;

use super::start;
use crate::claim::handover::{self, Waiting};
use crate::i18n::{Texts, count, fill};
use crate::ui;

/// The list; nothing where none waits.
pub(crate) fn section(texts: &'static Texts) -> AnyView {
    let waiting = RwSignal::new(handover::waiting());
    let refused = RwSignal::new(false);
    start::coming_back(move || {
        let now = handover::waiting();
        if waiting
            .try_get_untracked()
            .is_some_and(|known| known != now)
        {
            waiting.set(now);
        }
    });
    ui::live(move || {
        waiting.with(|claims| (!claims.is_empty()).then(|| list(claims, waiting, refused, texts)))
    })
}

fn list(
    claims: &[Waiting],
    waiting: RwSignal<Vec<Waiting>>,
    refused: RwSignal<bool>,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.opportunities();
    let number = claims.len();
    let title = if number == 1 {
        words.waiting_one.to_owned()
    } else {
        let number = i128::try_from(number).unwrap_or_default();
        fill(words.waiting_many, &[&count(texts.lang, number)])
    };
    let items: Vec<AnyView> = claims
        .iter()
        .map(|claim| {
            let (begin, out) = (claim.clone(), claim.opportunity.clone());
            let begin = move |_| refused.set(!start::go(&begin));
            let leave_out = Callback::new(move |()| {
                waiting.update(|claims| claims.retain(|one| one.opportunity != out));
                waiting.with_untracked(|claims| handover::keep_waiting(claims));
            });
            view! {
                <li class="row spread">
                    <span class="typed">{claim.name.clone()}</span>
                    <span class="row">
                        <button
                            type="button"
                            class="button primary"
                            aria-label=format!("{}: {}", words.start, claim.name)
                            on:click=ui::on(begin)
                        >
                            {words.start}
                        </button>
                        {ui::button(
                            &fill(words.leave_out, &[&claim.name]),
                            "quiet",
                            false.into(),
                            leave_out,
                        )}
                    </span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="card stack no-print" aria-labelledby="claims-to-start">
            <h2 id="claims-to-start">{title}</h2>
            <p class="soft">{words.waiting_hint}</p>
            {start::refusal(refused, texts)}
            <ul class="waiting-claims">{items}</ul>
        </section>
    }
    .into_any()
}
