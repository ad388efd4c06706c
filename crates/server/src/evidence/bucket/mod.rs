//! Evidence in a bucket: S3, and what speaks it.
//!
//! A file comes in on this machine, is judged there, and is put into the bucket whole: in one
//! request, or in parts of which the store makes one object at the end. Either is asked for with
//! `If-None-Match: *`, so that an object that is there is never written over, and with the SHA-256
//! of what is sent, which the store compares. Only its answer that the object is there makes a file
//! evidence; where that answer is lost, the object itself is asked.

mod http;
mod settings;
mod trouble;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, Checksum, S3ConditionalPut};
use object_store::path::Path as Place;
use object_store::prefix::PrefixStore;
use object_store::{
    BackoffConfig, ClientOptions, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions,
    RetryConfig,
};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::sync::{Mutex, Semaphore};

pub use settings::{
    AccessKey, BucketAddress, BucketSettings, Patience, USUAL_REGION, endpoint, region,
};
pub use trouble::Trouble;
pub(super) use trouble::is_gone;

use super::address;
use super::condition::{Condition, condition};
use crate::ids;

/// A file up to this size goes in one request, a larger one in parts of it. At most so much of a
/// file is in memory.
const PART: usize = 8 * 1024 * 1024;
/// Files on their way at the same time.
const AT_ONCE: usize = 4;
/// How long one may wait for its turn.
const QUEUE: Duration = Duration::from_mins(1);
/// How often a file is sent.
const TRIES: usize = 3;
/// The object by which it is seen that the store writes once. It stays.
const PROBE: &str = ".probe/write-once";
const PROBED: &[u8] = b"Claimdesk looks by this object whether the store keeps what it has.\n";
const WRITTEN_OVER: &[u8] = b"This store writes over what it has.\n";
/// The object that says whose evidence this is.
const OWNER: &str = ".probe/installation";
/// The most that is read of one of these.
const LONGEST_MARK: u64 = 1_000;
/// How long it may take to see whether the store is there.
const GLANCE: Duration = Duration::from_secs(5);
/// How long what was seen is good: anybody may ask whether the server is ready.
const SEEN_FOR: Duration = Duration::from_secs(2);

/// Evidence in a bucket.
#[derive(Debug)]
pub struct Bucket {
    settings: BucketSettings,
    store: Arc<dyn ObjectStore>,
    turns: Semaphore,
    seen: Mutex<Option<Seen>>,
}

/// When the store was last looked at, and what was wrong with it.
type Seen = (Instant, Option<String>);

/// Whether an object was written, or was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Put {
    New,
    There,
}

impl Bucket {
    /// The bucket; nothing is asked of it yet.
    pub(super) fn new(settings: BucketSettings) -> anyhow::Result<Self> {
        let origin = settings.origin().context("--s3-region is no region")?;
        let key = &settings.key;
        let retry = RetryConfig {
            backoff: BackoffConfig {
                init_backoff: Duration::from_millis(100),
                max_backoff: Duration::from_secs(2),
                base: 2.0,
            },
            max_retries: 3,
            retry_timeout: settings.patience.tries,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.address.bucket)
            .with_region(&settings.region)
            .with_endpoint(origin.as_str().trim_end_matches('/'))
            .with_access_key_id(key.id.reveal())
            .with_secret_access_key(key.secret.reveal())
            .with_checksum_algorithm(Checksum::SHA256)
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            // Not every store can remove many at once, and one at a time is all we do.
            .with_config(AmazonS3ConfigKey::DisableBulkDelete, "true")
            .with_client_options(ClientOptions::new().with_allow_http(true))
            .with_retry(retry)
            .with_http_connector(http::Http::new(origin, settings.patience)?);
        if let Some(token) = &key.token {
            builder = builder.with_token(token.reveal());
        }
        let store = PrefixStore::new(builder.build()?, settings.address.prefix.as_str());
        Ok(Self {
            settings,
            store: Arc::new(store),
            turns: Semaphore::new(AT_ONCE),
            seen: Mutex::default(),
        })
    }

    /// What is read from.
    pub(super) fn store(&self) -> &dyn ObjectStore {
        &*self.store
    }

    /// A refusal in words.
    pub(super) fn trouble(&self, error: &Error) -> Trouble {
        trouble::in_words(&self.settings, error)
    }

