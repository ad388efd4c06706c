//! The months in which one qualifying month is enough. `recognition.md` section 3, "Window".

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::standing::Standing;
use crate::{Hundredths, Month};

/// The as-of month and those before it: the window of a partner who is not enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// Oldest first.
    pub months: Vec<WindowMonth>,
    /// The first of them that qualifies.
    pub qualified_on: Option<Month>,
}

/// A month of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowMonth {
    /// Which.
    pub month: Month,
    /// Its total.
    pub total: Hundredths,
    /// Whether it qualifies.
    pub qualified: bool,
}

/// The window of an enrolled partner: the anniversary's month, those before it, and the days
/// after it in which renewal is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Renewal {
    /// The day the designation was bought or renewed, in the year it is due.
    #[serde(with = "crate::day::text")]
    pub anniversary: NaiveDate,
    /// The last day on which it can be renewed.
    #[serde(with = "crate::day::text")]
    pub renewable_until: NaiveDate,
    /// Oldest first, up to the month in which renewal closes.
    pub months: Vec<RenewalMonth>,
    /// The first of them that qualifies.
    pub qualified_on: Option<Month>,
}

/// A month of an enrolled partner's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RenewalMonth {
    /// The month and its score.
    #[serde(flatten)]
    pub score: WindowMonth,
    /// Later than the data: rows carried on.
    pub forecast: bool,
    /// After the anniversary, while renewal is open.
    pub renewal: bool,
}

impl Standing<'_> {
    fn window_month(&mut self, month: Month) -> WindowMonth {
        let tally = self.tally(month);
        WindowMonth {
            month,
            total: tally.total.rounded(),
            qualified: tally.qualified,
        }
    }

    pub(super) fn months_before(&self) -> i32 {
        i32::try_from(self.programme().qualifying.months_before).unwrap_or(5)
    }

    /// The window of a partner who is not enrolled.
    pub fn window(&mut self) -> Window {
        let last = self.as_of();
        let months: Vec<WindowMonth> = (-self.months_before()..=0)
            .map(|offset| self.window_month(last.plus(offset)))
            .collect();
        Window {
            qualified_on: first_qualified(&months),
            months,
        }
    }

    /// The window of a partner enrolled with this anniversary. Months later than the data are
    /// forecast, with the claims put in.
    pub fn renewal(&mut self, anniversary: NaiveDate) -> Renewal {
        let open = u64::from(self.programme().qualifying.renewal_days);
        let renewable_until = anniversary
            .checked_add_days(Days::new(open))
            .unwrap_or(anniversary);
        let (due, closes) = (Month::of(anniversary), Month::of(renewable_until));
        let as_of = self.as_of();
        let months: Vec<RenewalMonth> = (-self.months_before()..=closes.since(due))
            .map(|offset| {
                let month = due.plus(offset);
                RenewalMonth {
                    score: self.window_month(month),
                    forecast: month > as_of,
                    renewal: offset > 0,
                }
            })
            .collect();
        let scores: Vec<WindowMonth> = months.iter().map(|month| month.score).collect();
        Renewal {
            anniversary,
            renewable_until,
            qualified_on: first_qualified(&scores),
            months,
        }
    }
}

fn first_qualified(months: &[WindowMonth]) -> Option<Month> {
    months
        .iter()
        .find(|month| month.qualified)
        .map(|month| month.month)
}
