//! Holding a claim, and ending a hold.

use axum::extract::State;
use claimdesk_protocol::{Holding, ReviewClaim};

use super::quality::Act;
use crate::answer::Answer;
use crate::app::App;
use crate::claims::Said;
use crate::extract::{NoBody, Reference, Repeat, Version};
use crate::openapi::{MoveVersion, OnVersion, RepeatKey, WriteVersion};
use crate::policy::Reviewer;
use crate::problem::Outcome;
use crate::routes::desk;

/// Holds a claim that waits for a decision: nothing is decided until the hold ends, by itself or
/// by a reviewer. Both sides see who holds it and why; its clock runs on.
#[utoipa::path(post, path = "/api/v1/review/claims/{reference}/hold", tag = "review",
    request_body = Holding,
    params(("reference" = String, Path),
        OnVersion,
        RepeatKey),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), WriteVersion))]
pub async fn hold(State(app): State<App>, act: Act<Holding>) -> Outcome<Answer> {
    let app = &app;
    act.make(app, |case, reviewer, value| async move {
        reviewer.decides(&case.file)?;
        let said = Said::words(&value.note)?;
        let (desk, user) = (desk(app), &reviewer.user);
        let change = desk.hold(&case.file, value.reason, value.days, user, said, app.now())?;
        tracing::info!(reference = case.file.reference, "claim held");
        Ok((case, change))
    })
    .await
}

/// Ends a hold before its time.
#[utoipa::path(post, path = "/api/v1/review/claims/{reference}/end-hold", tag = "review",
    params(("reference" = String, Path),
        OnVersion,
        RepeatKey),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), MoveVersion))]
pub async fn end_hold(
    State(app): State<App>,
    reviewer: Reviewer,
    Reference(reference): Reference,
    version: Version,
    repeat: Repeat,
    body: NoBody,
) -> Outcome<Answer> {
    let act = Act {
        key: repeat.of(&reviewer.user.id, &body.digest),
        reviewer,
        reference,
        version,
        said: (),
    };
    let app = &app;
    act.make(app, |case, reviewer, ()| async move {
        reviewer.decides(&case.file)?;
        let change = desk(app).end_hold(&case.file, Some(&reviewer.user), app.now())?;
        tracing::info!(reference = case.file.reference, "hold ended");
        Ok((case, change))
    })
    .await
}
