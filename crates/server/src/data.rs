//! The data folder: where in it each thing lies.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::store::sqlite::Sqlite;

/// The database's file.
pub const DATABASE: &str = "claimdesk.db";
/// What SQLite has beside it while it is open.
pub const DATABASE_COMPANIONS: [&str; 2] = ["claimdesk.db-wal", "claimdesk.db-shm"];
/// The folder of the evidence.
pub const EVIDENCE: &str = "evidence";
/// The folder of files that come in parts.
pub const UPLOADS: &str = "uploads";
/// The folder of mails, where no server sends them.
pub const MAIL: &str = "mail";

/// The one folder of an installation.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// The folder, which need not be there.
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Makes the folder when it is missing, for this account's eyes only.
    pub fn make(folder: &Path) -> anyhow::Result<Self> {
        make_private(folder)
            .with_context(|| format!("the data folder {} cannot be made", folder.display()))?;
        Ok(Self::at(folder))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.0.join(DATABASE)
    }

    /// The evidence.
    pub fn evidence(&self) -> PathBuf {
        self.0.join(EVIDENCE)
    }

    /// Files that come in parts.
    pub fn uploads(&self) -> PathBuf {
        self.0.join(UPLOADS)
    }

    /// Mails that no server sends.
    pub fn mail(&self) -> PathBuf {
        self.0.join(MAIL)
    }

    /// Opens the database, and makes it when it is missing.
    pub async fn open_database(&self) -> anyhow::Result<Sqlite> {
        let file = self.database();
        Sqlite::open(&file)
            .await
            .with_context(|| format!("{} cannot be opened", file.display()))
    }
}

/// Makes a folder when it is missing, for this account's eyes only. When this returns, it is on disk
/// with its name: what is in a folder is worth nothing when a power cut takes the folder.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|place| !place.exists())
        .collect();
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    for made in missing {
        match made.parent() {
            Some(parent) if parent.as_os_str().is_empty() => flush(Path::new("."))?,
            Some(parent) => flush(parent)?,
            None => {}
        }
    }
    Ok(())
}

/// Puts the names in a folder on disk.
pub fn flush(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}
