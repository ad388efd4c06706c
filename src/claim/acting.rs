//! What a partner does with a claim that has been sent: moves, and a new claim like it.

use claimdesk_recognition::claim::{ClaimForm, Move, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::Draft;
use crate::api::{self, Attempt};
use crate::app::Go;
use crate::browser;
use crate::paths::{ClaimPart, Place};
use crate::ui::{Fault, Faults};

/// What the reader may be about to do here.
#[derive(Clone, Copy)]
pub(super) struct Acting {
    pub(super) draft: Draft,
    pub(super) faults: Faults,
    pub(super) note: RwSignal<String>,
    pub(super) attempt: Attempt,
    go: Go,
}

impl Acting {
    /// Nothing yet.
    pub(super) fn new(draft: Draft) -> Self {
        Self {
            draft,
            faults: Faults::new(),
            note: RwSignal::new(String::new()),
            attempt: Attempt::new(),
            go: Go::here(),
        }
    }

    /// Makes a move, with the note where it needs words.
    pub(super) fn make(self, made: Move, with_note: bool) {
        let note = self.note.get_untracked().trim().to_owned();
        if with_note && note.is_empty() {
            self.faults.show(vec![Fault::text("note", |texts| {
                texts.claim().note_missing
            })]);
            return;
        }
        self.faults.clear();
        let Some(key) = self.attempt.begin() else {
            return;
        };
        spawn_local(async move {
            let saved = if made == Move::Answer {
                self.draft.save().await
            } else {
                Ok(())
            };
            let answer = match saved {
                Ok(()) => self.draft.make(made, with_note.then_some(note), &key).await,
                failed => failed,
            };
            match self.attempt.end(answer) {
                Some(Ok(())) => {
                    self.note.set(String::new());
                    browser::focus_heading();
                }
                Some(Err(error)) => {
                    // Somebody was faster: show what the claim has become.
                    let error = if matches!(error.status(), Some(409 | 412)) {
                        self.draft.refresh().await.err().unwrap_or(error)
                    } else {
                        error
                    };
                    self.attempt.fail(error);
                }
                None => {}
            }
        });
    }

    /// Has the customer asked again.
    pub(super) fn ask_customer(self) {
        let Some(key) = self.attempt.begin() else {
            return;
        };
        let claim = untrack(move || self.draft.claim());
        spawn_local(async move {
            let answer = api::ask_customer(&claim.reference, claim.version, &key).await;
            let Some(answer) = self.attempt.end(answer) else {
                return;
            };
            // Also where somebody was faster: shows what the claim has become.
            let shown = self.draft.refresh().await;
            if let Err(error) = answer.and(shown) {
                self.attempt.fail(error);
            }
        });
    }

    /// Begins a new claim with these answers.
    pub(super) fn copy(self, form: ClaimForm) {
        let Some(key) = self.attempt.begin() else {
            return;
        };
        spawn_local(async move {
            let answer = api::create_claim(form, &key).await;
            match self.attempt.end(answer) {
                Some(Ok(copy)) => {
                    let first = ClaimPart::Step(Step::Association);
                    self.go.to(&Place::claim(&copy.reference, first));
                }
                Some(Err(error)) => self.attempt.fail(error),
                None => {}
            }
        });
    }
}
