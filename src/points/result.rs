//! The points: total, line, five bars, what blocks and what is missing.

use claimdesk_recognition::Points;
use claimdesk_recognition::score::{Figure, MetricScore, Tally, Why};
use leptos::prelude::*;

use crate::browser;
use crate::i18n::{Texts, count, fill, points, usd};
use crate::ui::{self, Faults, Tone};

/// What the panel tells.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    /// Points needed, of 100.
    pub(crate) line: u32,
    /// The points, where there are any.
    pub(crate) tally: Memo<Option<Tally>>,
    /// Numbers that could not be read.
    pub(crate) faults: Faults,
    /// True where the numbers are entered on the page: what blocks leads to them. Their controls
    /// have the number's key as ID, and metrics of several numbers a group named after them.
    pub(crate) entered: bool,
}

/// The panel beside the numbers.
pub(crate) fn panel(told: Told, texts: &'static Texts) -> AnyView {
    panel_with(told, texts, ().into_any())
}

/// The same with more to tell at its end.
pub(crate) fn panel_with(told: Told, texts: &'static Texts, more: AnyView) -> AnyView {
    let Told {
        line,
        tally,
        faults,
        entered,
    } = told;
    let total = Signal::derive(move || {
        tally.with(|tally| tally.as_ref().map_or(Points::ZERO, |tally| tally.total))
    });
    let shown = ui::live(move || points(texts.lang, total.get().rounded()));
    let words = Signal::derive(move || {
        fill(
            texts.calculator.gauge,
            &[
                &points(texts.lang, total.get().rounded()),
                &line.to_string(),
            ],
        )
    });
    let verdict =
        move || tally.with(|tally| tally.as_ref().map(|tally| verdict(tally, line, texts)));
    let bars = ui::live(move || tally.with(|tally| tally.as_ref().map(|tally| bars(tally, texts))));
    let blockers =
        move || tally.with(|tally| tally.as_ref().map(|tally| blockers(entered, tally, texts)));
    let unread = ui::live(move || {
        faults
            .any()
            .then(|| ui::notice(Tone::Warn, ui::paragraph(texts.calculator.last_good)))
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
            <div class="stack told">
                <div role="status">{verdict}</div>
                {unread}
                <ul class="bars">{bars}</ul>
                {blockers}
                {more}
            </div>
        </section>
    }
    .into_any()
}

fn verdict(tally: &Tally, line: u32, texts: &'static Texts) -> AnyView {
    let missing = Points::whole(i64::from(line)) - tally.total;
    let (tone, words) = if tally.qualified {
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
    };
    ui::notice(tone, ui::paragraph(words))
}

fn bars(tally: &Tally, texts: &'static Texts) -> Vec<AnyView> {
    tally
        .metrics
        .iter()
        .map(|metric| metric_bar(metric, texts))
        .collect()
}

fn metric_bar(metric: &MetricScore, texts: &'static Texts) -> AnyView {
    let earned = metric.points;
    let scored = fill(
        texts.calculator.points_of,
        &[
            &points(texts.lang, earned.rounded()),
            &metric.max.to_string(),
        ],
    );
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
    view! {
        <li class="bar-row">
            <span class="bar-name">{texts.metric(metric.id)}</span>
            <span class="bar-points">{scored}</span>
            {ui::bar(Signal::derive(move || earned), metric.max)}
            <span class="bar-note soft">{notes.join(" · ")}</span>
        </li>
    }
    .into_any()
}

/// Metrics without a point keep the designation away whatever the total is: each with its
/// reasons and a way to its number.
fn blockers(entered: bool, tally: &Tally, texts: &'static Texts) -> Option<AnyView> {
    if tally.blockers.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = tally
        .metrics
        .iter()
        .filter(|metric| tally.blockers.contains(&metric.id))
        .flat_map(|metric| reasons(metric, texts))
        .map(|(control, words)| {
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
        .collect();
    Some(
        view! {
            <div class="stack">
                <h3>{texts.calculator.what_blocks}</h3>
                <ul class="list">{items}</ul>
            </div>
        }
        .into_any(),
    )
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
