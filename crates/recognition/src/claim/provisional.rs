//! A provisional proof: a file that stands for the signed one while that is on its way.
//!
//! It counts as a file for submitting, so that a claim keeps the day on which it was filed; the claim
//! cannot be approved before the final proof is there. Who waits for it, and where it can come:
//!
//! | the claim | the final proof |
//! | --- | --- |
//! | draft, action required | a file like any other: the partner takes the provisional one away, or says that it is final |
//! | submitted, under review | the only file that may come, until the time for it runs out |
//! | disputed | the only file that may come, until the dispute is answered: nobody can be asked there |
//! | anything else | nothing is waited for |
//!
//! No move of a claim hangs on that time: section 6 of `recognition.md` has none for it. When it runs
//! out a reviewer decides, by asking for the proof or by rejecting, and an answer that still has only
//! a provisional proof is not taken.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::calendar::after_business_days;
use super::life::{ClaimState, Life};
use super::reminders::{ReminderRules, When, before_business_days};
use crate::programme::ClaimRules;

/// What a file of evidence is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProofKind {
    /// Proof as it stands.
    #[default]
    Final,
    /// It stands for a proof that is on its way.
    Provisional,
    /// It was provisional, and the final proof came.
    Replaced,
}

impl ProofKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Final, Self::Provisional, Self::Replaced];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Final => "final",
            Self::Provisional => "provisional",
            Self::Replaced => "replaced",
        }
    }

    /// True where it is proof as it stands.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Final)
    }

    /// What it is once the final proof has come.
    #[must_use]
    pub const fn once_final_came(self) -> Self {
        match self {
            Self::Provisional | Self::Replaced => Self::Replaced,
            Self::Final => Self::Final,
        }
    }
}

/// True while a final proof is waited for: a file says that one follows, and none has come since.
pub fn awaits_final(files: impl IntoIterator<Item = ProofKind>) -> bool {
    files.into_iter().any(|kind| kind == ProofKind::Provisional)
}

/// Why a final proof is not taken. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FinalProofRefused {
    /// Not in this state.
    #[error("a claim in state `{}` takes no final proof", .0.as_str())]
    NotFromHere(ClaimState),
    /// The time for it ran out.
    #[error("the time for the final proof ran out at {deadline}")]
    TooLate {
        /// The first instant that was too late.
        deadline: DateTime<Utc>,
    },
}

/// Something the time for a final proof has to say now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofReminder {
    /// Before it ran out, or after.
    pub when: When,
    /// The first instant that is late.
    pub until: DateTime<Utc>,
}

impl Life {
    /// Until when a provisional proof holds the claim's day of filing: the end of the last business
    /// day after the first submission. `None` for a claim that was never sent.
    pub fn filing_held_until(&self, rules: &ClaimRules) -> Option<DateTime<Utc>> {
        let days = rules.provisional_proof_business_days;
        Some(after_business_days(
            self.submitted_at?,
            days,
            &rules.holidays,
        ))
    }

    /// The first instant at which a final proof that is waited for is late. `None` where no clock of
    /// its own runs: the partner has the claim, or it is decided.
    pub fn final_proof_until(&self, rules: &ClaimRules) -> Option<DateTime<Utc>> {
        match self.state {
            ClaimState::Submitted | ClaimState::UnderReview => self.filing_held_until(rules),
            _ => None,
        }
    }

    /// Whether a claim that waits for its final proof takes it by itself at this time.
    ///
    /// # Errors
    /// In other states, and when the time ran out.
    pub fn takes_final_proof(
        &self,
        at: DateTime<Utc>,
        rules: &ClaimRules,
    ) -> Result<(), FinalProofRefused> {
        match (self.state, self.final_proof_until(rules)) {
            (ClaimState::Disputed, _) => Ok(()),
            (_, Some(deadline)) if at >= deadline => Err(FinalProofRefused::TooLate { deadline }),
            (_, Some(_)) => Ok(()),
            (state, None) => Err(FinalProofRefused::NotFromHere(state)),
        }
    }

    /// False where only a final proof can be sent: the time in which a provisional one holds the day
    /// of filing has run out.
    pub fn provisional_will_do(&self, at: DateTime<Utc>, rules: &ClaimRules) -> bool {
        self.filing_held_until(rules).is_none_or(|until| at < until)
    }

    /// What the time for a final proof that is waited for has to say by now.
    pub fn final_proof_reminder(
        &self,
        at: DateTime<Utc>,
        rules: &ClaimRules,
        wanted: &ReminderRules,
    ) -> Option<ProofReminder> {
        let until = self.final_proof_until(rules)?;
        if until <= at {
            let when = When::Late;
            return Some(ProofReminder { when, until });
        }
        let days = wanted.final_proof_business_days;
        let from = before_business_days(until, days, &rules.holidays);
        // Days enough to fall before the submission would remind of what was just sent.
        let due = days > 0 && self.submitted_at? < from && from <= at;
        due.then_some(ProofReminder {
            when: When::Soon,
            until,
        })
    }
}

#[cfg(test)]
mod tests;
