//! Claims that reviewers hold.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::HoldReason;
use serde::{Deserialize, Serialize};

use super::Stored;

/// A hold on a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRecord {
    /// ID of who holds it.
    pub by_id: String,
    /// Their name, as it was then.
    pub by: String,
    /// Why.
    pub reason: HoldReason,
    /// In words.
    pub note: String,
    /// Since when.
    #[serde(with = "chrono::serde::ts_milliseconds")]
    pub since: DateTime<Utc>,
    /// When it ends by itself.
    #[serde(with = "chrono::serde::ts_milliseconds")]
    pub until: DateTime<Utc>,
}

/// What is looked for among holds.
#[async_trait]
pub trait Holds: Send + Sync {
    /// Claims whose hold ends up to an instant, the earliest first. Those of which somebody was
    /// reminded are left out where `unsaid` names the reminder.
    async fn held(
        &self,
        until: DateTime<Utc>,
        unsaid: Option<&str>,
        limit: u32,
    ) -> Stored<Vec<String>>;
}
