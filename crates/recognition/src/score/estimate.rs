//! Points from numbers a person enters, for every designation. `recognition.md` section 7.

mod inputs;

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

pub use inputs::read_inputs;

use super::tally::{Figure, MetricScore, Tally, Why, counted, growth, percent};
use crate::programme::{Formula, Metric, MetricId, TrackId};
use crate::{Amount, Points, Programme};

/// What is entered for one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// A count, people, or per cent.
    Number(Amount),
    /// Monthly consumption value now and a year ago.
    Growth {
        /// Now.
        now: Amount,
        /// A year ago.
        baseline: Amount,
    },
    /// A number for each association or kind.
    ByKey(BTreeMap<String, Amount>),
    /// People at each gate, and in the last step.
    Stepped {
        /// In the order of the gates.
        gates: Vec<u32>,
        /// In the last step.
        people: u32,
    },
}

/// The numbers by metric; one that is left out is 0.
pub type Inputs = BTreeMap<MetricId, Entered>;

/// A number that cannot be used: which, and the cure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Error)]
#[error("{key}: {cause}")]
pub struct InputFault {
    /// The key, as entered: `usage_growth.baseline`.
    pub key: String,
    /// What is wrong and what is needed.
    pub cause: String,
}

impl InputFault {
    fn new(key: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            cause: cause.into(),
        }
    }
}

/// Points of a designation and track from entered numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Its ID.
    pub designation: String,
    /// The track.
    pub track: TrackId,
    /// The programme version.
    pub programme: String,
    /// Total, qualification, blockers and metrics.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Points from entered numbers.
