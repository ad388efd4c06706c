//! `claimdesk pack verify`: whether a zip that was taken from a claim is as it was made.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use crate::papers::chain::Proved;
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
    /// when it is not. A pack also has the claim's entries of the audit log under a signed head:
    /// with the key of the log from elsewhere, no forger can make another that is right. Without
    /// a key, and in a bundle, this finds damage and carelessness only.
    Verify {
        /// The zip.
        file: PathBuf,
        /// The public key of the audit log, as `claimdesk audit key` prints it.
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> anyhow::Result<()> {
    let Command::Verify { file, key } = &arguments.command;
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
    match (&checked.proved, key) {
        (Some(proved), _) => told(proved, key.as_deref(), out).with_context(named)?,
        (None, Some(_)) => bail!("{}: it has no part of an audit log", named()),
        (None, None) => writeln!(
            out,
            "no part of an audit log: nothing is proved by a signature"
        )?,
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

/// Tells what the audit log proves.
fn told(proved: &Proved, key: Option<&str>, out: &mut impl Write) -> anyhow::Result<()> {
    for fault in &proved.faults {
        writeln!(out, "{}", fault.escape_debug())?;
    }
    if !proved.faults.is_empty() {
        bail!("the audit log does not prove what is in it");
    }
    let Proved { entries, size, .. } = proved;
    let by = proved.key.escape_debug();
    match key {
        Some(key) if key.trim() != proved.key => {
            bail!("it is signed by another key, {by}")
        }
        Some(_) => writeln!(
            out,
            "{entries} entries of the audit log are proved by its signed head over {size}"
        )?,
        None => writeln!(
            out,
            "{entries} entries of an audit log are proved by a head over {size}; give the log's own key with --key, this is by {by}"
        )?,
    }
    Ok(())
}
