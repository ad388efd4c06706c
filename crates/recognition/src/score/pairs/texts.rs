//! What customers and workloads are called, for finding them by a word and sorting by name.

use super::{Pair, Source, Standing};
use crate::names;

/// How many customers' texts are made in one part.
const PART: u32 = 8_192;
/// Ends each text. No word has it: words are what stands between blanks.
const END: char = '\n';

/// The texts of all customers of a list, one after another, so that a word is looked for in a
/// single pass.
#[derive(Debug)]
pub(super) struct Texts {
    /// By tenant: there is a pair of it.
    occurs: Vec<bool>,
    /// Name and ID of each customer, folded.
    all: String,
    /// By tenant: where its text begins; one more when all are made.
    starts: Vec<usize>,
    /// By tenant: its place among the customers in the order of their names.
    ranks: Vec<u32>,
    /// By workload: its name, folded.
    workloads: Vec<String>,
}

/// Where a word was found.
pub(super) struct Found {
    tenants: Vec<bool>,
    workloads: Vec<bool>,
}

impl Found {
    /// Whether it is in a pair's customer or workload.
    pub(super) fn has(&self, (workload, tenant): Pair) -> bool {
        let known = |found: &[bool], at: Option<usize>| {
            at.and_then(|at| found.get(at)).copied().unwrap_or(false)
        };
        known(&self.workloads, Some(usize::from(workload)))
            || known(&self.tenants, usize::try_from(tenant).ok())
    }
}

impl Texts {
    /// Of the customers of these pairs, not made yet.
    pub(super) fn of(pairs: impl Iterator<Item = Pair>) -> Self {
        let (mut occurs, mut workloads) = (Vec::new(), Vec::new());
        for (workload, tenant) in pairs {
            let tenant = usize::try_from(tenant).unwrap_or(usize::MAX);
            if occurs.len() <= tenant {
                occurs.resize(tenant.saturating_add(1), false);
            }
            if let Some(there) = occurs.get_mut(tenant) {
                *there = true;
            }
            let workload = usize::from(workload);
            if workloads.len() <= workload {
                workloads.resize(workload + 1, String::new());
            }
        }
        Self {
            occurs,
            all: String::new(),
            starts: Vec::new(),
            ranks: Vec::new(),
            workloads,
        }
    }

    /// Makes some of the texts; false when all are there.
    pub(super) fn read(&mut self, standing: &Standing<'_>, source: Source) -> bool {
        let made = self.starts.len();
        if made > self.occurs.len() {
            return false;
        }
        for (workload, name) in (0..=u8::MAX).zip(&mut self.workloads) {
            if name.is_empty() {
                *name = names::fold(standing.workload_name(source, workload));
            }
        }
        let first = u32::try_from(made).unwrap_or(u32::MAX);
        let rest = self.occurs.get(made..).unwrap_or_default();
        for (tenant, occurs) in (first..first.saturating_add(PART)).zip(rest) {
            self.starts.push(self.all.len());
            if *occurs {
                if let Some(name) = standing.customer_name(tenant) {
                    self.all.push_str(&names::fold(name));
                }
                self.all.push(END);
                self.all.push_str(&standing.tenant_name(tenant));
                self.all.push(END);
            }
        }
        if self.starts.len() == self.occurs.len() {
            self.starts.push(self.all.len());
        }
        true
    }

    /// The folded text of a tenant: its name, which may be empty, and its ID.
    fn text(&self, tenant: usize) -> &str {
        let end = self.starts.get(tenant + 1).copied().unwrap_or(0);
        self.starts
            .get(tenant)
            .and_then(|start| self.all.get(*start..end))
            .unwrap_or_default()
    }

    /// Puts the customers in the order of their names, once; false when they are. All texts
    /// must be there.
    pub(super) fn rank(&mut self) -> bool {
        if self.ranks.len() == self.occurs.len() {
            return false;
        }
        // The first bytes decide nearly always, and stand where the sort looks anyway.
        let mut keyed: Vec<(bool, u64, u32)> = (0..)
            .zip(0..self.occurs.len())
            .map(|(number, tenant)| {
                let text = self.text(tenant).as_bytes();
                let mut first = [0; 8];
                for (to, from) in first.iter_mut().zip(text) {
                    *to = *from;
                }
                let nameless = text.first().is_none_or(|byte| char::from(*byte) == END);
                (nameless, u64::from_be_bytes(first), number)
            })
            .collect();
        let text = |number: u32| self.text(usize::try_from(number).unwrap_or(usize::MAX - 1));
        keyed.sort_unstable_by(|a, b| {
            (a.0, a.1)
                .cmp(&(b.0, b.1))
                .then_with(|| text(a.2).cmp(text(b.2)))
        });
        let mut ranks = vec![0; self.occurs.len()];
        for (rank, (.., number)) in (0..).zip(keyed) {
            if let Some(place) = usize::try_from(number)
                .ok()
                .and_then(|number| ranks.get_mut(number))
            {
                *place = rank;
            }
        }
        self.ranks = ranks;
        true
    }

    /// A tenant's place in the order of names.
    pub(super) fn rank_of(&self, tenant: u32) -> u32 {
        usize::try_from(tenant)
            .ok()
            .and_then(|tenant| self.ranks.get(tenant))
            .copied()
            .unwrap_or(u32::MAX)
    }

    /// A workload's name, for sorting by it.
    pub(super) fn rank_of_workload(&self, workload: u8) -> usize {
        let name = |at: usize| self.workloads.get(at).map(String::as_str);
        let own = name(usize::from(workload));
        (0..self.workloads.len())
            .filter(|at| name(*at) < own)
            .count()
    }

    /// Looks for a folded word. All texts must be there.
    pub(super) fn find(&self, word: &str) -> Found {
        let mut tenants = vec![false; self.occurs.len()];
        let finder = memchr::memmem::Finder::new(word);
        let (mut from, mut tenant) = (0, 0);
        while let Some(found) = self
            .all
            .as_bytes()
            .get(from..)
            .and_then(|rest| finder.find(rest))
        {
            let at = from + found;
            // Texts stand in the order of their tenants, and so do the places.
            tenant += self
                .starts
                .get(tenant + 1..)
                .unwrap_or_default()
                .partition_point(|start| *start <= at);
            if let Some(there) = tenants.get_mut(tenant) {
                *there = true;
            }
            from = self.starts.get(tenant + 1).copied().unwrap_or(usize::MAX);
        }
        Found {
            tenants,
            workloads: self
                .workloads
                .iter()
                .map(|name| name.contains(word))
                .collect(),
        }
    }
}
