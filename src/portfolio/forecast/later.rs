//! What takes longer than a frame may last is computed in a task of its own.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::portfolio::pace::Pace;

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
