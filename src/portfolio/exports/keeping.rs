//! Whether the files are kept on this device, and what is.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Exports;
use super::given::{Content, Given, State};
use crate::browser;
use crate::i18n::{Texts, file_size, fill, moment};
use crate::portfolio::kept::{self, KeepFault, KeptFile};
use crate::ui::{self, Tone};

/// That files are kept: without it no database is opened, which some browsers would refuse.
const WANTED: &str = "claimdesk.portfolio.keep";

/// What is kept on this device.
#[derive(Clone, Copy)]
pub(super) struct Keeping {
    wanted: RwSignal<bool>,
    kept: RwSignal<Kept>,
    fault: RwSignal<Option<KeepFault>>,
    busy: RwSignal<bool>,
    /// What an earlier visit kept is being looked for.
    looking: RwSignal<bool>,
    /// What was said of columns could not be kept.
    columns_unkept: RwSignal<bool>,
}

/// How much is kept, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kept {
    files: u32,
    /// As they were given.
    bytes: u64,
    /// Milliseconds since 1970 of the first.
    since: u64,
}

impl Kept {
    fn add(&mut self, file: &KeptFile) {
        self.since = if self.files == 0 {
            file.since
        } else {
            self.since.min(file.since)
        };
        self.files += 1;
        self.bytes += file.size;
    }
}

impl Keeping {
    /// As chosen at the last visit.
    pub(super) fn begin() -> Self {
        let wanted = browser::kept(WANTED).is_some();
        Self {
            wanted: RwSignal::new(wanted),
            looking: RwSignal::new(wanted),
            kept: RwSignal::new(Kept::default()),
            fault: RwSignal::new(None),
            busy: RwSignal::new(false),
            columns_unkept: RwSignal::new(false),
        }
    }

    /// Whether it is known by now what an earlier visit kept. Followed.
    pub(super) fn is_known(self) -> bool {
        !self.looking.get()
    }

    /// Whether what was said of columns is kept.
    pub(super) fn remembers(self, kept: bool) {
        self.columns_unkept.set(!kept);
    }

    /// Takes everything away that is kept.
    pub(super) fn clear(self) {
        if self.wanted.get_untracked() {
            self.take_away(None);
        }
    }

    /// Takes copies of some files away.
    pub(super) fn remove(self, numbers: Vec<u32>) {
        if !numbers.is_empty() {
            self.take_away(Some(numbers));
        }
    }

    fn take_away(self, numbers: Option<Vec<u32>>) {
        spawn_local(async move {
            let mut done = kept::remove(numbers).await;
            if done.is_ok() {
                done = self.look().await.map(|_| ());
            }
            self.fault.set(done.err());
        });
    }

    /// Looks at what is kept.
    async fn look(self) -> Result<Vec<(u32, KeptFile)>, KeepFault> {
        let files = kept::all().await?;
        let mut kept = Kept::default();
        for (_, file) in &files {
            kept.add(file);
        }
        self.kept.set(kept);
        Ok(files)
    }
}

impl Exports {
    /// Reads what an earlier visit has kept.
    pub(super) fn bring_kept(self) {
        let keeping = self.keeping();
        if !keeping.wanted.get_untracked() {
            return;
        }
        spawn_local(async move {
            match keeping.look().await {
                Ok(files) => {
                    let given = files.into_iter().map(|(number, file)| {
                        let given = self.given(file.path, Content::Whole(file.blob), file.stamp);
                        given.kept.set_value(Some(number));
                        Given {
                            size: file.size,
                            ..given
                        }
                    });
                    self.take_in(given.collect());
                }
                Err(fault) => keeping.fault.set(Some(fault)),
            }
            keeping.looking.set(false);
        });
    }

