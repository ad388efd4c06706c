//! The figures of a month, real or carried forward, with the claims that cover it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::tally::{MetricScore, Tally, counted, growth};
use crate::claim::ApprovedClaim;
use crate::portfolio::{FactKey, Facts, Ledger, Portfolio};
use crate::programme::{Formula, Metric, Track, TrackId};
use crate::{Amount, Month, Programme};

/// A pair: workload and tenant.
type Pair = (u8, u32);

/// A claim in the portfolio's small numbers.
struct ClaimFacts {
    subscription: u32,
    tenant: u32,
    workloads: Vec<(u8, Amount)>,
}

/// What two metrics may both need of a month, kept so that it is added up once.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    over_floor: i64,
    total: Amount,
}

pub(crate) struct Figures<'a> {
    portfolio: &'a Portfolio,
    programme: &'a Programme,
    track: &'a Track,
    claims: &'a [ApprovedClaim],
    claim_facts: Vec<ClaimFacts>,
    claimed_as: Option<u8>,
    as_of: Month,
    known: BTreeMap<(usize, Month), Sums>,
}

impl<'a> Figures<'a> {
    pub(crate) fn new(
        portfolio: &'a Portfolio,
        claims: &'a [ApprovedClaim],
        programme: &'a Programme,
        track: &'a Track,
        as_of: Month,
    ) -> Self {
        // Customers and subscriptions that no export mentions get numbers of their own.
        let mut new_tenants = FxHashMap::default();
        let mut new_subscriptions = FxHashMap::default();
        let claim_facts = claims
            .iter()
            .map(|claim| ClaimFacts {
                tenant: portfolio.tenants.guid(claim.tenant).unwrap_or_else(|| {
                    let next = portfolio.tenants.len() + count(&new_tenants);
                    *new_tenants.entry(claim.tenant).or_insert(next)
                }),
                subscription: portfolio
                    .subscriptions
                    .guid(claim.subscription)
                    .unwrap_or_else(|| {
                        let next = portfolio.subscriptions.len() + count(&new_subscriptions);
                        *new_subscriptions.entry(claim.subscription).or_insert(next)
                    }),
                workloads: claim
                    .workloads
                    .iter()
                    .filter_map(|(name, amount)| Some((portfolio.revenue_workload(name)?, *amount)))
                    .collect(),
            })
            .collect();
        Self {
            portfolio,
            programme,
            track,
            claims,
            claim_facts,
            claimed_as: portfolio.association(&programme.claims.association),
            as_of,
            known: BTreeMap::new(),
        }
    }

    /// All metrics of a month.
    pub(crate) fn tally(&mut self, month: Month) -> Tally {
        let track = self.track;
        let metrics = track
            .metrics
            .iter()
            .enumerate()
            .map(|(index, metric)| self.metric(index, metric, month))
            .collect();
        Tally::new(metrics, self.programme.qualifying.total)
    }

    fn metric(&mut self, index: usize, metric: &Metric, month: Month) -> MetricScore {
        let year_before = month.plus(-12);
        let mut scored = match &metric.formula {
            Formula::CertifiedPeople { list } => counted(metric, self.certified(list, month), None),
            Formula::ConsumptionGrowth { baseline_floor, .. } => {
                let now = self.sums(index, metric, month).total;
                let baseline = self.sums(index, metric, year_before).total;
                growth(metric, now, baseline, *baseline_floor)
            }
            Formula::RevenuePairs { .. } | Formula::ConsumptionPairs { .. } => {
                let now = self.sums(index, metric, month).over_floor;
                let baseline = self.sums(index, metric, year_before).over_floor;
                counted(metric, now, Some(baseline))
            }
        };
        let ledger = match &metric.formula {
            Formula::RevenuePairs { .. } => Some(&self.portfolio.revenue),
            Formula::ConsumptionGrowth { .. } | Formula::ConsumptionPairs { .. } => {
                Some(&self.portfolio.usage)
            }
            Formula::CertifiedPeople { .. } => None,
        };
        if let Some(ledger) = ledger {
            scored.missing_months = [year_before, month]
                .into_iter()
                .filter(|month| !ledger.seen.contains(&self.data_month(*month)))
                .collect();
        }
        scored
    }

    /// People with a certificate of the list that is valid on the month's last day.
    fn certified(&self, list: &str, month: Month) -> i64 {
        let bit = self.portfolio.list_bit(list);
        let day = month.last_day();
        let people: FxHashSet<u32> = self
            .portfolio
            .holdings
            .iter()
            .filter(|holding| {
                holding.lists & bit != 0
                    && holding.from <= day
                    && holding.until.is_none_or(|until| day <= until)
            })
            .map(|holding| holding.person)
            .collect();
        i64::try_from(people.len()).unwrap_or(i64::MAX)
    }

    /// The month whose rows stand for this one: itself, or the as-of month carried on.
    fn data_month(&self, month: Month) -> Month {
        month.min(self.as_of)
    }

    fn sums(&mut self, index: usize, metric: &Metric, month: Month) -> Sums {
        if let Some(known) = self.known.get(&(index, month)) {
            return *known;
        }
        let (pairs, floor) = match &metric.formula {
            Formula::RevenuePairs {
                floor,
                associations,
            } => (self.revenue(associations, month), *floor),
            Formula::ConsumptionPairs {
                floor,
                associations,
            } => (
                self.usage(&self.portfolio.usage_sets(associations), month),
                *floor,
            ),
            Formula::ConsumptionGrowth { associations, .. } => (
                self.usage(&self.portfolio.usage_sets(associations), month),
                Amount::ZERO,
            ),
            Formula::CertifiedPeople { .. } => (Vec::new(), Amount::ZERO),
        };
        let over = pairs.iter().filter(|(_, amount)| *amount >= floor).count();
        let sums = Sums {
            over_floor: i64::try_from(over).unwrap_or(i64::MAX),
            total: Amount::total(pairs.iter().map(|(_, amount)| *amount)),
        };
        self.known.insert((index, month), sums);
        sums
    }

