//! One export's rows added up by month, pair, subscription and association.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::{Amount, Month};

/// Where a fact belongs within its month. Facts of a pair, and of a subscription within it,
/// stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FactKey {
    pub(crate) workload: u8,
    pub(crate) tenant: u32,
    pub(crate) subscription: u32,
    pub(crate) association: u8,
}

impl FactKey {
    /// The key as one number of the same order.
    fn packed(self) -> u128 {
        u128::from(self.workload) << 72
            | u128::from(self.tenant) << 40
            | u128::from(self.subscription) << 8
            | u128::from(self.association)
    }
}

/// The file and line of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Origin {
    /// Numbers the file; 0 where it was not told.
    pub(crate) file: u16,
    /// Counted from 1, the header included; the largest number stands for any beyond it.
    pub(crate) line: u32,
}

/// Rows of one key in one month, added up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fact {
    pub(crate) key: FactKey,
    /// US dollars or consumption value.
    pub(crate) amount: Amount,
    /// How many rows there are.
    pub(crate) rows: u32,
    /// The first of them.
    pub(crate) first: Origin,
}

/// One month's facts: in order up to a point, and then as they came.
///
/// Folding whenever the tail has grown as long as the folded part costs a sort now and then
/// and keeps memory within twice the distinct facts.
#[derive(Clone, Debug, Default)]
struct Run {
    facts: Vec<Fact>,
    folded: usize,
}

/// A tail this short is not worth a sort.
const SHORT_TAIL: usize = 4096;

impl Run {
    fn push(&mut self, fact: Fact) {
        if self.facts.len() == self.facts.capacity() && self.tail() >= SHORT_TAIL.max(self.folded) {
            self.fold();
        }
        self.facts.push(fact);
    }

    fn tail(&self) -> usize {
        self.facts.len() - self.folded
    }

    fn fold(&mut self) {
        if self.tail() == 0 {
            return;
        }
        // What is in order already is only merged with what came since.
        let (_, tail) = self.facts.split_at_mut(self.folded);
        tail.sort_unstable_by_key(|fact| fact.key.packed());
        self.facts.sort_by_key(|fact| fact.key.packed());
        self.facts.dedup_by(|next, kept| {
            let same = next.key == kept.key;
            if same {
                kept.amount = Amount::total([kept.amount, next.amount].into_iter());
                kept.rows = kept.rows.saturating_add(next.rows);
                kept.first = kept.first.min(next.first);
            }
            same
        });
        self.folded = self.facts.len();
    }
}

/// One export's facts by month.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    months: BTreeMap<Month, Run>,
    /// Months with a row of any kind, understood or not.
    pub(crate) seen: BTreeSet<Month>,
}

impl Ledger {
    pub(super) fn add(&mut self, month: Month, fact: Fact) {
        self.months.entry(month).or_default().push(fact);
    }

    /// How many facts are held: at most twice the distinct ones, short tails aside.
    pub(super) fn held(&self) -> usize {
        self.months.values().map(|run| run.facts.len()).sum()
    }

    /// A month's facts in the order of their keys, one for each.
    pub(crate) fn facts(&self, month: Month) -> Cow<'_, [Fact]> {
        match self.months.get(&month) {
            None => Cow::Borrowed(&[]),
            Some(run) if run.tail() == 0 => Cow::Borrowed(&run.facts),
            Some(run) => {
                let mut run = run.clone();
                run.fold();
                Cow::Owned(run.facts)
            }
        }
    }

    /// Puts every month in order, so that reading it costs nothing, and gives back memory.
    pub(super) fn settle(&mut self) {
        for run in self.months.values_mut() {
            run.fold();
        }
    }

    /// Takes another's facts in, with the numbers its customers, subscriptions and files have
    /// here.
    pub(super) fn absorb(&mut self, other: Self, renumber: impl Fn(&mut Fact)) {
        self.seen.extend(other.seen);
        for (month, run) in other.months {
            let kept = self.months.entry(month).or_default();
            kept.facts.reserve_exact(run.facts.len());
            kept.facts.extend(run.facts.into_iter().map(|mut fact| {
                renumber(&mut fact);
                fact
            }));
        }
    }
}
