//! Files copied, hashed on the way, and on disk when it says so.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::Entry;
use crate::data;
use crate::evidence::condition::Condition;
use crate::ids;

const PIECE: usize = 256 * 1024;

/// True for a path that stays below the folder it starts from.
pub(super) fn is_below(path: &str) -> bool {
    let path = Path::new(path);
    path.components().next().is_some()
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

/// What a data folder has beside database, evidence and uploads under way: paths below it.
pub(super) fn others(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let here = folder.join(&below);
        let entries = fs::read_dir(&here).with_context(|| here.display().to_string())?;
        for entry in entries {
            let entry = entry.with_context(|| here.display().to_string())?;
            let path = below.join(entry.file_name());
            if is_kept_otherwise(&path) {
                continue;
            }
            // A link is what it is to whoever made it; what it leads to lies elsewhere.
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_kept_otherwise(path: &Path) -> bool {
    [data::DATABASE, data::EVIDENCE, data::UPLOADS]
        .iter()
        .chain(&data::DATABASE_COMPANIONS)
        .any(|name| path == Path::new(name))
}

/// Copies a file with its rights; `None` when it was taken away meanwhile. Both folders and the
/// path below them; the copy must not be there.
pub(super) fn copy(from: &Path, to: &Path, below: &Path) -> anyhow::Result<Option<Entry>> {
    let (source, target) = (from.join(below), to.join(below));
    let mut read = match File::open(&source) {
        Ok(read) => read,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| source.display().to_string()),
    };
    let path = below
        .to_str()
        .with_context(|| format!("{} is not UTF-8", source.display()))?
        .to_owned();
    if let Some(parent) = target.parent() {
        data::make_private(parent).with_context(|| parent.display().to_string())?;
    }
    let written = || target.display().to_string();
    let mut write = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&target)
        .with_context(written)?;
    let rights = read.metadata()?.permissions();
    write.set_permissions(rights).with_context(written)?;
    let (size, sha256) = hashed(&mut read, |piece| write.write_all(piece))
        .with_context(|| format!("{} to {}", source.display(), target.display()))?;
    write.sync_all().with_context(written)?;
    Ok(Some(Entry { path, size, sha256 }))
}

/// Whether a file of a backup is what its manifest says.
pub(super) fn condition(folder: &Path, entry: &Entry) -> anyhow::Result<Condition> {
    let path = folder.join(&entry.path);
    let mut file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Condition::Missing);
        }
        Err(error) => return Err(error).with_context(|| path.display().to_string()),
    };
    let (size, sha256) =
        hashed(&mut file, |_| Ok(())).with_context(|| path.display().to_string())?;
    if size == entry.size && sha256 == entry.sha256 {
        Ok(Condition::Whole)
    } else {
        Ok(Condition::Changed)
    }
}

/// Size and hash of a file that is there and on disk when this returns.
pub(super) fn settle(folder: &Path, name: &str) -> anyhow::Result<Entry> {
    let path = folder.join(name);
    let told = || path.display().to_string();
    let mut file = File::open(&path).with_context(told)?;
    let (size, sha256) = hashed(&mut file, |_| Ok(())).with_context(told)?;
    file.sync_all().with_context(told)?;
    Ok(Entry {
        path: name.to_owned(),
        size,
        sha256,
    })
}

/// Puts a folder's own entries, and those of the folders in it, on disk.
pub(super) fn settle_folder(folder: &Path) -> anyhow::Result<()> {
    let told = || folder.display().to_string();
    for entry in fs::read_dir(folder).with_context(told)? {
        let entry = entry.with_context(told)?;
        if entry.file_type()?.is_dir() {
            settle_folder(&entry.path())?;
        }
    }
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(told)
}

fn hashed(
    file: &mut File,
    mut also: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<(u64, String)> {
    let mut piece = vec![0; PIECE];
    let mut hash = Sha256::new();
    let mut size = 0_u64;
    loop {
        let read = file.read(&mut piece)?;
        let bytes = piece.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return Ok((size, ids::hex(&hash.finalize())));
        }
        hash.update(bytes);
        also(bytes)?;
        size = size.saturating_add(u64::try_from(read).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below() {
        for (path, below) in [
            ("claimdesk.db", true),
            ("programmes/2027-01.json", true),
            ("", false),
            ("/etc/passwd", false),
            ("../claimdesk.db", false),
            ("programmes/../../x", false),
        ] {
            assert_eq!(is_below(path), below, "{path:?}");
        }
    }
}
