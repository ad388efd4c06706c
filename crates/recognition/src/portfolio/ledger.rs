//! One export's rows added up by month, pair, subscription and association.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
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
pub(super) struct Run {
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

    pub(super) fn fold(&mut self) {
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
                kept.add(next);
            }
            same
        });
        self.folded = self.facts.len();
    }

    /// Gives every fact other numbers, and puts them in their order.
    pub(super) fn renumber(&mut self, renumber: impl FnMut(&mut Fact)) {
        self.facts.iter_mut().for_each(renumber);
        self.folded = 0;
        self.fold();
    }

    /// All of this run, which is in order, and of other facts in order.
    pub(super) fn merged_with(self, earlier: &[Fact]) -> Self {
        if earlier.is_empty() {
            return self;
        }
        let mut facts: Vec<Fact> = Vec::with_capacity(self.facts.len() + earlier.len());
        let mut earlier = earlier.iter().peekable();
        for mut fact in self.facts {
            let place = fact.key.packed();
            while let Some(before) = earlier.next_if(|held| held.key.packed() < place) {
                facts.push(*before);
            }
            if let Some(same) = earlier.next_if(|held| held.key == fact.key) {
                fact.add(same);
            }
            facts.push(fact);
        }
        facts.extend(earlier);
        facts.shrink_to_fit();
        Self {
            folded: facts.len(),
            facts,
        }
    }
}

impl Fact {
    /// Adds rows of the same key.
    fn add(&mut self, other: &Self) {
        self.amount = Amount::total([self.amount, other.amount].into_iter());
        self.rows = self.rows.saturating_add(other.rows);
        self.first = self.first.min(other.first);
    }
}

/// One export's facts by month.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    months: BTreeMap<Month, Run>,
    /// Months with a row of any kind, understood or not.
    pub(crate) seen: BTreeSet<Month>,
    /// The one seen last: files have long runs of rows of the same month.
    last: Option<Month>,
}

impl Ledger {
    /// Notes that there is a row in this month.
    pub(super) fn saw(&mut self, month: Month) {
        if self.last != Some(month) {
            self.last = Some(month);
            self.seen.insert(month);
        }
    }

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

    /// Puts one more month in order, so that reading it costs nothing; false when all are.
    pub(super) fn settle_next(&mut self) -> bool {
        let unsettled = self.months.values_mut().find(|run| run.tail() > 0);
        unsettled.map(Run::fold).is_some()
    }

    /// The months that are not in order.
    pub(super) fn unsettled(&mut self) -> impl Iterator<Item = &mut Run> {
        self.months.values_mut().filter(|run| run.tail() > 0)
    }

    /// Adds all facts of another, each changed first.
    pub(super) fn append(&mut self, other: &mut Self, change: impl Fn(&mut Fact)) {
        for (month, mut run) in std::mem::take(&mut other.months) {
            run.facts.iter_mut().for_each(&change);
            match self.months.entry(month) {
                Entry::Vacant(none) => {
                    run.folded = 0;
                    none.insert(run);
                }
                Entry::Occupied(mut held) => held.get_mut().facts.append(&mut run.facts),
            }
        }
        self.seen.extend(other.seen.iter().copied());
    }

    /// Takes the earliest month's facts out.
    pub(super) fn take_month(&mut self) -> Option<(Month, Run)> {
        self.months.pop_first()
    }

    /// Puts these months in the places of those there were, and notes what another has seen.
    pub(super) fn replace(&mut self, months: BTreeMap<Month, Run>, other: &Self) {
        self.months.extend(months);
        self.seen.extend(other.seen.iter().copied());
    }
}
