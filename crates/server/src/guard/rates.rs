//! How much one address, account or token may ask for: a bucket for each of them and each kind of
//! request, filled at a steady rate.
//!
//! The buckets are in memory: they spare the server, and a server that was just started has
//! nothing to be spared. Guesses at sign-in are kept in the database beside this
//! ([`crate::identity::throttle`]).

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};
use lru::LruCache;

use super::caller;
use super::kinds::Kind;
use crate::ids;
use crate::problem::{Outcome, Refusal};

/// An address may ask for so many times what an account may: an office is behind one address.
pub const OFFICE: u32 = 5;
/// Buckets of one kind. Beyond it the one that was not used for the longest time is forgotten.
const MOST: usize = 16_384;
/// Parts of the buckets with a lock of their own.
const SHARDS: usize = 16;

/// A burst, and what comes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests at once.
    pub burst: NonZeroU32,
    /// Requests a minute from then on.
    pub per_minute: NonZeroU32,
}

impl Rate {
    const fn new(burst: u32, per_minute: u32) -> Self {
        const fn some(number: u32) -> NonZeroU32 {
            match NonZeroU32::new(number) {
                Some(number) => number,
                None => NonZeroU32::MIN,
            }
        }
        Self {
            burst: some(burst),
            per_minute: some(per_minute),
        }
    }

    fn times(self, factor: u32) -> Self {
        let factor = NonZeroU32::new(factor).unwrap_or(NonZeroU32::MIN);
        Self {
            burst: self.burst.saturating_mul(factor),
            per_minute: self.per_minute.saturating_mul(factor),
        }
    }
}

/// What is wanted of each kind, for one account or token; `None` is no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted([Option<Rate>; 5]);

impl Default for Wanted {
    fn default() -> Self {
        // A table of 500 claims is filed one by one, and a file of evidence may have 50 parts.
        Self([
            Some(Rate::new(600, 1_200)),
            Some(Rate::new(1_000, 600)),
            Some(Rate::new(1_000, 600)),
            Some(Rate::new(20, 20)),
            Some(Rate::new(60, 60)),
        ])
    }
}

impl Wanted {
    /// The usual rates with these instead.
    pub fn with(settings: &[Setting]) -> Self {
        settings
            .iter()
            .fold(Self::default(), |mut wanted, setting| {
                for (kind, rate) in Kind::ALL.into_iter().zip(&mut wanted.0) {
                    if setting.kind.is_none_or(|one| one == kind) {
                        *rate = setting.rate;
                    }
                }
                wanted
            })
    }
}

/// One setting: `off`, `reading=off` or `reading=600/1200` (at once, and a minute).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    kind: Option<Kind>,
    rate: Option<Rate>,
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const HOW: &str =
            "write `off`, `reading=off`, or `reading=600/1200`: requests at once, and a minute";
        if text == "off" {
            return Ok(Self {
                kind: None,
                rate: None,
            });
        }
        let (kind, rate) = text.split_once('=').ok_or(HOW)?;
        let kind = <Kind as clap::ValueEnum>::from_str(kind, false)
            .map_err(|_| "the kinds are reading, writing, uploading, signing-in and expensive")?;
        if rate == "off" {
            return Ok(Self {
                kind: Some(kind),
                rate: None,
            });
        }
        let (burst, per_minute) = rate.split_once('/').ok_or(HOW)?;
        let number = |text: &str| text.parse().map_err(|_| HOW);
        Ok(Self {
            kind: Some(kind),
            rate: Some(Rate {
                burst: number(burst)?,
                per_minute: number(per_minute)?,
            }),
        })
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum By<'a> {
    /// Somebody with this connection to the internet.
    Address(IpAddr),
    /// This account.
    Account(&'a str),
    /// This token, by ID.
    Token(&'a str),
}

type Key = [u8; 16];

impl By<'_> {
    fn key(&self) -> Key {
        let hashed = |kind: &[u8], id: &str| {
            let digest = ids::digest(&[kind, id.as_bytes()].concat());
            let mut key = [0; 16];
            key.copy_from_slice(&digest[..16]);
            key
        };
        match self {
            Self::Address(address) => match caller::connection_of(*address) {
                IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
                IpAddr::V6(address) => address.octets(),
            },
            Self::Account(id) => hashed(b"account ", id),
            Self::Token(id) => hashed(b"token ", id),
        }
    }
}

