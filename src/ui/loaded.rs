//! What a page has from the server, or why it has not.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{failure, live, waiting};
use crate::api::ApiError;
use crate::i18n::Texts;

/// What is asked for once, shown when it is there, and asked for again where that failed.
pub(crate) struct Loaded<T: 'static> {
    value: RwSignal<Option<T>>,
    failed: RwSignal<Option<ApiError>>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loaded<T> {}

impl<T: Clone + Send + Sync> Loaded<T> {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            value: RwSignal::new(None),
            failed: RwSignal::new(None),
        }
    }

    /// Asks for it. What is there already stays until the answer comes; what failed before is not shown
    /// meanwhile.
    pub(crate) fn load(self, call: impl AsyncFnOnce() -> Result<T, ApiError> + 'static) {
        self.load_then(call, move |value| self.set(value));
    }

    /// The same; what comes is put in its place by `then`.
    pub(crate) fn load_then<A: 'static>(
        self,
        call: impl AsyncFnOnce() -> Result<A, ApiError> + 'static,
        then: impl FnOnce(A) + 'static,
    ) {
        self.failed.set(None);
        spawn_local(async move {
            let answer = call().await;
            if self.value.is_disposed() {
                return;
            }
            match answer {
                Ok(answer) => then(answer),
                Err(error) => self.fail(error),
            }
        });
    }

    /// It is this from now on.
    pub(crate) fn set(self, value: T) {
        self.value.set(Some(value));
    }

    /// It is not there, for this reason.
    pub(crate) fn fail(self, error: ApiError) {
        self.failed.set(Some(error));
    }

    /// Neither is it there, nor has anything failed.
    pub(crate) fn clear(self) {
        self.value.set(None);
        self.failed.set(None);
    }

    /// Changes what is there.
    pub(crate) fn update(self, change: impl FnOnce(&mut T)) {
        self.value.update(|value| {
            if let Some(value) = value {
                change(value);
            }
        });
    }

    /// Something of what is there.
    pub(crate) fn with<U>(self, read: impl FnOnce(&T) -> U) -> Option<U> {
        self.value.with(|value| value.as_ref().map(read))
    }

    /// What is there.
    pub(crate) fn get(self) -> Option<T> {
        self.value.get()
    }

    /// Why it is not there.
    pub(crate) fn failed(self) -> Option<ApiError> {
        self.failed.get()
    }

    /// The part of a page that shows it: or that it is on its way, or what failed, with a way to try again.
    pub(crate) fn view(
        self,
        texts: &'static Texts,
        again: impl Fn() + Copy + Send + Sync + 'static,
        view: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        live(move || match (self.failed(), self.get()) {
            (Some(error), _) => failure(&error, texts, Some(Callback::new(move |()| again()))),
            (None, None) => waiting(texts),
            (None, Some(value)) => view(value),
        })
    }
}
