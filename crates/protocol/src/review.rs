//! The reviewers' side.

use chrono::{DateTime, NaiveDate, Utc};
use claimdesk_recognition::claim::ClaimState;
use serde::{Deserialize, Serialize};

use crate::claims::{Claim, ClaimSummary, CreditLine, RejectReason};
use crate::quality::{History, Proposal, StandingDecision};

/// `GET /api/v1/review/claims`: the queue by due time, what is overdue first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewQueue {
    /// The server's time, by which lateness is told.
    pub now: DateTime<Utc>,
    /// How many claims stand in each state that a reviewer sees.
    pub counts: Vec<StateCount>,
    /// Partners with claims that wait for a reviewer, by name.
    pub partners: Vec<PartnerCount>,
    /// How many approvals wait for a second reviewer.
    pub second_eyes: i64,
    /// The claims of this page.
    pub claims: Vec<ClaimSummary>,
    /// Hand this back as `cursor` for the next page.
    pub next: Option<String>,
}

/// How many claims stand in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StateCount {
    /// The state.
    pub state: ClaimState,
    /// How many.
    pub count: i64,
}

/// How many of a partner's claims wait for a reviewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerCount {
    /// The organisation's ID, as the queue's `organisation` takes it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: i64,
}

/// Somebody who decides claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleague {
    /// ID.
    pub id: String,
    /// Name.
    pub name: String,
}

/// `GET /api/v1/review/claims/{reference}`: what a reviewer decides on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewClaim {
    /// The claim.
    pub claim: Claim,
    /// The reviewer who has it.
    pub reviewer: Option<Colleague>,
    /// Reviewers who may have it: all but those of the claiming organisation, by name.
    pub colleagues: Vec<Colleague>,
    /// True where it is the own organisation's, which the reader may not decide.
    pub own: bool,
    /// The claiming organisation's claims that were ever sent, by state.
    pub partner: Vec<StateCount>,
    /// Other claims of the same kind on the same subscription.
    pub competing: Vec<CompetingClaim>,
    /// What approval now would give both partners.
    pub effect: Vec<CreditLine>,
    /// The US dollars a month above which an approval needs a second reviewer, where this claim
    /// brings more: approving it is a proposal.
    pub second_eyes_above: Option<String>,
    /// The approval that waits for a second pair of eyes.
    pub proposal: Option<Proposal>,
    /// The decision by which it stands where it stands, where a reviewer made one.
    pub decision: Option<StandingDecision>,
    /// The most days for which it can be held.
    pub longest_hold: u32,
    /// What came before.
    pub history: History,
}

/// Another claim on the same subscription, for comparing both proofs: the newer one counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CompetingClaim {
    /// Its reference.
    pub reference: String,
    /// Its organisation.
    pub organisation: String,
    /// Its state.
    pub state: ClaimState,
    /// The date of the customer's acknowledgement, where it can be read.
    pub acknowledged_on: Option<NaiveDate>,
}

/// `POST /api/v1/review/claims/{reference}/assign`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assignment {
    /// The ID of the reviewer who has it from now on: the reader's own to take it, a colleague's
    /// to hand it over, `null` to put it back for anybody.
    pub to: Option<String>,
}

/// `POST /api/v1/review/claims/{reference}/approve`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Approval {
    /// Words for the partner, at most 2,000 characters; may be empty.
    #[serde(default)]
    pub note: String,
}

/// `POST /api/v1/review/claims/{reference}/reject`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rejection {
    /// From the list.
    pub reason: RejectReason,
    /// In words, 1 to 2,000 characters.
    pub note: String,
}
