//! What was set aside, of all files together.

use claimdesk_exports::SetAside;
use claimdesk_recognition::portfolio::Reason;
use leptos::prelude::*;

use super::State;
use crate::i18n::{Texts, count, fill};
use crate::ui;

/// How many first places are told for each reason.
const PLACES: usize = 3;

/// Rows set aside for one reason.
struct Sum {
    reason: Reason,
    count: u64,
    /// Files and places of the first of them.
    first: Vec<String>,
}

/// Nothing while nothing was.
pub(super) fn section(state: State, texts: &'static Texts) -> AnyView {
    ui::live(move || {
        let sums = summed(&state.exports.get_value().set_aside(), texts);
        (!sums.is_empty()).then(|| view(&sums, texts))
    })
}

/// By reason, in the order of the reasons.
fn summed(files: &[(String, SetAside)], texts: &'static Texts) -> Vec<Sum> {
    let mut sums: Vec<Sum> = Vec::new();
    for (file, aside) in files {
        let index = match sums.binary_search_by_key(&aside.reason, |sum| sum.reason) {
            Ok(index) => index,
            Err(index) => {
                sums.insert(
                    index,
                    Sum {
                        reason: aside.reason,
                        count: 0,
                        first: Vec::new(),
                    },
                );
                index
            }
        };
        if let Some(sum) = sums.get_mut(index) {
            sum.count = sum.count.saturating_add(aside.count);
            let room = PLACES.saturating_sub(sum.first.len());
            let places = aside
                .first
                .iter()
                .take(room)
                .map(|place| format!("{file}, {}", texts.place(place)));
            sum.first.extend(places);
        }
    }
    sums
}

fn view(sums: &[Sum], texts: &'static Texts) -> AnyView {
    let words = texts.scorecard();
    let all = sums
        .iter()
        .fold(0_u64, |all, sum| all.saturating_add(sum.count));
    let heads = [words.reason, words.rows, words.first_rows];
    let rows = sums
        .iter()
        .map(|sum| {
            vec![
                ui::text(texts.set_aside_reason(sum.reason)),
                ui::text(count(texts.lang, sum.count)),
                view! { <span class="typed">{sum.first.join("\n")}</span> }.into_any(),
            ]
        })
        .collect();
    view! {
        <section class="card stack" aria-labelledby="aside">
            <h2 id="aside">{words.aside}</h2>
            <p>
                {fill(words.aside_lead, &[&count(texts.lang, all)])} " "
                <a href="#data" class="no-print">
                    {words.aside_link}
                </a>
            </p>
            {ui::table(words.aside_table, &heads, rows)}
        </section>
    }
    .into_any()
}
