//! The ways to the line: what more would qualify, and the least of it.
//!
//! A *unit* is one of what a metric counts: one add, one person, one deployment, one per cent of
//! growth. Where a number runs into more than a hundred (active users, dollars) a unit is the
//! hundredth part of what gives the most, so that a unit of each weighs about the same.
//!
//! The *cheapest* way has the fewest units in all; of several, the one with the higher total.
//! What a unit costs in work or money is for the reader to judge, so the ways by one kind alone
//! stand beside it. The search is exact: it keeps, for every number of units, the most points
//! they can give ([`Front`]), and never builds one choice on another.

mod front;

use self::front::{Front, Move};
use super::Numbers;
use super::estimate::scored;
use crate::programme::{
    Entry, Full, MetricId, Path, PathMetric, PathTrack, StepGate, TrackChoice, TrackId,
};
use crate::{Amount, Points};

/// What more there is to get, and how the line is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// For each metric below its cap: the smallest change that gives it more points.
    pub next: Vec<Gain>,
    /// The way with the fewest units, with no gain in it where nothing is missing; `None` where
    /// no change helps, because a metric cannot leave zero.
    pub cheapest: Option<Way>,
    /// The ways by one kind alone, where one kind is enough.
    pub alone: Vec<(Kind, Way)>,
    /// Metrics that no change of what counts now lifts from zero: their baseline is too low.
    pub stuck: Vec<MetricId>,
}

/// What reaches the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// By metric, in the table's order.
    pub gains: Vec<Gain>,
    /// Units in all.
    pub units: u64,
    /// The exact total with it.
    pub total: Points,
}

/// More of one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gain {
    /// Which.
    pub metric: MetricId,
    /// What more is needed.
    pub more: Vec<More>,
    /// Units in it.
    pub units: u64,
    /// The metric's points with it.
    pub points: Points,
}

/// More of one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct More {
    /// The number's key.
    pub key: String,
    /// So much is added.
    pub by: Amount,
}

/// What metrics are about: who works on the one need not work on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Net customer adds, which claims bring too.
    Customers,
    /// People with certificates.
    Certificates,
    /// Growth of usage.
    Usage,
    /// Deployments.
    Deployments,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::Customers,
        Self::Certificates,
        Self::Usage,
        Self::Deployments,
    ];

    /// The kind of a metric.
    pub const fn of(metric: MetricId) -> Self {
        match metric {
            MetricId::NetCustomerAdds => Self::Customers,
            MetricId::IntermediateCertifications | MetricId::AdvancedCertifications => {
                Self::Certificates
            }
            MetricId::UsageGrowth => Self::Usage,
            MetricId::Deployments => Self::Deployments,
        }
    }
}

impl Way {
    /// The numbers with this way taken.
    #[must_use]
    pub fn taken(&self, numbers: &Numbers) -> Numbers {
        let mut taken = numbers.clone();
        for more in self.gains.iter().flat_map(|gain| &gain.more) {
            *taken.entry(more.key.clone()).or_default() += more.by;
        }
        taken
    }
}

/// The ways from these numbers to `line` points with no metric at zero.
pub fn ways(line: u32, track: &PathTrack, numbers: &Numbers) -> Ways {
    let line = Points::whole(i64::from(line));
    let fronts: Vec<Front> = track
        .metrics
        .iter()
        .enumerate()
        .map(|(index, metric)| front_of(index, metric, numbers))
        .collect();
    let told = |moves: &[Move]| way(track, numbers, moves);
    let next = fronts
        .iter()
        .filter_map(|front| told(front.next()?).gains.pop())
        .collect();
    let stuck = track
        .metrics
        .iter()
        .zip(&fronts)
        .filter(|(_, front)| !front.leaves_zero())
        .map(|(metric, _)| metric.id)
        .collect();
    let alone = Kind::ALL
        .into_iter()
        .filter_map(|kind| {
            let only: Vec<Front> = track
                .metrics
                .iter()
                .zip(&fronts)
                .map(|(metric, front)| {
                    if Kind::of(metric.id) == kind {
                        front.clone()
                    } else {
                        front.as_it_is()
                    }
                })
                .collect();
            let moves = front::fewest(&only, line)?;
            (!moves.is_empty()).then(|| (kind, told(&moves)))
        })
        .collect();
    Ways {
        next,
        cheapest: front::fewest(&fronts, line).map(|moves| told(&moves)),
        alone,
        stuck,
    }
}

/// The ways on the track that counts: where Microsoft scores both, those on the track that is
/// reached with fewer units; of equals on the first.
pub fn ways_of(
    line: u32,
    path: &Path,
    assigned: TrackId,
    numbers: &Numbers,
) -> Option<(TrackId, Ways)> {
    let counts = |track: &&PathTrack| match path.how {
        TrackChoice::Assigned => track.id == assigned,
        TrackChoice::HigherOfBoth => true,
    };
    path.tracks
        .iter()
        .filter(counts)
        .map(|track| (track.id, ways(line, track, numbers)))
        .min_by_key(|(_, ways)| ways.cheapest.as_ref().map_or(u64::MAX, |way| way.units))
}

/// Moves in the reader's terms, with what they come to.
fn way(track: &PathTrack, numbers: &Numbers, moves: &[Move]) -> Way {
    let mut gains: Vec<Gain> = Vec::new();
    for (index, metric) in track.metrics.iter().enumerate() {
        let own = || moves.iter().filter(|made| made.metric == index);
        if own().next().is_none() {
            continue;
        }
        let keys = metric.numbers();
        gains.push(Gain {
            metric: metric.id,
            more: own()
                .filter_map(|made| {
                    Some(More {
                        key: keys.get(made.number)?.key.clone(),
                        by: made.by,
                    })
                })
                .collect(),
            units: own().map(|made| made.units).sum(),
            points: Points::ZERO,
        });
    }
    let mut way = Way {
        units: gains.iter().map(|gain| gain.units).sum(),
        gains,
        total: Points::ZERO,
    };
    // What it comes to is told by the same arithmetic as what is entered.
    let taken = way.taken(numbers);
    for metric in &track.metrics {
        let points = points_of(metric, &taken);
        way.total = way.total + points;
        for gain in way.gains.iter_mut().filter(|gain| gain.metric == metric.id) {
            gain.points = points;
        }
    }
    way
}

fn points_of(metric: &PathMetric, numbers: &Numbers) -> Points {
    scored(metric, Some(&metric.entered(numbers))).map_or(Points::ZERO, |score| score.points)
}

/// What a metric can come to from where it is.
fn front_of(index: usize, metric: &PathMetric, numbers: &Numbers) -> Front {
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
