//! What one metric can come to, unit by unit.

use super::front::{Front, Move};
use super::points_of;
use crate::programme::{Entry, Full, PathMetric, StepGate};
use crate::score::Numbers;
use crate::{Amount, Points};

/// What a metric can come to from where it is.
pub(super) fn front_of(index: usize, metric: &PathMetric, numbers: &Numbers) -> Front {
    let start = Front::at(points_of(metric, numbers));
    let keys = metric.numbers();
    let value = |number: usize| -> Amount {
        let key = keys.get(number).map(|number| number.key.as_str());
        key.and_then(|key| numbers.get(key))
            .copied()
            .unwrap_or_default()
    };
    let linear = |number: usize, full: u32| Linear {
        metric: index,
        number,
        value: value(number),
        max: metric.max,
        full,
    };
    match &metric.entry {
        Entry::Count(_) | Entry::Percent => start.or(linear(0, metric.full).front()),
        Entry::Consumption { baseline_floor } => start.or(consumption(
            index,
            metric,
            value(0),
            value(1),
            *baseline_floor,
        )),
        // Only one of them counts, so raising two is never the least.
        Entry::HigherOf(all) => all.iter().enumerate().fold(start, |front, (number, one)| {
            front.or(linear(number, one.full).front())
        }),
        Entry::SumOf(all) => start.or(sum_of(all, metric.max, linear)),
        Entry::Stepped {
            gates,
            points,
            people,
        } => start.or(stepped(index, metric, gates, (*points, *people), value)),
    }
}

/// One number whose points rise evenly from zero to the cap.
struct Linear {
    metric: usize,
    number: usize,
    value: Amount,
    max: u32,
    full: u32,
}

/// What one unit is of a number that gives the most at `full`.
fn unit(full: u32) -> u32 {
    full.div_ceil(100).max(1)
}

impl Linear {
    fn points(&self, value: Amount) -> Points {
        Points::of_metric(self.max, Points::of_amount(value), self.full)
    }

    /// From the first unit that gives a point to the one that reaches the cap, and no further.
    fn front(&self) -> Front {
        let mut front = Front::at(self.points(self.value));
        let unit = Amount::whole(i64::from(unit(self.full)));
        let full = Amount::whole(i64::from(self.full));
        if self.value >= full {
            return front;
        }
        // A fall has to be made up first.
        let fallen = (-self.value).units() / unit.units();
        for units in u64::try_from(fallen).unwrap_or(0) + 1.. {
            let wanted = Amount::from_units(i128::from(units).saturating_mul(unit.units()));
            let by = wanted.min(full - self.value);
            let made = Move {
                metric: self.metric,
                number: self.number,
                units,
                by,
            };
            front.add(units, self.points(self.value + by), vec![made]);
            if self.value + by >= full {
                break;
            }
        }
        front
    }
}

/// Growth of consumption value, per cent by per cent; each rounded up to whole consumption value.
fn consumption(
    index: usize,
    metric: &PathMetric,
    now: Amount,
    baseline: Amount,
    floor: Amount,
) -> Front {
    if baseline < floor || baseline <= Amount::ZERO {
        return Front::at(Points::ZERO);
    }
    let percent =
        |now: Amount| Points::ratio((now - baseline).units(), baseline.units()).times(100);
    let points = |now: Amount| Points::of_metric(metric.max, percent(now), metric.full);
    let share = |percent: u64| {
        let hundredths = baseline.units().saturating_mul(i128::from(percent));
        Amount::from_units((hundredths + 99).div_euclid(100)).ceil()
    };
    let mut front = Front::at(points(now));
    let unit = u64::from(unit(metric.full));
    let most = share(100 + u64::from(metric.full)) - now;
    let full = Points::whole(i64::from(metric.full));
    if percent(now) >= full {
        return front;
    }
    // A fall has to be made up first.
    let fallen = (baseline - now).units() * 100 / baseline.units();
    for units in (u64::try_from(fallen).unwrap_or(0) / unit).max(1).. {
        let by = share(units * unit).min(most);
        let made = Move {
            metric: index,
            number: 0,
            units,
            by,
        };
        front.add(units, points(now + by), vec![made]);
        if percent(now + by) >= full {
            break;
        }
    }
    front
}

/// Several kinds that add up, to the cap.
fn sum_of(all: &[Full], max: u32, linear: impl Fn(usize, u32) -> Linear) -> Front {
    let cap = Points::whole(i64::from(max));
    all.iter()
        .enumerate()
        .map(|(number, one)| linear(number, one.full).front())
        .fold(Front::at(Points::ZERO), |front, kind| {
            front.and(&kind, Some(cap))
        })
}

/// Gates, each of which may give points of its own, and the last step once all are met.
fn stepped(
    index: usize,
    metric: &PathMetric,
    gates: &[StepGate],
    (points, for_people): (u32, u32),
    value: impl Fn(usize) -> Amount,
) -> Front {
    let whole = |points: u32| Points::whole(i64::from(points));
    let cap = whole(metric.max);
    let mut some = Front::at(Points::ZERO);
    let mut all = Points::ZERO;
    let mut missing: Vec<Move> = Vec::new();
    for (number, gate) in gates.iter().enumerate() {
        let by = Amount::whole(i64::from(gate.people)) - value(number);
        all = all + whole(gate.points);
        if by <= Amount::ZERO {
            some = some.and(&Front::at(whole(gate.points)), Some(cap));
            continue;
        }
        let made = Move {
            metric: index,
            number,
            units: by
                .as_whole()
                .and_then(|by| u64::try_from(by).ok())
                .unwrap_or(0),
            by,
        };
        let mut met = Front::at(Points::ZERO);
        met.add(made.units, whole(gate.points), vec![made.clone()]);
        some = some.and(&met, Some(cap));
        missing.push(made);
    }
    let units: u64 = missing.iter().map(|made| made.units).sum();
    let each = Points::ratio(i128::from(points), i128::from(for_people));
    let has = value(gates.len()).as_whole().unwrap_or(0);
    let has = u32::try_from(has).unwrap_or(0);
    let unit = unit(metric.full_people());
    for step in 0..=metric.full_people().saturating_sub(has).div_ceil(unit) {
        let people = step.saturating_mul(unit);
        let mut moves = missing.clone();
        if people > 0 {
            moves.push(Move {
                metric: index,
                number: gates.len(),
                units: u64::from(step),
                by: Amount::whole(i64::from(people)),
            });
        }
        let with = all + each.times(has.saturating_add(people));
        some.add(units + u64::from(step), with.min(cap), moves);
    }
    some
}
