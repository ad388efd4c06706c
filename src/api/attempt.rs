//! An act of the reader that the server is to keep.

use leptos::prelude::*;

use super::{Answer, ApiError};
use crate::browser;

/// One act at a time, with the key that makes its repeats one act: while the answer is lost every
/// try is the same act, and after an answer the next one is another.
#[derive(Clone, Copy)]
pub(crate) struct Attempt {
    busy: RwSignal<bool>,
    failed: RwSignal<Option<ApiError>>,
    key: StoredValue<String>,
}

impl Attempt {
    /// Nothing is on its way.
    pub(crate) fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
            key: StoredValue::new(browser::random_key()),
        }
    }

    /// Begins, and gives the key to send; nothing while one is on its way.
    pub(crate) fn begin(self) -> Option<String> {
        if self.busy.get_untracked() {
            return None;
        }
        self.failed.set(None);
        self.busy.set(true);
        Some(self.key.get_value())
    }

    /// Ends with this answer, and gives it back; nothing when the reader has left.
    pub(crate) fn end<T>(self, answer: Answer<T>) -> Option<Answer<T>> {
        if self.busy.is_disposed() {
            return None;
        }
        self.busy.set(false);
        if !matches!(answer, Err(ApiError::Unreachable)) {
            self.key.set_value(browser::random_key());
        }
        Some(answer)
    }

    /// What went wrong, to be shown until the next begins.
    pub(crate) fn fail(self, error: ApiError) {
        self.failed.set(Some(error));
    }

    /// True while one is on its way.
    pub(crate) fn busy(self) -> Signal<bool> {
        self.busy.into()
    }

    /// What went wrong with the last one. Followed.
    pub(crate) fn failed(self) -> Option<ApiError> {
        self.failed.get()
    }
}
