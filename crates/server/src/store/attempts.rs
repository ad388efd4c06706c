//! Failed attempts to sign in.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Stored;
use crate::identity::throttle::Rule;

/// Failed attempts, by the hash of what was tried and from where.
#[async_trait]
pub trait AttemptStore: Send + Sync {
    /// Counts an attempt, or gives the seconds to wait. What is forgotten by its age goes with it.
    async fn attempt(
        &self,
        key: [u8; 32],
        rule: Rule,
        now: DateTime<Utc>,
    ) -> Stored<Result<(), i64>>;
    /// Forgets these.
    async fn forget_attempts(&self, keys: [[u8; 32]; 2]) -> Stored<()>;
}
