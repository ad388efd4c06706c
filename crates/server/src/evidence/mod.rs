//! Evidence: files found by their content, in a folder or in a bucket.
//!
//! A file is streamed to a place of its own on this machine while its hash is taken, judged by its
//! first and last bytes and by what is inside, and then kept as `sha256/ab/<hash>`, so that the same
//! file is kept once and what is read back can be checked. A folder has flushed file and folder before
//! it answers: the file while it is looked through. A bucket has answered that the object is there
//! ([`bucket`]). Nothing is ever whole in memory.

pub mod apart;
pub mod bucket;
pub mod condition;
pub mod inside;
pub mod name;
pub mod orphans;
pub mod partial;
pub mod pdf;
pub mod scanner;
pub mod sniff;
mod spool;
pub mod text;

use std::error::Error;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures::StreamExt;
use futures::future::{BoxFuture, FutureExt, Shared};
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};

use self::bucket::{Bucket, BucketSettings, Trouble};
use crate::data::DataFolder;
use crate::ids;
use crate::problem::{Outcome, Refusal};
use crate::traces;

/// Files that are kept, by their hash.
const KEPT: &str = "sha256";
/// Files on their way in.
const INCOMING: &str = "incoming";
/// Written in pieces of this size.
const PIECE: usize = 5 * 1024 * 1024;
/// How much of each end is looked at.
const LOOKED_AT: usize = 64 * 1024;

/// What is in a file, as it comes.
pub type Content = BoxStream<'static, Result<Bytes, object_store::Error>>;

/// Where evidence is kept.
#[derive(Clone, Debug, Default)]
pub enum Place {
    /// In the data folder.
    #[default]
    Folder,
    /// In a bucket.
    Bucket(Box<BucketSettings>),
}

/// The evidence store.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What comes in; nothing of it has to outlive this process.
    incoming: Arc<LocalFileSystem>,
    /// The same files, and in a folder what is kept as well: what is done here is on the disk.
    here: Arc<LocalFileSystem>,
    folder: PathBuf,
    bucket: Option<Arc<Bucket>>,
}

/// A file that came in whole and is not kept yet.
#[derive(Debug)]
pub struct Received {
    place: Path,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// The first bytes.
    pub head: Vec<u8>,
    /// The last bytes.
    pub tail: Vec<u8>,
    flushed: Flushed,
}

/// Ends when a file is on the disk, whoever waits for it or nobody.
type Flushed = Shared<BoxFuture<'static, Result<(), Arc<io::Error>>>>;

/// What the disk said is looked for in an error: that it is full, or broken.
fn not_flushed(error: &Arc<io::Error>) -> Refusal {
    Refusal::internal(match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::other(Arc::clone(error)),
    })
}

/// Begins to flush a file.
fn flush(file: PathBuf) -> Flushed {
    let flushing = tokio::task::spawn_blocking(|| File::open(file)?.sync_all());
    let flushed = async { flushing.await.map_err(io::Error::other)?.map_err(Arc::new) };
    flushed.boxed().shared()
}

impl Evidence {
    /// Evidence of an installation. Nothing is asked of a bucket yet.
    pub fn of(data: &DataFolder, place: &Place) -> anyhow::Result<Self> {
        let mut evidence = Self::in_folder(&data.evidence())?;
        if let Place::Bucket(settings) = place {
            evidence.bucket = Some(Arc::new(Bucket::new((**settings).clone())?));
        }
        Ok(evidence)
    }

    /// Evidence in a folder, which is made when it is missing.
    pub fn in_folder(folder: &std::path::Path) -> anyhow::Result<Self> {
        crate::data::make_private(folder)?;
        let here = || LocalFileSystem::new_with_prefix(folder);
        Ok(Self {
            incoming: Arc::new(here()?),
            here: Arc::new(here()?.with_fsync(true)),
            folder: folder.to_owned(),
            bucket: None,
        })
    }

    /// Sees to it that a bucket does what evidence needs of it, and is this installation's. A folder
    /// does, and is.
    ///
    /// # Errors
    ///
    /// When it is not so, with what to do about it.
    pub async fn prove(&self, installation: &str) -> anyhow::Result<()> {
        match &self.bucket {
            Some(bucket) => bucket.prove(installation).await,
            None => Ok(()),
        }
    }

    /// Where files are that are kept.
    fn store(&self) -> &dyn ObjectStore {
        match &self.bucket {
            Some(bucket) => bucket.store(),
            None => &*self.here,
        }
    }

    /// Where the file system has what lies here.
    fn file(&self, place: &Path) -> Outcome<PathBuf> {
        self.here
            .path_to_filesystem(place)
            .map_err(Refusal::internal)
    }

    /// What a store's failure means, for whoever runs the server.
    fn trouble(&self, error: object_store::Error) -> anyhow::Error {
        match &self.bucket {
            Some(bucket) => bucket.trouble(&error).into(),
            None => error.into(),
        }
    }

