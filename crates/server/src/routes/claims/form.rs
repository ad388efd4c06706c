//! Saving the answers.

use axum::extract::State;
use claimdesk_protocol::{Claim, SaveForm};

use super::{own, shown};
use crate::answer::Answer;
use crate::app::App;
use crate::claims;
use crate::extract::{Json, Reference, Version};
use crate::openapi::{OnVersion, WriteVersion};
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;

/// Saves the answers of a draft, or what may be changed while the reviewer waits for an answer.
#[utoipa::path(put, path = "/api/v1/claims/{reference}/form", tag = "claims", request_body = SaveForm,
    params(("reference" = String, Path), OnVersion),
    responses((status = 200, body = Claim, headers(("ETag" = String))), WriteVersion))]
pub async fn save(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    version: Version,
    Json { value, .. }: Json<SaveForm>,
) -> Outcome<Answer> {
    let file = own(&app, &partner, &reference).await?;
    if file.version != version.0 {
        return Err(Refusal::stale());
    }
    let change = desk(&app).edit(&file, value.form, app.now())?;
    let file = claims::after(file, &change);
    let answer = Answer::ok(&shown(&app, &file).await?)?.version(file.version);
    let written = app.store().change(change, None).await?;
    answer.once_written(written, None)
}
