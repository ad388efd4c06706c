//! A claim's answers, files and clocks as they are shown: to check, to look up, to decide on.

use claimdesk_protocol::Evidence;
use claimdesk_recognition::claim::{Channel, ClaimForm, FieldId, Step, Wait, Waiting};
use leptos::prelude::*;

use super::files;
use crate::api;
use crate::browser;
use crate::i18n::{Texts, day_text, file_size, fill, left, moment, usd_text};
use crate::paths::{ClaimPart, Place};
use crate::ui;

/// Where the answers can be changed.
#[derive(Clone, Copy)]
pub(crate) enum Links<'a> {
    /// Nowhere.
    None,
    /// In the steps of this claim.
    Change(&'a str),
}

/// All answers, step by step.
pub(crate) fn answers(form: &ClaimForm, links: Links<'_>, texts: &'static Texts) -> AnyView {
    let steps: Vec<AnyView> = Step::ALL
        .into_iter()
        .map(|step| {
            let rows: Vec<AnyView> = FieldId::ALL
                .iter()
                .filter(|field| field.step() == step)
                .filter_map(|&field| row(form, field, links, texts))
                .collect();
            view! {
                <section class="card stack">
                    <h2>{texts.step(step).title}</h2>
                    <dl class="answers">{rows}</dl>
                </section>
            }
            .into_any()
        })
        .collect();
    view! { <div class="stack">{steps}</div> }.into_any()
}

fn row(
    form: &ClaimForm,
    field: FieldId,
    links: Links<'_>,
    texts: &'static Texts,
) -> Option<AnyView> {
    let words = texts.field(field);
    let seller = matches!(
        field,
        FieldId::TransactingPartnerName | FieldId::TransactingPartnerId
    );
    if seller && Channel::parse(&form.channel) != Some(Channel::Csp) {
        return None;
    }
    let (question, answer) = match field {
        // The files have their own list; what the proof names is one row.
        FieldId::Evidence | FieldId::ProofNamesDomain | FieldId::ProofProducts => return None,
        FieldId::Products => {
            let names: Vec<&str> = form
                .products
                .iter()
                .map(|one| one.workload.as_str())
                .collect();
            (words.label, ui::given(texts, &names.join(", ")))
        }
        FieldId::MonthlyRevenue => (
            texts.claim().revenue,
            lines(form.products.iter().map(|product| {
                let amount = if product.monthly_revenue_usd.trim().is_empty() {
                    texts.common.not_given.to_owned()
                } else {
                    usd_text(texts.lang, &product.monthly_revenue_usd)
                };
                format!("{}: {amount}", product.workload)
            })),
        ),
        FieldId::ProofNamesTenant => {
            let mut named = Vec::new();
            if form.proof_names_tenant {
                named.push(texts.claim().the_tenant.to_owned());
            }
            if form.proof_names_domain {
                named.push(texts.claim().the_domain.to_owned());
            }
            named.extend(form.proof_products.iter().cloned());
            (
                texts.claim().proof_names,
                ui::given(texts, &named.join(", ")),
            )
        }
        FieldId::Channel => {
            let answer = Channel::parse(&form.channel)
                .map_or(form.channel.as_str(), |one| texts.channel(one));
            (words.label, ui::given(texts, answer))
        }
        FieldId::SubscriptionStart
        | FieldId::SubscriptionEnd
        | FieldId::WorkedSince
        | FieldId::AcknowledgedOn => (
            words.label,
            ui::given(
                texts,
                &day_text(texts, form.text(field).unwrap_or_default()),
            ),
        ),
        _ => (
            words.label,
            ui::given(texts, form.text(field).unwrap_or_default()),
        ),
    };
    let change = match links {
        Links::None => None,
        Links::Change(reference) => Some(change_link(reference, field, question, texts)),
    };
    Some(ui::answer_row(question, answer, change))
}

/// Leads to the control of the field, and back to where the answers are checked.
fn change_link(reference: &str, field: FieldId, question: &str, texts: &'static Texts) -> AnyView {
    let step = Place::claim(reference, ClaimPart::Step(field.step()));
    let control = match field {
        FieldId::MonthlyRevenue => "monthlyRevenueUsd-0",
        _ => field.as_str(),
    };
    view! {
        <a id=field.as_str() href=format!("{step}?back=check#{control}")>
            {texts.claim().change}
            <span class="visually-hidden">" " {question.to_owned()}</span>
        </a>
    }
    .into_any()
}

fn lines(lines: impl Iterator<Item = String>) -> AnyView {
    let lines: Vec<AnyView> = lines
        .map(|line| view! { <li>{line}</li> }.into_any())
        .collect();
    view! { <ul>{lines}</ul> }.into_any()
}

/// The files, each to be downloaded.
pub(crate) fn evidence_list(reference: &str, files: &[Evidence], texts: &'static Texts) -> AnyView {
    if files.is_empty() {
        return ui::paragraph(texts.claim().no_files);
    }
    let items: Vec<AnyView> = files
        .iter()
        .map(|evidence| {
            view! { <li class="file">{evidence_facts(reference, evidence, texts)}</li> }.into_any()
        })
        .collect();
    view! { <ul class="files">{items}</ul> }.into_any()
}

/// A file's name, size, checksum, who added it, and what is told of it.
pub(super) fn evidence_facts(
    reference: &str,
    evidence: &Evidence,
    texts: &'static Texts,
) -> AnyView {
    let address = api::evidence_address(reference, &evidence.id, false);
    let added = fill(
        texts.claim().added_by,
        &[
            &file_size(texts.lang, evidence.size),
            &evidence.added_by,
            &moment(texts, evidence.added_at),
        ],
    );
    let name = evidence.name.clone();
    let name = if files::is_here(evidence) {
        view! {
            <a class="typed" href=address download=name.clone() rel="external">
                {name.clone()}
            </a>
        }
        .into_any()
    } else {
        view! { <strong class="typed">{name}</strong> }.into_any()
    };
    view! {
        <div class="file-facts">
            {name}
            {texts.proof_kind(evidence.kind).map(|kind| view! { <strong>{kind}</strong> }.into_any())}
            <span class="soft">{added}</span> {files::told(evidence, texts)}
            <details class="why">
                <summary>{texts.claim().checksum}</summary>
                <code>{evidence.sha256.clone()}</code>
            </details>
        </div>
    }
    .into_any()
}

/// Who is waited for, and until when.
pub(crate) fn waiting_words(waiting: &Waiting, texts: &'static Texts) -> String {
    let words = texts.claim();
    let template = match waiting.wait {
        Wait::Review => words.wait_review,
        Wait::Answer => words.wait_answer,
        Wait::MayDispute => words.wait_dispute,
        Wait::DisputeAnswer => words.wait_dispute_answer,
    };
    let until = fill(template, &[&moment(texts, waiting.until)]);
    let now = browser::now();
    if waiting.is_overdue(now) {
        format!("{until} – {}", left(texts, now, waiting.until))
    } else {
        until
    }
}
