//! The reviewers' moves.

use axum::extract::State;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{
    Approval, Asked as Question, RejectReason, Rejection, ReviewClaim, Words,
};
use claimdesk_recognition::claim::{ClaimState, Move};

use super::{sent, shown};
use crate::answer::{Answer, once};
use crate::app::App;
use crate::claims::Said;
use crate::extract::{Json, NoBody, Reference, Repeat, RequestKey, Version};
use crate::openapi::{MoveOne, OnVersion, RepeatKey, WriteVersion};
use crate::policy::Reviewer;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;
use crate::store::{Change, ClaimFile};

/// Everything a move of a reviewer comes with.
struct Asking {
    reviewer: Reviewer,
    reference: String,
    /// Not needed for opening, which changes no answer.
    version: Option<Version>,
    key: Option<RequestKey>,
}

async fn make(app: &App, asking: Asking, made: Move, said: Outcome<Said>) -> Outcome<Answer> {
    let Asking {
        reviewer,
        reference,
        version,
        key,
    } = asking;
    once(app, key.as_ref(), async {
        let case = sent(app, &reviewer, &reference).await?;
        let file = &case.file;
        if made == Move::Open {
            reviewer.opens(file)?;
        } else {
            reviewer.decides(file)?;
        }
        if version.is_some_and(|version| version.0 != file.version) {
            return Err(Refusal::stale());
        }
        let mine = file
            .reviewer
            .as_ref()
            .is_some_and(|person| person.id == reviewer.user.id);
        if made == Move::Open && mine && file.life.state == ClaimState::UnderReview {
            // Opened again by the one who has it open: nothing to change.
            return Ok(Answer::ok(&shown(app, &reviewer, &case).await?)?.version(file.version));
        }
        let now = app.now();
        case.nobody_else_proposed()?;
        file.not_held()?;
        let said = said?;
        let change = if made == Move::Approve && app.quality().needs_second_eyes(&file.form) {
            proposal(app, &reviewer, file, said, now).await?
        } else {
            desk(app)
                .plan(file, made, Some(&reviewer.user), said, now)
                .await?
        };
        let case = case.after(&change);
        let answer = Answer::ok(&shown(app, &reviewer, &case).await?)?.version(case.file.version);
        let remember = answer.remembered(key.as_ref(), now);
        let written = app.store().change(change, remember).await?;
        let answer = answer.once_written(written, key.as_ref())?;
        tracing::info!(reference, made = made.as_str(), "claim moved");
        Ok(answer)
    })
    .await
}

/// The change that proposes the approval to those who may confirm it.
async fn proposal(
    app: &App,
    reviewer: &Reviewer,
    file: &ClaimFile,
    said: Said,
    now: DateTime<Utc>,
) -> Outcome<Change> {
    let desk = desk(app);
    let seller = desk.seller(file).await?.map(|seller| seller.id);
    let (me, claiming) = (&reviewer.user, &file.organisation.id);
    let mut reviewers = app.store().reviewers().await?;
    reviewers.retain(|user| Reviewer::may_confirm(user, &me.id, claiming, seller.as_deref()));
    desk.propose(file, seller, &reviewers, me, said, now)
}

/// Opens a claim for review.
#[utoipa::path(post, path = "/api/v1/review/claims/{reference}/open", tag = "review",
    params(("reference" = String, Path),
        RepeatKey),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), MoveOne))]
pub async fn open(
    State(app): State<App>,
    reviewer: Reviewer,
    Reference(reference): Reference,
    repeat: Repeat,
    body: NoBody,
) -> Outcome<Answer> {
    let key = repeat.of(&reviewer.user.id, &body.digest);
    make(
        &app,
        Asking {
            reviewer,
            reference,
            version: None,
            key,
        },
        Move::Open,
        Ok(Said::default()),
    )
    .await
}

macro_rules! decisions {
    ($($(#[$doc:meta])* $name:ident $path:literal $made:expr, $body:ty, $said:ident;)+) => {$(
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "review", request_body = $body,
            params(("reference" = String, Path),
                OnVersion,
                RepeatKey),
            responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), WriteVersion))]
        pub async fn $name(
            State(app): State<App>,
            reviewer: Reviewer,
            Reference(reference): Reference,
            version: Version,
            repeat: Repeat,
            Json { value, digest }: Json<$body>,
        ) -> Outcome<Answer> {
            let key = repeat.of(&reviewer.user.id, &digest);
            let said = $said(&value);
            make(&app, Asking { reviewer, reference, version: Some(version), key }, $made, said).await
        }
    )+};
}

decisions! {
    /// Accepts a claim: both partners are credited from the following month. Of a claim that
    /// brings more than an installation lets one reviewer approve, it is a proposal, and the claim
    /// stays where it is until another reviewer confirms it.
    approve "/api/v1/review/claims/{reference}/approve" Move::Approve, Approval,
        approved;
    /// Does not accept a claim, with a reason.
    reject "/api/v1/review/claims/{reference}/reject" Move::Reject, Rejection, rejected;
    /// Asks the partner for something; the review's clock stands still meanwhile.
    ask "/api/v1/review/claims/{reference}/ask" Move::Ask, Question, asked;
    /// The customer declined after approval: the credit ends.
    decline "/api/v1/review/claims/{reference}/decline" Move::Decline, Words, declined;
}

fn approved(body: &Approval) -> Outcome<Said> {
    Said::optional(&body.note)
}

fn rejected(body: &Rejection) -> Outcome<Said> {
    if !RejectReason::OFFERED.contains(&body.reason) {
        return Err(Refusal::field(
            "reason",
            "not_offered",
            "This reason is the clock's own. Choose another one.",
        ));
    }
    Ok(Said {
        reason: Some(body.reason),
        ..Said::words(&body.note)?
    })
}

fn asked(body: &Question) -> Outcome<Said> {
    let mut fields = body.fields.clone();
    fields.sort_unstable();
    fields.dedup();
    Ok(Said {
        fields,
        ..Said::words(&body.note)?
    })
}

fn declined(body: &Words) -> Outcome<Said> {
    Ok(Said {
        reason: Some(RejectReason::CustomerDeclined),
        ..Said::words(&body.note)?
    })
}
