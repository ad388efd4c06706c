//! A new claim: a draft with what is known already, then the first step.

use claimdesk_recognition::claim::{ClaimForm, Step};
use leptos::prelude::*;
use leptos::task::spawn_local;

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
    let form = known(Session::here());
    // One key for all tries: a lost answer does not leave two drafts.
    let key = browser::random_key();
    let create = Callback::new(move |()| {
        failed.set(None);
        let (form, key) = (form.clone(), key.clone());
        spawn_local(async move {
            match api::create_claim(form, &key).await {
                Ok(claim) => {
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

/// What need not be asked.
fn known(session: Session) -> ClaimForm {
    let Some(user) = session.user() else {
        return ClaimForm::default();
    };
    let location = match user.organisation.as_ref().map(|at| at.locations.as_slice()) {
        Some([only]) => only.clone(),
        _ => String::new(),
    };
    ClaimForm {
        partner_location_id: location,
        partner_contact_name: user.name,
        partner_contact_email: user.email,
        ..ClaimForm::default()
    }
}
