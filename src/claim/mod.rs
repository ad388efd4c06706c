//! One claim of the reader's own: the three steps, check answers, confirmation, and what
//! became of it.

mod acting;
mod answers;
mod check;
mod confirmation;
mod conflict;
pub(crate) mod customer;
mod detail;
mod draft;
mod fields;
pub(crate) mod files;
pub(crate) mod final_proof;
pub(crate) mod handover;
mod hold;
mod kind;
mod known;
mod live;
mod papers;
mod proof;
mod start;
mod step;
mod uploads;

use claimdesk_recognition::claim::ClaimState;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::localized;
use crate::paths::{ClaimPart, Place};
use crate::{not_found, ui};

pub(crate) use answers::{Links, answers, evidence_list, waiting_words};
pub(crate) use detail::{credits, timeline};
use draft::Draft;
pub(crate) use hold::hold_notice;
pub(crate) use kind::{OtherKind, choice as kinds, other as other_kind};
pub(crate) use live::{findings, worth};
pub(crate) use papers::{hints, pack};
pub(crate) use start::{of_session, start};

pub(crate) use crate::programme::programme;

/// All pages of one claim; what is typed outlives going from one to the other.
pub(crate) fn area(reference: String, part: Memo<ClaimPart>) -> AnyView {
    let opened = RwSignal::new(None::<Result<Draft, ApiError>>);
    let owner = Owner::current();
    let load = Callback::new(move |()| {
        let (reference, owner) = (reference.clone(), owner.clone());
        opened.set(None);
        spawn_local(async move {
            let answer = api::claim(&reference).await;
            // The draft's signals belong to this area and end with it.
            let Some(owner) = owner else { return };
            if opened.is_disposed() {
                return;
            }
            opened.set(Some(owner.with(|| answer.map(Draft::open))));
            browser::settled();
        });
    });
    load.run(());
    ui::live(move || match opened.get() {
        None => localized(|texts| {
            view! {
                <h1 class="visually-hidden" tabindex="-1">
                    {texts.common.loading}
                </h1>
                {ui::waiting(texts)}
            }
            .into_any()
        }),
        Some(Err(error)) if error.status() == Some(404) => not_found::page(),
        Some(Err(error)) => localized(move |texts| {
            view! {
                {ui::heading(texts.common.no_answer)}
                {ui::failure(&error, texts, Some(load))}
            }
            .into_any()
        }),
        Some(Ok(draft)) => pages(draft, part),
    })
}

fn pages(draft: Draft, part: Memo<ClaimPart>) -> AnyView {
    // Every save brings a new copy of the claim. A page that followed it would be made anew
    // under the typing hands: the rest of a word would go nowhere, and faults just told vanish.
    let shown = Memo::new(move |_| (part.get(), draft.is_draft()));
    ui::live(move || match shown.get() {
        (ClaimPart::Detail, _) => detail::page(draft),
        (ClaimPart::Sent, _) => confirmation::page(draft),
        (ClaimPart::Step(step), true) => step::page(draft, step),
        (ClaimPart::Check, true) => check::page(draft),
        (ClaimPart::Step(_) | ClaimPart::Check, false) => sent_already(draft),
    })
}

/// A claim that has been sent cannot be changed by its steps any more.
fn sent_already(draft: Draft) -> AnyView {
    localized(move |texts| {
        let place = Place::claim(&draft.reference(), ClaimPart::Detail);
        view! {
            {ui::heading(texts.claim().sent_already)}
            <p>{texts.claim().sent_already_hint}</p>
            <p>{ui::link(&place, texts.claim().look_at_it)}</p>
        }
        .into_any()
    })
}

/// Whether a claim in this state can still be taken back.
pub(crate) fn can_withdraw(state: ClaimState) -> bool {
    claimdesk_recognition::claim::Move::Withdraw
        .leads_from(state)
        .is_some()
}
