//! The calculator: points at once, from entered numbers or from Partner Center exports.

mod exports;
mod inputs;
mod result;
mod scorecard;

use claimdesk_recognition::Programme;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{ManualInputs, Question, Scorecard, Tally, score};
use leptos::prelude::*;

use crate::i18n::{Texts, localized};
use crate::ui::{self, Choice, Faults, Input};
use exports::Exports;

/// Months that the forecast looks ahead.
const AHEAD: u32 = 12;

/// What the reader has entered here; kept while they look at other pages.
#[derive(Clone, Copy)]
pub(crate) struct State {
    track: RwSignal<TrackId>,
    manual: RwSignal<ManualInputs>,
    exports: Exports,
    faults: Faults,
    programme: StoredValue<Programme>,
}

impl State {
    /// Nothing entered.
    pub(crate) fn new() -> Self {
        Self {
            track: RwSignal::new(TrackId::Smb),
            manual: RwSignal::new(ManualInputs::default()),
            exports: Exports::new(),
            faults: Faults::new(),
            programme: StoredValue::new(crate::programme::first_screen().clone()),
        }
    }

    fn scorecard(self) -> Option<Scorecard> {
        let track = self.track.get();
        self.exports.with_portfolio(|portfolio| {
            let question = Question {
                track,
                month: None,
                forecast: AHEAD,
            };
            self.programme
                .with_value(|programme| score(portfolio, &[], programme, &question).ok())
        })
    }

    fn estimate(self) -> Option<Tally> {
        let (track, manual) = (self.track.get(), self.manual.get());
        self.programme
            .with_value(|programme| manual.tally(programme, track))
    }
}

/// The page at `/`.
pub(crate) fn page() -> AnyView {
    let state: State = expect_context();
    let scorecard = Memo::new(move |_| state.scorecard());
    let tally = Memo::new(move |_| {
        let from_exports = scorecard.with(|card| card.as_ref().map(|card| card.tally.clone()));
        from_exports.or_else(|| state.estimate())
    });
    localized(move |texts| {
        view! {
            {ui::heading(texts.calculator.title)}
            <p class="lead">{texts.calculator.lead}</p>
            <div class="calculator">
                <div class="stack-large">
                    <section class="card stack" aria-labelledby="numbers">
                        <h2 id="numbers">{texts.calculator.your_numbers}</h2>
                        {track(state, texts)}
                        {ui::live(move || numbers(state, scorecard, texts))}
                    </section>
                    {exports::section(state.exports, texts)}
                </div>
                {result::panel(state, tally, texts)}
            </div>
            {ui::live(move || {
                scorecard.with(|card| card.as_ref().map(|card| scorecard::months(card, texts)))
            })}
        }
        .into_any()
    })
}

/// The entered numbers, or what the exports say in their place.
fn numbers(state: State, scorecard: Memo<Option<Scorecard>>, texts: &'static Texts) -> AnyView {
    let from_exports = Memo::new(move |_| scorecard.with(Option::is_some));
    if from_exports.get() {
        let table = ui::live(move || {
            scorecard.with(|card| card.as_ref().map(|card| scorecard::metrics(card, texts)))
        });
        view! {
            {table}
            {ui::button(
                texts.calculator.back_to_manual,
                "",
                false.into(),
                Callback::new(move |()| state.exports.forget()),
            )}
        }
        .into_any()
    } else {
        inputs::form(state, texts)
    }
}

fn track(state: State, texts: &'static Texts) -> AnyView {
    let spec = Input {
        value: Signal::derive(move || state.track.get().as_str().to_owned()),
        typed: Callback::new(move |track: String| {
            let enterprise = track == TrackId::Enterprise.as_str();
            state.track.set(if enterprise {
                TrackId::Enterprise
            } else {
                TrackId::Smb
            });
        }),
        ..Input::new(
            "track",
            texts.calculator.track,
            RwSignal::new(String::new()),
        )
    }
    .hint(texts.calculator.track_hint);
    let choices = vec![
        Choice::new(TrackId::Smb.as_str(), texts.calculator.smb),
        Choice::new(TrackId::Enterprise.as_str(), texts.calculator.enterprise),
    ];
    view! { <div class="side-by-side">{ui::radios(spec, choices, state.faults, texts)}</div> }
        .into_any()
}
