//! The claims laid over a portfolio, in its small numbers.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::Pair;
use crate::claim::{ApprovedClaim, Covered};
use crate::names::Guid;
use crate::portfolio::Portfolio;
use crate::{Amount, Month};

/// Names a claim that was put into a [`Standing`](super::Standing).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimKey(usize);

/// A claim in the portfolio's small numbers.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    pub(super) id: String,
    tenant: u32,
    pub(super) subscription: u32,
    covered: Covered,
    /// The subscription's last month, where it is told.
    pub(super) last_month: Option<Month>,
    /// Workload and US dollars a month.
    workloads: Vec<(u8, Amount)>,
}

impl Resolved {
    /// The pairs it may add to.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        self.workloads
            .iter()
            .map(|(workload, _)| (*workload, self.tenant))
    }
}

/// What claims bring to a pair through one subscription in a month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) subscription: u32,
    /// Of several claims the largest amount, …
    pub(super) amount: Amount,
    /// … and whose it is.
    pub(super) key: ClaimKey,
}

/// All of them, found by pair and by subscription.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    next: usize,
    all: BTreeMap<usize, Resolved>,
    by_pair: FxHashMap<Pair, Vec<usize>>,
    by_subscription: FxHashMap<u32, Vec<usize>>,
    new_tenants: FxHashMap<Guid, u32>,
    new_subscriptions: FxHashMap<Guid, u32>,
}

impl Claims {
    /// Reads a claim. Customers and subscriptions that no export mentions get numbers of their
    /// own.
    pub(super) fn resolve(
        &mut self,
        id: &str,
        claim: &ApprovedClaim,
        portfolio: &Portfolio,
    ) -> Resolved {
        let beyond = |known: u32, new: &FxHashMap<Guid, u32>| {
            known.saturating_add(u32::try_from(new.len()).unwrap_or(u32::MAX))
        };
        let tenant = portfolio.tenants.guid(claim.tenant).unwrap_or_else(|| {
            let next = beyond(portfolio.tenants.len(), &self.new_tenants);
            *self.new_tenants.entry(claim.tenant).or_insert(next)
        });
        let subscription = portfolio
            .subscriptions
            .guid(claim.subscription)
            .unwrap_or_else(|| {
                let next = beyond(portfolio.subscriptions.len(), &self.new_subscriptions);
                *self
                    .new_subscriptions
                    .entry(claim.subscription)
                    .or_insert(next)
            });
        Resolved {
            id: id.to_owned(),
            tenant,
            subscription,
            covered: claim.covered,
            last_month: claim.subscription_end.map(Month::of),
            workloads: claim
                .workloads
                .iter()
                .filter_map(|(name, amount)| Some((portfolio.revenue_workload(name)?, *amount)))
                .collect(),
        }
    }

    pub(super) fn insert(&mut self, claim: Resolved) -> ClaimKey {
        let key = self.next;
        self.next += 1;
        for pair in claim.pairs() {
            self.by_pair.entry(pair).or_default().push(key);
        }
        self.by_subscription
            .entry(claim.subscription)
            .or_default()
            .push(key);
        self.all.insert(key, claim);
        ClaimKey(key)
    }

    pub(super) fn remove(&mut self, ClaimKey(key): ClaimKey) {
        let Some(claim) = self.all.remove(&key) else {
            return;
        };
        for pair in claim.pairs() {
            leave(&mut self.by_pair, pair, key);
        }
        leave(&mut self.by_subscription, claim.subscription, key);
    }

    pub(super) fn get(&self, ClaimKey(key): ClaimKey) -> Option<&Resolved> {
        self.all.get(&key)
    }

    /// The customer a GUID that no export mentions belongs to.
    pub(super) fn new_tenant(&self, number: u32) -> Option<Guid> {
        found(&self.new_tenants, number)
    }

    /// The number of a customer that no export mentions.
    pub(super) fn number_of_new_tenant(&self, tenant: Guid) -> Option<u32> {
        self.new_tenants.get(&tenant).copied()
    }

    /// The subscription that no export mentions.
    pub(super) fn new_subscription(&self, number: u32) -> Option<Guid> {
        found(&self.new_subscriptions, number)
    }

    /// Every pair that some claim is about.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair> + '_ {
        self.by_pair.keys().copied()
    }

    /// The last month of a subscription, where a claim tells it; of several the earliest.
    pub(super) fn last_month(&self, subscription: u32) -> Option<Month> {
        self.by_subscription
            .get(&subscription)?
            .iter()
            .filter_map(|key| self.all.get(key)?.last_month)
            .min()
    }

    /// Subscriptions that are over before a month, as claims tell.
    pub(super) fn ended_before(&self, month: Month) -> impl Iterator<Item = u32> + '_ {
        self.all
            .values()
            .filter(move |claim| claim.last_month.is_some_and(|last| last < month))
            .map(|claim| claim.subscription)
    }

    /// What claims bring to a pair in a month, by subscription. Of several claims on one
    /// subscription and workload the largest counts, for the customer the first of them names.
    pub(super) fn on(&self, (workload, tenant): Pair, month: Month) -> Vec<Held> {
        let mut found: Vec<Held> = Vec::new();
        for key in self.by_pair.get(&(workload, tenant)).into_iter().flatten() {
            let Some(claim) = self.all.get(key) else {
                continue;
            };
            let known = |held: &Held| held.subscription == claim.subscription;
            if !claim.covered.contains(month) || found.iter().any(known) {
                continue;
            }
            if let Some(held) = self.largest(claim.subscription, (workload, tenant), month) {
                found.push(held);
            }
        }
        found
    }

    fn largest(&self, subscription: u32, (workload, tenant): Pair, month: Month) -> Option<Held> {
        let mut covering = self
            .by_subscription
            .get(&subscription)?
            .iter()
            .filter_map(|key| Some((*key, self.all.get(key)?)))
            .filter(|(_, claim)| claim.covered.contains(month))
            .flat_map(|(key, claim)| {
                claim
                    .workloads
                    .iter()
                    .filter(|(claimed, _)| *claimed == workload)
                    .map(move |(_, amount)| (key, claim.tenant, *amount))
            })
            .peekable();
        let (_, first, _) = covering.peek()?;
        if *first != tenant {
            return None;
        }
        let (key, _, amount) =
            covering.reduce(|best, next| if next.2 > best.2 { next } else { best })?;
        Some(Held {
            subscription,
            amount,
            key: ClaimKey(key),
        })
    }
}

/// Takes a claim out of an index. What nothing is left of goes: a plan tries thousands.
fn leave<K: Eq + Hash>(index: &mut FxHashMap<K, Vec<usize>>, at: K, key: usize) {
    if let Entry::Occupied(mut entry) = index.entry(at) {
        entry.get_mut().retain(|held| *held != key);
        if entry.get().is_empty() {
            entry.remove();
        }
    }
}

fn found(numbers: &FxHashMap<Guid, u32>, number: u32) -> Option<Guid> {
    numbers
        .iter()
        .find(|(_, held)| **held == number)
        .map(|(guid, _)| *guid)
}
