//! `claimdesk backup`, `restore` and `verify`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::options::Data;
use super::place::Kept;
use crate::backup::{self, Counted, Fault};
use crate::clock::{Clock, SystemClock};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  claimdesk backup --data /var/lib/claimdesk --to /mnt/backup --keep 30
  claimdesk verify --backup /mnt/backup/20261125T221530Z
  claimdesk restore /mnt/backup/20261125T221530Z --data /var/lib/claimdesk

The server may go on running. Each backup is a folder named after its moment (UTC); files of
evidence lie once beside them, so that a daily backup copies only what is new. Sessions and
uploads under way are not taken along: after a restore people sign in again.")]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    kept: Kept,
    /// Folder of the backups; one for each installation.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Let go of all but the newest N backups, and of evidence that none of them has.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The backup: the folder with its manifest.json.
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    kept: Kept,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    kept: Kept,
    /// Check this backup instead of a data folder.
    #[arg(long, value_name = "BACKUP")]
    backup: Option<PathBuf>,
}

pub(super) fn take(arguments: &Backup, out: &mut impl Write) -> anyhow::Result<()> {
    let data = arguments.data.folder();
    let keep = arguments.keep.and_then(|keep| usize::try_from(keep).ok());
    let now = SystemClock.now();
    let taken = wait_for(backup::take(
        &data,
        &arguments.kept.place()?,
        &arguments.to,
        now,
        keep,
    ))?;
    writeln!(
        out,
        "{}: database of {} bytes, {}, {} of them new; {} other files",
        taken.folder.display(),
        taken.database,
        evidence(taken.evidence),
        taken.new.files,
        taken.others
    )?;
    if taken.removed > 0 {
        writeln!(out, "{} older backups removed", taken.removed)?;
    }
    judge(&taken.faults, out)
}

pub(super) fn restore(arguments: &Restore, out: &mut impl Write) -> anyhow::Result<()> {
    let data = arguments.data.folder();
    let folder = data.path();
    let restored = wait_for(backup::restore(
        &arguments.backup,
        &data,
        &arguments.kept.place()?,
    ))?;
    writeln!(
        out,
        "{}: {} files, {}",
        folder.display(),
        restored.files,
        evidence(restored.evidence)
    )?;
    judge(&restored.faults, out)
}

pub(super) fn verify(arguments: &Verify, out: &mut impl Write) -> anyhow::Result<()> {
    let checked = match &arguments.backup {
        Some(backup) => wait_for(backup::check_backup(backup))?,
        None => wait_for(backup::check_data(
            &arguments.data.folder(),
            &arguments.kept.place()?,
        ))?,
    };
    if checked.faults.is_empty() {
        writeln!(
            out,
            "all is there: the database is whole, and so are {}",
            evidence(checked.evidence)
        )?;
    }
    judge(&checked.faults, out)
}

fn evidence(counted: Counted) -> String {
    format!(
        "{} files of evidence ({} bytes)",
        counted.files, counted.bytes
    )
}

/// Names every fault; one is enough to end with 2.
fn judge(faults: &[Fault], out: &mut impl Write) -> anyhow::Result<()> {
    for fault in faults {
        writeln!(out, "{fault}")?;
    }
    match faults.len() {
        0 => Ok(()),
        1 => bail!("one thing is not as it was"),
        count => bail!("{count} things are not as they were"),
    }
}

fn wait_for<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Runtime::new()?.block_on(work)
}
