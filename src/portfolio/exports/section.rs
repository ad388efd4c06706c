//! The section of the page in which files are given, and what became of each.

use leptos::prelude::*;

use super::given::Counts;
use super::{Exports, FILES_LIMIT, LISTED, Told, keeping, line, place};
use crate::i18n::{Texts, count, fill};
use crate::ui::{self, Tone};

/// The place to give files, and what became of each.
pub(in crate::portfolio) fn section(exports: Exports, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    let none =
        Memo::new(move |_| exports.files.with(Vec::is_empty) && exports.keeping().is_known());
    let list = ui::live(move || list(exports, texts));
    view! {
        <section class="card stack" aria-labelledby="from-exports">
            <h2 id="from-exports">{texts.calculator.from_exports}</h2>
            <div id="exports-hint" class="soft stack">
                <p>{texts.calculator.from_exports_hint}</p>
                <p>{words.more_hint}</p>
            </div>
            {place::place(exports, texts)}
            {ui::live(move || none.get().then(|| try_sample(exports, texts)))}
            {ui::live(move || told(exports.told.get(), texts))}
            {summary(exports, texts)}
            {list}
            {keeping::choice(exports, texts)}
        </section>
    }
    .into_any()
}

fn try_sample(exports: Exports, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    view! {
        <div class="row">
            {ui::button(
                words.try_sample,
                "",
                false.into(),
                Callback::new(move |()| exports.give_sample()),
            )}
            <p class="soft try-sample">{words.try_sample_hint}</p>
        </div>
    }
    .into_any()
}

/// That the figures are invented, wherever on the page they are shown.
pub(in crate::portfolio) fn sample_mark(exports: Exports, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    let mark = move || {
        let content = view! {
            <p>
                <strong>{words.sample_here}</strong>
            </p>
            {ui::button(
                words.sample_remove,
                "no-print",
                false.into(),
                Callback::new(move |()| exports.drop_all()),
            )}
        }
        .into_any();
        ui::notice(Tone::Warn, content)
    };
    ui::live(move || exports.sample.get().then(mark))
}

/// What is to be said of the last files that were given.
fn told(told: Told, texts: &'static Texts) -> Option<AnyView> {
    let words = texts.exports();
    let number = |number: usize| count(texts.lang, i128::try_from(number).unwrap_or_default());
    let counted = |of: usize, one: &'static str, many: &'static str| match of {
        0 => None,
        1 => Some(one.to_owned()),
        _ => Some(fill(many, &[&number(of)])),
    };
    let lines: Vec<AnyView> = [
        told.too_many
            .then(|| fill(words.too_many, &[&number(FILES_LIMIT)])),
        (told.nothing && !told.too_many).then(|| words.nothing_found.to_owned()),
        counted(told.passed_over, words.passed_over_one, words.passed_over),
        counted(told.unreadable, words.not_readable_one, words.not_readable),
        told.sample_went.then(|| words.sample_went.to_owned()),
    ]
    .into_iter()
    .flatten()
    .map(ui::paragraph)
    .collect();
    if lines.is_empty() {
        return None;
    }
    let tone = if told.too_many || told.nothing || told.unreadable > 0 {
        Tone::Warn
    } else {
        Tone::Plain
    };
    let notice = ui::notice(tone, lines.into_any());
    Some(view! { <div role="alert">{notice}</div> }.into_any())
}

/// How far the files are, all together.
fn summary(exports: Exports, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    let said = move || {
        let counts = exports.counts.get();
        if exports.reading.get() {
            let all = counts.pending + counts.counted + counts.asks + counts.failed;
            let done = all - counts.pending;
            return fill(words.reading_files, &[&done.to_string(), &all.to_string()]);
        }
        ended(counts, texts)
    };
    let many = Memo::new(move |_| exports.reading.get() && exports.counts.get().pending > 1);
    let cancel = ui::live(move || {
        many.get().then(|| {
            ui::button(
                words.cancel_all,
                "",
                false.into(),
                Callback::new(move |()| exports.cancel_all()),
            )
        })
    });
    view! {
        <div class="row">
            <p role="status">{said}</p>
            {cancel}
        </div>
    }
    .into_any()
}

fn ended(counts: Counts, texts: &'static Texts) -> String {
    let words = texts.exports();
    let part = |of: usize, one: &'static str, many: &'static str| match of {
        0 => None,
        1 => Some(one.to_owned()),
        _ => Some(fill(
            many,
            &[&count(texts.lang, i128::try_from(of).unwrap_or_default())],
        )),
    };
    let parts: Vec<String> = [
        part(counts.counted, words.files_read_one, words.files_read),
        part(counts.asks, words.files_ask_one, words.files_ask),
        part(counts.failed, words.files_failed_one, words.files_failed),
    ]
    .into_iter()
    .flatten()
    .collect();
    parts.join(", ")
}

fn list(exports: Exports, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    let listed = exports.listed.get();
    let (lines, more) = exports.files.with(|files| {
        let lines: Vec<AnyView> = files
            .iter()
            .take(listed)
            .map(|given| line::line(exports, given, texts))
            .collect();
        (lines, files.len().saturating_sub(listed))
    });
    let more = (more > 0).then(|| {
        let next = more.min(4 * LISTED);
        let text = fill(words.show_more, &[&next.to_string()]);
        ui::button(
            &text,
            "",
            false.into(),
            Callback::new(move |()| exports.listed.update(|listed| *listed += next)),
        )
    });
    view! {
        <ul class="files" aria-label=words.your_files>
            {lines}
        </ul>
        {more}
    }
    .into_any()
}
