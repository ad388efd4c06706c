//! Tables as files: CSV that a spreadsheet opens as it is meant.

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::Tone;
use crate::browser;
use crate::i18n::{Texts, fill};

/// A table on its way into a file: RFC 4180, with the byte order mark that Excel looks for.
#[derive(Debug)]
pub(crate) struct Csv {
    text: String,
    columns: usize,
    at: usize,
}

impl Csv {
    /// A table with these heads.
    pub(crate) fn new<T: AsRef<str>>(heads: &[T]) -> Self {
        let mut csv = Self {
            text: String::from('\u{feff}'),
            columns: heads.len(),
            at: 0,
        };
        for head in heads {
            csv.text(head.as_ref());
        }
        csv
    }

    /// The next cell, with a text. A spreadsheet takes a text that begins like a formula for
    /// one; an apostrophe before it keeps it a text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.begin();
        let formula = text
            .chars()
            .find(|c| !c.is_whitespace())
            .is_some_and(|first| "=+-@\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(first))
            || text.starts_with(['\t', '\r', '\n']);
        let quoted = text.contains(['"', ',', '\n', '\r', ';', '\t'])
            || text.starts_with(' ')
            || text.ends_with(' ');
        if quoted {
            self.text.push('"');
        }
        if formula {
            self.text.push('\'');
        }
        if quoted {
            self.text.push_str(&text.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(text);
        }
        self.end()
    }

    /// The next cell, with a number as machines write it: `-1234.5`. What is none becomes a text.
    pub(crate) fn number(&mut self, number: &impl ToString) -> &mut Self {
        let plain = number.to_string();
        let digits = plain.strip_prefix('-').unwrap_or(&plain);
        if digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        {
            self.begin();
            self.text.push_str(&plain);
            self.end()
        } else {
            self.text(&plain)
        }
    }

    /// The next cell, with a number where there is one.
    pub(crate) fn optional(&mut self, number: Option<&impl ToString>) -> &mut Self {
        match number {
            Some(number) => self.number(number),
            None => self.text(""),
        }
    }

    fn begin(&mut self) {
        if self.at > 0 {
            self.text.push(',');
        }
    }

    fn end(&mut self) -> &mut Self {
        self.at += 1;
        if self.at >= self.columns {
            self.at = 0;
            self.text.push_str("\r\n");
        }
        self
    }

    /// The file's text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Gives the file to the reader under this name, without leaving the page. False where the
    /// browser does not let us.
    pub(crate) fn download(self, name: &str) -> bool {
        give(name, &self.into_text()).is_ok()
    }
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
            refused.set(!csv.download(&name));
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
            let given = ready.is_none_or(|(name, csv)| csv.download(&name));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let mut csv = Csv::new(&["a"]);
        csv.text(text);
        csv.into_text()
            .strip_prefix("\u{feff}a\r\n")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn cells_are_written_as_rfc_4180_has_them() {
        let mut csv = Csv::new(&["Customer", "Now"]);
        csv.text("Møller, \"& Søn\"")
            .number(&"-1800.50")
            .text("Line\nbreak")
            .optional(None::<&i64>);
        assert_eq!(
            csv.into_text(),
            "\u{feff}Customer,Now\r\n\"Møller, \"\"& Søn\"\"\",-1800.50\r\n\"Line\nbreak\",\r\n"
        );
    }

    #[test]
    fn what_looks_like_a_formula_stays_a_text() {
        for formula in ["=1+1", "+1", "-2+3", "@SUM(A1)", " =1", "\u{ff1d}1"] {
            assert!(
                told(formula).trim_start_matches('"').starts_with('\''),
                "{formula}"
            );
        }
        assert_eq!(told("\t=1"), "\"'\t=1\"\r\n");
        assert_eq!(told("A-1"), "A-1\r\n");
        // Only what is a number goes as one.
        let mut csv = Csv::new(&["a", "b"]);
        csv.number(&"-1").number(&"-1+cmd");
        assert!(csv.into_text().ends_with("\r\n-1,'-1+cmd\r\n"));
    }
}
