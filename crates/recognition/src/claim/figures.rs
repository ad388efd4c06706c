//! How quickly claims are decided, beside what is promised.

use serde::{Deserialize, Serialize};

use super::life::Life;
use crate::programme::ClaimRules;

/// Figures of a number of first decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pace {
    /// How many claims were decided.
    pub decided: u32,
    /// How many of them within the promised time.
    pub in_time: u32,
    /// The median time of the review clock, in whole seconds; of an even number the lower one.
    pub median_seconds: i64,
}

impl Pace {
    /// The figures of decisions that took so many seconds of the review clock, which stands
    /// still while the partner is asked ([`Life::review_seconds`]).
    pub fn of(mut seconds: Vec<i64>, rules: &ClaimRules) -> Self {
        let promised = i64::from(rules.review_hours) * 3600;
        seconds.sort_unstable();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let middle = seconds.len().saturating_sub(1) / 2;
        Self {
            decided: count(seconds.len()),
            // The instant at which the clock runs out is late already.
            in_time: count(seconds.iter().filter(|taken| **taken < promised).count()),
            median_seconds: seconds.get(middle).copied().unwrap_or_default(),
        }
    }

    /// The share that was decided in time, in whole per cent, rounded down so that 100 is all of
    /// them; `None` where nothing was decided.
    pub fn percent_in_time(self) -> Option<u32> {
        (u64::from(self.in_time) * 100)
            .checked_div(u64::from(self.decided))
            .and_then(|share| u32::try_from(share).ok())
    }
}

impl Life {
    /// What the first decision took of the review clock, in whole seconds; `None` while the
    /// clock runs. While the partner is asked it is what has run so far.
    pub fn decision_seconds(&self) -> Option<i64> {
        let over = self.submitted_at.is_some() && self.review_running_since.is_none();
        let since = self.since.filter(|_| over)?;
        Some(self.review_seconds(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Programme;
    use crate::claim::Move;

    #[test]
    fn the_promise_is_kept_until_its_last_second() {
        let rules = Programme::builtin().claims;
        let hours = 3600;
        let pace = Pace::of(vec![48 * hours, 48 * hours - 1, 2 * hours, 60], &rules);
        assert_eq!(
            pace,
            Pace {
                decided: 4,
                in_time: 3,
                median_seconds: 2 * hours
            }
        );
        assert_eq!(pace.percent_in_time(), Some(75));
        assert_eq!(Pace::of(vec![], &rules).percent_in_time(), None);
        assert_eq!(Pace::of(vec![7], &rules).median_seconds, 7);
        let seven = Pace::of(vec![70, 10, 60, 20, 50, 30, 40], &rules);
        assert_eq!(seven.median_seconds, 40);
    }

    #[test]
    fn time_the_clock_stood_still_is_not_counted_and_later_moves_change_nothing() {
        let rules = Programme::builtin().claims;
        let mut life = Life::default();
        assert_eq!(life.decision_seconds(), None);
        for (made, time) in [
            (Move::Submit, "2026-11-23T10:00:00Z"),
            (Move::Open, "2026-11-23T11:00:00Z"),
            (Move::Ask, "2026-11-23T12:00:00Z"),
            (Move::Answer, "2026-12-01T12:00:00Z"),
            (Move::Open, "2026-12-01T12:00:00Z"),
        ] {
            life = life.after(made, time.parse().unwrap(), &rules).unwrap();
            let running = life.review_running_since.is_some();
            assert_eq!(life.decision_seconds().is_none(), running);
        }
        for (made, time) in [
            (Move::Reject, "2026-12-01T13:00:00Z"),
            (Move::Dispute, "2026-12-02T13:00:00Z"),
            (Move::Approve, "2026-12-03T13:00:00Z"),
        ] {
            life = life.after(made, time.parse().unwrap(), &rules).unwrap();
            assert_eq!(life.decision_seconds(), Some(3 * 3600), "{made:?}");
        }
    }
}
