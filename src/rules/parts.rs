//! What every part of the rules shows alike.

use claimdesk_recognition::Programme;
use leptos::prelude::*;

use super::Anchor;
use crate::i18n::{Lang, Texts};

/// The programme's own prose, which is English whatever the page is.
pub(super) fn english(texts: &Texts, text: &str) -> AnyView {
    let lang = (texts.lang != Lang::En).then_some("en");
    view! { <span lang=lang>{text.to_owned()}</span> }.into_any()
}

/// Links to the sources of something.
pub(super) fn cited(programme: &Programme, keys: &[String]) -> AnyView {
    let links: Vec<AnyView> = keys
        .iter()
        .map(|key| {
            let title = programme.sources.get(key).map(|it| it.title.clone());
            let address = format!("#{}", Anchor::Source(key));
            view! { <li><a href=address title=title>{key.clone()}</a></li> }.into_any()
        })
        .collect();
    view! { <ul class="inline-list">{links}</ul> }.into_any()
}

/// A part of the page with its heading, which the outline leads to.
pub(super) fn section(id: &'static str, title: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="stack">
            <h2 id=id tabindex="-1">{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// A plain list.
pub(super) fn list(items: Vec<AnyView>) -> AnyView {
    let items: Vec<AnyView> = items
        .into_iter()
        .map(|item| view! { <li>{item}</li> }.into_any())
        .collect();
    view! { <ul class="list">{items}</ul> }.into_any()
}
