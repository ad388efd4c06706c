//! Other programs, run with their output in view.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::process::{Command, Stdio};

use anyhow::{Context, anyhow, bail};

use crate::say;

/// Runs a program to its end, its output in view.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let line = written(command);
    say::note(&format!("$ {line}"));
    let status = command
        .status()
        .map_err(|error| not_started(command, error))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// What a program prints.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let found = command.stderr(Stdio::null()).stdin(Stdio::null()).output();
    let found = found.map_err(|error| not_started(command, error))?;
    if !found.status.success() {
        bail!("`{}` failed ({})", written(command), found.status);
    }
    String::from_utf8(found.stdout).with_context(|| format!("output of `{}`", written(command)))
}

/// The end of an attempt to start a program.
pub(crate) fn not_started(command: &Command, error: std::io::Error) -> anyhow::Error {
    if error.kind() == ErrorKind::NotFound {
        anyhow!(
            "`{}` is not there, or not on the PATH",
            command.get_program().display()
        )
    } else {
        anyhow!(error).context(format!("could not start `{}`", written(command)))
    }
}

/// A command as one would type it; what a program's path is does not matter to a reader.
fn written(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut line = program
        .file_name()
        .unwrap_or(program.as_os_str())
        .display()
        .to_string();
    for argument in command.get_args() {
        let _ = write!(line, " {}", argument.display());
    }
    line
}