/// Buckets, never more than [`MOST`].
#[derive(Debug)]
struct Buckets {
    hasher: RandomState,
    shards: Vec<Mutex<LruCache<Key, Nanos>>>,
}

impl Default for Buckets {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            shards: (0..SHARDS)
                .map(|_| Mutex::new(LruCache::unbounded()))
                .collect(),
        }
    }
}

impl StateStore for Buckets {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let shard = usize::try_from(self.hasher.hash_one(key) % SHARDS as u64).unwrap_or_default();
        let Some(shard) = self.shards.get(shard) else {
            return decide(None).map(|(value, _)| value);
        };
        let mut buckets = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let (value, after) = decide(buckets.get(key).copied())?;
        buckets.put(*key, after);
        if buckets.len() > MOST / SHARDS {
            buckets.pop_lru();
        }
        Ok(value)
    }
}

type Limiter<C> = RateLimiter<Key, Buckets, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// What one kind has: a limit for accounts and tokens, and one for addresses.
#[derive(Debug)]
struct Limits<C: Clock> {
    account: Limiter<C>,
    address: Limiter<C>,
}

/// All buckets.
#[derive(Debug)]
pub struct Rates<C: Clock = MonotonicClock> {
    kinds: [Option<Limits<C>>; 5],
    clock: C,
}

impl Rates {
    /// Full buckets.
    pub fn new(wanted: &Wanted) -> Self {
        Self::by(wanted, MonotonicClock)
    }
}

impl<C: Clock + Clone> Rates<C> {
    fn by(wanted: &Wanted, clock: C) -> Self {
        let limiter = |rate: Rate| {
            let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
            RateLimiter::new(quota, Buckets::default(), clock.clone())
        };
        let kinds = wanted.0.map(|rate| {
            rate.map(|rate| Limits {
                account: limiter(rate),
                address: limiter(rate.times(OFFICE)),
            })
        });
        Self { kinds, clock }
    }

    /// Takes one out of the bucket, or refuses with the seconds until there is one in it again.
    pub fn ask(&self, kind: Kind, by: &By<'_>) -> Outcome<()> {
        self.seconds_to_wait(kind, by)
            .map_or(Ok(()), |seconds| Err(Refusal::too_many_requests(seconds)))
    }

