//! The portfolio: points from Partner Center exports, computed in the browser.

mod exports;
mod scorecard;

use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{Question, Scorecard, score};
use leptos::prelude::*;

use crate::i18n::localized;
use crate::points::{self, Told};
use crate::ui::{self, Faults};
use exports::Exports;

/// Months that the forecast looks ahead.
const AHEAD: u32 = 12;

/// The files given, and the track they are looked at on.
#[derive(Clone, Copy)]
pub(crate) struct State {
    track: RwSignal<TrackId>,
    exports: Exports,
    faults: Faults,
}

impl State {
    /// No file yet.
    pub(crate) fn new() -> Self {
        Self {
            track: RwSignal::new(TrackId::Smb),
            exports: Exports::new(),
            faults: Faults::new(),
        }
    }

    fn scorecard(self) -> Option<Scorecard> {
        let question = Question {
            track: self.track.get(),
            month: None,
            forecast: AHEAD,
        };
        self.exports.with_portfolio(|portfolio| {
            score(portfolio, &[], crate::programme::first_screen(), &question).ok()
        })
    }
}

/// The page at `/portfolio`.
pub(crate) fn page() -> AnyView {
    let state: State = expect_context();
    let card = Memo::new(move |_| state.scorecard());
    let there = Memo::new(move |_| card.with(Option::is_some));
    let tally = Memo::new(move |_| card.with(|card| card.as_ref().map(|card| card.tally.clone())));
    localized(move |texts| {
        let told = Told {
            programme: crate::programme::first_screen(),
            track: state.track,
            tally,
            faults: state.faults,
            control_of: None,
        };
        let figures = move || {
            let table = ui::live(move || {
                card.with(|card| card.as_ref().map(|card| scorecard::metrics(card, texts)))
            });
            view! {
                <section class="card stack" aria-labelledby="numbers">
                    <h2 id="numbers">{texts.portfolio.numbers}</h2>
                    {points::track_choice(state.track, state.faults, texts)}
                    {table}
                    {ui::button(
                        texts.portfolio.forget,
                        "",
                        false.into(),
                        Callback::new(move |()| state.exports.forget()),
                    )}
                </section>
            }
            .into_any()
        };
        view! {
            {ui::heading(texts.portfolio.title)}
            <p class="lead">{texts.portfolio.lead}</p>
            <div class="calculator">
                <div class="stack-large">
                    {exports::section(state.exports, texts)}
                    {ui::live(move || there.get().then(figures))}
                </div>
                {ui::live(move || there.get().then(|| points::panel(told, texts)))}
            </div>
            {ui::live(move || {
                card.with(|card| card.as_ref().map(|card| scorecard::months(card, texts)))
            })}
        }
        .into_any()
    })
}
