//! The data folder: where in it each thing lies.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::store::db::Address;
use crate::store::sql::Database;

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

/// The one folder of an installation, and where its database is if not there.
#[derive(Clone, Debug)]
pub struct DataFolder {
    folder: PathBuf,
    server: Option<Address>,
}

impl DataFolder {
    /// The folder, which need not be there.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            server: None,
        }
    }

    /// Makes the folder when it is missing, for this account's eyes only.
    pub fn make(folder: &Path) -> anyhow::Result<Self> {
        make_private(folder)
            .with_context(|| format!("the data folder {} cannot be made", folder.display()))?;
        Ok(Self::at(folder))
    }

    /// The same with its database on a server, where there is one.
    #[must_use]
    pub fn on(self, server: Option<Address>) -> Self {
        Self { server, ..self }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The file of the database, where it is in a file.
    pub fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    /// Where the database is.
    pub fn address(&self) -> Address {
        self.server
            .clone()
            .unwrap_or_else(|| Address::file(&self.database()))
    }

    /// The evidence.
    pub fn evidence(&self) -> PathBuf {
        self.folder.join(EVIDENCE)
    }

    /// Files that come in parts.
    pub fn uploads(&self) -> PathBuf {
        self.folder.join(UPLOADS)
    }

    /// Mails that no server sends.
    pub fn mail(&self) -> PathBuf {
        self.folder.join(MAIL)
    }

    /// Opens the database, and makes it when it is missing.
    pub async fn open_database(&self) -> anyhow::Result<Database> {
        let address = self.address();
        Database::at(&address)
            .await
            .with_context(|| format!("{address} cannot be opened"))
    }

    /// A database has to be there: a wrong folder is not to be taken for an empty one.
    pub fn ensure_database(&self) -> anyhow::Result<()> {
        if let Address::File(file) = self.address() {
            anyhow::ensure!(file.is_file(), "{} has no database", self.folder.display());
        }
        Ok(())
    }

    /// Opens the database that has to be there.
    pub async fn existing_database(&self) -> anyhow::Result<Database> {
        self.ensure_database()?;
        self.open_database().await
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
