//! The portfolio: points from Partner Center exports, computed in the browser.

mod claims;
mod exports;
mod forecast;
mod held;
mod kept;
mod opportunities;
mod pace;
mod packing;
mod plan;
mod planner;
mod scorecard;

use chrono::NaiveDate;
use claimdesk_recognition::Month;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::Scorecard;
use leptos::prelude::*;

use crate::browser;
use crate::i18n::localized;
use crate::points::{self, Told};
use crate::ui::{self, Faults};
use exports::Exports;
use held::{Held, View};
use planner::Planner;

/// Months that the forecast looks ahead.
const AHEAD: u32 = 12;

/// Where the track and the anniversary are kept on this device.
const KEPT_TRACK: &str = "claimdesk.portfolio.track";
const KEPT_ANNIVERSARY: &str = "claimdesk.portfolio.anniversary";

/// The files given, and how they are looked at.
#[derive(Clone, Copy)]
pub(crate) struct State {
    track: RwSignal<TrackId>,
    /// The as-of month; `None` for the latest in the data.
    month: RwSignal<Option<Month>>,
    /// When the designation is due, for a partner who has it.
    anniversary: RwSignal<Option<NaiveDate>>,
    held: Held,
    exports: Exports,
    planner: Planner,
    faults: Faults,
}

impl State {
    /// No file yet; track and anniversary as this device keeps them.
    pub(crate) fn new() -> Self {
        let held = Held::new(crate::programme::programme());
        let enterprise =
            browser::kept(KEPT_TRACK).is_some_and(|kept| kept == TrackId::Enterprise.as_str());
        let anniversary = browser::kept(KEPT_ANNIVERSARY)
            .and_then(|kept| claimdesk_recognition::claim::form::day(&kept));
        let track = RwSignal::new(if enterprise {
            TrackId::Enterprise
        } else {
            TrackId::Smb
        });
        let (month, anniversary) = (RwSignal::new(None), RwSignal::new(anniversary));
        let view = Signal::derive(move || View {
            track: track.get(),
            month: month.get(),
        });
        let state = Self {
            track,
            month,
            anniversary,
            held,
            exports: Exports::new(held),
            planner: Planner::new(held, view, anniversary),
            faults: Faults::new(),
        };
        state.keep();
        let planner = state.planner;
        state.exports.hear_claims(
            Callback::new(move |(name, text): (String, String)| planner.give_claims(name, &text)),
            Callback::new(move |()| planner.forget_claims_files()),
        );
        state
    }

    /// Keeps track and anniversary whenever they change. Where the browser does not let us, they
    /// are asked for again next time.
    fn keep(self) {
        Effect::new(move |first: Option<()>| {
            let (track, anniversary) = (self.track.get(), self.anniversary.get());
            if first.is_none() {
                return;
            }
            browser::keep(KEPT_TRACK, track.as_str());
            match anniversary {
                Some(day) => {
                    browser::keep(KEPT_ANNIVERSARY, &day.to_string());
                }
                None => browser::forget(KEPT_ANNIVERSARY),
            }
        });
    }

    /// How the portfolio is looked at, followed by the view that asks.
    fn view(self) -> View {
        View {
            track: self.track.get(),
            month: self.month.get(),
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
            programme: state.held.programme(),
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
            {state.planner.sections(texts)}
        }
        .into_any()
    })
}
