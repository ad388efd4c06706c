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
mod shown;

use chrono::NaiveDate;
use claimdesk_recognition::Month;
use claimdesk_recognition::programme::BUSINESS_APPLICATIONS;
use claimdesk_recognition::programme::{MetricId, TrackId};
use leptos::prelude::*;

use crate::browser;
use crate::i18n::{Texts, localized};
use crate::points::Told;
use crate::ui::{self, Faults};
use exports::Exports;
use held::{Held, View};
use planner::Planner;
use scorecard::{Card, Fold};

/// Where the track and the anniversary are kept on this device.
const KEPT_TRACK: &str = "claimdesk.portfolio.track";
const KEPT_ANNIVERSARY: &str = "claimdesk.portfolio.anniversary";

/// The files given, and how they are looked at.
#[derive(Clone, Copy)]
pub(crate) struct State {
    /// The track, as chosen.
    track: RwSignal<TrackId>,
    /// The as-of month, as chosen; `None` for the latest in the data.
    month: RwSignal<Option<Month>>,
    /// What is shown of both: what was chosen, once it is added up.
    shown: RwSignal<View>,
    /// The day the designation was bought or renewed, for a partner who has it.
    anniversary: RwSignal<Option<NaiveDate>>,
    /// The same as typed.
    anniversary_text: RwSignal<String>,
    held: Held,
    faults: Faults,
    // What is larger lies elsewhere, so that the state is handed around at no cost.
    /// How each metric of the table is looked at.
    folds: StoredValue<[Fold; MetricId::ALL.len()]>,
    exports: StoredValue<Exports>,
    planner: StoredValue<Planner>,
}

impl State {
    /// No file yet; track and anniversary as this device keeps them.
    pub(crate) fn new() -> Self {
        let held = Held::new(crate::programme::programme());
        let enterprise =
            browser::kept(KEPT_TRACK).is_some_and(|kept| kept == TrackId::Enterprise.as_str());
        let track = if enterprise {
            TrackId::Enterprise
        } else {
            TrackId::Smb
        };
        let anniversary = browser::kept(KEPT_ANNIVERSARY)
            .and_then(|kept| claimdesk_recognition::claim::form::day(&kept));
        let shown = RwSignal::new(View { track, month: None });
        let anniversary_text = anniversary.map_or_else(String::new, |day| day.to_string());
        let anniversary = RwSignal::new(anniversary);
        let state = Self {
            track: RwSignal::new(track),
            month: RwSignal::new(None),
            shown,
            anniversary,
            anniversary_text: RwSignal::new(anniversary_text),
            held,
            faults: Faults::new(),
            folds: StoredValue::new(std::array::from_fn(Fold::new)),
            exports: StoredValue::new(Exports::new(held)),
            planner: StoredValue::new(Planner::new(held, shown.into(), anniversary)),
        };
        state.keep();
        shown::follow(state);
        for fold in state.folds.get_value() {
            fold.follow(state);
        }
        let planner = state.planner.get_value();
        state.exports.get_value().hear_claims(
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
        self.shown.get()
    }
}

/// The page at `/portfolio`.
pub(crate) fn page() -> AnyView {
    let state: State = expect_context();
    let card = Memo::new(move |_| Card::of(state));
    let there = Memo::new(move |_| card.with(Option::is_some));
    let tally = Memo::new(move |_| {
        card.with(|card| card.as_ref().map(|card| card.scorecard.tally.clone()))
    });
    // What was under the reader's hands moves down once there are points.
    Effect::new(move |before: Option<bool>| {
        let there = there.get();
        if there && before == Some(false) {
            browser::arrived_at("scorecard");
        }
        there
    });
    localized(move |texts| {
        let told = Told {
            line: state.held.programme().qualifying.total,
            tally,
            of: Signal::derive(move || (BUSINESS_APPLICATIONS, state.track.get())),
            faults: state.faults,
            entered: false,
        };
        let data = move || {
            let forget = move || {
                there.get().then(|| {
                    ui::button(
                        texts.portfolio.forget,
                        "no-print",
                        false.into(),
                        Callback::new(move |()| state.exports.get_value().forget()),
                    )
                })
            };
            view! {
                <div id="data" class=if there.get_untracked() { "stack no-print" } else { "stack" }>
                    {exports::section(state.exports.get_value(), texts)} {ui::live(forget)}
                </div>
            }
            .into_any()
        };
        let scorecard = move || {
            view! {
                {scorecard::section(state, card, told, texts)}
                {scorecard::beside(state, texts)}
            }
            .into_any()
        };
        view! {
            {ui::heading(texts.portfolio.title)}
            <p class="lead">{texts.portfolio.lead}</p>
            {exports::sample_mark(state.exports.get_value(), texts)}
            <p class="visually-hidden" role="status">
                {move || there.get().then_some(texts.scorecard().ready)}
            </p>
            <div class="stack-large">
                {ui::live(move || there.get().then(|| sections(texts)))}
                {ui::live(move || if there.get() { scorecard() } else { data() })}
                {state.planner.get_value().sections(texts)}
                {ui::live(move || there.get().then(data))}
            </div>
        }
        .into_any()
    })
}

/// Links to the parts of the page.
fn sections(texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let links: Vec<AnyView> = [
        ("scorecard", words.title),
        ("window", words.window_link),
        ("forecast", texts.forecast().title),
        ("opportunities", texts.opportunities().title),
        ("plan", texts.opportunities().plan.link),
        ("data", words.data),
    ]
    .into_iter()
    .map(|(id, name)| view! { <li><a href=format!("#{id}")>{name}</a></li> }.into_any())
    .collect();
    view! {
        <nav class="sections no-print" aria-label=words.sections>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}
