//! Points from numbers a person enters, for every designation. `recognition.md` section 7.

mod inputs;
mod numbers;

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;

pub use inputs::read_inputs;
pub use numbers::{Number, Numbers, Part, Takes};

use super::tally::{Figure, MetricScore, Tally, Why, counted, growth, percent};
use crate::programme::{Counts, Entry, Full, MetricId, PathMetric, Paths, TrackId};
use crate::{Amount, Points};

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
    paths: &Paths,
    designation: &str,
    track: TrackId,
    inputs: &Inputs,
) -> Result<Estimate, Vec<InputFault>> {
    let known = || -> String {
        let ids: Vec<&str> = paths.designations.iter().map(|d| d.id.as_str()).collect();
        ids.join(", ")
    };
    let path = paths.designation(designation).ok_or_else(|| {
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
        .filter(|id| table.metric(**id).is_none())
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
        programme: paths.programme.clone(),
        tally: Tally::new(metrics, paths.line),
    })
}

/// Which of two tracks counts where the higher one does: of equal totals the one that
/// qualifies, then the first.
pub fn higher(estimates: &[Estimate]) -> Option<&Estimate> {
    let rank = |estimate: &&Estimate| (estimate.tally.total, estimate.tally.qualified);
    // The last of equals is taken, so the first has to come last.
    estimates.iter().rev().max_by_key(rank)
}

/// One metric's points, by what is entered for it.
pub(super) fn scored(
    metric: &PathMetric,
    entered: Option<&Entered>,
) -> Result<MetricScore, Vec<InputFault>> {
    let key = metric.id.as_str();
    let wrong = |needed: &str| Err(vec![InputFault::new(key, format!("{needed} is needed"))]);
    match (&metric.entry, entered) {
        (Entry::Consumption { baseline_floor }, None) => Ok(growth(
            metric.into(),
            Amount::ZERO,
            Amount::ZERO,
            *baseline_floor,
        )),
        (Entry::Consumption { baseline_floor }, Some(Entered::Growth { now, baseline })) => {
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
                Ok(growth(metric.into(), *now, *baseline, *baseline_floor))
            } else {
                Err(faults)
            }
        }
        (Entry::Consumption { .. } | Entry::Percent, Some(Entered::Number(value))) => {
            Ok(percent(metric.into(), Points::of_amount(*value)))
        }
        (Entry::Percent, None) => Ok(percent(metric.into(), Points::ZERO)),
        (Entry::Consumption { .. }, Some(_)) => {
            wrong("{\"now\": …, \"baseline\": …} in consumption value, or a number in per cent")
        }
        (Entry::Percent, Some(_)) => wrong("a number in per cent"),
        (Entry::Count(what), Some(Entered::Number(value))) => {
            let people = *what == Counts::People;
            let count = whole(key, *value, people)?;
            let score = counted(metric.into(), count, None);
            Ok(MetricScore {
                now: score.now.filter(|_| people),
                ..score
            })
        }
        (Entry::Count(_), None) => Ok(MetricScore {
            now: None,
            ..counted(metric.into(), 0, None)
        }),
        (Entry::Count(_), Some(_)) => wrong("a whole number"),
        (Entry::HigherOf(by), entered) => higher_of(metric, by, entered),
        (Entry::SumOf(kinds), entered) => sum_of(metric, kinds, entered),
        (Entry::Stepped { .. }, entered) => stepped(metric, entered),
    }
}

/// Of several associations the one that gives most.
fn higher_of(
    metric: &PathMetric,
    by: &[Full],
    entered: Option<&Entered>,
) -> Result<MetricScore, Vec<InputFault>> {
    let values = by_key(metric.id.as_str(), by, entered)?;
    let mut best: Option<(Points, Amount, &Full)> = None;
    for one in by {
        let value = values.get(one.key.as_str()).copied().unwrap_or_default();
        let points = Points::of_metric(metric.max, Points::of_amount(value), one.full);
        if best.is_none_or(|(most, highest, _)| (points, value) > (most, highest)) {
            best = Some((points, value, one));
        }
    }
    let Some((points, value, won)) = best else {
        return Ok(MetricScore::of(
            metric.into(),
            Figure::Count(0),
            Points::ZERO,
        ));
    };
    let why = points.is_positive().then(|| Why::Won {
        key: won.key.clone(),
    });
    Ok(MetricScore {
        full: won.full,
        why: why.into_iter().collect(),
        ..MetricScore::of(metric.into(), Figure::of(value), points)
    })
}

/// The points of several kinds, added up to the cap.
fn sum_of(
    metric: &PathMetric,
    kinds: &[Full],
    entered: Option<&Entered>,
) -> Result<MetricScore, Vec<InputFault>> {
    let values = by_key(metric.id.as_str(), kinds, entered)?;
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
    let why = parts
        .into_iter()
        .filter(|(points, _)| points.is_positive())
        .map(|(points, key)| Why::Part {
            key: key.to_owned(),
            points: points.rounded(),
        })
        .collect();
    let most = Points::whole(i64::from(metric.max));
    Ok(MetricScore {
        full: metric.max,
        why,
        ..MetricScore::of(metric.into(), Figure::Points(sum), sum.min(most))
    })
}

/// People of the last step, once every gate is met; a met gate may give points of its own.
fn stepped(metric: &PathMetric, entered: Option<&Entered>) -> Result<MetricScore, Vec<InputFault>> {
    let key = metric.id.as_str();
    let Entry::Stepped {
        gates,
        points: last,
        people: for_people,
    } = &metric.entry
    else {
        return Ok(MetricScore::of(
            metric.into(),
            Figure::Count(0),
            Points::ZERO,
        ));
    };
    let none = vec![0; gates.len()];
    let (met, people) = match entered {
        None => (&none, 0),
        Some(Entered::Stepped { gates, people }) => (gates, *people),
        Some(_) => {
            let needed = "{\"gates\": [people at each gate], \"people\": in the last step}";
            return Err(vec![InputFault::new(key, format!("{needed} is needed"))]);
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
    if why.is_empty() {
        let each = Points::ratio(i128::from(*last), i128::from(*for_people));
        points = points + each.times(people);
    }
    let value = Figure::Count(i64::from(people));
    let most = Points::whole(i64::from(metric.max));
    Ok(MetricScore {
        now: entered.is_some().then_some(value),
        full: metric.full_people(),
        why,
        ..MetricScore::of(metric.into(), value, points.min(most))
    })
}

impl PathMetric {
    /// People of the last step with whom a stepped metric gives the most, every gate being met;
    /// 0 for the others.
    pub fn full_people(&self) -> u32 {
        let Entry::Stepped {
            gates,
            points,
            people,
        } = &self.entry
        else {
            return 0;
        };
        let by_gates = gates
            .iter()
            .fold(0_u32, |sum, gate| sum.saturating_add(gate.points));
        let left = u64::from(self.max.saturating_sub(by_gates));
        let needed = (left * u64::from(*people)).div_ceil(u64::from((*points).max(1)));
        u32::try_from(needed).unwrap_or(u32::MAX)
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
    known: &[Full],
    entered: Option<&'e Entered>,
) -> Result<BTreeMap<&'e str, Amount>, Vec<InputFault>> {
    let shape = || {
        let members: Vec<String> = known
            .iter()
            .map(|one| format!("\"{}\": …", one.key))
            .collect();
        format!("{{{}}} is needed", members.join(", "))
    };
    match entered {
        None => Ok(BTreeMap::new()),
        Some(Entered::ByKey(values)) => {
            let faults: Vec<InputFault> = values
                .keys()
                .filter(|name| known.iter().all(|one| one.key != **name))
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
