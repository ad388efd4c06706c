//! Has the question to the customer sent again.

use axum::extract::State;
use claimdesk_protocol::Claim;

use super::{own, shown};
use crate::answer::{Answer, once};
use crate::app::App;
use crate::claims;
use crate::extract::{NoBody, Reference, Repeat, Version};
use crate::openapi::{MoveVersion, OnVersion, RepeatKey};
use crate::policy::Partner;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;

/// Sends the customer contact the question again, at most three times a day. The links they have
/// stay good.
#[utoipa::path(post, path = "/api/v1/claims/{reference}/customer-word", tag = "claims",
    params(("reference" = String, Path),
        OnVersion,
        RepeatKey),
    responses((status = 200, body = Claim, headers(("ETag" = String))), MoveVersion))]
pub async fn ask_again(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    version: Version,
    repeat: Repeat,
    body: NoBody,
) -> Outcome<Answer> {
    let key = repeat.of(&partner.user.id, &body.digest);
    once(&app, key.as_ref(), async {
        let file = own(&app, &partner, &reference).await?;
        if file.version != version.0 {
            return Err(Refusal::stale());
        }
        let now = app.now();
        let change = desk(&app).ask_again(&file, &partner.user, now)?;
        let file = claims::after(file, &change);
        let answer = Answer::ok(&shown(&app, &file).await?)?.version(file.version);
        let remember = answer.remembered(key.as_ref(), now);
        let written = app.store().change(change, remember).await?;
        answer.once_written(written, key.as_ref())
    })
    .await
}
