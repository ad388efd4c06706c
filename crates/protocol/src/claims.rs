//! A partner's claims.

use chrono::{DateTime, Utc};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::assess::Worth;
use claimdesk_recognition::claim::{
    Actor, Assessment, ClaimForm, ClaimState, CreditRole, FieldId, HoldReason, Life, Move,
    ProofKind, Reading, Waiting,
};
use serde::{Deserialize, Serialize};

use crate::files::{ActiveContent, Scan};
use crate::proofs::{FinalProof, ProofEvent};
use crate::quality::{Hold, Proposed, QualityAct};
use crate::review::StateCount;
use crate::word::{CustomerAsked, CustomerEvent};

/// A claim, whole. Its `ETag` is `"<version>"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Claim {
    /// A reference that can be read aloud, `CD-7K4M-2QXW`.
    pub reference: String,
    /// Grows by one with each change.
    pub version: i64,
    /// The claiming organisation's name.
    pub organisation: String,
    /// The answers as typed.
    pub form: ClaimForm,
    /// Proof of execution.
    pub evidence: Vec<Evidence>,
    /// State and clocks.
    pub life: Life,
    /// Who is waited for, and until when.
    pub waiting: Option<Waiting>,
    /// When Microsoft's documents would have the review done.
    pub microsoft_until: Option<DateTime<Utc>>,
    /// What the rules say, now or, once sent, at the time of submission.
    pub assessment: Assessment,
    /// What the reviewer asked for, while the partner is to answer.
    pub asked: Option<Asked>,
    /// How the customer stands to it; `null` where nobody was asked.
    pub customer: Option<CustomerAsked>,
    /// The final proof that is waited for, where one of the files is provisional.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_proof: Option<FinalProof>,
    /// The hold on it, while there is one. It stops no clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Everything that happened, oldest first.
    pub events: Vec<ClaimEvent>,
    /// What it gives the claiming partner, once approved.
    pub credits: Vec<CreditLine>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
}

/// What a reviewer asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Asked {
    /// In words, 1 to 2,000 characters.
    pub note: String,
    /// Which fields it is about.
    pub fields: Vec<FieldId>,
}

/// A file of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// Its ID within the claim.
    pub id: String,
    /// The name it was given.
    pub name: String,
    /// What it is, found from its content.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub added_at: DateTime<Utc>,
    /// What its text names, for hints at what the proof may lack; absent where it was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// What it is worth: `final` where nothing is said.
    #[serde(default, skip_serializing_if = "ProofKind::is_final")]
    pub kind: ProofKind,
    /// What it could do beside showing itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub active: Vec<ActiveContent>,
    /// What the virus scanner said.
    #[serde(default)]
    pub scan: Scan,
}

/// An upload in parts that began, by the tus protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    /// Its address, where the parts go.
    pub location: String,
    /// Bytes in all.
    pub length: u64,
    /// When it is removed if nothing of it comes until then.
    pub expires_at: DateTime<Utc>,
}

/// What happened to a claim: a move of its life, a change of who reviews it, what reviewers did
/// about a decision, or the customer's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Happened {
    /// A move of its life.
    Moved(Move),
    /// Somebody else reviews it now.
    Reviewed(ReviewerChange),
    /// A decision was proposed, looked at or undone.
    Judged(QualityAct),
    /// The customer was asked, or said something.
    Customer(CustomerEvent),
    /// Something about the proof that leaves the claim where it is.
    Proof(ProofEvent),
}

impl Happened {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Moved(made) => made.as_str(),
            Self::Reviewed(ReviewerChange::Assign) => "assign",
            Self::Reviewed(ReviewerChange::PutBack) => "put_back",
            Self::Judged(act) => act.as_str(),
            Self::Customer(event) => event.as_str(),
            Self::Proof(event) => event.as_str(),
        }
    }
}

/// A change of who reviews a claim, which leaves its state and its clock as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReviewerChange {
    /// A reviewer took it, or was handed it.
    Assign,
    /// Nobody has it any more.
    PutBack,
}

/// Something that happened to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: a person's name for reviewers and the own organisation, and as they gave it for the customer.
    pub by: String,
    /// On which side.
    pub actor: Actor,
    /// What.
    pub made: Happened,
    /// The state it led to.
    pub to: ClaimState,
    /// The reason or question in words.
    pub note: Option<String>,
    /// The reason from the list, for rejections.
    pub reason: Option<RejectReason>,
    /// The reason from the list, for a hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldReason>,
    /// Who reviews it from then on, where that changed. Told to reviewers only.
    pub reviewer: Option<String>,
}