    fn seconds_to_wait(&self, kind: Kind, by: &By<'_>) -> Option<i64> {
        let limits = Kind::ALL
            .into_iter()
            .zip(&self.kinds)
            .find_map(|(one, limits)| (one == kind).then_some(limits.as_ref()))??;
        let limiter = match by {
            By::Address(_) => &limits.address,
            By::Account(_) | By::Token(_) => &limits.account,
        };
        let not_until = limiter.check_key(&by.key()).err()?;
        let wait = not_until.wait_time_from(self.clock.now());
        // Up to a whole second: whoever waits so long is let in.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Some(i64::try_from(seconds).unwrap_or(i64::MAX).max(1))
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::*;

    fn rates(settings: &[&str]) -> (Rates<FakeRelativeClock>, FakeRelativeClock) {
        let settings: Vec<Setting> = settings.iter().map(|text| text.parse().unwrap()).collect();
        let clock = FakeRelativeClock::default();
        (Rates::by(&Wanted::with(&settings), clock.clone()), clock)
    }

    #[test]
    fn a_burst_is_taken_and_then_as_much_as_comes_in() {
        let (rates, clock) = rates(&["reading=3/30"]);
        let (anna, bo) = (By::Account("anna"), By::Account("bo"));
        let wait = |by: &By<'_>| rates.seconds_to_wait(Kind::Reading, by);
        for _ in 0..3 {
            assert_eq!(wait(&anna), None);
        }
        assert_eq!(wait(&anna), Some(2));
        assert_eq!(wait(&bo), None, "everybody has a bucket of their own");
        assert_eq!(wait(&By::Token("anna")), None, "a token is no account");
        assert_eq!(rates.seconds_to_wait(Kind::Writing, &anna), None);
        clock.advance(Duration::from_millis(1_500));
        assert_eq!(wait(&anna), Some(1), "what was told holds");
        clock.advance(Duration::from_millis(500));
        assert_eq!(wait(&anna), None);
        assert_eq!(wait(&anna), Some(2));
        clock.advance(Duration::from_hours(1));
        for _ in 0..3 {
            assert_eq!(wait(&anna), None, "it is full again, and no fuller");
        }
        assert_eq!(wait(&anna), Some(2));
    }

    #[test]
    fn one_office_has_the_bucket_of_several_people_and_one_connection_one_bucket() {
        let (rates, _) = rates(&["reading=2/2"]);
        let ask = |address: &str| {
            rates.seconds_to_wait(Kind::Reading, &By::Address(address.parse().unwrap()))
        };
        for _ in 0..2 * OFFICE {
            assert_eq!(ask("198.51.100.1"), None);
        }
        assert_eq!(ask("198.51.100.1"), Some(6));
        assert_eq!(ask("198.51.100.2"), None);
        for last in 0..2 * OFFICE {
            assert_eq!(ask(&format!("2001:db8:1:2::{last:x}")), None);
        }
        assert!(ask("2001:db8:1:2:ffff::1").is_some(), "the same /64");
        assert_eq!(ask("2001:db8:1:3::1"), None);
    }

    #[test]
    fn a_million_addresses_do_not_fill_the_memory_and_the_busiest_is_not_forgotten() {
        let (rates, _) = rates(&["reading=1/1"]);
        let busy = By::Address("198.51.100.1".parse().unwrap());
        let busy_waits = || rates.seconds_to_wait(Kind::Reading, &busy).is_some();
        while !busy_waits() {}
        for number in 0..1_000_000_u32 {
            let address: IpAddr = if number % 2 == 0 {
                Ipv4Addr::from(number).into()
            } else {
                Ipv6Addr::from(u128::from(number) << 64).into()
            };
            rates.seconds_to_wait(Kind::Reading, &By::Address(address));
            if number % 1_000 == 0 {
                assert!(busy_waits());
            }
        }
        let limits = rates.kinds.into_iter().next().flatten().unwrap();
        let shards = limits.address.into_state_store().shards;
        let buckets: usize = shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(buckets <= MOST, "{buckets}");
        assert!(buckets > MOST / 2, "{buckets}");
    }

    #[test]
    fn settings_are_read_and_what_is_not_said_stays() {
        let read = |texts: &[&str]| {
            let settings: Vec<Setting> = texts.iter().map(|text| text.parse().unwrap()).collect();
            Wanted::with(&settings).0
        };
        assert_eq!(read(&["off"]), [None; 5]);
        let usual = Wanted::default().0;
        let some = read(&["signing-in=off", "reading=1/2"]);
        assert_eq!(some[0], Some(Rate::new(1, 2)));
        assert_eq!(some[1..3], usual[1..3]);
        assert_eq!((some[3], some[4]), (None, usual[4]));
        for wrong in [
            "",
            "on",
            "reading",
            "reading=",
            "reading=0/1",
            "reading=1/0",
            "reading=1",
            "other=1/1",
            "reading=-1/1",
        ] {
            assert!(wrong.parse::<Setting>().is_err(), "{wrong}");
        }
    }
}
