//! Provisional proofs, and the final ones they stand for.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::{ClaimState, ProofKind};

use super::Stored;

/// What is kept of proofs beside the files.
#[async_trait]
pub trait Proofs: Send + Sync {
    /// Says what a file is worth, while the claim is in this state; the claim is another version then.
    /// False where the claim is in another state by now, or the file is gone.
    async fn set_proof_kind(
        &self,
        reference: &str,
        state: ClaimState,
        id: &str,
        kind: ProofKind,
        at: DateTime<Utc>,
    ) -> Stored<bool>;
    /// Claims whose time for the final proof ends after one instant and up to another, the earliest
    /// first, without those of which this was said.
    async fn awaiting_final(
        &self,
        after: DateTime<Utc>,
        until: DateTime<Utc>,
        unsaid: &str,
        limit: u32,
    ) -> Stored<Vec<String>>;
}
