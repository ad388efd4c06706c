//! Partner Center exports, read in the browser in chunks; nothing leaves it.

use claimdesk_exports::{ImportError, Importer, Report, SetAside};
use claimdesk_recognition::portfolio::Portfolio;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::held::Held;
use crate::i18n::{Texts, count, fill};
use crate::ui::{self, Tone};

/// Bytes read at a time: small enough for the page to stay lively between two of them.
const CHUNK: u32 = 256 * 1024;

/// The exports given so far.
#[derive(Clone, Copy)]
pub(super) struct Exports {
    held: Held,
    files: RwSignal<Vec<Given>>,
    reading: StoredValue<bool>,
}

/// A file and what became of it.
#[derive(Clone)]
struct Given {
    file: File,
    state: State,
}

#[derive(Clone)]
enum State {
    Waiting,
    Reading(u32),
    Read(Box<Report>),
    /// It stopped; what was read until then counts.
    Stopped(ImportError, Option<Box<Report>>),
    Unreadable,
    Twice,
}

impl Exports {
    /// None.
    pub(super) fn new(held: Held) -> Self {
        Self {
            held,
            files: RwSignal::new(Vec::new()),
            reading: StoredValue::new(false),
        }
    }

    /// Forgets all files.
    pub(super) fn forget(self) {
        if !self.reading.get_value() {
            self.held.forget();
            self.files.set(Vec::new());
        }
    }

    /// What was set aside, with the file's name, followed by the view that asks.
    pub(super) fn set_aside(self) -> Vec<(String, SetAside)> {
        self.files.with(|files| {
            files
                .iter()
                .filter_map(|given| match &given.state {
                    State::Read(report) | State::Stopped(_, Some(report)) => {
                        Some((given.file.name(), report))
                    }
                    _ => None,
                })
                .flat_map(|(name, report)| {
                    let named = move |aside: &SetAside| (name.clone(), aside.clone());
                    report.set_aside.iter().map(named)
                })
                .collect()
        })
    }

    fn give(self, files: Vec<File>) {
        for file in files {
            let same = |given: &Given| {
                given.file.name() == file.name()
                    && given.file.size().to_bits() == file.size().to_bits()
                    && given.file.last_modified().to_bits() == file.last_modified().to_bits()
                    && matches!(
                        given.state,
                        State::Waiting
                            | State::Reading(_)
                            | State::Read(_)
                            // What it held until then counts.
                            | State::Stopped(_, Some(_))
                    )
            };
            let twice = self.files.with_untracked(|files| files.iter().any(same));
            let state = if twice { State::Twice } else { State::Waiting };
            self.files.update(|files| files.push(Given { file, state }));
        }
        if !self.reading.get_value() {
            self.reading.set_value(true);
            spawn_local(async move {
                self.read_waiting().await;
                self.reading.set_value(false);
            });
        }
    }

    async fn read_waiting(self) {
        let next = || {
            self.files.with_untracked(|files| {
                let waiting = |given: &Given| matches!(given.state, State::Waiting);
                files
                    .iter()
                    .position(waiting)
                    .and_then(|index| Some((index, files.get(index)?.file.clone())))
            })
        };
        while let Some((index, file)) = next() {
            let mut portfolio = self.held.take();
            // What the browser could not read to its end is chosen again, and must not count
            // twice then.
            let before = portfolio.clone();
            let state = self.read(index, &file, &mut portfolio).await;
            if matches!(state, State::Unreadable) {
                portfolio = before;
            }
            self.held.put(portfolio);
            self.now(index, state);
        }
    }

    async fn read(self, index: usize, file: &File, portfolio: &mut Portfolio) -> State {
        let mut importer = Importer::new();
        let (mut start, size) = (0_u64, bytes(file));
        while start < size {
            self.now(
                index,
                State::Reading(u32::try_from(start * 100 / size.max(1)).unwrap_or(100)),
            );
            let end = (start + u64::from(CHUNK)).min(size);
            let Some(chunk) = slice(file, start, end).await else {
                return State::Unreadable;
            };
            if let Err(error) = importer.feed(&chunk, portfolio) {
                let report = importer.report().map(Box::new);
                return State::Stopped(error, report);
            }
            start = end;
        }
        match importer.finish(portfolio) {
            Ok(report) => State::Read(Box::new(report)),
            Err(error) => State::Stopped(error, None),
        }
    }

    fn now(self, index: usize, state: State) {
        self.files.update(|files| {
            if let Some(given) = files.get_mut(index) {
                given.state = state;
            }
        });
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a file's size"
)]
fn bytes(file: &File) -> u64 {
    file.size() as u64
}

async fn slice(file: &File, start: u64, end: u64) -> Option<Vec<u8>> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "files are far smaller than 2^53 bytes"
    )]
    let (start, end) = (start as f64, end as f64);
    let part = file.slice_with_f64_and_f64(start, end).ok()?;
    let buffer = JsFuture::from(part.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// The place to give files, and what became of each.
pub(super) fn section(exports: Exports, texts: &'static Texts) -> AnyView {
    let words = &texts.calculator;
    let list = ui::live(move || {
        exports.files.with(|files| {
            files
                .iter()
                .map(|given| line(given, texts))
                .collect::<Vec<AnyView>>()
        })
    });
    view! {
        <section class="card stack" aria-labelledby="from-exports">
            <h2 id="from-exports">{words.from_exports}</h2>
            <p id="exports-hint" class="soft">
                {words.from_exports_hint}
            </p>
            {ui::file_drop(
                "exports",
                words.choose_files,
                words.or_drop,
                ".csv,text/csv",
                Signal::derive(|| Some("exports-hint".to_owned())),
                Callback::new(move |files| exports.give(files)),
            )}
            <ul class="files" aria-live="polite">
                {list}
            </ul>
        </section>
    }
    .into_any()
}

fn line(given: &Given, texts: &'static Texts) -> AnyView {
    let words = &texts.calculator;
    let (tone, told) = match &given.state {
        State::Waiting => (Tone::Plain, vec![words.waiting.to_owned()]),
        State::Reading(percent) => (
            Tone::Plain,
            vec![fill(words.reading, &[&percent.to_string()])],
        ),
        State::Read(report) => {
            let tone = if report.set_aside.is_empty() {
                Tone::Good
            } else {
                Tone::Warn
            };
            (tone, told(report, texts))
        }
        State::Stopped(error, report) => {
            let mut lines = vec![texts.import_error(error)];
            if let Some(report) = report {
                lines.extend(told(report, texts));
            }
            (Tone::Bad, lines)
        }
        State::Unreadable => (Tone::Bad, vec![words.file_unreadable.to_owned()]),
        State::Twice => (Tone::Plain, vec![words.file_twice.to_owned()]),
    };
    let lines: Vec<AnyView> = told.into_iter().map(ui::paragraph).collect();
    view! {
        <li>
            {ui::notice(
                tone,
                view! {
                    <p>
                        <strong class="typed">{given.file.name()}</strong>
                    </p>
                    {lines}
                }
                    .into_any(),
            )}
        </li>
    }
    .into_any()
}

/// A report in sentences: what it is, how many rows, and what was set aside, by reason with
/// the first places.
fn told(report: &Report, texts: &'static Texts) -> Vec<String> {
    let words = &texts.calculator;
    let rows = count(texts.lang, report.rows);
    let mut lines = vec![fill(
        words.file_read,
        &[texts.export_kind(report.kind), &rows],
    )];
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