    /// Keeps what counts and is not kept yet, if the reader wants that.
    pub(super) fn keep_new(self) {
        let keeping = self.keeping();
        if !keeping.wanted.get_untracked()
            || keeping.busy.get_untracked()
            || self.sample.get_untracked()
        {
            return;
        }
        keeping.busy.set(true);
        spawn_local(async move {
            let mut done = Ok(());
            while done.is_ok()
                && keeping.wanted.get_untracked()
                && let Some((given, file)) = self.next_to_keep()
            {
                match kept::add(&file).await {
                    Ok(number) => {
                        given.kept.set_value(Some(number));
                        keeping.kept.update(|kept| kept.add(&file));
                    }
                    Err(fault) => done = Err(fault),
                }
            }
            keeping.busy.set(false);
            keeping.fault.set(done.err());
        });
    }

    /// A file as it was given that counts, alone or by what lies in it, and is not kept.
    fn next_to_keep(self) -> Option<(Given, KeptFile)> {
        let worth = |state: &State| state.counts() || matches!(state, State::Opened(_));
        let given = self.files.with_untracked(|files| {
            let next = files.iter().find(|given| {
                given.archive.is_none()
                    && given.kept.get_value().is_none()
                    && given.state.with_untracked(worth)
            });
            next.cloned()
        })?;
        let Content::Whole(blob) = given.content.clone() else {
            return None;
        };
        let file = KeptFile {
            path: given.path.clone(),
            blob,
            size: given.size,
            stamp: given.stamp,
            since: u64::try_from(browser::now().timestamp_millis()).unwrap_or_default(),
        };
        Some((given, file))
    }

    fn want_kept(self, wanted: bool) {
        let keeping = self.keeping();
        keeping.fault.set(None);
        if wanted {
            keeping.wanted.set(true);
            spawn_local(async move {
                let mut done = keeping.look().await.map(|_| ());
                if done.is_ok() && !browser::keep(WANTED, "1") {
                    done = Err(KeepFault::Forbidden);
                }
                if done.is_ok() {
                    kept::ask_to_last();
                    self.keep_new();
                } else {
                    keeping.wanted.set(false);
                }
                keeping.fault.set(done.err());
            });
        } else {
            keeping.clear();
            browser::forget(WANTED);
            keeping.wanted.set(false);
            self.files.with_untracked(|files| {
                for given in files {
                    given.kept.set_value(None);
                }
            });
        }
    }
}

/// The choice to keep the files, and what is kept.
pub(super) fn choice(exports: Exports, texts: &'static Texts) -> AnyView {
    let words = texts.exports();
    let keeping = exports.keeping();
    let told = ui::live(move || {
        let fault = keeping.fault.get();
        let kept = keeping.kept.get();
        if let Some(fault) = fault {
            let words = match fault {
                KeepFault::Forbidden => words.keep_forbidden,
                KeepFault::Full => words.keep_full,
                KeepFault::Blocked => words.keep_blocked,
                KeepFault::Failed => words.keep_failed,
            };
            return ui::notice(Tone::Warn, ui::paragraph(words));
        }
        if keeping.busy.get() {
            return ui::paragraph(words.keep_busy);
        }
        if kept.files == 0 {
            return ().into_any();
        }
        let since = i64::try_from(kept.since)
            .ok()
            .and_then(chrono::DateTime::from_timestamp_millis)
            .unwrap_or_default();
        let line = fill(
            words.kept,
            &[
                &crate::i18n::count(texts.lang, kept.files),
                &file_size(texts.lang, kept.bytes),
                &moment(texts, since),
            ],
        );
        view! {
            <div class="row">
                <p>{line}</p>
                {ui::button(
                    words.keep_delete,
                    "",
                    false.into(),
                    Callback::new(move |()| exports.want_kept(false)),
                )}
            </div>
        }
        .into_any()
    });
    view! {
        <div class="stack keeping">
            {ui::checkbox(
                "keep-files",
                words.keep,
                Signal::derive(move || keeping.wanted.get()),
                Callback::new(move |wanted| exports.want_kept(wanted)),
            )}
            <p class="hint">{words.keep_hint}</p>
            <div role="status">{told}</div>
            {ui::live(move || {
                keeping.columns_unkept.get().then(|| ui::notice(Tone::Warn, ui::paragraph(words.columns_unkept)))
            })}
        </div>
    }
    .into_any()
}
