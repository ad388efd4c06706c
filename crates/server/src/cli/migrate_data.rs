//! `claimdesk migrate-data`.

use std::io::Write;

use anyhow::Context;
use clap::Args;

use super::options::Data;
use crate::store::sql::snapshot;

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  claimdesk migrate-data --data /var/lib/claimdesk --database postgres://claimdesk@db.example/claimdesk

Moves everything of the folder's claimdesk.db into an empty PostgreSQL database: people stay signed
in, uploads go on. Every table is read back and compared by count and hash before anything is kept.
Changes wait meanwhile, and are refused by the old file ever after: stop the server that runs on it,
and start it again with --database. The file stays where it is, unchanged but for that.")]
pub(super) struct MigrateData {
    #[command(flatten)]
    data: Data,
}

/// Runs what was typed.
pub(super) fn run(arguments: &MigrateData, out: &mut impl Write) -> anyhow::Result<()> {
    let folder = arguments.data.folder();
    let to = arguments
        .data
        .database()
        .context("name where to with --database postgres://USER@HOST/NAME")?;
    let from = folder.database();
    anyhow::ensure!(from.is_file(), "there is no {}", from.display());
    let runtime = tokio::runtime::Runtime::new()?;
    let carried = runtime.block_on(snapshot::move_to(&from, to))?;
    let mut rows = 0;
    for one in carried.iter().filter(|one| one.rows > 0) {
        writeln!(out, "{:>9} {:<20} {}", one.rows, one.table, one.hash)?;
        rows += one.rows;
    }
    writeln!(
        out,
        "{rows} rows are now in {to}, each table with the count and hash that it had. Start with --database."
    )?;
    Ok(())
}
