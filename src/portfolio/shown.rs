//! Which track and month the page shows. What a reader chooses is added up first, month by month,
//! and then shown: nobody waits for a page that stands still.

use claimdesk_recognition::Month;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::State;
use super::held::{Held, View};
use super::pace::Pace;

/// Follows the choice of track and month.
pub(super) fn follow(state: State) {
    let turns = StoredValue::new(0_u32);
    Effect::new(move || {
        let wanted = View {
            track: state.track.get(),
            month: state.month.get(),
        };
        let turn = turns.try_update_value(|turn| {
            *turn += 1;
            *turn
        });
        if state.shown.get_untracked() == wanted {
            return;
        }
        spawn_local(async move {
            if prepare(state.held, wanted, || turns.try_get_value() == turn).await {
                state.shown.set(wanted);
            }
        });
    });
}

/// Adds up the months that a view tells of; false when it is not wanted any more.
async fn prepare(held: Held, view: View, is_wanted: impl Fn() -> bool) -> bool {
    let months = held.glance(view, |standing| {
        let before = standing.programme().qualifying.months_before;
        let last = standing.as_of();
        (0..=i32::try_from(before).unwrap_or(0))
            .map(|back| last.plus(-back))
            .collect::<Vec<Month>>()
    });
    let mut pace = Pace::new();
    for month in months.unwrap_or_default() {
        pace.turn().await;
        if !is_wanted() {
            return false;
        }
        held.glance(view, |standing| standing.prepare(month));
    }
    true
}
