//! Long work in short slices, so that the page answers in between.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance};

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
        // A browser that gives no turn is waited for no longer.
        let _ = JsFuture::from(next_task()).await;
        self.since = self.now();
    }
}

/// Waits until the screen shows what has been said so far.
pub(super) async fn painted() {
    // A page that nobody sees is not painted.
    if !leptos::prelude::document().hidden() {
        let frame = Promise::new(&mut |resolve, _| {
            // Where there are no frames there is nothing to wait for.
            if leptos::prelude::window()
                .request_animation_frame(&resolve)
                .is_err()
            {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
        });
        // It is never refused.
        let _ = JsFuture::from(frame).await;
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
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    // It is never refused.
    let _ = JsFuture::from(turn).await;
}

/// Kept when the browser has come to its next task: by `scheduler.yield()`, or else by a message
/// to ourselves. Timers would wait longer than the work takes.
fn next_task() -> Promise {
    yielded().unwrap_or_else(|| {
        Promise::new(&mut |resolve, _| {
            let Ok(channel) = MessageChannel::new() else {
                // No argument of this function can make it fail.
                let _ = resolve.call0(&JsValue::UNDEFINED);
                return;
            };
            channel.port1().set_onmessage(Some(&resolve));
            // An empty message can always be sent.
            let _ = channel.port2().post_message(&JsValue::NULL);
        })
    })
}

fn yielded() -> Option<Promise> {
    let scheduler = Reflect::get(&js_sys::global(), &"scheduler".into()).ok()?;
    let give_way: Function = Reflect::get(&scheduler, &"yield".into())
        .ok()?
        .dyn_into()
        .ok()?;
    give_way.call0(&scheduler).ok()?.dyn_into().ok()
}
