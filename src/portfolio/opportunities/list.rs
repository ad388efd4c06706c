//! The list itself: filtered, a page at a time, and as a file.

use std::sync::Arc;

use claimdesk_recognition::score::{Opportunities, Opportunity};
use leptos::prelude::*;

use super::{Found, key, start};
use crate::claim::handover;
use crate::i18n::{Texts, amount, count, fill, month, usd};
use crate::paths::{ClaimPart, Place};
use crate::portfolio::forecast::{Ahead, signed};
use crate::ui::{self, Faults, Input, csv};

/// So many are shown at once: the list may have ten thousand.
const PAGE: usize = 20;

/// What is looked at.
#[derive(Clone, Copy)]
pub(super) struct Listed {
    found: ReadSignal<Option<Found>>,
    filter: RwSignal<String>,
    /// Places of those that match.
    matching: Memo<Arc<Vec<usize>>>,
    /// Counted from 0.
    page: RwSignal<usize>,
    /// A claim could not be handed over.
    pub(super) refused: RwSignal<bool>,
}

impl Listed {
    pub(super) fn new(found: ReadSignal<Option<Found>>) -> Self {
        let filter = RwSignal::new(String::new());
        let matching = Memo::new(move |_| {
            let wanted = filter.with(|filter| filter.trim().to_lowercase());
            let places: Vec<usize> = found.with(|found| {
                let searched = found.iter().flat_map(|found| found.searched.iter());
                let places = searched.enumerate();
                places
                    .filter(|(_, text)| wanted.is_empty() || text.contains(&wanted))
                    .map(|(at, _)| at)
                    .collect()
            });
            Arc::new(places)
        });
        Self {
            found,
            filter,
            matching,
            page: RwSignal::new(0),
            refused: RwSignal::new(false),
        }
    }

    /// The page that is shown, and how many match. Followed.
    fn at(self) -> (usize, usize) {
        let matching = self.matching.with(|matching| matching.len());
        let last = matching.saturating_sub(1) / PAGE;
        (self.page.get().min(last), matching)
    }
}

/// The list with its filter and its pages.
pub(super) fn view(ahead: Ahead, listed: Listed, texts: &'static Texts) -> AnyView {
    let words = texts.opportunities();
    let any = Memo::new(move |_| {
        listed.found.with(|found| {
            found
                .as_ref()
                .is_some_and(|found| !found.told.pairs.is_empty())
        })
    });
    let filter = Input {
        width: "medium",
        typed: Callback::new(move |typed: String| {
            listed.filter.set(typed);
            listed.page.set(0);
        }),
        ..Input::new("find-opportunity", words.filter, listed.filter)
    }
    .hint(words.filter_hint);
    let started = start::started();
    let table = move || {
        ui::live(move || {
            listed.found.with(|found| {
                let found = found.as_ref()?;
                rows(ahead, listed, found, started, texts)
            })
        })
    };
    let file = move || {
        listed.found.with_untracked(|found| {
            let told = &found.as_ref()?.told;
            Some((
                csv::file_name("opportunities", told.month),
                as_csv(told, texts),
            ))
        })
    };
    ui::live(move || {
        if !any.get() {
            return ui::paragraph(words.none);
        }
        view! {
            {ui::input(filter.clone(), Faults::new(), texts)}
            {table()}
            <div class="row spread no-print">
                {pages(listed, texts)} {csv::button(words.table, texts, file)}
            </div>
        }
        .into_any()
    })
}

fn pages(listed: Listed, texts: &'static Texts) -> AnyView {
    let words = texts.opportunities();
    let place = move || {
        let (page, matching) = listed.at();
        let from = page * PAGE;
        let number = |number: usize| count(texts.lang, i128::try_from(number).unwrap_or_default());
        if matching == 0 {
            words.none_match.to_owned()
        } else {
            fill(
                words.shown,
                &[
                    &number(from + 1),
                    &number((from + PAGE).min(matching)),
                    &number(matching),
                ],
            )
        }
    };
    let first = Signal::derive(move || listed.at().0 == 0);
    let last = Signal::derive(move || {
        let (page, matching) = listed.at();
        (page + 1) * PAGE >= matching
    });
    let step = move |later: bool| {
        Callback::new(move |()| {
            let (page, _) = untrack(|| listed.at());
            listed.page.set(if later {
                page + 1
            } else {
                page.saturating_sub(1)
            });
        })
    };
    view! {
        <div class="row">
            {ui::button(words.earlier, "", first, step(false))}
            <span role="status">{place}</span> {ui::button(words.later, "", last, step(true))}
        </div>
    }
    .into_any()
}

fn rows(
    ahead: Ahead,
    listed: Listed,
    found: &Found,
    started: ReadSignal<std::collections::BTreeMap<String, String>>,
    texts: &'static Texts,
) -> Option<AnyView> {
    let words = texts.opportunities();
    let (page, matching) = listed.at();
    if matching == 0 {
        return None;
    }
    let shown: Vec<Opportunity> = listed.matching.with(|matching| {
        let places = matching.iter().skip(page * PAGE).take(PAGE);
        places
            .filter_map(|at| found.told.pairs.get(*at).cloned())
            .collect()
    });
    let rows = shown
        .into_iter()
        .enumerate()
        .map(|(at, pair)| row(ahead, listed, at, pair, found, started, texts))
        .collect();
    let heads = [
        words.customer,
        words.why,
        words.gain,
        words.consumption,
        words.revenue,
        words.start,
    ];
    Some(ui::table(words.table, &heads, rows))
}

