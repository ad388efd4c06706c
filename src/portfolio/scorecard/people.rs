//! The certificates that a metric counts people by.

use claimdesk_recognition::Month;
use claimdesk_recognition::programme::MetricId;
use claimdesk_recognition::score::CertificateExplained;
use leptos::prelude::*;

use super::{State, tables};
use crate::i18n::{Texts, count, day, fill};
use crate::ui;

/// How many are shown; a file has all of them.
const SHOWN: usize = 200;

/// The certificates around a month, those that stopped counting first.
pub(super) fn view(
    state: State,
    index: usize,
    month: Month,
    metric: MetricId,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.scorecard();
    let all = certificates(state, index, month);
    let number = |many: usize| count(texts.lang, i128::try_from(many).unwrap_or(i128::MAX));
    let heads = [
        words.person,
        words.passed,
        words.valid_until,
        words.outcome,
        words.first_row,
    ];
    let rows = all
        .iter()
        .take(SHOWN)
        .map(|held| {
            let until = held
                .until
                .map_or_else(|| words.no_end.to_owned(), |until| day(texts, until));
            vec![
                ui::text(count(texts.lang, held.person)),
                ui::text(day(texts, held.from)),
                ui::text(until),
                if held.counts {
                    view! { <span class="tag tone-good">{words.valid}</span> }.into_any()
                } else {
                    view! { <span class="tag tone-bad">{words.lapsed}</span> }.into_any()
                },
                view! {
                    <span class="typed">
                        {fill(words.place, &[&held.row.file, &count(texts.lang, held.row.line)])}
                    </span>
                }
                .into_any(),
            ]
        })
        .collect();
    let more = all.len().saturating_sub(SHOWN);
    let table = if all.is_empty() {
        ui::paragraph(words.no_certificates)
    } else {
        view! {
            <p class="soft">{words.certificates_hint}</p>
            {ui::table(texts.metric(metric), &heads, rows)}
            {(more > 0).then(|| ui::paragraph(fill(words.more_rows, &[&number(more)])))}
        }
        .into_any()
    };
    view! {
        <div class="row spread">
            <h4>{fill(words.certificates, &[&number(all.len())])}</h4>
            {tables::certificates_button(state, index, month, metric, texts)}
        </div>
        {table}
    }
    .into_any()
}

/// All of them, without following.
pub(super) fn certificates(state: State, index: usize, month: Month) -> Vec<CertificateExplained> {
    let view = state.shown.get_untracked();
    state
        .held
        .glance(view, |standing| standing.certificates_of(index, month))
        .flatten()
        .unwrap_or_default()
}
