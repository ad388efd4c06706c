//! The customer's word: a person at the customer is asked by mail, and agrees, declines or says nothing.
//!
//! Pure: when the question went out and what was said last come in, and with the claim's [`Life`]
//! they tell how the customer stands and what a word does.
//!
//! | the claim | agreeing | declining |
//! | --- | --- | --- |
//! | submitted, under review, action required, disputed | kept | kept; it cannot be approved while this is the last word |
//! | approved | kept | ends the association ([`Move::Decline`](super::Move::Decline)) |
//! | rejected, while it can be disputed | kept, for the dispute | kept, for the dispute |
//! | draft, withdrawn, final, or rejected for good | too late | too late |
//!
//! The last word counts, and each is kept as an event. The same word again changes nothing, wherever
//! the claim stands. Silence is consent from the end of the last business day on; a decline after
//! that counts all the same (`programme.md` 1.6: INTRO23, SUB23).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::calendar::after_business_days;
use super::life::{ClaimState, Life};
use super::reminders::{ReminderRules, before_business_days};
use crate::programme::ClaimRules;

/// What the customer can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Word {
    /// The partner may be associated with the subscription.
    Agreed,
    /// It may not.
    Declined,
}

impl Word {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Agreed, Self::Declined];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Declined => "declined",
        }
    }

    /// Reads the written form.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.as_str() == text)
    }
}

/// How the customer stands to the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Standing {
    /// The question has not gone out yet: nobody's silence means anything.
    Asking,
    /// The question went out, and silence does not count yet.
    Waiting,
    /// Nothing was said in time: silence is consent.
    Silent,
    /// They agreed.
    Agreed,
    /// They declined.
    Declined,
}

/// What was asked and what was said last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CustomerWord {
    /// When the question went out to who is asked now; `None` while it is on its way.
    pub asked_at: Option<DateTime<Utc>>,
    /// The last word, whoever was asked when it was said.
    pub said: Option<Word>,
}

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is the last word already: nothing changes.
    Repeated,
    /// It is kept as the last word.
    Kept,
    /// It is kept, and ends an approved claim.
    Ends,
}

/// Why a word is not taken. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a claim in state `{}` does not ask the customer any more", .from.as_str())]
pub struct TooLate {
    /// The state.
    pub from: ClaimState,
}

impl Life {
    /// True while the customer's word can still make a difference: an approval can come, stands,
    /// or can come by a dispute.
    pub fn hears_customer(&self, at: DateTime<Utc>, rules: &ClaimRules) -> bool {
        match self.state {
            ClaimState::Submitted
            | ClaimState::UnderReview
            | ClaimState::ActionRequired
            | ClaimState::Approved
            | ClaimState::Disputed => true,
            // What is waited for here is the partner's dispute.
            ClaimState::Rejected => self
                .waiting(rules)
                .is_some_and(|waiting| at < waiting.until),
            ClaimState::Draft | ClaimState::RejectedFinal | ClaimState::Withdrawn => false,
        }
    }
}

impl CustomerWord {
    /// From when on silence is consent: the end of the last business day after the day on which the
    /// question went out. `None` while it has not.
    pub fn silence_from(&self, rules: &ClaimRules) -> Option<DateTime<Utc>> {
        let days = rules.customer_silence_business_days;
        Some(after_business_days(self.asked_at?, days, &rules.holidays))
    }

    /// How the customer stands at this time.
    pub fn standing(&self, at: DateTime<Utc>, rules: &ClaimRules) -> Standing {
        match (self.said, self.silence_from(rules)) {
            (Some(Word::Agreed), _) => Standing::Agreed,
            (Some(Word::Declined), _) => Standing::Declined,
            (None, None) => Standing::Asking,
            (None, Some(from)) if at < from => Standing::Waiting,
            (None, Some(_)) => Standing::Silent,
        }
    }

    /// False while the last word is a decline: such a claim cannot be approved.
    pub fn allows_approval(&self) -> bool {
        self.said != Some(Word::Declined)
    }

    /// What this word does to a claim that stands like this.
    ///
    /// [`TooLate`] where it can make no difference any more.
    pub fn hear(
        &self,
        word: Word,
        life: &Life,
        at: DateTime<Utc>,
        rules: &ClaimRules,
    ) -> Result<Effect, TooLate> {
        if self.said == Some(word) {
            return Ok(Effect::Repeated);
        }
        if !life.hears_customer(at, rules) {
            return Err(TooLate { from: life.state });
        }
        Ok(match (word, life.state) {
            (Word::Declined, ClaimState::Approved) => Effect::Ends,
            _ => Effect::Kept,
        })
    }

    /// True when the customer is to be reminded, before silence counts: so many whole business
    /// days are left as the installation says. Whether it was done is for the caller to know.
    pub fn is_to_be_reminded(
        &self,
        life: &Life,
        at: DateTime<Utc>,
        rules: &ClaimRules,
        wanted: &ReminderRules,
    ) -> bool {
        let days = wanted.customer_business_days;
        let (None, Some(asked_at), Some(until)) =
            (self.said, self.asked_at, self.silence_from(rules))
        else {
            return false;
        };
        let from = before_business_days(until, days, &rules.holidays);
        // Days enough to fall before the question itself would remind of what was just asked.
        days > 0 && asked_at < from && from <= at && at < until && life.hears_customer(at, rules)
    }
}

#[cfg(test)]
mod tests;
