//! The place to give files: dropped, browsed for, or a folder chosen. Dragging is never the only
//! way.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{DragEvent, HtmlInputElement};

use super::Exports;
use super::folder::{dropped, listed, look_into};
use crate::browser;
use crate::i18n::Texts;
use crate::ui;

/// What the file dialogue offers; the content is looked at.
const ACCEPT: &str = ".csv,.tsv,.txt,.gz,.zip,.json,text/csv";

/// The place, with its two buttons.
pub(super) fn place(exports: Exports, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    let over = RwSignal::new(false);
    let drop_on = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let Some(data) = event.data_transfer() else {
            return;
        };
        let (files, folders) = dropped(&data);
        if folders.is_empty() {
            exports.give(files);
        } else {
            spawn_local(async move { exports.give(look_into(folders).await) });
        }
    };
    let chosen = move |event: web_sys::Event| {
        let input = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input {
            take(exports, &input);
        }
    };
    view! {
        <div
            class="drop"
            class:over=over
            on:dragover=ui::on(move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            })
            on:dragleave=ui::on(move |_| over.set(false))
            on:drop=ui::on(drop_on)
        >
            <input
                class="drop-input"
                type="file"
                multiple=true
                id="exports"
                accept=ACCEPT
                on:change=ui::on(chosen)
                aria-describedby="exports-hint"
            />
            <label class="button primary" for="exports">
                {words.choose_files}
            </label>
            {ui::button(
                words.choose_folder,
                "",
                false.into(),
                Callback::new(move |()| choose_folder(exports)),
            )}
            <span class="soft">{words.or_drop}</span>
        </div>
    }
    .into_any()
}

fn take(exports: Exports, input: &HtmlInputElement) {
    let files = listed(input.files());
    // Nothing chosen is no file given.
    if !files.found.is_empty() || files.passed_over > 0 {
        exports.give(files);
    }
    // So that the same file can be chosen again after it was mended.
    input.set_value("");
}

/// Asks for a folder by a control that is made for it: one control cannot ask for both.
fn choose_folder(exports: Exports) {
    let made = browser::document().create_element("input").ok();
    let Some(input) = made.and_then(|made| made.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    input.set_type("file");
    input.set_webkitdirectory(true);
    let control = input.clone();
    let chosen = Closure::once_into_js(move |_: web_sys::Event| take(exports, &control));
    input.set_onchange(Some(chosen.unchecked_ref()));
    input.click();
}
