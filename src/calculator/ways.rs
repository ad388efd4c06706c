//! The ways to the line, in words, and a try at them.

use claimdesk_recognition::Amount;
use claimdesk_recognition::programme::{BUSINESS_APPLICATIONS, Path, TrackChoice, TrackId};
use claimdesk_recognition::score::{Gain, Kind, Number, Numbers, Part, Takes, Way, Ways, ways_of};
use leptos::prelude::*;

use super::address::Carried;
use super::captions::{full_label, label};
use super::state::{State, paths};
use crate::i18n::{Texts, amount, fill, points};
use crate::ui::{self, Tone};

/// The ways from what is entered, with what they are told by.
#[derive(Clone, PartialEq)]
pub(super) struct Found {
    path: &'static Path,
    track: TrackId,
    from: Numbers,
    ways: Ways,
}

/// Looks for the ways once a change has settled.
pub(super) fn found(settled: Signal<Carried>) -> Memo<Option<Found>> {
    Memo::new(move |_| {
        let Carried {
            designation,
            track,
            numbers,
        } = settled.get();
        let path = paths().designations.get(designation)?;
        let (track, ways) = ways_of(paths().line, path, track, &numbers)?;
        Some(Found {
            path,
            track,
            from: numbers,
            ways,
        })
    })
}

impl Found {
    fn number(&self, key: &str) -> Option<Number> {
        let metrics = self.path.numbers();
        let mut numbers = metrics.into_iter().flat_map(|(_, numbers)| numbers);
        numbers.find(|number| number.key == key)
    }

    /// What more of a metric's numbers, one line for each; `named` where the metric does not
    /// stand beside it.
    fn more(&self, gain: &Gain, named: bool, texts: &'static Texts) -> Vec<String> {
        let told = |number: &Number, value: Amount| {
            let shown = amount(texts.lang, value);
            if number.takes == Takes::Percent {
                format!("{shown} %")
            } else {
                shown
            }
        };
        gain.more
            .iter()
            .filter_map(|more| {
                let number = self.number(&more.key)?;
                let now = self.from.get(&more.key).copied().unwrap_or_default();
                let by = told(&number, more.by);
                let after = told(&number, now + more.by);
                let words = fill(texts.ways().more, &[&by, &after]);
                let name = match number.part {
                    Part::All if !named => return Some(words),
                    _ if named => full_label(&number, texts),
                    _ => label(&number, texts),
                };
                Some(fill(texts.ways().more_of, &[&name, &words]))
            })
            .collect()
    }

    fn way(&self, state: State, way: &Way, texts: &'static Texts) -> AnyView {
        let words = texts.ways();
        let lines: Vec<AnyView> = way
            .gains
            .iter()
            .flat_map(|gain| self.more(gain, true, texts))
            .map(|line| view! { <li>{line}</li> }.into_any())
            .collect();
        let total = fill(words.comes_to, &[&points(texts.lang, way.total.rounded())]);
        let taken = way.taken(&self.from);
        let take = Callback::new(move |()| state.take(taken.clone()));
        view! {
            <ul class="list">{lines}</ul>
            <p class="row">
                <span>{total}</span>
                {ui::button(words.take, "quiet no-print", false.into(), take)}
            </p>
        }
        .into_any()
    }
}

/// The cheapest way, or that there is none; nothing where nothing is missing.
pub(super) fn cheapest(state: State, found: Memo<Option<Found>>, texts: &'static Texts) -> AnyView {
    ui::live(move || {
        found.with(|found| {
            // An empty form is no reason to warn.
            let found = found.as_ref().filter(|found| !found.from.is_empty())?;
            let words = texts.ways();
            let told = match &found.ways.cheapest {
                Some(way) if way.gains.is_empty() => return None,
                Some(way) => {
                    let title = if found.path.how == TrackChoice::HigherOfBoth {
                        let track = texts.track(found.track);
                        fill(words.fewest_on, &[&way.units.to_string(), track])
                    } else {
                        fill(words.fewest, &[&way.units.to_string()])
                    };
                    view! {
                        <h3>{title}</h3>
                        {found.way(state, way, texts)}
                    }
                    .into_any()
                }
                None => {
                    let stuck: Vec<&str> = found
                        .ways
                        .stuck
                        .iter()
                        .map(|metric| texts.metric(*metric))
                        .collect();
                    ui::notice(
                        Tone::Warn,
                        ui::paragraph(fill(words.none, &[&stuck.join(", ")])),
                    )
                }
            };
            Some(view! { <div class="stack">{told}</div> }.into_any())
        })
    })
}

/// The ways by one kind alone, and what a little more of each number gives.
pub(super) fn section(state: State, found: Memo<Option<Found>>, texts: &'static Texts) -> AnyView {
    let words = texts.ways();
    let title = fill(words.title, &[&paths().line.to_string()]);
    let alone = ui::live(move || found.with(|found| Some(alone(state, found.as_ref()?, texts))));
    let next = ui::live(move || found.with(|found| Some(next(found.as_ref()?, texts))));
    view! {
        <section class="card stack" aria-labelledby="ways">
            <h2 id="ways">{title}</h2>
            <p class="soft">{words.hint}</p>
            {alone}
            <h3>{words.next}</h3>
            {next}
        </section>
    }
    .into_any()
}

fn alone(state: State, found: &Found, texts: &'static Texts) -> Option<AnyView> {
    let words = texts.ways();
    let way = found.ways.cheapest.as_ref()?;
    if way.gains.is_empty() {
        return Some(ui::paragraph(words.there));
    }
    let kinds: Vec<AnyView> = found
        .ways
        .alone
        .iter()
        .map(|(kind, way)| {
            let name = match kind {
                // Claims are about this designation, and nothing else.
                Kind::Customers if found.path.id == BUSINESS_APPLICATIONS => {
                    words.customers_or_claims
                }
                Kind::Customers => words.customers,
                Kind::Certificates => words.certificates,
                Kind::Usage => words.usage,
                Kind::Deployments => words.deployments,
            };
            view! {
                <li class="stack">
                    <h4>{fill(name, &[&way.units.to_string()])}</h4>
                    {found.way(state, way, texts)}
                </li>
            }
            .into_any()
        })
        .collect();
    (!kinds.is_empty()).then(|| {
        view! {
            <h3>{words.alone}</h3>
            <ul class="kinds">{kinds}</ul>
        }
        .into_any()
    })
}

fn next(found: &Found, texts: &'static Texts) -> AnyView {
    let words = texts.ways();
    let rows = found
        .ways
        .next
        .iter()
        .map(|gain| {
            let table = found.path.track(found.track);
            let max = table
                .and_then(|table| table.metric(gain.metric))
                .map_or(0, |metric| metric.max);
            let gives = fill(
                texts.calculator.points_of,
                &[&points(texts.lang, gain.points.rounded()), &max.to_string()],
            );
            vec![
                ui::text(texts.metric(gain.metric)),
                ui::text(found.more(gain, false, texts).join("; ")),
                ui::text(gives),
            ]
        })
        .collect();
    let heads = [texts.calculator.metric, words.next_what, words.next_points];
    ui::table(words.next, &heads, rows)
}
