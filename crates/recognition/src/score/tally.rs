//! Metrics added up: what counts as qualified and what blocks.

use serde::{Serialize, Serializer};

use crate::programme::{Metric, MetricId, PathMetric};
use crate::{Amount, Hundredths, Month, Points};

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

impl MetricScore {
    /// Of a value that is worth so much, with nothing else to tell.
    pub(crate) fn of(scale: Scale, value: Figure, points: Points) -> Self {
        Self {
            id: scale.id,
            now: None,
            baseline: None,
            value,
            points,
            max: scale.max,
            full: scale.full,
            under_baseline_floor: false,
            missing_months: Vec::new(),
            why: Vec::new(),
        }
    }
}

/// How a metric's value becomes points: `max × clamp(value ÷ full, 0, 1)`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) id: MetricId,
    pub(crate) max: u32,
    pub(crate) full: u32,
}

impl Scale {
    fn points(self, value: Points) -> Points {
        Points::of_metric(self.max, value, self.full)
    }
}

impl From<&Metric> for Scale {
    fn from(metric: &Metric) -> Self {
        Self {
            id: metric.id,
            max: metric.max,
            full: metric.full,
        }
    }
}

impl From<&PathMetric> for Scale {
    fn from(metric: &PathMetric) -> Self {
        Self {
            id: metric.id,
            max: metric.max,
            full: metric.full,
        }
    }
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
    /// The value a year ago is under the floor, so growth earns nothing.
    BaselineUnder {
        /// The floor, in consumption value.
        floor: Amount,
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
pub(crate) fn counted(scale: Scale, now: i64, baseline: Option<i64>) -> MetricScore {
    let value = now - baseline.unwrap_or(0);
    let points = scale.points(Points::whole(value));
    MetricScore {
        now: Some(Figure::Count(now)),
        baseline: baseline.map(Figure::Count),
        ..MetricScore::of(scale, Figure::Count(value), points)
    }
}

/// Growth of consumption value in per cent; nothing when the baseline is under its floor.
pub(crate) fn growth(scale: Scale, now: Amount, baseline: Amount, floor: Amount) -> MetricScore {
    let under = baseline < floor || baseline <= Amount::ZERO;
    let percent = if under {
        Points::ZERO
    } else {
        // Sums of bounded amounts: the difference times a hundred stays far under 128 bits.
        Points::ratio((now - baseline).units(), baseline.units()).times(100)
    };
    MetricScore {
        now: Some(Figure::Consumption(now)),
        baseline: Some(Figure::Consumption(baseline)),
        under_baseline_floor: under,
        why: under
            .then_some(Why::BaselineUnder { floor })
            .into_iter()
            .collect(),
        ..self::percent(scale, percent)
    }
}

/// Growth in per cent.
pub(crate) fn percent(scale: Scale, value: Points) -> MetricScore {
    MetricScore::of(scale, Figure::Percent(value), scale.points(value))
}
