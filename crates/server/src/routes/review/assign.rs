//! Who reviews a claim: taken, handed over, or put back for anybody.

use axum::extract::State;
use claimdesk_protocol::{Assignment, ReviewClaim};

use super::{sent, shown};
use crate::answer::{Answer, once};
use crate::app::App;
use crate::extract::{Json, Reference, Repeat, Version};
use crate::openapi::{OnVersion, RepeatKey, WriteVersion};
use crate::policy::Reviewer;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;

/// Gives a claim that waits for a reviewer to one of them, or back to all. Its state and
/// its clock stay as they are.
#[utoipa::path(post, path = "/api/v1/review/claims/{reference}/assign", tag = "review",
    request_body = Assignment,
    params(("reference" = String, Path),
        OnVersion,
        RepeatKey),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), WriteVersion))]
pub async fn assign(
    State(app): State<App>,
    reviewer: Reviewer,
    Reference(reference): Reference,
    version: Version,
    repeat: Repeat,
    Json { value, digest }: Json<Assignment>,
) -> Outcome<Answer> {
    let key = repeat.of(&reviewer.user.id, &digest);
    once(&app, key.as_ref(), async {
        let case = sent(&app, &reviewer, &reference).await?;
        let file = &case.file;
        reviewer.decides(file)?;
        if version.0 != file.version {
            return Err(Refusal::stale());
        }
        // While the partner answers, a hand-over would make the version they write on a stale one.
        if !file.life.state.waits_for_reviewer() {
            return Err(Refusal::not_now(
                "No reviewer is waited for now: the claim is decided, withdrawn, or with the partner.",
            ));
        }
        let reviewers = app.store().reviewers().await?;
        let to = match value.to.as_deref() {
            Some(id) => Some(reviewer.hands_over(file, &reviewers, id)?),
            None => None,
        };
        let had = file.reviewer.as_ref().map(|person| person.id.as_str());
        if had == to.map(|user| user.id.as_str()) {
            // They have it already: nothing to change.
            return Ok(Answer::ok(&shown(&app, &reviewer, &case).await?)?.version(file.version));
        }
        let now = app.now();
        let change = desk(&app).assign(file, to, &reviewer.user, now);
        let case = case.after(&change);
        let answer = Answer::ok(&shown(&app, &reviewer, &case).await?)?.version(case.file.version);
        let remember = answer.remembered(key.as_ref(), now);
        let written = app.store().change(change, remember).await?;
        let answer = answer.once_written(written, key.as_ref())?;
        tracing::info!(reference, "claim given to a reviewer");
        Ok(answer)
    })
    .await
}
