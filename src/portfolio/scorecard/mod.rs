//! The scorecard: each metric's figures, unfolding to pairs, rows and rule, month by month.

mod aside;
mod fold;
mod metric;
mod months;
mod pair;
mod pairs;
mod people;
mod rule;
mod tables;
mod window;

use claimdesk_recognition::Month;
use claimdesk_recognition::score::{MonthRows, Scorecard};
use leptos::prelude::*;

use super::State;
use crate::i18n::{Texts, fill, month};
use crate::points::{self, Told};
use crate::ui::{self, Tone};
pub(super) use fold::Fold;

/// What the scorecard of a month says.
#[derive(Clone, PartialEq)]
pub(super) struct Card {
    pub(super) scorecard: Scorecard,
    /// The months of the data.
    pub(super) months: Vec<MonthRows>,
}

impl Card {
    /// Of the view that is shown; `None` while there is nothing to tell it from.
    pub(super) fn of(state: State) -> Option<Self> {
        state.held.look(state.view(), |standing| Self {
            scorecard: standing.scorecard(0),
            months: standing.months(),
        })
    }
}

/// The scorecard of the month that is shown, with the points beside it.
pub(super) fn section(
    state: State,
    card: Memo<Option<Card>>,
    told: Told,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.scorecard();
    let metrics = ui::live(move || {
        card.with(|card| card.as_ref().map(|card| metric::cards(state, card, texts)))
    });
    let head = ui::live(move || {
        card.with(|card| {
            card.as_ref()
                .map(|card| head(state, &card.scorecard, texts))
        })
    });
    view! {
        <section class="stack" aria-labelledby="scorecard">
            <div class="row spread">
                <h2 id="scorecard" tabindex="-1">
                    {words.title}
                </h2>
                {tables::metrics_button(card, texts)}
            </div>
            <div class="calculator">
                <div class="stack">
                    <div class="card stack chosen-view">
                        {months::choice(state, card, texts)}
                        {points::track_choice(state.track, state.faults, texts)} {head}
                    </div>
                    {metrics}
                </div>
                {points::panel(told, texts)}
            </div>
        </section>
    }
    .into_any()
}

/// Which month it is told for, what it lacks, and whether another track is likelier.
fn head(state: State, card: &Scorecard, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let proposal = (card.proposed_track != card.track).then(|| {
        let (track, name) = (card.proposed_track, texts.track(card.proposed_track));
        ui::notice(
            Tone::Plain,
            view! {
                <p>{fill(words.proposed, &[name])}</p>
                {ui::button(
                    &fill(words.take_proposed, &[name]),
                    "",
                    false.into(),
                    Callback::new(move |()| state.track.set(track)),
                )}
            }
            .into_any(),
        )
    });
    let mut gaps: Vec<Month> = card
        .tally
        .metrics
        .iter()
        .flat_map(|metric| metric.missing_months.iter().copied())
        .collect();
    gaps.sort_unstable();
    gaps.dedup();
    let gaps = (!gaps.is_empty()).then(|| {
        ui::notice(
            Tone::Warn,
            ui::paragraph(fill(
                texts.calculator.missing_months,
                &[&month_list(&gaps, texts)],
            )),
        )
    });
    view! {
        <p class="soft">
            {fill(words.told_for, &[&month(texts, card.month), texts.track(card.track)])}
        </p>
        {proposal}
        {gaps}
    }
    .into_any()
}

/// Months in a row of words.
fn month_list(months: &[Month], texts: &'static Texts) -> String {
    let names: Vec<String> = months.iter().map(|at| month(texts, *at)).collect();
    names.join(", ")
}

/// The months in which one qualifying is enough, and what was set aside.
pub(super) fn beside(state: State, texts: &'static Texts) -> AnyView {
    view! {
        {window::section(state, texts)}
        {aside::section(state, texts)}
    }
    .into_any()
}
