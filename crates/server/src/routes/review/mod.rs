//! The reviewers' side.

pub mod assign;
pub mod figures;
pub mod moves;

use axum::extract::State;
use claimdesk_protocol::{
    Colleague, CompetingClaim, PartnerCount, ReviewClaim, ReviewQueue, StateCount,
};
use claimdesk_recognition::claim::ClaimState;
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
use crate::problem::{Outcome, Refusal};
use crate::store::{ClaimFile, Held, Person, QueueFilter};

/// Whose claims.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Whose {
    /// `mine` for the claims this reviewer has, `nobody` for those that nobody has, `free` for
    /// those of both that this reviewer may decide.
    held: Option<String>,
    /// Only claims of the partner with this ID.
    organisation: Option<String>,
}

impl Whose {
    fn held(&self, reviewer: &Reviewer) -> Outcome<Option<Held>> {
        match self.held.as_deref() {
            None | Some("") => Ok(None),
            Some("mine") => Ok(Some(Held::By(reviewer.user.id.clone()))),
            Some("nobody") => Ok(Some(Held::Nobody)),
            Some("free") => Ok(Some(reviewer.free())),
            Some(_) => Err(Refusal::field(
                "held",
                "not_offered",
                "Claims are asked for by `mine`, `nobody` or `free`, or without this.",
            )),
        }
    }
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
        held: whose.held(&reviewer)?,
        organisation_id: whose.organisation.filter(|id| !id.is_empty()),
        after,
        limit: limit + 1,
    };
    let mut rows = app.store().queue(filter).await?;
    let next = paging::cut(&mut rows, limit, |row| (row.queue_at, &row.reference));
    let counts = app.store().counts(None).await?;
    let partners = app.store().waiting_partners().await?;
    let partner = |(Person { id, name }, count)| PartnerCount { id, name, count };
    Answer::ok(&ReviewQueue {
        now: app.now(),
        counts: state_counts(counts),
        partners: partners.into_iter().map(partner).collect(),
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
    Ok(Answer::ok(&shown(&app, &reviewer, &file).await?)?.version(file.version))
}

fn state_counts(counts: Vec<(ClaimState, i64)>) -> Vec<StateCount> {
    let count = |(state, count)| StateCount { state, count };
    counts.into_iter().map(count).collect()
}

fn colleague(id: &str, name: &str) -> Colleague {
    Colleague {
        id: id.to_owned(),
        name: name.to_owned(),
    }
}

async fn sent(app: &App, reviewer: &Reviewer, reference: &str) -> Outcome<ClaimFile> {
    reviewer.sees(expiry::read(app, reference).await?, reference)
}

async fn shown(app: &App, reviewer: &Reviewer, file: &ClaimFile) -> Outcome<ReviewClaim> {
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
    let reviewers = app.store().reviewers().await?;
    let partner = app.store().counts(Some(&file.organisation.id)).await?;
    Ok(ReviewClaim {
        claim: view::claim(file, assessment, app.programme(), app.now()),
        reviewer: file
            .reviewer
            .as_ref()
            .map(|person| colleague(&person.id, &person.name)),
        colleagues: reviewers
            .iter()
            .filter(|user| !Reviewer::is_own(user, file))
            .map(|user| colleague(&user.id, &user.name))
            .collect(),
        own: Reviewer::is_own(&reviewer.user, file),
        partner: state_counts(partner),
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
