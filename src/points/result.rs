//! The points: total, line, five bars, what blocks and what is missing.

use claimdesk_recognition::Points;
use claimdesk_recognition::programme::{MetricId, Programme, TrackId};
use claimdesk_recognition::score::{MetricScore, Tally};
use leptos::prelude::*;

use super::Floors;
use crate::browser;
use crate::i18n::{Texts, fill, points, usd};
use crate::ui::{self, Faults, Tone};

/// What the panel tells.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    /// Computed by it.
    pub(crate) programme: &'static Programme,
    /// Computed on it.
    pub(crate) track: RwSignal<TrackId>,
    /// The points, where there are any.
    pub(crate) tally: Memo<Option<Tally>>,
    /// Numbers that could not be read.
    pub(crate) faults: Faults,
    /// The control a metric's number is entered in, where it is entered.
    pub(crate) control_of: Option<fn(MetricId) -> &'static str>,
}

/// The panel beside the numbers.
pub(crate) fn panel(told: Told, texts: &'static Texts) -> AnyView {
    let Told { tally, faults, .. } = told;
    let line = told.programme.qualifying.total;
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
        move || tally.with(|tally| tally.as_ref().map(|tally| blockers(told, tally, texts)));
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
    let unit = if metric.id == MetricId::UsageGrowth {
        texts.calculator.full_at_percent
    } else {
        texts.calculator.full_at
    };
    let full = fill(unit, &[&metric.full.to_string()]);
    view! {
        <li class="bar-row">
            <span class="bar-name">{texts.metric(metric.id)}</span>
            <span class="bar-points">{scored}</span>
            {ui::bar(Signal::derive(move || earned), metric.max)}
            <span class="bar-note soft">{full}</span>
        </li>
    }
    .into_any()
}

/// Metrics without a point keep the designation away whatever the total is: each with its
/// reason and a way to its number.
fn blockers(told: Told, tally: &Tally, texts: &'static Texts) -> Option<AnyView> {
    if tally.blockers.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = tally
        .metrics
        .iter()
        .filter(|metric| tally.blockers.contains(&metric.id))
        .map(|metric| {
            let words = if metric.under_baseline_floor {
                let floors = Floors::of(told.programme, told.track.get_untracked());
                fill(
                    texts.calculator.baseline_too_low,
                    &[&usd(texts.lang, floors.baseline)],
                )
            } else {
                fill(texts.calculator.no_points_yet, &[texts.metric(metric.id)])
            };
            let Some(control) = told.control_of.map(|control_of| control_of(metric.id)) else {
                return view! { <li>{words}</li> }.into_any();
            };
            let go = move |event: web_sys::MouseEvent| {
                event.prevent_default();
                browser::focus(control);
            };
            view! {
                <li>
                    <a href=format!("#{control}") on:click=ui::on(go)>
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
