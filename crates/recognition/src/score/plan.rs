//! The smallest set of claims that reaches the line in a month, or why claims cannot.
//! `recognition.md` section 4, "Plan".

use std::collections::BTreeSet;

use serde::Serialize;

use super::opportunity::{Candidate, SubmissionDeadline};
use super::standing::{ClaimKey, Standing};
use crate::programme::MetricId;
use crate::{Hundredths, Month, Points};

/// How many sets are tried before the best one found is taken for the smallest.
const TRIED_AT_MOST: u32 = 20_000;

/// What to do for a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The month that is to qualify.
    pub month: Month,
    /// Its total as things stand.
    pub total: Hundredths,
    /// What comes of it.
    pub outcome: PlanOutcome,
}

/// What comes of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum PlanOutcome {
    /// The month qualifies without a further claim.
    Reached,
    /// These claims do it.
    Claims {
        /// The candidates' names: as few as can be.
        claims: Vec<String>,
        /// The total with them.
        total: Hundredths,
        /// Until when they must be submitted.
        deadline: SubmissionDeadline,
        /// No smaller set exists. False only where so many overlapping candidates were given
        /// that not every set could be tried.
        smallest: bool,
    },
    /// Claims alone cannot.
    OutOfReach {
        /// Why, each reason once.
        why: Vec<Obstacle>,
        /// The most that all candidates together reach.
        best: Hundredths,
    },
}

/// Why claims alone cannot reach the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Obstacle {
    /// A metric that no claim feeds has no point, and every metric must be above 0.
    MetricAtZero {
        /// Which.
        metric: MetricId,
    },
    /// Even the most that claims can give leaves the total under the line.
    UnderTheLine {
        /// How many points are missing then.
        missing: Hundredths,
    },
    /// More pairs are needed than there are candidates for.
    TooFewCandidates {
        /// Pairs needed.
        needed: i64,
        /// Pairs that all candidates together bring.
        found: i64,
    },
}

impl Standing<'_> {
    /// The smallest set of these claims with which `month` qualifies. The standing is left as
    /// it was.
    pub fn plan(&mut self, month: Month, candidates: &[Candidate]) -> Plan {
        let tally = self.tally(month);
        let told = |outcome| Plan {
            month,
            total: tally.total.rounded(),
            outcome,
        };
        if tally.qualified {
            return told(PlanOutcome::Reached);
        }
        let Some((index, metric)) = self
            .adds()
            .and_then(|index| Some((index, self.track.metrics.get(index)?)))
        else {
            return told(PlanOutcome::OutOfReach {
                why: Vec::new(),
                best: tally.total.rounded(),
            });
        };
        let line = Points::whole(i64::from(self.programme().qualifying.total));
        let (value, own) = (
            self.adds_value(month),
            tally
                .metrics
                .get(index)
                .map_or(Points::ZERO, |adds| adds.points),
        );
        let others = tally.total - own;
        let mut why: Vec<Obstacle> = tally
            .blockers
            .iter()
            .filter(|blocker| **blocker != metric.id)
            .map(|blocker| Obstacle::MetricAtZero { metric: *blocker })
            .collect();
        let most = Points::whole(i64::from(metric.max));
        if others + most < line {
            let missing = (line - others - most).rounded();
            why.push(Obstacle::UnderTheLine { missing });
        }
        let full = i64::from(metric.full);
        let wanted = (value.min(0)..=full)
            .find(|wanted| {
                let points = metric.points_of_count(*wanted);
                points.is_positive() && others + points >= line
            })
            .unwrap_or(full);
        let needed = wanted - value;
        let mut search = Search::new(self, month, candidates);
        let (found, best) = search.all();
        if needed > found {
            why.push(Obstacle::TooFewCandidates { needed, found });
        }
        if !why.is_empty() {
            return told(PlanOutcome::OutOfReach {
                why,
                best: best.rounded(),
            });
        }
        let (chosen, smallest) = search.smallest(needed);
        let total = search.total(&chosen).rounded();
        let claims = chosen
            .iter()
            .filter_map(|at| Some(candidates.get(*at)?.id.clone()))
            .collect();
        let deadline = SubmissionDeadline::for_month(month, &self.programme().claims);
        told(PlanOutcome::Claims {
            claims,
            total,
            deadline,
            smallest,
        })
    }
}

