//! First decisions and late reviews, for the figures.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::Life;

use super::Stored;

/// The first decision of a claim.
#[derive(Clone, Debug)]
pub struct FirstDecision {
    /// When.
    pub at: DateTime<Utc>,
    /// The reviewer's name as it was then.
    pub reviewer: String,
    /// The claim's life by now; its review clock has stood since.
    pub life: Life,
}

/// What the figures are made of.
#[async_trait]
pub trait Decisions: Send + Sync {
    /// Claims that were first decided since then, in the order of their decisions.
    async fn first_decisions(&self, since: DateTime<Utc>) -> Stored<Vec<FirstDecision>>;
    /// How many claims wait for a review whose promised end has come.
    async fn late_reviews(&self, now: DateTime<Utc>) -> Stored<i64>;
}
