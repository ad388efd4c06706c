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

/// `GET /api/v1/audit/entries`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditPage {
    /// The newest first.
    pub entries: Vec<AuditLine>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Entries of the whole log.
    pub size: u64,
    /// The last time the server read all of it.
    pub verified: Option<AuditVerified>,
}

/// What the server found when it read all of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditVerified {
    /// Entries.
    pub size: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// How many are not as they were written; `claimdesk audit verify` names them.
    pub found: u64,
}

/// An entry as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditLine {
    /// Its number, from 0.
    pub sequence: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// `user`, `customer`, `program`, `clock`, `command` or `nobody`.
    pub actor_kind: String,
    /// Their ID.
    pub actor: Option<String>,
    /// Their name as it is now; nothing for whoever has no account any more.
    pub actor_name: Option<String>,
    /// Name of the organisation they belong to.
    pub organisation: Option<String>,
    /// The operation.
    pub operation: String,
    /// What kind of thing it is about.
    pub object_kind: String,
    /// Which.
    pub reference: String,
    /// The version of a claim that was decided on.
    pub version: Option<i64>,
    /// The state before.
    pub from: Option<String>,
    /// The state from then on.
    pub to: Option<String>,
    /// Why, by a word of a list.
    pub reason: Option<String>,
    /// How many it sums up.
    pub count: u64,
    /// SHA-256 of what stood in the claim.
    pub content: Option<String>,
    /// SHA-256 of a file of evidence.
    pub evidence: Option<String>,
    /// What is kept beside it: names, addresses, reasons.
    pub words: Vec<AuditWord>,
    /// There were words, and they were erased.
    pub erased: bool,
}

/// One of the things kept beside an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditWord {
    /// What it is.
    pub name: String,
    /// The text.
    pub text: String,
}
