//! Metrics added up: what counts as qualified and what blocks.

use serde::{Serialize, Serializer};

use crate::programme::{Formula, Metric, MetricId, TrackId};
use crate::{Amount, Hundredths, Month, Points, Programme};

/// A number of a metric: a count, a consumption value, or per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Pairs or people.
    Count(i64),
    /// Monthly consumption value.
    Consumption(Amount),
    /// Per cent, exact.
    Percent(Points),
    /// Points of several kinds, exact, before the cap.
    Points(Points),
}

impl Figure {
    /// A whole number as a count, any other as it is.
    pub(crate) fn of(value: Amount) -> Self {
        value
            .as_whole()
            .map_or(Self::Consumption(value), Self::Count)
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_i64(*count),
            Self::Consumption(value) => value.to_hundredths().serialize(serializer),
            Self::Percent(exact) | Self::Points(exact) => exact.rounded().serialize(serializer),
        }
    }
}

/// One metric's figures and points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MetricScore {
    /// Which.
    pub id: MetricId,
    /// In the month.
    pub now: Option<Figure>,
    /// A year before, where the metric compares.
    pub baseline: Option<Figure>,
    /// What earns points.
    pub value: Figure,
    /// Points, exact; written with two decimals.
    #[serde(serialize_with = "rounded")]
    pub points: Points,
    /// The most it can give.
    pub max: u32,
    /// The value that gives the most.
    pub full: u32,
    /// The baseline is under the floor, so that growth earns nothing.
    pub under_baseline_floor: bool,
    /// Months without any row in the export this rests on: computed as zero.
    pub missing_months: Vec<Month>,
    /// What else decided the points.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Why>,
}

/// What decided a metric's points beside its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Why {
    /// A step of certificates is not met, so the last step gives nothing.
    GateUnmet {
        /// Counted from 1.
        gate: usize,
        /// People needed.
        needs: u32,
        /// People there are.
        has: u32,
    },
    /// Of several associations this one gives the most.
    Won {
        /// Which.
        key: String,
    },
    /// What one kind of a sum gives, before the cap.
    Part {
        /// Which.
        key: String,
        /// Its points.
        points: Hundredths,
    },
}

/// All metrics of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// The exact sum; written with two decimals.
    #[serde(serialize_with = "rounded")]
    pub total: Points,
    /// At or over the line, with every metric above nothing.
    pub qualified: bool,
    /// Metrics without a point, in the table's order.
    pub blockers: Vec<MetricId>,
    /// In the table's order.
    pub metrics: Vec<MetricScore>,
}

fn rounded<S: Serializer>(points: &Points, serializer: S) -> Result<S::Ok, S::Error> {
    Hundredths::serialize(&points.rounded(), serializer)
}

impl Tally {
    /// Adds up metrics: qualified at or over `line` with nothing at zero.
    pub(crate) fn new(metrics: Vec<MetricScore>, line: u32) -> Self {
        let total: Points = metrics.iter().map(|metric| metric.points).sum();
        let blockers: Vec<MetricId> = metrics
            .iter()
            .filter(|metric| !metric.points.is_positive())
            .map(|metric| metric.id)
            .collect();
        let qualified = blockers.is_empty() && total >= Points::whole(i64::from(line));
        Self {
            total,
            qualified,
            blockers,
            metrics,
        }
    }
}

/// The value of a metric that compares two counts or counts people.
pub(crate) fn counted(metric: &Metric, now: i64, baseline: Option<i64>) -> MetricScore {
    let value = now - baseline.unwrap_or(0);
    MetricScore {
        id: metric.id,
        now: Some(Figure::Count(now)),
        baseline: baseline.map(Figure::Count),
        value: Figure::Count(value),
        points: Points::of_metric(metric.max, Points::whole(value), metric.full),
        max: metric.max,
        full: metric.full,
        under_baseline_floor: false,
        missing_months: Vec::new(),
        why: Vec::new(),
    }
}

