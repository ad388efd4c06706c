//! A metric's pairs as a list: searched, filtered, sorted, and looked at a few rows at a time.
//!
//! The largest partners have a hundred thousand pairs. The list holds numbers only; names are
//! made for the rows that are looked at. What a query needs is made once, in parts small enough
//! for a page to stay lively between them, so that the next query finds it there.

mod texts;

use std::cmp::Reverse;

use serde::Serialize;

use super::names::PairName;
use super::standing::{Pair, Source, Standing};
use crate::names::{self, Guid};
use crate::{Amount, Month};
use texts::Texts;

/// Which pairs of a list are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PairShow {
    /// All of them.
    #[default]
    All,
    /// Those that count in the month and did not a year before.
    Came,
    /// Those that counted a year before and do not any more.
    Went,
    /// Those that count in the month.
    Counts,
    /// Those with an amount in the month that is under the floor.
    UnderFloor,
}

impl PairShow {
    /// Every choice.
    pub const ALL: [Self; 5] = [
        Self::All,
        Self::Came,
        Self::Went,
        Self::Counts,
        Self::UnderFloor,
    ];
}

/// What a list of pairs is sorted by. Pairs of which it says the same stand by workload and
/// customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PairSort {
    /// Those that came or went before the others, then by the larger amount, the largest first:
    /// the order of an explanation.
    #[default]
    Effect,
    /// The customer's name; customers without one come last, by ID.
    Customer,
    /// The workload's name.
    Workload,
    /// The amount in the month; no amount at all is less than any.
    Now,
    /// The amount a year before.
    Baseline,
    /// The difference of the two.
    Change,
}

/// What is asked of a list of pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairQuery {
    /// Words that the customer's name or ID, or the workload's name must have, each of them.
    pub text: String,
    /// Which pairs.
    pub show: PairShow,
    /// In which order …
    pub sort: PairSort,
    /// … and whether it is turned round.
    pub descending: bool,
}

/// How many pairs of a list there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairCounts {
    /// With an amount in either month.
    pub all: usize,
    /// They count in the month.
    pub now: usize,
    /// They counted a year before.
    pub baseline: usize,
    /// They count and did not.
    pub came: usize,
    /// They counted and do not.
    pub went: usize,
    /// They have an amount in the month, under the floor.
    pub under_floor: usize,
}

impl PairCounts {
    /// How many a choice shows.
    pub const fn of(&self, show: PairShow) -> usize {
        match show {
            PairShow::All => self.all,
            PairShow::Came => self.came,
            PairShow::Went => self.went,
            PairShow::Counts => self.now,
            PairShow::UnderFloor => self.under_floor,
        }
    }
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PairRow {
    /// Which pair.
    #[serde(flatten)]
    pub pair: PairName,
    /// US dollars, or consumption value, in the month; `None` where nothing of it counts.
    pub now: Option<Amount>,
    /// The same a year before.
    pub baseline: Option<Amount>,
    /// It counts in the month.
    pub counts: bool,
    /// It counted a year before.
    pub counted: bool,
    /// The difference of the amounts.
    pub change: Amount,
}

impl PairRow {
    /// What it does to the metric's count: 1 came, -1 went, 0 neither.
    pub fn effect(&self) -> i8 {
        i8::from(self.counts) - i8::from(self.counted)
    }
}

/// A pair in numbers.
#[derive(Clone, Copy, Debug)]
struct Line {
    pair: Pair,
    now: Option<Amount>,
    baseline: Option<Amount>,
}

impl Line {
    fn change(&self) -> Amount {
        self.now.unwrap_or(Amount::ZERO) - self.baseline.unwrap_or(Amount::ZERO)
    }
}

/// The pairs of a metric in a month and a year before. It belongs to the [`Standing`] that made
/// it, as long as the claims in that do not change.
#[derive(Debug)]
pub struct PairList {
    source: Source,
    floor: Amount,
    /// By workload and tenant.
    lines: Vec<Line>,
    counts: PairCounts,
    texts: Texts,
    /// Ascending orders that were asked for.
    orders: Vec<(PairSort, Vec<u32>)>,
}

impl Standing<'_> {
    /// The pairs of the metric at this place of the table, with an amount that counts in the
    /// month or a year before; `None` when the metric counts people.
    pub fn pairs(&mut self, index: usize, month: Month) -> Option<PairList> {
        let (source, floor) = self.slot(index).map(|slot| (slot.source, slot.floor))?;
        let year_before = month.plus(-12);
        self.open(source, month);
        self.open(source, year_before);
        let amounts = |month| {
            let mut amounts: Vec<(Pair, Amount)> = Vec::new();
            self.each_pair(index, month, |pair, amount| amounts.push((pair, amount)));
            // They come in order, but for those that claims touch.
            if !amounts.is_sorted_by_key(|(pair, _)| *pair) {
                amounts.sort_unstable_by_key(|(pair, _)| *pair);
            }
            amounts
        };
        let lines = merged(&amounts(month), &amounts(year_before));
        let mut counts = PairCounts::default();
        for line in &lines {
            let (now, before) = (reaches(line.now, floor), reaches(line.baseline, floor));
            counts.all += 1;
            counts.now += usize::from(now);
            counts.baseline += usize::from(before);
            counts.came += usize::from(now && !before);
            counts.went += usize::from(before && !now);
            counts.under_floor += usize::from(!now && line.now.is_some());
        }
        Some(PairList {
            source,
            floor,
            texts: Texts::of(lines.iter().map(|line| line.pair)),
            lines,
            counts,
            orders: Vec::new(),
        })
    }
}

