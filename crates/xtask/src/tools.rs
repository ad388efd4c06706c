//! What the build needs beside the Rust toolchain: found, or installed at the locked version.

use std::fs;
use std::process::Command;

use anyhow::{Context, bail};

use crate::run::{output, run};
use crate::say;
use crate::workspace::Workspace;

/// The newest that the pinned toolchain builds.
const TRUNK: &str = "0.21.14";
const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// What Playwright and binaryen need.
const NODE_MAJOR: u32 = 20;

/// What must be there beforehand, so that it fails in the first second rather than after minutes.
pub(crate) fn prerequisites(workspace: &Workspace) -> anyhow::Result<()> {
    if !["cc", "gcc", "clang"]
        .iter()
        .any(|compiler| workspace.find(compiler).is_some())
    {
        bail!(
            "no C compiler (SQLite is built from source); on Debian: apt-get install gcc libc6-dev"
        );
    }
    let node = output(workspace.command("node").arg("--version"))
        .context("Node.js brings wasm-opt and Playwright; install version 20 or newer, with npm")?;
    let node = node.trim();
    let major = node
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|text| text.parse().ok());
    if major.is_none_or(|major: u32| major < NODE_MAJOR) {
        bail!("Node.js is {node}; install version {NODE_MAJOR} or newer, with npm");
    }
    wasm_target(workspace)
}

fn wasm_target(workspace: &Workspace) -> anyhow::Result<()> {
    let library = ["--print", "target-libdir", "--target", WASM_TARGET];
    let library = output(workspace.command("rustc").args(library))?;
    if fs::exists(library.trim()).unwrap_or(false) {
        return Ok(());
    }
    if workspace.find("rustup").is_none() {
        bail!(
            "the Rust toolchain has no target {WASM_TARGET}, and there is no rustup to add it: \
             install rustup, or the target from where the toolchain came"
        );
    }
    run(workspace
        .command("rustup")
        .args(["target", "add", WASM_TARGET]))
}

/// Trunk and wasm-bindgen: Trunk itself cannot fetch what it misses without the network's leave,
/// and takes no other wasm-bindgen than the one in `Cargo.lock`.
pub(crate) fn wasm_tools(workspace: &Workspace) -> anyhow::Result<()> {
    let wasm_bindgen = locked(&workspace.path("Cargo.lock"), "wasm-bindgen")?;
    ensure(workspace, "trunk", "trunk", TRUNK)?;
    ensure(workspace, "wasm-bindgen-cli", "wasm-bindgen", &wasm_bindgen)?;
    // One package brings both; the tests need the second.
    match version(workspace, "wasm-bindgen-test-runner") {
        Some(found) if found == wasm_bindgen => Ok(()),
        _ => install(workspace, "wasm-bindgen-cli", &wasm_bindgen, true),
    }
}

/// The version of a package in `Cargo.lock`.
fn locked(lock: &std::path::Path, package: &str) -> anyhow::Result<String> {
    let text = fs::read_to_string(lock).with_context(|| lock.display().to_string())?;
    let name = format!("name = \"{package}\"");
    let mut lines = text.lines().skip_while(|line| *line != name).skip(1);
    lines
        .next()
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(ToOwned::to_owned)
        .with_context(|| format!("{} names no version of {package}", lock.display()))
}

fn ensure(workspace: &Workspace, package: &str, program: &str, wanted: &str) -> anyhow::Result<()> {
    match version(workspace, program) {
        Some(found) if found == wanted => {
            say::note(&format!("{program} {wanted} is there"));
            Ok(())
        }
        // The user's own may be wanted elsewhere at its version: leave it, and put ours beside.
        Some(found) => {
            say::note(&format!(
                "{program} is {found}; {wanted} goes to target/tools"
            ));
            install(workspace, package, wanted, true)
        }
        None => install(workspace, package, wanted, false),
    }
}

/// What `PROGRAM --version` says after the name.
fn version(workspace: &Workspace, program: &str) -> Option<String> {
    workspace.find(program)?;
    let text = output(workspace.command(program).arg("--version")).ok()?;
    text.split_whitespace().nth(1).map(ToOwned::to_owned)
}

fn install(
    workspace: &Workspace,
    package: &str,
    version: &str,
    beside: bool,
) -> anyhow::Result<()> {
    let with_root = |command: &mut Command| {
        if beside {
            command.arg("--root").arg(workspace.tools());
        }
    };
    if workspace.find("cargo-binstall").is_some() {
        let mut command = workspace.command("cargo");
        command.args(["binstall", "--no-confirm", &format!("{package}@{version}")]);
        with_root(&mut command);
        if run(&mut command).is_ok() {
            return Ok(());
        }
        say::note("no finished build could be had; it is compiled instead");
    }
    say::note(&format!(
        "{package} {version} is compiled once, which takes a few minutes"
    ));
    let compiled = |locked: bool| {
        let mut command = workspace.command("cargo");
        command.args(["install", package, "--version", version]);
        if locked {
            command.arg("--locked");
        }
        with_root(&mut command);
        // A tool that runs for seconds needs no link-time optimisation, half of its build.
        command
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        run(&mut command)
    };
    compiled(true).or_else(|_| {
        // A package it was locked to may have been withdrawn since.
        say::note("not as it was locked; with the newest packages that fit");
        compiled(false)
    })
}

/// The npm packages as locked: wasm-opt for the page, Playwright and axe for the tests.
pub(crate) fn npm_packages(workspace: &Workspace) -> anyhow::Result<()> {
    let folder = workspace.npm();
    let lock = fs::read(folder.join("package-lock.json")).context("tests/e2e/package-lock.json")?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        say::note("as locked");
        return Ok(());
    }
    let mut command = workspace.command("npm");
    command
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&folder);
    // The system's Chromium is used.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(&mut command)?;
    fs::write(&stamp, lock).with_context(|| stamp.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_tells_a_version_by_the_whole_name() -> anyhow::Result<()> {
        let folder = std::env::temp_dir().join(format!("xtask-lock-{}", std::process::id()));
        fs::write(
            &folder,
            "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
             [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n",
        )?;
        let (there, missing) = (locked(&folder, "wasm-bindgen"), locked(&folder, "trunk"));
        fs::remove_file(&folder)?;
        assert_eq!(there?, "0.2.130");
        assert!(missing.is_err());
        Ok(())
    }
}
