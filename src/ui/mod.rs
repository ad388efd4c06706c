//! The parts pages are made of.

mod controls;
pub(crate) mod csv;
mod faults;
mod files;
mod gauge;
mod loaded;
pub(crate) mod making;
pub(crate) mod months;
mod notice;
mod numbers;
mod once;
mod windowed;

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;

use crate::browser;
use crate::i18n::Texts;
use crate::paths::Place;

pub(crate) use controls::{
    Choice, Input, checkbox, described_by, field, filter, group, input, radios, select, textarea,
};
pub(crate) use faults::{Fault, Faults, Says, error_summary};
pub(crate) use files::file_drop;
pub(crate) use gauge::{bar, gauge};
pub(crate) use loaded::Loaded;
pub(crate) use notice::{Tone, counted, failure, notice, problem_words, tag, waiting};
pub(crate) use numbers::{Slider, slider, stepper};
pub(crate) use once::{Once, shown_once};
pub(crate) use windowed::{Column, REACHABLE, Rows, Windowed, windowed};

/// A part of a page that follows what it reads: it is made anew each time.
///
/// Every such part passes through one function without generics, because the machinery that
/// follows signals is large: made anew for each closure, it was half of the module.
///
/// INVARIANT: elements are never rebuilt in place. With erased views (`.cargo/config.toml`)
/// Leptos would leave the listeners of the old view on a reused element, and they call what
/// is gone. Two types in turn have it replace the old view whole.
pub(crate) fn live<T: IntoAny>(view: impl Fn() -> T + Send + 'static) -> AnyView {
    fn one(view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        let turn = AtomicBool::new(false);
        (move || {
            let view = view();
            if turn.fetch_not(Ordering::Relaxed) {
                (view,).into_any()
            } else {
                (view, ()).into_any()
            }
        })
        .into_any()
    }
    one(Box::new(move || view().into_any()))
}

/// A text that follows what it reads: only the text changes, and only where it differs. For
/// what changes at every keystroke, where [`live`] would make elements anew.
pub(crate) fn words(words: impl Fn() -> String + Send + 'static) -> AnyView {
    fn one(words: Box<dyn Fn() -> String + Send>) -> AnyView {
        (move || words()).into_any()
    }
    one(Box::new(words))
}

/// What to do on an event; boxed for the same reason as [`live`].
pub(crate) fn on<E: 'static>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}

/// Tells a callback. A control on its way out may still say something; whoever was to hear it
/// is gone then.
fn tell<T: 'static>(callback: Callback<T>, value: T) {
    let _ = callback.try_run(value);
}

/// A form that the page sends, not the browser, and that the browser does not judge.
pub(crate) fn form(class: &'static str, send: Callback<()>, content: AnyView) -> AnyView {
    watched_form(class, send, Callback::new(|()| ()), content)
}

/// The same, told when one of its controls is left with something new in it.
pub(crate) fn watched_form(
    class: &'static str,
    send: Callback<()>,
    changed: Callback<()>,
    content: AnyView,
) -> AnyView {
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tell(send, ());
    };
    view! {
        <form class=class novalidate=true on:submit=on(send) on:change=on(move |_| tell(changed, ()))>
            {content}
        </form>
    }
    .into_any()
}

/// The page's one heading, which is its title too.
pub(crate) fn heading(text: &str) -> AnyView {
    browser::set_title(&format!("{text} – Claimdesk"));
    view! { <h1 tabindex="-1">{text.to_owned()}</h1> }.into_any()
}

/// A paragraph.
pub(crate) fn paragraph(text: impl Into<String>) -> AnyView {
    view! { <p>{text.into()}</p> }.into_any()
}

/// A link that looks like one.
pub(crate) fn link(place: &Place, text: &str) -> AnyView {
    view! { <a href=place.to_string() rel=place.rel()>{text.to_owned()}</a> }.into_any()
}

/// A link that looks like a button, for going on.
pub(crate) fn button_link(place: &Place, text: &str) -> AnyView {
    view! { <a class="button primary" href=place.to_string() rel=place.rel()>{text.to_owned()}</a> }
        .into_any()
}

/// A button. While `busy` it keeps the focus and its place, and does nothing.
pub(crate) fn button(
    text: &str,
    class: &'static str,
    busy: Signal<bool>,
    press: Callback<()>,
) -> AnyView {
    let class = format!("button {class}");
    let act = move |_| {
        if !busy.get_untracked() {
            tell(press, ());
        }
    };
    view! {
        <button type="button" class=class aria-disabled=move || busy.get().then_some("true") on:click=on(act)>
            {text.to_owned()}
        </button>
    }
    .into_any()
}

/// The button that sends a form.
pub(crate) fn submit(text: &str, busy: Signal<bool>) -> AnyView {
    view! {
        <button type="submit" class="button primary" aria-disabled=move || busy.get().then_some("true")>
            {text.to_owned()}
        </button>
    }
    .into_any()
}

/// A table in its own region, which can be scrolled by keyboard where it is too wide.
pub(crate) fn table(name: &str, heads: &[&'static str], rows: Vec<Vec<AnyView>>) -> AnyView {
    let heads: Vec<&'static str> = heads.to_vec();
    let body: Vec<AnyView> = rows
        .into_iter()
        .map(|cells| {
            let cells: Vec<AnyView> = cells
                .into_iter()
                .zip(heads.iter().copied())
                .enumerate()
                .map(|(index, (cell, head))| {
                    if index == 0 {
                        view! { <th scope="row" data-head=head>{cell}</th> }.into_any()
                    } else {
                        view! { <td data-head=head>{cell}</td> }.into_any()
                    }
                })
                .collect();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect();
    let heads: Vec<AnyView> = heads
        .iter()
        .map(|head| view! { <th scope="col">{*head}</th> }.into_any())
        .collect();
    view! {
        <div class="table-scroll" role="region" aria-label=name.to_owned() tabindex="0">
            <table class="data">
                <caption class="visually-hidden">{name.to_owned()}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One row of a list of questions and answers, with what can be done about it.
pub(crate) fn answer_row(question: &str, answer: AnyView, action: Option<AnyView>) -> AnyView {
    view! {
        <div class="answer">
            <dt>{question.to_owned()}</dt>
            <dd>{answer}</dd>
            {action.map(|action| view! { <dd class="answer-action">{action}</dd> }.into_any())}
        </div>
    }
    .into_any()
}

/// A text in a cell or row.
pub(crate) fn text(text: impl Into<String>) -> AnyView {
    text.into().into_any()
}

/// An answer as it is shown: what was typed, or that nothing was.
pub(crate) fn given(texts: &Texts, answer: &str) -> AnyView {
    if answer.trim().is_empty() {
        view! { <span class="soft">{texts.common.not_given}</span> }.into_any()
    } else {
        view! { <span class="typed">{answer.to_owned()}</span> }.into_any()
    }
}
