//! Evidence: files in an object store, found by their content.
//!
//! A file is streamed to a place of its own while its hash is taken, judged by its first and
//! last bytes, and then moved to `sha256/ab/<hash>`, so that the same file is kept once and
//! what is read back can be checked. The folder store flushes file and folder before it
//! answers. Nothing is ever whole in memory.

pub mod apart;
pub mod condition;
pub mod inside;
pub mod name;
pub mod partial;
pub mod pdf;
pub mod scanner;
pub mod sniff;
pub mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};

use crate::ids;
use crate::problem::{Outcome, Refusal};

/// Files that are kept, by their hash.
const KEPT: &str = "sha256";
/// Files on their way in.
const INCOMING: &str = "incoming";
/// Sent to the store in pieces of this size: the least an S3 store takes.
const PIECE: usize = 5 * 1024 * 1024;
/// How much of each end is looked at.
const LOOKED_AT: usize = 64 * 1024;

/// What is in a file, as it comes.
pub type Content = BoxStream<'static, Result<Bytes, object_store::Error>>;

/// The evidence store.
#[derive(Clone, Debug)]
pub struct Evidence {
    store: Arc<dyn ObjectStore>,
    /// Where the folder store has files on their way in.
    incoming: PathBuf,
}

/// A file that came in whole and is not kept yet.
#[derive(Debug)]
pub struct Received {
    place: Place,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// The first bytes.
    pub head: Vec<u8>,
    /// The last bytes.
    pub tail: Vec<u8>,
}

impl Evidence {
    /// Evidence in a folder, which is made when it is missing.
    pub fn in_folder(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            incoming: folder.join(INCOMING),
        })
    }

    /// Removes what interrupted uploads left. The folder is read itself: the store does not list
    /// files that it had not finished writing. Only for a server that takes nothing in yet.
    pub async fn sweep(&self) -> anyhow::Result<usize> {
        let mut left = 0;
        let mut folder = match tokio::fs::read_dir(&self.incoming).await {
            Ok(folder) => folder,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        while let Some(entry) = folder.next_entry().await? {
            tokio::fs::remove_file(entry.path()).await?;
            left += 1;
        }
        Ok(left)
    }

    /// Takes a body in, at most `limit` bytes of it.
    pub async fn receive(&self, mut body: BodyDataStream, limit: u64) -> Outcome<Received> {
        let place = Place::from_iter([INCOMING, &ids::token()?]);
        let upload = self
            .store
            .put_multipart(&place)
            .await
            .map_err(Refusal::internal)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE);
        let mut ends = Ends::default();
        let mut hash = Sha256::new();
        let outcome = loop {
            match body.next().await {
                None => break Ok(()),
                Some(Err(_)) => {
                    break Err(Refusal::malformed(
                        "The file broke off before its end. Send it again.",
                    ));
                }
                Some(Ok(bytes)) => {
                    ends.take(&bytes);
                    if ends.size > limit {
                        drain(&mut body, limit.saturating_mul(4)).await;
                        break Err(Refusal::file_too_large(limit));
                    }
                    hash.update(&bytes);
                    if let Err(error) = upload.wait_for_capacity(2).await {
                        break Err(Refusal::internal(error));
                    }
                    upload.put(bytes);
                }
            }
        };
        let outcome = outcome.and_then(|()| match ends.size {
            0 => Err(Refusal::file(
                "file_empty",
                "The file is empty. Choose the file again, or another one.",
            )),
            _ => Ok(()),
        });
        if let Err(refusal) = outcome {
            if let Err(error) = upload.abort().await {
                tracing::warn!(%error, "an upload that was refused left something behind");
            }
            return Err(refusal);
        }
        upload.finish().await.map_err(Refusal::internal)?;
        Ok(Received {
            place,
            sha256: ids::hex(&hash.finalize()),
            size: ends.size,
            head: ends.head,
            tail: ends.tail,
        })
    }

    /// Keeps a file for good. When this returns, it is on disk.
    pub async fn keep(&self, received: &Received) -> Outcome<()> {
        self.store
            .rename(&received.place, &address(&received.sha256))
            .await
            .map_err(Refusal::internal)
    }

    /// Lets go of what came in, unless it was kept.
    pub async fn let_go(&self, received: &Received) {
        match self.store.delete(&received.place).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(%error, "a refused file was left behind"),
        }
    }

    /// Fails when nothing can be written.
    pub async fn is_writable(&self) -> anyhow::Result<()> {
        // Several may look at once.
        let place = Place::from_iter([INCOMING, &format!("probe-{}", ids::token()?)]);
        self.store
            .put(&place, Bytes::from_static(b"ready").into())
            .await?;
        self.store.delete(&place).await?;
        Ok(())
    }

    /// The content of a file.
    pub async fn open(&self, sha256: &str) -> Outcome<Content> {
        self.content(&address(sha256)).await
    }

    /// The content of a file that is not kept yet.
    pub async fn open_received(&self, received: &Received) -> Outcome<Content> {
        self.content(&received.place).await
    }

    async fn content(&self, place: &Place) -> Outcome<Content> {
        let found = self.store.get(place).await.map_err(Refusal::internal)?;
        Ok(found.into_stream())
    }

    /// Takes in bytes the server made itself.
    pub async fn put(&self, content: Vec<u8>) -> Outcome<Received> {
        let received = self
            .receive(Body::from(content).into_data_stream(), u64::MAX)
            .await?;
        self.keep(&received).await?;
        Ok(received)
    }
}

/// Reads on, up to a bound, and forgets: a sender that is cut off in the middle of its body
/// often does not read why.
pub async fn drain(body: &mut BodyDataStream, most: u64) {
    let mut left = most;
    while let Some(Ok(bytes)) = body.next().await {
        left = left.saturating_sub(bytes.len().try_into().unwrap_or(u64::MAX));
        if left == 0 {
            break;
        }
    }
}

fn address(sha256: &str) -> Place {
    Place::from_iter([KEPT, sha256.get(..2).unwrap_or("00"), sha256])
}

/// Both ends of a stream, and its length.
#[derive(Default)]
struct Ends {
    size: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Ends {
    fn take(&mut self, bytes: &[u8]) {
        self.size = self
            .size
            .saturating_add(bytes.len().try_into().unwrap_or(u64::MAX));
        let room = LOOKED_AT.saturating_sub(self.head.len()).min(bytes.len());
        self.head
            .extend_from_slice(bytes.get(..room).unwrap_or_default());
        let last = bytes
            .get(bytes.len().saturating_sub(LOOKED_AT)..)
            .unwrap_or_default();
        self.tail.extend_from_slice(last);
        let surplus = self.tail.len().saturating_sub(LOOKED_AT);
        self.tail.drain(..surplus);
    }
}
