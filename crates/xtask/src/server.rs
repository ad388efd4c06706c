//! A server of a benchmark's, or of a test's, own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use ureq::Agent;

use crate::run::not_started;
use crate::workspace::Workspace;

const READY_WITHIN: Duration = Duration::from_secs(30);
const ENDS_WITHIN: Duration = Duration::from_secs(10);

/// A process that answers at an address of its own. It is asked to end with this value.
pub(crate) struct Process {
    /// `127.0.0.1:…`
    pub(crate) address: String,
    child: Child,
}

impl Process {
    /// Starts it with a free address, its words in a file; waits until this path of it answers well.
    pub(crate) fn start(
        words: &Path,
        ready: &str,
        command: impl FnOnce(&str) -> anyhow::Result<Command>,
    ) -> anyhow::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let log = File::create(words).with_context(|| words.display().to_string())?;
        let mut command = command(&address)?;
        command.stdout(log.try_clone()?).stderr(log);
        let child = command
            .spawn()
            .map_err(|error| not_started(&command, error))?;
        let mut process = Self { address, child };
        process
            .await_ready(ready)
            .with_context(|| format!("its words are in {}", words.display()))?;
        Ok(process)
    }

    /// Which process it is.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    fn await_ready(&mut self, path: &str) -> anyhow::Result<()> {
        let begun = Instant::now();
        let agent = agent();
        while begun.elapsed() < READY_WITHIN {
            if let Some(status) = self.child.try_wait()? {
                bail!("it ended by itself ({status})");
            }
            let answer = agent.get(format!("http://{}{path}", self.address)).call();
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        bail!("it is not ready after {} seconds", READY_WITHIN.as_secs())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Asked first: one with children of its own ends them, and a server leaves its files in order.
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let begun = Instant::now();
        while asked.as_ref().is_ok_and(ExitStatus::success)
            && begun.elapsed() < ENDS_WITHIN
            && matches!(self.child.try_wait(), Ok(None))
        {
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The finished binary with an invented programme and a folder of its own, gone with this value.
pub(crate) struct Server {
    /// `http://127.0.0.1:…`
    pub(crate) address: String,
    process: Process,
}

impl Server {
    /// Starts it in this folder of the target, which is emptied, and waits until it answers.
    pub(crate) fn start(workspace: &Workspace, place: &str) -> anyhow::Result<Self> {
        let data = data(workspace, place);
        if data.exists() {
            fs::remove_dir_all(&data).with_context(|| data.display().to_string())?;
        }
        fs::create_dir_all(&data).with_context(|| data.display().to_string())?;
        Self::again(workspace, place)
    }

    /// Starts it with what is in this folder of the target, and waits until it answers.
    pub(crate) fn again(workspace: &Workspace, place: &str) -> anyhow::Result<Self> {
        let words = workspace.target(&format!("{place}/server.log"));
        let process = Process::start(&words, "/readyz", |listen| {
            let mut command = Command::new(workspace.claimdesk());
            command
                .args(["serve", "--demo", "--listen", listen])
                // One account files as much as it can.
                .args(["--rate-limit", "off", "--files-per-hour", "100000"])
                .arg("--data")
                .arg(data(workspace, place));
            Ok(command)
        })?;
        Ok(Self {
            address: format!("http://{}", process.address),
            process,
        })
    }

    /// Which process it is.
    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }
}

/// Its data folder.
pub(crate) fn data(workspace: &Workspace, place: &str) -> PathBuf {
    workspace.target(&format!("{place}/data"))
}

/// A connection of its own that stays open.
pub(crate) fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent()
}
