//! A metric: its figures, and what they are made of.

use claimdesk_recognition::Month;
use claimdesk_recognition::programme::{Metric, MetricId, TrackId};
use claimdesk_recognition::score::{Figure, MetricScore};
use leptos::prelude::*;

use super::{Card, Fold, State, pairs, people, rule};
use crate::i18n::{Texts, amount, count, fill, points};
use crate::ui;

/// What is shown of a metric of the month.
struct Shown<'a> {
    state: State,
    fold: Fold,
    track: TrackId,
    month: Month,
    score: &'a MetricScore,
    texts: &'static Texts,
}

/// All metrics, in the table's order.
pub(super) fn cards(state: State, card: &Card, texts: &'static Texts) -> Vec<AnyView> {
    let card = &card.scorecard;
    let table = state.held.programme().track(card.track);
    card.tally
        .metrics
        .iter()
        .zip(table.map_or(&[][..], |track| &track.metrics))
        .zip(state.folds.get_value())
        .map(|((score, metric), fold)| {
            let shown = Shown {
                state,
                fold,
                track: card.track,
                month: card.month,
                score,
                texts,
            };
            one(&shown, metric)
        })
        .collect()
}

/// A number of a metric.
pub(super) fn figure(figure: Option<Figure>, texts: &'static Texts) -> String {
    match figure {
        None => "–".to_owned(),
        Some(Figure::Count(number)) => count(texts.lang, number),
        Some(Figure::Consumption(value)) => amount(texts.lang, value),
        Some(Figure::Percent(percent)) => format!("{} %", points(texts.lang, percent.rounded())),
        Some(Figure::Points(exact)) => points(texts.lang, exact.rounded()),
    }
}

fn one(shown: &Shown<'_>, metric: &'static Metric) -> AnyView {
    let Shown {
        state,
        fold,
        track,
        month,
        score,
        texts,
    } = *shown;
    let id = metric.id.as_str();
    let (heading, place) = (format!("metric-{id}"), format!("unfolded-{id}"));
    let earned = score.points;
    let scored = fill(
        texts.calculator.points_of,
        &[
            &points(texts.lang, earned.rounded()),
            &score.max.to_string(),
        ],
    );
    let content = move || {
        let parts = if metric.id.counts_people() {
            people::view(state, fold.index, month, metric.id, texts)
        } else {
            pairs::view(state, fold, metric, texts)
        };
        view! {
            {rule::view(state.held.programme(), track, metric, texts)}
            {parts}
        }
        .into_any()
    };
    view! {
        <article class="card metric" aria-labelledby=heading.clone()>
            <h3>
                <button
                    type="button"
                    class="metric-open"
                    id=heading.clone()
                    aria-expanded=move || if fold.open.get() { "true" } else { "false" }
                    aria-controls=place.clone()
                    on:click=ui::on(move |_| fold.open.update(|open| *open = !*open))
                >
                    <span class="metric-sign" aria-hidden="true"></span>
                    {texts.metric(metric.id)}
                </button>
            </h3>
            <p class="metric-points">{scored}</p>
            <div class="metric-bar">{ui::bar(Signal::derive(move || earned), score.max)}</div>
            <dl class="figures">{figures(shown)}</dl>
            <div class="metric-parts stack" id=place>
                {ui::live(move || fold.open.get().then(content))}
            </div>
        </article>
    }
    .into_any()
}

/// Now, a year ago and what counts; beside each what its month lacks.
fn figures(shown: &Shown<'_>) -> Vec<AnyView> {
    let Shown {
        month,
        score,
        texts,
        ..
    } = *shown;
    let words = texts.scorecard();
    let one = |name: &'static str, value: Option<Figure>, missing: bool| {
        let missing = missing
            .then(|| view! { <span class="tag tone-warn">{words.no_rows}</span> }.into_any());
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{figure(value, texts)} {missing}</dd>
            </div>
        }
        .into_any()
    };
    let lacks = |month: Month| score.missing_months.contains(&month);
    if score.id.counts_people() {
        return vec![one(words.people, score.now, false)];
    }
    let value = if score.id == MetricId::UsageGrowth {
        words.growth
    } else {
        words.difference
    };
    vec![
        one(texts.calculator.now, score.now, lacks(month)),
        one(
            texts.calculator.a_year_ago,
            score.baseline,
            lacks(month.plus(-12)),
        ),
        one(value, Some(score.value), false),
    ]
}
