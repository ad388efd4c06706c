//! Tables as files: CSV that a spreadsheet opens as it is meant.

use std::pin::Pin;

pub(crate) use claimdesk_exports::Csv;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::Tone;
use crate::browser;
use crate::i18n::{Texts, fill};

/// Gives the file to the reader under this name, without leaving the page. False where the
/// browser does not let us.
fn download(csv: Csv, name: &str) -> bool {
    give(name, &csv.into_text()).is_ok()
}

/// A name for a file: `claimdesk-pairs-2026-10.csv`.
pub(crate) fn file_name(what: &str, month: claimdesk_recognition::Month) -> String {
    format!("claimdesk-{what}-{month}.csv")
}

fn give(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/csv;charset=utf-8");
    let parts = js_sys::Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link = browser::document()
        .create_element("a")?
        .dyn_into::<HtmlAnchorElement>()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken the address up by the next turn.
    let done = move || {
        // An address that is gone already needs no taking back.
        let _ = Url::revoke_object_url(&address);
    };
    set_timeout(done, std::time::Duration::from_secs(10));
    Ok(())
}

/// A file's name, and what is in it.
pub(crate) type File = (String, Csv);

/// A button that gives a table as CSV. `make` is asked for it when it is pressed; where it has
/// none yet, nothing happens.
pub(crate) fn button(
    what: &str,
    texts: &'static Texts,
    make: impl Fn() -> Option<File> + Send + 'static,
) -> AnyView {
    let refused = RwSignal::new(false);
    let press = Box::new(move || {
        if let Some((name, csv)) = make() {
            refused.set(!download(csv, &name));
        }
    });
    pressed(what, texts, refused, RwSignal::new(false), press)
}

/// The same for a table that is made in parts, so that the page stays lively.
pub(crate) fn slow_button(
    what: &str,
    texts: &'static Texts,
    make: impl Fn() -> Pin<Box<dyn Future<Output = Option<File>>>> + Send + 'static,
) -> AnyView {
    let (refused, busy) = (RwSignal::new(false), RwSignal::new(false));
    let press = Box::new(move || {
        let file = make();
        busy.set(true);
        spawn_local(async move {
            let ready = file.await;
            // The button may be gone by then; the file is given all the same.
            let given = ready.is_none_or(|(name, csv)| download(csv, &name));
            refused.try_set(!given);
            busy.try_set(false);
        });
    });
    pressed(what, texts, refused, busy, press)
}

fn pressed(
    what: &str,
    texts: &'static Texts,
    refused: RwSignal<bool>,
    busy: RwSignal<bool>,
    press: Box<dyn Fn()>,
) -> AnyView {
    let press = move |_| {
        if !busy.get_untracked() {
            press();
        }
    };
    view! {
        <button
            type="button"
            class="button quiet no-print"
            aria-label=fill(texts.tables().download, &[what])
            aria-disabled=move || busy.get().then_some("true")
            on:click=super::on(press)
        >
            <span aria-hidden="true">"↓"</span>
            {texts.tables().csv}
        </button>
        {super::live(move || {
            refused
                .get()
                .then(|| {
                    view! {
                        <div role="alert">
                            {super::notice(Tone::Bad, super::paragraph(texts.tables().refused))}
                        </div>
                    }
                    .into_any()
                })
        })}
    }
    .into_any()
}
