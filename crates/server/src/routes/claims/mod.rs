//! A partner's claims.

pub mod calendar;
pub mod customer;
pub mod customers;
pub mod evidence;
pub mod export;
pub mod final_proof;
pub mod form;
pub mod list;
pub mod moves;
pub mod papers;
pub mod uploads;

use axum::extract::State;
use claimdesk_protocol::{Claim, SaveForm};
use claimdesk_recognition::claim::{ClaimState, Life};

use super::desk;
use crate::answer::{Answer, once};
use crate::app::App;
use crate::claims::{self, expiry, view};
use crate::extract::{Json, Reference, Repeat};
use crate::ids;
use crate::openapi::{ReadOne, RepeatKey, Write};
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::store::{ClaimFile, NewClaim};

/// Begins a draft.
#[utoipa::path(post, path = "/api/v1/claims", tag = "claims", request_body = SaveForm,
    params(RepeatKey),
    responses((status = 201, body = Claim, headers(("Location" = String), ("ETag" = String))), Write))]
pub async fn create(
    State(app): State<App>,
    partner: Partner,
    repeat: Repeat,
    Json { value, digest }: Json<SaveForm>,
) -> Outcome<Answer> {
    let key = repeat.of(&partner.user.id, &digest);
    once(&app, key.as_ref(), async {
        let form = value.form.tidied();
        let over = form.over_limits();
        if !over.is_empty() {
            return Err(Refusal::form(&over));
        }
        let now = app.now();
        let reference = ids::reference()?;
        let queue_at = claims::queue_at(&Life::default(), app.programme());
        let file = ClaimFile {
            reference: reference.clone(),
            organisation: partner.organisation.clone(),
            version: 1,
            changed_at: now,
            form: form.clone(),
            life: Life::default(),
            assessment: None,
            asked: None,
            customer: None,
            hold: None,
            reviewer: None,
            evidence: Vec::new(),
            events: Vec::new(),
            credits: Vec::new(),
        };
        let answer = Answer::created(
            &shown(&app, &file).await?,
            format!("/api/v1/claims/{reference}"),
        )?;
        let claim = NewClaim {
            reference,
            organisation_id: partner.organisation.id.clone(),
            form,
            at: now,
            queue_at,
        };
        let answer = answer.version(1);
        let remember = answer.remembered(key.as_ref(), now);
        let written = app.store().add_claim(claim, remember).await?;
        answer.once_written(written, key.as_ref())
    })
    .await
}

/// One claim.
#[utoipa::path(get, path = "/api/v1/claims/{reference}", tag = "claims",
    params(("reference" = String, Path)),
    responses((status = 200, body = Claim, headers(("ETag" = String))), ReadOne))]
pub async fn read(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
) -> Outcome<Answer> {
    let file = own(&app, &partner, &reference).await?;
    Ok(Answer::ok(&shown(&app, &file).await?)?.version(file.version))
}

/// The claim, if it is there for this partner.
async fn own(app: &App, partner: &Partner, reference: &str) -> Outcome<ClaimFile> {
    partner.sees(expiry::read(app, reference).await?, reference)
}

/// The claim as its partner sees it: judged now while it is a draft, and as it was judged
/// when it was sent from then on.
async fn shown(app: &App, file: &ClaimFile) -> Outcome<Claim> {
    let stored = file
        .assessment
        .clone()
        .filter(|_| file.life.state != ClaimState::Draft);
    let assessment = match stored {
        Some(assessment) => assessment,
        None => {
            desk(app)
                .assess(&file.organisation, &file.form, &file.evidence, app.now())
                .await?
        }
    };
    Ok(view::own_claim(
        file,
        assessment,
        app.programme(),
        app.now(),
    ))
}
