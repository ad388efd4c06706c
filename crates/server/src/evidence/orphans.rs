//! What lies in the store, whoever named it, and how it goes.

use chrono::{DateTime, Utc};
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::ObjectStoreExt;
use object_store::path::Path;

use super::{Evidence, KEPT, address, is_missing};

/// A file that lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lying {
    /// SHA-256 in hexadecimal, as its name says.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Since when, by the store's clock.
    pub since: DateTime<Utc>,
}

impl Evidence {
    /// Every file that lies in the store. Objects that are not named as ours are, are not told.
    pub fn lying(&self) -> BoxStream<'_, anyhow::Result<Lying>> {
        let found = self.store().list(Some(&Path::from(KEPT)));
        found
            .filter_map(async |object| match object {
                Ok(object) => {
                    let sha256 = object.location.filename().unwrap_or_default().to_owned();
                    let ours = is_hash(&sha256) && address(&sha256) == object.location;
                    ours.then(|| {
                        Ok(Lying {
                            sha256,
                            size: object.size,
                            since: object.last_modified,
                        })
                    })
                }
                Err(error) => Some(Err(self.trouble(error))),
            })
            .boxed()
    }

    /// Removes a file. Only for what no claim has, and nobody is about to keep
    /// ([`crate::store::contents`]).
    ///
    /// # Errors
    ///
    /// When the store fails. That it is not there is no failure.
    pub async fn remove(&self, sha256: &str) -> anyhow::Result<()> {
        match self.store().delete(&address(sha256)).await {
            Ok(()) => Ok(()),
            Err(error) if is_missing(&error) => Ok(()),
            Err(error) => Err(self.trouble(error)),
        }
    }
}

fn is_hash(name: &str) -> bool {
    name.len() == 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
