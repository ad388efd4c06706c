//! The quality of decisions: a second pair of eyes before an approval, a second look after a
//! decision, and what it takes to undo one.
//!
//! A decision is never edited. While the month in which it begins to tell is open, it can be
//! undone by another decision; an undoing is no move of the claim (`recognition.md` section 6
//! has no such move) but the annulment of one: the claim stands where it stood before it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::form::ClaimForm;
use super::life::{ClaimState, Life, Move};
use crate::{Amount, Month};

/// A reviewer's decision that ends a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Decided {
    /// Accepted.
    Approved,
    /// Not accepted.
    Rejected,
}

impl Decided {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Approved, Self::Rejected];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The move it is made by.
    pub const fn made(self) -> Move {
        match self {
            Self::Approved => Move::Approve,
            Self::Rejected => Move::Reject,
        }
    }

    /// What a move decides; `None` for one that decides nothing.
    pub fn by(made: Move) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.made() == made)
    }
}

/// How many decisions of a kind get a second look, in whole per cent: none, or 10 to 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share(u8);

impl Share {
    /// The least that is drawn where anything is: fewer would tell nothing of a reviewer.
    pub const LEAST: u8 = 10;
    /// Every decision.
    pub const ALL: Self = Self(100);

    /// A share of so many per cent; `None` when it is neither 0 nor from 10 to 100.
    pub const fn percent(percent: u8) -> Option<Self> {
        if percent == 0 || (percent >= Self::LEAST && percent <= 100) {
            Some(Self(percent))
        } else {
            None
        }
    }
}

/// What an installation asks for beside the programme's rules. By default nobody sees a decision
/// but who makes it, and a hold lasts a week at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QualityRules {
    /// An approval of a claim that brings more US dollars a month than this needs a second
    /// reviewer.
    pub second_eyes_above: Option<Amount>,
    /// Approvals that get a second look.
    pub looks_at_approvals: Share,
    /// Rejections that get a second look.
    pub looks_at_rejections: Share,
    /// The most days a claim is held.
    pub longest_hold: u32,
}

impl Default for QualityRules {
    fn default() -> Self {
        Self {
            second_eyes_above: None,
            looks_at_approvals: Share::default(),
            looks_at_rejections: Share::default(),
            longest_hold: 7,
        }
    }
}

impl QualityRules {
    /// True where an approval of this claim is a proposal until another reviewer confirms it.
    /// What counts is what its products bring a month together.
    pub fn needs_second_eyes(&self, form: &ClaimForm) -> bool {
        self.second_eyes_above
            .is_some_and(|limit| form.monthly_revenue() > limit)
    }

    /// True where a decision is drawn for a second look. The draw follows from the claim's
    /// reference, the kind, and how many decisions were made on the claim before, so that it
    /// can be repeated by anybody, and is even over many claims.
    pub fn draws(&self, reference: &str, decided: Decided, before: u32) -> bool {
        let share = match decided {
            Decided::Approved => self.looks_at_approvals,
            Decided::Rejected => self.looks_at_rejections,
        };
        let lot = lot(&format!("{} {reference} {before}", decided.as_str()));
        lot % 100 < u64::from(share.0)
    }
}

/// A number that any text has and that is spread evenly: FNV-1a, its bits mixed as in
/// `SplitMix64`, because the last bits of FNV alone follow the last letters.
fn lot(text: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The first month in which a decision of this time tells: an approval counts from it, and a
/// rejection keeps the claim out of it. `recognition.md` section 4.
pub fn tells_from(decided_at: DateTime<Utc>) -> Month {
    Month::at(decided_at).plus(1)
}

/// Why a month cannot be posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PostRefused {
    /// A decision could still begin to tell in it.
    #[error("the month {0} has not begun")]
    NotBegun(Month),
    /// Months are posted in their order.
    #[error("the month {0} comes first")]
    EarlierOpen(Month),
}

/// Whether a month may be posted at this time. `open` is the earliest month with credits that
/// is not posted.
///
/// # Errors
/// A month that has not begun, and one that an earlier one comes before.
pub fn may_post(month: Month, open: Option<Month>, at: DateTime<Utc>) -> Result<(), PostRefused> {
    if month > Month::at(at) {
        return Err(PostRefused::NotBegun(month));
    }
    match open {
        Some(earlier) if earlier < month => Err(PostRefused::EarlierOpen(earlier)),
        _ => Ok(()),
    }
}

/// A decision, and where the claim stood before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub decided: Decided,
    /// When.
    pub at: DateTime<Utc>,
    /// The claim's life before.
    pub before: Life,
}

/// Why a decision cannot be undone. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UndoRefused {
    /// The claim does not stand where the decision put it: somebody acted on it since.
    #[error("the claim has moved on since the decision")]
    MovedOn,
    /// The month in which the decision begins to tell is posted.
    #[error("the month {0} is posted")]
    Posted(Month),
}

impl Decision {
    /// True while the claim stands where this decision put it.
    pub fn stands(&self, life: &Life) -> bool {
        self.decided.made().leads_from(self.before.state) == Some(life.state)
            && life.since == Some(self.at)
    }

    /// The claim's life once this decision is undone, at a time when everything up to the month
    /// `posted` is posted.
    ///
    /// A review's clock goes on with what it had run: while the decision stood, nobody waited
    /// for one. A dispute's days are counted from the dispute, and have run on.
    ///
    /// # Errors
    /// A claim that has moved on since, and a month that is posted.
    pub fn undone(
        &self,
        life: &Life,
        posted: Option<Month>,
        at: DateTime<Utc>,
    ) -> Result<Life, UndoRefused> {
        if !self.stands(life) {
            return Err(UndoRefused::MovedOn);
        }
        let month = tells_from(self.at);
        if posted.is_some_and(|posted| month <= posted) {
            return Err(UndoRefused::Posted(month));
        }
        let mut again = self.before.clone();
        if again.state == ClaimState::UnderReview {
            again.since = Some(at);
            again.review_seconds_run = life.review_seconds_run;
            again.review_nanos_run = life.review_nanos_run;
            again.review_running_since = Some(at);
        }
        Ok(again)
    }
}
