//! Files as one zip, written while it is sent: no more than a few pieces are in memory.
//!
//! The first file in it is a manifest that names every other with its size and SHA-256; a file of
//! evidence is hashed again on its way, and a zip with one that has changed breaks off instead of
//! ending well.

use std::collections::HashSet;
use std::io::{self, Write};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::evidence::Evidence;
use crate::ids;

/// The manifest's name in the zip.
pub const MANIFEST: &str = "manifest.json";
/// What is sent at a time.
const PIECE: usize = 64 * 1024;
/// Pieces that may wait for the reader.
const WAITING: usize = 4;
/// How long a reader may take for one piece.
const PATIENCE: Duration = Duration::from_mins(1);

/// A file to go in.
#[derive(Clone, Debug)]
pub struct Entry {
    name: String,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    /// Made just now.
    Made(Bytes),
    /// In the evidence store.
    Kept { sha256: String, size: u64 },
}

impl Entry {
    /// A file made just now.
    pub fn made(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content: Content::Made(content.into()),
        }
    }

    /// A file of evidence.
    pub const fn kept(name: String, sha256: String, size: u64) -> Self {
        Self {
            name,
            content: Content::Kept { sha256, size },
        }
    }

    fn listed(&self) -> Listed {
        let (size, sha256) = match &self.content {
            Content::Made(bytes) => (
                u64::try_from(bytes.len()).unwrap_or(u64::MAX),
                ids::hex(&ids::digest(bytes)),
            ),
            Content::Kept { sha256, size } => (*size, sha256.clone()),
        };
        Listed {
            name: self.name.clone(),
            size,
            sha256,
        }
    }
}

/// What a zip of a claim says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// What it is: `claimdesk bundle 1`, `claimdesk pack 1`.
    pub kind: String,
    /// The claim.
    pub reference: String,
    /// Every other file in the zip.
    pub files: Vec<Listed>,
}

/// A file as the manifest has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Listed {
    /// Its name in the zip.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// The zip, as a body that is made while it is read.
pub fn body(
    kind: &str,
    reference: &str,
    evidence: Evidence,
    entries: Vec<Entry>,
) -> serde_json::Result<Body> {
    let manifest = Manifest {
        kind: kind.to_owned(),
        reference: reference.to_owned(),
        files: entries.iter().map(Entry::listed).collect(),
    };
    let manifest = Entry::made(MANIFEST, serde_json::to_vec_pretty(&manifest)?);
    let (sender, receiver) = channel(WAITING);
    let runtime = Handle::current();
    // A zip is written by a writer that waits; the reader of the body waits on its own.
    tokio::task::spawn_blocking(move || {
        let mut pipe = Pipe {
            runtime: runtime.clone(),
            sender,
            piece: Vec::with_capacity(PIECE),
        };
        let all = std::iter::once(manifest).chain(entries);
        if let Err(error) = write(&mut pipe, &runtime, &evidence, all) {
            tracing::warn!(%error, "a zip broke off");
            pipe.fail(error);
        }
    });
    let pieces = |mut receiver: Receiver<io::Result<Bytes>>| async move {
        receiver.recv().await.map(|piece| (piece, receiver))
    };
    Ok(Body::from_stream(stream::unfold(receiver, pieces)))
}

fn write(
    pipe: &mut Pipe,
    runtime: &Handle,
    evidence: &Evidence,
    entries: impl Iterator<Item = Entry>,
) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(&mut *pipe);
    for entry in entries {
        match entry.content {
            Content::Made(bytes) => {
                zip.start_file(entry.name, options(CompressionMethod::Deflated))?;
                zip.write_all(&bytes)?;
            }
            Content::Kept { sha256, .. } => {
                // PDFs and pictures are packed already.
                zip.start_file(entry.name, options(CompressionMethod::Stored))?;
                let failed = || io::Error::other(format!("{sha256} cannot be read"));
                let mut content = runtime
                    .block_on(evidence.open(&sha256))
                    .map_err(|_| failed())?;
                let mut hash = Sha256::new();
                while let Some(piece) = runtime.block_on(content.next()) {
                    let piece = piece.map_err(io::Error::other)?;
                    hash.update(&piece);
                    zip.write_all(&piece)?;
                }
                if ids::hex(&hash.finalize()) != sha256 {
                    return Err(io::Error::other(format!(
                        "{sha256} has changed on the disk"
                    )));
                }
            }
        }
    }
    zip.finish()?;
    pipe.flush()
}

/// The same for every file, so that the same claim is the same zip.
fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
}

/// From a writer that waits to a body that is read.
struct Pipe {
    runtime: Handle,
    sender: Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Pipe {
    fn send(&self, piece: io::Result<Bytes>) -> io::Result<()> {
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        let sent = async { tokio::time::timeout(PATIENCE, self.sender.send(piece)).await };
        match self.runtime.block_on(sent) {
            Ok(sent) => sent.map_err(gone),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Breaks the body off, so that nobody takes half of it for the whole.
    fn fail(&self, error: io::Error) {
        // Whoever has left need not be told.
        let _ = self.send(Err(error));
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE));
        self.send(Ok(piece.into()))
    }
}

/// Names in a folder, each different from the others also where case does not count, and none of
/// them a device on Windows. The names that come in are harmless already
/// ([`crate::evidence::name`]).
#[derive(Debug, Default)]
pub struct Names(HashSet<String>);

impl Names {
    /// The name in this folder.
    pub fn fitting(&mut self, folder: &str, name: &str) -> String {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let stem = if is_device(stem) {
            format!("_{stem}")
        } else {
            stem.to_owned()
        };
        let mut number = 1_u32;
        loop {
            let own = match (number, ending) {
                (1, "") => stem.clone(),
                (1, ending) => format!("{stem}.{ending}"),
                (number, "") => format!("{stem} ({number})"),
                (number, ending) => format!("{stem} ({number}).{ending}"),
            };
            let whole = format!("{folder}/{own}");
            if self.0.insert(whole.to_lowercase()) {
                return whole;
            }
            number += 1;
        }
    }
}

fn is_device(stem: &str) -> bool {
    let stem = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let numbered = |name: &str| {
        stem.strip_prefix(name)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    ["con", "prn", "aux", "nul"].contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_a_zip_are_different_and_harmless_everywhere() {
        let mut names = Names::default();
        for (given, expected) in [
            ("Bevis på æøå.pdf", "proof/Bevis på æøå.pdf"),
            ("bevis på ÆØÅ.pdf", "proof/bevis på ÆØÅ (2).pdf"),
            ("Bevis på æøå.pdf", "proof/Bevis på æøå (3).pdf"),
            ("NUL.pdf", "proof/_NUL.pdf"),
            ("com1.x.pdf", "proof/_com1.x.pdf"),
            ("common.pdf", "proof/common.pdf"),
            ("file", "proof/file"),
        ] {
            assert_eq!(names.fitting("proof", given), expected);
        }
    }
}