    /// Puts a file there under its hash. When this returns, the store has said that it is.
    pub(super) async fn put(&self, file: &Path, sha256: &str, size: u64) -> Result<(), Trouble> {
        let waits = tokio::time::timeout(QUEUE, self.turns.acquire());
        let _turn = waits.await.map_err(|_| Trouble::Busy)?;
        let place = address(sha256);
        let small = usize::try_from(size).is_ok_and(|size| size <= PART);
        let begun = Instant::now();
        let mut tries = 0;
        loop {
            tries += 1;
            // Many bytes are not sent to hear that they are there.
            let put = if !small && self.is_there(&place).await {
                Ok(Put::There)
            } else if small {
                self.put_whole(&place, file, sha256).await
            } else {
                self.put_parts(&place, file, sha256).await
            };
            let trouble = match put {
                Ok(Put::New) => return Ok(()),
                Ok(Put::There) => None,
                Err(trouble @ (Trouble::Here(_) | Trouble::Changed)) => return Err(trouble),
                Err(trouble) => Some(trouble),
            };
            // It was there; or it is there although no answer said so.
            match condition(self.store(), sha256, size).await {
                Ok(Condition::Whole) => return Ok(()),
                Ok(Condition::Changed) => return Err(Trouble::Another(place.to_string())),
                Ok(Condition::Missing)
                    if tries < TRIES && begun.elapsed() < self.settings.patience.tries =>
                {
                    tracing::info!(tries, "a file is sent to the bucket again");
                }
                Ok(Condition::Missing) => {
                    let gone = || {
                        Trouble::Away(
                            "the store says both that an object is there and that it is not"
                                .to_owned(),
                        )
                    };
                    return Err(trouble.unwrap_or_else(gone));
                }
                Err(error) => return Err(trouble.unwrap_or_else(|| self.trouble(&error))),
            }
        }
    }

    async fn is_there(&self, place: &Place) -> bool {
        self.store.head(place).await.is_ok()
    }

    async fn put_whole(&self, place: &Place, file: &Path, sha256: &str) -> Result<Put, Trouble> {
        let content = Bytes::from(tokio::fs::read(file).await?);
        if ids::hex(&ids::digest(&content)) != sha256 {
            return Err(Trouble::Changed);
        }
        self.put_once(place, content)
            .await
            .map_err(|error| self.trouble(&error))
    }

    /// One object in one request, where there is none.
    async fn put_once(&self, place: &Place, content: Bytes) -> object_store::Result<Put> {
        let options = PutOptions::from(PutMode::Create);
        match self.store.put_opts(place, content.into(), options).await {
            Ok(_) => Ok(Put::New),
            Err(Error::AlreadyExists { .. }) => Ok(Put::There),
            Err(error) => Err(error),
        }
    }

    async fn put_parts(&self, place: &Place, file: &Path, sha256: &str) -> Result<Put, Trouble> {
        let mut file = File::open(file).await?;
        let told = |error: Error| self.trouble(&error);
        let mut upload = self.store.put_multipart(place).await.map_err(told)?;
        let sent = async {
            let mut hash = Sha256::new();
            loop {
                let piece = piece(&mut file).await?;
                if piece.is_empty() {
                    break;
                }
                hash.update(&piece);
                upload.put_part(piece.into()).await.map_err(told)?;
            }
            if ids::hex(&hash.finalize()) != sha256 {
                return Err(Trouble::Changed);
            }
            completed(upload.complete().await).map_err(told)
        };
        let sent = sent.await;
        if sent.as_ref().ok() != Some(&Put::New)
            && let Err(error) = upload.abort().await
        {
            // What comes of that is for the bucket's lifecycle to remove.
            tracing::warn!(trouble = %told(error), "parts of a file may be left in the bucket");
        }
        sent
    }

    /// Sees to it that the store writes once, and that what is here is this installation's.
    ///
    /// # Errors
    ///
    /// When either is not so, or the bucket cannot be used.
    pub(super) async fn prove(&self, installation: &str) -> anyhow::Result<()> {
        let address = &self.settings.address;
        let used = || format!("{address} cannot be used for evidence");
        self.prove_that_it_writes_once().await.with_context(used)?;
        self.prove_that_it_is_ours(installation)
            .await
            .with_context(used)
    }

