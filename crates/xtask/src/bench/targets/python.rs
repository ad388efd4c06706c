//! Packages of Python that others are measured with: installed among what is built, as pinned.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::run::run as run_to_end;
use crate::workspace::Workspace;

/// An environment of its own.
pub(super) struct Python {
    programs: PathBuf,
}

/// Makes it, or brings it up to date.
pub(super) fn prepared(workspace: &Workspace) -> anyhow::Result<Python> {
    let folder = workspace.target("bench/python");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let wanted = workspace.path("crates/xtask/src/bench/peers/requirements.txt");
    let there = folder.join("requirements.txt");
    let pins = fs::read(&wanted).with_context(|| wanted.display().to_string())?;
    if !fs::read(&there).is_ok_and(|old| old == pins) {
        run_to_end(
            workspace
                .command("python3")
                .args(["-m", "venv"])
                .arg(&folder),
        )?;
        run_to_end(
            Command::new(programs.join("pip"))
                .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
                .arg(&wanted),
        )?;
        fs::write(&there, pins).with_context(|| there.display().to_string())?;
    }
    Ok(Python { programs })
}

impl Python {
    /// A program that its packages brought.
    pub(super) fn command(&self, program: &str) -> Command {
        Command::new(self.programs.join(program))
    }

    /// Runs this text.
    pub(super) fn run(&self, text: &str, arguments: &[&OsStr]) -> anyhow::Result<()> {
        run_to_end(self.command("python3").args(["-c", text]).args(arguments))
    }
}
