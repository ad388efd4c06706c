//! Failed sign-ins cost time: after a few of them an account waits, longer each time, for
//! the address they come from; after many from anywhere it waits a little for all.
//!
//! They are in the database, so that whoever guesses does not begin anew when the server does, and
//! several servers count together.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use crate::guard::caller;
use crate::ids;
use crate::store::{Store, Stored};

/// The longest wait of all, and how long failures are remembered after a wait.
pub const REMEMBERED: TimeDelta = TimeDelta::minutes(15);

/// How failures are answered.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// So many attempts are free.
    free: u32,
    /// The longest wait. The first is 15 seconds; each further failure doubles it.
    longest: TimeDelta,
}

const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// From one address.
const HERE: Rule = Rule {
    free: 5,
    longest: REMEMBERED,
};
/// From all addresses. The wait stays short: nobody may lock somebody else out.
const ANYWHERE: Rule = Rule {
    free: 50,
    longest: TimeDelta::minutes(1),
};

/// Failures of one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// The last of them.
    pub last: DateTime<Utc>,
    /// Until when nothing is checked.
    pub until: DateTime<Utc>,
}

impl Rule {
    /// What there is after one more attempt; or the seconds to wait when it is not to be checked at
    /// all.
    pub fn after(self, before: Option<Failures>, now: DateTime<Utc>) -> Result<Failures, i64> {
        let before = before
            .filter(|before| now - before.until < REMEMBERED)
            // A clock that was set back must not keep anybody out for longer than it would have.
            .filter(|before| before.until - now <= self.longest);
        let count = before.map_or(0, |before| before.count).saturating_add(1);
        if let Some(before) = before
            && now < before.until
        {
            return Err((before.until - now).num_seconds() + 1);
        }
        let wait = if count < self.free {
            TimeDelta::zero()
        } else {
            (FIRST_WAIT * (1 << (count - self.free).min(10))).min(self.longest)
        };
        Ok(Failures {
            count,
            last: now,
            until: now + wait,
        })
    }
}

/// Counts failures by account and address.
#[derive(Clone, Copy)]
pub struct Throttle<'a>(&'a dyn Store);

impl<'a> Throttle<'a> {
    /// Counts in this database.
    pub fn new(store: &'a dyn Store) -> Self {
        Self(store)
    }

    /// Counts an attempt before it is checked, so that many at once count too. Gives the
    /// seconds to wait when it is not to be checked at all.
    pub async fn begin(
        self,
        what: &str,
        from: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Stored<Result<(), i64>> {
        self.0.attempt(key(what, from), HERE, now).await
    }

    /// The same of an account, where failures from all addresses count too.
    pub async fn begin_account(
        self,
        email: &str,
        from: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Stored<Result<(), i64>> {
        if let Err(seconds) = self.begin(email, from, now).await? {
            return Ok(Err(seconds));
        }
        let anywhere = key(&format!("{email} anywhere"), None);
        self.0.attempt(anywhere, ANYWHERE, now).await
    }

    /// Forgets the failures of somebody who signed in.
    pub async fn succeeded(self, email: &str, from: Option<IpAddr>) -> Stored<()> {
        let anywhere = key(&format!("{email} anywhere"), None);
        self.0.forget_attempts([key(email, from), anywhere]).await
    }
}

fn key(what: &str, from: Option<IpAddr>) -> [u8; 32] {
    let from = from.map(|from| caller::connection_of(from).to_string());
    let whole = format!(
        "{}\n{}",
        what.trim().to_lowercase(),
        from.as_deref().unwrap_or_default()
    );
    ids::digest(whole.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let start: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let after = |seconds| start + TimeDelta::seconds(seconds);
        let mut failures = None;
        for count in 1..=5 {
            let next = HERE.after(failures, start).unwrap();
            assert_eq!(next.count, count);
            failures = Some(next);
        }
        assert_eq!(HERE.after(failures, start), Err(16));
        failures = Some(HERE.after(failures, after(15)).unwrap());
        assert_eq!(HERE.after(failures, after(15)), Err(31));
        for _ in 0..20 {
            let until = failures.unwrap().until;
            failures = Some(HERE.after(failures, until).unwrap());
        }
        let last = failures.unwrap();
        assert_eq!(last.until - last.last, REMEMBERED, "the longest wait");
        let later = HERE.after(failures, last.until + REMEMBERED).unwrap();
        assert_eq!(later.count, 1, "it is forgotten");
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_out() {
        let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let failures = Failures {
            count: 9,
            last: now,
            until: now + TimeDelta::minutes(4),
        };
        let before = now - TimeDelta::hours(1);
        assert_eq!(HERE.after(Some(failures), before).unwrap().count, 1);
    }

    #[test]
    fn guesses_from_everywhere_do_not_lock_the_owner_out() {
        let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let failures = Failures {
            count: 1_000_000,
            last: now,
            until: now,
        };
        let next = ANYWHERE.after(Some(failures), now).unwrap();
        assert_eq!(next.until - now, TimeDelta::minutes(1));
    }

    #[test]
    fn an_account_is_the_same_however_it_is_typed_and_a_connection_too() {
        let at = |text: &str| Some(text.parse().unwrap());
        let anna = key("anna@nordlys.example", at("2001:db8::1"));
        assert_eq!(anna, key(" Anna@Nordlys.example", at("2001:db8::2")));
        assert_ne!(anna, key("anna@nordlys.example", at("2001:db8:0:1::1")));
        assert_ne!(anna, key("bo@nordlys.example", at("2001:db8::1")));
    }
}
