//! The audit log, as the rest of the server knows it. Entries of a change are written with the
//! change by the store itself.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::{ClaimForm, ClaimState};

use super::Stored;
use claimdesk_protocol::AuditVerified;

use crate::audit::check::Report;
use crate::audit::entry::{Entry, Noted};
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

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// About this.
    pub object: Option<String>,
    /// By the actor with this ID.
    pub actor: Option<String>,
    /// By this operation.
    pub operation: Option<String>,
    /// From this time on.
    pub from: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// After this entry, in the order asked for.
    pub after: Option<u64>,
    /// In their order; else the newest first.
    pub oldest_first: bool,
    /// At most so many.
    pub limit: u32,
}

/// An entry with what is kept beside it.
#[derive(Clone, Debug)]
pub struct AuditRow {
    /// The entry.
    pub entry: Entry,
    /// The same, byte for byte as it is hashed.
    pub text: String,
    /// The salt of its words; nothing where there are none, or none any more.
    pub salt: Option<Vec<u8>>,
    /// The words, a JSON object.
    pub words: Option<String>,
    /// The actor's name as it is now.
    pub actor_name: Option<String>,
    /// Their organisation's name.
    pub organisation: Option<String>,
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
    /// Entries with what is kept beside them.
    async fn audit_rows(&self, filter: AuditFilter) -> Stored<Vec<AuditRow>>;
    /// Reads all of the log, without the files of evidence.
    async fn check_log(&self) -> Stored<Report>;
    /// Keeps what the last reading of all of it came to.
    async fn keep_check(&self, check: AuditVerified) -> Stored<()>;
    /// What it came to.
    async fn last_check(&self) -> Stored<Option<AuditVerified>>;
    /// Keeps a signed head; false where the log has not grown since the last one.
    async fn keep_head(&self, size: u64, note: String, at: DateTime<Utc>) -> Stored<bool>;
    /// Empties the words kept with entries by or about somebody or something, and writes down that
    /// this was done; gives of how many entries.
    async fn erase_words(&self, of: &str) -> Stored<u64>;
}
