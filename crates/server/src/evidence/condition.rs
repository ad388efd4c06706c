//! Whether kept files are still what they were, and how they get from one store to another.

use std::collections::HashSet;

use axum::body::Body;
use futures::StreamExt;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};

use super::{Evidence, KEPT, address, is_missing};
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

/// Reads a file of a store and compares it with its hash and its size in bytes.
pub(super) async fn condition(
    store: &dyn ObjectStore,
    sha256: &str,
    size: u64,
) -> object_store::Result<Condition> {
    let mut content = match store.get(&address(sha256)).await {
        Ok(found) if found.meta.size != size => return Ok(Condition::Changed),
        Ok(found) => found.into_stream(),
        Err(error) if is_missing(&error) => return Ok(Condition::Missing),
        Err(error) => return Err(error),
    };
    let mut hash = Sha256::new();
    while let Some(bytes) = content.next().await {
        hash.update(&bytes?);
    }
    Ok(if ids::hex(&hash.finalize()) == sha256 {
        Condition::Whole
    } else {
        Condition::Changed
    })
}

impl Evidence {
    /// Reads a file and compares it with its hash and its size in bytes.
    ///
    /// # Errors
    ///
    /// When the store itself fails.
    pub async fn condition(&self, sha256: &str, size: u64) -> anyhow::Result<Condition> {
        condition(self.store(), sha256, size)
            .await
            .map_err(|error| self.trouble(error))
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
        let content = match self.store().get(&address(sha256)).await {
            Ok(found) if found.meta.size != size => return Ok(Copied::Not(Condition::Changed)),
            Ok(found) => found.into_stream(),
            Err(error) if is_missing(&error) => return Ok(Copied::Not(Condition::Missing)),
            Err(error) => return Err(self.trouble(error)),
        };
        let received = other
            .receive(Body::from_stream(content).into_data_stream(), size)
            .await
            .map_err(|refusal| anyhow::anyhow!("{}", refusal.in_words()))?;
        let kept = if received.sha256 == sha256 {
            let kept = other.keep(&received).await;
            kept.map(|()| Copied::Now)
                .map_err(|refusal| anyhow::anyhow!("{}", refusal.in_words()))
        } else {
            Ok(Copied::Not(Condition::Changed))
        };
        other.let_go(&received).await;
        kept
    }

    /// Removes every file that is not among these, and tells how many.
    ///
    /// # Errors
    ///
    /// When the store fails; what was removed until then stays removed.
    pub async fn retain(&self, wanted: &HashSet<String>) -> anyhow::Result<usize> {
        let mut found = self.store().list(Some(&Place::from(KEPT)));
        let mut removed = 0;
        while let Some(file) = found.next().await {
            let place = file.map_err(|error| self.trouble(error))?.location;
            let known = place.filename().is_some_and(|name| wanted.contains(name));
            if !known {
                self.store()
                    .delete(&place)
                    .await
                    .map_err(|error| self.trouble(error))?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    async fn has(&self, sha256: &str, size: u64) -> anyhow::Result<bool> {
        match self.store().head(&address(sha256)).await {
            Ok(found) => Ok(found.size == size),
            Err(error) if is_missing(&error) => Ok(false),
            Err(error) => Err(self.trouble(error)),
        }
    }
}
