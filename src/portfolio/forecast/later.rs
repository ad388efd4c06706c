//! What takes longer than a frame may last is computed in a task of its own.

use std::array;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::portfolio::pace::{self, Pace};

/// A value that is computed in a task of its own, after `rests_on` has changed: until then the
/// one before stands.
pub(crate) fn later<T>(
    rests_on: impl Fn() + 'static,
    compute: impl Fn() -> Option<T> + Clone + 'static,
) -> ReadSignal<Option<T>>
where
    T: Send + Sync + 'static,
{
    let (value, set) = signal(None);
    let round = StoredValue::new(0_u32);
    Effect::new(move || {
        rests_on();
        round.update_value(|round| *round += 1);
        let mine = round.get_value();
        let compute = compute.clone();
        spawn_local(async move {
            Pace::new().rest().await;
            // Something has changed again, or the reader has left.
            if round.try_get_value() == Some(mine) {
                set.set(untrack(compute));
            }
        });
    });
    value
}

/// A value for several views, told to one after the other, each in a task of its own: whoever
/// presses the next key waits for one of them at most. It is computed once the screen shows what
/// was said at once. Where there is none, all are told at once.
pub(super) fn in_turns<T, const VIEWS: usize>(
    there: Memo<bool>,
    rests_on: impl Fn() + 'static,
    compute: impl Fn() -> Option<T> + Clone + 'static,
) -> [ReadSignal<Option<T>>; VIEWS]
where
    T: Clone + Send + Sync + 'static,
{
    let views = array::from_fn::<_, VIEWS, _>(|_| signal(None));
    let told = views.map(|(_, set)| set);
    let round = StoredValue::new(0_u32);
    Effect::new(move || {
        rests_on();
        round.update_value(|round| *round += 1);
        if !there.get() {
            for view in told {
                view.set(None);
            }
            return;
        }
        let mine = round.get_value();
        let compute = compute.clone();
        spawn_local(async move {
            // Something has changed again, or the reader has left.
            let over = || round.try_get_value() != Some(mine);
            pace::painted().await;
            if over() {
                return;
            }
            let value = untrack(compute);
            for view in told {
                pace::aside().await;
                if over() {
                    return;
                }
                view.set(value.clone());
            }
        });
    });
    views.map(|(view, _)| view)
}
