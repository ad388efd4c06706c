//! How full things are: what an operator's gauges show.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Stored;

/// How much waits, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Claims that wait for a reviewer.
    pub waiting: i64,
    /// Those whose promised end has come.
    pub overdue: i64,
    /// The earliest end promised to a claim that waits.
    pub next_due: Option<DateTime<Utc>>,
    /// Mails that could go out now.
    pub mail_due: i64,
    /// Since when the first of them could.
    pub mail_due_since: Option<DateTime<Utc>>,
    /// Mails that failed too often.
    pub mail_given_up: i64,
    /// Files that are coming in parts.
    pub uploads: i64,
    /// Their bytes, as told when they began.
    pub upload_bytes: i64,
    /// Contents that wait for the virus scanner.
    pub quarantined: i64,
    /// Since when the first of them does.
    pub quarantined_since: Option<DateTime<Utc>>,
    /// Contents that were taken and found bad later.
    pub bad: i64,
    /// Contents that were not as they were sent when they were last read again.
    pub damaged: i64,
    /// When the one was read that was not read for longest.
    pub read_since: Option<DateTime<Utc>>,
}

/// Asked for each time the gauges are read.
#[async_trait]
pub trait Gauged: Send + Sync {
    /// How it stands now. Each figure is read from an index of what it counts.
    async fn levels(&self, now: DateTime<Utc>) -> Stored<Levels>;
}
