//! The proof beside the claim: PDFs and pictures in place, everything as a download.

use claimdesk_protocol::{Claim, Evidence};
use leptos::prelude::*;

use crate::api;
use crate::claim::{evidence_list, files, hints, pack};
use crate::i18n::{Texts, fill};
use crate::ui;

/// The files, and the one that is looked at.
pub(super) fn section(claim: &Claim, texts: &'static Texts) -> AnyView {
    let reference = claim.reference.clone();
    let first = claim.evidence.iter().find(|file| can_show(file)).cloned();
    let shown = RwSignal::new(first);
    let buttons: Vec<AnyView> = claim
        .evidence
        .iter()
        .filter(|file| can_show(file))
        .cloned()
        .map(|file| {
            let id = file.id.clone();
            let pressed = Signal::derive(move || {
                let on = shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.id == id));
                if on { "true" } else { "false" }
            });
            let label = fill(texts.review().show_file, &[&file.name]);
            view! {
                <button
                    type="button"
                    class="button quiet"
                    aria-pressed=pressed
                    on:click=ui::on(move |_| shown.set(Some(file.clone())))
                >
                    {label}
                </button>
            }
            .into_any()
        })
        .collect();
    let list = evidence_list(&claim.reference, &claim.evidence, texts);
    let viewer = ui::live(move || shown.get().map(|file| viewer(&reference, &file, texts)));
    view! {
        <section class="card stack" aria-labelledby="proof">
            <h2 id="proof">{texts.claim().files}</h2>
            {list}
            {hints(&claim.form, &claim.evidence, texts)}
            <div class="row no-print">{buttons}</div>
            {viewer}
            {pack(&claim.reference, texts)}
        </section>
    }
    .into_any()
}

fn can_show(file: &Evidence) -> bool {
    files::is_here(file)
        && matches!(
            file.media_type.as_str(),
            "application/pdf" | "image/png" | "image/jpeg"
        )
}

fn viewer(reference: &str, file: &Evidence, texts: &'static Texts) -> AnyView {
    let address = api::evidence_address(reference, &file.id, true);
    let name = fill(texts.review().preview_of, &[&file.name]);
    if file.media_type == "application/pdf" {
        view! { <iframe class="preview" src=address title=name></iframe> }.into_any()
    } else {
        view! { <img class="preview" src=address alt=name /> }.into_any()
    }
}
