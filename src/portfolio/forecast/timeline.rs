//! What comes and what falls away in the months to come, as a short list.

use claimdesk_recognition::Points;
use leptos::prelude::*;

use super::{Ahead, words};
use crate::i18n::{Texts, fill, month};
use crate::ui;

/// The section; it stands only while there is a forecast.
pub(super) fn section(ahead: Ahead, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let list = move || ui::live(move || list(ahead, texts));
    ui::live(move || {
        ahead.there.get().then(|| {
            view! {
                <section class="card stack" aria-labelledby="comes-and-goes">
                    <h2 id="comes-and-goes">{words.comes_and_goes}</h2>
                    <p class="soft">{words.comes_and_goes_hint}</p>
                    {list()}
                </section>
            }
            .into_any()
        })
    })
}

fn list(ahead: Ahead, texts: &'static Texts) -> AnyView {
    let words = texts.forecast();
    let told = ahead.told.get();
    let items: Vec<AnyView> = ahead.narrated.with(|readings| {
        let Some(readings) = readings else {
            return Vec::new();
        };
        let outlook = readings.of(told);
        let mut before = outlook.past.last().map(|past| past.tally.total);
        outlook
            .months
            .iter()
            .filter_map(|one| {
                let total = one.tally.total;
                let moved = before.map_or(Points::ZERO, |before| total - before);
                before = Some(total);
                (!one.changes.is_empty()).then(|| {
                    let moved = words::signed(texts, moved.rounded());
                    let causes: Vec<AnyView> = one
                        .changes
                        .iter()
                        .map(|change| {
                            view! { <li>{words::cause_of_metric(change, texts)}</li> }.into_any()
                        })
                        .collect();
                    view! {
                        <li>
                            <strong>
                                {fill(words.month_changes, &[&month(texts, one.month), &moved])}
                            </strong>
                            <ul class="list">{causes}</ul>
                        </li>
                    }
                    .into_any()
                })
            })
            .collect()
    });
    if items.is_empty() {
        return ui::paragraph(words.nothing_all_year);
    }
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
