//! Files on their way to the server, and those that can be gone on with.
//!
//! INVARIANT: where an upload goes is in the browser's storage before its first part is sent, and is
//! taken from there only when it is evidence, was refused, or is not wanted any more.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::draft::Draft;
use super::files;
use crate::api::{ApiError, Kept, Upload, UploadEvent, take_back, upload};
use crate::browser;
use crate::i18n::{Texts, fill};
use crate::ui::{self, Tone};

/// Files on their way to the server.
#[derive(Clone, Copy)]
pub(crate) struct Uploads {
    list: RwSignal<Vec<Sending>>,
    /// What the server has of files that are not whole there.
    kept: RwSignal<Vec<Kept>>,
    /// Where that is kept on this device.
    place: StoredValue<String>,
    next: StoredValue<u32>,
}

#[derive(Clone)]
struct Sending {
    number: u32,
    file: File,
    /// The same for every try, so that an upload whose answer was lost is not begun twice.
    key: String,
    /// Where it goes, once it has begun.
    address: Option<String>,
    state: State,
}

#[derive(Clone)]
enum State {
    Running {
        upload: Upload,
        percent: RwSignal<u32>,
        waiting: RwSignal<bool>,
    },
    Failed(ApiError),
}

impl Uploads {
    /// None on their way; those of before are known from this place on the device.
    pub(super) fn new(place: String) -> Self {
        let kept = browser::kept(&place)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        let uploads = Self {
            list: RwSignal::new(Vec::new()),
            kept: RwSignal::new(kept),
            place: StoredValue::new(place),
            next: StoredValue::new(0),
        };
        on_cleanup(move || {
            for sending in uploads.list.try_get_untracked().unwrap_or_default() {
                if let State::Running { upload, .. } = sending.state {
                    upload.stop();
                }
            }
        });
        uploads
    }

    /// Sends these files.
    pub(super) fn add(self, draft: Draft, files: Vec<File>) {
        for file in files {
            let number = self.next.get_value();
            self.next.set_value(number + 1);
            self.send(
                draft,
                Sending {
                    number,
                    file,
                    key: browser::random_key(),
                    address: None,
                    state: State::Failed(ApiError::Unreachable),
                },
            );
        }
    }

    /// Sends a file, or goes on with it.
    fn send(self, draft: Draft, sending: Sending) {
        let number = sending.number;
        let tell = Callback::new(move |event| self.hear(draft, number, event));
        // One that is on its way is not gone on with by another.
        let busy: Vec<String> = self.list.with_untracked(|list| {
            list.iter()
                .filter(|one| one.number != number)
                .filter_map(|one| one.address.clone())
                .collect()
        });
        let mut kept = self.kept.get_untracked();
        kept.retain(|kept| !busy.contains(&kept.address));
        let upload = upload(&draft.reference(), &sending.file, &sending.key, kept, tell);
        let state = State::Running {
            upload,
            percent: RwSignal::new(0),
            waiting: RwSignal::new(false),
        };
        self.list.update(|list| {
            list.retain(|one| one.number != number);
            list.push(Sending { state, ..sending });
        });
    }

    fn hear(self, draft: Draft, number: u32, event: UploadEvent) {
        if self.list.is_disposed() {
            return;
        }
        match event {
            UploadEvent::Kept(kept) => self.keep(number, kept),
            // The list stays as it is, and with it the focus on its buttons.
            UploadEvent::Sent(now) => self.running(number, |percent, waiting| {
                percent.set(now);
                if waiting.get_untracked() {
                    waiting.set(false);
                }
            }),
            UploadEvent::Waiting => self.running(number, |_, waiting| waiting.set(true)),
            UploadEvent::Done => {
                self.forget(self.address(number));
                spawn_local(async move {
                    let refreshed = draft.refresh().await;
                    if self.list.is_disposed() {
                        return;
                    }
                    match refreshed {
                        Ok(()) => browser::held_in_place(|| self.drop(number)),
                        Err(error) => {
                            self.update(number, |sending| sending.state = State::Failed(error));
                        }
                    }
                });
            }
            UploadEvent::Failed(error) => {
                if !is_worth_another_try(&error) {
                    self.forget(self.address(number));
                }
                self.update(number, |sending| sending.state = State::Failed(error));
            }
        }
    }

    fn running(self, number: u32, tell: impl FnOnce(RwSignal<u32>, RwSignal<bool>)) {
        let signals = self.list.with_untracked(|list| {
            let sending = list.iter().find(|sending| sending.number == number)?;
            match &sending.state {
                State::Running {
                    percent, waiting, ..
                } => Some((*percent, *waiting)),
                State::Failed(_) => None,
            }
        });
        if let Some((percent, waiting)) = signals {
            tell(percent, waiting);
        }
    }

    fn address(self, number: u32) -> Option<String> {
        self.list.with_untracked(|list| {
            let sending = list.iter().find(|sending| sending.number == number)?;
            sending.address.clone()
        })
    }

    /// Keeps on this device how far it has come.
    fn keep(self, number: u32, now: Kept) {
        let known = self.address(number).as_ref() == Some(&now.address);
        self.running(number, |percent, waiting| {
            percent.set(now.percent());
            if waiting.get_untracked() {
                waiting.set(false);
            }
        });
        if !known {
            let address = now.address.clone();
            self.list.update_untracked(|list| {
                if let Some(sending) = list.iter_mut().find(|sending| sending.number == number) {
                    sending.address = Some(address);
                }
            });
        }
        let change = |kept: &mut Vec<Kept>| {
            kept.retain(|one| one.address != now.address);
            kept.push(now);
        };
        // What is shown of them changes only when one comes or goes.
        if known {
            self.kept.update_untracked(change);
        } else {
            self.kept.update(change);
        }
        self.write_down();
    }

