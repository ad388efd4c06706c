//! The portfolio: points from Partner Center exports, computed in the browser.

mod exports;
mod held;
mod scorecard;

use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::Scorecard;
use leptos::prelude::*;

use crate::i18n::localized;
use crate::points::{self, Told};
use crate::ui::{self, Faults};
use exports::Exports;
use held::{Held, View};

/// Months that the forecast looks ahead.
const AHEAD: u32 = 12;

/// The files given, and the track they are looked at on.
#[derive(Clone, Copy)]
pub(crate) struct State {
    track: RwSignal<TrackId>,
    held: Held,
    exports: Exports,
    faults: Faults,
}

impl State {
    /// No file yet.
    pub(crate) fn new() -> Self {
        let held = Held::new(crate::programme::programme());
        Self {
            track: RwSignal::new(TrackId::Smb),
            held,
            exports: Exports::new(held),
            faults: Faults::new(),
        }
    }

    /// How the portfolio is looked at, followed by the view that asks.
    fn view(self) -> View {
        View {
            track: self.track.get(),
            month: None,
        }
    }

    fn scorecard(self) -> Option<Scorecard> {
        self.held
            .look(self.view(), |standing| standing.scorecard(AHEAD))
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
            line: state.held.programme().qualifying.total,
            tally,
            faults: state.faults,
            entered: false,
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
