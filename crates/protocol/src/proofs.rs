//! Provisional proofs, and the final ones that are waited for.

use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::ProofKind;
use serde::{Deserialize, Serialize};

/// What happened to a claim's proof after it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProofEvent {
    /// The final proof came.
    FinalProof,
}

impl ProofEvent {
    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FinalProof => "final_proof",
        }
    }
}

/// The final proof that a claim waits for. It cannot be approved before that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FinalProof {
    /// The first instant at which it is late; `null` in a draft.
    pub until: Option<DateTime<Utc>>,
    /// Whether the partner can bring it now though the claim has been sent: as the only file.
    pub can_come: bool,
    /// Whether its time ran out: the provisional one holds the day of filing no more.
    pub late: bool,
}

/// `PUT /api/v1/claims/{reference}/evidence/{id}/kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProofMarked {
    /// `provisional` where a final proof follows, `final` where it is proof as it stands.
    pub kind: ProofKind,
}