fn row(
    ahead: Ahead,
    listed: Listed,
    at: usize,
    pair: Opportunity,
    found: &Found,
    started: ReadSignal<std::collections::BTreeMap<String, String>>,
    texts: &'static Texts,
) -> Vec<AnyView> {
    let words = texts.opportunities();
    let customer = customer(&pair).to_owned();
    let own = key(&pair);
    let on = Signal::derive(move || ahead.ticks.chosen.with(|chosen| chosen.contains_key(&own)));
    let ticked = pair.clone();
    let change = Callback::new(move |on: bool| ahead.ticks.turn(&ticked, on));
    let label = format!("{customer} – {}", pair.used_as);
    let details: Vec<AnyView> = std::iter::once(fill(words.tenant, &[&pair.tenant]))
        .filter(|_| pair.customer.is_some())
        .chain(
            pair.subscriptions
                .first()
                .map(|subscription| fill(words.subscription, &[subscription])),
        )
        .map(|detail| view! { <span class="soft typed detail">{detail}</span> }.into_any())
        .collect();
    let gain = gain(&pair, found, texts);
    let consumption = amount(texts.lang, pair.consumption);
    let revenue = revenue(&pair, found, texts);
    let why = why(&pair, texts);
    let named = fill(words.start_named, &[&pair.used_as, &customer]);
    let own = key(&pair);
    let begun = ui::live(move || {
        let reference = started.with(|started| started.get(&own).cloned());
        if let Some(reference) = reference {
            let place = Place::claim(&reference, ClaimPart::Detail);
            return ui::link(&place, &fill(words.started, &[&reference]));
        }
        let pair = pair.clone();
        let press = move |_| {
            let begun = start::go(&start::prepared(ahead, &pair, texts));
            listed.refused.set(!begun);
        };
        view! {
            <button
                type="button"
                class="button"
                aria-label=named.clone()
                on:click=ui::on(press)
            >
                {words.start}
            </button>
        }
        .into_any()
    });
    vec![
        view! {
            <div>
                {ui::checkbox(&format!("tick-{at}"), &label, on, change)} {details}
            </div>
        }
        .into_any(),
        ui::text(why),
        ui::text(gain),
        ui::text(consumption),
        ui::text(revenue),
        begun,
    ]
}

/// The customer by name, or by the tenant ID where no export tells the name.
pub(super) fn customer(pair: &Opportunity) -> &str {
    pair.customer.as_deref().unwrap_or(&pair.tenant)
}

/// Why it is an opportunity, and what the work can be claimed for.
fn why(pair: &Opportunity, texts: &'static Texts) -> String {
    let words = texts.opportunities();
    let reason = fill(
        words.works_there,
        &[&pair.associations.join(", "), &pair.used_as],
    );
    if pair.workloads.len() > 1 {
        let products = fill(words.one_of, &[&pair.workloads.join(", ")]);
        format!("{reason} {products}.")
    } else {
        reason
    }
}

fn gain(pair: &Opportunity, found: &Found, texts: &'static Texts) -> String {
    let words = texts.opportunities();
    if pair.gain.count() == 0 && pair.reaches_floor != Some(false) {
        return words.at_cap.to_owned();
    }
    format!(
        "{} ({} {})",
        signed(texts, pair.gain),
        words.from.to_lowercase(),
        month(texts, found.told.month)
    )
}

fn revenue(pair: &Opportunity, found: &Found, texts: &'static Texts) -> String {
    let words = texts.opportunities();
    match (pair.revenue_usd, pair.reaches_floor) {
        (None, _) => words.not_known.to_owned(),
        (Some(known), Some(false)) => fill(
            words.under_floor,
            &[&usd(texts.lang, known), &usd(texts.lang, found.floor)],
        ),
        (Some(known), _) => usd(texts.lang, known),
    }
}

fn as_csv(told: &Opportunities, texts: &'static Texts) -> csv::Csv {
    let words = texts.opportunities();
    let mut csv = csv::Csv::new(&[
        words.customer,
        "CustomerTenantID",
        "SubscriptionID",
        words.product,
        words.why,
        words.gain,
        words.from,
        words.consumption,
        words.revenue,
    ]);
    let started = handover::started();
    for pair in &told.pairs {
        let reason = match started.get(&key(pair)) {
            Some(reference) => fill(words.started, &[reference]),
            None => why(pair, texts),
        };
        csv.text(pair.customer.as_deref().unwrap_or_default())
            .text(&pair.tenant)
            .text(pair.subscriptions.first().map_or("", String::as_str))
            .text(&pair.used_as)
            .text(&reason)
            .number(&pair.gain)
            .text(&told.month.to_string())
            .number(&pair.consumption)
            .optional(pair.revenue_usd.as_ref());
    }
    csv
}
