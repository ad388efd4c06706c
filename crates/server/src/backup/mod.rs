//! Backups: a whole installation as it was at one moment, beside others of its kind.
//!
//! ```text
//! FOLDER/
//!   evidence/sha256/ab/…         each file once, for all backups together
//!   20261125T221530Z/
//!     manifest.json              every file of `data` with size and SHA-256
//!     data/claimdesk.db          the database, readable by itself
//!     data/programmes/…          and whatever else the data folder has
//! ```
//!
//! The database is copied first and evidence after it. Evidence is on disk before the database
//! speaks of it and is never written over, so a copy made in this order has every file that its
//! database names, while people go on working.
//!
//! A backup under way is called `.NAME.partial`, and gets its name once it is whole and on disk.

mod check;
mod files;
mod restore;
mod take;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::data;
use crate::evidence::condition::Condition;

pub use check::{Checked, check_backup, check_data};
pub use restore::{Restored, restore};
pub use take::{Taken, take};

/// The way backups are laid out today.
const FORMAT: u32 = 1;
/// What the data folder had, in a backup's folder.
const DATA: &str = "data";
const MANIFEST: &str = "manifest.json";
/// A manifest names a handful of files; one that is longer is none.
const LONGEST_MANIFEST: u64 = 16_000_000;
const NAME: &str = "%Y%m%dT%H%M%SZ";

/// What a backup has in it, evidence aside: that is what its database names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format: u32,
    made_at: DateTime<Utc>,
    /// The program that made it.
    claimdesk: String,
    /// The form of the tables: the number of the last migration.
    schema: i64,
    files: Vec<Entry>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// Below `data`, with `/` between its parts.
    path: String,
    /// Bytes.
    size: u64,
    /// Hexadecimal.
    sha256: String,
}

impl Manifest {
    fn read(backup: &Path) -> anyhow::Result<Self> {
        let file = backup.join(MANIFEST);
        let named = || format!("{} is not a backup: {}", backup.display(), file.display());
        let text = std::fs::metadata(&file)
            .and_then(|told| {
                if told.len() > LONGEST_MANIFEST {
                    return Err(std::io::Error::other("it is too long"));
                }
                std::fs::read(&file)
            })
            .with_context(named)?;
        let manifest: Self = serde_json::from_slice(&text).with_context(named)?;
        if manifest.format != FORMAT {
            bail!(
                "{}: laid out in the way numbered {}, and this program knows {FORMAT}; use the program that made it (claimdesk {})",
                backup.display(),
                manifest.format,
                manifest.claimdesk
            );
        }
        for entry in &manifest.files {
            if !files::is_below(&entry.path) {
                bail!("{}: names a file outside of itself", file.display());
            }
        }
        Ok(manifest)
    }
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A file of evidence.
    Evidence {
        /// What became of it.
        condition: Condition,
        /// Its SHA-256, in hexadecimal.
        sha256: String,
        /// The claim it belongs to.
        reference: String,
        /// As its sender named it.
        name: String,
    },
    /// A file that the manifest names.
    File {
        /// What became of it.
        condition: Condition,
        /// Below the backup's `data`.
        path: String,
    },
    /// What SQLite says of the database.
    Database(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = |condition: &Condition| match condition {
            Condition::Whole => "whole",
            Condition::Missing => "missing",
            Condition::Changed => "changed",
        };
        match self {
            Self::Evidence {
                condition,
                sha256,
                reference,
                name,
            } => write!(
                f,
                "{}: evidence {sha256}, {} of claim {reference}",
                said(condition),
                name.escape_debug()
            ),
            Self::File { condition, path } => {
                write!(f, "{}: {}", said(condition), path.escape_debug())
            }
            Self::Database(words) => write!(f, "database: {}", words.escape_debug()),
        }
    }
}

/// Evidence that was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Counted {
    fn add(&mut self, bytes: u64) {
        self.files = self.files.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
    }
}

/// Where all backups of a folder keep their evidence.
fn evidence_beside(backup: &Path) -> PathBuf {
    backup
        .canonicalize()
        .unwrap_or_else(|_| backup.to_owned())
        .with_file_name(data::EVIDENCE)
}

fn name_of(at: DateTime<Utc>) -> String {
    at.format(NAME).to_string()
}

/// The backups of a folder, oldest first.
fn backups(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let named = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| NaiveDateTime::parse_from_str(name, NAME).is_ok());
        if named && path.join(MANIFEST).is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
