//! Files of evidence: given, sent with progress, listed, taken away again.

use claimdesk_recognition::claim::FieldId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::answers::evidence_facts;
use super::draft::Draft;
use super::fields::Asking;
use super::uploads::{on_their_way, to_go_on_with};
use crate::api::{self, ApiError};
use crate::i18n::{Texts, fill};
use crate::ui::{self, Says};

/// What the file dialogue offers; the server looks at the content.
const ACCEPT: &str = ".pdf,.docx,.xlsx,.pptx,.docm,.xlsm,.pptm,.png,.jpg,.jpeg,.eml,.msg,image/*";

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
        <ul class="files">{ui::live(move || to_go_on_with(draft, texts))}</ul>
        {ui::live(move || removal.get().map(|error| ui::failure(&error, texts, None)))}
    }
    .into_any();
    ui::field(id, words.label, words.hint, faults, texts, control)
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
