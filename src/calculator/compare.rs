//! Enterprise and SMB side by side.

use claimdesk_recognition::programme::{MetricId, TrackId};
use claimdesk_recognition::score::{Estimate, Tally};
use leptos::prelude::*;

use super::State;
use crate::i18n::{Texts, fill, points};
use crate::ui;

/// The same numbers on both tracks.
pub(super) fn section(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.numbers();
    let columns = Memo::new(move |_| state.estimates.with(|estimates| Columns::of(estimates)));
    let table = ui::live(move || columns.with(|columns| table(columns, state, texts)));
    view! {
        <section class="card stack" aria-labelledby="both-tracks">
            <h2 id="both-tracks">{words.side_by_side}</h2>
            <p class="soft">{words.side_by_side_hint}</p>
            {table}
        </section>
    }
    .into_any()
}

/// What the table is made of. It is made anew only when that changes: at a keystroke only the
/// texts in it do.
#[derive(PartialEq)]
struct Columns {
    tracks: Vec<TrackId>,
    /// Both tracks have the same metrics; one that has not shows a dash.
    metrics: Vec<MetricId>,
}

impl Columns {
    fn of(estimates: &[Estimate]) -> Self {
        let mut metrics = Vec::new();
        for metric in estimates
            .iter()
            .flat_map(|estimate| &estimate.tally.metrics)
        {
            if !metrics.contains(&metric.id) {
                metrics.push(metric.id);
            }
        }
        Self {
            tracks: estimates.iter().map(|estimate| estimate.track).collect(),
            metrics,
        }
    }
}

fn table(columns: &Columns, state: State, texts: &'static Texts) -> AnyView {
    let words = &texts.calculator;
    let row = |name: &'static str, cell: &dyn Fn(TrackId) -> AnyView| -> Vec<AnyView> {
        let cells = columns.tracks.iter().map(|track| cell(*track));
        [ui::text(name)].into_iter().chain(cells).collect()
    };
    let mut rows = vec![row(words.total, &|track| {
        told(state, track, move |tally| {
            points(texts.lang, tally.total.rounded())
        })
    })];
    rows.extend(columns.metrics.iter().map(|&id| {
        row(texts.metric(id), &|track| {
            told(state, track, move |tally| {
                let metric = tally.metrics.iter().find(|metric| metric.id == id);
                metric.map_or_else(
                    || "–".to_owned(),
                    |metric| {
                        let earned = points(texts.lang, metric.points.rounded());
                        fill(words.points_of, &[&earned, &metric.max.to_string()])
                    },
                )
            })
        })
    }));
    let yes_or_no = move |yes| if yes { words.yes } else { words.no }.to_owned();
    rows.push(row(words.qualified, &|track| {
        told(state, track, move |tally| yes_or_no(tally.qualified))
    }));
    rows.push(row(texts.numbers().counts, &|track| {
        ui::words(move || yes_or_no(state.counts.get() == track))
    }));
    let tracks = columns.tracks.iter().map(|track| texts.track(*track));
    let heads: Vec<&'static str> = [words.metric].into_iter().chain(tracks).collect();
    // The section has the other name: each region is told by its own.
    ui::table(texts.numbers().both_tracks, &heads, rows)
}

/// What is told of a track's points.
fn told(
    state: State,
    track: TrackId,
    words: impl Fn(&Tally) -> String + Send + 'static,
) -> AnyView {
    ui::words(move || {
        state.estimates.with(|estimates| {
            let estimate = estimates.iter().find(|estimate| estimate.track == track);
            estimate
                .map(|estimate| words(&estimate.tally))
                .unwrap_or_default()
        })
    })
}
