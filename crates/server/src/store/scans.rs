//! What the virus scanner said of contents. One content may be in several claims; it is scanned
//! once.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::Scan;

use super::Stored;

/// A content that is due to be given to the scanner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueScan {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// How often that went wrong since it went well.
    pub tries: u32,
}

/// What becomes of a content that was given to the scanner.
#[derive(Clone, Debug)]
pub struct NewScan {
    /// The content.
    pub sha256: String,
    /// What was said. One that waits says nothing, and leaves what was said before.
    pub scan: Scan,
    /// When it is given to the scanner the next time.
    pub next_at: DateTime<Utc>,
}

/// Which contents are to be given to the scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that never were. They wait from now on.
    New,
    /// All of them. Those that were clean are so until the scanner says otherwise.
    All,
}

/// What the scanner said.
#[async_trait]
pub trait ScanStore: Send + Sync + 'static {
    /// Wants contents to be scanned; gives how many are new to it.
    async fn want_scans(&self, wanted: Wanted, at: DateTime<Utc>) -> Stored<u64>;
    /// Contents that are due, those first that have been for longest.
    async fn due_scans(&self, at: DateTime<Utc>, limit: u32) -> Stored<Vec<DueScan>>;
    /// Writes down what the scanner said of a content.
    async fn scanned(&self, scan: NewScan, at: DateTime<Utc>) -> Stored<()>;
    /// True where a claim has this content.
    async fn has_content(&self, sha256: &str) -> Stored<bool>;
    /// Writes down that a file was refused for what the scanner found.
    async fn refused_as_bad(
        &self,
        reference: &str,
        sha256: &str,
        found: &str,
        at: DateTime<Utc>,
    ) -> Stored<()>;
}
