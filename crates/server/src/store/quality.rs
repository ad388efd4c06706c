//! Decisions as rows, second looks, posted months, and what came before.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{PastClaim, PostedMonth, StateCount};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::quality::Decision;
use claimdesk_recognition::claim::{Decided, Life};
use claimdesk_recognition::names::Guid;

use super::{Person, Stored};

/// The last thing that reviewers decided on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastDecision {
    /// The row; never shown.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Person,
    /// Their words.
    pub note: Option<String>,
    /// What.
    pub made: LastMade,
}

/// What was decided last. What was returned or undone leaves nothing to act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LastMade {
    /// An approval was proposed; it waits for a second pair of eyes.
    Proposed {
        /// The organisation that sells, where it is one here.
        seller_id: Option<String>,
    },
    /// A decision.
    Decided {
        /// What, and where the claim stood before.
        decision: Box<Decision>,
        /// Who proposed it, where two decided.
        proposed_by: Option<Person>,
        /// The second look it was drawn for.
        look: Option<SecondLook>,
    },
}

/// A second look that is to be taken or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondLook {
    /// When somebody looked, who, and what they said; nothing while nobody has.
    pub looked: Option<Looked>,
}

/// A second look that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: String,
    /// They agree with the decision.
    pub agrees: bool,
    /// Their words.
    pub note: Option<String>,
}

/// A proposal that waits, as the queue tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedRow {
    /// Of which claim.
    pub reference: String,
    /// Who proposed it.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
    /// The claiming organisation's ID.
    pub organisation_id: String,
    /// The organisation that sells, where it is one here.
    pub seller_id: Option<String>,
}

/// A row of what reviewers decide, written with a change of the claim.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// Who.
    pub by: Person,
    /// Their words.
    pub note: Option<String>,
    /// The row it answers.
    pub answers: Option<i64>,
    /// What.
    pub made: NewMade,
}

/// What is decided.
#[derive(Clone, Debug)]
pub enum NewMade {
    /// An approval is proposed.
    Propose {
        /// The organisation that sells, where it is one here.
        seller_id: Option<String>,
    },
    /// A proposal is returned.
    Return,
    /// A decision.
    Decide {
        /// What.
        decided: Decided,
        /// The claim's life before.
        before: Box<Life>,
        /// The first month in which it tells, which has to be open when this is written.
        month: Month,
        /// It is drawn for a second look.
        drawn: bool,
    },
    /// A decision is undone, and the credits it gave are taken back.
    Undo {
        /// The month, which has to be open when this is written.
        month: Month,
        /// The approval whose credits are taken back; `None` for a rejection, which gave none.
        granted_at: Option<DateTime<Utc>>,
    },
    /// Somebody looked at a decision a second time. The decision stays as it is.
    Look {
        /// They agree with it.
        agrees: bool,
    },
}

impl NewMade {
    /// The month that has to be open when it is written.
    pub const fn needs_open(&self) -> Option<Month> {
        match self {
            Self::Decide { month, .. } | Self::Undo { month, .. } => Some(*month),
            Self::Propose { .. } | Self::Return | Self::Look { .. } => None,
        }
    }
}

/// A decision that waits for a second look.
#[derive(Clone, Debug)]
pub struct WaitingLook {
    /// The claim.
    pub reference: String,
    /// The claiming organisation.
    pub organisation: Person,
    /// The customer.
    pub customer_name: String,
    /// What was decided.
    pub decided: Decided,
    /// When.
    pub at: DateTime<Utc>,
    /// Who decided.
    pub by: Person,
    /// Who proposed it, where two decided.
    pub proposed_by: Option<String>,
}

/// A month to be posted.
#[derive(Clone, Debug)]
pub struct Posting {
    /// Which.
    pub month: Month,
    /// Who.
    pub by: Person,
    /// When.
    pub at: DateTime<Utc>,
}

/// A month with credits that begin in it, or one that is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthOfCredits {
    /// Which.
    pub month: Month,
    /// Claims whose credits begin in it.
    pub claims: i64,
    /// Lines of them.
    pub lines: i64,
    /// By whom it was posted, and when.
    pub posted: Option<PostedMonth>,
}

/// What becomes of posting a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// It is posted, by now or since before.
    Done,
    /// This earlier month comes first.
    EarlierOpen(Month),
}

/// Decisions, second looks, posted months, and what came before.
#[async_trait]
pub trait Quality: Send + Sync {
    /// The last decision on a claim.
    async fn last_decision(&self, reference: &str) -> Stored<Option<LastDecision>>;
    /// Which of these claims have a proposal that waits.
    async fn proposals(&self, references: &[&str]) -> Stored<Vec<ProposedRow>>;
    /// How many claims wait for a second pair of eyes.
    async fn waiting_for_second_eyes(&self) -> Stored<i64>;
    /// How many decisions were made on a claim.
    async fn decisions_on(&self, reference: &str) -> Stored<u32>;
    /// Decisions that wait for a second look, the oldest first, and how many there are.
    async fn waiting_looks(&self, limit: u32) -> Stored<(Vec<WaitingLook>, i64)>;
    /// How many second looks were taken since then, and how many of them agreed.
    async fn looks_since(&self, since: DateTime<Utc>) -> Stored<(i64, i64)>;
    /// The latest month that is posted: everything up to it is closed.
    async fn posted_until(&self) -> Stored<Option<Month>>;
    /// The months from this one on in which credits begin, and those that are posted, the latest
    /// first.
    async fn months(&self, from: Month) -> Stored<Vec<MonthOfCredits>>;
    /// Posts a month, unless it is posted already.
    async fn post(&self, posting: Posting) -> Stored<Posted>;
    /// The last claims on a customer that were sent, whoever filed them, without this one; and how
    /// many there are in each state, this one with them.
    async fn customers_past(
        &self,
        tenant: Guid,
        but: &str,
        limit: u32,
    ) -> Stored<(Vec<PastClaim>, Vec<StateCount>)>;
    /// The last claims of a partner that were sent, without this one.
    async fn partners_past(
        &self,
        organisation_id: &str,
        but: &str,
        limit: u32,
    ) -> Stored<Vec<PastClaim>>;
}
