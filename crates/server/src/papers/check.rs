//! Whether a zip of a claim is as its manifest says.

use std::collections::HashSet;
use std::io::{Read, Seek};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::archive::{MANIFEST, Manifest};
use crate::ids;

/// A manifest of more than this was not written by us.
const MOST_MANIFEST: u64 = 1_000_000;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What the zip says it is.
    pub manifest: Manifest,
    /// What differs; nothing when all is well.
    pub differences: Vec<Difference>,
}

/// A file that is not as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is not there.
    Missing(String),
    /// It is there, and another.
    Changed(String),
    /// It cannot be read.
    Damaged(String),
    /// The manifest does not know it.
    Added(String),
}

/// Why nothing can be said of a file.
#[derive(Debug, thiserror::Error)]
pub enum NoPack {
    /// It is no zip.
    #[error("not a zip file: {0}")]
    NoZip(#[from] zip::result::ZipError),
    /// It has no manifest of ours.
    #[error(
        "no {MANIFEST} that can be read: it is no bundle or pack of Claimdesk's, or a damaged one"
    )]
    NoManifest,
}

/// Compares every file with the manifest. Reads no more of a file than the manifest tells.
pub fn check(zip: impl Read + Seek) -> Result<Checked, NoPack> {
    let mut zip = ZipArchive::new(zip)?;
    let manifest = manifest(&mut zip).ok_or(NoPack::NoManifest)?;
    let mut differences = Vec::new();
    let mut known = HashSet::from([MANIFEST.to_owned()]);
    for listed in &manifest.files {
        let name = || listed.name.clone();
        known.insert(name());
        let Ok(file) = zip.by_name(&listed.name) else {
            differences.push(Difference::Missing(name()));
            continue;
        };
        let mut hash = Hashing(Sha256::new());
        match std::io::copy(&mut file.take(listed.size.saturating_add(1)), &mut hash) {
            Err(_) => differences.push(Difference::Damaged(name())),
            Ok(size) if size != listed.size || ids::hex(&hash.0.finalize()) != listed.sha256 => {
                differences.push(Difference::Changed(name()));
            }
            Ok(_) => {}
        }
    }
    for name in zip.file_names() {
        let name = name.map_or_else(|_| "?".to_owned(), std::borrow::Cow::into_owned);
        if !known.contains(&name) {
            differences.push(Difference::Added(name));
        }
    }
    Ok(Checked {
        manifest,
        differences,
    })
}

fn manifest(zip: &mut ZipArchive<impl Read + Seek>) -> Option<Manifest> {
    let mut text = Vec::new();
    let file = zip.by_name(MANIFEST).ok()?;
    file.take(MOST_MANIFEST).read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

struct Hashing(Sha256);

impl std::io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
