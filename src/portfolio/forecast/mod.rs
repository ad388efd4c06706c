//! The months to come in three readings, and what is ticked to be claimed.
//!
//! Adding up a year of a large portfolio takes longer than a frame, so it is done month by month
//! with a pause between ([`Ahead::prepare`]); from then on a changed claim costs its own pairs.

mod chart;
mod later;
mod readings;
mod story;
mod table;
mod ticked;
mod timeline;
mod words;

use std::sync::Arc;

use chrono::NaiveDate;
use claimdesk_recognition::score::{Outlook, Standing, next_anniversary};
use claimdesk_recognition::{Month, Points};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::claims::Claims;
use super::held::{Held, View};
use super::opportunities::Ticks;
use super::pace::Pace;
use crate::browser;
use crate::i18n::Texts;
use crate::ui;

use later::in_turns;
pub(super) use later::later;
use ticked::Ticked;
pub(super) use words::{capital, lacking, signed};

/// How many months the forecast looks ahead.
pub(super) const AHEAD: u32 = 12;

/// The months to come, and what they rest on.
#[derive(Clone, Copy)]
pub(super) struct Ahead {
    pub(super) held: Held,
    pub(super) claims: Claims,
    pub(super) ticks: Ticks,
    /// How the portfolio is looked at, once every month of it is added up for that.
    at: Memo<Option<View>>,
    /// There is something to add up.
    any: RwSignal<bool>,
    /// What was added up last: how it is looked at, and which time.
    ready: RwSignal<Option<(View, u32)>>,
    /// The latest month of the data, once there is a forecast.
    as_of: Memo<Option<Month>>,
    /// What the month that claims are to count in totals with claims, drafts and all: without what
    /// is ticked, and with it. Said at once after each tick.
    totals: Memo<Option<[Points; 2]>>,
    /// The readings with what is ticked, for the chart; for the story and the timeline; for the
    /// table. They come one after the other once the totals are seen.
    drawn: ReadSignal<Option<Readings>>,
    narrated: ReadSignal<Option<Readings>>,
    tabled: ReadSignal<Option<Readings>>,
    /// All of them are there.
    there: Memo<bool>,
    /// The reading whose story is told.
    told: RwSignal<Reading>,
    /// The month whose story is told, as chosen.
    month: RwSignal<Option<Month>>,
    /// The same, or the first month to come.
    chosen: Memo<Option<Month>>,
}

/// Which claims a forecast counts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Approved,
    Pending,
    Drafts,
}

impl Reading {
    const ALL: [Self; 3] = [Self::Approved, Self::Pending, Self::Drafts];
}

/// The three of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Readings {
    /// The latest month of the data.
    as_of: Month,
    approved: Arc<Outlook>,
    pending: Arc<Outlook>,
    drafts: Arc<Outlook>,
    /// Something ticked is in the last one.
    ticked: bool,
}

impl Readings {
    fn of(&self, reading: Reading) -> &Outlook {
        match reading {
            Reading::Approved => &self.approved,
            Reading::Pending => &self.pending,
            Reading::Drafts => &self.drafts,
        }
    }
}

impl Ahead {
    /// The months to come of what is held, by these claims; enrolled with this anniversary or
    /// not at all.
    pub(super) fn new(
        held: Held,
        view: Signal<View>,
        anniversary: RwSignal<Option<NaiveDate>>,
        claims: Claims,
    ) -> Self {
        let ready = RwSignal::new(None);
        let at = Memo::new(move |_| {
            let now = (view.get(), held.afresh());
            ready
                .get()
                .filter(|ready| *ready == now)
                .map(|(view, _)| view)
        });
        let ticks = Ticks::new();
        let due = Memo::new(move |_| {
            let open = held.programme().qualifying.renewal_days;
            let today = browser::now().date_naive();
            let bought = anniversary.get()?;
            Some(next_anniversary(bought, today, open))
        });
        let plain = Memo::new(move |_| {
            let view = at.get()?;
            let (pending, drafts, due) = (claims.pending(), claims.drafts(), due.get());
            held.look(view, |standing| {
                let approved = Arc::new(standing.outlook(AHEAD, due));
                // Where no further claim is counted on, there is nothing to ask again.
                let again = |standing: &mut Standing<'_>| Arc::new(standing.outlook(AHEAD, due));
                standing.with_claims(named(&pending), |standing| {
                    let with_pending = if pending.is_empty() {
                        Arc::clone(&approved)
                    } else {
                        again(standing)
                    };
                    let with_drafts = if drafts.is_empty() {
                        Arc::clone(&with_pending)
                    } else {
                        standing.with_claims(named(&drafts), again)
                    };
                    Readings {
                        as_of: standing.as_of(),
                        approved,
                        pending: with_pending,
                        drafts: with_drafts,
                        ticked: false,
                    }
                })
            })
        });
        // What is told with the ticked ones put in; `None` when nothing is ticked.
        let with_ticked = Ticked {
            held,
            claims,
            ticks,
            at,
        };
        let totals = Memo::new(move |_| {
            let plain = plain.get()?;
            let month = ticks.month(plain.as_of, held.programme());
            let months = &plain.drafts.months;
            let without = months.iter().find(|told| told.month == month)?.tally.total;
            let with = with_ticked.look(plain.as_of, |standing| standing.tally(month).total);
            Some([without, with.unwrap_or(without)])
        });
        let known = Memo::new(move |_| plain.with(Option::is_some));
        let [drawn, narrated, tabled] = in_turns(
            known,
            move || {
                plain.track();
                ticks.track();
                held.follow();
                let _ = (at.get(), claims.pending(), claims.drafts(), due.get());
            },
            move || {
                let plain = plain.get()?;
                let due = due.get();
                let drafts = with_ticked.look(plain.as_of, |standing| standing.outlook(AHEAD, due));
                Some(match drafts {
                    None => plain,
                    Some(drafts) => Readings {
                        drafts: Arc::new(drafts),
                        ticked: true,
                        ..plain
                    },
                })
            },
        );
        let month = RwSignal::new(None);
        let chosen = Memo::new(move |_| {
            let chosen: Option<Month> = month.get();
            plain.with(|readings| {
                let readings = readings.as_ref()?;
                let first = readings.approved.past.first()?.month;
                let last = readings.approved.months.last()?.month;
                chosen
                    .filter(|month| (first..=last).contains(month))
                    .or(Some(readings.as_of.plus(1)))
            })
        });
        let ahead = Self {
            held,
            claims,
            ticks,
            at,
            any: RwSignal::new(false),
            ready,
            as_of: Memo::new(move |_| {
                plain.with(|readings| readings.as_ref().map(|readings| readings.as_of))
            }),
            totals,
            drawn,
            narrated,
            tabled,
            there: Memo::new(move |_| {
                let all = [drawn, narrated, tabled];
                known.get() && all.into_iter().all(|view| view.with(Option::is_some))
            }),
            told: RwSignal::new(Reading::Approved),
            month,
            chosen,
        };
        ahead.prepare(view);
        ahead
    }

