//! Files that go out, compared with their hash before their first byte does: once it is on its way
//! nothing can be taken back.

use std::io::SeekFrom;

use bytes::Bytes;
use futures::{StreamExt, stream};
use object_store::ObjectStoreExt;
use sha2::{Digest, Sha256};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::condition::Condition;
use super::{Content, Evidence, INCOMING, address, is_missing};
use crate::ids;
use crate::problem::{Outcome, Refusal};

/// Read back in pieces of this size.
const PIECE: usize = 64 * 1024;

impl Evidence {
    /// The content of a file, if all of it is what it was. A folder is read twice; what comes from a
    /// bucket is put down on this machine meanwhile and read from there.
    pub async fn open_whole(&self, sha256: &str, size: u64) -> Outcome<Result<Content, Condition>> {
        if self.bucket.is_some() {
            return self.fetched(sha256, size).await;
        }
        let condition = self.condition(sha256, size).await;
        match condition.map_err(Refusal::internal)? {
            Condition::Whole => self.open(sha256).await.map(Ok),
            condition => Ok(Err(condition)),
        }
    }

    async fn fetched(&self, sha256: &str, size: u64) -> Outcome<Result<Content, Condition>> {
        let found = match self.store().get(&address(sha256)).await {
            Ok(found) if found.meta.size != size => return Ok(Err(Condition::Changed)),
            Ok(found) => found,
            Err(error) if is_missing(&error) => return Ok(Err(Condition::Missing)),
            Err(error) => return Err(self.refusal(error)),
        };
        let mut content = found.into_stream();
        let mut file = self.nameless().await.map_err(Refusal::internal)?;
        let (mut hash, mut came) = (Sha256::new(), 0_u64);
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(|error| self.refusal(error))?;
            came = came.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            if came > size {
                return Ok(Err(Condition::Changed));
            }
            hash.update(&piece);
            file.write_all(&piece).await.map_err(Refusal::internal)?;
        }
        if ids::hex(&hash.finalize()) != sha256 {
            return Ok(Err(Condition::Changed));
        }
        let back = async {
            file.flush().await?;
            file.seek(SeekFrom::Start(0)).await
        };
        back.await.map_err(Refusal::internal)?;
        Ok(Ok(pieces(file)))
    }

    /// A file that is gone with whoever has it open, also when the process dies.
    async fn nameless(&self) -> std::io::Result<File> {
        let folder = self.folder.join(INCOMING);
        tokio::fs::create_dir_all(&folder).await?;
        let token = ids::token().map_err(std::io::Error::other)?;
        let path = folder.join(format!("out-{token}"));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .await?;
        tokio::fs::remove_file(&path).await?;
        Ok(file)
    }
}

fn pieces(file: File) -> Content {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await;
        let read = read.map_err(|error| object_store::Error::Generic {
            store: "spool",
            source: error.into(),
        })?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
    .boxed()
}
