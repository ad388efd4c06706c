//! The most points for each number of units.

use crate::{Amount, Points};

/// More of one number of one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// The metric's place in the track.
    pub(super) metric: usize,
    /// The number's place in the metric.
    pub(super) number: usize,
    /// Units.
    pub(super) units: u64,
    /// So much is added.
    pub(super) by: Amount,
}

/// What can be reached: with more units always more points, and nothing that costs more and
/// gives no more. The first is where things stand, with no unit.
#[derive(Clone, Debug)]
pub(super) struct Front(Vec<Reached>);

#[derive(Clone, Debug)]
struct Reached {
    units: u64,
    points: Points,
    moves: Vec<Move>,
}

impl Front {
    /// Where things stand, and nothing else.
    pub(super) fn at(points: Points) -> Self {
        Self(vec![Reached {
            units: 0,
            points,
            moves: Vec::new(),
        }])
    }

    /// Where this one stands, and nothing else.
    pub(super) fn as_it_is(&self) -> Self {
        Self(self.0.iter().take(1).cloned().collect())
    }

    /// The moves to the next points, if there are more.
    pub(super) fn next(&self) -> Option<&[Move]> {
        self.0.get(1).map(|reached| reached.moves.as_slice())
    }

    /// True where it gives a point, or could.
    pub(super) fn leaves_zero(&self) -> bool {
        self.0.last().is_some_and(|most| most.points.is_positive())
    }

    /// Takes in what can be reached too, unless as much can be had for as little already.
    pub(super) fn add(&mut self, units: u64, points: Points, moves: Vec<Move>) {
        let place = self.0.partition_point(|reached| reached.units <= units);
        let before = place.checked_sub(1).and_then(|before| self.0.get(before));
        if before.is_some_and(|before| before.points >= points) {
            return;
        }
        // What costs as much or more and gives no more goes.
        let from = self.0.partition_point(|reached| reached.units < units);
        let to = self
            .0
            .partition_point(|reached| reached.units < units || reached.points <= points);
        self.0.splice(
            from..to.max(from),
            [Reached {
                units,
                points,
                moves,
            }],
        );
    }

    /// What can be reached by the one or by the other.
    pub(super) fn or(mut self, other: Self) -> Self {
        for reached in other.0 {
            self.add(reached.units, reached.points, reached.moves);
        }
        self
    }

    /// What can be reached by the one together with the other, to the cap.
    pub(super) fn and(&self, other: &Self, cap: Option<Points>) -> Self {
        let mut both = Self(Vec::with_capacity(self.0.len() + other.0.len()));
        for one in &self.0 {
            for another in &other.0 {
                let sum = one.points + another.points;
                let points = cap.map_or(sum, |cap| cap.min(sum));
                let moves = || [&one.moves[..], &another.moves[..]].concat();
                both.add_made(one.units + another.units, points, moves);
                if cap.is_some_and(|cap| sum >= cap) {
                    break;
                }
            }
        }
        both
    }

    fn add_made(&mut self, units: u64, points: Points, moves: impl FnOnce() -> Vec<Move>) {
        let place = self.0.partition_point(|reached| reached.units <= units);
        let before = place.checked_sub(1).and_then(|before| self.0.get(before));
        if before.is_none_or(|before| before.points < points) {
            self.add(units, points, moves());
        }
    }

    /// Only what gives a point.
    fn above_zero(&self) -> Self {
        let above = |reached: &&Reached| reached.points.is_positive();
        Self(self.0.iter().filter(above).cloned().collect())
    }
}

/// The moves with the fewest units that bring these together to the line, none of them at zero;
/// of equally few those with the higher total.
pub(super) fn fewest(fronts: &[Front], line: Points) -> Option<Vec<Move>> {
    let mut fronts: Vec<Front> = fronts.iter().map(Front::above_zero).collect();
    let longest = (0..fronts.len()).max_by_key(|index| fronts.get(*index).map(|f| f.0.len()))?;
    // The longest is not multiplied with the others: beside each of theirs it has one best place.
    let longest = fronts.swap_remove(longest);
    let others = fronts
        .iter()
        .fold(Front::at(Points::ZERO), |all, front| all.and(front, None));
    let mut best: Option<(u64, Points, Vec<Move>)> = None;
    let mut place = longest.0.len();
    for other in &others.0 {
        // With more from the others less is needed here, never more.
        while let Some(lower) = place.checked_sub(1).and_then(|lower| longest.0.get(lower))
            && other.points + lower.points >= line
        {
            place -= 1;
        }
        let Some(own) = longest.0.get(place) else {
            continue;
        };
        let (units, total) = (other.units + own.units, other.points + own.points);
        let better = best
            .as_ref()
            .is_none_or(|(fewest, most, _)| units < *fewest || (units == *fewest && total > *most));
        if better {
            best = Some((units, total, [&other.moves[..], &own.moves[..]].concat()));
        }
    }
    best.map(|(_, _, moves)| moves)
}
