//! `claimdesk pack verify`: whether a zip that was taken from a claim is as it was made.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use crate::papers::check::{Difference, check};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare every file in an evidence pack, or in a bundle, with the hashes of its manifest.
    ///
    /// Ends with 0 when all is as the manifest says, and with 2 and the names of what differs
    /// when it is not. The manifest is not signed: this finds damage and carelessness, and no
    /// forger who made a manifest of their own.
    Verify {
        /// The zip.
        file: PathBuf,
    },
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Command::Verify { file } = &arguments.command;
    let named = || file.display().to_string();
    let checked = check(File::open(file).with_context(named)?).with_context(named)?;
    let manifest = &checked.manifest;
    for difference in &checked.differences {
        let (what, name) = match difference {
            Difference::Missing(name) => ("missing", name),
            Difference::Changed(name) => ("changed", name),
            Difference::Damaged(name) => ("damaged", name),
            Difference::Added(name) => ("not in the manifest", name),
        };
        writeln!(out, "{what}: {}", name.escape_debug())?;
    }
    let count = checked.differences.len();
    if count > 0 {
        bail!("{}: {count} files are not as the manifest says", named());
    }
    writeln!(
        out,
        "{}, claim {}: all {} files are as the manifest says",
        manifest.kind.escape_debug(),
        manifest.reference.escape_debug(),
        manifest.files.len()
    )?;
    Ok(())
}
