//! Refusals, summed up: those of one kind within a few minutes are one entry. Whoever floods the
//! server does not flood the log.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

use super::entry::{Actor, ActorKind, Noted};
use crate::store::{Store, Stored};

/// Refusals of one kind within this time are one entry.
const WINDOW: TimeDelta = TimeDelta::minutes(5);
/// Kinds that are told apart at a time; beyond it they are counted together.
const MOST: usize = 500;

/// A kind of refusal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Refused {
    /// What was asked for.
    pub operation: String,
    /// By whom.
    pub actor: Actor,
    /// Of which organisation.
    pub organisation: Option<String>,
    /// The status it was refused with.
    pub status: u16,
    /// The account somebody tried to sign in to, where there is such an account. What was typed
    /// is not kept: it may be a password in the wrong field.
    pub tried: Option<String>,
}

impl Refused {
    fn noted(&self, window: &Window) -> Noted {
        let about = match &self.tried {
            Some(user) => Noted::about("user", user),
            None => Noted::about("operation", &self.operation),
        };
        Noted {
            actor: Some(self.actor.clone()),
            operation: Some(self.operation.clone()),
            organisation: self.organisation.clone(),
            reason: Some(format!("refused_{}", self.status)),
            at: Some(window.since),
            more: window.count.saturating_sub(1),
            ..about
        }
    }
}

struct Window {
    since: DateTime<Utc>,
    count: u64,
}

/// Refusals of the last minutes.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<Refused, Window>>);

impl Refusals {
    /// Counts it. Nothing is written while somebody waits for the refusal: how long that takes must not
    /// tell which accounts there are.
    pub fn happened(&self, mut refused: Refused, now: DateTime<Utc>) {
        let Ok(mut windows) = self.0.lock() else {
            return;
        };
        if windows.len() >= MOST && !windows.contains_key(&refused) {
            refused = Refused {
                actor: Actor::of_kind(ActorKind::Nobody),
                organisation: None,
                tried: None,
                ..refused
            };
        }
        let window = windows.entry(refused).or_insert(Window {
            since: now,
            count: 0,
        });
        window.count += 1;
    }

    /// Writes down what was counted in windows that are over; all of it at the end of the server.
    pub async fn tell(&self, store: &dyn Store, now: DateTime<Utc>, all: bool) -> Stored<()> {
        for (refused, window) in self.over(now, all) {
            store.note(refused.noted(&window)).await?;
        }
        Ok(())
    }

    fn over(&self, now: DateTime<Utc>, all: bool) -> Vec<(Refused, Window)> {
        let Ok(mut windows) = self.0.lock() else {
            return Vec::new();
        };
        // A clock that was set back must not keep a window open.
        let is_over = |window: &Window| all || (now - window.since).abs() >= WINDOW;
        windows.extract_if(|_, window| is_over(window)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(operation: &str) -> Refused {
        Refused {
            operation: operation.to_owned(),
            actor: Actor::user("anna"),
            organisation: None,
            status: 403,
            tried: None,
        }
    }

    #[test]
    fn refusals_of_one_kind_are_told_as_a_number() {
        let (refusals, now) = (Refusals::default(), DateTime::<Utc>::UNIX_EPOCH);
        for _ in 0..8 {
            refusals.happened(refused("a"), now);
        }
        assert!(refusals.over(now + TimeDelta::minutes(1), false).is_empty());
        let over = refusals.over(now + WINDOW, false);
        assert!(matches!(&over[..], [(kind, Window { count: 8, .. })] if *kind == refused("a")));
        assert!(refusals.over(now + WINDOW, true).is_empty(), "it was told");
        refusals.happened(refused("a"), now);
        assert_eq!(refusals.over(now, true).len(), 1, "at the end all is told");
        refusals.happened(refused("a"), now);
        let before = now - WINDOW;
        assert_eq!(
            refusals.over(before, false).len(),
            1,
            "a clock that was set back"
        );
    }

    #[test]
    fn ever_new_kinds_do_not_fill_the_memory() {
        let (refusals, now) = (Refusals::default(), DateTime::<Utc>::UNIX_EPOCH);
        for number in 0..10 * MOST {
            let mut kind = refused("a");
            kind.tried = Some(number.to_string());
            refusals.happened(kind, now);
        }
        let over = refusals.over(now, true);
        assert_eq!(over.len(), MOST + 1);
        let all: u64 = over.iter().map(|(_, window)| window.count).sum();
        assert_eq!(all, u64::try_from(10 * MOST).unwrap(), "none is lost");
    }
}
