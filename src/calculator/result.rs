//! The points: total, line, five bars, what blocks and what is missing.

use claimdesk_recognition::Points;
use claimdesk_recognition::programme::MetricId;
use claimdesk_recognition::score::{MetricScore, Tally};
use leptos::prelude::*;

use super::{State, inputs};
use crate::browser;
use crate::i18n::{Texts, fill, points, usd};
use crate::ui::{self, Tone};

/// The panel beside the numbers.
pub(super) fn panel(state: State, tally: Memo<Option<Tally>>, texts: &'static Texts) -> AnyView {
    let line = state
        .programme
        .with_value(|programme| programme.qualifying.total);
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
        move || tally.with(|tally| tally.as_ref().map(|tally| blockers(state, tally, texts)));
    let unread = ui::live(move || {
        state
            .faults
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
fn blockers(state: State, tally: &Tally, texts: &'static Texts) -> Option<AnyView> {
    if tally.blockers.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = tally
        .metrics
        .iter()
        .filter(|metric| tally.blockers.contains(&metric.id))
        .map(|metric| {
            let words = if metric.under_baseline_floor {
                let floor = state.programme.with_value(|programme| {
                    inputs::baseline_floor(programme, state.track.get_untracked())
                });
                fill(
                    texts.calculator.baseline_too_low,
                    &[&usd(texts.lang, floor)],
                )
            } else {
                fill(texts.calculator.no_points_yet, &[texts.metric(metric.id)])
            };
            let control = inputs::control_of(metric.id);
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
