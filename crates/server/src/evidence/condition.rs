//! Whether kept files are still what they were, and how they get from one store to another.

use std::collections::HashSet;

use axum::body::Body;
use futures::StreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path as Place;
use sha2::{Digest, Sha256};

use super::{Evidence, KEPT, address};
use crate::ids;

/// What became of a file that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// As it was.
    Whole,
    /// Not there.
    Missing,
    /// There, and something else.
    Changed,
}

/// How a file came from one store to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// It was there before.
    Already,
    /// It is there now.
    Now,
    /// It is not, for this is what became of it.
    Not(Condition),
}

impl Evidence {
    /// Reads a file and compares it with its hash and its size in bytes.
    ///
    /// # Errors
    ///
    /// When the store itself fails.
    pub async fn condition(&self, sha256: &str, size: u64) -> anyhow::Result<Condition> {
        let mut content = match self.store.get(&address(sha256)).await {
            Ok(found) if found.meta.size != size => return Ok(Condition::Changed),
            Ok(found) => found.into_stream(),
            Err(object_store::Error::NotFound { .. }) => return Ok(Condition::Missing),
            Err(error) => return Err(error.into()),
        };
        let mut hash = Sha256::new();
        while let Some(bytes) = content.next().await {
            hash.update(&bytes?);
        }
        if ids::hex(&hash.finalize()) == sha256 {
            Ok(Condition::Whole)
        } else {
            Ok(Condition::Changed)
        }
    }

    /// Copies a file to another store, unless it has it; what differs from its hash is not taken.
    ///
    /// # Errors
    ///
    /// When one of the stores fails.
    pub async fn copy_to(&self, other: &Self, sha256: &str, size: u64) -> anyhow::Result<Copied> {
        if other.has(sha256, size).await? {
            return Ok(Copied::Already);
        }
        let content = match self.store.get(&address(sha256)).await {
            Ok(found) if found.meta.size != size => return Ok(Copied::Not(Condition::Changed)),
            Ok(found) => found.into_stream(),
            Err(object_store::Error::NotFound { .. }) => {
                return Ok(Copied::Not(Condition::Missing));
            }
            Err(error) => return Err(error.into()),
        };
        let received = other
            .receive(Body::from_stream(content).into_data_stream(), size)
            .await
            .map_err(|refusal| anyhow::anyhow!("{}", refusal.in_words()))?;
        if received.sha256 != sha256 {
            other.let_go(&received).await;
            return Ok(Copied::Not(Condition::Changed));
        }
        other
            .keep(&received)
            .await
            .map_err(|refusal| anyhow::anyhow!("{}", refusal.in_words()))?;
        Ok(Copied::Now)
    }

    /// Removes every file that is not among these, and tells how many.
    ///
    /// # Errors
    ///
    /// When the store fails; what was removed until then stays removed.
    pub async fn retain(&self, wanted: &HashSet<String>) -> anyhow::Result<usize> {
        let mut found = self.store.list(Some(&Place::from(KEPT)));
        let mut removed = 0;
        while let Some(file) = found.next().await {
            let place = file?.location;
            let known = place.filename().is_some_and(|name| wanted.contains(name));
            if !known {
                self.store.delete(&place).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    async fn has(&self, sha256: &str, size: u64) -> anyhow::Result<bool> {
        match self.store.head(&address(sha256)).await {
            Ok(found) => Ok(found.size == size),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
