//! The scorecard's tables as files.

use claimdesk_recognition::Month;
use claimdesk_recognition::programme::{Metric, MetricId};
use claimdesk_recognition::score::Figure;
use leptos::prelude::*;

use super::window::{self, Line, Shown};
use super::{Card, Fold, State, pairs, people};
use crate::i18n::Texts;
use crate::portfolio::pace::Pace;
use crate::ui::csv::{self, Csv, file_name};

/// Rows written before it is asked whether it is the page's turn.
const PART: u32 = 500;

fn figure(csv: &mut Csv, figure: Option<Figure>) {
    match figure {
        None => csv.text(""),
        Some(Figure::Count(number)) => csv.number(&number),
        Some(Figure::Consumption(value)) => csv.number(&value),
        Some(Figure::Percent(exact) | Figure::Points(exact)) => csv.number(&exact.rounded()),
    };
}

fn months(months: &[Month]) -> String {
    let texts: Vec<String> = months.iter().map(Month::to_string).collect();
    texts.join(" ")
}

/// All metrics of the month that is shown.
pub(super) fn metrics_button(card: Memo<Option<Card>>, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    csv::button(words.metrics, texts, move || {
        let card = card.get_untracked()?.scorecard;
        let mut csv = Csv::new(&[
            texts.calculator.metric,
            words.month,
            texts.calculator.track,
            words.now,
            words.before,
            texts.calculator.value,
            texts.calculator.points,
            words.max,
            words.missing,
        ]);
        for metric in &card.tally.metrics {
            csv.text(texts.metric(metric.id))
                .text(&card.month.to_string())
                .text(texts.track(card.track));
            figure(&mut csv, metric.now);
            figure(&mut csv, metric.baseline);
            figure(&mut csv, Some(metric.value));
            csv.number(&metric.points.rounded())
                .number(&metric.max)
                .text(&months(&metric.missing_months));
        }
        Some((file_name("scorecard", card.month), csv))
    })
}

/// All pairs of a metric, not only those that are shown.
pub(super) fn pairs_button(
    state: State,
    fold: Fold,
    metric: &'static Metric,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.scorecard();
    csv::slow_button(texts.metric(metric.id), texts, move || {
        Box::pin(async move {
            let month = fold.month(state.held)?;
            let mut csv = Csv::new(&[
                words.customer,
                words.tenant,
                words.product,
                words.now,
                words.before,
                words.change,
                words.effect,
            ]);
            let (mut from, mut pace) = (0, Pace::new());
            loop {
                let rows = fold.all_from(state.held, from, PART);
                if rows.is_empty() {
                    break;
                }
                for row in &rows {
                    let (_, effect) = pairs::effect_word(row, metric, texts);
                    csv.text(row.pair.customer.as_deref().unwrap_or_default())
                        .text(&row.pair.tenant)
                        .text(&row.pair.workload)
                        .optional(row.now.as_ref())
                        .optional(row.baseline.as_ref())
                        .number(&row.change)
                        .text(effect);
                }
                from += PART;
                pace.turn().await;
            }
            Some((file_name(metric.id.as_str(), month), csv))
        })
    })
}

/// All certificates of a metric.
pub(super) fn certificates_button(
    state: State,
    index: usize,
    month: Month,
    metric: MetricId,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.scorecard();
    csv::button(texts.metric(metric), texts, move || {
        let mut csv = Csv::new(&[
            words.person,
            words.passed,
            words.valid_until,
            words.outcome,
            words.first_row,
            words.line,
        ]);
        for held in people::certificates(state, index, month) {
            let outcome = if held.counts {
                words.valid
            } else {
                words.lapsed
            };
            let until = held.until.map(|until| until.to_string());
            csv.number(&held.person)
                .text(&held.from.to_string())
                .text(&until.unwrap_or_default())
                .text(outcome)
                .text(&held.row.file)
                .number(&held.row.line);
        }
        Some((file_name(metric.as_str(), month), csv))
    })
}

/// The months of the window.
pub(super) fn window_button(state: State, texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    csv::button(words.window, texts, move || {
        let shown = untrack(|| window::look(state))?;
        let mut csv = Csv::new(&[
            words.month,
            words.total,
            texts.calculator.qualified,
            words.effect,
            words.note,
            words.missing,
        ]);
        let mut row = |line: &Line, mark: &str, note: &str| {
            csv.text(&line.score.month.to_string())
                .number(&line.score.total)
                .text(if line.score.qualified { "1" } else { "0" })
                .text(mark)
                .text(note)
                .text(&months(&line.missing));
        };
        let last = match &shown {
            Shown::Plain(lines, _) => {
                for line in lines {
                    row(line, "", words.is_data);
                }
                lines.last()?.score.month
            }
            Shown::Enrolled(renewal, lines) => {
                for (at, line) in renewal.months.iter().zip(lines) {
                    let mark = window::mark(at, renewal.anniversary, texts).unwrap_or_default();
                    row(line, mark, window::note(at, texts));
                }
                lines.last()?.score.month
            }
        };
        Some((file_name("window", last), csv))
    })
}
