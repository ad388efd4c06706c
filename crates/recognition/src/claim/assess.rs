//! What the rules say of a claim: every rule, met or not, with its severity and sources.
//!
//! All rules are evaluated every time, and the decision is read off the list afterwards, so
//! that page, reviewer and API see the same reasons. `recognition.md` section 5.

mod assessor;
mod judge;
mod plain;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use assessor::{Assessor, Judged, Verdict};

use super::form::{ClaimForm, FieldId};
use crate::programme::TrackId;
use crate::{Hundredths, Month, Programme, names};

/// The rules of the assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RuleId {
    /// Every product is a Business Applications workload.
    BusinessApplicationsWorkload,
    /// Submitted on or after the day from which CSP subscriptions are recognised.
    RecognisedSince,
    /// The claiming partner does not sell this subscription: it would be credited already.
    NotTheTransactingPartner,
    /// The subscription is active or in grace on the day of submission.
    SubscriptionActive,
    /// Tenant ID and subscription ID are GUIDs, the domain is well formed.
    IdentifiersWellFormed,
    /// The location is one of the partner's enrolled ones.
    LocationEnrolled,
    /// Both contacts are named.
    ContactsPresent,
    /// At least one file proves the work.
    ProofAttached,
    /// None of the files is provisional: the final proof is there.
    ProofFinal,
    /// The customer's acknowledgement is dated, not in the future, not too old.
    AcknowledgementDated,
    /// The proof names the claim's tenant, domain and products.
    ProofMatchesClaim,
    /// Another partner holds an association of the same kind on the subscription.
    CompetingClaim,
    /// The subscription may be too new to be visible.
    RecentlyProvisioned,
    /// A pair's revenue is under the floor.
    UnderTheFloor,
    /// A pair counts for this partner already.
    AlreadyCounts,
    /// The subscription ends soon; its successor needs a new claim.
    EndsWithinAYear,
    /// A Microsoft page still lists "subscription is CSP" as an error.
    CspListedAsError,
    /// Incentive earnings do not change.
    IncentivesUnchanged,
}

impl RuleId {
    /// Every rule, in the order of the assessment.
    pub const ALL: [Self; 18] = [
        Self::BusinessApplicationsWorkload,
        Self::RecognisedSince,
        Self::NotTheTransactingPartner,
        Self::SubscriptionActive,
        Self::IdentifiersWellFormed,
        Self::LocationEnrolled,
        Self::ContactsPresent,
        Self::ProofAttached,
        Self::ProofFinal,
        Self::AcknowledgementDated,
        Self::ProofMatchesClaim,
        Self::CompetingClaim,
        Self::RecentlyProvisioned,
        Self::UnderTheFloor,
        Self::AlreadyCounts,
        Self::EndsWithinAYear,
        Self::CspListedAsError,
        Self::IncentivesUnchanged,
    ];

    /// As written in files and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BusinessApplicationsWorkload => "business_applications_workload",
            Self::RecognisedSince => "recognised_since",
            Self::NotTheTransactingPartner => "not_the_transacting_partner",
            Self::SubscriptionActive => "subscription_active",
            Self::IdentifiersWellFormed => "identifiers_well_formed",
            Self::LocationEnrolled => "location_enrolled",
            Self::ContactsPresent => "contacts_present",
            Self::ProofAttached => "proof_attached",
            Self::ProofFinal => "proof_final",
            Self::AcknowledgementDated => "acknowledgement_dated",
            Self::ProofMatchesClaim => "proof_matches_claim",
            Self::CompetingClaim => "competing_claim",
            Self::RecentlyProvisioned => "recently_provisioned",
            Self::UnderTheFloor => "under_the_floor",
            Self::AlreadyCounts => "already_counts",
            Self::EndsWithinAYear => "ends_within_a_year",
            Self::CspListedAsError => "csp_listed_as_error",
            Self::IncentivesUnchanged => "incentives_unchanged",
        }
    }
}

/// What an unmet rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Severity {
    /// The claim cannot be submitted.
    Block,
    /// It can, and the person should know.
    Warn,
    /// For information.
    Info,
}

/// What came of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// Met.
    Met,
    /// Not met: the finding holds.
    Unmet,
    /// Not enough is entered or known to tell.
    Unknown,
}

/// What one rule says of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// Which rule.
    pub rule: RuleId,
    /// What it means when it is not met.
    pub severity: Severity,
    /// Whether it is.
    pub outcome: Outcome,
    /// Where the cure lies.
    pub fields: Vec<FieldId>,
    /// What the sentence needs: product names, a day, a number.
    pub about: Vec<String>,
    /// Keys of the programme's sources.
    pub sources: Vec<String>,
}

/// What is known beside the form.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    /// The time of submission, or now.
    pub at: DateTime<Utc>,
    /// The claiming partner's enrolled location IDs.
    pub locations: &'a [String],
    /// How many files are attached.
    pub files: usize,
    /// Whether one of them is provisional, and the final proof has not come.
    pub provisional: bool,
    /// Whether another partner holds or claims the same association; `None` where it
    /// cannot be known (in the browser).
    pub competing: Option<bool>,
    /// Pairs (tenant, workload) that count for this partner already.
    pub counting: &'a [(names::Guid, String)],
    /// The track the points are told for.
    pub track: Option<TrackId>,
}

/// Every finding, and what the claim would be worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assessment {
    /// One for each rule, in order.
    pub findings: Vec<Finding>,
    /// What it would give.
    pub worth: Worth,
}

/// What an approved claim would give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Worth {
    /// New pairs at or over the floor.
    pub adds: u32,
    /// Points for them, at most the metric's; two decimals.
    #[cfg_attr(feature = "openapi", schema(value_type = f64))]
    pub points: Hundredths,
    /// The first month that counts, if it is approved by the end of its clock.
    pub from: Month,
    /// The first month in which the pair is in the baseline too, and the add is gone.
    pub baseline_from: Month,
}

impl Assessment {
    /// The final proof has come: the rule that asks for it is met, and the rest stays as it was judged.
    pub fn final_proof_came(&mut self) {
        for finding in &mut self.findings {
            if finding.rule == RuleId::ProofFinal {
                finding.outcome = Outcome::Met;
            }
        }
    }

    /// True when a rule that blocks is not met, or cannot be told to be.
    pub fn is_blocked(&self) -> bool {
        self.blocks().next().is_some()
    }

    /// The findings that keep the claim from being submitted.
    pub fn blocks(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| {
            finding.severity == Severity::Block && finding.outcome != Outcome::Met
        })
    }
}

/// What the rules say of this form in this context.
///
/// For many claims by one programme, [`Assessor`] says the same without a text for every finding.
pub fn assess(form: &ClaimForm, context: &Context<'_>, programme: &Programme) -> Assessment {
    Assessor::new(programme)
        .judge(form, context)
        .to_assessment()
}
