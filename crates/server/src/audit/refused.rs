//! Refusals, summed up: the first of a kind is written down at once, those that follow within a
//! few minutes as one number. Whoever floods the server does not flood the log.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

use super::entry::{Actor, ActorKind, Noted};
use crate::app::App;
use crate::store::{Store, Stored};

/// Refusals of one kind within this time are one entry after the first.
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
    fn noted(&self, count: u64) -> Noted {
        let about = match &self.tried {
            Some(user) => Noted::about("user", user),
            None => Noted::about("operation", &self.operation),
        };
        Noted {
            actor: Some(self.actor.clone()),
            operation: Some(self.operation.clone()),
            organisation: self.organisation.clone(),
            reason: Some(format!("refused_{}", self.status)),
            more: count.saturating_sub(1),
            ..about
        }
    }
}

struct Window {
    since: DateTime<Utc>,
    /// Not written down yet.
    waiting: u64,
}

/// Refusals of the last minutes.
#[derive(Default)]
pub struct Refusals(Mutex<HashMap<Refused, Window>>);

impl Refusals {
    /// Writes it down, or counts it where one of its kind was written down a little before.
    pub async fn happened(&self, app: &App, refused: Refused) -> Stored<()> {
        match self.count(refused, app.now()) {
            Some(first) => app.store().note(first.noted(1)).await,
            None => Ok(()),
        }
    }

    /// Counts it; gives it back where it is the first of its kind.
    fn count(&self, mut refused: Refused, now: DateTime<Utc>) -> Option<Refused> {
        let mut windows = self.0.lock().ok()?;
        if windows.len() >= MOST && !windows.contains_key(&refused) {
            refused = Refused {
                operation: refused.operation,
                actor: Actor::of_kind(ActorKind::Nobody),
                organisation: None,
                status: refused.status,
                tried: None,
            };
        }
        if let Some(window) = windows.get_mut(&refused) {
            window.waiting += 1;
            return None;
        }
        let window = Window {
            since: now,
            waiting: 0,
        };
        windows.insert(refused.clone(), window);
        Some(refused)
    }

    /// Writes down what was counted in windows that are over; all of it at the end of the server.
    pub async fn tell(&self, store: &dyn Store, now: DateTime<Utc>, all: bool) -> Stored<()> {
        for (refused, count) in self.over(now, all) {
            store.note(refused.noted(count)).await?;
        }
        Ok(())
    }

    fn over(&self, now: DateTime<Utc>, all: bool) -> Vec<(Refused, u64)> {
        let Ok(mut windows) = self.0.lock() else {
            return Vec::new();
        };
        // A clock that was set back must not keep a window open.
        let is_over = |window: &Window| all || (now - window.since).abs() >= WINDOW;
        windows
            .extract_if(|_, window| is_over(window))
            .filter(|(_, window)| window.waiting > 0)
            .map(|(refused, window)| (refused, window.waiting))
            .collect()
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
    fn the_first_is_told_at_once_and_the_rest_as_a_number() {
        let (refusals, now) = (Refusals::default(), DateTime::<Utc>::UNIX_EPOCH);
        assert!(refusals.count(refused("a"), now).is_some());
        for _ in 0..7 {
            assert!(refusals.count(refused("a"), now).is_none());
        }
        assert!(refusals.over(now + TimeDelta::minutes(1), false).is_empty());
        assert_eq!(refusals.over(now + WINDOW, false), [(refused("a"), 7)]);
        assert!(refusals.over(now + WINDOW, true).is_empty());
        assert!(refusals.count(refused("a"), now + WINDOW).is_some());
        assert!(refusals.over(now, true).is_empty(), "it was told already");
    }

    #[test]
    fn ever_new_kinds_do_not_fill_the_memory() {
        let (refusals, now) = (Refusals::default(), DateTime::<Utc>::UNIX_EPOCH);
        let told = (0..10 * MOST)
            .filter(|number| {
                let mut kind = refused("a");
                kind.tried = Some(number.to_string());
                refusals.count(kind, now).is_some()
            })
            .count();
        assert!(told <= MOST + 1, "{told}");
        assert!(refusals.0.lock().unwrap().len() <= MOST + 1);
    }
}
