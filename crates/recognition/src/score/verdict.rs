//! Whether the designation is reached, kept or lost, and what stands in the way. `recognition.md`
//! section 3, "Qualified" and "Window".

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::forecast::{Change, ForecastMonth};
use super::standing::Standing;
use super::tally::{Figure, Tally};
use super::window::Renewal;
use crate::programme::{Formula, MetricId};
use crate::{Amount, Hundredths, Month, Points};

/// The months behind and ahead as one set of claims has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outlook {
    /// The as-of month and those of the window before it, oldest first.
    pub past: Vec<PastMonth>,
    /// The months to come.
    pub months: Vec<ForecastMonth>,
    /// The window of an enrolled partner.
    pub renewal: Option<Renewal>,
    /// What it comes to.
    pub verdict: Verdict,
    /// The first of the months to come that does not qualify, after one that does.
    pub falls: Option<Fall>,
}

/// A month of the data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PastMonth {
    /// Which.
    pub month: Month,
    /// Its score.
    #[serde(flatten)]
    pub tally: Tally,
}

/// What the months come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Not enrolled: a month of the window qualifies, so that the partner can be enrolled.
    Qualifies(Margin),
    /// Not enrolled: the first month to come that qualifies.
    WillQualify(Margin),
    /// Enrolled: a month of the renewal's window qualifies, so that the designation is kept.
    Keeps(Margin),
    /// Not enrolled: no month of the window or to come qualifies.
    NeverQualifies(Gap),
    /// Enrolled: no month of the renewal's window qualifies.
    Loses(Gap),
}

/// A month that qualifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Margin {
    /// Which; where several decide it, the one with the most points.
    pub month: Month,
    /// Points over the line.
    pub over: Hundredths,
    /// It is later than the data.
    pub forecast: bool,
}

/// The month that comes nearest, and what it lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// Which: the fewest metrics without a point, then the most points, then the earliest.
    pub month: Month,
    /// Its total.
    pub total: Hundredths,
    /// Points up to the line; nothing where the total is not what is missing.
    pub missing: Hundredths,
    /// Its metrics without a point, in the table's order.
    pub lacking: Vec<Lacking>,
}

/// A metric without a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lacking {
    /// Which.
    pub metric: MetricId,
    /// What it needs to have one.
    pub need: Need,
}

/// What a metric without a point needs for the first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// So many more pairs that count.
    Pairs(i64),
    /// So many more people.
    People(i64),
    /// More consumption value than this on top.
    Consumption(Amount),
    /// A higher baseline: no growth is told from one under the floor.
    Baseline {
        /// What it is.
        has: Amount,
        /// What it must reach.
        floor: Amount,
    },
}

/// A month that stops qualifying.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fall {
    /// Which.
    pub month: Month,
    /// Its total.
    pub total: Hundredths,
    /// The total is under the line; otherwise a metric is without a point.
    pub under_the_line: bool,
    /// What lowers the metrics that lose points in it.
    pub because: Vec<Change>,
    /// Its metrics without a point, in the table's order.
    pub lacking: Vec<Lacking>,
}

/// The anniversary that is due next: of the day the designation was bought or renewed, in
/// whatever year, the first whose renewal is still open `today`.
pub fn next_anniversary(bought: NaiveDate, today: NaiveDate, renewal_days: u32) -> NaiveDate {
    let open_until = |day: NaiveDate| {
        day.checked_add_days(chrono::Days::new(u64::from(renewal_days)))
            .unwrap_or(NaiveDate::MAX)
    };
    // A 29 February falls on the 28th in other years, and back on the 29th in the next leap year.
    (0..)
        .map_while(|year: u32| bought.checked_add_months(Months::new(year.checked_mul(12)?)))
        .find(|day| open_until(*day) >= today)
        .unwrap_or(bought)
}

