//! The quality of decisions: second pairs of eyes, second looks, annulments, posted months.

use chrono::{DateTime, Utc};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::{ClaimState, Decided, HoldReason};
use serde::{Deserialize, Serialize};

use crate::claims::RejectReason;
use crate::review::{Colleague, StateCount};

/// What reviewers do about a decision without moving the claim, or to annul a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum QualityAct {
    /// An approval is proposed: it needs a second pair of eyes.
    Propose,
    /// A proposal is returned.
    Return,
    /// A decision is undone.
    Undo,
    /// A second look agrees with the decision.
    LookAgrees,
    /// A second look does not.
    LookDisagrees,
    /// A reviewer holds the claim.
    Hold,
    /// It is held no more.
    EndHold,
}

impl QualityAct {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Return => "return",
            Self::Undo => "undo",
            Self::LookAgrees => "look_agrees",
            Self::LookDisagrees => "look_disagrees",
            Self::Hold => "hold",
            Self::EndHold => "end_hold",
        }
    }
}

/// A hold on a claim, as both sides see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    /// Who holds it.
    pub by: String,
    /// Why.
    pub reason: HoldReason,
    /// In words.
    pub note: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it ends by itself.
    pub until: DateTime<Utc>,
}

/// `POST /api/v1/review/claims/{reference}/hold`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Holding {
    /// From the list.
    pub reason: HoldReason,
    /// In words, 1 to 2,000 characters. The partner reads them too.
    pub note: String,
    /// For so many days, each of 24 hours.
    pub days: u32,
}

/// An approval that waits for a second pair of eyes, in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proposed {
    /// Who proposed it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// True where the reader may confirm or return it.
    pub may_confirm: bool,
}

/// The same in the approval view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proposal {
    /// Who proposed it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What the partner is to read.
    pub note: Option<String>,
    /// True where the reader may confirm it.
    pub may_confirm: bool,
    /// True where the reader proposed it, and may take it back.
    pub mine: bool,
    /// Who may confirm it, by name: reviewers but the one who proposed it and those of the
    /// claiming and of the selling organisation.
    pub confirmers: Vec<Colleague>,
}

/// Whether a decision can be undone by the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Undoable {
    /// Yes.
    Yes,
    /// The month in which it begins to tell is posted.
    Posted,
    /// The claim is the reader's own organisation's.
    NotByReader,
}

/// The decision by which a claim stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandingDecision {
    /// What was decided.
    pub decided: Decided,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; who confirmed it, where two decided.
    pub by: String,
    /// Who proposed it, where two decided.
    pub proposed_by: Option<String>,
    /// The first month in which it tells.
    pub month: Month,
    /// Whether it can be undone.
    pub undo: Undoable,
    /// The second look it was drawn for.
    pub look: Option<Look>,
}

/// A second look at a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Look {
    /// True where it waits and the reader may take it.
    pub may_look: bool,
    /// Who looked; `null` while nobody has.
    pub by: Option<String>,
    /// When they did.
    pub at: Option<DateTime<Utc>>,
    /// Whether they agree.
    pub agrees: Option<bool>,
    /// Their words.
    pub note: Option<String>,
}

/// `POST /api/v1/review/claims/{reference}/second-look`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookTaken {
    /// Whether the decision is right.
    pub agrees: bool,
    /// In words, at most 2,000 characters; has to be there where it is not right.
    #[serde(default)]
    pub note: String,
}

/// `GET /api/v1/review/second-looks`: decisions that wait for one, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondLooks {
    /// How many wait.
    pub waiting: i64,
    /// The oldest, at most [`SecondLooks::SHOWN`].
    pub looks: Vec<LookWaiting>,
}

impl SecondLooks {
    /// So many are shown.
    pub const SHOWN: u32 = 50;
}

/// A decision that waits for a second look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookWaiting {
    /// The claim.
    pub reference: String,
    /// The claiming organisation.
    pub organisation: String,
    /// The customer's name.
    pub customer_name: String,
    /// What was decided.
    pub decided: Decided,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// True where the reader may take it.
    pub may_look: bool,
}

/// Second looks of the last twelve months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookFigures {
    /// How many were taken.
    pub taken: i64,
    /// How many of them agreed with the decision.
    pub agreed: i64,
    /// How many wait.
    pub waiting: i64,
}

impl LookFigures {
    /// The share that agreed, in whole per cent, rounded down so that 100 is all of them; `None`
    /// where none was taken.
    pub fn percent_agreed(self) -> Option<i64> {
        (self.agreed * 100).checked_div(self.taken)
    }
}

/// An earlier or other claim, beside the one to decide. Told to reviewers only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastClaim {
    /// Its reference.
    pub reference: String,
    /// The claiming organisation.
    pub organisation: String,
    /// The customer's name.
    pub customer_name: String,
    /// Where it stands.
    pub state: ClaimState,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
    /// The first month that counts, once approved.
    pub counts_from: Option<Month>,
    /// Who decided it last; `null` where no reviewer did.
    pub decided_by: Option<String>,
    /// Why it was rejected, where it was.
    pub reason: Option<RejectReason>,
}

/// What came before, beside the claim to decide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct History {
    /// The last other claims on this customer, by any partner; at most [`History::SHOWN`].
    pub customer: Vec<PastClaim>,
    /// Every claim on this customer that was sent, this one too, by state.
    pub customer_counts: Vec<StateCount>,
    /// The last other claims of this partner, at most as many.
    pub partner: Vec<PastClaim>,
}

impl History {
    /// So many of each are shown.
    pub const SHOWN: u32 = 8;
}

/// `GET /api/v1/admin/months`: what is posted and what can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Months {
    /// Months in which credits begin, and those that are posted, the latest first; two years back.
    pub months: Vec<MonthToPost>,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MonthToPost {
    /// Which.
    pub month: Month,
    /// Where it stands.
    pub state: MonthState,
    /// Claims whose credits begin in it; as it was then, once it is posted.
    pub claims: i64,
    /// Lines of credit that begin in it, of both partners.
    pub lines: i64,
    /// By whom it was posted, and when.
    pub posted: Option<PostedMonth>,
}

/// Where a month stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MonthState {
    /// It has not begun: decisions can still begin to tell in it.
    Coming,
    /// It can be posted once those before it are.
    Open,
    /// It is posted: the decisions that tell in it stand.
    Posted,
}

/// Who posted a month, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostedMonth {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_per_cent_is_all_of_them() {
        let figures = |taken, agreed| LookFigures {
            taken,
            agreed,
            waiting: 0,
        };
        assert_eq!(figures(0, 0).percent_agreed(), None);
        assert_eq!(figures(3, 2).percent_agreed(), Some(66));
        assert_eq!(figures(1000, 999).percent_agreed(), Some(99));
        assert_eq!(figures(7, 7).percent_agreed(), Some(100));
    }
}
