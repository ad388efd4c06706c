//! A partner's recognition.

use axum::extract::State;
use claimdesk_protocol::Credits;

use crate::answer::Answer;
use crate::app::App;
use crate::claims::view;
use crate::openapi::Read;
use crate::policy::Partner;
use crate::problem::Outcome;

/// The own organisation's credits, as influencing and as transacting partner.
#[utoipa::path(get, path = "/api/v1/credits", tag = "claims", responses((status = 200, body = Credits), Read))]
pub async fn list(State(app): State<App>, partner: Partner) -> Outcome<Answer> {
    let credits = app.store().credits(&partner.organisation.id).await?;
    Answer::ok(&Credits {
        credits: credits.iter().map(view::own_credit).collect(),
    })
}
