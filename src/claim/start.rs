//! A new claim: which kind it is, a draft with what is known already, then the first step.

use claimdesk_recognition::claim::{ClaimForm, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{handover, kind, known};
use crate::api::{self, ApiError};
use crate::app::Go;
use crate::browser;
use crate::i18n::localized;
use crate::paths::{ClaimPart, Place};
use crate::session::Session;
use crate::ui;

/// The page at `/claims/new`.
pub(crate) fn start() -> AnyView {
    let query = window().location().search().unwrap_or_default();
    let handed = handover::handed(&query);
    // Who comes from an opportunity, or was here before, knows what they want.
    let known = RwSignal::new(handed.is_some() || kind::is_known());
    let handed = StoredValue::new(handed);
    ui::live(move || {
        if known.get() {
            begin(handed.get_value())
        } else {
            kind::choose(Callback::new(move |()| known.set(true)))
        }
    })
}

/// Makes the draft and goes to its first step.
fn begin(handed: Option<(String, handover::Waiting)>) -> AnyView {
    let failed = RwSignal::new(None::<ApiError>);
    let go = Go::here();
    let begun = handed
        .as_ref()
        .map(|(_, claim)| claim.form.clone())
        .unwrap_or_default();
    let begun = of_session(Session::here(), begun);
    // What is told to the server, the same in every try.
    let told = StoredValue::new(None::<(ClaimForm, Option<String>)>);
    // One key for all tries: a lost answer does not leave two drafts.
    let key = browser::random_key();
    let create = Callback::new(move |()| {
        failed.set(None);
        let (begun, key, handed) = (begun.clone(), key.clone(), handed.clone());
        spawn_local(async move {
            let (form, seller_from) = if let Some(told) = told.try_get_value().flatten() {
                told
            } else {
                let mut form = begun;
                let from = known::take_seller(&mut form).await;
                (form, from)
            };
            if told
                .try_set_value(Some((form.clone(), seller_from.clone())))
                .is_some()
            {
                // The reader has left, and wants no claim any more.
                return;
            }
            match api::create_claim(form, &key).await {
                Ok(claim) => {
                    if let Some((key, from)) = handed {
                        handover::taken(&key, &from, &claim.reference);
                    }
                    if let Some(last) = seller_from {
                        known::seller_is_from(&claim.reference, &last);
                    }
                    let first = ClaimPart::Step(Step::Association);
                    go.instead(&Place::claim(&claim.reference, first));
                }
                Err(error) => {
                    // The reader may have left.
                    failed.try_set(Some(error));
                }
            }
        });
    });
    create.run(());
    localized(move |texts| {
        let state = ui::live(move || match failed.get() {
            None => ui::waiting(texts),
            Some(error) => ui::failure(&error, texts, Some(create)),
        });
        view! {
            {ui::heading(texts.claims().new_claim)}
            {state}
        }
        .into_any()
    })
}

/// What need not be asked: what the portfolio handed over, and what the session tells.
pub(crate) fn of_session(session: Session, begun: ClaimForm) -> ClaimForm {
    let Some(user) = session.user() else {
        return begun;
    };
    let location = match user.organisation.as_ref().map(|at| at.locations.as_slice()) {
        Some([only]) => only.clone(),
        _ => String::new(),
    };
    ClaimForm {
        partner_location_id: location,
        partner_contact_name: user.name,
        partner_contact_email: user.email,
        ..begun
    }
}
