//! The API's tests once more, on PostgreSQL: a cluster of the run's own in a temporary folder.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;
use claimdesk_cluster::{Cluster, programs};
use serde_json::Value;

use super::long;
use crate::run::{output, run as run_to_end};
use crate::say;
use crate::workspace::Workspace;

/// What the cluster is for is thrown away: it need not be on disk. As many connections as all tests
/// at once ask for.
const SETTINGS: &str = "-c fsync=off -c max_connections=400 -c max_wal_size=4GB";

/// Runs them, where there is a PostgreSQL.
pub(super) fn postgres(workspace: &Workspace, long: bool) -> anyhow::Result<()> {
    let Some(programs) = programs() else {
        say::note(
            "NOT RUN: the API on PostgreSQL; initdb and pg_ctl are not there (apt-get install postgresql)",
        );
        return Ok(());
    };
    let cluster = Cluster::start(&programs, SETTINGS)?;
    let package = workspace.path("crates/server");
    // Of the server's own tests, those that ask the database.
    for (name, kind, only) in [("claimdesk_server", "lib", "store::"), ("api", "test", "")] {
        let mut tests = Command::new(built(workspace, name, kind)?);
        tests
            .arg(only)
            .current_dir(&package)
            .env("CARGO_MANIFEST_DIR", &package)
            .env("CLAIMDESK_TEST_POSTGRES", cluster.address());
        if long {
            long::more(&mut tests);
        }
        run_to_end(&mut tests)?;
    }
    Ok(())
}

/// Tests as the step before has built them: asked for alone, they would have other features, and be
/// compiled anew.
fn built(workspace: &Workspace, name: &str, kind: &str) -> anyhow::Result<PathBuf> {
    let mut builds = workspace.command("cargo");
    builds.args(["test", "--workspace", "--locked", "--no-run"]);
    let told = output(builds.args(["--message-format", "json"]))?;
    let artifacts = told
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut found = artifacts.filter(|artifact| {
        artifact["target"]["name"] == name
            && artifact["target"]["kind"][0] == kind
            && artifact["profile"]["test"] == true
    });
    let artifact = found.next().context("the server has no tests")?;
    let program = artifact["executable"].as_str();
    Ok(program.context("its tests are no program")?.into())
}