fn reaches(amount: Option<Amount>, floor: Amount) -> bool {
    amount.is_some_and(|amount| amount >= floor)
}

/// Two months side by side; both are sorted.
fn merged(now: &[(Pair, Amount)], baseline: &[(Pair, Amount)]) -> Vec<Line> {
    let mut lines = Vec::with_capacity(now.len().max(baseline.len()));
    let (mut now, mut baseline) = (now.iter().peekable(), baseline.iter().peekable());
    while let Some(pair) = [now.peek(), baseline.peek()]
        .into_iter()
        .flatten()
        .map(|(pair, _)| *pair)
        .min()
    {
        let amount = |(_, amount): &(Pair, Amount)| *amount;
        lines.push(Line {
            pair,
            now: now.next_if(|(held, _)| *held == pair).map(amount),
            baseline: baseline.next_if(|(held, _)| *held == pair).map(amount),
        });
    }
    lines
}

impl PairList {
    /// How many pairs there are.
    pub const fn counts(&self) -> PairCounts {
        self.counts
    }

    /// What a pair must reach to count.
    pub const fn floor(&self) -> Amount {
        self.floor
    }

    /// Makes a part of what a query needs and is not there yet; false when nothing is missing
    /// any more. Between two parts a page can draw.
    pub fn prepare(&mut self, standing: &Standing<'_>, query: &PairQuery) -> bool {
        let by_name = matches!(query.sort, PairSort::Customer | PairSort::Workload);
        if (by_name || !query.text.trim().is_empty()) && self.texts.read(standing, self.source) {
            return true;
        }
        if by_name && self.texts.rank() {
            return true;
        }
        if self.order(query.sort).is_some() {
            return false;
        }
        let order = self.sorted(query.sort);
        self.orders.push((query.sort, order));
        true
    }

    /// The places of the pairs that a query shows, in its order. Whatever it needs is made
    /// first, all at once.
    pub fn find(&mut self, standing: &Standing<'_>, query: &PairQuery) -> Vec<u32> {
        while self.prepare(standing, query) {}
        // A GUID is found however it was pasted.
        let text = Guid::parse(&query.text)
            .map_or_else(|| names::fold(&query.text), |guid| guid.to_string());
        let words: Vec<texts::Found> = text
            .split_whitespace()
            .map(|word| self.texts.find(word))
            .collect();
        let shown = |place: &u32| {
            self.line(*place).is_some_and(|line| {
                self.shows(query.show, line) && words.iter().all(|word| word.has(line.pair))
            })
        };
        let order = self.order(query.sort).unwrap_or_default();
        if query.descending {
            order.iter().rev().copied().filter(shown).collect()
        } else {
            order.iter().copied().filter(shown).collect()
        }
    }

    /// The row at a place.
    pub fn row(&self, standing: &Standing<'_>, place: u32) -> Option<PairRow> {
        let line = self.line(place)?;
        Some(PairRow {
            pair: standing.pair_name(self.source, line.pair),
            now: line.now,
            baseline: line.baseline,
            counts: reaches(line.now, self.floor),
            counted: reaches(line.baseline, self.floor),
            change: line.change(),
        })
    }

    /// The place of a pair that is named, if it is in the list.
    pub fn place_of(&self, standing: &Standing<'_>, name: &PairName) -> Option<u32> {
        let pair = standing.pair_named(self.source, name)?;
        let place = self.lines.binary_search_by_key(&pair, |line| line.pair);
        u32::try_from(place.ok()?).ok()
    }

    /// The pair at a place, in numbers.
    pub(super) fn pair(&self, place: u32) -> Option<Pair> {
        Some(self.line(place)?.pair)
    }

    fn line(&self, place: u32) -> Option<&Line> {
        self.lines.get(usize::try_from(place).ok()?)
    }

    fn shows(&self, show: PairShow, line: &Line) -> bool {
        let now = || reaches(line.now, self.floor);
        let before = || reaches(line.baseline, self.floor);
        match show {
            PairShow::All => true,
            PairShow::Came => now() && !before(),
            PairShow::Went => before() && !now(),
            PairShow::Counts => now(),
            PairShow::UnderFloor => line.now.is_some() && !now(),
        }
    }

    fn order(&self, sort: PairSort) -> Option<&[u32]> {
        self.orders
            .iter()
            .find(|(held, _)| *held == sort)
            .map(|(_, order)| order.as_slice())
    }

    fn sorted(&self, sort: PairSort) -> Vec<u32> {
        match sort {
            PairSort::Effect => self.sorted_by(|line| {
                let same = reaches(line.now, self.floor) == reaches(line.baseline, self.floor);
                (same, Reverse(line.now.max(line.baseline)))
            }),
            PairSort::Customer => {
                self.sorted_by(|line| (self.texts.rank_of(line.pair.1), line.pair.0))
            }
            PairSort::Workload => self.sorted_by(|line| {
                (
                    self.texts.rank_of_workload(line.pair.0),
                    self.texts.rank_of(line.pair.1),
                )
            }),
            PairSort::Now => self.sorted_by(|line| line.now),
            PairSort::Baseline => self.sorted_by(|line| line.baseline),
            PairSort::Change => self.sorted_by(Line::change),
        }
    }

    fn sorted_by<K: Ord>(&self, key: impl Fn(&Line) -> K) -> Vec<u32> {
        // Keys stand beside their places: a sort that looked each of them up would wait for
        // memory.
        let mut keyed: Vec<(K, u32)> = self.lines.iter().map(key).zip(0..).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, place)| place).collect()
    }
}
