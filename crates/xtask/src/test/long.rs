//! What `cargo xtask test --long` does beside the usual steps.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::process::Command;

use anyhow::Context;

use crate::run::{output, run as run_to_end};
use crate::say;
use crate::workspace::Workspace;

/// How many random cases each property test tries.
const CASES: &str = "10000";
/// How many steps the lives of claims take beside their model.
const LIFE_STEPS: &str = "2000000";
/// How often a server is killed at work.
const KILLS: &str = "200";
/// Rounds of evidence in a store that fails.
const FAULTS: &str = "200";
/// Places where the power is cut.
const POWER_CUTS: &str = "200";
/// Rounds on a disk that fails now and then.
const DISK_ROUNDS: &str = "100";
/// Claims that two reviewers decide at the same moment.
const RACES: &str = "10000";
/// Seconds for each fuzz target.
const SECONDS: u32 = 60;

/// Has the native tests try much more, from a place of their own each time: they tell it when
/// something fails. What is set already stays.
pub(super) fn more(tests: &mut Command) {
    let seed = RandomState::new().hash_one(());
    for (name, value) in [
        ("PROPTEST_CASES", CASES),
        ("CLAIMDESK_LIFE_STEPS", LIFE_STEPS),
        ("CLAIMDESK_KILLS", KILLS),
        ("CLAIMDESK_FAULTS", FAULTS),
        ("CLAIMDESK_POWER_CUTS", POWER_CUTS),
        ("CLAIMDESK_DISK_ROUNDS", DISK_ROUNDS),
        ("CLAIMDESK_RACES", RACES),
        ("CLAIMDESK_LIFE_SEED", &seed.to_string()),
        ("CLAIMDESK_DISK_SEED", &(seed % 1_000_000).to_string()),
    ] {
        if std::env::var_os(name).is_none() {
            tests.env(name, value);
        }
    }
}

/// Tries every fuzz target for a while. They need a nightly compiler and cargo-fuzz, which nothing
/// else here does: without them the step says so, and passes.
pub(super) fn fuzz(workspace: &Workspace) -> anyhow::Result<()> {
    if workspace.find("cargo-fuzz").is_none() {
        say::note("skipped: cargo-fuzz is not there; `cargo install cargo-fuzz` brings it");
        return Ok(());
    }
    if output(nightly(workspace).args(["rustc", "--version"])).is_err() {
        say::note(
            "skipped: there is no nightly compiler; `rustup toolchain install nightly` brings it",
        );
        return Ok(());
    }
    let names = output(nightly(workspace).args(["cargo", "fuzz", "list"]))?;
    for name in names.lines() {
        let [found, seeds] = ["corpus", "seeds"].map(|kind| format!("fuzz/{kind}/{name}"));
        std::fs::create_dir_all(workspace.path(&found))?;
        run_to_end(
            nightly(workspace)
                .args(["cargo", "fuzz", "run", name, &found, &seeds, "--"])
                .arg(format!("-max_total_time={SECONDS}"))
                .args(["-max_len=65536", "-rss_limit_mb=512", "-timeout=10"]),
        )
        .with_context(|| {
            format!("mend it, and keep the input in crates/recognition/tests/regressions/{name}")
        })?;
    }
    Ok(())
}

/// A program of the nightly toolchain. What it builds does not mix with the rest.
fn nightly(workspace: &Workspace) -> Command {
    let mut command = workspace.command("rustup");
    command.args(["run", "nightly"]);
    command.env("CARGO_TARGET_DIR", workspace.target("fuzz"));
    command
}
