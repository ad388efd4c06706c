//! Giving files: dragged, browsed for, or photographed. Dragging is never the only way.

use super::{on, tell};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

/// The files of a list.
fn files_of(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length())
        .filter_map(|index| list.get(index))
        .collect()
}

/// The files that were dropped.
fn dropped_files(event: &DragEvent) -> Vec<File> {
    files_of(event.data_transfer().and_then(|data| data.files()))
}

/// A place to drop files on, with a button that does the same.
pub(crate) fn file_drop(
    id: &str,
    button: &str,
    or_drop: &str,
    accept: &'static str,
    described_by: Signal<Option<String>>,
    given: Callback<Vec<File>>,
) -> AnyView {
    let over = RwSignal::new(false);
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        tell(given, dropped_files(&event));
    };
    let chosen = move |event: web_sys::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        tell(given, files_of(input.files()));
        // So that the same file can be chosen again after it was mended.
        input.set_value("");
    };
    view! {
        <div
            class="drop"
            class:over=over
            on:dragover=on(move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            })
            on:dragleave=on(move |_| over.set(false))
            on:drop=on(dropped)
        >
            <input
                class="drop-input"
                type="file"
                multiple=true
                id=id.to_owned()
                accept=accept
                on:change=on(chosen)
                aria-describedby=described_by
            />
            <label class="button" for=id.to_owned()>
                {button.to_owned()}
            </label>
            <span class="soft">{or_drop.to_owned()}</span>
        </div>
    }
    .into_any()
}
