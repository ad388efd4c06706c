//! Enterprise and SMB side by side.

use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{Estimate, MetricScore};
use leptos::prelude::*;

use super::State;
use crate::i18n::{Texts, fill, points};
use crate::ui;

/// The same numbers on both tracks.
pub(super) fn section(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.numbers();
    let table = ui::live(move || {
        state
            .estimates
            .with(|estimates| table(estimates, state.counts.get(), texts))
    });
    view! {
        <section class="card stack" aria-labelledby="both-tracks">
            <h2 id="both-tracks">{words.side_by_side}</h2>
            <p class="soft">{words.side_by_side_hint}</p>
            {table}
        </section>
    }
    .into_any()
}

fn table(estimates: &[Estimate], counts: TrackId, texts: &'static Texts) -> AnyView {
    let words = &texts.calculator;
    let row = |name: &'static str, cell: &dyn Fn(&Estimate) -> String| -> Vec<AnyView> {
        let cells = estimates.iter().map(|estimate| ui::text(cell(estimate)));
        [ui::text(name)].into_iter().chain(cells).collect()
    };
    let of = |metric: &MetricScore| {
        fill(
            words.points_of,
            &[
                &points(texts.lang, metric.points.rounded()),
                &metric.max.to_string(),
            ],
        )
    };
    let mut rows = vec![row(words.total, &|estimate| {
        points(texts.lang, estimate.tally.total.rounded())
    })];
    // Both tracks have the same metrics; one that has not shows a dash.
    let mut ids = Vec::new();
    for metric in estimates
        .iter()
        .flat_map(|estimate| &estimate.tally.metrics)
    {
        if !ids.contains(&metric.id) {
            ids.push(metric.id);
        }
    }
    rows.extend(ids.into_iter().map(|id| {
        row(texts.metric(id), &|estimate| {
            let metric = estimate.tally.metrics.iter().find(|metric| metric.id == id);
            metric.map_or_else(|| "–".to_owned(), of)
        })
    }));
    rows.push(row(words.qualified, &|estimate| {
        let word = if estimate.tally.qualified {
            words.yes
        } else {
            words.no
        };
        word.to_owned()
    }));
    rows.push(row(texts.numbers().counts, &|estimate| {
        let word = if estimate.track == counts {
            words.yes
        } else {
            words.no
        };
        word.to_owned()
    }));
    let heads: Vec<&'static str> = [words.metric]
        .into_iter()
        .chain(estimates.iter().map(|estimate| texts.track(estimate.track)))
        .collect();
    // The section has the other name: each region is told by its own.
    ui::table(texts.numbers().both_tracks, &heads, rows)
}
