//! What was chosen where pages disagree, the sources themselves, and the version they make.

use claimdesk_recognition::programme::{Programme, Source};
use leptos::prelude::*;

use super::Anchor;
use super::parts::{cited, english};
use crate::i18n::{Texts, day};
use crate::ui;

/// Which version this is.
pub(super) fn version(programme: &'static Programme, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let title = english(texts, &programme.title);
    view! {
        <dl class="facts">
            {ui::answer_row(
                words.version,
                view! {
                    <strong>{programme.id.clone()}</strong>
                    " – "
                    {title}
                }
                    .into_any(),
                None,
            )}
            {ui::answer_row(
                words.in_force_from,
                ui::text(day(texts, programme.effective_from)),
                None,
            )}
            {ui::answer_row(
                words.compared_on,
                ui::text(day(texts, programme.compiled_on)),
                None,
            )}
        </dl>
    }
    .into_any()
}

/// Where Microsoft's own pages disagree or are silent.
pub(super) fn readings(programme: &'static Programme, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let all: Vec<AnyView> = programme
        .readings
        .iter()
        .enumerate()
        .map(|(index, reading)| {
            let place = Anchor::Reading(index + 1).to_string();
            view! {
                <li class="card">
                    <h3 id=place tabindex="-1">
                        {english(texts, &reading.subject)}
                    </h3>
                    <dl class="facts">
                        {ui::answer_row(words.pages_say, english(texts, &reading.pages), None)}
                        {ui::answer_row(words.chosen, english(texts, &reading.chosen), None)}
                        {ui::answer_row(
                            words.sources,
                            cited(programme, &reading.sources),
                            None,
                        )}
                    </dl>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <p class="reading">{words.readings_lead}</p>
        <ol class="metrics">{all}</ol>
    }
    .into_any()
}

/// Every source with its state.
pub(super) fn all(programme: &'static Programme, texts: &'static Texts) -> AnyView {
    let words = texts.rulebook();
    let heads = [words.source, words.what, words.as_of];
    let rows = programme
        .sources
        .iter()
        .map(|(key, source)| {
            let place = Anchor::Source(key).to_string();
            vec![
                view! { <span id=place tabindex="-1">{key.clone()}</span> }.into_any(),
                titled(source, texts),
                english(texts, &source.as_of),
            ]
        })
        .collect();
    view! {
        <p class="reading">{words.sources_lead}</p>
        {ui::table(words.sources, &heads, rows)}
    }
    .into_any()
}

/// A source's title, which leads to its page where there is one.
fn titled(source: &'static Source, texts: &'static Texts) -> AnyView {
    let title = english(texts, &source.title);
    match &source.page {
        // A page of a file is a text of somebody else's: only what leads to the web is a link.
        Some(page) if page.starts_with("https://") => view! {
            <a href=page.clone() rel="external noopener noreferrer">
                {title}
            </a>
            <span class="page-address">{page.clone()}</span>
        }
        .into_any(),
        Some(page) => view! { {title} " " {page.clone()} }.into_any(),
        None => title,
    }
}
