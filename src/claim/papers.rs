//! What can be taken away from a claim, and what to look at twice in its proof.

use claimdesk_protocol::Evidence;
use claimdesk_recognition::claim::{ClaimForm, ProofHint, proof};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, MouseEvent};

use super::draft::Draft;
use super::programme;
use crate::api;
use crate::browser;
use crate::i18n::{Lang, Texts, day_text, fill};
use crate::ui::{self, Tone};

/// The template for the customer's signature, in the language the customer reads.
pub(super) fn template(draft: Draft, texts: &'static Texts) -> AnyView {
    let words = texts.papers();
    view! {
        <section class="card stack no-print" aria-labelledby="template">
            <h2 id="template">{words.template}</h2>
            <p>{words.template_hint}</p>
            {in_languages(&draft.reference(), "template", words.template_in, Some(draft), texts)}
        </section>
    }
    .into_any()
}

/// The zips of a claim of the reader's own.
pub(super) fn downloads(reference: &str, texts: &'static Texts) -> AnyView {
    let words = texts.papers();
    view! {
        <section class="card stack no-print" aria-labelledby="bundle">
            <h2 id="bundle">{words.bundle}</h2>
            <p>{words.bundle_hint}</p>
            {in_languages(reference, "bundle", words.bundle_in, None, texts)}
            {pack(reference, texts)}
        </section>
    }
    .into_any()
}

/// All that a decision rests on.
pub(crate) fn pack(reference: &str, texts: &'static Texts) -> AnyView {
    let words = texts.papers();
    let address = api::paper_address(reference, "pack", None);
    view! {
        <div class="stack">
            <p class="soft">{words.pack_hint}</p>
            <p>
                <a class="button" href=address download rel="external">
                    {words.pack}
                </a>
            </p>
        </div>
    }
    .into_any()
}

/// A paper in each language; the reader's own first. What was just typed into the draft is sent
/// before it is asked for.
fn in_languages(
    reference: &str,
    paper: &str,
    named: &'static str,
    draft: Option<Draft>,
    texts: &'static Texts,
) -> AnyView {
    let words = texts.papers();
    let mut languages = [(Lang::Da, words.in_danish), (Lang::En, words.in_english)];
    if texts.lang == Lang::En {
        languages.reverse();
    }
    let links: Vec<AnyView> = languages
        .into_iter()
        .map(|(lang, text)| {
            let address = api::paper_address(reference, paper, Some(lang.code()));
            let label = fill(named, &[text]);
            let asked = address.clone();
            let press = move |event: MouseEvent| {
                if let Some(draft) = draft {
                    event.prevent_default();
                    once_saved(draft, asked.clone());
                }
            };
            view! {
                <a
                    class="button"
                    href=address
                    aria-label=label
                    download
                    rel="external"
                    on:click=ui::on(press)
                >
                    {text}
                </a>
            }
            .into_any()
        })
        .collect();
    view! { <div class="row">{links}</div> }.into_any()
}

/// Downloads what is made of the answers, once the server has them all.
fn once_saved(draft: Draft, address: String) {
    spawn_local(async move {
        // That they could not be sent is told beside the form.
        if draft.save().await.is_ok() {
            let link = browser::document().create_element("a");
            if let Ok(Ok(link)) = link.map(JsCast::dyn_into::<HtmlAnchorElement>) {
                link.set_href(&address);
                link.set_download("");
                link.click();
            }
        }
    });
}

/// What to look at twice, as the form and the files are now.
pub(super) fn live_hints(draft: Draft, texts: &'static Texts) -> AnyView {
    // Only what is hinted at makes the list anew, not every key that is typed.
    let found = Memo::new(move |_| {
        let files = draft.evidence();
        draft.with(|form| found(form, &files, texts))
    });
    view! {
        <div aria-live="polite">
            {ui::live(move || found.with(|found| told(found, texts.papers().hints_lead, texts)))}
        </div>
    }
    .into_any()
}

/// The same for a reviewer, of a claim as it was sent.
pub(crate) fn hints(form: &ClaimForm, files: &[Evidence], texts: &'static Texts) -> AnyView {
    let found = found(form, files, texts);
    told(&found, texts.papers().hints_reviewer, texts).into_any()
}

fn found(form: &ClaimForm, files: &[Evidence], texts: &'static Texts) -> Vec<String> {
    let read = files
        .iter()
        .filter_map(|file| Some((file.name.as_str(), file.reading.as_ref()?)));
    let words = texts.papers();
    proof::hints(form, programme(), read)
        .iter()
        .map(|hint| match hint {
            ProofHint::Tenant => words.tenant.to_owned(),
            ProofHint::Product { workload } => fill(words.product, &[workload]),
            ProofHint::AcknowledgedOn => {
                fill(words.day, &[&day_text(texts, &form.acknowledged_on)])
            }
            ProofHint::NoText { file } => fill(words.no_text, &[file]),
            ProofHint::Locked { file } => fill(words.locked, &[file]),
            ProofHint::Unreadable { file } => fill(words.unreadable, &[file]),
        })
        .collect()
}

fn told(found: &[String], lead: &'static str, texts: &'static Texts) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = found
        .iter()
        .map(|said| view! { <li>{said.clone()}</li> }.into_any())
        .collect();
    let said = view! {
        <p>
            <strong>{texts.papers().hints}</strong>
        </p>
        <ul class="list">{items}</ul>
        <p class="soft">{lead}</p>
    };
    Some(ui::notice(Tone::Warn, said.into_any()))
}
