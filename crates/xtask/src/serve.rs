//! `cargo xtask serve`: build, then run.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::build;
use crate::workspace::Workspace;

/// Builds, and becomes `claimdesk serve`: signals reach it, and its exit code is this one's.
pub(crate) fn run(workspace: &Workspace, arguments: Vec<OsString>) -> anyhow::Result<ExitCode> {
    build::all(workspace)?;
    let mut server = Command::new(workspace.claimdesk());
    server.arg("serve").args(arguments);
    become_it(&mut server)
}

#[cfg(unix)]
fn become_it(server: &mut Command) -> anyhow::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = server.exec();
    Err(crate::run::not_started(server, error))
}

#[cfg(not(unix))]
fn become_it(server: &mut Command) -> anyhow::Result<ExitCode> {
    let status = server
        .status()
        .map_err(|error| crate::run::not_started(server, error))?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from))
}
