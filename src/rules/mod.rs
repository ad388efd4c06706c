//! The rules: everything that is counted by, from the programme in force, with its sources.
//!
//! Each thing that is explained here has an [`Anchor`], so that the rest of the page can link
//! to it.

mod anchor;
mod claims;
mod formula;
mod parts;
mod scoring;
mod selection;
mod sources;
mod workloads;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::browser;
use crate::i18n::{Entry, Texts, localized};
use crate::ui;
pub(crate) use anchor::Anchor;
use parts::section;
use selection::Selection;

/// The page at `/rules`.
pub(crate) fn page() -> AnyView {
    let programme = crate::programme::programme();
    let location = use_location();
    let (search, hash) = (location.search, location.hash);
    let selection = Memo::new(move |_| Selection::read(programme, &search.get(), &hash.get()));
    let navigate = use_navigate();
    let choose = Callback::new(move |selection: Selection| {
        let here = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&selection.address(), here);
    });
    arrive_at(hash);
    localized(move |texts| {
        let words = texts.rulebook();
        let scoring = view! {
            {scoring::choice(programme, selection, choose, texts)}
            {ui::live(move || scoring::chosen(programme, &selection.get(), texts))}
        };
        let parts = [
            ("about", words.about, sources::version(programme, texts)),
            (
                "qualifying",
                words.qualifying,
                claims::qualifying(programme, texts),
            ),
            ("scoring", words.scoring, scoring.into_any()),
            (
                "workloads",
                words.workloads,
                workloads::content(programme, texts),
            ),
            ("claims", words.claims, claims::needs(programme, texts)),
            ("clocks", words.clocks, claims::clocks(programme, texts)),
            (
                "readings",
                words.readings,
                sources::readings(programme, texts),
            ),
            ("sources", words.sources, sources::all(programme, texts)),
            ("glossary", words.glossary, glossary(texts)),
        ];
        let outline = outline(parts.each_ref().map(|(id, title, _)| (*id, *title)), texts);
        let parts: Vec<AnyView> = parts
            .into_iter()
            .map(|(id, title, content)| section(id, title, content))
            .collect();
        let prose = (!words.in_english.is_empty())
            .then(|| view! { <p class="soft">{words.in_english}</p> }.into_any());
        view! {
            {ui::heading(words.title)}
            <p class="lead">{words.lead}</p>
            {prose}
            <div class="rules">{outline} <div class="rules-parts">{parts}</div></div>
        }
        .into_any()
    })
}

/// Brings the reader to what the address names, on arrival and whenever it names another.
fn arrive_at(hash: Memo<String>) {
    Effect::new(move || {
        let anchor = hash.get().trim_start_matches('#').to_owned();
        if !anchor.is_empty() {
            request_animation_frame(move || browser::focus(&anchor));
        }
    });
}

fn outline(parts: [(&'static str, &'static str); 9], texts: &'static Texts) -> AnyView {
    let items: Vec<AnyView> = parts
        .into_iter()
        .map(|(id, title)| view! { <li><a href=format!("#{id}")>{title}</a></li> }.into_any())
        .collect();
    let words = texts.rulebook();
    view! {
        <nav class="outline no-print" aria-labelledby="contents">
            <h2 id="contents">{words.contents}</h2>
            <ol>{items}</ol>
        </nav>
    }
    .into_any()
}

fn glossary(texts: &'static Texts) -> AnyView {
    let each = |entry: &'static Entry| {
        let place = Anchor::Term(entry.key).to_string();
        view! {
            <div class="answer">
                <dt id=place tabindex="-1">
                    {entry.word}
                </dt>
                <dd>{entry.means}</dd>
            </div>
        }
        .into_any()
    };
    let entries: Vec<AnyView> = texts.glossary().iter().map(each).collect();
    view! {
        <p class="reading">{texts.rulebook().glossary_lead}</p>
        <dl class="facts glossary">{entries}</dl>
    }
    .into_any()
}
