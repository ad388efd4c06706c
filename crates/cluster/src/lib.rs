//! A PostgreSQL of a test's own: a cluster in a temporary folder on a port that was free, stopped and
//! removed at the end. It can be killed, and started again on what that left.

use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// Where Debian keeps the programs of each version, off the path.
const DEBIAN: &str = "/usr/lib/postgresql";
/// Tries to start on what a kill left: until the last of the killed has let go of their memory.
const TRIES: u32 = 50;

/// The folder of `initdb` and `pg_ctl`; nothing where there is no PostgreSQL.
pub fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut versions: Vec<PathBuf> = fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .collect();
    versions.sort();
    std::env::split_paths(&path)
        .chain(versions.into_iter().rev())
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// A cluster.
#[derive(Debug)]
pub struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    user: Option<u32>,
    port: u16,
    settings: String,
}

impl Cluster {
    /// Makes and starts one by the programs of this folder, with these options of `postgres`.
    ///
    /// # Errors
    ///
    /// When a program fails; what it said is in the error.
    pub fn start(programs: &Path, settings: &str) -> anyhow::Result<Self> {
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
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self {
            folder,
            programs: programs.to_owned(),
            user,
            port,
            settings: settings.to_owned(),
        };
        let mut makes = cluster.command("initdb");
        makes.args(["--auth", "trust", "--username", "postgres"]);
        makes.args(["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]);
        cluster.does(&mut makes)?;
        cluster.begin()?;
        Ok(cluster)
    }

    /// The address of its first database.
    pub fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Kills all its processes (SIGKILL): no handler runs, nothing is flushed.
    ///
    /// # Errors
    ///
    /// When it is not running.
    pub fn kill(&self) -> anyhow::Result<()> {
        let noted = fs::read_to_string(self.data().join("postmaster.pid"))?;
        let first: u32 = noted.lines().next().unwrap_or_default().trim().parse()?;
        // The first one starts the others; killed before them, it starts no more.
        let mut kills = Command::new("kill");
        kills.args(["-KILL", &first.to_string()]);
        let others = fs::read_to_string(format!("/proc/{first}/task/{first}/children"));
        self.does(&mut kills)?;
        for other in others.unwrap_or_default().split_whitespace() {
            // It may have ended by itself.
            Command::new("kill")
                .args(["-KILL", other])
                .stderr(Stdio::null())
                .status()?;
        }
        Ok(())
    }

    /// Starts it on what a kill left.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub fn begin_again(&self) -> anyhow::Result<()> {
        for _ in 1..TRIES {
            if self.begin().is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        self.begin()
    }

    fn begin(&self) -> anyhow::Result<()> {
        let mut starts = self.command("pg_ctl");
        starts.args(["start", "--wait", "--silent", "--log"]);
        starts.arg(self.folder.path().join("log"));
        let (port, socket) = (self.port, self.folder.path().display());
        let options = format!(
            "{} -c listen_addresses=127.0.0.1 -p {port} -k {socket}",
            self.settings
        );
        starts.args(["--options", &options]);
        self.does(&mut starts)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.arg("--pgdata").arg(self.data());
        command
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if let Some(user) = self.user {
            command.uid(user);
        }
        command
    }

    fn does(&self, command: &mut Command) -> anyhow::Result<()> {
        let program = command.get_program().display().to_string();
        let status = command.status().with_context(|| program.clone())?;
        if !status.success() {
            let log = fs::read_to_string(self.folder.path().join("log"));
            bail!("{program} failed: {}", log.unwrap_or_default());
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // One that was killed and not started again has nothing to stop.
        let mut stops = self.command("pg_ctl");
        stops.args(["stop", "--mode", "immediate", "--silent"]);
        if let Err(error) = self.does(&mut stops)
            && self.data().join("postmaster.pid").exists()
        {
            eprintln!("PostgreSQL did not stop: {error:#}");
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
