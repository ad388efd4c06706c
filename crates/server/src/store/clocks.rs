//! What the background needs: whose turn it is, and which clocks run.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::{ClaimState, Life, Reminder};

use super::{After, NewMessage, Stored};

/// A claim whose clock runs.
#[derive(Clone, Debug)]
pub struct RunningClock {
    /// Reference.
    pub reference: String,
    /// Version.
    pub version: i64,
    /// The claiming organisation's ID.
    pub organisation_id: String,
    /// The customer's name.
    pub customer_name: String,
    /// State and clocks.
    pub life: Life,
    /// ID of the reviewer who has it.
    pub reviewer_id: Option<String>,
    /// Place in the queue: when its clock runs out.
    pub queue_at: i64,
    /// What its clocks have said, each as [`Said`].
    pub said: Vec<Said>,
}

/// One word of one clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which word.
    pub reminder: String,
    /// Of which clock.
    pub clock: i64,
    /// Which step of it.
    pub step: u32,
}

impl Said {
    /// This word of this clock, as it is written down.
    pub fn of(name: &str, reminder: &Reminder) -> Self {
        Self {
            reminder: name.to_owned(),
            clock: reminder.clock.timestamp_millis(),
            step: reminder.step,
        }
    }
}

/// A word of a clock that is to be said.
#[derive(Clone, Debug)]
pub struct NewReminder {
    /// Of which claim.
    pub reference: String,
    /// The version it was decided on.
    pub version: i64,
    /// The word.
    pub said: Said,
    /// To whom.
    pub message: NewMessage,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the background needs.
#[async_trait]
pub trait Clocks: Send + Sync {
    /// Takes a job, or keeps it, until then; false while another process has it.
    async fn lease(
        &self,
        name: &str,
        owner: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Stored<bool>;
    /// Leaves all jobs to others.
    async fn release(&self, owner: &str) -> Stored<()>;
    /// Claims in a state whose clock ends up to an instant, in that order, after a place.
    async fn running_clocks(
        &self,
        state: ClaimState,
        until: DateTime<Utc>,
        after: After,
        limit: u32,
    ) -> Stored<Vec<RunningClock>>;
    /// Says a word of a clock, once; false when it was said, or the claim has moved on.
    async fn remind(&self, reminder: NewReminder) -> Stored<bool>;
}
