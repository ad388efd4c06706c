//! A claim whose proof is provisional: what it waits for, told to both sides in the same words, and
//! the one file that the partner can still add.

use claimdesk_protocol::{Claim, FinalProof};
use claimdesk_recognition::claim::{ClaimState, ProofKind};
use leptos::prelude::*;
use web_sys::File;

use super::acting::Acting;
use super::proof::ACCEPT;
use super::uploads::{on_their_way, to_go_on_with};
use crate::i18n::{Texts, fill, moment};
use crate::ui::{self, Says, Tone};

/// The final proof that is waited for, or that has come; nothing where the proof was final from the
/// beginning. `act` is what the reader can do about it.
pub(crate) fn section(
    claim: &Claim,
    act: Option<AnyView>,
    texts: &'static Texts,
) -> Option<AnyView> {
    let state = claim.life.state;
    let (tone, said) = match &claim.final_proof {
        Some(awaited) => (Tone::Warn, waits(awaited, state, texts)?),
        None => (Tone::Good, came(claim, texts)?),
    };
    Some(
        view! {
            <section class="card stack" aria-labelledby="final-proof">
                <h2 id="final-proof">{texts.proofs().title}</h2>
                {ui::notice(tone, ui::paragraph(said))}
                {act}
            </section>
        }
        .into_any(),
    )
}

/// What is waited for; nothing in a draft, which is not waited for.
fn waits(awaited: &FinalProof, state: ClaimState, texts: &'static Texts) -> Option<String> {
    let words = texts.proofs();
    let template = match (state, awaited.late) {
        (ClaimState::Disputed, _) => words.disputed,
        (ClaimState::ActionRequired, false) => words.asked,
        (ClaimState::ActionRequired, true) => words.asked_late,
        (_, false) => words.awaited,
        (_, true) => words.late,
    };
    Some(fill(template, &[&moment(texts, awaited.until?)]))
}

fn came(claim: &Claim, texts: &'static Texts) -> Option<String> {
    let replaced = claim
        .evidence
        .iter()
        .any(|file| file.kind == ProofKind::Replaced);
    (replaced && claim.life.state.is_open()).then(|| texts.proofs().came.to_owned())
}

/// The same for the partner, who can add it.
pub(super) fn own_section(acting: Acting, claim: &Claim, texts: &'static Texts) -> Option<AnyView> {
    let can_come = claim.final_proof.is_some_and(|awaited| awaited.can_come);
    section(claim, can_come.then(|| chooser(acting, texts)), texts)
}

fn chooser(acting: Acting, texts: &'static Texts) -> AnyView {
    let Acting { draft, faults, .. } = acting;
    let words = texts.proofs();
    let id = "finalProof";
    let given = Callback::new(move |files: Vec<File>| {
        faults.mark(id, None);
        match files.as_slice() {
            [file] if file.size().to_bits() == 0 => {
                faults.mark(id, Some(Says::Text(|texts| texts.claim().empty_file)));
            }
            [_] => draft.uploads.add(draft, files),
            _ => faults.mark(id, Some(Says::Text(|texts| texts.proofs().one_file))),
        }
    });
    let described = ui::described_by(id, true, faults);
    let control = view! {
        {ui::file_drop(id, words.choose, texts.claim().or_drop, ACCEPT, described, given)}
        <ul class="files" aria-live="polite">
            {ui::live(move || on_their_way(draft, texts))}
        </ul>
        <ul class="files">{ui::live(move || to_go_on_with(draft, texts))}</ul>
    }
    .into_any();
    view! {
        <div class="no-print">
            {ui::field(id, words.label, words.hint, faults, texts, control)}
        </div>
    }
    .into_any()
}
