//! The points: total, line, five bars, what blocks and what is missing.

use claimdesk_recognition::Points;
use claimdesk_recognition::programme::{MetricId, TrackId};
use claimdesk_recognition::score::{Figure, MetricScore, Tally, Why};
use leptos::prelude::*;

use crate::browser;
use crate::i18n::{Texts, count, fill, points, usd};
use crate::paths::Place;
use crate::rules::Anchor;
use crate::ui::{self, Faults, Tone, making};

/// What the panel tells.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    /// Points needed, of 100.
    pub(crate) line: u32,
    /// The points, where there are any.
    pub(crate) tally: Memo<Option<Tally>>,
    /// The designation's ID and the track whose points they are: where their rules stand.
    pub(crate) of: Signal<(&'static str, TrackId)>,
    /// Numbers that could not be read.
    pub(crate) faults: Faults,
    /// True where the numbers are entered on the page: what blocks leads to them. Their controls
    /// have the number's key as ID, and metrics of several numbers a group named after them.
    pub(crate) entered: bool,
}

/// The panel beside the numbers.
pub(crate) fn panel(told: Told, texts: &'static Texts) -> AnyView {
    panel_with(told, texts, || ().into_any())
}

/// The same with more to tell at its end.
pub(crate) fn panel_with(
    told: Told,
    texts: &'static Texts,
    more: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let Told { line, tally, .. } = told;
    let total = Signal::derive(move || {
        tally.with(|tally| tally.as_ref().map_or(Points::ZERO, |tally| tally.total))
    });
    let shown = ui::words(move || points(texts.lang, total.get().rounded()));
    let words = Signal::derive(move || {
        fill(
            texts.calculator.gauge,
            &[
                &points(texts.lang, total.get().rounded()),
                &line.to_string(),
            ],
        )
    });
    view! {
        <section class="result" aria-labelledby="points">
            <div class="in-sight">
                <h2 id="points">{texts.calculator.points}</h2>
                <p class="total">
                    <strong>{shown}</strong>
                    " "
                    <span>{texts.calculator.of_100}</span>
                </p>
                {ui::gauge(total, line, words)}
            </div>
            {making::below(move || in_words(told, texts, more()))}
        </section>
    }
    .into_any()
}

/// What the total comes to, and from what.
fn in_words(told: Told, texts: &'static Texts, more: AnyView) -> AnyView {
    let Told {
        line,
        tally,
        faults,
        entered,
        ..
    } = told;
    let metrics =
        Memo::new(move |_| tally.with(|tally| tally.as_ref().map(metrics).unwrap_or_default()));
    let bars = ui::live(move || {
        let metrics = metrics.get().into_iter();
        metrics
            .map(|(id, max)| bar(id, max, told, texts))
            .collect::<Vec<_>>()
    });
    let unread = ui::live(move || {
        faults
            .any()
            .then(|| ui::notice(Tone::Warn, ui::paragraph(texts.calculator.last_good)))
    });
    view! {
        <div class="stack told">
            <div role="status">{verdict(line, tally, texts)}</div>
            {unread}
            <ul class="bars">{bars}</ul>
            {blockers(entered, metrics, tally, texts)}
            {more}
        </div>
    }
    .into_any()
}

/// Which metrics there are, with the most each can give. Their rows are made anew only when these
/// change: at a keystroke only the texts in them do.
fn metrics(tally: &Tally) -> Vec<(MetricId, u32)> {
    let metrics = tally.metrics.iter();
    metrics.map(|metric| (metric.id, metric.max)).collect()
}

fn verdict(line: u32, tally: Memo<Option<Tally>>, texts: &'static Texts) -> AnyView {
    let told = Memo::new(move |_| {
        tally.with(|tally| {
            let tally = tally.as_ref()?;
            let missing = Points::whole(i64::from(line)) - tally.total;
            Some(if tally.qualified {
                (Tone::Good, texts.calculator.qualifies.to_owned())
            } else if missing.is_positive() {
                (
                    Tone::Plain,
                    fill(
                        texts.calculator.missing,
                        &[&points(texts.lang, missing.rounded()), &line.to_string()],
                    ),
                )
            } else {
                (Tone::Warn, texts.calculator.blocked.to_owned())
            })
        })
    });
    let tone = Memo::new(move |_| told.with(|told| told.as_ref().map(|(tone, _)| *tone)));
    ui::live(move || {
        let words = move || {
            let words = told.with(|told| told.as_ref().map(|(_, words)| words.clone()));
            words.unwrap_or_default()
        };
        tone.get()
            .map(|tone| ui::notice(tone, view! { <p>{ui::words(words)}</p> }.into_any()))
    })
}

