//! The programme versions of an installation: the built-in one, and files that an
//! administrator has put into the data folder.

use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use claimdesk_recognition::Programme;
use claimdesk_recognition::programme::Programmes;

use crate::audit::entry::Noted;
use crate::ids;
use crate::store::Store;

/// The folder of a data folder that holds programme files.
pub const FOLDER: &str = "programmes";

/// The largest programme file that is read, in bytes.
const FILE_LIMIT: u64 = 4 << 20;

/// Versions, and for those that are not built in what the page needs to compute by them.
pub struct Rules {
    versions: Programmes,
    compact: Vec<Compact>,
}

/// A version in the page's compact form.
pub struct Compact {
    id: String,
    /// Names the content.
    pub hash: String,
    /// What the page reads.
    pub bytes: Vec<u8>,
    /// What the calculator reads: the scoring paths alone.
    pub paths: Vec<u8>,
}

impl Rules {
    /// Makes the versions ready.
    ///
    /// # Errors
    ///
    /// When one cannot be put into its compact form, which a checked one can.
    pub fn new(versions: Programmes) -> anyhow::Result<Self> {
        let built_in = Programme::builtin();
        let compact = versions
            .iter()
            .filter(|programme| **programme != built_in)
            .map(|programme| {
                let bytes = programme.to_compact()?;
                Ok(Compact {
                    id: programme.id.clone(),
                    hash: ids::hex(&ids::digest(&bytes)),
                    bytes,
                    paths: programme.paths().to_compact()?,
                })
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { versions, compact })
    }

    /// The version in force on a day.
    pub fn in_force(&self, day: NaiveDate) -> Option<&Programme> {
        self.versions.in_force(day)
    }

    /// The version in force on a day for the page; `None` where that is the one it carries.
    pub fn for_page(&self, day: NaiveDate) -> Option<&Compact> {
        let id = &self.in_force(day)?.id;
        self.compact.iter().find(|compact| compact.id == *id)
    }

    /// The compact form of this hash.
    pub fn by_hash(&self, hash: &str) -> Option<&Compact> {
        self.compact.iter().find(|compact| compact.hash == hash)
    }
}

/// Tells in the audit log which versions there are, by their hashes, where it does not know them.
///
/// # Errors
///
/// When the log cannot be written.
pub async fn tell(store: &dyn Store, versions: &Programmes) -> anyhow::Result<()> {
    for programme in versions.iter() {
        let content = ids::hex(&ids::digest(&programme.to_compact()?));
        if !store.audit_knows_programme(&programme.id, &content).await? {
            let noted = Noted {
                content: Some(content),
                ..Noted::about("programme", &programme.id).to("known")
            };
            store.note(noted).await?;
        }
    }
    Ok(())
}

/// Reads and checks a programme file.
///
/// # Errors
///
/// With every fault of it.
pub fn from_file(file: &Path) -> anyhow::Result<Programme> {
    use std::io::Read;
    let name = || file.display().to_string();
    let mut text = String::new();
    std::fs::File::open(file)
        .and_then(|open| open.take(FILE_LIMIT + 1).read_to_string(&mut text))
        .with_context(name)?;
    Programme::from_json(&text).with_context(name)
}

/// The built-in version and those of a data folder.
///
/// # Errors
///
/// When one of them cannot be used, or two have one name or one first day.
pub fn of_data_folder(data: &Path) -> anyhow::Result<Programmes> {
    let mut known = Programmes::new();
    let folder = data.join(FOLDER);
    if !folder.is_dir() {
        return Ok(known);
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| folder.display().to_string())?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    for file in files {
        known
            .add(from_file(&file)?)
            .with_context(|| file.display().to_string())?;
    }
    Ok(known)
}
