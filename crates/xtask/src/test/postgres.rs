//! The API's tests once more, on PostgreSQL: a cluster of the run's own in a temporary folder.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use serde_json::Value;

use super::long;
use crate::run::{output, run as run_to_end};
use crate::say;
use crate::workspace::Workspace;

/// What the cluster is for is thrown away: it need not be on disk. As many connections as all tests
/// at once ask for.
const SETTINGS: &str =
    "-c fsync=off -c max_connections=400 -c listen_addresses=127.0.0.1 -c max_wal_size=4GB";

/// Runs them, where there is a PostgreSQL.
pub(super) fn postgres(workspace: &Workspace, long: bool) -> anyhow::Result<()> {
    let Some(programs) = programs(workspace) else {
        say::note(
            "NOT RUN: the API on PostgreSQL; initdb and pg_ctl are not there (apt-get install postgresql)",
        );
        return Ok(());
    };
    let cluster = Cluster::start(&programs)?;
    let package = workspace.path("crates/server");
    let mut tests = Command::new(api(workspace)?);
    tests
        .current_dir(&package)
        .env("CARGO_MANIFEST_DIR", &package)
        .env("CLAIMDESK_TEST_POSTGRES", cluster.address());
    if long {
        long::more(&mut tests);
    }
    run_to_end(&mut tests)
}

/// The API's tests, as the step before has built them: asked for alone, they would have other
/// features, and be compiled anew.
fn api(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let mut builds = workspace.command("cargo");
    builds.args(["test", "--workspace", "--locked", "--no-run"]);
    let told = output(builds.args(["--message-format", "json"]))?;
    let artifacts = told
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut found = artifacts.filter(|artifact| {
        artifact["target"]["name"] == "api" && artifact["target"]["kind"][0] == "test"
    });
    let artifact = found.next().context("the API has no tests")?;
    let program = artifact["executable"].as_str();
    Ok(program.context("its tests are no program")?.into())
}

/// The folder of `initdb` and `pg_ctl`, which Debian keeps off the path.
fn programs(workspace: &Workspace) -> Option<PathBuf> {
    if let Some(found) = workspace.find("initdb") {
        return found.parent().map(Path::to_owned);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").is_file())
        .collect();
    folders.sort();
    folders.pop()
}

/// A cluster at work, stopped and removed at the end.
struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    user: Option<u32>,
    port: u16,
}

impl Cluster {
    fn start(programs: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("claimdesk-postgres-")
            .tempdir()?;
        // It refuses to run as root.
        let user = if id(&["-u"])? == 0 {
            let other = id(&["-u", "postgres"]).or_else(|_| id(&["-u", "nobody"]))?;
            std::os::unix::fs::chown(folder.path(), Some(other), None)?;
            Some(other)
        } else {
            None
        };
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        let cluster = Self {
            folder,
            programs: programs.to_owned(),
            user,
            port,
        };
        let mut makes = cluster.command("initdb");
        makes.args(["--auth", "trust", "--username", "postgres"]);
        makes.args(["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]);
        cluster.does(&mut makes)?;
        let mut starts = cluster.command("pg_ctl");
        starts.args(["start", "--wait", "--silent", "--log"]);
        starts.arg(cluster.folder.path().join("log"));
        let socket = cluster.folder.path().display();
        starts.args(["--options", &format!("{SETTINGS} -p {port} -k {socket}")]);
        cluster.does(&mut starts)?;
        Ok(cluster)
    }

    fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("--pgdata").arg(self.folder.path().join("data"));
        command
            .current_dir(self.folder.path())
            .stdout(Stdio::null());
        if let Some(user) = self.user {
            command.uid(user);
        }
        command
    }

    fn does(&self, command: &mut Command) -> anyhow::Result<()> {
        let program = command.get_program().display().to_string();
        let status = command.status().with_context(|| program.clone())?;
        if !status.success() {
            let log = std::fs::read_to_string(self.folder.path().join("log"));
            bail!("{program} failed: {}", log.unwrap_or_default());
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stops = self.command("pg_ctl");
        stops.args(["stop", "--mode", "immediate", "--silent"]);
        if let Err(error) = self.does(&mut stops) {
            say::note(&format!("PostgreSQL did not stop: {error:#}"));
        }
    }
}

fn id(arguments: &[&str]) -> anyhow::Result<u32> {
    let said = Command::new("id")
        .args(arguments)
        .stderr(Stdio::null())
        .output()?;
    let text = String::from_utf8(said.stdout)?;
    text.trim().parse().context("id tells no number")
}
