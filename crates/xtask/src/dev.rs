//! `cargo xtask dev`: the page with live reload, a demonstration server behind it.

use std::ffi::OsString;
use std::fs;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::run::{not_started, run as run_to_end};
use crate::say::{self, Steps};
use crate::workspace::Workspace;
use crate::{page, tools};

/// Trunk.toml hands `/api` on to this address.
const LISTEN: &str = "127.0.0.1:3000";
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs both until one ends or a signal comes; then both end.
pub(crate) fn run(workspace: &Workspace, arguments: Vec<OsString>) -> anyhow::Result<ExitCode> {
    let mut steps = Steps::new(4);
    steps.step("Compiler, Node.js, target for WebAssembly", || {
        tools::prerequisites(workspace)
    })?;
    steps.step("Trunk and wasm-bindgen", || tools::wasm_tools(workspace))?;
    steps.step("npm packages", || tools::npm_packages(workspace))?;
    steps.step("The server", || {
        run_to_end(
            workspace
                .command("cargo")
                .args(["build", "--locked", "-p", "claimdesk-server"]),
        )
    })?;

    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).context("listening for signals")?;
    }
    let mut server = Command::new(workspace.target("debug/claimdesk"));
    server
        .args(["serve", "--listen", LISTEN, "--demo", "--data"])
        .arg(workspace.target("dev-data"));
    server.args(arguments);
    // Trunk.toml has Trunk ignore these, which it can only where they are.
    for ignored in [workspace.path("dist"), workspace.path("target")] {
        fs::create_dir_all(&ignored).with_context(|| ignored.display().to_string())?;
    }
    // The release's page stays as it is: this one goes elsewhere.
    let mut trunk = page::trunk(workspace);
    trunk
        .arg("serve")
        .arg("--dist")
        .arg(workspace.target("dev-dist"));

    let mut server = Running::start("the server", &mut server)?;
    let mut trunk = Running::start("Trunk", &mut trunk)?;
    let ended = loop {
        if stop.load(Ordering::Relaxed) {
            break Ok(ExitCode::SUCCESS);
        }
        if let Some((name, status)) = server.ended()?.or(trunk.ended()?) {
            break Err(anyhow::anyhow!("{name} ended by itself ({status})"));
        }
        thread::sleep(Duration::from_millis(100));
    };
    say::text("stopping both");
    trunk.stop()?;
    server.stop()?;
    ended
}

struct Running {
    name: &'static str,
    child: Child,
}

impl Running {
    fn start(name: &'static str, command: &mut Command) -> anyhow::Result<Self> {
        let child = command
            .spawn()
            .map_err(|error| not_started(command, error))?;
        Ok(Self { name, child })
    }

    fn ended(&mut self) -> anyhow::Result<Option<(&'static str, ExitStatus)>> {
        Ok(self.child.try_wait()?.map(|status| (self.name, status)))
    }

    /// Asks it to end, and makes it end when it does not.
    fn stop(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        let mut asked = Command::new("kill");
        asked.args(["-TERM", &self.child.id().to_string()]);
        let asked = self.ended()?.is_none() && asked.status().is_ok_and(|status| status.success());
        while asked && begun.elapsed() < PATIENCE {
            if self.ended()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        if self.ended()?.is_none() {
            self.child.kill()?;
            self.child.wait()?;
        }
        Ok(())
    }
}

/// However this command ends, no child outlives it.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
