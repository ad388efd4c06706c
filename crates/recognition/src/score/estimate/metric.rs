//! One metric's points from what is entered for it.

use std::collections::BTreeMap;

use super::{Entered, InputFault};
use crate::programme::{Counts, Entry, Full, PathMetric};
use crate::score::tally::{Figure, MetricScore, Why, counted, growth, percent};
use crate::{Amount, Points};

/// One metric's points, by what is entered for it.
pub(in crate::score) fn scored(
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
    let value_of = by_key(metric.id.as_str(), by, entered)?;
    let mut best: Option<(Points, Amount, &Full)> = None;
    for one in by {
        let value = value_of(&one.key);
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
    let value_of = by_key(metric.id.as_str(), kinds, entered)?;
    let parts: Vec<(Points, &str)> = kinds
        .iter()
        .map(|one| {
            let value = value_of(&one.key);
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
) -> Result<impl Fn(&str) -> Amount + 'e, Vec<InputFault>> {
    let shape = || {
        let members: Vec<String> = known
            .iter()
            .map(|one| format!("\"{}\": …", one.key))
            .collect();
        format!("{{{}}} is needed", members.join(", "))
    };
    let values = match entered {
        None => None,
        Some(Entered::ByKey(values)) => Some(values),
        Some(_) => return Err(vec![InputFault::new(key, shape())]),
    };
    let faults: Vec<InputFault> = values
        .into_iter()
        .flat_map(BTreeMap::keys)
        .filter(|name| known.iter().all(|one| one.key != **name))
        .map(|name| {
            InputFault::new(
                format!("{key}.{name}"),
                format!("not known here: {}", shape()),
            )
        })
        .collect();
    if faults.is_empty() {
        Ok(move |key: &str| {
            let value = values.and_then(|values| values.get(key));
            value.copied().unwrap_or_default()
        })
    } else {
        Err(faults)
    }
}
