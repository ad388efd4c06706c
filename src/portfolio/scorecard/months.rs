//! The choice of the month.

use claimdesk_recognition::Month;
use claimdesk_recognition::score::MonthRows;
use leptos::prelude::*;

use super::{Card, State};
use crate::i18n::{Texts, fill, month};
use crate::ui::{self, Choice, Input};

/// The months of the data, the latest first, with a step to either side.
pub(super) fn choice(state: State, card: Memo<Option<Card>>, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let months = Memo::new(move |_| {
        card.with(|card| {
            card.as_ref()
                .map_or_else(Vec::new, |card| card.months.clone())
        })
    });
    let at = Memo::new(move |_| {
        card.with(|card| {
            let month = card.as_ref()?.scorecard.month;
            months.with(|months| months.iter().position(|held| held.month == month))
        })
    });
    let go = move |place: Option<usize>| {
        months.with_untracked(|months| {
            if let Some(chosen) = place.and_then(|place| months.get(place)) {
                choose(state, months, chosen.month);
            }
        });
    };
    let step = move |name: &'static str, sign: &'static str, to: Signal<Option<usize>>| {
        view! {
            <button
                type="button"
                class="button icon"
                title=name
                aria-label=name
                aria-disabled=move || to.get().is_none().then_some("true")
                on:click=ui::on(move |_| go(to.get_untracked()))
            >
                <span aria-hidden="true">{sign}</span>
            </button>
        }
        .into_any()
    };
    let earlier = Signal::derive(move || at.get()?.checked_sub(1));
    let later = Signal::derive(move || {
        let next = at.get()? + 1;
        months.with(|months| (next < months.len()).then_some(next))
    });
    let select = ui::live(move || {
        let spec = Input {
            value: Signal::derive(move || {
                card.with(|card| {
                    card.as_ref()
                        .map_or_else(String::new, |card| card.scorecard.month.to_string())
                })
            }),
            typed: Callback::new(move |chosen: String| {
                if let Some(chosen) = Month::parse(&chosen) {
                    months.with_untracked(|months| choose(state, months, chosen));
                }
            }),
            width: "medium",
            ..Input::new("month", words.month, RwSignal::new(String::new()))
        };
        let choices = months.with(|months| {
            months
                .iter()
                .rev()
                .map(|held| Choice::new(&held.month.to_string(), &name(*held, texts)))
                .collect()
        });
        ui::select(spec, choices, state.faults, texts)
    });
    view! {
        <div class="month-choice">
            {select} {step(words.earlier, "‹", earlier)} {step(words.later, "›", later)}
        </div>
    }
    .into_any()
}

/// The latest month is not named, so that it stays the latest when other files come.
fn choose(state: State, months: &[MonthRows], month: Month) {
    let latest = months.last().map(|held| held.month);
    state.month.set((Some(month) != latest).then_some(month));
}

fn name(held: MonthRows, texts: &'static Texts) -> String {
    let words = texts.scorecard();
    let name = month(texts, held.month);
    match (held.revenue, held.usage) {
        (false, _) => fill(words.lacks_revenue, &[&name]),
        (_, false) => fill(words.lacks_usage, &[&name]),
        _ => name,
    }
}
