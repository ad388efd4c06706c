//! Where a claim is missing: a list to tick, and what the ticked ones would bring.

mod list;
mod start;
mod sum;
mod waiting;

use std::collections::BTreeMap;
use std::sync::Arc;

use claimdesk_recognition::score::{Opportunities, Opportunity, SubmissionDeadline};
use claimdesk_recognition::{Amount, Month, Programme};
use leptos::prelude::*;

use super::forecast::{AHEAD, Ahead, later, named};
use crate::browser;
use crate::i18n::{Texts, day, fill, moment, month};
use crate::ui::{self, Choice, Faults, Input, Tone};

pub(super) use waiting::section as waiting;

/// What is ticked, and the month it is to count in.
#[derive(Clone, Copy)]
pub(super) struct Ticks {
    /// By [`key`].
    chosen: RwSignal<BTreeMap<String, Opportunity>>,
    /// The month chosen; until then the first in which a claim sent now can count.
    month: RwSignal<Option<Month>>,
}

/// Names an opportunity.
fn key(pair: &Opportunity) -> String {
    format!("{}/{}", pair.tenant, pair.used_as)
}

impl Ticks {
    /// Nothing is ticked.
    pub(super) fn new() -> Self {
        Self {
            chosen: RwSignal::new(BTreeMap::new()),
            month: RwSignal::new(None),
        }
    }

    /// The month claims are to count in. Followed.
    pub(super) fn month(self, as_of: Month, programme: &Programme) -> Month {
        let chosen = self.month.get();
        chosen
            .unwrap_or_else(|| SubmissionDeadline::first_month(browser::now(), &programme.claims))
            .clamp(
                as_of.plus(1),
                as_of.plus(i32::try_from(AHEAD).unwrap_or(12)),
            )
    }

    /// What is ticked, as if it were all there is; `None` when nothing is. Followed.
    pub(super) fn wanted(self, as_of: Month, programme: &Programme) -> Option<Opportunities> {
        let month = self.month(as_of, programme);
        let pairs: Vec<Opportunity> = self
            .chosen
            .with(|chosen| chosen.values().cloned().collect());
        (!pairs.is_empty()).then(|| Opportunities {
            month,
            deadline: SubmissionDeadline::for_month(month, &programme.claims),
            pairs,
        })
    }

    /// Follows what is ticked, and the month.
    pub(super) fn track(self) {
        self.chosen.track();
        self.month.track();
    }

    /// Ticks these too.
    pub(super) fn add<'a>(self, pairs: impl Iterator<Item = &'a Opportunity>) {
        self.chosen
            .update(|chosen| chosen.extend(pairs.map(|pair| (key(pair), pair.clone()))));
    }

    fn turn(self, pair: &Opportunity, on: bool) {
        self.chosen.update(|chosen| {
            if on {
                chosen.insert(key(pair), pair.clone());
            } else {
                chosen.remove(&key(pair));
            }
        });
    }

    fn clear(self) {
        self.chosen.set(BTreeMap::new());
    }

    /// How many are ticked. Followed.
    fn count(self) -> usize {
        self.chosen.with(BTreeMap::len)
    }

    /// Takes the ticks of those away that are no opportunities any more.
    fn keep(self, pairs: &[Opportunity]) {
        if self.chosen.with_untracked(BTreeMap::is_empty) {
            return;
        }
        let there: BTreeMap<String, &Opportunity> =
            pairs.iter().map(|pair| (key(pair), pair)).collect();
        let mut kept = self.chosen.get_untracked();
        kept.retain(|key, _| there.contains_key(key));
        for (key, pair) in &mut kept {
            if let Some(there) = there.get(key) {
                *pair = (*there).clone();
            }
        }
        if self.chosen.with_untracked(|chosen| *chosen != kept) {
            self.chosen.set(kept);
        }
    }
}

/// The opportunities of the month chosen.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) told: Arc<Opportunities>,
    /// What each is found by, in the same order.
    searched: Arc<Vec<String>>,
    /// From which revenue on a pair counts.
    floor: Amount,
}

/// Where claims are missing, and what is looked at of it.
#[derive(Clone, Copy)]
pub(super) struct Opportune {
    pub(super) found: ReadSignal<Option<Found>>,
    listed: list::Listed,
}

impl Opportune {
    /// Beside what is counted on already.
    pub(super) fn new(ahead: Ahead) -> Self {
        let found = find(ahead);
        Self {
            found,
            listed: list::Listed::new(found),
        }
    }
}

