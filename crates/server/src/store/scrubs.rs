//! When contents of evidence were last read again, and what came of it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Stored;

/// What a content was when it was read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// As it was sent.
    Whole,
    /// Not there.
    Missing,
    /// There, and something else.
    Changed,
    /// The disk did not give it.
    Unreadable,
}

impl Read {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Missing, Self::Changed, Self::Unreadable];

    /// As the database and the audit log have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Unreadable => "unreadable",
        }
    }
}

/// A content that is due to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRead {
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// Contents that are read again.
#[async_trait]
pub trait ScrubStore: Send + Sync + 'static {
    /// Contents that were last read before `whole`, and those found damaged before `damaged`, which come
    /// first; the longest unread of each.
    async fn due_reads(
        &self,
        whole: DateTime<Utc>,
        damaged: DateTime<Utc>,
        limit: u32,
    ) -> Stored<Vec<DueRead>>;
    /// Writes down what came of reading these; where that is another thing than before, the log has it
    /// for each claim.
    async fn were_read(&self, read: Vec<(String, Read)>, at: DateTime<Utc>) -> Stored<()>;
}
