//! What is said of one file.

use claimdesk_exports::zip::{MEMBERS, ZipFault};
use claimdesk_exports::{ImportError, Report};
use leptos::prelude::*;

use super::Exports;
use super::columns;
use super::given::{Content, Given, Outcome, State, Why};
use super::source::Trouble;
use crate::i18n::{Texts, count, file_size, fill, month};
use crate::ui::{self, Tone};

/// One file in the list.
pub(super) fn line(exports: Exports, given: &Given, texts: &'static Texts) -> AnyView {
    let given = given.clone();
    let step = columns::step(exports, &given, texts);
    let told = ui::live(move || {
        let state = given.state.get();
        let (tone, content) = content(exports, &given, &state, texts);
        let size = file_size(texts.lang, given.size);
        ui::notice(
            tone,
            view! {
                <p>
                    <strong class="typed">{given.path.clone()}</strong>
                    " "
                    <span class="soft">{size}</span>
                </p>
                {content}
                {actions(exports, &given, &state, texts)}
            }
            .into_any(),
        )
    });
    view! { <li class="export">{told} {step}</li> }.into_any()
}

fn content(
    exports: Exports,
    given: &Given,
    state: &State,
    texts: &'static Texts,
) -> (Tone, AnyView) {
    let words = texts.exports();
    let said = |tone: Tone, text: String| (tone, ui::paragraph(text));
    match state {
        State::Waiting => said(Tone::Plain, texts.calculator.waiting.to_owned()),
        State::Reading => (Tone::Plain, progress(given, texts)),
        State::Opened(1) => said(Tone::Plain, words.opened_one.to_owned()),
        State::Opened(files) => said(Tone::Plain, fill(words.opened, &[&files.to_string()])),
        State::Asking(question) => match &question.why {
            Why::Unknown(error) => said(Tone::Warn, texts.import_error(error)),
            Why::Doubtful(columns) => {
                let names: Vec<&str> = columns.iter().map(|one| words.column(*one)).collect();
                said(
                    Tone::Warn,
                    fill(words.columns_doubtful, &[&names.join(", ")]),
                )
            }
        },
        State::Read(outcome) => {
            let clean = outcome.report.set_aside.is_empty();
            let tone = if clean { Tone::Good } else { Tone::Warn };
            (tone, read(exports, given, outcome, None, texts))
        }
        State::Stopped(error, Some(outcome)) => {
            let view = read(exports, given, outcome, Some(error), texts);
            (Tone::Bad, view)
        }
        State::Stopped(error, None) => said(Tone::Bad, texts.import_error(error)),
        State::Claims => said(Tone::Good, words.claims_file.to_owned()),
        State::Unread(trouble) => said(Tone::Bad, trouble_words(trouble, texts)),
        State::Cancelled => said(Tone::Plain, words.cancelled.to_owned()),
        State::Twice => said(Tone::Plain, texts.calculator.file_twice.to_owned()),
    }
}

fn progress(given: &Given, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    let (progress, size) = (given.progress, given.size);
    // A packed file does not tell to how much it unpacks.
    let packed = match &given.content {
        Content::Member(..) => false,
        Content::Whole(_) => super::archive::has_ending(&given.path, "gz"),
    };
    let percent = move || {
        let bytes = progress.get().bytes;
        (!packed).then(|| (bytes * 100 / size.max(1)).min(100).to_string())
    };
    let told = move || {
        let now = progress.get();
        let (bytes, rows) = (
            file_size(texts.lang, now.bytes),
            count(texts.lang, now.rows),
        );
        if packed {
            fill(words.progress_unpacked, &[&bytes, &rows])
        } else {
            let size = file_size(texts.lang, size);
            fill(words.progress, &[&bytes, &size, &rows])
        }
    };
    view! {
        <progress max="100" value=percent aria-label=given.path.clone()></progress>
        <p class="soft numbers">{told}</p>
    }
    .into_any()
}

/// What was read: what it is, how many rows of which months, what was set aside, and the columns.
fn read(
    exports: Exports,
    given: &Given,
    outcome: &Outcome,
    error: Option<&ImportError>,
    texts: &'static Texts,
) -> AnyView {
    let error = error.map(|error| ui::paragraph(texts.import_error(error)));
    let lines: Vec<AnyView> = told(&outcome.report, texts)
        .into_iter()
        .map(ui::paragraph)
        .collect();
    view! { {error} {lines} {columns::understood(exports, given, outcome, texts)} }.into_any()
}

