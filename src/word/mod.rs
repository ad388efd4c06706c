//! The page at `/word`: a customer without an account reads what a claim says, and agrees or declines.
//!
//! The token of the link stands behind the `#` of the address, which no browser sends to a server,
//! and goes to the API in a header (`docs/decisions/0010-the-customers-link.md`).

mod sending;
mod view;

use claimdesk_protocol::CustomerQuestion;
use claimdesk_recognition::claim::Word;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::localized;
use crate::ui::{self, Fault, Faults};

/// What is asked, and what is answered.
#[derive(Clone, Copy)]
struct State {
    token: StoredValue<String>,
    question: RwSignal<Option<CustomerQuestion>>,
    failed: RwSignal<Option<ApiError>>,
    /// The reader wants to say something else than they said.
    changing: RwSignal<bool>,
    word: RwSignal<String>,
    name: RwSignal<String>,
    note: RwSignal<String>,
    faults: Faults,
    busy: RwSignal<bool>,
    /// The answer waits for a connection.
    waits: RwSignal<bool>,
    /// What went wrong with sending it.
    refused: RwSignal<Option<ApiError>>,
}

/// The page.
pub(crate) fn page() -> AnyView {
    let state = State {
        token: StoredValue::new(String::new()),
        question: RwSignal::new(None),
        failed: RwSignal::new(None),
        changing: RwSignal::new(false),
        word: RwSignal::new(String::new()),
        name: RwSignal::new(String::new()),
        note: RwSignal::new(String::new()),
        faults: Faults::new(),
        busy: RwSignal::new(false),
        waits: RwSignal::new(false),
        refused: RwSignal::new(None),
    };
    // Another link opened in this window changes nothing but what stands behind the `#`.
    let other = window_event_listener_untyped("hashchange", move |_| state.begin());
    on_cleanup(move || other.remove());
    state.begin();
    localized(move |texts| ui::live(move || view::page(state, texts)))
}

impl State {
    /// Begins anew with the link that stands in the address.
    fn begin(self) {
        self.token.set_value(browser::anchor().unwrap_or_default());
        self.question.set(None);
        self.changing.set(false);
        for text in [self.word, self.name, self.note] {
            text.set(String::new());
        }
        self.faults.clear();
        self.refused.set(None);
        self.load();
    }

    fn load(self) {
        self.failed.set(None);
        let token = self.token.get_value();
        spawn_local(async move {
            let answer = api::customer_question(&token).await;
            if self.question.is_disposed() {
                return;
            }
            match answer {
                Ok(question) => {
                    if self.name.with_untracked(String::is_empty) {
                        self.name.set(question.contact_name.clone());
                    }
                    self.question.set(Some(question));
                    self.go_on();
                }
                Err(error) => self.failed.set(Some(error)),
            }
            browser::settled();
        });
    }

    /// The answer as it is entered, or what is missing of it.
    fn read(self) -> Result<claimdesk_protocol::CustomerAnswer, Vec<Fault>> {
        let name = self.name.get_untracked().trim().to_owned();
        let mut faults = Vec::new();
        let word = Word::parse(&self.word.get_untracked());
        if word.is_none() {
            faults.push(Fault::text("word", |texts| texts.word().answer_missing));
        }
        if name.is_empty() {
            faults.push(Fault::text("name", |texts| texts.word().name_missing));
        }
        match word {
            Some(word) if faults.is_empty() => Ok(claimdesk_protocol::CustomerAnswer {
                word,
                name,
                note: self.note.get_untracked().trim().to_owned(),
            }),
            _ => Err(faults),
        }
    }

    fn send(self) {
        match self.read() {
            Ok(answer) => {
                self.faults.clear();
                self.bring(answer);
            }
            Err(faults) => self.faults.show(faults),
        }
    }
}
