//! Files of evidence: given, sent with progress, listed, taken away again.

use claimdesk_recognition::claim::FieldId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::answers::evidence_facts;
use super::draft::Draft;
use super::fields::Asking;
use crate::api::{self, ApiError, Upload, UploadEvent, upload};
use crate::browser;
use crate::i18n::{Texts, fill};
use crate::ui::{self, Says, Tone};

/// What the file dialogue offers; the server looks at the content.
const ACCEPT: &str = ".pdf,.docx,.xlsx,.pptx,.png,.jpg,.jpeg,.eml,.msg,image/*";

/// Files on their way to the server.
#[derive(Clone, Copy)]
pub(crate) struct Uploads {
    list: RwSignal<Vec<Sending>>,
    next: StoredValue<u32>,
}

#[derive(Clone)]
struct Sending {
    number: u32,
    file: File,
    /// The same for every try, so that a file whose answer was lost is not added twice.
    key: String,
    state: State,
}

#[derive(Clone)]
enum State {
    Running(Upload, RwSignal<u32>),
    Failed(ApiError),
}

impl Uploads {
    /// None.
    pub(super) fn new() -> Self {
        let uploads = Self {
            list: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        };
        on_cleanup(move || {
            for sending in uploads.list.try_get_untracked().unwrap_or_default() {
                if let State::Running(upload, _) = sending.state {
                    upload.cancel();
                }
            }
        });
        uploads
    }

    fn add(self, draft: Draft, files: Vec<File>) {
        for file in files {
            let number = self.next.get_value();
            self.next.set_value(number + 1);
            self.send(
                draft,
                Sending {
                    number,
                    file,
                    key: browser::random_key(),
                    state: State::Failed(ApiError::Unreachable),
                },
            );
        }
    }

    /// Sends a file, or sends it again.
    fn send(self, draft: Draft, sending: Sending) {
        let number = sending.number;
        let tell = Callback::new(move |event| self.hear(draft, number, event));
        let state = match upload(&draft.reference(), &sending.file, &sending.key, tell) {
            Ok(upload) => State::Running(upload, RwSignal::new(0)),
            Err(error) => State::Failed(error),
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
            // The list stays as it is, and with it the focus on its buttons.
            UploadEvent::Sent(percent) => self.list.with_untracked(|list| {
                let sending = list.iter().find(|sending| sending.number == number);
                if let Some(State::Running(_, sent)) = sending.map(|sending| &sending.state) {
                    sent.set(percent);
                }
            }),
            UploadEvent::Done => {
                spawn_local(async move {
                    let refreshed = draft.refresh().await;
                    if self.list.is_disposed() {
                        return;
                    }
                    match refreshed {
                        Ok(()) => self.drop(number),
                        Err(error) => {
                            self.update(number, |sending| sending.state = State::Failed(error));
                        }
                    }
                });
            }
            UploadEvent::Failed(error) => {
                self.update(number, |sending| sending.state = State::Failed(error));
            }
        }
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
}

/// The question for the files.
pub(super) fn files(asking: Asking) -> AnyView {
    let Asking {
        draft,
        faults,
        texts,
    } = asking;
    let id = FieldId::Evidence.as_str();
    let words = texts.field(FieldId::Evidence);
    let removal = RwSignal::new(None::<ApiError>);
    let remove = Callback::new(move |id: String| {
        removal.set(None);
        spawn_local(async move {
            let reference = draft.reference();
            let answer = match api::remove_evidence(&reference, &id).await {
                Ok(()) => draft.refresh().await,
                failed => failed,
            };
            removal.set(answer.err());
        });
    });
    let given = Callback::new(move |files: Vec<File>| {
        faults.mark(id, None);
        let empty = files.iter().any(|file| file.size().to_bits() == 0);
        if empty {
            faults.mark(id, Some(Says::Text(|texts| texts.claim().empty_file)));
        }
        let files = files
            .into_iter()
            .filter(|file| file.size().to_bits() != 0)
            .collect();
        draft.uploads.add(draft, files);
    });
    let described = ui::described_by(id, true, faults);
    let control = view! {
        {ui::file_drop(id, texts.claim().choose_files, texts.claim().or_drop, ACCEPT, described, given)}
        <ul class="files">{ui::live(move || attached(draft, remove, texts))}</ul>
        <ul class="files" aria-live="polite">
            {ui::live(move || on_their_way(draft, texts))}
        </ul>
        {ui::live(move || removal.get().map(|error| ui::failure(&error, texts, None)))}
    }
    .into_any();
    ui::field(id, words.label, words.hint, faults, texts, control)
}

/// Why a file was not taken, in the reader's language where the kind of refusal is known.
fn refused(error: &ApiError, texts: &'static Texts) -> String {
    let words = texts.claim();
    let known = match error {
        ApiError::Refused(problem) => match problem.code.as_str() {
            "file_kind" => Some(words.file_kind),
            "file_name" => Some(words.file_name),
            "file_empty" => Some(words.empty_file),
            "file_too_large" => Some(words.file_too_large),
            "too_many_files" => Some(words.too_many_files),
            _ => None,
        },
        _ => None,
    };
    known.map_or_else(|| ui::problem_words(error, texts), str::to_owned)
}

fn attached(draft: Draft, remove: Callback<String>, texts: &'static Texts) -> Vec<AnyView> {
    let reference = draft.reference();
    draft
        .evidence()
        .into_iter()
        .map(|evidence| {
            let id = evidence.id.clone();
            let label = fill(texts.claim().remove_file, &[&evidence.name]);
            view! {
                <li class="file">
                    {evidence_facts(&reference, &evidence, texts)}
                    <button
                        type="button"
                        class="button quiet"
                        aria-label=label
                        on:click=ui::on(move |_| remove.run(id.clone()))
                    >
                        {texts.claim().remove}
                    </button>
                </li>
            }
            .into_any()
        })
        .collect()
}

fn on_their_way(draft: Draft, texts: &'static Texts) -> Vec<AnyView> {
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
        State::Running(upload, percent) => {
            let label = fill(texts.claim().cancel_file, &[&name]);
            let cancel = move |_| {
                uploads.drop(number);
                upload.cancel();
            };
            view! {
                <li class="file">
                    <div class="file-facts">
                        <strong class="typed">{name.clone()}</strong>
                        <progress max="100" prop:value=percent aria-label=name></progress>
                        <span class="soft">{move || format!("{} %", percent.get())}</span>
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
            // A file that was refused for what it is will be refused again.
            let again = error
                .status()
                .is_none_or(|status| status >= 500 || status == 429 || status == 401);
            let again = again.then(|| {
                let sending = sending.clone();
                let retry = Callback::new(move |()| uploads.send(draft, sending.clone()));
                ui::button(texts.common.try_again, "", false.into(), retry)
            });
            let away = Callback::new(move |()| uploads.drop(number));
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
