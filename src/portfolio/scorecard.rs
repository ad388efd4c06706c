//! What the exports say: each metric's figures, the months of the window, the months to come.

use claimdesk_recognition::score::{Figure, Scorecard};
use leptos::prelude::*;

use crate::i18n::{Texts, amount, count, fill, month, points};
use crate::ui::{self, Tone};

/// A number of a metric.
fn figure(figure: Option<Figure>, texts: &'static Texts) -> AnyView {
    ui::text(match figure {
        None => "–".to_owned(),
        Some(Figure::Count(number)) => count(texts.lang, number),
        Some(Figure::Consumption(value)) => amount(texts.lang, value),
        Some(Figure::Percent(percent)) => format!("{} %", points(texts.lang, percent.rounded())),
        Some(Figure::Points(exact)) => points(texts.lang, exact.rounded()),
    })
}

/// Each metric now and a year before.
pub(super) fn metrics(card: &Scorecard, texts: &'static Texts) -> AnyView {
    let words = &texts.calculator;
    let rows = card
        .tally
        .metrics
        .iter()
        .map(|metric| {
            vec![
                ui::text(texts.metric(metric.id)),
                figure(metric.now, texts),
                figure(metric.baseline, texts),
                figure(Some(metric.value), texts),
                ui::text(fill(
                    words.points_of,
                    &[
                        &points(texts.lang, metric.points.rounded()),
                        &metric.max.to_string(),
                    ],
                )),
            ]
        })
        .collect();
    let heads = [
        words.metric,
        words.now,
        words.a_year_ago,
        words.value,
        words.points,
    ];
    let mut gaps: Vec<_> = card
        .tally
        .metrics
        .iter()
        .flat_map(|metric| metric.missing_months.iter().copied())
        .collect();
    gaps.sort_unstable();
    gaps.dedup();
    let gaps = (!gaps.is_empty()).then(|| {
        let names: Vec<String> = gaps.into_iter().map(|gap| month(texts, gap)).collect();
        ui::notice(
            Tone::Warn,
            ui::paragraph(fill(words.missing_months, &[&names.join(", ")])),
        )
    });
    let proposal = (card.proposed_track != card.track).then(|| {
        let name = match card.proposed_track {
            claimdesk_recognition::programme::TrackId::Enterprise => words.enterprise,
            claimdesk_recognition::programme::TrackId::Smb => words.smb,
        };
        ui::notice(
            Tone::Plain,
            ui::paragraph(fill(words.proposed_track, &[name])),
        )
    });
    view! {
        <p>{fill(words.as_of, &[&month(texts, card.month)])}</p>
        {proposal}
        {gaps}
        {ui::table(words.metrics_table, &heads, rows)}
    }
    .into_any()
}

/// The window of six months and the forecast of twelve.
pub(super) fn months(card: &Scorecard, texts: &'static Texts) -> AnyView {
    let words = &texts.calculator;
    let heads = [words.month, words.total, words.qualified];
    let row = |at, total, qualified| {
        vec![
            ui::text(month(texts, at)),
            ui::text(points(texts.lang, total)),
            ui::text(if qualified { words.yes } else { words.no }),
        ]
    };
    let window = card
        .window
        .months
        .iter()
        .map(|at| row(at.month, at.total, at.qualified))
        .collect();
    let forecast = card
        .forecast
        .iter()
        .map(|at| row(at.month, at.total, at.qualified))
        .collect();
    let verdict = card.window.qualified_on.map_or_else(
        || words.window_never.to_owned(),
        |on| fill(words.window_since, &[&month(texts, on)]),
    );
    view! {
        <div class="two">
            <div class="card stack">
                <h2>{words.window}</h2>
                <p>{verdict}</p>
                {ui::table(words.window, &heads, window)}
            </div>
            <div class="card stack">
                <h2>{words.forecast}</h2>
                <p>{words.forecast_hint}</p>
                {ui::table(words.forecast, &heads, forecast)}
            </div>
        </div>
    }
    .into_any()
}