    fn forget(self, address: Option<String>) {
        if let Some(address) = address {
            self.kept
                .update(|kept| kept.retain(|one| one.address != address));
            self.write_down();
        }
    }

    fn write_down(self) {
        let place = self.place.get_value();
        self.kept.with_untracked(|kept| {
            if kept.is_empty() {
                browser::forget(&place);
            } else if let Ok(text) = serde_json::to_string(kept) {
                browser::keep(&place, &text);
            }
        });
    }

    fn update(self, number: u32, change: impl FnOnce(&mut Sending)) {
        self.list.update(|list| {
            if let Some(sending) = list.iter_mut().find(|sending| sending.number == number) {
                change(sending);
            }
        });
    }

    fn drop(self, number: u32) {
        self.list
            .update(|list| list.retain(|sending| sending.number != number));
    }

    /// Takes back what the server has, and forgets it.
    fn leave(self, address: Option<String>) {
        if let Some(address) = address {
            self.forget(Some(address.clone()));
            take_back(address);
        }
    }
}

/// A file that was refused for what it is will be refused again.
fn is_worth_another_try(error: &ApiError) -> bool {
    error
        .status()
        .is_none_or(|status| status >= 500 || matches!(status, 401 | 429 | 400 | 408))
}

/// Why a file was not taken, in the reader's language where the kind of refusal is known.
fn refused(error: &ApiError, texts: &'static Texts) -> String {
    let words = texts.claim();
    let known = match error {
        ApiError::Refused(problem) => match problem.code.as_str() {
            "file_changed" => Some(texts.uploads().changed),
            "uploads_full" => Some(texts.uploads().full),
            "file_there" => Some(texts.proofs().there_already),
            "file_kind" => Some(words.file_kind),
            "file_name" => Some(words.file_name),
            "file_empty" => Some(words.empty_file),
            "file_too_large" => Some(words.file_too_large),
            "too_many_files" => Some(words.too_many_files),
            code => files::not_taken(code, texts),
        },
        ApiError::Unreadable => Some(texts.uploads().unreadable),
        ApiError::Unreachable => None,
    };
    known.map_or_else(|| ui::problem_words(error, texts), str::to_owned)
}

/// Those that are not whole on the server and are not on their way.
pub(super) fn to_go_on_with(draft: Draft, texts: &'static Texts) -> Vec<AnyView> {
    let uploads = draft.uploads;
    let busy: Vec<String> = uploads
        .list
        .with(|list| list.iter().filter_map(|one| one.address.clone()).collect());
    let kept = uploads.kept.get();
    kept.into_iter()
        .filter(|kept| !busy.contains(&kept.address))
        .map(|kept| {
            let words = texts.uploads();
            let percent = kept.percent().to_string();
            let label = fill(words.leave, &[&kept.name]);
            let leave = move |_| uploads.leave(Some(kept.address.clone()));
            view! {
                <li>
                    {ui::notice(
                        Tone::Warn,
                        view! {
                            <p>{fill(words.go_on, &[&kept.name, &percent])}</p>
                            <button
                                type="button"
                                class="button quiet"
                                aria-label=label
                                on:click=ui::on(leave)
                            >
                                {words.leave_short}
                            </button>
                        }
                            .into_any(),
                    )}
                </li>
            }
            .into_any()
        })
        .collect()
}

/// Those that are on their way, or failed.
pub(super) fn on_their_way(draft: Draft, texts: &'static Texts) -> Vec<AnyView> {
    let uploads = draft.uploads;
    uploads.list.with(|list| {
        list.iter()
            .map(|sending| line(draft, sending, texts))
            .collect()
    })
}

fn line(draft: Draft, sending: &Sending, texts: &'static Texts) -> AnyView {
    let uploads = draft.uploads;
    let number = sending.number;
    let name = sending.file.name();
    match sending.state.clone() {
        State::Running {
            upload,
            percent,
            waiting,
        } => {
            let label = fill(texts.claim().cancel_file, &[&name]);
            let cancel = move |_| {
                let address = upload.cancel();
                uploads.leave(address);
                uploads.drop(number);
            };
            let told = move || {
                if waiting.get() {
                    texts.uploads().waiting.to_owned()
                } else {
                    format!("{} %", percent.get())
                }
            };
            view! {
                <li class="file">
                    <div class="file-facts">
                        <strong class="typed">{name.clone()}</strong>
                        <progress max="100" prop:value=percent aria-label=name></progress>
                        <span class="soft">{ui::words(told)}</span>
                    </div>
                    <button type="button" class="button quiet" aria-label=label on:click=ui::on(cancel)>
                        {texts.claim().cancel}
                    </button>
                </li>
            }
            .into_any()
        }
        State::Failed(error) => {
            let told = refused(&error, texts);
            let again = is_worth_another_try(&error);
            let again = again.then(|| {
                let sending = sending.clone();
                let retry = Callback::new(move |()| uploads.send(draft, sending.clone()));
                ui::button(texts.common.try_again, "", false.into(), retry)
            });
            let address = sending.address.clone();
            let away = Callback::new(move |()| {
                uploads.leave(address.clone());
                uploads.drop(number);
            });
            view! {
                <li>
                    {ui::notice(
                        Tone::Bad,
                        view! {
                            <p>
                                <strong class="typed">{name}</strong>
                                ": "
                                {told}
                            </p>
                            <div class="row">
                                {again} {ui::button(texts.claim().dismiss, "quiet", false.into(), away)}
                            </div>
                        }
                            .into_any(),
                    )}
                </li>
            }
            .into_any()
        }
    }
}
