//! What can be typed and needs no server: the real binary on real files.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

mod apart;
mod exports;
mod numbers;
mod programmes;

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// A file of the conformance cases.
fn case(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/conformance")
        .join(name)
}

fn claimdesk(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_claimdesk"))
        .args(arguments)
        .output()
        .unwrap()
}

/// What was printed by a run that went well.
fn printed(arguments: &[&str]) -> String {
    let output = claimdesk(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    assert_eq!(errors, "", "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(arguments)).unwrap()
}

/// The one line on standard error of a run that ended with 2.
fn refused(arguments: &[&str]) -> String {
    let output = claimdesk(arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
    assert_eq!(errors.trim_end().lines().count(), 1, "{errors}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    errors.trim_end().to_owned()
}
