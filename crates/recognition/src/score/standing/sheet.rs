//! The rows of one export in one month, and what pairs amount to by them.

use std::borrow::Cow;
use std::cell::OnceCell;

use rustc_hash::FxHashSet;

use super::{Pair, Slot};
use crate::portfolio::{Fact, Ledger};
use crate::{Amount, Month};

/// What two metrics may both need of a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// Pairs at or over the floor.
    pub(super) over: i64,
    /// All pairs together, in units of [`Amount`].
    pub(super) total: i128,
}

impl Sums {
    pub(super) fn add(&mut self, amount: Option<Amount>, floor: Amount, sign: i64) {
        if let Some(amount) = amount {
            self.over += if amount >= floor { sign } else { 0 };
            self.total = self
                .total
                .saturating_add(amount.units().saturating_mul(i128::from(sign)));
        }
    }
}

/// The rows of one export in one month.
pub(super) struct Sheet<'a> {
    pub(super) facts: Cow<'a, [Fact]>,
    /// Subscription and workload of rows under the claims' own association.
    pub(super) claimed: FxHashSet<(u32, u8)>,
    /// Subscription and pair of every row; made when the first end of a subscription is told.
    subscriptions: OnceCell<Vec<(u32, Pair)>>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(ledger: &'a Ledger, month: Month, claimed_as: Option<u8>) -> Self {
        let facts = ledger.facts(month);
        let claimed = facts
            .iter()
            .filter(|fact| Some(fact.key.association) == claimed_as)
            .map(|fact| (fact.key.subscription, fact.key.workload))
            .collect();
        Self {
            facts,
            claimed,
            subscriptions: OnceCell::new(),
        }
    }

    /// The rows of a pair, in the order of their subscriptions.
    pub(super) fn rows(&self, pair: Pair) -> &[Fact] {
        let place = |fact: &Fact| (fact.key.workload, fact.key.tenant);
        let start = self.facts.partition_point(|fact| place(fact) < pair);
        let rest = self.facts.get(start..).unwrap_or_default();
        let end = rest.partition_point(|fact| place(fact) == pair);
        rest.get(..end).unwrap_or_default()
    }

    /// Every pair with what it amounts to by its rows alone, where something of it counts.
    pub(super) fn each_pair(&self, slot: &Slot, mut each: impl FnMut(Pair, Amount)) {
        let place = |fact: &Fact| (fact.key.workload, fact.key.tenant);
        for rows in self.facts.chunk_by(|a, b| place(a) == place(b)) {
            if let Some(pair) = rows.first().map(place)
                && let Some(amount) = plain_amount(rows, slot.set(pair.0))
            {
                each(pair, amount);
            }
        }
    }

    /// The pairs a subscription has rows of.
    pub(super) fn pairs_of(&self, subscription: u32) -> impl Iterator<Item = Pair> + '_ {
        let index = self.subscriptions.get_or_init(|| {
            let mut index: Vec<(u32, Pair)> = self
                .facts
                .iter()
                .map(|fact| (fact.key.subscription, (fact.key.workload, fact.key.tenant)))
                .collect();
            index.sort_unstable();
            index.dedup();
            index
        });
        let start = index.partition_point(|(held, _)| *held < subscription);
        index
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(move |(held, _)| *held == subscription)
            .map(|(_, pair)| *pair)
    }
}

/// The largest association's sum among those that count.
pub(super) fn largest(rows: &[Fact], set: u32) -> Option<Amount> {
    rows.iter()
        .filter(|fact| set >> fact.key.association & 1 == 1)
        .map(|fact| fact.amount)
        .max()
}

/// A pair's amount by its rows alone: for each subscription the largest association's sum,
/// then the sum over subscriptions.
fn plain_amount(rows: &[Fact], set: u32) -> Option<Amount> {
    let mut counting = rows
        .chunk_by(|a, b| a.key.subscription == b.key.subscription)
        .filter_map(|held| largest(held, set))
        .peekable();
    counting.peek().is_some().then(|| Amount::total(counting))
}