///
/// # Errors
///
/// With every fault at once: a designation or track that is not there, a metric it does not
/// have, a number of the wrong form or out of bounds.
pub fn estimate(
    programme: &Programme,
    designation: &str,
    track: TrackId,
    inputs: &Inputs,
) -> Result<Estimate, Vec<InputFault>> {
    let known = || -> String {
        let ids: Vec<&str> = programme
            .designations
            .iter()
            .map(|d| d.id.as_str())
            .collect();
        ids.join(", ")
    };
    let path = programme.designation(designation).ok_or_else(|| {
        vec![InputFault::new(
            "designation",
            format!("`{designation}` is not known; there are {}", known()),
        )]
    })?;
    let table = path.track(track).ok_or_else(|| {
        vec![InputFault::new(
            "track",
            format!("`{designation}` has no track `{}`", track.as_str()),
        )]
    })?;
    let ids = || table.metrics.iter().map(|metric| metric.id.as_str());
    let mut faults: Vec<InputFault> = inputs
        .keys()
        .filter(|id| !table.metrics.iter().any(|metric| metric.id == **id))
        .map(|id| {
            InputFault::new(
                id.as_str(),
                format!(
                    "`{designation}` has no such metric; it has {}",
                    ids().collect::<Vec<_>>().join(", ")
                ),
            )
        })
        .collect();
    let mut metrics = Vec::with_capacity(table.metrics.len());
    for metric in &table.metrics {
        match scored(metric, inputs.get(&metric.id)) {
            Ok(score) => metrics.push(score),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        faults.sort();
        return Err(faults);
    }
    Ok(Estimate {
        designation: path.id.clone(),
        track,
        programme: programme.id.clone(),
        tally: Tally::new(metrics, programme.qualifying.total),
    })
}

/// One metric's points, by its formula.
fn scored(metric: &Metric, entered: Option<&Entered>) -> Result<MetricScore, Vec<InputFault>> {
    let key = metric.id.as_str();
    let wrong = |needed: &str| Err(vec![InputFault::new(key, format!("{needed} is needed"))]);
    match (&metric.formula, entered) {
        (Formula::ConsumptionGrowth { baseline_floor, .. }, None) => {
            Ok(growth(metric, Amount::ZERO, Amount::ZERO, *baseline_floor))
        }
        (
            Formula::ConsumptionGrowth { baseline_floor, .. },
            Some(Entered::Growth { now, baseline }),
        ) => {
            let mut faults = Vec::new();
            for (name, value) in [("now", now), ("baseline", baseline)] {
                if value.is_negative() {
                    faults.push(InputFault::new(
                        format!("{key}.{name}"),
                        "0 or more is needed",
                    ));
                }
            }
            if faults.is_empty() {
                Ok(growth(metric, *now, *baseline, *baseline_floor))
            } else {
                Err(faults)
            }
        }
        (Formula::ConsumptionGrowth { .. } | Formula::Growth, Some(Entered::Number(value))) => {
            Ok(percent(metric, Points::of_amount(*value)))
        }
        (Formula::Growth, None) => Ok(percent(metric, Points::ZERO)),
        (Formula::ConsumptionGrowth { .. }, Some(_)) => {
            wrong("{\"now\": …, \"baseline\": …} in consumption value, or a number in per cent")
        }
        (Formula::Growth, Some(_)) => wrong("a number in per cent"),
        (Formula::CertifiedPeople { .. }, Some(Entered::Number(value))) => {
            let people = whole(key, *value, true)?;
            Ok(counted(metric, people, None))
        }
        (
            Formula::Count | Formula::RevenuePairs { .. } | Formula::ConsumptionPairs { .. },
            Some(Entered::Number(value)),
        ) => {
            let count = whole(key, *value, metric.id.counts_people())?;
            let mut score = counted(metric, count, None);
            if !metric.id.counts_people() {
                score.now = None;
            }
            Ok(score)
        }
        (
            Formula::Count
            | Formula::CertifiedPeople { .. }
            | Formula::RevenuePairs { .. }
            | Formula::ConsumptionPairs { .. },
            None,
        ) => Ok(MetricScore {
            now: None,
            ..counted(metric, 0, None)
        }),
        (
            Formula::Count
            | Formula::CertifiedPeople { .. }
            | Formula::RevenuePairs { .. }
            | Formula::ConsumptionPairs { .. },
            Some(_),
        ) => wrong("a whole number"),
        (Formula::HigherOf { by }, entered) => {
            let keys: Vec<&str> = by.iter().map(|one| one.key.as_str()).collect();
            let values = by_key(key, &keys, entered)?;
            let mut best: Option<(Points, Amount, &str, u32)> = None;
            for one in by {
                let value = values.get(one.key.as_str()).copied().unwrap_or_default();
                let points = Points::of_metric(metric.max, Points::of_amount(value), one.full);
                if best.is_none_or(|(most, highest, ..)| (points, value) > (most, highest)) {
                    best = Some((points, value, one.key.as_str(), one.full));
                }
            }
            let (points, value, won, full) = best.unwrap_or((Points::ZERO, Amount::ZERO, "", 0));
            let why = if points.is_positive() {
                vec![Why::Won {
                    key: won.to_owned(),
                }]
            } else {
                Vec::new()
            };
            Ok(entered_score(metric, Figure::of(value), points, full, why))
        }
        (Formula::SumOf { kinds }, entered) => {
            let keys: Vec<&str> = kinds.iter().map(|one| one.key.as_str()).collect();
            let values = by_key(key, &keys, entered)?;
            let parts: Vec<(Points, &str)> = kinds
                .iter()
                .map(|one| {
                    let value = values.get(one.key.as_str()).copied().unwrap_or_default();
                    // Above its own full value a kind gives no more: the sum is capped anyway.
                    let points = Points::of_metric(metric.max, Points::of_amount(value), one.full);
                    (points, one.key.as_str())
                })
                .collect();
            let sum: Points = parts.iter().map(|(points, _)| *points).sum();
            let most = Points::whole(i64::from(metric.max));
            let why = parts
                .into_iter()
                .filter(|(points, _)| points.is_positive())
                .map(|(points, key)| Why::Part {
                    key: key.to_owned(),
                    points: points.rounded(),
                })
                .collect();
            Ok(entered_score(
                metric,
                Figure::Points(sum),
                sum.min(most),
                metric.max,
                why,
            ))
        }
        (Formula::Stepped { gates, last }, entered) => {
            let none = vec![0; gates.len()];
            let (met, people) = match entered {
                None => (&none, 0),
                Some(Entered::Stepped { gates, people }) => (gates, *people),
                Some(_) => {
                    return wrong(
                        "{\"gates\": [people at each gate], \"people\": in the last step}",
                    );
                }
            };
            if met.len() != gates.len() {
                return Err(vec![InputFault::new(
                    format!("{key}.gates"),
                    format!(
                        "{} numbers are needed, one for each gate, not {}",
                        gates.len(),
                        met.len()
                    ),
                )]);
            }
            let mut points = Points::ZERO;
            let mut why = Vec::new();
            for (number, (gate, has)) in gates.iter().zip(met).enumerate() {
                if *has >= gate.people {
                    points = points + Points::whole(i64::from(gate.points));
                } else {
                    why.push(Why::GateUnmet {
                        gate: number + 1,
                        needs: gate.people,
                        has: *has,
                    });
                }
            }
            let most = Points::whole(i64::from(metric.max));
            if why.is_empty() {
                let each = Points::ratio(i128::from(last.points), i128::from(last.people));
                points = points + each.times(people);
            }
            let mut score = entered_score(
                metric,
                Figure::Count(i64::from(people)),
                points.min(most),
                full_people(metric, gates.iter().map(|gate| gate.points).sum(), last),
                why,
            );
            score.now = entered.is_some().then_some(score.value);
            Ok(score)
        }
    }
}

/// People of the last step with whom the metric gives the most, every gate being met.
fn full_people(metric: &Metric, by_gates: u32, last: &crate::programme::LastStep) -> u32 {
    let left = metric.max.saturating_sub(by_gates);
    (left * last.people).div_ceil(last.points.max(1))
}

fn entered_score(
    metric: &Metric,
    value: Figure,
    points: Points,
    full: u32,
    why: Vec<Why>,
) -> MetricScore {
    MetricScore {
        id: metric.id,
        now: None,
        baseline: None,
        value,
        points,
        max: metric.max,
        full,
        under_baseline_floor: false,
        missing_months: Vec::new(),
        why,
    }
}

/// A whole number; of people, not under 0.
fn whole(key: &str, value: Amount, people: bool) -> Result<i64, Vec<InputFault>> {
    let fault = |cause: &str| vec![InputFault::new(key, cause)];
    let whole = value
        .as_whole()
        .ok_or_else(|| fault("a whole number is needed"))?;
    if people && whole < 0 {
        return Err(fault("people: 0 or more is needed"));
    }
    Ok(whole)
}

/// A number for each key; one that is left out is 0.
fn by_key<'e>(
    key: &str,
    known: &[&str],
    entered: Option<&'e Entered>,
) -> Result<BTreeMap<&'e str, Amount>, Vec<InputFault>> {
    let shape = || {
        let members: Vec<String> = known.iter().map(|key| format!("\"{key}\": …")).collect();
        format!("{{{}}} is needed", members.join(", "))
    };
    match entered {
        None => Ok(BTreeMap::new()),
        Some(Entered::ByKey(values)) => {
            let faults: Vec<InputFault> = values
                .keys()
                .filter(|name| !known.contains(&name.as_str()))
                .map(|name| {
                    InputFault::new(
                        format!("{key}.{name}"),
                        format!("not known here: {}", shape()),
                    )
                })
                .collect();
            if faults.is_empty() {
                Ok(values
                    .iter()
                    .map(|(key, value)| (key.as_str(), *value))
                    .collect())
            } else {
                Err(faults)
            }
        }
        Some(_) => Err(vec![InputFault::new(key, shape())]),
    }
}
