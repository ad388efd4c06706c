//! What is shown this once: a secret, a token, a link. Whoever has not kept it makes another.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Tone, button, live, notice, words};
use crate::browser;
use crate::i18n::Texts;

/// What is shown this once.
pub(crate) struct Once {
    /// ID of the notice, to put the focus on it.
    pub(crate) id: &'static str,
    /// What it is, for who hears it.
    pub(crate) label: String,
    /// The heading, and whose it is.
    pub(crate) about: AnyView,
    /// The text itself; nothing where it was shown before.
    pub(crate) text: Option<String>,
    /// What to do with it.
    pub(crate) hint: AnyView,
    /// It is kept, and goes from the page.
    pub(crate) hide: Callback<()>,
}

/// The notice, with buttons that copy it and put it away.
pub(crate) fn shown_once(once: Once, texts: &'static Texts) -> AnyView {
    let Once {
        id,
        label,
        about,
        text,
        hint,
        hide,
    } = once;
    let said = texts.once();
    let copied = RwSignal::new(None);
    let to_copy = StoredValue::new(text.clone());
    let copy = Callback::new(move |()| {
        let Some(text) = to_copy.get_value() else {
            return;
        };
        spawn_local(async move {
            let done = browser::copy(&text).await;
            if !copied.is_disposed() {
                copied.set(Some(done));
            }
        });
    });
    let kept = Callback::new(move |()| {
        hide.run(());
        browser::focus_heading();
    });
    let done = words(move || match copied.get() {
        Some(true) => said.copied.to_owned(),
        Some(false) => said.not_copied.to_owned(),
        None => String::new(),
    });
    let there = text.is_some();
    let button_to_copy = live(move || there.then(|| button(said.copy, "", false.into(), copy)));
    let content = view! {
        {about}
        <p>
            <code>{text}</code>
        </p>
        {hint}
        <p role="status">{done}</p>
        <div class="row">{button_to_copy} {button(said.hide, "", false.into(), kept)}</div>
    }
    .into_any();
    view! {
        <section class="once" id=id tabindex="-1" aria-label=label>
            {notice(Tone::Good, content)}
        </section>
    }
    .into_any()
}
