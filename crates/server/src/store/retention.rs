//! What is forgotten because of its age, beside what other parts of the store forget of their own.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Stored;

/// What is old.
#[async_trait]
pub trait Retention: Send + Sync {
    /// Forgets sign-ins by the provider that nobody came back from, logout tokens that are too old to be
    /// taken, failed sign-ins that hold up nobody any more, and people of the provider who were
    /// not connected with an account since `unanswered`.
    async fn forget_sign_ins(&self, now: DateTime<Utc>, unanswered: DateTime<Utc>) -> Stored<()>;
    /// Empties the network addresses that are kept with sign-ins from before this in the audit log, a lot
    /// at a time; true where there may be more.
    async fn forget_addresses(&self, before: DateTime<Utc>) -> Stored<bool>;
}
