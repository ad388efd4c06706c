//! A metric unfolded: which of its pairs are shown, in which order, and which one is open.

use claimdesk_recognition::Month;
use claimdesk_recognition::score::{
    PairCounts, PairList, PairName, PairQuery, PairRow, PairShow, PairSort, Standing,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::State;
use crate::portfolio::held::{Held, View};
use crate::portfolio::pace::Pace;
use crate::ui::Rows;

/// How the metric at a place of the table is looked at. It outlives a change of language.
#[derive(Clone, Copy)]
pub(crate) struct Fold {
    /// Its place in the table.
    pub(super) index: usize,
    /// It is unfolded.
    pub(super) open: RwSignal<bool>,
    /// Words to find pairs by.
    pub(super) text: RwSignal<String>,
    /// Which pairs are shown.
    pub(super) show: RwSignal<PairShow>,
    /// What they are sorted by, and whether that is turned round.
    pub(super) sort: RwSignal<(PairSort, bool)>,
    /// The pairs found.
    pub(super) rows: RwSignal<Rows>,
    /// How many pairs there are of each kind; `None` until they are looked at.
    pub(super) counts: RwSignal<Option<PairCounts>>,
    /// The pair that is unfolded.
    pub(super) pair: RwSignal<Option<PairName>>,
    /// Its row, while it is among those found.
    pub(super) pair_at: RwSignal<Option<usize>>,
    list: StoredValue<Option<Listed>, LocalStorage>,
    /// Grows with each list.
    made: RwSignal<u32>,
    /// Grows with each question, so that a late answer to an earlier one is given up.
    asked: StoredValue<u32>,
}

/// The pairs of a metric as they were looked at.
struct Listed {
    view: View,
    list: PairList,
    /// The places of the pairs found.
    order: Vec<u32>,
}

impl Fold {
    /// Folded up.
    pub(crate) fn new(index: usize) -> Self {
        Self {
            index,
            open: RwSignal::new(false),
            text: RwSignal::new(String::new()),
            show: RwSignal::new(PairShow::All),
            sort: RwSignal::new((PairSort::Effect, false)),
            rows: RwSignal::new(Rows::default()),
            counts: RwSignal::new(None),
            pair: RwSignal::new(None),
            pair_at: RwSignal::new(None),
            list: StoredValue::new_local(None),
            made: RwSignal::new(0),
            asked: StoredValue::new(0),
        }
    }

    /// Looks at the pairs anew whenever the metric is unfolded, the data or the view change, and
    /// asks anew whenever the reader does.
    pub(crate) fn follow(self, state: State) {
        Effect::new(move || {
            let view = state.view();
            let list = self.open.get().then(|| {
                state.held.look(view, |standing| {
                    let month = standing.as_of();
                    standing.pairs(self.index, month)
                })
            });
            let list = list.flatten().flatten();
            self.counts.set(list.as_ref().map(PairList::counts));
            self.list.set_value(list.map(|list| Listed {
                view,
                list,
                order: Vec::new(),
            }));
            self.made.update(|made| *made += 1);
        });
        Effect::new(move || {
            self.made.track();
            let (sort, descending) = self.sort.get();
            let query = PairQuery {
                text: self.text.get(),
                show: self.show.get(),
                sort,
                descending,
            };
            let held = state.held;
            // What is there already is answered at once, the rest in parts.
            if let Some(asked) = self.asked.try_update_value(|asked| {
                *asked += 1;
                *asked
            }) {
                if self.prepare(held, &query) {
                    spawn_local(async move {
                        let mut pace = Pace::new();
                        loop {
                            pace.turn().await;
                            if self.asked.try_get_value() != Some(asked) {
                                return;
                            }
                            if !self.prepare(held, &query) {
                                return self.answer(held, &query);
                            }
                        }
                    });
                } else {
                    self.answer(held, &query);
                }
            }
        });
    }

    /// Asks the list, with the standing it belongs to.
    fn with<T>(
        self,
        held: Held,
        ask: impl FnOnce(&mut Listed, &mut Standing<'_>) -> T,
    ) -> Option<T> {
        let view = self
            .list
            .try_with_value(|listed| Some(listed.as_ref()?.view))??;
        held.glance(view, |standing| {
            self.list
                .try_update_value(|listed| Some(ask(listed.as_mut()?, standing)))
        })??
    }

    fn prepare(self, held: Held, query: &PairQuery) -> bool {
        self.with(held, |listed, standing| {
            listed.list.prepare(standing, query)
        })
        .unwrap_or(false)
    }

    fn answer(self, held: Held, query: &PairQuery) {
        let pair = self.pair.get_untracked();
        let found = self.with(held, |listed, standing| {
            listed.order = listed.list.find(standing, query);
            let at = pair
                .and_then(|pair| listed.list.place_of(standing, &pair))
                .and_then(|place| listed.order.iter().position(|held| *held == place));
            (listed.order.len(), at)
        });
        let (many, at) = found.unwrap_or_default();
        self.pair_at.set(at);
        self.rows.update(|rows| {
            *rows = Rows {
                epoch: rows.epoch + 1,
                many,
            };
        });
    }

    /// The pair in a row of those found.
    pub(super) fn row(self, held: Held, at: usize) -> Option<PairRow> {
        self.with(held, |listed, standing| {
            listed.list.row(standing, *listed.order.get(at)?)
        })?
    }

    /// Rows of all pairs from a place on, at most so many, whatever is shown; for files.
    pub(super) fn all_from(self, held: Held, from: u32, many: u32) -> Vec<PairRow> {
        self.with(held, |listed, standing| {
            (from..from.saturating_add(many))
                .map_while(|place| listed.list.row(standing, place))
                .collect()
        })
        .unwrap_or_default()
    }

    /// The month the pairs were looked at in.
    pub(super) fn month(self, held: Held) -> Option<Month> {
        self.with(held, |_, standing| standing.as_of())
    }

    /// Unfolds the pair of a row, or folds it again.
    pub(super) fn unfold(self, held: Held, at: usize) {
        if self.pair_at.get_untracked() == Some(at) {
            self.fold();
        } else if let Some(row) = self.row(held, at) {
            self.pair_at.set(Some(at));
            self.pair.set(Some(row.pair));
        }
    }

    /// Folds the pair.
    pub(super) fn fold(self) {
        self.pair_at.set(None);
        self.pair.set(None);
    }

    /// Sorts by something; by the same again, the other way round.
    pub(super) fn sort_by(self, sort: PairSort) {
        self.sort.update(|(held, down)| {
            *down = if *held == sort {
                !*down
            } else {
                // The largest amounts are looked for first.
                matches!(sort, PairSort::Now | PairSort::Baseline | PairSort::Change)
            };
            *held = sort;
        });
    }
}
