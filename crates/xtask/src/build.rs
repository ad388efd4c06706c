//! `cargo xtask build`: from a fresh clone to the finished binary.

use std::fs;

use anyhow::Context;

use crate::run::run;
use crate::say::{self, Steps};
use crate::workspace::Workspace;
use crate::{page, tools};

/// Leaves `target/release/claimdesk`, the page inside.
pub(crate) fn all(workspace: &Workspace) -> anyhow::Result<()> {
    let mut steps = Steps::new(5);
    steps.step("Compiler, Node.js, target for WebAssembly", || {
        tools::prerequisites(workspace)
    })?;
    steps.step("Trunk and wasm-bindgen", || tools::wasm_tools(workspace))?;
    steps.step("npm packages", || tools::npm_packages(workspace))?;
    steps.step(
        "The page, as a release (2 to 3 minutes the first time)",
        || page::build(workspace),
    )?;
    steps.step(
        "The server, as a release (2 to 3 minutes the first time)",
        || server(workspace),
    )?;
    say::text(&format!(
        "{} is ready after {}",
        workspace.claimdesk().display(),
        say::span(steps.elapsed())
    ));
    Ok(())
}

/// The release server with the page that lies in `dist`.
pub(crate) fn server(workspace: &Workspace) -> anyhow::Result<()> {
    let arguments = ["build", "--release", "--locked", "-p", "claimdesk-server"];
    let mut builds = workspace.command("cargo");
    builds.args(arguments);
    if let Some(flag) = Workspace::unplaced() {
        // Flags of a target are added to those of the configuration; RUSTFLAGS would put them out of force.
        builds.arg("--config");
        builds.arg(format!("target.'cfg(all())'.rustflags=[{flag:?}]"));
    }
    run(&mut builds)?;
    let size = fs::metadata(workspace.claimdesk())
        .with_context(|| workspace.claimdesk().display().to_string())?
        .len();
    say::note(&format!("{} bytes", say::thousands(size)));
    Ok(())
}