/// Tries sets of candidates by putting them in and taking them out again.
struct Search<'s, 'a, 'c> {
    standing: &'s mut Standing<'a>,
    month: Month,
    candidates: &'c [Candidate],
    /// Candidates that bring something alone or touch a pair that another touches too.
    useful: Vec<usize>,
    /// What each brings alone.
    alone: Vec<i64>,
    value: i64,
    overlapping: bool,
    tried: u32,
}

impl<'s, 'a, 'c> Search<'s, 'a, 'c> {
    fn new(standing: &'s mut Standing<'a>, month: Month, candidates: &'c [Candidate]) -> Self {
        let value = standing.adds_value(month);
        let mut search = Self {
            standing,
            month,
            candidates,
            useful: Vec::new(),
            alone: Vec::new(),
            value,
            overlapping: false,
            tried: 0,
        };
        search.alone = (0..candidates.len()).map(|at| search.gain(&[at])).collect();
        let mut seen = BTreeSet::new();
        for candidate in candidates {
            for (workload, _) in &candidate.claim.workloads {
                if !seen.insert((candidate.claim.tenant, workload)) {
                    search.overlapping = true;
                }
            }
        }
        let mut useful: Vec<usize> = (0..candidates.len())
            .filter(|at| search.overlapping || search.alone.get(*at).is_some_and(|gain| *gain > 0))
            .collect();
        // The most at once first; of equals the first given.
        useful.sort_by_key(|at| std::cmp::Reverse(search.alone.get(*at).copied().unwrap_or(0)));
        search.useful = useful;
        search
    }

    fn with<T>(&mut self, chosen: &[usize], look: impl FnOnce(&mut Standing<'a>) -> T) -> T {
        let keys: Vec<ClaimKey> = chosen
            .iter()
            .filter_map(|at| self.candidates.get(*at))
            .map(|candidate| self.standing.put(&candidate.id, &candidate.claim))
            .collect();
        let seen = look(self.standing);
        for key in keys {
            self.standing.take(key);
        }
        seen
    }

    /// How many more pairs count with these.
    fn gain(&mut self, chosen: &[usize]) -> i64 {
        let (month, value) = (self.month, self.value);
        self.with(chosen, |standing| standing.adds_value(month)) - value
    }

    fn total(&mut self, chosen: &[usize]) -> Points {
        let month = self.month;
        self.with(chosen, |standing| standing.tally(month).total)
    }

    /// What all of them bring: pairs, and the total.
    fn all(&mut self) -> (i64, Points) {
        let all: Vec<usize> = (0..self.candidates.len()).collect();
        (self.gain(&all), self.total(&all))
    }

    /// A smallest set that brings this many pairs, which all of them together do bring.
    fn smallest(&mut self, needed: i64) -> (Vec<usize>, bool) {
        let greedy = self.greedy(needed);
        if !self.overlapping {
            // No two share a pair: taking the largest first cannot be beaten.
            return (greedy, true);
        }
        for size in 1..greedy.len() {
            let mut chosen = Vec::with_capacity(size);
            if self.search(needed, size, 0, &mut chosen) {
                return (chosen, true);
            }
            if self.tried >= TRIED_AT_MOST {
                return (greedy, false);
            }
        }
        (greedy, true)
    }

    /// The largest first until it is enough, then without those that are not needed.
    fn greedy(&mut self, needed: i64) -> Vec<usize> {
        let mut chosen = Vec::new();
        for at in self.useful.clone() {
            if self.gain(&chosen) >= needed {
                break;
            }
            chosen.push(at);
        }
        if self.overlapping {
            let mut place = 0;
            while place < chosen.len() {
                let mut without = chosen.clone();
                without.remove(place);
                if self.gain(&without) >= needed {
                    chosen = without;
                } else {
                    place += 1;
                }
            }
        }
        chosen
    }

    /// Looks for a set of this size among the useful ones from `start` on.
    fn search(&mut self, needed: i64, size: usize, start: usize, chosen: &mut Vec<usize>) -> bool {
        if chosen.len() == size {
            self.tried += 1;
            return self.gain(chosen) >= needed;
        }
        for place in start..self.useful.len() {
            if self.tried >= TRIED_AT_MOST {
                return false;
            }
            if let Some(at) = self.useful.get(place) {
                chosen.push(*at);
            }
            if self.search(needed, size, place + 1, chosen) {
                return true;
            }
            chosen.pop();
        }
        false
    }
}
