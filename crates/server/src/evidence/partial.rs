//! Files that come in parts: one file for each upload, beside the evidence.
//!
//! What was written is flushed before it is acknowledged. How much of a file counts stands in the
//! database; what lies behind that was cut off in the middle and is written over.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures::{StreamExt, stream};
use sha2::{Digest, Sha256};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, SeekFrom};
use tokio::sync::{Mutex as Turn, Notify, OwnedMutexGuard};

use crate::ids;
use crate::problem::{Outcome, Refusal};

/// Read back in pieces of this size.
const PIECE: usize = 64 * 1024;

/// Written and removed to see whether anything can be.
const PROBE: &str = ".probe-";

/// What came of an upload cannot be read back: the disk's fault, not that of who sends.
#[derive(Debug, thiserror::Error)]
#[error("an upload's file cannot be read")]
pub struct NotRead(#[source] std::io::Error);

/// Uploads that are under way.
#[derive(Clone, Debug)]
pub struct Partial {
    folder: PathBuf,
    turns: Arc<Mutex<HashMap<String, Slot>>>,
}

/// Whose turn it is with an upload.
#[derive(Clone, Debug, Default)]
struct Slot {
    turn: Arc<Turn<()>>,
    /// Tells whoever has the turn to stop: their connection is lost, only nobody told the server.
    stop: Arc<Notify>,
}

/// One request at a time writes to an upload; this one does.
#[derive(Debug)]
pub struct Held {
    id: String,
    stop: Arc<Notify>,
    turns: Arc<Mutex<HashMap<String, Slot>>>,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.turn.take();
        if let Ok(mut turns) = self.turns.lock()
            && turns
                .get(&self.id)
                .is_some_and(|slot| Arc::strong_count(&slot.turn) == 1)
        {
            turns.remove(&self.id);
        }
    }
}

/// What a request brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Bytes that are on disk now.
    pub received: u64,
    /// The body came to its end.
    pub whole: bool,
}

impl Partial {
    /// Uploads in a folder, which is made when it is missing.
    pub fn in_folder(folder: &Path) -> anyhow::Result<Self> {
        crate::data::make_private(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            turns: Arc::default(),
        })
    }

    /// Fails when nothing can be written.
    pub async fn is_writable(&self) -> anyhow::Result<()> {
        // Several may look at once.
        let probe = self.folder.join(format!("{PROBE}{}", ids::token()?));
        tokio::fs::write(&probe, b"ready").await?;
        tokio::fs::remove_file(&probe).await?;
        Ok(())
    }

    /// IDs are our own and are nobody's path.
    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// Waits for the turn with an upload. Whoever has it is told to stop: a browser that comes back
    /// has lost the connection on which its last part came.
    pub async fn turn(&self, id: &str) -> Held {
        let slot = self
            .turns
            .lock()
            .map(|mut turns| turns.entry(id.to_owned()).or_default().clone())
            .unwrap_or_default();
        slot.stop.notify_waiters();
        let turn = Arc::clone(&slot.turn).lock_owned().await;
        Held {
            id: id.to_owned(),
            stop: slot.stop,
            turns: Arc::clone(&self.turns),
            turn: Some(turn),
        }
    }

    /// True when so much of an upload is here. With several servers it may lie with another one, and
    /// a hole in its place would be taken for it.
    pub async fn has(&self, held: &Held, received: u64) -> Outcome<bool> {
        match tokio::fs::metadata(self.path(&held.id)).await {
            Ok(there) => Ok(there.len() >= received),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(received == 0),
            Err(error) => Err(Refusal::internal(error)),
        }
    }

    /// Writes a part behind what is there. With a checksum, a part that is not whole or does not
    /// fit it leaves nothing.
    pub async fn write(
        &self,
        held: &Held,
        received: u64,
        length: u64,
        mut body: BodyDataStream,
        checksum: Option<[u8; 32]>,
    ) -> Outcome<Brought> {
        let stopped = held.stop.notified();
        tokio::pin!(stopped);
        stopped.as_mut().enable();
        let file = self.open(&held.id, received).await;
        let mut file = file.map_err(Refusal::internal)?;
        let prepared = async {
            file.set_len(received).await?;
            file.seek(SeekFrom::Start(received)).await
        };
        prepared.await.map_err(Refusal::internal)?;
        let mut hash = Sha256::new();
        let mut at = received;
        let whole = loop {
            let next = tokio::select! {
                next = body.next() => next,
                () = &mut stopped => break false,
            };
            match next {
                None => break true,
                Some(Err(_)) => break false,
                Some(Ok(bytes)) => {
                    let more = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                    if more > length - at {
                        self.back_to(&mut file, received).await?;
                        return Err(Refusal::too_large(length - received).about(
                            "Upload-Length",
                            "too_large",
                            "More came than the length that was told. Begin the upload again.",
                        ));
                    }
                    file.write_all(&bytes).await.map_err(Refusal::internal)?;
                    hash.update(&bytes);
                    at += more;
                }
            }
        };
        if let Some(expected) = checksum {
            let fits = whole && <[u8; 32]>::from(hash.finalize()) == expected;
            if !fits {
                self.back_to(&mut file, received).await?;
                if whole {
                    return Err(Refusal::checksum_mismatch());
                }
                at = received;
            }
        }
        let flushed = async {
            file.flush().await?;
            file.sync_all().await
        };
        flushed.await.map_err(Refusal::internal)?;
        Ok(Brought {
            received: at,
            whole,
        })
    }

    async fn back_to(&self, file: &mut File, received: u64) -> Outcome<()> {
        let back = async {
            file.flush().await?;
            file.set_len(received).await
        };
        back.await.map_err(Refusal::internal)
    }

    /// Opens an upload's file. While nothing of it counts its folder is flushed too, so that it is
    /// there after a crash: that it is here says nothing, for whoever made it may have gone away before
    /// that was done.
    async fn open(&self, id: &str, received: u64) -> std::io::Result<File> {
        let path = self.path(id);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .await?;
        if received == 0 {
            File::open(&self.folder).await?.sync_all().await?;
        }
        Ok(file)
    }

    /// What came, as a body like any other.
    pub async fn read(&self, id: &str, received: u64) -> Outcome<BodyDataStream> {
        let file = File::open(self.path(id)).await.map_err(Refusal::internal)?;
        let pieces = stream::try_unfold(file.take(received), |mut file| async move {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece).await.map_err(NotRead)?;
            piece.truncate(read);
            Ok::<_, NotRead>((read > 0).then(|| (Bytes::from(piece), file)))
        });
        Ok(Body::from_stream(pieces).into_data_stream())
    }

    /// Removes what came of an upload.
    pub async fn remove(&self, id: &str) {
        match tokio::fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(%error, "an upload that is over was left behind");
            }
            _ => {}
        }
    }

    /// Removes files of uploads that nobody knows; gives how many.
    pub async fn sweep(&self, known: &[String]) -> anyhow::Result<usize> {
        let mut removed = 0;
        let mut entries = tokio::fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name();
            if known.iter().all(|id| name != id.as_str()) {
                tokio::fs::remove_file(entry.path()).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