/// A claim in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimSummary {
    /// Reference.
    pub reference: String,
    /// The claiming organisation's name.
    pub organisation: String,
    /// The customer's name as typed; may be empty in a draft.
    pub customer_name: String,
    /// Workloads.
    pub products: Vec<String>,
    /// State.
    pub state: ClaimState,
    /// Who is waited for.
    pub waiting: Option<Waiting>,
    /// The first month that counts, once approved.
    pub counts_from: Option<Month>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
    /// The reviewer who opened it, in the reviewers' queue.
    pub reviewer: Option<String>,
    /// Until when a reviewer holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_until: Option<DateTime<Utc>>,
    /// The approval that waits for a second pair of eyes, in the reviewers' queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Proposed>,
    /// What it gives if it is approved, in the partner's own list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worth: Option<Worth>,
    /// What its products bring in US dollars a month together, in full, in the partner's own list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub monthly_revenue_usd: Option<String>,
}

/// A page of a list of claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimPage {
    /// The claims.
    pub claims: Vec<ClaimSummary>,
    /// How many claims the organisation has in each state; states without one are left out.
    pub counts: Vec<StateCount>,
    /// Hand this back as `cursor` for the next page; `null` on the last.
    pub next: Option<String>,
}

/// What an earlier claim of the own organisation tells of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownCustomer {
    /// The claim.
    pub reference: String,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// What it tells: tenant, domain, who sells, the customer's contact. The rest is empty.
    pub answers: ClaimForm,
}

/// `GET /api/v1/claims/customers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownCustomers {
    /// The customers, each by the latest claim that was sent.
    pub customers: Vec<KnownCustomer>,
}

impl KnownCustomers {
    /// As many characters of a name have to be given at least: fewer would find anybody.
    pub const SHORTEST_NAME: usize = 2;
}

/// `POST /api/v1/claims`, `PUT /api/v1/claims/{reference}/form`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveForm {
    /// The answers as typed.
    pub form: ClaimForm,
}

/// A move that needs words: disputing, disassociating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Words {
    /// The reason, 1 to 2,000 characters.
    pub note: String,
}

/// Why a claim is rejected: the reasons Microsoft documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RejectReason {
    /// The proof does not show the work.
    InsufficientProof,
    /// The customer declined.
    CustomerDeclined,
    /// No customer signature or consent on the proof.
    NoCustomerConsent,
    /// A product is not named in the proof.
    ProductsMissing,
    /// A file cannot be opened.
    ProofUnavailable,
    /// Another partner's newer proof stands.
    NewerProofStands,
    /// The partner asked for it.
    PartnerAsked,
    /// Nobody answered in time.
    NoAnswer,
}

impl RejectReason {
    /// The reasons a reviewer can choose from, in order.
    pub const OFFERED: [Self; 7] = [
        Self::InsufficientProof,
        Self::NoCustomerConsent,
        Self::ProductsMissing,
        Self::ProofUnavailable,
        Self::NewerProofStands,
        Self::CustomerDeclined,
        Self::PartnerAsked,
    ];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InsufficientProof => "insufficient_proof",
            Self::CustomerDeclined => "customer_declined",
            Self::NoCustomerConsent => "no_customer_consent",
            Self::ProductsMissing => "products_missing",
            Self::ProofUnavailable => "proof_unavailable",
            Self::NewerProofStands => "newer_proof_stands",
            Self::PartnerAsked => "partner_asked",
            Self::NoAnswer => "no_answer",
        }
    }
}

/// One line of a partner's recognition. Says nothing of the other partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreditLine {
    /// Influencing or transacting.
    pub role: CreditRole,
    /// The credited organisation's name; for a seller without an account, as the claim names it.
    pub organisation: String,
    /// The customer's name.
    pub customer_name: String,
    /// The customer's tenant ID.
    pub customer_tenant_id: String,
    /// The subscription's ID.
    pub subscription_id: String,
    /// The workload.
    pub workload: String,
    /// US dollars a month, in full.
    pub monthly_revenue_usd: String,
    /// The first month that counts.
    pub from: Month,
    /// The last one, if there is one.
    pub until: Option<Month>,
    /// From this month the pair is in the baseline too.
    pub baseline_from: Month,
    /// The claim, for the partner who filed it and for reviewers.
    pub reference: Option<String>,
}

/// `GET /api/v1/credits`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credits {
    /// The own organisation's credits, newest first.
    pub credits: Vec<CreditLine>,
}
