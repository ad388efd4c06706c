//! The audit log, as far as it is told.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `GET /api/v1/audit/head`: what the log is at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditHead {
    /// Entries.
    pub size: u64,
    /// The root of the tree over them, in hexadecimal.
    pub root: String,
    /// When this was signed.
    pub at: DateTime<Utc>,
    /// The signed text, to be kept elsewhere: a C2SP checkpoint.
    pub head: String,
    /// The public key it is signed by: name, ID and key with a plus between them.
    pub key: String,
}

/// A proof that can be checked without the log: `claimdesk audit check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditProof {
    /// `claimdesk audit inclusion 1` or `claimdesk audit consistency 1`.
    pub kind: String,
    /// Which entry, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// The entry, byte for byte as it is hashed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The earlier signed head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// RFC 9162's hashes, in hexadecimal.
    pub hashes: Vec<String>,
    /// The signed head.
    pub head: String,
    /// The public key of the head.
    pub key: String,
}
