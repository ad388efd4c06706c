//! Second pairs of eyes, second looks, and decisions that are undone.

use std::future::Future;

use axum::extract::{FromRequest, FromRequestParts, Request, State};
use claimdesk_protocol::{Approval, LookTaken, LookWaiting, ReviewClaim, SecondLooks, Words};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{sent, shown};
use crate::answer::{Answer, once};
use crate::app::App;
use crate::claims::Said;
use crate::claims::quality::Case;
use crate::extract::{Json, Reference, Repeat, RequestKey, Version};
use crate::openapi::{OnVersion, Read, RepeatKey, WriteVersion};
use crate::policy::Reviewer;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;
use crate::store::{Change, Written};

/// What all of these acts come with: who acts on which claim in which version, and what they say.
pub struct Act<T> {
    pub(super) reviewer: Reviewer,
    pub(super) reference: String,
    pub(super) version: Version,
    pub(super) key: Option<RequestKey>,
    pub(super) said: T,
}

/// Read in the order in which handlers read them, so that a refusal is the same everywhere.
impl<T: DeserializeOwned + Serialize> FromRequest<App> for Act<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let reviewer = Reviewer::from_request_parts(&mut parts, app).await?;
        let Reference(reference) = Reference::from_request_parts(&mut parts, app).await?;
        let version = Version::from_request_parts(&mut parts, app).await?;
        let repeat = Repeat::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        let Json { value, digest } = Json::from_request(request, app).await?;
        Ok(Self {
            key: repeat.of(&reviewer.user.id, &digest),
            reviewer,
            reference,
            version,
            said: value,
        })
    }
}

impl<T> Act<T> {
    /// Loads the claim, asks for the change, and writes it.
    pub(super) async fn make<F>(
        self,
        app: &App,
        change: impl FnOnce(Case, Reviewer, T) -> F,
    ) -> Outcome<Answer>
    where
        F: Future<Output = Outcome<(Case, Change)>>,
    {
        let key = self.key;
        once(app, key.as_ref(), async {
            let reviewer = self.reviewer;
            let case = sent(app, &reviewer, &self.reference).await?;
            if self.version.0 != case.file.version {
                return Err(Refusal::stale());
            }
            let (case, change) = change(case, reviewer.clone(), self.said).await?;
            let case = case.after(&change);
            let answer =
                Answer::ok(&shown(app, &reviewer, &case).await?)?.version(case.file.version);
            let remember = answer.remembered(key.as_ref(), change.at);
            let needs_open = change
                .decision
                .as_ref()
                .and_then(|decision| decision.made.needs_open());
            let written = app.store().change(change, remember).await?;
            if let (Written::Stale, Some(month)) = (&written, needs_open)
                && app.store().posted_until().await? >= Some(month)
            {
                // Posted between the look and the act.
                return Err(Refusal::month_posted(month));
            }
            answer.once_written(written, key.as_ref())
        })
        .await
    }
}

/// Confirms an approval that a colleague proposed: the claim is approved. Without words of one's
/// own the partner reads the colleague's.
#[utoipa::path(post, path = "/api/v1/review/claims/{reference}/confirm", tag = "review",
    request_body = Approval,
    params(("reference" = String, Path),
        OnVersion,
        RepeatKey),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), WriteVersion))]
pub async fn confirm(State(app): State<App>, act: Act<Approval>) -> Outcome<Answer> {
    let app = &app;
    act.make(app, |case, reviewer, value| async move {
        reviewer.confirms(&case)?;
        let said = Said::optional(&value.note)?;
        let change = desk(app)
            .confirm(&case, &reviewer.user, said, app.now())
            .await?;
        tracing::info!(reference = case.file.reference, "proposal confirmed");
        Ok((case, change))
    })
    .await
}

/// Returns a proposed approval to who made it, or takes back one's own. The claim stays where it
/// is, and its clock runs on.
#[utoipa::path(post, path = "/api/v1/review/claims/{reference}/return", tag = "review",
    request_body = Words,
    params(("reference" = String, Path),
        OnVersion,
        RepeatKey),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), WriteVersion))]
pub async fn return_proposal(State(app): State<App>, act: Act<Words>) -> Outcome<Answer> {
    let app = &app;
    act.make(app, |case, reviewer, value| async move {
        reviewer.returns(&case)?;
        let said = Said::words(&value.note)?;
        let change = desk(app).return_proposal(&case, &reviewer.user, said, app.now())?;
        tracing::info!(reference = case.file.reference, "proposal returned");
        Ok((case, change))
    })
    .await
}

/// Undoes the decision that stands, with a reason that the partner reads too: its credits are
/// taken back by lines against them, and the claim is reviewed again. Only while the month in
/// which the decision begins to tell is not posted.
#[utoipa::path(post, path = "/api/v1/review/claims/{reference}/undo", tag = "review",
    request_body = Words,
    params(("reference" = String, Path),
        OnVersion,
        RepeatKey),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), WriteVersion))]
pub async fn undo(State(app): State<App>, act: Act<Words>) -> Outcome<Answer> {
    let app = &app;
    act.make(app, |case, reviewer, value| async move {
        reviewer.decides(&case.file)?;
        let said = Said::words(&value.note)?;
        let posted = app.store().posted_until().await?;
        let change = desk(app).undo(&case, posted, &reviewer.user, said, app.now())?;
        tracing::info!(reference = case.file.reference, "decision undone");
        Ok((case, change))
    })
    .await
}

/// Says whether a decision that was drawn for a second look is right. It stays as it is; what is
/// wrong is undone by an act of its own.
#[utoipa::path(post, path = "/api/v1/review/claims/{reference}/second-look", tag = "review",
    request_body = LookTaken,
    params(("reference" = String, Path),
        OnVersion,
        RepeatKey),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), WriteVersion))]
pub async fn second_look(State(app): State<App>, act: Act<LookTaken>) -> Outcome<Answer> {
    let app = &app;
    act.make(app, |case, reviewer, value| async move {
        reviewer.looks_again(&case)?;
        let said = if value.agrees {
            Said::optional(&value.note)?
        } else {
            Said::words(&value.note)?
        };
        let change = desk(app).look(&case, value.agrees, &reviewer.user, said, app.now())?;
        tracing::info!(reference = case.file.reference, "second look taken");
        Ok((case, change))
    })
    .await
}

/// Decisions that wait for a second look, the oldest first.
#[utoipa::path(get, path = "/api/v1/review/second-looks", tag = "review",
    responses((status = 200, body = SecondLooks), Read))]
pub async fn second_looks(State(app): State<App>, reviewer: Reviewer) -> Outcome<Answer> {
    let (looks, waiting) = app.store().waiting_looks(SecondLooks::SHOWN).await?;
    let looks = looks.into_iter().map(|look| LookWaiting {
        may_look: reviewer.may_look_again(
            &look.by.id,
            look.proposed_by.as_deref(),
            &look.organisation.id,
        ),
        reference: look.reference,
        organisation: look.organisation.name,
        customer_name: look.customer_name,
        decided: look.decided,
        by: look.by.name,
        at: look.at,
    });
    Answer::ok(&SecondLooks {
        waiting,
        looks: looks.collect(),
    })
}
