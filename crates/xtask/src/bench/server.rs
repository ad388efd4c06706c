//! A server of a benchmark's own.

use std::fs::{self, File};
use std::net::TcpListener;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use ureq::Agent;

use crate::run::not_started;
use crate::workspace::Workspace;

const READY_WITHIN: Duration = Duration::from_secs(30);

/// The finished binary with an invented programme and a folder of its own, gone with this value.
pub(super) struct Server {
    /// `http://127.0.0.1:…`
    pub(super) address: String,
    child: Child,
}

impl Server {
    /// Starts it, and waits until it answers.
    pub(super) fn start(workspace: &Workspace) -> anyhow::Result<Self> {
        let data = workspace.target("bench/data");
        if data.exists() {
            fs::remove_dir_all(&data).with_context(|| data.display().to_string())?;
        }
        fs::create_dir_all(&data).with_context(|| data.display().to_string())?;
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let log = File::create(workspace.target("bench/server.log"))?;
        let mut command = Command::new(workspace.claimdesk());
        command
            .args(["serve", "--demo", "--listen", &listen])
            // One account files as much as it can.
            .args(["--rate-limit", "off", "--data"])
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
            .context("the server's words are in target/bench/server.log")?;
        Ok(server)
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
            thread::sleep(Duration::from_millis(20));
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

/// A connection of its own that stays open.
pub(super) fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent()
}