fn bar(id: MetricId, max: u32, told: Told, texts: &'static Texts) -> AnyView {
    let Told { tally, of, .. } = told;
    let rule = move || {
        let (designation, track) = of.get();
        Anchor::Metric(designation, track, id).address()
    };
    let metric = Memo::new(move |_| {
        tally.with(|tally| {
            let mut metrics = tally.as_ref()?.metrics.iter();
            metrics.find(|metric| metric.id == id).cloned()
        })
    });
    let earned = Signal::derive(move || {
        metric.with(|metric| metric.as_ref().map_or(Points::ZERO, |metric| metric.points))
    });
    let scored = move || {
        fill(
            texts.calculator.points_of,
            &[
                &points(texts.lang, earned.get().rounded()),
                &max.to_string(),
            ],
        )
    };
    let notes = move || metric.with(|metric| metric.as_ref().map(|metric| notes(metric, texts)));
    view! {
        <li class="bar-row">
            <a class="bar-name" href=rule rel=Place::Rules.rel()>
                {texts.metric(id)}
            </a>
            <span class="bar-points">{ui::words(scored)}</span>
            {ui::bar(earned, max)}
            <span class="bar-note soft">
                {ui::words(move || notes().unwrap_or_default())}
            </span>
        </li>
    }
    .into_any()
}

/// Where a metric is full, and what else decided its points.
fn notes(metric: &MetricScore, texts: &'static Texts) -> String {
    let mut notes: Vec<String> = Vec::new();
    match metric.value {
        // Several kinds are added up: each has a full value of its own.
        Figure::Points(_) => {}
        Figure::Percent(_) => {
            notes.push(fill(
                texts.calculator.full_at_percent,
                &[&count(texts.lang, metric.full)],
            ));
        }
        _ => notes.push(fill(
            texts.calculator.full_at,
            &[&count(texts.lang, metric.full)],
        )),
    }
    for why in &metric.why {
        match why {
            Why::Won { key } => notes.push(fill(texts.ways().counts_by, &[key])),
            // What blocks is told below, with the rest that does.
            Why::GateUnmet { .. } if metric.points.is_positive() => {
                notes.push(unmet(metric, why, texts));
            }
            _ => {}
        }
    }
    notes.join(" · ")
}

/// Metrics without a point keep the designation away whatever the total is: each with its
/// reasons and a way to its number.
fn blockers(
    entered: bool,
    metrics: Memo<Vec<(MetricId, u32)>>,
    tally: Memo<Option<Tally>>,
    texts: &'static Texts,
) -> AnyView {
    let any = Memo::new(move |_| {
        tally.with(|tally| {
            tally
                .as_ref()
                .is_some_and(|tally| !tally.blockers.is_empty())
        })
    });
    ui::live(move || {
        any.get().then(|| {
            let items = ui::live(move || {
                let metrics = metrics.get().into_iter();
                metrics
                    .map(|(id, _)| blocker(id, entered, tally, texts))
                    .collect::<Vec<_>>()
            });
            view! {
                <div class="stack">
                    <h3>{texts.calculator.what_blocks}</h3>
                    <ul class="list">{items}</ul>
                </div>
            }
            .into_any()
        })
    })
}

/// What keeps one metric from any point; nothing while it has some.
fn blocker(
    id: MetricId,
    entered: bool,
    tally: Memo<Option<Tally>>,
    texts: &'static Texts,
) -> AnyView {
    let told = Memo::new(move |_| {
        tally.with(|tally| {
            let tally = tally.as_ref().filter(|tally| tally.blockers.contains(&id));
            let metric =
                tally.and_then(|tally| tally.metrics.iter().find(|metric| metric.id == id));
            metric
                .map(|metric| reasons(metric, texts))
                .unwrap_or_default()
        })
    });
    ui::live(move || {
        let told = told.get().into_iter();
        told.map(|(control, words)| {
            if !entered {
                return view! { <li>{words}</li> }.into_any();
            }
            let address = format!("#{control}");
            let go = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                browser::focus(&control);
            };
            view! {
                <li>
                    <a href=address on:click=ui::on(go)>
                        {words}
                    </a>
                </li>
            }
            .into_any()
        })
        .collect::<Vec<_>>()
    })
}

/// Why a metric has no point, each with the control that can change it.
fn reasons(metric: &MetricScore, texts: &'static Texts) -> Vec<(String, String)> {
    let id = metric.id.as_str();
    let mut reasons: Vec<(String, String)> = metric
        .why
        .iter()
        .filter_map(|why| match why {
            Why::BaselineUnder { floor } => Some((
                format!("{id}.baseline"),
                fill(
                    texts.calculator.baseline_too_low,
                    &[&usd(texts.lang, *floor)],
                ),
            )),
            Why::GateUnmet { gate, .. } => {
                Some((format!("{id}.gate{gate}"), unmet(metric, why, texts)))
            }
            Why::Won { .. } | Why::Part { .. } => None,
        })
        .collect();
    if reasons.is_empty() {
        let words = fill(texts.calculator.no_points_yet, &[texts.metric(metric.id)]);
        reasons.push((id.to_owned(), words));
    }
    reasons
}

/// A step that is not met.
fn unmet(metric: &MetricScore, why: &Why, texts: &'static Texts) -> String {
    let Why::GateUnmet { gate, needs, has } = why else {
        return String::new();
    };
    fill(
        texts.ways().gate_unmet,
        &[
            texts.metric(metric.id),
            &gate.to_string(),
            &needs.to_string(),
            &has.to_string(),
        ],
    )
}
