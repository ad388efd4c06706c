//! Long work in short slices, so that the page answers in between.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Performance;

use crate::browser;

/// How long a slice may take, in milliseconds: the last piece of it still ends well before
/// the fifty after which a reader notices, also on a slow machine.
const SLICE: u64 = 8;

/// Knows how long the slice at hand takes already.
pub(super) struct Pace {
    clock: Option<Performance>,
    since: u64,
}

impl Pace {
    /// Begins a slice.
    pub(super) fn new() -> Self {
        let clock = leptos::prelude::window().performance();
        let mut pace = Self { clock, since: 0 };
        pace.since = pace.now();
        pace
    }

    /// Milliseconds since the page was opened.
    pub(super) fn now(&self) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "milliseconds since the page was opened"
        )]
        self.clock.as_ref().map_or(0, |clock| clock.now() as u64)
    }

    /// Lets the page have its turn if the slice has taken its time.
    pub(super) async fn turn(&mut self) {
        if self.now().saturating_sub(self.since) >= SLICE {
            self.rest().await;
        }
    }

    /// Lets the page have its turn.
    pub(super) async fn rest(&mut self) {
        browser::next_task().await;
        self.since = self.now();
    }
}

/// Waits until the screen shows what has been said so far.
pub(super) async fn painted() {
    // A page that nobody sees is not painted.
    if !browser::document().hidden() {
        browser::next_frame().await;
    }
    aside().await;
}

/// Lets everything else that waits have its turn first.
pub(super) async fn aside() {
    let turn = Promise::new(&mut |resolve, _| {
        // Without timers there is nobody to give way to.
        if leptos::prelude::window()
            .set_timeout_with_callback(&resolve)
            .is_err()
        {
            // No argument of this function can make it fail.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    // It is only ever kept.
    let _ = JsFuture::from(turn).await;
}