    /// Adds up what a forecast rests on, a month at a time, whenever files, track or as-of month
    /// have changed.
    fn prepare(self, view: Signal<View>) {
        let round = StoredValue::new(0_u32);
        Effect::new(move || {
            let (view, afresh) = (view.get(), self.held.afresh());
            round.update_value(|round| *round += 1);
            let mine = round.get_value();
            spawn_local(async move {
                // A new round has begun, or the reader has left.
                let over = || round.try_get_value() != Some(mine);
                let mut pace = Pace::new();
                pace.rest().await;
                for offset in 0..=i32::try_from(AHEAD).unwrap_or(12) {
                    pace.turn().await;
                    if over() {
                        return;
                    }
                    let there = self.held.glance(view, |standing| {
                        standing.prepare(standing.as_of().plus(offset));
                    });
                    if self.any.get_untracked() != there.is_some() {
                        self.any.set(there.is_some());
                    }
                    if there.is_none() {
                        return;
                    }
                }
                pace.rest().await;
                if !over() {
                    self.ready.set(Some((view, afresh)));
                }
            });
        });
    }

    /// How the portfolio is looked at, while all of it is added up for that. Followed.
    pub(super) fn at(self) -> Option<View> {
        self.at.get()
    }

    /// There is something to add up. Followed.
    pub(super) fn any(self) -> bool {
        self.any.get()
    }

    /// The latest month of the data, once there is a forecast. Followed.
    pub(super) fn as_of(self) -> Option<Month> {
        self.as_of.get()
    }

    /// The total of the month that claims are to count in, with claims, drafts and all: first
    /// without what is ticked and then with it. Followed.
    pub(super) fn totals(self) -> Option<[Points; 2]> {
        self.totals.get()
    }
}

/// Claims by their names, as a standing takes them.
pub(super) fn named(
    claims: &[claimdesk_recognition::claim::FiledClaim],
) -> impl Iterator<Item = (&str, &claimdesk_recognition::claim::ApprovedClaim)> {
    claims.iter().map(|filed| (filed.id.as_str(), &filed.claim))
}

/// The section of the months to come. It stands as soon as there is something to look at, in the
/// shape it will have.
pub(super) fn section(ahead: Ahead, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let body = move || {
        ui::live(move || {
            if ahead.there.get() {
                view! {
                    {readings::choice(ahead, texts)}
                    {chart::figure(ahead, texts)}
                    {story::panel(ahead, texts)}
                    {table::fold(ahead, texts)}
                }
                .into_any()
            } else {
                waiting(texts)
            }
        })
    };
    ui::live(move || {
        ahead.any().then(|| {
            view! {
                <section class="card stack forecast" aria-labelledby="forecast">
                    <h2 id="forecast">{words.title}</h2>
                    <p class="soft">{words.hint}</p>
                    {body()}
                </section>
                {timeline::section(ahead, texts)}
            }
            .into_any()
        })
    })
}

fn waiting(texts: &'static Texts) -> AnyView {
    view! {
        <div aria-busy="true">
            <p class="visually-hidden" role="status">
                {texts.forecast().waiting}
            </p>
            <div class="skeleton chart-skeleton"></div>
        </div>
    }
    .into_any()
}