fn find(ahead: Ahead) -> ReadSignal<Option<Found>> {
    let month = move || {
        let as_of = ahead.as_of()?;
        Some(ahead.ticks.month(as_of, ahead.held.programme()))
    };
    let month = Memo::new(move |_| month());
    let rests_on = move || {
        ahead.held.follow();
        let _ = (
            ahead.at(),
            month.get(),
            ahead.claims.pending(),
            ahead.claims.drafts(),
        );
    };
    let found = later(rests_on, move || {
        let (view, month) = (ahead.at()?, month.get()?);
        let (pending, drafts) = (ahead.claims.pending(), ahead.claims.drafts());
        let told = ahead.held.glance(view, |standing| {
            standing.with_claims(named(&pending).chain(named(&drafts)), |standing| {
                standing.opportunities(month)
            })
        })?;
        let searched = told
            .pairs
            .iter()
            .map(|pair| {
                let customer = pair.customer.as_deref().unwrap_or_default();
                format!("{customer}\n{}\n{}", pair.tenant, pair.used_as).to_lowercase()
            })
            .collect();
        Some(Found {
            told: Arc::new(told),
            searched: Arc::new(searched),
            floor: ahead
                .held
                .programme()
                .revenue_floor(view.track)
                .unwrap_or_default(),
        })
    });
    Effect::new(move || {
        found.with(|found| {
            if let Some(found) = found {
                ahead.ticks.keep(&found.told.pairs);
            }
        });
    });
    found
}

/// The section; it stands as soon as there is a forecast to move.
pub(super) fn section(ahead: Ahead, opportune: Opportune, texts: &'static Texts) -> AnyView {
    let words = texts.opportunities();
    let Opportune { found, listed } = opportune;
    let there = Memo::new(move |_| found.with(Option::is_some));
    let body = move || {
        view! {
            <section class="card stack opportunities" aria-labelledby="opportunities">
                <h2 id="opportunities">{words.title}</h2>
                <p class="soft">{words.lead}</p>
                {ui::live(move || month_choice(ahead, texts))}
                {ui::live(move || {
                    found
                        .with(|found| {
                            found.as_ref().map(|found| deadline(found.told.month, found, texts))
                        })
                })}
                {list::view(ahead, listed, texts)}
                {sum::bar(ahead, listed.refused, texts)}
            </section>
        }
        .into_any()
    };
    ui::live(move || there.get().then(body))
}

/// The choice of the month claims are to count in; it serves the plan as well.
fn month_choice(ahead: Ahead, texts: &'static Texts) -> Option<AnyView> {
    let words = texts.opportunities();
    let as_of = ahead.as_of()?;
    let programme = ahead.held.programme();
    let now = browser::now();
    let choices = (1..=i32::try_from(AHEAD).unwrap_or(12))
        .map(|offset| {
            let at = as_of.plus(offset);
            let name = month(texts, at);
            let late = SubmissionDeadline::for_month(at, &programme.claims).before <= now;
            let label = if late {
                fill(words.month_late, &[&name])
            } else {
                name
            };
            Choice::new(&at.to_string(), &label)
        })
        .collect();
    let spec = Input {
        width: "medium",
        value: Signal::derive(move || ahead.ticks.month(as_of, programme).to_string()),
        typed: Callback::new(move |chosen: String| {
            ahead.ticks.month.set(Month::parse(&chosen));
        }),
        ..Input::new("counts-in", words.month, RwSignal::new(String::new()))
    }
    .hint(words.month_hint);
    Some(ui::select(spec, choices, Faults::new(), texts))
}

/// Until when a claim can be sent: by the promise of 48 hours, and by Microsoft's documents.
fn deadline(at: Month, found: &Found, texts: &'static Texts) -> AnyView {
    let words = texts.opportunities();
    let until = found.told.deadline;
    let now = browser::now();
    let late = until.before <= now;
    let (tone, template) = if late {
        (Tone::Warn, words.deadline_passed)
    } else {
        (Tone::Plain, words.deadline)
    };
    let documents = if until.by_documents < now.date_naive() {
        words.documents_passed
    } else {
        words.deadline_documents
    };
    ui::notice(
        tone,
        view! {
            <p>{fill(template, &[&month(texts, at), &moment(texts, until.before)])}</p>
            <p>{fill(documents, &[&day(texts, until.by_documents)])}</p>
        }
        .into_any(),
    )
}
