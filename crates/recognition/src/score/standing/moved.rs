//! Which pairs begin to count from one month to the next, and which stop.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Pair, Slot, Standing};
use crate::Month;

/// Pairs that moved the same way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moved {
    /// By their rows alone, in the order of their names.
    by_rows: Vec<Pair>,
    /// With the claims that lie over them.
    touched: Vec<Pair>,
}

impl Moved {
    pub(crate) fn len(&self) -> usize {
        self.by_rows.len() + self.touched.len()
    }

    /// Those among which the first so many by name are.
    pub(crate) fn first(&self, many: usize) -> impl Iterator<Item = Pair> + '_ {
        self.by_rows.iter().take(many).chain(&self.touched).copied()
    }

    /// Those of which something is true, and the others.
    pub(crate) fn partition(self, mut is: impl FnMut(Pair) -> bool) -> (Self, Self) {
        let (by_rows, other_by_rows) = self.by_rows.into_iter().partition(|pair| is(*pair));
        let (touched, other_touched) = self.touched.into_iter().partition(|pair| is(*pair));
        (
            Self { by_rows, touched },
            Self {
                by_rows: other_by_rows,
                touched: other_touched,
            },
        )
    }
}

/// What the rows alone say of two months that follow one another. Claims change nothing of it,
/// so that it is found once.
#[derive(Debug, Default)]
pub(super) struct Plain {
    came: Vec<Pair>,
    went: Vec<Pair>,
}

impl Standing<'_> {
    /// The pairs of a metric that count in a month and not in the one before, and the other way
    /// round.
    pub(crate) fn moved(&mut self, index: usize, month: Month) -> (Moved, Moved) {
        let before = month.plus(-1);
        let Some(source) = self.slot(index).map(|slot| slot.source) else {
            return Default::default();
        };
        self.open(source, before);
        self.open(source, month);
        let plain = self.plain(index, before, month);
        let mut touched = self.touched(source, before);
        touched.append(&mut self.touched(source, month));
        let (mut came, mut went) = (
            without(&plain.came, &touched),
            without(&plain.went, &touched),
        );
        if let Some(slot) = self.slot(index) {
            for pair in touched {
                let counts = |month| {
                    self.amount(slot, pair, month)
                        .is_some_and(|amount| amount >= slot.floor)
                };
                match (counts(before), counts(month)) {
                    (false, true) => came.touched.push(pair),
                    (true, false) => went.touched.push(pair),
                    _ => {}
                }
            }
        }
        (came, went)
    }

    fn plain(&mut self, index: usize, before: Month, month: Month) -> Rc<Plain> {
        let [before, month] = [before, month].map(|month| self.data_month(month));
        if before == month {
            return Rc::default();
        }
        if let Some(known) = self.plain.get(&(index, month)) {
            return Rc::clone(known);
        }
        let mut plain = Plain::default();
        if let Some(slot) = self.slot(index) {
            let [earlier, later] = [before, month].map(|month| self.counting(slot, month));
            each_difference(&earlier, &later, |pair, came| {
                if came {
                    plain.came.push(pair);
                } else {
                    plain.went.push(pair);
                }
            });
            for pairs in [&mut plain.came, &mut plain.went] {
                pairs.sort_by_cached_key(|pair| self.pair_name(slot.source, *pair));
            }
        }
        let plain = Rc::new(plain);
        self.plain.insert((index, month), Rc::clone(&plain));
        plain
    }

    /// The pairs that count in a month by their rows alone, in order.
    fn counting(&self, slot: &Slot, month: Month) -> Vec<Pair> {
        let mut counting = Vec::new();
        if let Some(sheet) = self.sheet(slot.source, month) {
            sheet.each_pair(slot, |pair, amount| {
                if amount >= slot.floor {
                    counting.push(pair);
                }
            });
        }
        counting
    }
}

fn without(pairs: &[Pair], touched: &BTreeSet<Pair>) -> Moved {
    Moved {
        by_rows: pairs
            .iter()
            .filter(|pair| !touched.contains(pair))
            .copied()
            .collect(),
        touched: Vec::new(),
    }
}

/// Calls for every pair that is in one of two sorted lists only, and whether it is the later.
fn each_difference(earlier: &[Pair], later: &[Pair], mut each: impl FnMut(Pair, bool)) {
    let (mut earlier, mut later) = (earlier.iter().peekable(), later.iter().peekable());
    loop {
        let order = match (earlier.peek(), later.peek()) {
            (Some(was), Some(is)) => was.cmp(is),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        if order.is_le()
            && let Some(was) = earlier.next()
            && order.is_lt()
        {
            each(*was, false);
        }
        if order.is_ge()
            && let Some(is) = later.next()
            && order.is_gt()
        {
            each(*is, true);
        }
    }
}
