//! Contents that no claim may have, and how they go without anybody losing one.
//!
//! A content is kept before the row that names it is written, and several servers may keep the same
//! one at once. So whoever is about to keep one says so here first, and nothing that was spoken of
//! within a day is let go; and what is being let go is kept by nobody.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Stored;

/// What is known of contents beside the claims that have them.
#[async_trait]
pub trait ContentStore: Send + Sync + 'static {
    /// Says that a content is about to be kept. False while it is being let go: then it may not be.
    async fn expect_content(&self, sha256: &str, at: DateTime<Utc>) -> Stored<bool>;
    /// Lets go of contents that nobody spoke of since `before` and that no claim has; gives them, and
    /// those that an earlier look did not come to the end with.
    async fn contents_to_leave(&self, before: DateTime<Utc>, limit: u32) -> Stored<Vec<String>>;
    /// The same for one that was found where contents lie. False where it has to stay.
    async fn let_go_of_content(
        &self,
        sha256: &str,
        before: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Stored<bool>;
    /// Says that a content could not be removed yet, so that others have their turn first.
    async fn content_stayed(&self, sha256: &str, at: DateTime<Utc>) -> Stored<()>;
    /// Says that a content is gone.
    async fn content_left(&self, sha256: &str) -> Stored<()>;
}
