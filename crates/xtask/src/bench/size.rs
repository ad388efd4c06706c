//! What claims take on the disk, and how long a backup of many takes.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::crowd::Crowd;
use super::http::{Client, at_once};
use super::milliseconds;
use super::targets::{Claimdesk, Target};
use crate::run::output;
use crate::say;
use crate::server::data;
use crate::workspace::Workspace;

const PLACE: &str = "bench/size";
const CONNECTIONS: u64 = 8;
const CLAIMS_EACH: u64 = 400;
const MANY: u64 = 1_000_000;

/// Measures both.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let server = Claimdesk::start(workspace, PLACE)?;
    let folder = data(workspace, PLACE);
    let before = database(&folder)?;
    at_once(CONNECTIONS, |number| file(&server, number))?;
    let claims = CONNECTIONS * CLAIMS_EACH;
    // Stopped, so that the log is in the file.
    drop(server);
    let each = |bytes: u64| say::thousands(bytes / claims);
    say::text(&format!(
        "size: {} claims filed over REST, each with a proof\n  \
         {} bytes of the database for each: answers, findings, history, messages, audit log and indexes",
        say::thousands(claims),
        each(database(&folder)?.saturating_sub(before)),
    ));
    backed_up(workspace, &folder)?;

    let crowd = Crowd::begin(workspace)?;
    crowd.grow(MANY)?;
    drop(crowd.serve()?);
    say::text(&format!(
        "  {} claims alone, without what hangs on them",
        say::thousands(MANY)
    ));
    backed_up(workspace, &crowd.folder())
}

fn file(server: &Claimdesk, number: u64) -> anyhow::Result<()> {
    let mut client = Client::connect(server.address())?;
    for claim in 0..CLAIMS_EACH {
        let request = server.draft(&mut client, number * CLAIMS_EACH + claim)?;
        let answer = client.send(&request)?.json()?;
        ensure!(server.is_sent(&answer), "it is not submitted: {answer}");
    }
    Ok(())
}

/// Bytes of the database with its log.
fn database(folder: &Path) -> anyhow::Result<u64> {
    let size = |name: &str| fs::metadata(folder.join(name)).map_or(0, |found| found.len());
    let whole = size("claimdesk.db");
    ensure!(whole > 0, "no database in {}", folder.display());
    Ok(whole + size("claimdesk.db-wal"))
}

/// Saves the installation and looks the copy through.
fn backed_up(workspace: &Workspace, folder: &Path) -> anyhow::Result<()> {
    let copies = tempfile::tempdir_in(workspace.target("bench"))?;
    let saved = timed(
        Command::new(workspace.claimdesk())
            .args(["backup", "--data"])
            .arg(folder)
            .arg("--to")
            .arg(copies.path()),
    )?;
    // Beside the evidence of all copies there is a folder for each, named by its moment.
    let mut found = fs::read_dir(copies.path())?.filter_map(|entry| Some(entry.ok()?.path()));
    let copy = found.find(|path| path.join("manifest.json").exists());
    let looked = timed(
        Command::new(workspace.claimdesk())
            .args(["verify", "--backup"])
            .arg(copy.context("there is no copy")?),
    )?;
    say::text(&format!(
        "  a database of {} kB: saved in {}, the copy looked through in {}",
        say::thousands(database(folder)? / 1_000),
        milliseconds(saved),
        milliseconds(looked),
    ));
    Ok(())
}

fn timed(command: &mut Command) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    output(command)?;
    Ok(begun.elapsed())
}
