//! The reviewers' side.

pub mod moves;

use axum::extract::State;
use claimdesk_protocol::{CompetingClaim, ReviewClaim, ReviewQueue, StateCount};
use claimdesk_recognition::claim::form::day;
use claimdesk_recognition::names::Guid;
use serde::Deserialize;

use super::desk;
use super::paging::{self, Listing};
use crate::answer::Answer;
use crate::app::App;
use crate::claims::{expiry, view};
use crate::extract::{Asked, Reference};
use crate::openapi::{List, ReadOne};
use crate::policy::Reviewer;
use crate::problem::Outcome;
use crate::store::{ClaimFile, QueueFilter};

/// Whose claims.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Whose {
    /// `true` for the claims this reviewer opened.
    mine: Option<bool>,
}

/// The queue by due time, what is overdue first. Without a state: everything that waits for
/// a reviewer.
#[utoipa::path(get, path = "/api/v1/review/claims", tag = "review", params(Listing, Whose),
    responses((status = 200, body = ReviewQueue), List))]
pub async fn queue(
    State(app): State<App>,
    reviewer: Reviewer,
    Asked(listing): Asked<Listing>,
    Asked(whose): Asked<Whose>,
) -> Outcome<Answer> {
    let (state, after, limit) = (listing.state()?, listing.after()?, listing.limit()?);
    expiry::sweep(&app).await?;
    let filter = QueueFilter {
        state,
        reviewer_id: (whose.mine == Some(true)).then(|| reviewer.user.id.clone()),
        after,
        limit: limit + 1,
    };
    let mut rows = app.store().queue(filter).await?;
    let next = paging::cut(&mut rows, limit, |row| (row.queue_at, &row.reference));
    let counts = app.store().counts().await?;
    Answer::ok(&ReviewQueue {
        now: app.now(),
        counts: counts
            .into_iter()
            .map(|(state, count)| StateCount { state, count })
            .collect(),
        claims: rows
            .into_iter()
            .map(|row| view::summary(row, app.programme()))
            .collect(),
        next,
    })
}

/// What to decide on.
#[utoipa::path(get, path = "/api/v1/review/claims/{reference}", tag = "review",
    params(("reference" = String, Path)),
    responses((status = 200, body = ReviewClaim, headers(("ETag" = String))), ReadOne))]
pub async fn read(
    State(app): State<App>,
    reviewer: Reviewer,
    Reference(reference): Reference,
) -> Outcome<Answer> {
    let file = sent(&app, &reviewer, &reference).await?;
    Ok(Answer::ok(&shown(&app, &file).await?)?.version(file.version))
}

async fn sent(app: &App, reviewer: &Reviewer, reference: &str) -> Outcome<ClaimFile> {
    reviewer.sees(expiry::read(app, reference).await?, reference)
}

async fn shown(app: &App, file: &ClaimFile) -> Outcome<ReviewClaim> {
    let assessment = match file.assessment.clone() {
        Some(assessment) => assessment,
        None => {
            desk(app)
                .assess(
                    &file.organisation,
                    &file.form,
                    file.evidence.len(),
                    app.now(),
                )
                .await?
        }
    };
    let rivals = match Guid::parse(&file.form.subscription_id) {
        Some(subscription) => {
            app.store()
                .rivals(subscription, &file.organisation.id)
                .await?
        }
        None => Vec::new(),
    };
    let effect = desk(app).effect(file, app.now()).await?;
    Ok(ReviewClaim {
        claim: view::claim(file, assessment, app.programme()),
        reviewer: file.reviewer.as_ref().map(|person| person.name.clone()),
        competing: rivals
            .into_iter()
            .map(|rival| CompetingClaim {
                reference: rival.reference,
                organisation: rival.organisation,
                state: rival.state,
                acknowledged_on: day(&rival.form.acknowledged_on),
            })
            .collect(),
        effect: effect.iter().map(view::credit).collect(),
    })
}
