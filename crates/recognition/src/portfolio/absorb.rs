//! One portfolio taken into another, a little at a time.
//!
//! Until the last step nothing that is asked of the receiving portfolio changes: it only learns
//! names that no row of it uses. What has been read into a portfolio of its own can so be given
//! up, or taken in without keeping anybody waiting.

use std::collections::BTreeMap;

use super::ledger::{Fact, Ledger, Origin, Run};
use super::{Holding, Portfolio};
use crate::Month;

/// A portfolio on its way into another of the same programme.
pub struct Absorbing {
    from: Portfolio,
    /// The lines before those of no named file.
    lines: u32,
    /// By their numbers there, the numbers here.
    tenants: Vec<u32>,
    subscriptions: Vec<u32>,
    revenue: BTreeMap<Month, Run>,
    usage: BTreeMap<Month, Run>,
    done: bool,
}

impl Absorbing {
    /// Begins. Rows of no named file were counted from 1 and stand after so many lines of the
    /// last file named in the portfolio that takes them in.
    pub fn new(from: Portfolio, lines: u64) -> Self {
        Self {
            from,
            lines: u32::try_from(lines).unwrap_or(u32::MAX),
            tenants: Vec::new(),
            subscriptions: Vec::new(),
            revenue: BTreeMap::new(),
            usage: BTreeMap::new(),
            done: false,
        }
    }

    /// Goes on by at most so many names, or by one month of one export; true when all is in.
    /// It is to be the same portfolio each time, with nothing else added to it in between.
    pub fn step(&mut self, into: &mut Portfolio, names: usize) -> bool {
        if self.done {
            return true;
        }
        let names = names.max(1);
        let known = self.tenants.len();
        into.tenants
            .absorb(&mut self.from.tenants, &mut self.tenants, names);
        let left = names.saturating_sub(self.tenants.len() - known);
        let known = self.subscriptions.len();
        into.subscriptions
            .absorb(&mut self.from.subscriptions, &mut self.subscriptions, left);
        let learnt = self.subscriptions.len() - known;
        if left == 0 || (learnt == left && learnt > 0) {
            return false;
        }
        let numbers = Numbers {
            tenants: &self.tenants,
            subscriptions: &self.subscriptions,
            files: into.files.len(),
            lines: self.lines,
        };
        let month = numbers.month(&mut self.from.revenue, &into.revenue, &mut self.revenue)
            || numbers.month(&mut self.from.usage, &into.usage, &mut self.usage);
        if month {
            return false;
        }
        self.commit(into);
        self.done = true;
        true
    }

    /// All of it in one go. Its facts are not put in order: that is for whoever has taken in the
    /// last one.
    pub(super) fn at_once(mut self, into: &mut Portfolio) {
        let all = usize::MAX;
        into.tenants
            .absorb(&mut self.from.tenants, &mut self.tenants, all);
        into.subscriptions
            .absorb(&mut self.from.subscriptions, &mut self.subscriptions, all);
        let numbers = Numbers {
            tenants: &self.tenants,
            subscriptions: &self.subscriptions,
            files: into.files.len(),
            lines: self.lines,
        };
        into.revenue
            .append(&mut self.from.revenue, |fact| numbers.change(fact));
        into.usage
            .append(&mut self.from.usage, |fact| numbers.change(fact));
        self.commit(into);
    }

    /// All that changes what the portfolio says, at once.
    fn commit(&mut self, into: &mut Portfolio) {
        let numbers = Numbers {
            tenants: &[],
            subscriptions: &[],
            files: into.files.len(),
            lines: self.lines,
        };
        into.customers.absorb(&self.from.customers, &self.tenants);
        // In the order of their numbers there: they get those here that one reading gives.
        let mut people: Vec<_> = std::mem::take(&mut self.from.people).into_iter().collect();
        people.sort_unstable_by_key(|(_, old)| *old);
        let mut persons = Vec::with_capacity(people.len());
        for (person, _) in people {
            let next = u32::try_from(into.people.len()).unwrap_or(u32::MAX);
            persons.push(*into.people.entry(person).or_insert(next));
        }
        let holdings = std::mem::take(&mut self.from.holdings);
        into.holdings
            .extend(holdings.into_iter().map(|holding| Holding {
                person: number(&persons, holding.person),
                first: numbers.origin(holding.first),
                ..holding
            }));
        into.revenue
            .replace(std::mem::take(&mut self.revenue), &self.from.revenue);
        into.usage
            .replace(std::mem::take(&mut self.usage), &self.from.usage);
        into.files.append(&mut self.from.files);
    }
}

/// The numbers here of what is numbered there.
struct Numbers<'a> {
    tenants: &'a [u32],
    subscriptions: &'a [u32],
    /// How many files are named here.
    files: usize,
    lines: u32,
}

impl Numbers<'_> {
    fn origin(&self, origin: Origin) -> Origin {
        match origin.file {
            0 => Origin {
                file: u16::try_from(self.files).unwrap_or(u16::MAX),
                line: origin.line.saturating_add(self.lines),
            },
            file => Origin {
                file: u16::try_from(self.files + usize::from(file)).unwrap_or(u16::MAX),
                ..origin
            },
        }
    }

    fn change(&self, fact: &mut Fact) {
        fact.key.tenant = number(self.tenants, fact.key.tenant);
        fact.key.subscription = number(self.subscriptions, fact.key.subscription);
        fact.first = self.origin(fact.first);
    }

    /// Puts the next month's facts, with those there are here, into `merged`; false when there
    /// is none left.
    fn month(&self, from: &mut Ledger, into: &Ledger, merged: &mut BTreeMap<Month, Run>) -> bool {
        let Some((month, mut run)) = from.take_month() else {
            return false;
        };
        run.renumber(|fact| self.change(fact));
        merged.insert(month, run.merged_with(&into.facts(month)));
        true
    }
}

fn number(numbers: &[u32], old: u32) -> u32 {
    usize::try_from(old)
        .ok()
        .and_then(|old| numbers.get(old))
        .copied()
        .unwrap_or(old)
}
