//! Failed sign-ins cost time: after a few of them an account waits, longer each time, for
//! the address they come from.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ids;

/// So many attempts are free.
const FREE: u32 = 5;
/// The first wait; each further failure doubles it.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// The longest wait, and how long failures are remembered.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Pairs remembered at most; beyond it the oldest are forgotten.
const MOST: usize = 20_000;

type Key = ([u8; 32], Option<IpAddr>);

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    last: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// Counts failures by account and address.
#[derive(Debug, Default)]
pub struct Throttle(Mutex<HashMap<Key, Failures>>);

impl Throttle {
    /// Counts an attempt before it is checked, so that many at once count too. Gives the
    /// seconds to wait when it is not to be checked at all.
    pub fn begin(&self, email: &str, from: Option<IpAddr>, now: DateTime<Utc>) -> Result<(), i64> {
        let Ok(mut failures) = self.0.lock() else {
            return Ok(());
        };
        if failures.len() >= MOST {
            failures.retain(|_, failure| now - failure.last < LONGEST_WAIT);
            if failures.len() >= MOST {
                failures.clear();
            }
        }
        let entry = failures
            .entry(key(email, from))
            .and_modify(|failure| {
                if now - failure.last >= LONGEST_WAIT && now >= failure.until {
                    failure.count = 0;
                }
            })
            .or_insert(Failures {
                count: 0,
                last: now,
                until: now,
            });
        if now < entry.until {
            return Err((entry.until - now).num_seconds() + 1);
        }
        entry.count += 1;
        entry.last = now;
        if entry.count >= FREE {
            let doublings = (entry.count - FREE).min(10);
            entry.until = now + (FIRST_WAIT * (1 << doublings)).min(LONGEST_WAIT);
        }
        Ok(())
    }

    /// Forgets the failures of somebody who signed in.
    pub fn succeeded(&self, email: &str, from: Option<IpAddr>) {
        if let Ok(mut failures) = self.0.lock() {
            failures.remove(&key(email, from));
        }
    }
}

fn key(email: &str, from: Option<IpAddr>) -> Key {
    (ids::digest(email.trim().to_lowercase().as_bytes()), from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let throttle = Throttle::default();
        let start: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let after = |seconds| start + TimeDelta::seconds(seconds);
        for _ in 0..5 {
            assert_eq!(throttle.begin("Anna@nordlys.example", None, start), Ok(()));
        }
        assert_eq!(
            throttle.begin("anna@nordlys.example ", None, start),
            Err(16)
        );
        assert_eq!(throttle.begin("other@nordlys.example", None, start), Ok(()));
        assert_eq!(
            throttle.begin("anna@nordlys.example", None, after(15)),
            Ok(())
        );
        assert_eq!(
            throttle.begin("anna@nordlys.example", None, after(15)),
            Err(31)
        );
        throttle.succeeded("anna@nordlys.example", None);
        assert_eq!(
            throttle.begin("anna@nordlys.example", None, after(15)),
            Ok(())
        );
    }
}
