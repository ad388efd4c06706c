//! What is wrong with a form: the summary on top and the same words at each field.

use claimdesk_recognition::claim::{FieldId, FieldProblem};
use leptos::prelude::*;

use super::{live, on};
use crate::browser;
use crate::i18n::{Texts, fill};

/// A fault and the control it stands at.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    /// ID of the control.
    pub(crate) id: String,
    /// What is wrong.
    pub(crate) says: Says,
}

/// A fault in words of whichever language.
#[derive(Clone, Debug)]
pub(crate) enum Says {
    /// What the claim's own checks found.
    Problem(FieldId, FieldProblem),
    /// A sentence of the page.
    Text(fn(&'static Texts) -> &'static str),
    /// The server's own words.
    Words(String),
}

impl Fault {
    /// A sentence of the page at a control.
    pub(crate) fn text(id: &str, text: fn(&'static Texts) -> &'static str) -> Self {
        Self {
            id: id.to_owned(),
            says: Says::Text(text),
        }
    }

    /// The server's words at a control.
    pub(crate) fn words(id: &str, words: &str) -> Self {
        Self {
            id: id.to_owned(),
            says: Says::Words(words.to_owned()),
        }
    }

    /// In words.
    pub(crate) fn message(&self, texts: &'static Texts) -> String {
        match &self.says {
            Says::Problem(field, problem) => texts.field_problem(*field, problem),
            Says::Text(text) => text(texts).to_owned(),
            Says::Words(words) => words.clone(),
        }
    }
}

/// The faults of one form.
#[derive(Clone, Copy)]
pub(crate) struct Faults(RwSignal<Vec<Fault>>);

const SUMMARY: &str = "problems";

impl Faults {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(Vec::new()))
    }

    /// Shows these instead of the ones before, and brings the reader to the summary.
    pub(crate) fn show(self, faults: Vec<Fault>) {
        let any = !faults.is_empty();
        self.0.set(faults);
        if any {
            browser::focus_soon(SUMMARY);
        }
    }

    /// Says this of one control, or nothing more, and leaves the reader where they are.
    pub(crate) fn mark(self, id: &str, says: Option<Says>) {
        let stands = self
            .0
            .with_untracked(|faults| faults.iter().any(|fault| fault.id == id));
        if says.is_none() && !stands {
            return;
        }
        self.0.update(|faults| {
            faults.retain(|fault| fault.id != id);
            faults.extend(says.map(|says| Fault {
                id: id.to_owned(),
                says,
            }));
        });
    }

    /// Takes all away.
    pub(crate) fn clear(self) {
        if !self.0.with_untracked(Vec::is_empty) {
            self.0.set(Vec::new());
        }
    }

    /// True while there are any, followed by the view that asks.
    pub(crate) fn any(self) -> bool {
        self.0.with(|faults| !faults.is_empty())
    }

    /// True while there is one at this control.
    pub(crate) fn at(self, id: &str) -> bool {
        self.0
            .with(|faults| faults.iter().any(|fault| fault.id == id))
    }

    /// What stands at this control.
    pub(crate) fn message(self, id: &str, texts: &'static Texts) -> Option<String> {
        self.0.with(|faults| {
            faults
                .iter()
                .find(|fault| fault.id == id)
                .map(|fault| fault.message(texts))
        })
    }
}

/// The summary on top of a form; it stands only while there are faults.
pub(crate) fn error_summary(faults: Faults, texts: &'static Texts) -> AnyView {
    Effect::new(move || {
        let title = browser::document().title();
        let bare = title
            .strip_prefix(texts.common.error_in_title)
            .unwrap_or(&title)
            .to_owned();
        if faults.any() {
            browser::set_title(&fill("{0}{1}", &[texts.common.error_in_title, &bare]));
        } else {
            browser::set_title(&bare);
        }
    });
    let entries = move || {
        faults.0.with(|faults| {
            faults
                .iter()
                .map(|fault| {
                    let id = fault.id.clone();
                    let go = move |event: web_sys::MouseEvent| {
                        event.prevent_default();
                        browser::focus(&id);
                    };
                    view! {
                        <li>
                            <a href=format!("#{}", fault.id) on:click=on(go)>
                                {fault.message(texts)}
                            </a>
                        </li>
                    }
                    .into_any()
                })
                .collect::<Vec<AnyView>>()
        })
    };
    live(move || {
        faults.any().then(|| {
            view! {
                <div id=SUMMARY class="error-summary" role="alert" tabindex="-1">
                    <h2>{texts.common.there_is_a_problem}</h2>
                    <ul>{entries()}</ul>
                </div>
            }
            .into_any()
        })
    })
}
