//! The smallest set of claims that reaches the line in a month, or why claims cannot.
//! `recognition.md` section 4, "Plan".

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use super::opportunity::{Candidate, SubmissionDeadline};
use super::standing::Standing;
use crate::claim::ApprovedClaim;
use crate::names::Guid;
use crate::programme::MetricId;
use crate::{Hundredths, Month, Points};

/// How many sets are tried before the best one found is taken for the smallest.
const TRIED_AT_MOST: u32 = 5_000;

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
    /// The most points that claims can give: all those of the metric they feed.
    pub fn most_by_claims(&self) -> u32 {
        let metric = self.adds().and_then(|index| self.track.metrics.get(index));
        metric.map_or(0, |metric| metric.max)
    }

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
        let mut search = Search::new(self, (index, month), candidates);
        let everything = search.useful();
        let found = search.gain(&everything);
        if needed > found {
            why.push(Obstacle::TooFewCandidates { needed, found });
        }
        if !why.is_empty() {
            let best = search.total(&everything, others, value).rounded();
            return told(PlanOutcome::OutOfReach { why, best });
        }
        let (chosen, smallest) = search.smallest(needed);
        let total = search.total(&chosen, others, value).rounded();
        let claims = search
            .places(&chosen)
            .into_iter()
            .filter_map(|at| Some(candidates.get(at)?.id.clone()))
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

/// A set of candidates.
#[derive(Clone, Debug, Default)]
struct Chosen {
    /// So many of those that share nothing, the first ones.
    alone: usize,
    /// These of those that do.
    tangled: Vec<usize>,
}

/// Tries sets of candidates. Most share nothing with another, and what such a one brings is
/// found once; only those that do are tried together.
struct Search<'s, 'a, 'c> {
    standing: &'s mut Standing<'a>,
    /// The metric that claims feed, and the month that is to qualify.
    place: (usize, Month),
    candidates: &'c [Candidate],
    /// Those that share nothing and bring something, with what that is: the most first.
    alone: Vec<(usize, i64)>,
    /// Those that share a pair or a subscription with another.
    tangled: Vec<usize>,
    tried: u32,
}

impl<'s, 'a, 'c> Search<'s, 'a, 'c> {
    fn new(
        standing: &'s mut Standing<'a>,
        place: (usize, Month),
        candidates: &'c [Candidate],
    ) -> Self {
        let mut pairs: BTreeMap<(Guid, &str), u32> = BTreeMap::new();
        let mut subscriptions: BTreeMap<Guid, u32> = BTreeMap::new();
        for Candidate { claim, .. } in candidates {
            *subscriptions.entry(claim.subscription).or_default() += 1;
            for (workload, _) in &claim.workloads {
                *pairs.entry((claim.tenant, workload)).or_default() += 1;
            }
        }
        let shares = |claim: &ApprovedClaim| {
            subscriptions.get(&claim.subscription) > Some(&1)
                || claim
                    .workloads
                    .iter()
                    .any(|(workload, _)| pairs.get(&(claim.tenant, workload.as_str())) > Some(&1))
        };
        let (mut alone, mut tangled) = (Vec::new(), Vec::new());
        for (at, Candidate { claim, .. }) in candidates.iter().enumerate() {
            if shares(claim) {
                tangled.push(at);
                continue;
            }
            let gain = standing.gained(place.0, place.1, std::iter::once(claim));
            if gain > 0 {
                alone.push((at, gain));
            }
        }
        // Of equals the first given.
        alone.sort_by_key(|(_, gain)| Reverse(*gain));
        Self {
            standing,
            place,
            candidates,
            alone,
            tangled,
            tried: 0,
        }
    }

    /// All that may bring something.
    fn useful(&self) -> Chosen {
        Chosen {
            alone: self.alone.len(),
            tangled: self.tangled.clone(),
        }
    }

    /// How many more pairs count with these.
    fn gain(&mut self, chosen: &Chosen) -> i64 {
        let alone: i64 = self
            .alone
            .iter()
            .take(chosen.alone)
            .map(|(_, gain)| gain)
            .sum();
        alone + self.together(&chosen.tangled)
    }

    /// Their places among the candidates.
    fn places(&self, chosen: &Chosen) -> Vec<usize> {
        let alone = self.alone.iter().take(chosen.alone).map(|(at, _)| *at);
        alone.chain(chosen.tangled.iter().copied()).collect()
    }

