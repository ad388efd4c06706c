//! Everything that is kept of one person, to be handed out or to be erased.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Stored;

/// As somebody is called once they were erased: in both languages, because it stands where their name did.
pub const ERASED: &str = "(erased / slettet)";

/// What became of somebody who was to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// Nobody has this ID.
    Nobody,
    /// Nobody could administer the installation after it.
    LastAdministrator,
    /// They are gone, and so are the words kept with so many entries of the audit log.
    Done {
        /// Entries.
        entries: u64,
    },
}

/// What is kept of a person.
#[async_trait]
pub trait Persons: Send + Sync {
    /// Everything that is kept of whoever has this e-mail, as an account or as somebody's contact; no
    /// hash, token or key is in it.
    async fn kept_of(&self, email: &str) -> Stored<Value>;
    /// The ID of the account with this e-mail, also of one that is disabled.
    async fn id_of(&self, email: &str) -> Stored<Option<String>>;
    /// Takes name, address and everything that is only theirs out of the database, for good. The account
    /// stays without them, because claims and the audit log speak of its ID.
    async fn erase_person(&self, user_id: &str, at: DateTime<Utc>) -> Stored<Erasure>;
}
