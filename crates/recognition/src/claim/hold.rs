//! A hold: a reviewer says that a claim cannot be decided yet, why, and until when.
//!
//! A hold is no state and stops no clock: only a question to the partner does
//! (`recognition.md` section 6). It is told to both sides, and ends by itself.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::life::ClaimState;

/// Why a claim cannot be decided yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HoldReason {
    /// A competing claim on the same subscription is decided first.
    CompetingClaim,
    /// The customer is asked.
    CustomerAsked,
    /// The subscription cannot be seen at Microsoft yet.
    NotVisibleYet,
    /// Somebody with other knowledge looks at the proof.
    ProofLookedAt,
}

impl HoldReason {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [
        Self::CompetingClaim,
        Self::CustomerAsked,
        Self::NotVisibleYet,
        Self::ProofLookedAt,
    ];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CompetingClaim => "competing_claim",
            Self::CustomerAsked => "customer_asked",
            Self::NotVisibleYet => "not_visible_yet",
            Self::ProofLookedAt => "proof_looked_at",
        }
    }
}

/// Why a claim cannot be held. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum HoldRefused {
    /// No reviewer has it open.
    #[error("a claim in state `{}` is not held", .0.as_str())]
    NotFromHere(ClaimState),
    /// Not so long, or not at all.
    #[error("a hold lasts from 1 to {longest} days")]
    Length {
        /// The most days.
        longest: u32,
    },
}

/// When a hold of so many days ends that begins now. A day is 24 hours.
///
/// # Errors
/// A claim that no reviewer has to decide, and a hold of no day or of more than the longest.
pub fn hold_until(
    state: ClaimState,
    days: u32,
    longest: u32,
    at: DateTime<Utc>,
) -> Result<DateTime<Utc>, HoldRefused> {
    if !matches!(state, ClaimState::UnderReview | ClaimState::Disputed) {
        return Err(HoldRefused::NotFromHere(state));
    }
    if days == 0 || days > longest {
        return Err(HoldRefused::Length { longest });
    }
    at.checked_add_signed(TimeDelta::days(i64::from(days)))
        .ok_or(HoldRefused::Length { longest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_lasts_whole_days_up_to_the_longest() {
        let at: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let until = |days, longest| hold_until(ClaimState::UnderReview, days, longest, at);
        assert_eq!(until(1, 7), Ok("2026-11-24T10:00:00Z".parse().unwrap()));
        assert_eq!(until(7, 7), Ok("2026-11-30T10:00:00Z".parse().unwrap()));
        for days in [0, 8, u32::MAX] {
            assert_eq!(until(days, 7), Err(HoldRefused::Length { longest: 7 }));
        }
        assert!(
            until(u32::MAX, u32::MAX).is_err(),
            "no calendar goes so far"
        );
    }

    #[test]
    fn what_no_reviewer_has_to_decide_is_not_held() {
        let at = "2026-11-23T10:00:00Z".parse().unwrap();
        for state in ClaimState::ALL {
            let held = hold_until(state, 1, 7, at);
            let decidable = super::super::Move::Approve.leads_from(state).is_some();
            assert_eq!(held.is_ok(), decidable, "{state:?}");
        }
    }

    #[test]
    fn reasons_are_written_as_they_are_read() {
        for reason in HoldReason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
    }
}
