//! The calculator: points at once from entered numbers.

mod inputs;

use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::ManualInputs;
use leptos::prelude::*;

use crate::i18n::localized;
use crate::paths::Place;
use crate::points::{self, Told};
use crate::ui::{self, Faults};

/// What the reader has entered here.
#[derive(Clone, Copy)]
pub(crate) struct State {
    track: RwSignal<TrackId>,
    manual: RwSignal<ManualInputs>,
    faults: Faults,
}

impl State {
    /// Nothing entered.
    pub(crate) fn new() -> Self {
        Self {
            track: RwSignal::new(TrackId::Smb),
            manual: RwSignal::new(ManualInputs::default()),
            faults: Faults::new(),
        }
    }
}

/// The page at `/`.
pub(crate) fn page() -> AnyView {
    let state: State = expect_context();
    let programme = crate::programme::first_screen();
    let tally = Memo::new(move |_| state.manual.get().tally(programme, state.track.get()));
    localized(move |texts| {
        let words = &texts.calculator;
        let told = Told {
            programme,
            track: state.track,
            tally,
            faults: state.faults,
            control_of: Some(inputs::control_of),
        };
        view! {
            {ui::heading(words.title)}
            <p class="lead">{words.lead}</p>
            <div class="calculator">
                <div class="stack-large">
                    <section class="card stack" aria-labelledby="numbers">
                        <h2 id="numbers">{words.your_numbers}</h2>
                        {points::track_choice(state.track, state.faults, texts)}
                        {inputs::form(state, texts)}
                    </section>
                    <section class="card stack" aria-labelledby="from-exports">
                        <h2 id="from-exports">{words.from_exports}</h2>
                        <p>{words.to_portfolio_hint}</p>
                        <p>{ui::link(&Place::Portfolio, words.to_portfolio)}</p>
                    </section>
                </div>
                {points::panel(told, texts)}
            </div>
        }
        .into_any()
    })
}
