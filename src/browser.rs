//! What the browser gives: time, storage, focus, random keys. The rest of the page asks here.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::request_animation_frame;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, HtmlElement, MessageChannel, ScrollIntoViewOptions, ScrollLogicalPosition, Storage,
};

/// The document.
pub(crate) fn document() -> Document {
    leptos::prelude::document()
}

/// Now.
pub(crate) fn now() -> DateTime<Utc> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds, far below 2^53"
    )]
    let milliseconds = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

fn storage() -> Option<Storage> {
    leptos::prelude::window().local_storage().ok().flatten()
}

/// A text kept on this device.
pub(crate) fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text on this device; false where the browser does not let us.
pub(crate) fn keep(key: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Forgets a kept text.
pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        // Nothing is lost when there was nothing to forget.
        let _ = storage.remove_item(key);
    }
}

fn session_storage() -> Option<Storage> {
    leptos::prelude::window().session_storage().ok().flatten()
}

/// A text kept until this tab is closed.
pub(crate) fn kept_in_tab(key: &str) -> Option<String> {
    session_storage()?.get_item(key).ok().flatten()
}

/// Keeps a text until this tab is closed; false where the browser does not let us.
pub(crate) fn keep_in_tab(key: &str, text: &str) -> bool {
    session_storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Forgets a text kept for this tab.
pub(crate) fn forget_in_tab(key: &str) {
    if let Some(storage) = session_storage() {
        // Nothing is lost when there was nothing to forget.
        let _ = storage.remove_item(key);
    }
}

/// Forgets everything kept for this tab.
pub(crate) fn forget_tab() {
    if let Some(storage) = session_storage() {
        // Nothing is lost when there was nothing to forget.
        let _ = storage.clear();
    }
}

/// A key that no other request has.
pub(crate) fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    let filled = leptos::prelude::window()
        .crypto()
        .is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if filled {
        format!("{:032x}", u128::from_be_bytes(bytes))
    } else {
        format!("at-{}", now().timestamp_micros())
    }
}

/// SHA-256 of what is in a buffer; `None` where the browser makes none, over plain HTTP.
pub(crate) async fn sha256(bytes: &JsValue) -> Option<Vec<u8>> {
    let crypto = leptos::prelude::window().crypto().ok()?;
    // Without a secure connection there is no such part at all.
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    if !subtle.is_object() {
        return None;
    }
    let made = crypto
        .subtle()
        .digest_with_str_and_buffer_source("SHA-256", bytes.dyn_ref()?)
        .ok()?;
    let sum = JsFuture::from(made).await.ok()?;
    Some(js_sys::Uint8Array::new(&sum).to_vec())
}

/// Bytes in Base64.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let binary: String = bytes.iter().copied().map(char::from).collect();
    // Every character is one byte, which is all that this function asks for.
    leptos::prelude::window().btoa(&binary).unwrap_or_default()
}

/// Waits for so long, or until the browser says that there is a connection again.
pub(crate) async fn connection_or_pause(milliseconds: u32) {
    let window = leptos::prelude::window();
    let mut listener = None;
    let wait = Promise::new(&mut |resolve, _| {
        let milliseconds = i32::try_from(milliseconds).unwrap_or(i32::MAX);
        // A browser without timers has no page.
        let _ =
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        let _ = window.add_event_listener_with_callback("online", &resolve);
        listener = Some(resolve);
    });
    // It never fails.
    let _ = JsFuture::from(wait).await;
    if let Some(listener) = listener {
        let _ = window.remove_event_listener_with_callback("online", &listener);
    }
}

/// Shows what `index.html` has ready for when nothing works.
pub(crate) fn show_failure() {
    if let Some(element) = document().get_element_by_id("failed") {
        // Without the element there is nothing left to tell it with.
        let _ = element.remove_attribute("hidden");
    }
}

/// Loads another document of ours, in the place of this one in the history if asked for.
pub(crate) fn load(address: &str, replace: bool) {
    let location = leptos::prelude::window().location();
    // A browser that refuses leaves the reader where they are.
    let _ = if replace {
        location.replace(address)
    } else {
        location.assign(address)
    };
}

/// True when the browser knows that there is no connection.
pub(crate) fn is_offline() -> bool {
    !leptos::prelude::window().navigator().on_line()
}

/// What the address names after `#`.
pub(crate) fn anchor() -> Option<String> {
    let hash = leptos::prelude::window().location().hash().ok()?;
    let anchor = hash.strip_prefix('#')?;
    (!anchor.is_empty()).then(|| anchor.to_owned())
}

/// What stands behind the `?` of the calculator's address; nothing at other places.
pub(crate) fn query() -> String {
    let location = leptos::prelude::window().location();
    let here = location.pathname().is_ok_and(|path| path == "/");
    here.then(|| location.search().ok())
        .flatten()
        .unwrap_or_default()
}

/// Scheme and host of the page.
pub(crate) fn origin() -> String {
    let location = leptos::prelude::window().location();
    location.origin().unwrap_or_default()
}