    async fn prove_that_it_writes_once(&self) -> anyhow::Result<()> {
        let probe = Place::from(PROBE);
        let told = |error: Error| self.trouble(&error);
        let probed = || self.put_once(&probe, Bytes::from_static(PROBED));
        let over = Bytes::from_static(WRITTEN_OVER);
        probed().await.map_err(told)?;
        let again = self.put_once(&probe, over.clone()).await.map_err(told)?;
        if again == Put::There {
            let mut upload = self.store.put_multipart(&probe).await.map_err(told)?;
            upload.put_part(over.into()).await.map_err(told)?;
            if completed(upload.complete().await).map_err(told)? == Put::There {
                upload.abort().await.map_err(told)?;
                if self.read_mark(&probe).await? == PROBED {
                    return Ok(());
                }
            }
        }
        // So that a store that was mended is not taken for one that was not.
        self.store.delete(&probe).await.map_err(told)?;
        bail!(
            "this store writes over an object although it was asked not to (If-None-Match: * on PutObject and CompleteMultipartUpload), so that evidence could be replaced. Use a store, or a version of it, that keeps to it, or leave --evidence out to keep files in the data folder"
        );
    }

    async fn prove_that_it_is_ours(&self, installation: &str) -> anyhow::Result<()> {
        let place = Place::from(OWNER);
        let name = Bytes::from(installation.to_owned());
        let put = self.put_once(&place, name).await;
        match put.map_err(|error| self.trouble(&error))? {
            Put::New => Ok(()),
            Put::There => {
                let owner = self.read_mark(&place).await?;
                if owner == installation.as_bytes() {
                    return Ok(());
                }
                bail!(
                    "it has the evidence of another installation ({}): give each a prefix of its own",
                    String::from_utf8_lossy(&owner).escape_debug()
                );
            }
        }
    }

    /// A small object of our own.
    async fn read_mark(&self, place: &Place) -> Result<Vec<u8>, Trouble> {
        let told = |error: Error| self.trouble(&error);
        let found = self.store.get(place).await.map_err(told)?;
        let mut pieces = found.into_stream();
        let mut read = Vec::new();
        while let Some(piece) = pieces.next().await {
            read.extend_from_slice(&piece.map_err(told)?);
            if u64::try_from(read.len()).unwrap_or(u64::MAX) > LONGEST_MARK {
                break;
            }
        }
        Ok(read)
    }

    /// Fails when nothing can be written. Asks for an object that is there to be written, which
    /// takes every right that writing does and leaves nothing.
    pub(super) async fn is_writable(&self) -> anyhow::Result<()> {
        let mut seen = self.seen.lock().await;
        let last = seen.take().filter(|(at, _)| at.elapsed() < SEEN_FOR);
        let (at, wrong) = match last {
            Some(last) => last,
            None => (Instant::now(), self.glance().await),
        };
        *seen = Some((at, wrong.clone()));
        match wrong {
            Some(wrong) => bail!(wrong),
            None => Ok(()),
        }
    }

    /// What is wrong with the store now, if anything is.
    async fn glance(&self) -> Option<String> {
        let probe = Place::from(PROBE);
        let asks = self.put_once(&probe, Bytes::from_static(PROBED));
        match tokio::time::timeout(GLANCE, asks).await {
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(self.trouble(&error).to_string()),
            Err(_) => Some(format!("{} did not answer in time", self.settings.address)),
        }
    }
}

/// What became of the end of an upload in parts.
fn completed<T>(outcome: object_store::Result<T>) -> object_store::Result<Put> {
    match outcome {
        Ok(_) => Ok(Put::New),
        Err(Error::Precondition { .. } | Error::AlreadyExists { .. }) => Ok(Put::There),
        Err(error) => Err(error),
    }
}

/// The next part of a file; empty at its end.
async fn piece(file: &mut File) -> std::io::Result<Bytes> {
    let mut piece = BytesMut::with_capacity(PART);
    while piece.len() < PART {
        let room = PART - piece.len();
        let most = u64::try_from(room).unwrap_or_default();
        if (&mut *file).take(most).read_buf(&mut piece).await? == 0 {
            break;
        }
    }
    Ok(piece.freeze())
}