/// A report in sentences: what it is, how many rows, and what was set aside, by reason with
/// the first places.
fn told(report: &Report, texts: &'static Texts) -> Vec<String> {
    let (words, more) = (&texts.calculator, texts.exports());
    let rows = count(texts.lang, report.rows);
    let what = fill(words.file_read, &[texts.export_kind(report.kind), &rows]);
    let months = report.months.map(|(first, last)| {
        if first == last {
            fill(more.one_month, &[&month(texts, first)])
        } else {
            fill(more.months, &[&month(texts, first), &month(texts, last)])
        }
    });
    let mut lines = vec![what];
    lines.extend(months);
    if report.duplicates > 0 {
        lines.push(fill(
            words.duplicates,
            &[&count(texts.lang, report.duplicates)],
        ));
    }
    for aside in &report.set_aside {
        let places: Vec<String> = aside
            .first
            .iter()
            .take(3)
            .map(|place| texts.place(place))
            .collect();
        lines.push(fill(
            words.set_aside,
            &[
                &count(texts.lang, aside.count),
                texts.set_aside_reason(aside.reason),
                &places.join("; "),
            ],
        ));
    }
    lines
}

fn actions(
    exports: Exports,
    given: &Given,
    state: &State,
    texts: &'static Texts,
) -> Option<AnyView> {
    let words = texts.exports();
    // A button that says of which file, for those who do not see where it stands.
    let act = |text: &'static str, of: &'static str, press: Callback<Given>| {
        let label = fill(of, &[&given.path]);
        let given = given.clone();
        let press = move |_| press.run(given.clone());
        view! {
            <button type="button" class="button quiet" aria-label=label on:click=ui::on(press)>
                {text}
            </button>
        }
        .into_any()
    };
    let remove = || {
        let press = Callback::new(move |given: Given| exports.remove(given.number));
        act(words.remove, words.remove_file, press)
    };
    let buttons = match state {
        State::Waiting | State::Reading => {
            let press = Callback::new(move |given: Given| exports.cancel(&given));
            vec![act(words.cancel, words.cancel_file, press)]
        }
        State::Unread(_) | State::Cancelled => {
            let press = Callback::new(move |given: Given| exports.again(&given));
            vec![act(words.again, words.again_file, press), remove()]
        }
        State::Asking(question) => {
            let label = fill(words.choose_columns_file, &[&given.path]);
            let open = columns::opener(
                given,
                &question.columns,
                words.choose_columns,
                label,
                "primary",
            );
            vec![open, remove()]
        }
        // The invented ones go together.
        _ if exports.sample.get() => return None,
        _ => vec![remove()],
    };
    Some(view! { <div class="row">{buttons}</div> }.into_any())
}

fn trouble_words(trouble: &Trouble, texts: &'static Texts) -> String {
    let words = texts.exports();
    match trouble {
        Trouble::Browser => texts.calculator.file_unreadable.to_owned(),
        Trouble::NoUnpacking => words.no_unpacking.to_owned(),
        Trouble::Damaged => words.damaged.to_owned(),
        Trouble::TooLarge => words.too_large.to_owned(),
        Trouble::NothingInside => words.nothing_inside.to_owned(),
        Trouble::NoText => words.no_text.to_owned(),
        Trouble::Full => words.full.to_owned(),
        Trouble::Zip(fault) => match fault {
            ZipFault::NoDirectory => words.zip_no_directory.to_owned(),
            ZipFault::Parts => words.zip_parts.to_owned(),
            ZipFault::Zip64 => words.zip_zip64.to_owned(),
            ZipFault::TooMany => {
                let most = count(texts.lang, i128::try_from(MEMBERS).unwrap_or_default());
                fill(words.zip_too_many, &[&most])
            }
            ZipFault::Damaged => words.zip_damaged.to_owned(),
            ZipFault::Overlap => words.zip_overlap.to_owned(),
            ZipFault::Encrypted => words.zip_encrypted.to_owned(),
            ZipFault::Method { method } => fill(words.zip_method, &[&method.to_string()]),
            ZipFault::Length => words.zip_length.to_owned(),
            ZipFault::Checksum => words.zip_checksum.to_owned(),
        },
    }
}
