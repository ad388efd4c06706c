//! Taking a backup.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};

use super::{Counted, DATA, FORMAT, Fault, MANIFEST, Manifest, backups, files, name_of};
use crate::data::{self, DataFolder};
use crate::evidence::condition::Copied;
use crate::evidence::{Evidence, Place};
use crate::store::sql::snapshot::{self, Looked};

const LOCK: &str = ".lock";
const UNDER_WAY: &str = ".partial";

/// A backup that was taken.
#[derive(Debug)]
pub struct Taken {
    /// Its folder.
    pub folder: PathBuf,
    /// Bytes of the database.
    pub database: u64,
    /// Evidence the database names.
    pub evidence: Counted,
    /// What of it was not in the folder before.
    pub new: Counted,
    /// Other files of the data folder.
    pub others: usize,
    /// What could not be taken along, because it is not what it was.
    pub faults: Vec<Fault>,
    /// Older backups that were let go of.
    pub removed: usize,
}

/// Takes a backup of `data`, which may be in use, and of its evidence into `folder`, and lets go of all but the
/// newest `keep`.
///
/// Evidence that is missing or damaged does not keep the rest from being saved; it is told in
/// [`Taken::faults`].
///
/// # Errors
///
/// When something cannot be read or written, or another backup into the same folder is under
/// way. What was begun is not taken for a backup and is removed by the next one.
pub async fn take(
    data: &DataFolder,
    place: &Place,
    folder: &Path,
    at: DateTime<Utc>,
    keep: Option<usize>,
) -> anyhow::Result<Taken> {
    data.ensure_database()?;
    data::make_private(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let _lock = lock(folder)?;
    let target = Evidence::in_folder(&folder.join(data::EVIDENCE))?;
    remove_begun(folder)?;
    target.sweep().await?;

    let name = name_of(at);
    let finished = folder.join(&name);
    if finished.exists() {
        bail!("{} is there already", finished.display());
    }
    let begun = folder.join(format!(".{name}{UNDER_WAY}"));
    let inside = begun.join(DATA);
    data::make_private(&inside).with_context(|| inside.display().to_string())?;

    let copy = inside.join(data::DATABASE);
    snapshot::copy(&data.address(), &copy).await?;
    let mut database = Looked::at_copy(&copy)?;
    let source = Evidence::of(data, place)?;
    let mut taken = Taken {
        folder: finished.clone(),
        database: 0,
        evidence: Counted::default(),
        new: Counted::default(),
        others: 0,
        faults: Vec::new(),
        removed: 0,
    };
    copy_evidence(&mut database, &source, &target, &mut taken).await?;
    let schema = database.schema().await?;
    database.close().await?;

    let mut entries = vec![files::settle(&inside, data::DATABASE)?];
    taken.database = entries.iter().map(|entry| entry.size).sum();
    for below in files::others(data.path())? {
        entries.extend(files::copy(data.path(), &inside, &below)?);
    }
    taken.others = entries.len().saturating_sub(1);
    let manifest = Manifest {
        format: FORMAT,
        made_at: at,
        claimdesk: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        files: entries,
    };
    let text = serde_json::to_vec_pretty(&manifest)?;
    let file = begun.join(MANIFEST);
    File::create_new(&file)
        .and_then(|mut written| {
            written.write_all(&text)?;
            written.sync_all()
        })
        .with_context(|| file.display().to_string())?;
    files::settle_folder(&begun)?;
    fs::rename(&begun, &finished).with_context(|| finished.display().to_string())?;
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| folder.display().to_string())?;
    if let Some(keep) = keep {
        taken.removed = let_go(folder, &target, keep).await?;
    }
    Ok(taken)
}

async fn copy_evidence(
    database: &mut Looked,
    source: &Evidence,
    target: &Evidence,
    taken: &mut Taken,
) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let page = database.files(after.as_ref()).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.clone());
        for file in page {
            match source.copy_to(target, &file.sha256, file.size).await? {
                Copied::Already => taken.evidence.add(file.size),
                Copied::Now => {
                    taken.evidence.add(file.size);
                    taken.new.add(file.size);
                }
                Copied::Not(condition) => taken.faults.push(Fault::of(file, condition)),
            }
        }
    }
}

/// One backup at a time; the lock ends with the process.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join(LOCK);
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            bail!("another backup into {} is under way", folder.display())
        }
        Err(fs::TryLockError::Error(error)) => {
            Err(error).with_context(|| path.display().to_string())
        }
    }
}

/// What a backup that was cut off left behind.
fn remove_begun(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let begun = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with('.') && name.ends_with(UNDER_WAY));
        if begun {
            fs::remove_dir_all(&path).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

/// Lets go of all but the newest backups, and then of evidence that none of them names.
async fn let_go(folder: &Path, evidence: &Evidence, keep: usize) -> anyhow::Result<usize> {
    let mut all = backups(folder)?;
    let old = all.len().saturating_sub(keep.max(1));
    if old == 0 {
        return Ok(0);
    }
    for backup in all.drain(..old) {
        // The manifest first: what is left of a folder without one is no backup.
        let manifest = backup.join(MANIFEST);
        fs::remove_file(&manifest).with_context(|| manifest.display().to_string())?;
        fs::remove_dir_all(&backup).with_context(|| backup.display().to_string())?;
    }
    let mut wanted = HashSet::new();
    for backup in all {
        let mut database = Looked::at_copy(&backup.join(DATA).join(data::DATABASE))?;
        let mut after = None;
        loop {
            let page = database.files(after.as_ref()).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.clone());
            wanted.extend(page.into_iter().map(|file| file.sha256));
        }
        database.close().await?;
    }
    evidence.retain(&wanted).await?;
    Ok(old)
}