    /// How many more pairs count with these, which may share something.
    fn together(&mut self, chosen: &[usize]) -> i64 {
        let (index, month) = self.place;
        let candidates = self.candidates;
        let claims = chosen
            .iter()
            .filter_map(|at| candidates.get(*at))
            .map(|candidate| &candidate.claim);
        self.standing.gained(index, month, claims)
    }

    /// The total with these, where it is `others` without what claims feed and `value` pairs
    /// count without them.
    fn total(&mut self, chosen: &Chosen, others: Points, value: i64) -> Points {
        let ((index, month), candidates) = (self.place, self.candidates);
        let places = self.places(chosen);
        let claims = places.iter().filter_map(|at| candidates.get(*at));
        if claims
            .clone()
            .all(|one| one.claim.subscription_end.is_none())
        {
            let value = value.saturating_add(self.gain(chosen));
            let metric = self.standing.track.metrics.get(index);
            return others + metric.map_or(Points::ZERO, |metric| metric.points_of_count(value));
        }
        // An end that a claim tells stops rows of other metrics too.
        let claims = claims.map(|candidate| (candidate.id.as_str(), &candidate.claim));
        self.standing
            .with_claims(claims, |standing| standing.tally(month).total)
    }

    /// A smallest set that brings this many pairs, which all of them together do bring.
    fn smallest(&mut self, needed: i64) -> (Chosen, bool) {
        let greedy = self.greedy(needed);
        // Where no two share anything, taking the largest first cannot be beaten.
        let size_of_greedy = greedy.alone + greedy.tangled.len();
        for size in self.fewest(needed)..size_of_greedy {
            for of_tangled in 0..=size.min(self.tangled.len()) {
                let alone = size - of_tangled;
                let brought = self.gain(&Chosen {
                    alone,
                    tangled: Vec::new(),
                });
                let mut tangled = Vec::with_capacity(of_tangled);
                if alone <= self.alone.len()
                    && self.search(needed - brought, of_tangled, 0, &mut tangled)
                {
                    return (Chosen { alone, tangled }, true);
                }
                if self.tried >= TRIED_AT_MOST {
                    return (greedy, false);
                }
            }
        }
        (greedy, true)
    }

    /// So many are needed even if each that shares something brought every pair it names.
    fn fewest(&self, needed: i64) -> usize {
        let named = |at: &usize| {
            let pairs = self
                .candidates
                .get(*at)
                .map_or(0, |one| one.claim.workloads.len());
            i64::try_from(pairs).unwrap_or(i64::MAX)
        };
        let mut most: Vec<i64> = self.alone.iter().map(|(_, gain)| *gain).collect();
        most.extend(self.tangled.iter().map(named));
        most.sort_unstable_by_key(|pairs| Reverse(*pairs));
        let mut left = needed;
        let enough = most.iter().position(|pairs| {
            left = left.saturating_sub(*pairs);
            left <= 0
        });
        enough.map_or(1, |at| at + 1)
    }

    /// The largest first until it is enough, then without those that are not needed.
    fn greedy(&mut self, needed: i64) -> Chosen {
        let mut chosen = Chosen::default();
        let mut brought = 0;
        for (_, gain) in &self.alone {
            if brought >= needed {
                return chosen;
            }
            chosen.alone += 1;
            brought += gain;
        }
        for at in self.tangled.clone() {
            if self.gain(&chosen) >= needed {
                break;
            }
            chosen.tangled.push(at);
        }
        let mut place = 0;
        while place < chosen.tangled.len() {
            let mut without = chosen.clone();
            without.tangled.remove(place);
            if self.gain(&without) >= needed {
                chosen = without;
            } else {
                place += 1;
            }
        }
        while chosen.alone > 0 {
            let mut without = chosen.clone();
            without.alone -= 1;
            if self.gain(&without) < needed {
                break;
            }
            chosen = without;
        }
        chosen
    }

    /// Looks for a set of this size among those that share something, from `start` on.
    fn search(&mut self, needed: i64, size: usize, start: usize, chosen: &mut Vec<usize>) -> bool {
        if chosen.len() == size {
            self.tried += 1;
            return self.together(chosen) >= needed;
        }
        for place in start..self.tangled.len() {
            if self.tried >= TRIED_AT_MOST {
                return false;
            }
            if let Some(at) = self.tangled.get(place) {
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
