//! The list of claims that are counted on, each with its source and a tick.

use claimdesk_recognition::claim::{Place, RecordError};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::file::{GivenFile, Read};
use super::own::{self, FETCHED_AT_MOST, Own};
use super::words as faults_in_words;
use super::{Claims, Listed, OPEN_AT_MOST, Source, What, Why};
use crate::browser;
use crate::i18n::{Texts, count, fill, month};
use crate::programme::programme;
use crate::session::{Session, Who};
use crate::ui::{self, Tone};

/// So many claims are listed; all of them are counted on.
const LISTED_AT_MOST: usize = 50;

/// So many faults of a file are told.
const FAULTS_AT_MOST: usize = 20;

/// The section of the claims: beside a portfolio, or as soon as a claims file is given.
pub(crate) fn section(claims: Claims, any: Signal<bool>, texts: &'static Texts) -> AnyView {
    let given = move || claims.files.with(|files| !files.is_empty());
    let stands = Memo::new(move |_| any.get() || given());
    ui::live(move || stands.get().then(|| view(claims, texts)))
}

fn view(claims: Claims, texts: &'static Texts) -> AnyView {
    let words = texts.taken();
    let unreadable = RwSignal::new(false);
    let given = Callback::new(move |files: Vec<File>| {
        unreadable.set(false);
        for file in files {
            spawn_local(async move {
                match JsFuture::from(file.text()).await {
                    Ok(text) => {
                        claims.give(file.name(), &text.as_string().unwrap_or_default());
                    }
                    Err(_) => {
                        let _ = unreadable.try_set(true);
                    }
                }
            });
        }
    });
    view! {
        <section class="card stack" aria-labelledby="taken">
            <h2 id="taken">{words.title}</h2>
            <p class="soft">{words.lead}</p>
            {own_claims(claims, texts)}
            {ui::live(move || list(claims, texts))}
            <p id="claims-file-hint" class="soft">
                {words.file_hint}
            </p>
            {ui::file_drop(
                "claims-file",
                words.choose_file,
                words.or_drop,
                ".json,application/json",
                Signal::derive(|| Some("claims-file-hint".to_owned())),
                given,
            )}
            <div class="stack" aria-live="polite">
                {ui::live(move || {
                    unreadable
                        .get()
                        .then(|| ui::notice(Tone::Bad, ui::paragraph(words.unreadable)))
                })}
                {ui::live(move || {
                    claims
                        .files
                        .with(|files| {
                            files
                                .iter()
                                .map(|file| given_file(claims, file, texts))
                                .collect::<Vec<AnyView>>()
                        })
                })}
            </div>
        </section>
    }
    .into_any()
}

/// How far the reader's own claims have come.
fn own_claims(claims: Claims, texts: &'static Texts) -> AnyView {
    let words = texts.taken();
    let session = Session::here();
    ui::live(move || match claims.own.get() {
        Own::NotAsked => matches!(session.who(), Who::Nobody).then(|| {
            view! {
                <p>
                    {ui::link(&crate::paths::Place::SignIn, texts.nav.sign_in)} {words.signed_out}
                </p>
            }
            .into_any()
        }),
        Own::Loading => Some(view! { <p role="status">{words.own_loading}</p> }.into_any()),
        Own::Failed(error) => {
            let again = Callback::new(move |()| own::fetch(claims));
            Some(ui::failure(&error, texts, Some(again)))
        }
        Own::Here(own, _) if own.is_empty() => Some(ui::paragraph(words.own_none)),
        Own::Here(_, true) => {
            let most = FETCHED_AT_MOST.to_string();
            Some(ui::notice(
                Tone::Warn,
                ui::paragraph(fill(words.own_capped, &[&most])),
            ))
        }
        Own::Here(..) => None,
    })
}

fn list(claims: Claims, texts: &'static Texts) -> AnyView {
    let words = texts.taken();
    let all = claims.all();
    if all.is_empty() {
        return ui::paragraph(words.none);
    }
    let total = all.len();
    let open = all
        .iter()
        .filter(|claim| matches!(claim.what, What::Open(_)))
        .count();
    let rows = all
        .iter()
        .take(LISTED_AT_MOST)
        .enumerate()
        .map(|(index, claim)| row(claims, index, claim, texts))
        .collect();
    let heads = [
        words.claim,
        texts.claims().products,
        texts.claims().state,
        words.counts,
        words.source,
    ];
    let number = |number: usize| count(texts.lang, i128::try_from(number).unwrap_or_default());
    view! {
        {ui::table(words.table, &heads, rows)}
        {(total > LISTED_AT_MOST)
            .then(|| {
                ui::paragraph(fill(words.shown, &[&number(LISTED_AT_MOST), &number(total)]))
            })}
        {(open > OPEN_AT_MOST)
            .then(|| {
                ui::notice(
                    Tone::Warn,
                    ui::paragraph(fill(words.too_many_open, &[&number(OPEN_AT_MOST)])),
                )
            })}
    }
    .into_any()
}