    /// The same for who asked.
    fn refusal(&self, error: object_store::Error) -> Refusal {
        match &self.bucket {
            Some(bucket) => Refusal::evidence_away(bucket.trouble(&error)),
            None => Refusal::internal(error),
        }
    }

    /// Removes what interrupted uploads left. The folder is read itself: the store does not list
    /// files that it had not finished writing. Only for a server that takes nothing in yet.
    pub async fn sweep(&self) -> anyhow::Result<usize> {
        let mut left = 0;
        let mut folder = match tokio::fs::read_dir(self.folder.join(INCOMING)).await {
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
        let place = Path::from_iter([INCOMING, &ids::token()?]);
        let upload = self
            .incoming
            .put_multipart(&place)
            .await
            .map_err(Refusal::internal)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE);
        let mut ends = Ends::default();
        let mut hash = Sha256::new();
        let outcome = loop {
            match body.next().await {
                None => break Ok(()),
                Some(Err(error)) => break Err(broke_off(error)),
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
            flushed: flush(self.file(&place)?),
            place,
            sha256: ids::hex(&hash.finalize()),
            size: ends.size,
            head: ends.head,
            tail: ends.tail,
        })
    }

    /// Keeps a file for good. When this returns, it is on disk, or the bucket has it.
    pub async fn keep(&self, received: &Received) -> Outcome<()> {
        let Received {
            place,
            sha256,
            size,
            flushed,
            ..
        } = received;
        let Some(bucket) = &self.bucket else {
            flushed.clone().await.map_err(|error| not_flushed(&error))?;
            let name = address(sha256);
            let moves = self.here.rename(place, &name);
            return moves.await.map_err(Refusal::internal);
        };
        let file = self.file(place)?;
        let put = traces::part("keep in the bucket", bucket.put(&file, sha256, *size)).await;
        put.map_err(|trouble| match trouble {
            Trouble::Away(_) => Refusal::evidence_away(trouble),
            Trouble::Busy => Refusal::busy(),
            Trouble::Another(_) => Refusal::evidence_damaged(trouble),
            Trouble::Here(_) | Trouble::Changed => Refusal::internal(trouble),
        })
    }

    /// Lets go of what came in; what was kept stays kept.
    pub async fn let_go(&self, received: &Received) {
        match self.here.delete(&received.place).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(%error, "a file that came in was left behind"),
        }
    }

    /// Fails when nothing can be written.
    pub async fn is_writable(&self) -> anyhow::Result<()> {
        // Several may look at once.
        let place = Path::from_iter([INCOMING, &format!("probe-{}", ids::token()?)]);
        self.here
            .put(&place, Bytes::from_static(b"ready").into())
            .await?;
        self.here.delete(&place).await?;
        match &self.bucket {
            Some(bucket) => bucket.is_writable().await,
            None => Ok(()),
        }
    }

    /// The content of a file, which has to be compared with its hash by who reads it.
    pub async fn open(&self, sha256: &str) -> Outcome<Content> {
        let found = self.store().get(&address(sha256)).await;
        Ok(found.map_err(|error| self.refusal(error))?.into_stream())
    }

    /// The content of a file that is not kept yet.
    pub async fn open_received(&self, received: &Received) -> Outcome<Content> {
        let found = self.here.get(&received.place).await;
        Ok(found.map_err(Refusal::internal)?.into_stream())
    }

    /// The file itself, for a process of its own.
    pub async fn file_of(&self, received: &Received) -> Outcome<File> {
        let file = tokio::fs::File::open(self.file(&received.place)?).await;
        Ok(file.map_err(Refusal::internal)?.into_std().await)
    }

    /// Takes in bytes the server made itself.
    pub async fn put(&self, content: Vec<u8>) -> Outcome<Received> {
        let received = self
            .receive(Body::from(content).into_data_stream(), u64::MAX)
            .await?;
        let kept = self.keep(&received).await;
        self.let_go(&received).await;
        kept.map(|()| received)
    }
}

/// True where the bucket is away, or has too much to do: that says nothing of what is in it.
pub fn is_away(error: &anyhow::Error) -> bool {
    let trouble = error.downcast_ref::<Trouble>();
    matches!(trouble, Some(Trouble::Away(_) | Trouble::Busy))
}

/// Why a body came to no end: whoever sent it went away, or it was one of our own files.
fn broke_off(error: axum::Error) -> Refusal {
    let error = anyhow::Error::from(error);
    if error.chain().any(<dyn Error>::is::<partial::NotRead>) {
        return Refusal::internal(error);
    }
    Refusal::malformed("The file broke off before its end. Send it again.")
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

/// True where a store has no such file; that it has no bucket any more is another matter.
fn is_missing(error: &object_store::Error) -> bool {
    matches!(error, object_store::Error::NotFound { .. }) && !bucket::is_gone(error)
}

fn address(sha256: &str) -> Path {
    Path::from_iter([KEPT, sha256.get(..2).unwrap_or("00"), sha256])
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
