//! The calculator: points of all six designations at once, from entered numbers.

mod address;
mod captions;
mod compare;
mod inputs;
mod link;
mod state;
mod track;
mod ways;

use claimdesk_recognition::score::Tally;
use leptos::prelude::*;

use crate::i18n::{Texts, localized};
use crate::paths::Place;
use crate::points::{self, Told};
use crate::ui::{self, Choice, Input, making};
pub(crate) use state::State;

/// The page at `/`.
pub(crate) fn page() -> AnyView {
    let state: State = expect_context();
    let settled = link::settled(state);
    link::write(settled);
    let found = ways::found(settled);
    let tally = Memo::new(move |_| tally(state));
    localized(move |texts| {
        let words = &texts.calculator;
        let told = Told {
            line: state::paths().line,
            tally,
            of: Signal::derive(move || (state.path().id.as_str(), state.counts.get())),
            faults: state.faults,
            entered: true,
        };
        view! {
            {ui::heading(words.title)}
            <p class="lead">{words.lead}</p>
            {link::notice(state, texts)}
            <div class="calculator">
                <div class="stack-large">
                    <section class="card stack" aria-labelledby="numbers">
                        <h2 id="numbers">{words.your_numbers}</h2>
                        {making::first(move || designation(state, texts))}
                        {making::first(move || track::track(state, texts))}
                        {inputs::form(state, texts)}
                        {making::below(move || link::tools(state, texts))}
                    </section>
                    {making::below(move || from_exports(texts))}
                </div>
                {making::first(move || {
                    points::panel_with(told, texts, move || ways::cheapest(state, found, texts))
                })}
            </div>
            {making::last(move || {
                view! {
                    <div class="two">
                        {making::below(move || ways::section(state, found, texts))}
                        {making::below(move || compare::section(state, texts))}
                    </div>
                    {link::foot(settled, texts)}
                }
                .into_any()
            })}
        }
        .into_any()
    })
}

/// The way on for those who have exports.
fn from_exports(texts: &'static Texts) -> AnyView {
    let words = &texts.calculator;
    view! {
        <section class="card stack no-print" aria-labelledby="from-exports">
            <h2 id="from-exports">{words.from_exports}</h2>
            <p>{words.to_portfolio_hint}</p>
            <p>{ui::link(&Place::Portfolio, words.to_portfolio)}</p>
        </section>
    }
    .into_any()
}

fn tally(state: State) -> Option<Tally> {
    let counts = state.counts.get();
    state.estimates.with(|estimates| {
        let counts = estimates.iter().find(|estimate| estimate.track == counts)?;
        Some(counts.tally.clone())
    })
}

/// The choice of the designation.
fn designation(state: State, texts: &'static Texts) -> AnyView {
    let spec = Input {
        value: Signal::derive(move || state.path().id.clone()),
        typed: Callback::new(move |id: String| state.choose(&id)),
        width: "medium",
        ..Input::new(
            "designation",
            texts.numbers().designation,
            RwSignal::new(String::new()),
        )
    };
    let choices = state::paths()
        .designations
        .iter()
        .map(|path| Choice::new(&path.id, &path.name))
        .collect();
    ui::select(spec, choices, state.faults, texts)
}
