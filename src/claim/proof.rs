//! Files of evidence: given, sent with progress, listed, taken away again.

use claimdesk_protocol::Evidence;
use claimdesk_recognition::claim::{FieldId, ProofKind, awaits_final};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::answers::evidence_facts;
use super::draft::Draft;
use super::fields::Asking;
use super::programme;
use super::uploads::{on_their_way, to_go_on_with};
use crate::api::{self, ApiError};
use crate::i18n::{Texts, count, fill};
use crate::ui::{self, Says};

/// What the file dialogue offers; the server looks at the content.
pub(super) const ACCEPT: &str =
    ".pdf,.docx,.xlsx,.pptx,.docm,.xlsm,.pptm,.png,.jpg,.jpeg,.eml,.msg,image/*";

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
    let mark = Marking {
        draft,
        failed: removal,
        under_way: RwSignal::new(None),
    };
    // What a file is worth must not make its line anew: the focus is on its box.
    let files = Memo::new(move |_| {
        let mut files = draft.evidence();
        for file in &mut files {
            file.kind = ProofKind::Final;
        }
        files
    });
    let provisional =
        Memo::new(move |_| awaits_final(draft.evidence().iter().map(|file| file.kind)));
    let means = ui::live(move || {
        provisional.get().then(|| {
            let days = programme().claims.provisional_proof_business_days;
            let days = count(texts.lang, i128::from(days));
            ui::paragraph(fill(texts.proofs().means, &[&days]))
        })
    });
    let described = ui::described_by(id, true, faults);
    let control = view! {
        {ui::file_drop(id, texts.claim().choose_files, texts.claim().or_drop, ACCEPT, described, given)}
        <ul class="files">{ui::live(move || attached(draft, files.get(), remove, mark, texts))}</ul>
        {means}
        <ul class="files" aria-live="polite">
            {ui::live(move || on_their_way(draft, texts))}
        </ul>
        <ul class="files">{ui::live(move || to_go_on_with(draft, texts))}</ul>
        {ui::live(move || removal.get().map(|error| ui::failure(&error, texts, None)))}
    }
    .into_any();
    ui::field(id, words.label, words.hint, faults, texts, control)
}

/// Saying which file is provisional.
#[derive(Clone, Copy)]
struct Marking {
    draft: Draft,
    failed: RwSignal<Option<ApiError>>,
    /// The file that is being marked, and as what.
    under_way: RwSignal<Option<(String, bool)>>,
}

impl Marking {
    /// Whether the box of a file is ticked: as it was just set, or as the server has it.
    fn is_on(self, id: &str) -> bool {
        let set = self.under_way.with(|one| {
            one.as_ref()
                .filter(|(file, _)| file == id)
                .map(|(_, on)| *on)
        });
        set.unwrap_or_else(|| {
            let files = self.draft.evidence();
            let file = files.iter().find(|file| file.id == id);
            file.is_some_and(|file| file.kind == ProofKind::Provisional)
        })
    }

    fn set(self, id: String, on: bool) {
        self.failed.set(None);
        self.under_way.set(Some((id.clone(), on)));
        let kind = if on {
            ProofKind::Provisional
        } else {
            ProofKind::Final
        };
        spawn_local(async move {
            let reference = self.draft.reference();
            let answer = match api::mark_evidence(&reference, &id, kind).await {
                Ok(()) => self.draft.refresh().await,
                failed => failed,
            };
            if !self.under_way.is_disposed() {
                self.failed.set(answer.err());
                self.under_way.set(None);
            }
        });
    }
}

fn attached(
    draft: Draft,
    files: Vec<Evidence>,
    remove: Callback<String>,
    mark: Marking,
    texts: &'static Texts,
) -> Vec<AnyView> {
    let reference = draft.reference();
    files
        .into_iter()
        .map(|evidence| {
            let id = evidence.id.clone();
            let label = fill(texts.claim().remove_file, &[&evidence.name]);
            let own = evidence.id.clone();
            let on = Signal::derive(move || mark.is_on(&own));
            let own = evidence.id.clone();
            let change = Callback::new(move |on| mark.set(own.clone(), on));
            let provisional = fill(texts.proofs().is_provisional, &[&evidence.name]);
            let marked = ui::checkbox(
                &format!("provisional-{}", evidence.id),
                &provisional,
                on,
                change,
            );
            view! {
                <li class="file">
                    <div class="file-facts">
                        {evidence_facts(&reference, &evidence, texts)} {marked}
                    </div>
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
