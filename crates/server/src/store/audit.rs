//! The audit log, as the rest of the server knows it. Entries of a change are written with the
//! change by the store itself.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::{ClaimForm, ClaimState};

use super::Stored;
use crate::audit::entry::Noted;
use crate::audit::tree::Edge;

/// What a change was decided on, for the audit log.
#[derive(Clone, Debug)]
pub struct Basis {
    /// The state.
    pub state: ClaimState,
    /// The answers.
    pub form: ClaimForm,
    /// The hashes of the files.
    pub evidence: Vec<String>,
}

/// What the log is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogState {
    /// Its name.
    pub name: String,
    /// Its size and right edge.
    pub edge: Edge,
}

/// The audit log.
#[async_trait]
pub trait AuditLog {
    /// Writes down what changes nothing else in the database.
    async fn note(&self, noted: Noted) -> Stored<()>;
    /// What the log is now.
    async fn audit_log(&self) -> Stored<LogState>;
    /// The text of an entry.
    async fn audit_entry(&self, sequence: u64) -> Stored<Option<String>>;
    /// The hashes of these rows, by their numbers; what is not there is left out.
    async fn audit_hashes(&self, rows: Vec<u64>) -> Stored<Vec<(u64, Vec<u8>)>>;
    /// The entries about an object, oldest first, and their texts.
    async fn audit_of(&self, object: &str) -> Stored<Vec<(u64, String)>>;
    /// The keys that signed heads, oldest first, as the log tells them.
    async fn audit_keys(&self) -> Stored<Vec<String>>;
    /// Whether this programme file was told in the log, by its hash.
    async fn audit_knows_programme(&self, id: &str, content: &str) -> Stored<bool>;
    /// Keeps a signed head; false where the log has not grown since the last one.
    async fn keep_head(&self, size: u64, note: String, at: DateTime<Utc>) -> Stored<bool>;
    /// Empties the words kept with entries by or about somebody or something, and writes down that
    /// this was done; gives of how many entries.
    async fn erase_words(&self, of: &str) -> Stored<u64>;
}
