//! Bringing a backup back.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::{Counted, DATA, Fault, Manifest, evidence_beside, files};
use crate::data::{self, DataFolder};
use crate::evidence::condition::{Condition, Copied};
use crate::evidence::{Evidence, Place};
use crate::store::db::Address;
use crate::store::sql::snapshot::{self, Looked};

/// A backup that was brought back.
#[derive(Debug)]
pub struct Restored {
    /// Evidence that is there again.
    pub evidence: Counted,
    /// Other files, the database among them.
    pub files: usize,
    /// What is not there, or not as it was.
    pub faults: Vec<Fault>,
}

/// Brings a backup back into a folder, and a server's database where there is one, which have no
/// installation in them, and its evidence to its place.
///
/// Everything is compared with its hash on the way. The database comes last: a folder that has
/// one has all the rest, so a restore that was cut off is simply begun anew in an empty folder.
///
/// # Errors
///
/// When the folder is not empty, the backup's database is missing or damaged or of a newer
/// program, or something cannot be read or written. Other damage does not keep the rest from
/// coming back; it is told in [`Restored::faults`].
pub async fn restore(backup: &Path, data: &DataFolder, place: &Place) -> anyhow::Result<Restored> {
    let manifest = Manifest::read(backup)?;
    if manifest.schema > snapshot::newest_schema() {
        bail!(
            "{} was made by a newer program (claimdesk {}); use that one",
            backup.display(),
            manifest.claimdesk
        );
    }
    let folder = data.path();
    DataFolder::make(folder)?;
    let empty = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .next()
        .is_none();
    if !empty {
        bail!(
            "{} is not empty; name a folder that is new or empty",
            folder.display()
        );
    }
    let inside = backup.join(DATA);
    let database = manifest
        .files
        .iter()
        .find(|entry| entry.path == data::DATABASE);
    let whole = match database {
        Some(entry) => files::condition(&inside, entry)? == Condition::Whole,
        None => false,
    };
    if !whole {
        bail!(
            "the database of {} is missing or damaged; take another backup",
            backup.display()
        );
    }
    let mut restored = Restored {
        evidence: Counted::default(),
        files: 0,
        faults: Vec::new(),
    };
    for entry in &manifest.files {
        if entry.path == data::DATABASE {
            continue;
        }
        let condition = files::condition(&inside, entry)?;
        if condition != Condition::Missing {
            files::copy(&inside, folder, Path::new(&entry.path))?;
            restored.files += 1;
        }
        if condition != Condition::Whole {
            restored.faults.push(Fault::File {
                condition,
                path: entry.path.clone(),
            });
        }
    }

    let source = Evidence::in_folder(&evidence_beside(backup))?;
    let target = Evidence::of(data, place)?;
    let mut looked = Looked::at_copy(&inside.join(data::DATABASE))?;
    let mut after = None;
    loop {
        let page = looked.files(after.as_ref()).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        for file in page {
            match source.copy_to(&target, &file.sha256, file.size).await? {
                Copied::Already | Copied::Now => restored.evidence.add(file.size),
                Copied::Not(condition) => restored.faults.push(Fault::of(file, condition)),
            }
        }
    }
    looked.close().await?;

    place_database(&inside, data).await?;
    restored.files += 1;
    Ok(restored)
}

async fn place_database(inside: &Path, data: &DataFolder) -> anyhow::Result<()> {
    let waiting: PathBuf = data.path().join(".restoring");
    data::make_private(&waiting).with_context(|| waiting.display().to_string())?;
    files::copy(inside, &waiting, Path::new(data::DATABASE))?;
    files::settle_folder(data.path())?;
    let copy = waiting.join(data::DATABASE);
    match data.address() {
        Address::File(database) => {
            fs::rename(&copy, &database).with_context(|| database.display().to_string())?;
        }
        server @ Address::Server(_) => snapshot::bring(&copy, &server).await?,
    }
    fs::remove_dir_all(&waiting).with_context(|| waiting.display().to_string())?;
    File::open(data.path())
        .and_then(|folder| folder.sync_all())
        .with_context(|| data.path().display().to_string())
}
