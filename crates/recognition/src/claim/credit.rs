//! What an approved claim gives, to both partners.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::programme::ClaimRules;
use crate::{Amount, Month};

/// The months an approved claim covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The first: the month after the approval's.
    pub from: Month,
    /// The last, where the subscription or the association ends; `None` while neither does.
    /// It may lie before `from`: then nothing is covered.
    pub until: Option<Month>,
}

impl Covered {
    /// From the month after approval until the subscription's last month; an end by decline
    /// or disassociation stops it from that month on. `recognition.md` section 4.
    pub fn new(
        approved_at: DateTime<Utc>,
        subscription_end: Option<NaiveDate>,
        ended_on: Option<NaiveDate>,
    ) -> Self {
        let by_subscription = subscription_end.map(Month::of);
        let by_end = ended_on.map(|day| Month::of(day).plus(-1));
        let until = match (by_subscription, by_end) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (one, other) => one.or(other),
        };
        Self {
            from: Month::at(approved_at).plus(1),
            until,
        }
    }

    /// True for a covered month.
    pub fn contains(self, month: Month) -> bool {
        self.from <= month && self.until.is_none_or(|last| month <= last)
    }
}

/// Which of the two partners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CreditRole {
    /// Advised or implemented, and claimed.
    Influencing,
    /// Sells the licence; credited in full all along.
    Transacting,
}

impl CreditRole {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Influencing => "influencing",
            Self::Transacting => "transacting",
        }
    }
}

/// One partner's recognition of one workload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credit {
    /// Whose.
    pub role: CreditRole,
    /// The workload.
    pub workload: String,
    /// US dollars a month: the same for both, never a share.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub monthly_revenue_usd: Amount,
    /// The first month that counts.
    pub from: Month,
    /// The last one, if there is one.
    pub until: Option<Month>,
    /// From this month the pair is in the baseline too, and the add is gone.
    pub baseline_from: Month,
}

/// The credits of an approved claim: for each workload one to the claiming partner and one,
/// of the same amount, to the partner who sells.
pub fn credits(covered: Covered, products: &[(String, Amount)], rules: &ClaimRules) -> Vec<Credit> {
    if covered.until.is_some_and(|last| last < covered.from) {
        return Vec::new();
    }
    let after = i32::try_from(rules.baseline_after_months).unwrap_or(12);
    [CreditRole::Influencing, CreditRole::Transacting]
        .into_iter()
        .flat_map(|role| {
            products.iter().map(move |(workload, amount)| Credit {
                role,
                workload: workload.clone(),
                monthly_revenue_usd: *amount,
                from: covered.from,
                until: covered.until,
                baseline_from: covered.from.plus(after),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn the_approvals_month_in_utc_decides() {
        for (approved, first) in [
            ("2026-09-30T23:59:59Z", "2026-10"),
            ("2026-10-01T00:00:00Z", "2026-11"),
            ("2026-12-31T23:30:00-01:00", "2027-02"),
        ] {
            let covered = Covered::new(approved.parse().unwrap(), None, None);
            assert_eq!(covered.from, month(first));
            assert!(!covered.contains(month(first).plus(-1)) && covered.contains(month(first)));
        }
    }

    #[test]
    fn ends_stop_it() {
        let approved = "2026-03-10T00:00:00Z".parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let subscription = Covered::new(approved, day("2026-12-28"), None);
        assert!(
            subscription.contains(month("2026-12")) && !subscription.contains(month("2027-01"))
        );
        let declined = Covered::new(approved, day("2026-12-28"), day("2026-06-01"));
        assert!(declined.contains(month("2026-05")) && !declined.contains(month("2026-06")));
    }

    #[test]
    fn both_partners_get_the_whole_amount() {
        let rules = crate::Programme::builtin().claims;
        let covered = Covered::new("2026-03-10T00:00:00Z".parse().unwrap(), None, None);
        let given = credits(covered, &[("Sales".into(), Amount::whole(900))], &rules);
        assert_eq!(given.len(), 2);
        assert!(
            given
                .iter()
                .all(|credit| credit.monthly_revenue_usd == Amount::whole(900))
        );
        assert!(given.iter().all(|credit| credit.from == month("2026-04")));
        assert!(
            given
                .iter()
                .all(|credit| credit.baseline_from == month("2027-04"))
        );
    }

    #[test]
    fn nothing_is_credited_when_it_ends_before_it_counts() {
        let rules = crate::Programme::builtin().claims;
        let sales = [("Sales".to_owned(), Amount::whole(900))];
        let approved = "2026-03-10T00:00:00Z".parse().unwrap();
        for (end, count) in [("2026-03-31", 0), ("2026-04-01", 2), ("2026-09-30", 2)] {
            let covered = Covered::new(approved, end.parse().ok(), None);
            assert_eq!(credits(covered, &sales, &rules).len(), count, "{end}");
        }
    }

    #[test]
    fn roles_are_written_as_they_are_read() {
        for role in [CreditRole::Influencing, CreditRole::Transacting] {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
    }
}
