//! Whether a zip of a claim is as its manifest says.

use std::collections::HashSet;
use std::io::{Read, Seek};

use claimdesk_protocol::Claim;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::archive::{MANIFEST, Manifest};
use super::chain::{self, Chain, Proved};
use crate::ids;

/// A manifest, a claim or its entries of more than this were not written by us.
const MOST_JSON: u64 = 4_000_000;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What the zip says it is.
    pub manifest: Manifest,
    /// What differs; nothing when all is well.
    pub differences: Vec<Difference>,
    /// What the audit log proves; nothing where the zip has no part of it.
    pub proved: Option<Proved>,
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
    let manifest: Manifest = read(&mut zip, MANIFEST).ok_or(NoPack::NoManifest)?;
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
    // A file that differs from the manifest proves nothing, and is told already.
    let chain: Option<Chain> = read(&mut zip, chain::FILE);
    let proved = chain.map(|chain| {
        let claim: Option<Claim> = read(&mut zip, "claim.json");
        let mut proved = chain.check(&manifest.reference, &manifest.files, claim.as_ref());
        if claim.is_none() {
            proved.faults.push("claim.json cannot be read".to_owned());
        }
        proved
    });
    let missing = Difference::Missing(chain::FILE.to_owned());
    if proved.is_none() && known.contains(chain::FILE) && !differences.contains(&missing) {
        differences.push(Difference::Damaged(chain::FILE.to_owned()));
    }
    Ok(Checked {
        manifest,
        differences,
        proved,
    })
}

fn read<T: DeserializeOwned>(zip: &mut ZipArchive<impl Read + Seek>, name: &str) -> Option<T> {
    let mut text = Vec::new();
    let file = zip.by_name(name).ok()?;
    file.take(MOST_JSON).read_to_end(&mut text).ok()?;
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
