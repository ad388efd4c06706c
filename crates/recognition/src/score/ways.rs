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
mod metric;

use std::cmp::Reverse;

use self::front::{Front, Move};
use self::metric::front_of;
use super::Numbers;
use super::estimate::scored;
use crate::programme::{MetricId, Path, PathMetric, PathTrack, TrackChoice, TrackId};
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
/// reached with fewer units; of equally few the one with the higher total.
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
        .min_by_key(|(_, ways)| match &ways.cheapest {
            Some(way) => (way.units, Reverse(way.total)),
            None => (u64::MAX, Reverse(Points::ZERO)),
        })
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