impl Standing<'_> {
    /// The months of the window and so many ahead, with the claims put in; for a partner
    /// enrolled with this anniversary, or not enrolled.
    pub fn outlook(&mut self, ahead: u32, anniversary: Option<NaiveDate>) -> Outlook {
        let as_of = self.as_of();
        let past: Vec<PastMonth> = (-self.months_before()..=0)
            .map(|offset| as_of.plus(offset))
            .map(|month| PastMonth {
                month,
                tally: self.tally(month),
            })
            .collect();
        let months = self.forecast(ahead);
        let renewal = anniversary.map(|day| self.renewal(day));
        let verdict = if let Some(renewal) = &renewal {
            let window = renewal.months.iter().map(|month| month.score.month);
            self.verdict_of_renewal(&window.collect::<Vec<_>>())
        } else {
            let window: Vec<Month> = past.iter().map(|month| month.month).collect();
            self.verdict_of_window(&window, &months)
        };
        let falls = self.first_fall(&months);
        Outlook {
            past,
            months,
            renewal,
            verdict,
            falls,
        }
    }

    fn verdict_of_renewal(&mut self, window: &[Month]) -> Verdict {
        match self.best_qualified(window) {
            Some(margin) => Verdict::Keeps(margin),
            None => Verdict::Loses(self.nearest(window)),
        }
    }

    fn verdict_of_window(&mut self, window: &[Month], ahead: &[ForecastMonth]) -> Verdict {
        if let Some(margin) = self.best_qualified(window) {
            return Verdict::Qualifies(margin);
        }
        if let Some(first) = ahead.iter().find(|month| month.qualified) {
            return Verdict::WillQualify(self.margin(first.month));
        }
        let ahead = ahead.iter().map(|month| month.month);
        let all: Vec<Month> = window.iter().copied().chain(ahead).collect();
        Verdict::NeverQualifies(self.nearest(&all))
    }

    /// The metrics of a month without a point, with what each needs.
    pub fn lacking(&mut self, month: Month) -> Vec<Lacking> {
        let tally = self.tally(month);
        let metrics = self.track.metrics.iter().zip(&tally.metrics);
        metrics
            .filter(|(_, scored)| !scored.points.is_positive())
            .filter_map(|(metric, scored)| {
                let count = |figure| match figure {
                    Figure::Count(value) => Some(value),
                    _ => None,
                };
                let value = |figure: Option<Figure>| match figure {
                    Some(Figure::Consumption(value)) => Some(value),
                    _ => None,
                };
                let need = match &metric.formula {
                    Formula::ConsumptionGrowth { baseline_floor, .. } => {
                        let (now, has) = value(scored.now).zip(value(scored.baseline))?;
                        if scored.under_baseline_floor {
                            let floor = *baseline_floor;
                            Need::Baseline { has, floor }
                        } else {
                            Need::Consumption(has - now)
                        }
                    }
                    Formula::RevenuePairs { .. } | Formula::ConsumptionPairs { .. } => {
                        Need::Pairs(1 - count(scored.value)?)
                    }
                    _ => Need::People(1 - count(scored.value)?),
                };
                Some(Lacking {
                    metric: metric.id,
                    need,
                })
            })
            .collect()
    }

    fn line(&self) -> Points {
        Points::whole(i64::from(self.programme().qualifying.total))
    }

    fn margin(&mut self, month: Month) -> Margin {
        Margin {
            month,
            over: (self.tally(month).total - self.line()).rounded(),
            forecast: month > self.as_of(),
        }
    }

    /// The qualifying one of these months with the most points, of equals the first.
    fn best_qualified(&mut self, months: &[Month]) -> Option<Margin> {
        let best = months
            .iter()
            .map(|month| (*month, self.tally(*month)))
            .filter(|(_, tally)| tally.qualified)
            .max_by_key(|(month, tally)| (tally.total, std::cmp::Reverse(*month)))?;
        Some(self.margin(best.0))
    }

    /// The one of these months that comes nearest to qualifying.
    fn nearest(&mut self, months: &[Month]) -> Gap {
        let nearest = months
            .iter()
            .map(|month| (*month, self.tally(*month)))
            .min_by_key(|(month, tally)| {
                let fewest = tally.blockers.len();
                (fewest, std::cmp::Reverse(tally.total), *month)
            });
        let as_of = self.as_of();
        let (month, tally) = match nearest {
            Some(found) => found,
            None => (as_of, self.tally(as_of)),
        };
        Gap {
            month,
            total: tally.total.rounded(),
            missing: (self.line() - tally.total).max(Points::ZERO).rounded(),
            lacking: self.lacking(month),
        }
    }

    fn first_fall(&mut self, months: &[ForecastMonth]) -> Option<Fall> {
        let mut before = self.tally(self.as_of());
        for month in months {
            let tally = self.tally(month.month);
            if before.qualified && !tally.qualified {
                let lost: Vec<MetricId> = before
                    .metrics
                    .iter()
                    .zip(&tally.metrics)
                    .filter(|(was, is)| is.points < was.points)
                    .map(|(_, is)| is.id)
                    .collect();
                let lowers = |change: &&Change| {
                    lost.contains(&change.metric) && change.effect.is_none_or(|effect| effect < 0)
                };
                return Some(Fall {
                    month: month.month,
                    total: month.total,
                    under_the_line: tally.total < self.line(),
                    because: month.changes.iter().filter(lowers).cloned().collect(),
                    lacking: self.lacking(month.month),
                });
            }
            before = tally;
        }
        None
    }
}
