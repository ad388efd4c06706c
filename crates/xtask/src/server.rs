//! A server of a benchmark's, or of a test's, own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use ureq::Agent;

use crate::run::not_started;
use crate::workspace::Workspace;

const READY_WITHIN: Duration = Duration::from_secs(30);

/// The finished binary with an invented programme and a folder of its own, gone with this value.
pub(crate) struct Server {
    /// `http://127.0.0.1:…`
    pub(crate) address: String,
    child: Child,
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
        let data = data(workspace, place);
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let log = File::create(workspace.target(&format!("{place}/server.log")))?;
        let mut command = Command::new(workspace.claimdesk());
        command
            .args(["serve", "--demo", "--listen", &listen])
            // One account files as much as it can.
            .args([
                "--rate-limit",
                "off",
                "--files-per-hour",
                "100000",
                "--data",
            ])
            .arg(&data);
        command.stdout(log.try_clone()?).stderr(log);
        let child = command
            .spawn()
            .map_err(|error| not_started(&command, error))?;
        let mut server = Self {
            address: format!("http://{listen}"),
            child,
        };
        server
            .await_ready()
            .with_context(|| format!("the server's words are in target/{place}/server.log"))?;
        Ok(server)
    }

    /// Its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    fn await_ready(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        let agent = agent();
        while begun.elapsed() < READY_WITHIN {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended by itself ({status})");
            }
            let answer = agent.get(format!("{}/readyz", self.address)).call();
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(5));
        }
        bail!(
            "the server is not ready after {} seconds",
            READY_WITHIN.as_secs()
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
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
