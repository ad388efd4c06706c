//! Uploads that come in parts. What came of one lies in a file of its own; this is what is known
//! of it, and how much of the file counts.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Remember, Stored, Written};

/// An upload that began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadRecord {
    /// ID, which is the name of its file too.
    pub id: String,
    /// The claim's reference.
    pub reference: String,
    /// Who began it.
    pub user_id: String,
    /// The name it was given.
    pub name: String,
    /// Bytes in all.
    pub length: u64,
    /// Bytes that came and are on disk; what lies behind them in the file does not count.
    pub received: u64,
    /// SHA-256 of the whole in hexadecimal, where it was told.
    pub sha256: Option<String>,
    /// When it is removed.
    pub expires_at: DateTime<Utc>,
    /// True once it has become evidence.
    pub finished: bool,
}

/// What became of beginning an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It can come.
    New,
    /// The organisation has too much under way.
    Full,
}

/// What an organisation may have under way.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// Uploads.
    pub uploads: u32,
    /// Bytes together.
    pub bytes: u64,
}

/// What there may be of evidence.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Files on a claim.
    pub files: u32,
    /// Bytes of all files of an organisation.
    pub bytes: u64,
    /// Files that an organisation may add in an hour of the clock.
    pub per_hour: u32,
}

impl Room {
    /// No end of it, for what the server adds itself.
    pub const ENDLESS: Self = Self {
        files: u32::MAX,
        bytes: u64::MAX,
        per_hour: u32::MAX,
    };
}

/// What an organisation has here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeldEvidence {
    /// Bytes of all its files.
    pub bytes: u64,
    /// Files it added in this hour of the clock, also those that were removed again.
    pub in_hour: u32,
}

/// Uploads that are under way.
#[async_trait]
pub trait UploadStore: Send + Sync + 'static {
    /// Begins one.
    async fn begin_upload(
        &self,
        upload: UploadRecord,
        quota: Quota,
        remember: Option<Remember>,
    ) -> Stored<Written<Begun>>;
    /// The one with this ID, if its time has not run out.
    async fn upload(&self, id: &str, at: DateTime<Utc>) -> Stored<Option<UploadRecord>>;
    /// So much of it is on disk now.
    async fn upload_received(
        &self,
        id: &str,
        received: u64,
        expires_at: DateTime<Utc>,
    ) -> Stored<()>;
    /// It has become evidence.
    async fn upload_finished(&self, id: &str) -> Stored<()>;
    /// Forgets it.
    async fn forget_upload(&self, id: &str) -> Stored<()>;
    /// Forgets those whose time ran out; gives their IDs.
    async fn expired_uploads(&self, at: DateTime<Utc>) -> Stored<Vec<String>>;
    /// What an organisation has here, for the hour of this time.
    async fn held_evidence(&self, organisation_id: &str, at: DateTime<Utc>)
    -> Stored<HeldEvidence>;
    /// The IDs of all of them.
    async fn upload_ids(&self) -> Stored<Vec<String>>;
}
