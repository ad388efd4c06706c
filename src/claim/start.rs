//! A new claim: a draft with what is known already, then the first step.

use claimdesk_recognition::claim::{ClaimForm, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::handover;
use crate::api::{self, ApiError};
use crate::app::Go;
use crate::browser;
use crate::i18n::localized;
use crate::paths::{ClaimPart, Place};
use crate::session::Session;
use crate::ui;

/// The page at `/claims/new`.
pub(crate) fn start() -> AnyView {
    let failed = RwSignal::new(None::<ApiError>);
    let go = Go::here();
    let query = window().location().search().unwrap_or_default();
    let handed = handover::handed(&query);
    let begun = handed
        .as_ref()
        .map(|(_, claim)| claim.form.clone())
        .unwrap_or_default();
    let form = known(Session::here(), begun);
    // One key for all tries: a lost answer does not leave two drafts.
    let key = browser::random_key();
    let create = Callback::new(move |()| {
        failed.set(None);
        let (form, key, handed) = (form.clone(), key.clone(), handed.clone());
        spawn_local(async move {
            match api::create_claim(form, &key).await {
                Ok(claim) => {
                    if let Some((key, from)) = handed {
                        handover::taken(&key, &from, &claim.reference);
                    }
                    let first = ClaimPart::Step(Step::Association);
                    go.instead(&Place::claim(&claim.reference, first));
                }
                Err(error) => failed.set(Some(error)),
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
fn known(session: Session, begun: ClaimForm) -> ClaimForm {
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