    /// Revenue of each pair in a month, claims included.
    fn revenue(&self, associations: &[String], month: Month) -> Vec<(Pair, Amount)> {
        let sets = self
            .portfolio
            .revenue_sets(associations, self.programme.revenue_workloads.len());
        let mut facts = self.facts(&self.portfolio.revenue, month);
        if let Some(claimed_as) = self.claimed_as {
            self.add_claims(&mut facts, claimed_as, month);
        }
        pairs(facts, &sets)
    }

    fn usage(&self, sets: &[u32], month: Month) -> Vec<(Pair, Amount)> {
        pairs(self.facts(&self.portfolio.usage, month), sets)
    }

    /// The rows that stand for a month, without subscriptions that a claim tells have ended.
    fn facts(&self, ledger: &Ledger, month: Month) -> Vec<(FactKey, Amount)> {
        let empty = Facts::default();
        let rows = ledger.months.get(&self.data_month(month)).unwrap_or(&empty);
        let ended: FxHashSet<u32> = if month > self.as_of {
            self.claims
                .iter()
                .zip(&self.claim_facts)
                .filter(|(claim, _)| {
                    claim
                        .subscription_end
                        .is_some_and(|end| Month::of(end) < month)
                })
                .map(|(_, facts)| facts.subscription)
                .collect()
        } else {
            FxHashSet::default()
        };
        rows.iter()
            .filter(|(key, _)| !ended.contains(&key.subscription))
            .map(|(key, amount)| (*key, *amount))
            .collect()
    }

    /// Adds each claim that covers the month as a row of its association, unless the export
    /// shows that subscription and workload under it already: then the export's amount stands.
    fn add_claims(&self, facts: &mut Vec<(FactKey, Amount)>, claimed_as: u8, month: Month) {
        let mut claimed: FxHashMap<(u32, u8), (u32, Amount)> = FxHashMap::default();
        for (_, claim) in self
            .claims
            .iter()
            .zip(&self.claim_facts)
            .filter(|(claim, _)| claim.covered.contains(month))
        {
            for (workload, amount) in &claim.workloads {
                let entry = claimed
                    .entry((claim.subscription, *workload))
                    .or_insert((claim.tenant, *amount));
                entry.1 = entry.1.max(*amount);
            }
        }
        if claimed.is_empty() {
            return;
        }
        for (key, _) in facts
            .iter()
            .filter(|(key, _)| key.association == claimed_as)
        {
            claimed.remove(&(key.subscription, key.workload));
        }
        facts.extend(
            claimed
                .into_iter()
                .map(|((subscription, workload), (tenant, amount))| {
                    (
                        FactKey {
                            workload,
                            tenant,
                            subscription,
                            association: claimed_as,
                        },
                        amount,
                    )
                }),
        );
    }

    /// Enterprise when enough distinct workloads each bring more than the limit in some
    /// tenant, in the month and a year before.
    pub(crate) fn proposed_track(&self, month: Month) -> TrackId {
        let Some(designation) = self
            .programme
            .designation(crate::programme::BUSINESS_APPLICATIONS)
        else {
            return TrackId::Smb;
        };
        let proposal = &designation.track_proposal;
        let large = |month: Month| -> FxHashSet<u8> {
            let Some(associations) = Portfolio::adds_associations(self.track) else {
                return FxHashSet::default();
            };
            self.revenue(associations, month)
                .into_iter()
                .filter(|(_, amount)| *amount > proposal.revenue_over)
                .map(|((workload, _), _)| workload)
                .collect()
        };
        let (now, before) = (large(month), large(month.plus(-12)));
        let both = now.intersection(&before).count();
        if both >= usize::try_from(proposal.workloads).unwrap_or(usize::MAX) {
            TrackId::Enterprise
        } else {
            TrackId::Smb
        }
    }
}

fn count<K>(map: &FxHashMap<K, u32>) -> u32 {
    u32::try_from(map.len()).unwrap_or(u32::MAX)
}

/// Adds facts up by pair: for each subscription the largest association's sum among those
/// that count for the workload, then the sum over subscriptions. A pair none of whose
/// associations count does not appear.
fn pairs(mut facts: Vec<(FactKey, Amount)>, sets: &[u32]) -> Vec<(Pair, Amount)> {
    facts.retain(|(key, _)| {
        sets.get(usize::from(key.workload))
            .is_some_and(|set| set >> key.association & 1 == 1)
    });
    facts.sort_unstable_by_key(|(key, _)| *key);
    let mut found: Vec<(Pair, Amount)> = Vec::new();
    for held in facts.chunk_by(|(a, _), (b, _)| {
        (a.workload, a.tenant, a.subscription) == (b.workload, b.tenant, b.subscription)
    }) {
        let Some(((key, _), largest)) = held
            .first()
            .zip(held.iter().map(|(_, amount)| *amount).max())
        else {
            continue;
        };
        let pair = (key.workload, key.tenant);
        match found.last_mut() {
            Some((last, sum)) if *last == pair => *sum = Amount::total([*sum, largest].into_iter()),
            _ => found.push((pair, largest)),
        }
    }
    found
}
