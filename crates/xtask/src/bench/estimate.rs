//! The points of a portfolio of ten thousand customers after one changed input, natively and
//! in WebAssembly built as the page is.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use claimdesk_measured::{CUSTOMERS, Planner, portfolio};
use claimdesk_recognition::Programme;
use serde_json::Value;

use super::{milliseconds, percentile};
use crate::run::{output, run as run_to_end};
use crate::workspace::Workspace;
use crate::{say, tools};

/// Changes of each kind that are timed.
const ROUNDS: usize = 400;
const PACKAGE: &str = "claimdesk-measured";
const TARGET: &str = "wasm32-unknown-unknown";
/// The profile of the page.
const PROFILE: &str = "wasm-release";

/// The times of one kind of change, and the sum of all points told, which both builds must
/// agree on.
struct Timed {
    sorted: Vec<Duration>,
    points: String,
}

/// Measures both.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let programme = Programme::builtin();
    let portfolio = portfolio(&programme, CUSTOMERS)?;
    let mut planner = Planner::new(&portfolio, &programme)?;
    let native = [
        timed(|| planner.claim())?,
        timed(|| planner.claim_and_forecast())?,
    ];
    let told = in_wasm(workspace)?;
    let wasm = [read(&told["claim"])?, read(&told["forecast"])?];
    say::text(&format!(
        "estimate: {} customers, one claim exchanged for another; p50, p99 of {ROUNDS}",
        say::thousands(CUSTOMERS)
    ));
    let kinds = [
        "points of this month and the next",
        "and twelve months to come with their causes",
    ];
    for ((kind, native), wasm) in kinds.iter().zip(&native).zip(&wasm) {
        ensure!(
            native.points == wasm.points,
            "{kind}: {} natively, {} in WebAssembly",
            native.points,
            wasm.points
        );
        say::text(&format!(
            "  {kind}\n    native {}, WebAssembly {}",
            spread(native),
            spread(wasm)
        ));
    }
    Ok(())
}

fn spread(timed: &Timed) -> String {
    let at = |hundredths| milliseconds(percentile(&timed.sorted, hundredths));
    format!("{}, {}", at(50), at(99))
}

fn timed(mut call: impl FnMut() -> anyhow::Result<i128>) -> anyhow::Result<Timed> {
    let mut sorted = Vec::with_capacity(ROUNDS);
    let mut points = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        points += call()?;
        sorted.push(begun.elapsed());
    }
    sorted.sort();
    Ok(Timed {
        sorted,
        points: points.to_string(),
    })
}

/// Builds the package as the page is built, and lets Node.js time it.
fn in_wasm(workspace: &Workspace) -> anyhow::Result<Value> {
    tools::prerequisites(workspace)?;
    tools::wasm_tools(workspace)?;
    tools::npm_packages(workspace)?;
    let (folder, target) = (workspace.target("bench/estimate"), workspace.target(TARGET));
    run_to_end(workspace.command("cargo").args([
        "build",
        "--quiet",
        "--locked",
        "-p",
        PACKAGE,
        "--profile",
        PROFILE,
        "--target",
        TARGET,
    ]))?;
    let built = target.join(PROFILE).join("claimdesk_measured.wasm");
    run_to_end(
        workspace
            .command("wasm-bindgen")
            .args(["--target", "nodejs", "--out-dir"])
            .arg(&folder)
            .arg(&built),
    )?;
    let module = folder.join("claimdesk_measured_bg.wasm");
    run_to_end(
        workspace
            .command("wasm-opt")
            .args(["-Oz", "--output"])
            .args([&module, &module]),
    )?;
    let told = output(
        workspace
            .command("node")
            .arg(workspace.path("crates/xtask/src/bench/estimate.mjs"))
            .arg(folder.join("claimdesk_measured.js"))
            .arg(ROUNDS.to_string()),
    )?;
    serde_json::from_str(&told).context("what Node.js printed")
}

fn read(told: &Value) -> anyhow::Result<Timed> {
    let times: Vec<u64> = serde_json::from_value(told["nanoseconds"].clone())?;
    let mut sorted: Vec<_> = times.into_iter().map(Duration::from_nanos).collect();
    sorted.sort();
    let points = told["points"].as_str().context("no points")?.to_owned();
    Ok(Timed { sorted, points })
}