fn row(claims: Claims, index: usize, claim: &Listed, texts: &'static Texts) -> Vec<AnyView> {
    let words = texts.taken();
    let name = if claim.customer.trim().is_empty() {
        claim.id.clone()
    } else {
        format!("{} · {}", claim.id, claim.customer)
    };
    let first = if matches!(claim.what, What::Not(..)) {
        view! { <span class="typed">{name}</span> }.into_any()
    } else {
        let key = claim.key();
        let own = key.clone();
        let on = Signal::derive(move || !claims.off.with(|off| off.contains(&own)));
        let change = Callback::new(move |on: bool| {
            claims.off.update(|off| {
                if on {
                    off.remove(&key);
                } else {
                    off.insert(key.clone());
                }
            });
        });
        ui::checkbox(&format!("taken-{index}"), &name, on, change)
    };
    let workloads: Vec<&str> = claim
        .workloads()
        .iter()
        .map(|(workload, _)| workload.as_str())
        .collect();
    let source = match &claim.source {
        Source::Own => words.own.to_owned(),
        Source::File(name) => name.clone(),
    };
    vec![
        first,
        ui::text(workloads.join(", ")),
        ui::tag(claim.state(), texts),
        ui::text(counts(claim, texts)),
        view! { <span class="typed">{source}</span> }.into_any(),
    ]
}

/// From when a claim counts, or why it does not.
fn counts(claim: &Listed, texts: &'static Texts) -> String {
    let words = texts.taken();
    match &claim.what {
        What::Approved(approved) => {
            let covered = approved.covered;
            let from = month(texts, covered.from);
            match covered.until {
                None => fill(words.from, &[&from]),
                Some(last) if last < covered.from => words.not_counted.to_owned(),
                Some(last) => fill(words.from_until, &[&from, &month(texts, last)]),
            }
        }
        What::Open(open) => {
            let assumed = open.assumed(browser::now(), &programme().claims);
            fill(words.assumed_from, &[&month(texts, assumed.covered.from)])
        }
        What::Not(_, Why::Decided) => words.state_not_counted.to_owned(),
        What::Not(_, Why::Unanswered) => words.unanswered.to_owned(),
        What::Not(_, Why::Own) => words.known_already.to_owned(),
        What::Not(_, Why::Unreadable(field)) => {
            fill(words.field_unreadable, &[texts.field_name(*field)])
        }
    }
}

fn given_file(claims: Claims, file: &GivenFile, texts: &'static Texts) -> AnyView {
    let words = texts.taken();
    let name = file.name.clone();
    let forget = Callback::new(move |()| claims.forget(&name));
    let button = ui::button(
        &fill(words.forget_file, &[&file.name]),
        "quiet",
        false.into(),
        forget,
    );
    let (tone, told) = match &file.read {
        Ok(read) => (Tone::Good, read_file(file, read, texts)),
        Err(faults) => (Tone::Bad, faulty_file(file, faults, texts)),
    };
    ui::notice(
        tone,
        view! {
            {told}
            {button}
        }
        .into_any(),
    )
}

fn read_file(file: &GivenFile, read: &Read, texts: &'static Texts) -> AnyView {
    let words = texts.taken();
    let counted = i128::try_from(file.claims().len()).unwrap_or_default();
    let lines: Vec<AnyView> = read
        .not_counted
        .iter()
        .map(|(reason, number)| {
            let number = count(texts.lang, *number);
            let why = faults_in_words::not_counted(*reason, texts);
            ui::paragraph(fill(words.file_reason, &[&number, &why]))
        })
        .collect();
    view! {
        {ui::paragraph(fill(words.file_read, &[&file.name, &count(texts.lang, counted)]))}
        {lines}
    }
    .into_any()
}

/// Every fault by the claim and the field it stands in.
fn faulty_file(file: &GivenFile, faults: &[RecordError], texts: &'static Texts) -> AnyView {
    let words = texts.taken();
    let items: Vec<AnyView> = faults
        .iter()
        .take(FAULTS_AT_MOST)
        .map(|fault| {
            let place = match &fault.place {
                Place::File => words.whole_file.to_owned(),
                Place::Claim(id) => fill(words.claim_named, &[id]),
                Place::Position(number) => fill(words.claim_at, &[&number.to_string()]),
            };
            let field = fault
                .field
                .as_ref()
                .map(|field| view! { <code>{field.clone()}</code>": " }.into_any());
            view! {
                <li>
                    {place} ", " {field} {faults_in_words::wrong(&fault.cause, texts)}
                </li>
            }
            .into_any()
        })
        .collect();
    let further = faults.len().saturating_sub(FAULTS_AT_MOST);
    let further = (further > 0).then(|| {
        let number = i128::try_from(further).unwrap_or_default();
        let and_more = texts.forecast().causes.and_more;
        ui::paragraph(fill(and_more, &[&count(texts.lang, number)]))
    });
    view! {
        {ui::paragraph(fill(words.file_faults, &[&file.name]))}
        <ul class="list">{items}</ul>
        {further}
    }
    .into_any()
}