/// Growth of consumption value in per cent; nothing when the baseline is under its floor.
pub(crate) fn growth(metric: &Metric, now: Amount, baseline: Amount, floor: Amount) -> MetricScore {
    let under = baseline < floor || baseline <= Amount::ZERO;
    let percent = if under {
        Points::ZERO
    } else {
        // Sums of bounded amounts: the difference times a hundred stays far under 128 bits.
        Points::ratio((now - baseline).units(), baseline.units()).times(100)
    };
    MetricScore {
        id: metric.id,
        now: Some(Figure::Consumption(now)),
        baseline: Some(Figure::Consumption(baseline)),
        value: Figure::Percent(percent),
        points: Points::of_metric(metric.max, percent, metric.full),
        max: metric.max,
        full: metric.full,
        under_baseline_floor: under,
        missing_months: Vec::new(),
        why: Vec::new(),
    }
}

/// Growth in per cent, as entered.
pub(crate) fn percent(metric: &Metric, value: Points) -> MetricScore {
    MetricScore {
        id: metric.id,
        now: None,
        baseline: None,
        value: Figure::Percent(value),
        points: Points::of_metric(metric.max, value, metric.full),
        max: metric.max,
        full: metric.full,
        under_baseline_floor: false,
        missing_months: Vec::new(),
        why: Vec::new(),
    }
}

/// Numbers a person enters when there are no exports at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ManualInputs {
    /// Pairs gained less pairs lost over the year.
    pub net_customer_adds: i64,
    /// People with an intermediate certificate.
    pub intermediate_people: i64,
    /// People with an advanced certificate.
    pub advanced_people: i64,
    /// Monthly consumption value now.
    pub usage_now: Amount,
    /// Monthly consumption value a year ago.
    pub usage_baseline: Amount,
    /// Deployments gained less deployments lost over the year.
    pub deployments: i64,
}

impl ManualInputs {
    /// The points these numbers give in Business Applications. `None` when the programme does
    /// not have the track.
    pub fn tally(&self, programme: &Programme, track: TrackId) -> Option<Tally> {
        let metrics = programme
            .track(track)?
            .metrics
            .iter()
            .map(|metric| {
                let without_now = |score: MetricScore| MetricScore { now: None, ..score };
                match (&metric.formula, metric.id) {
                    (Formula::ConsumptionGrowth { baseline_floor, .. }, _) => {
                        growth(metric, self.usage_now, self.usage_baseline, *baseline_floor)
                    }
                    (_, MetricId::NetCustomerAdds) => {
                        without_now(counted(metric, self.net_customer_adds, None))
                    }
                    (_, MetricId::AdvancedCertifications) => {
                        counted(metric, self.advanced_people, None)
                    }
                    (_, MetricId::IntermediateCertifications) => {
                        counted(metric, self.intermediate_people, None)
                    }
                    _ => without_now(counted(metric, self.deployments, None)),
                }
            })
            .collect();
        Some(Tally::new(metrics, programme.qualifying.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_explains_itself() {
        let programme = Programme::builtin();
        let inputs = ManualInputs {
            net_customer_adds: 3,
            intermediate_people: 5,
            advanced_people: 1,
            usage_now: Amount::whole(31_000),
            usage_baseline: Amount::whole(25_000),
            deployments: 1,
        };
        let smb = inputs.tally(&programme, TrackId::Smb).unwrap();
        assert_eq!(smb.total.rounded().to_string(), "64.50");
        assert!(smb.blockers.is_empty() && !smb.qualified);
        let enterprise = inputs.tally(&programme, TrackId::Enterprise).unwrap();
        assert_eq!(enterprise.blockers, [MetricId::UsageGrowth]);
        assert_eq!(enterprise.total.rounded().to_string(), "20.14");
    }

    #[test]
    fn the_line_is_reached_exactly_or_not_at_all() {
        let programme = Programme::builtin();
        let mut inputs = ManualInputs {
            net_customer_adds: 5,
            intermediate_people: 20,
            advanced_people: 7,
            usage_now: Amount::whole(56_000),
            usage_baseline: Amount::whole(50_000),
            deployments: 2,
        };
        let at_line = inputs.tally(&programme, TrackId::Enterprise).unwrap();
        assert_eq!(
            (at_line.total, at_line.qualified),
            (Points::whole(70), true)
        );
        inputs.usage_now = Amount::parse("55999.999999999999999999").unwrap();
        let under = inputs.tally(&programme, TrackId::Enterprise).unwrap();
        assert_eq!(under.total.rounded().to_string(), "70.00");
        assert!(!under.qualified, "70.00 shown, but not reached");
    }
}
