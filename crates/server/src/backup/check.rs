//! Whether an installation, or a backup of one, is all there.

use std::path::Path;

use super::{Counted, DATA, Fault, Manifest, evidence_beside, files};
use crate::data::{self, DataFolder};
use crate::evidence::condition::Condition;
use crate::evidence::{Evidence, Place};
use crate::store::sql::snapshot::{KeptFile, Looked};

/// What was looked at, and what is wrong with it.
#[derive(Debug, Default)]
pub struct Checked {
    /// Evidence that is as it was.
    pub evidence: Counted,
    /// Everything that is not.
    pub faults: Vec<Fault>,
}

impl Fault {
    pub(super) fn of(file: KeptFile, condition: Condition) -> Self {
        Self::Evidence {
            condition,
            sha256: file.sha256,
            reference: file.reference,
            name: file.name,
        }
    }
}

/// Checks a data folder, and the evidence where it is kept; a server may be running on it.
///
/// # Errors
///
/// When the database cannot be opened, or a file cannot be read for another reason than that it
/// is not there.
pub async fn check_data(data: &DataFolder, place: &Place) -> anyhow::Result<Checked> {
    data.ensure_database()?;
    let mut checked = Checked::default();
    let database = Looked::at(&data.address()).await?;
    check(database, &Evidence::of(data, place)?, &mut checked).await?;
    Ok(checked)
}

/// Checks a backup.
///
/// # Errors
///
/// When it is none, or a file cannot be read for another reason than that it is not there.
pub async fn check_backup(backup: &Path) -> anyhow::Result<Checked> {
    let manifest = Manifest::read(backup)?;
    let mut checked = Checked::default();
    let inside = backup.join(DATA);
    let mut database = false;
    for entry in &manifest.files {
        let condition = files::condition(&inside, entry)?;
        if condition != Condition::Whole {
            checked.faults.push(Fault::File {
                condition,
                path: entry.path.clone(),
            });
        } else if entry.path == data::DATABASE {
            database = true;
        }
    }
    // What a damaged database says of evidence is worth nothing.
    if database {
        let looked = Looked::at_copy(&inside.join(data::DATABASE))?;
        let evidence = Evidence::in_folder(&evidence_beside(backup))?;
        check(looked, &evidence, &mut checked).await?;
    }
    Ok(checked)
}

async fn check(
    mut database: Looked,
    evidence: &Evidence,
    checked: &mut Checked,
) -> anyhow::Result<()> {
    let faults = database.faults().await?;
    checked
        .faults
        .extend(faults.into_iter().map(Fault::Database));
    let mut after = None;
    loop {
        let page = database.files(after.as_ref()).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        for file in page {
            match evidence.condition(&file.sha256, file.size).await? {
                Condition::Whole => checked.evidence.add(file.size),
                condition => checked.faults.push(Fault::of(file, condition)),
            }
        }
    }
    database.close().await?;
    Ok(())
}
