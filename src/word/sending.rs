//! An answer on its way: without a connection it is kept in the window and sent when there is one.

use claimdesk_protocol::{CustomerAnswer, CustomerQuestion};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::State;
use crate::api::{self, ApiError};
use crate::browser;
use crate::ui::Fault;

const KEPT: &str = "claimdesk.word";
/// The first wait without a connection, and the longest.
const FIRST_WAIT: u32 = 2_000;
const LONGEST_WAIT: u32 = 30_000;

/// An answer that was not acknowledged, and whose.
#[derive(Serialize, Deserialize)]
struct Kept {
    token: String,
    answer: CustomerAnswer,
}

impl State {
    /// Sends the answer until it is acknowledged or refused. Repeating it is harmless: the same word
    /// again changes nothing.
    pub(super) fn bring(self, answer: CustomerAnswer) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        let token = self.token.get_value();
        keep(&token, &answer);
        spawn_local(async move {
            let mut wait = FIRST_WAIT;
            loop {
                let told = api::say_word(&token, &answer).await;
                if self.busy.is_disposed() {
                    return;
                }
                if !matches!(told, Err(ApiError::Unreachable)) {
                    browser::forget_in_tab(KEPT);
                    self.waits.set(false);
                    self.busy.set(false);
                    self.end(told);
                    return;
                }
                self.waits.set(true);
                browser::connection_or_pause(wait).await;
                if self.busy.is_disposed() {
                    return;
                }
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        });
    }

    fn end(self, told: Result<CustomerQuestion, ApiError>) {
        match told {
            Ok(question) => {
                self.changing.set(false);
                self.word.set(String::new());
                self.note.set(String::new());
                self.question.set(Some(question));
                browser::focus_heading_soon();
            }
            Err(error) => {
                if let ApiError::Refused(problem) = &error {
                    let faults = problem.errors.iter();
                    let faults: Vec<Fault> = faults
                        .map(|fault| Fault::words(&fault.field, &fault.message))
                        .collect();
                    self.faults.show(faults);
                }
                // The claim has ended meanwhile: the page says so.
                if error.status() == Some(409) {
                    self.load();
                } else {
                    self.refused.set(Some(error));
                }
            }
        }
    }

    /// Goes on with an answer that was on its way when the window was loaded again.
    pub(super) fn go_on(self) {
        let kept = browser::kept_in_tab(KEPT)
            .and_then(|text| serde_json::from_str::<Kept>(&text).ok())
            .filter(|kept| kept.token == self.token.get_value());
        let Some(Kept { answer, .. }) = kept else {
            return;
        };
        self.word.set(answer.word.as_str().to_owned());
        self.name.set(answer.name.clone());
        self.note.set(answer.note.clone());
        self.changing.set(true);
        self.bring(answer);
    }
}

fn keep(token: &str, answer: &CustomerAnswer) {
    let kept = Kept {
        token: token.to_owned(),
        answer: answer.clone(),
    };
    // Where the browser keeps nothing, the answer lasts as long as the page.
    if let Ok(text) = serde_json::to_string(&kept) {
        browser::keep_in_tab(KEPT, &text);
    }
}