/// Writes another address into the bar, in the place of the one there.
pub(crate) fn replace_address(address: &str) {
    if let Ok(history) = leptos::prelude::window().history() {
        // A browser that refuses keeps the old one; what is entered stays.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Copies a text; false where the browser does not let us.
pub(crate) async fn copy(text: &str) -> bool {
    let navigator = leptos::prelude::window().navigator();
    // Without a secure connection there is no clipboard at all.
    let there = Reflect::get(&navigator, &"clipboard".into());
    if !there.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    let copied = navigator.clipboard().write_text(text);
    JsFuture::from(copied).await.is_ok()
}

/// Opens the browser's print dialogue.
pub(crate) fn print() {
    // A browser without one does nothing.
    let _ = leptos::prelude::window().print();
}

/// Sets the document's title. One that stands there already is left alone: the browser would tell
/// it to all its parts, in the middle of the start.
pub(crate) fn set_title(title: &str) {
    let document = document();
    if document.title() != title {
        document.set_title(title);
    }
}

/// Sets the focus in the next frame, when what is to have it has been painted.
pub(crate) fn focus_soon(id: &'static str) {
    request_animation_frame(move || focus(id));
}

/// The same for the page's heading, where the page is made anew by what was done.
pub(crate) fn focus_heading_soon() {
    request_animation_frame(focus_heading);
}

/// The same for an ID that is made up as the page goes.
pub(crate) fn focus_soon_on(id: String) {
    request_animation_frame(move || focus(&id));
}

/// Brings the label of a control into view, then focuses the control: a reader who hears the
/// page is told the label. Sets of controls give the focus to their first one.
pub(crate) fn focus(id: &str) {
    let Some(element) = document().get_element_by_id(id) else {
        return;
    };
    let target = if element.tag_name() == "FIELDSET" {
        element
            .query_selector("input")
            .ok()
            .flatten()
            .unwrap_or_else(|| element.clone())
    } else {
        element.clone()
    };
    let question = element.closest(".field").ok().flatten().unwrap_or(element);
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Start);
    question.scroll_into_view_with_scroll_into_view_options(&options);
    focus_element(&target);
}

static HOLDING: AtomicBool = AtomicBool::new(false);

/// Changes the page by what comes late, such as an answer of the server, and keeps what has the
/// focus where it is on the screen: nobody types into a field that jumps away under their eyes.
/// The browser's own scroll anchoring does not see to what is pushed down below its anchor.
pub(crate) fn held_in_place(change: impl FnOnce()) {
    let held = in_view();
    change();
    // Several changes before one frame are held by where it was before the first.
    if let Some((element, before)) = held
        && !HOLDING.swap(true, Ordering::Relaxed)
    {
        request_animation_frame(move || {
            HOLDING.store(false, Ordering::Relaxed);
            if document().active_element().as_ref() == Some(&element) {
                #[expect(clippy::float_arithmetic, reason = "pixels, as the browser has them")]
                let moved = element.get_bounding_client_rect().top() - before;
                leptos::prelude::window().scroll_by_with_x_and_y(0.0, moved);
            }
        });
    }
}

/// What has the focus and is in view, with its distance from the top of the window in pixels.
fn in_view() -> Option<(web_sys::Element, f64)> {
    let element = document().active_element()?;
    let top = element.get_bounding_client_rect().top();
    let height = leptos::prelude::window().inner_height().ok()?.as_f64()?;
    (element.tag_name() != "BODY" && (0.0..height).contains(&top)).then_some((element, top))
}

/// Gives an element the focus without moving the page.
pub(crate) fn focus_in_place(element: &web_sys::Element) {
    focus_element(element);
}

/// Waits until the browser has come to its next task.
pub(crate) async fn next_task() {
    // A browser that gives no turn is waited for no longer.
    let _ = JsFuture::from(turn()).await;
}

/// Waits until the browser is about to paint; in a tab that nobody sees that is when it is looked at.
pub(crate) async fn next_frame() {
    let frame = Promise::new(&mut |resolve, _| {
        request_animation_frame(move || {
            // No argument of this function can make it fail.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        });
    });
    // It is only ever kept.
    let _ = JsFuture::from(frame).await;
}

/// Kept when the browser has come to its next task: by `scheduler.yield()`, or else by a message
/// to ourselves. Timers would wait longer than the work takes.
fn turn() -> Promise {
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

static CAME: AtomicBool = AtomicBool::new(false);

/// The reader came here from another place of this document: the heading has the focus, also
/// when it comes later than they do.
pub(crate) fn arrived() {
    CAME.store(true, Ordering::Relaxed);
    focus_heading();
}

/// The page has what it was waiting for. A focus that went with the waiting goes to the heading.
pub(crate) fn settled() {
    request_animation_frame(|| {
        let lost = document()
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY");
        if lost && CAME.load(Ordering::Relaxed) {
            focus_heading();
        }
    });
}

/// What the reader waited for stands; a focus that went with the waiting goes to this element.
pub(crate) fn arrived_at(id: &'static str) {
    request_animation_frame(move || {
        let lost = document()
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY");
        if lost && let Some(element) = document().get_element_by_id(id) {
            focus_element(&element);
        }
    });
}

/// Focuses the page's heading.
pub(crate) fn focus_heading() {
    if let Ok(Some(heading)) = document().query_selector("main h1") {
        focus_element(&heading);
    }
}

fn focus_element(element: &web_sys::Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // An element that cannot take the focus keeps it where it is.
        let _ = element.focus_with_options(&options);
    }
}

/// Bytes that `boot.mjs` fetched under this name before the module started.
#[cfg(target_arch = "wasm32")]
pub(crate) fn fetched(name: &str) -> Option<Vec<u8>> {
    let value = Reflect::get(&js_sys::global(), &name.into()).ok()?;
    let bytes: js_sys::Uint8Array = wasm_bindgen::JsCast::dyn_into(value).ok()?;
    Some(bytes.to_vec())
}

/// Outside of a browser nothing is.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn fetched(_name: &str) -> Option<Vec<u8>> {
    None
}
