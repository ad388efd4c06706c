//! What the browser gives: time, storage, focus, random keys. The rest of the page asks here.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition, Storage};

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

/// Sets the document's title.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// Sets the focus in the next frame, when what is to have it has been painted.
pub(crate) fn focus_soon(id: &'static str) {
    request_animation_frame(move || focus(id));
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

/// Gives an element the focus without moving the page.
pub(crate) fn focus_in_place(element: &web_sys::Element) {
    focus_element(element);
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

/// The rules in force, where `boot.mjs` had to fetch them: the page carries another version.
#[cfg(target_arch = "wasm32")]
pub(crate) fn fetched_programme() -> Option<Vec<u8>> {
    let value = js_sys::Reflect::get(&js_sys::global(), &"claimdeskProgramme".into()).ok()?;
    let bytes: js_sys::Uint8Array = wasm_bindgen::JsCast::dyn_into(value).ok()?;
    Some(bytes.to_vec())
}
