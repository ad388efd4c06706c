//! The reviewers' side.

pub mod assign;
pub mod figures;
pub mod holds;
pub mod moves;
pub mod quality;

use axum::extract::State;
use claimdesk_protocol::{
    ClaimSummary, Colleague, CompetingClaim, History, Look, PartnerCount, Proposal, Proposed,
    ReviewClaim, ReviewQueue, StandingDecision, StateCount, Undoable, User,
};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::ClaimState;
use claimdesk_recognition::claim::form::day;
use claimdesk_recognition::claim::quality::tells_from;
use claimdesk_recognition::names::Guid;
use serde::Deserialize;

use super::desk;
use super::paging::{self, Page};
use crate::answer::Answer;
use crate::app::App;
use crate::claims::quality::Case;
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
    /// Only claims in this state.
    #[param(value_type = Option<ClaimState>, inline)]
    state: Option<String>,
    /// `mine` for the claims this reviewer has, `nobody` for those that nobody has, `free` for
    /// those of both that this reviewer may decide.
    held: Option<String>,
    /// Only claims of the partner with this ID.
    organisation: Option<String>,
    /// `second_eyes` for the claims whose approval waits for a second reviewer.
    waits: Option<String>,
}

impl Whose {
    fn for_second_eyes(&self) -> Outcome<bool> {
        match self.waits.as_deref() {
            None | Some("") => Ok(false),
            Some("second_eyes") => Ok(true),
            Some(_) => Err(Refusal::field(
                "waits",
                "not_offered",
                "Claims are asked for by `second_eyes`, or without this.",
            )),
        }
    }

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
#[utoipa::path(get, path = "/api/v1/review/claims", tag = "review", params(Whose, Page),
    responses((status = 200, body = ReviewQueue), List))]
pub async fn queue(
    State(app): State<App>,
    reviewer: Reviewer,
    Asked(whose): Asked<Whose>,
    Asked(page): Asked<Page>,
) -> Outcome<Answer> {
    let state = paging::state(whose.state.as_deref())?;
    let (after, limit) = (page.after(paging::by_time)?, page.limit()?);
    expiry::sweep(&app).await?;
    let filter = QueueFilter {
        state,
        held: whose.held(&reviewer)?,
        for_second_eyes: whose.for_second_eyes()?,
        organisation_id: whose.organisation.filter(|id| !id.is_empty()),
        after,
        limit: limit + 1,
    };
    let mut rows = app.store().queue(filter).await?;
    let next = paging::cut(&mut rows, limit, |row| (row.queue_at, &row.reference));
    let counts = app.store().counts(None).await?;
    let partners = app.store().waiting_partners().await?;
    let partner = |(Person { id, name }, count)| PartnerCount { id, name, count };
    let references: Vec<&str> = rows.iter().map(|row| row.reference.as_str()).collect();
    let proposals = app.store().proposals(&references).await?;
    let proposed = |reference: &str| {
        let row = proposals.iter().find(|row| row.reference == reference)?;
        let (by, seller) = (&row.by.id, row.seller_id.as_deref());
        Some(Proposed {
            by: row.by.name.clone(),
            at: row.at,
            may_confirm: Reviewer::may_confirm(&reviewer.user, by, &row.organisation_id, seller),
        })
    };
    Answer::ok(&ReviewQueue {
        now: app.now(),
        counts: state_counts(counts),
        partners: partners.into_iter().map(partner).collect(),
        second_eyes: app.store().waiting_for_second_eyes().await?,
        claims: rows
            .into_iter()
            .map(|row| ClaimSummary {
                proposed: proposed(&row.reference),
                ..view::summary(row, app.programme())
            })
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
    let case = sent(&app, &reviewer, &reference).await?;
    Ok(Answer::ok(&shown(&app, &reviewer, &case).await?)?.version(case.file.version))
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

async fn sent(app: &App, reviewer: &Reviewer, reference: &str) -> Outcome<Case> {
    let file = reviewer.sees(expiry::read(app, reference).await?, reference)?;
    // Read after the claim: whatever is decided between makes the claim's version an old one.
    let last = app.store().last_decision(reference).await?;
    Ok(Case { file, last })
}

async fn shown(app: &App, reviewer: &Reviewer, case: &Case) -> Outcome<ReviewClaim> {
    let file = &case.file;
    let assessment = match file.assessment.clone() {
        Some(assessment) => assessment,
        None => {
            desk(app)
                .assess(&file.organisation, &file.form, &file.evidence, app.now())
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
    let posted = app.store().posted_until().await?;
    let quality = app.quality();
    let second_eyes_above = quality
        .second_eyes_above
        .filter(|_| quality.needs_second_eyes(&file.form));
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
        second_eyes_above: second_eyes_above.map(|amount| amount.to_string()),
        proposal: proposal(case, reviewer, &reviewers),
        decision: decision(case, reviewer, posted),
        longest_hold: quality.longest_hold,
        history: history(app, file).await?,
    })
}

fn proposal(case: &Case, reviewer: &Reviewer, reviewers: &[User]) -> Option<Proposal> {
    let proposal = case.proposal()?;
    let (by, claiming) = (&proposal.last.by, &case.file.organisation.id);
    let may = |user: &User| Reviewer::may_confirm(user, &by.id, claiming, proposal.seller_id);
    Some(Proposal {
        by: by.name.clone(),
        at: proposal.last.at,
        note: proposal.last.note.clone(),
        may_confirm: may(&reviewer.user),
        mine: by.id == reviewer.user.id,
        confirmers: reviewers
            .iter()
            .filter(|user| may(user))
            .map(|user| colleague(&user.id, &user.name))
            .collect(),
    })
}

fn decision(case: &Case, reviewer: &Reviewer, posted: Option<Month>) -> Option<StandingDecision> {
    let standing = case.standing()?;
    let own = Reviewer::is_own(&reviewer.user, &case.file);
    let month = tells_from(standing.decision.at);
    let look = standing.look.map(|look| {
        let looked = look.looked.as_ref();
        Look {
            may_look: looked.is_none() && reviewer.looks_again(case).is_ok(),
            by: looked.map(|looked| looked.by.clone()),
            at: looked.map(|looked| looked.at),
            agrees: looked.map(|looked| looked.agrees),
            note: looked.and_then(|looked| looked.note.clone()),
        }
    });
    Some(StandingDecision {
        decided: standing.decision.decided,
        at: standing.decision.at,
        by: standing.last.by.name.clone(),
        proposed_by: standing.proposed_by.map(|person| person.name.clone()),
        month,
        undo: if own {
            Undoable::NotByReader
        } else if posted.is_some_and(|posted| month <= posted) {
            Undoable::Posted
        } else {
            Undoable::Yes
        },
        look,
    })
}

async fn history(app: &App, file: &ClaimFile) -> Outcome<History> {
    let store = app.store();
    let (customer, customer_counts) = match Guid::parse(&file.form.customer_tenant_id) {
        Some(tenant) => {
            store
                .customers_past(tenant, &file.reference, History::SHOWN)
                .await?
        }
        None => (Vec::new(), Vec::new()),
    };
    Ok(History {
        customer,
        customer_counts,
        partner: store
            .partners_past(&file.organisation.id, &file.reference, History::SHOWN)
            .await?,
    })
}
