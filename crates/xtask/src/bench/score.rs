//! `claimdesk score` on a million rows of revenue.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::exports::{self, REVENUE_ROWS};
use super::{milliseconds, per_second, percentile};
use crate::run::not_started;
use crate::say;
use crate::workspace::Workspace;

const RUNS: usize = 7;

/// Measures it, and beside it how long it takes to read the file and no more.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let exports = exports::ensure(workspace)?;
    let size = fs::metadata(&exports.revenue)
        .context("the revenue export")?
        .len();
    let mut times = Vec::new();
    let mut reads = Vec::new();
    let mut memory = 0;
    // The first of each warms the cache, and is not counted.
    for round in 0..=RUNS {
        let mut command = Command::new(workspace.claimdesk());
        command.args(["score", "--track", "smb", "--format", "json"]);
        command
            .arg("--revenue")
            .arg(&exports.revenue)
            .arg("--usage")
            .arg(&exports.usage);
        command.arg("--skills").arg(&exports.skills);
        let read = plain_read(&exports.revenue)?;
        let (time, peak) = measured(&mut command)?;
        if round > 0 {
            reads.push(read);
            times.push(time);
            memory = memory.max(peak);
        }
    }
    times.sort();
    reads.sort();
    let (time, read) = (percentile(&times, 50), percentile(&reads, 50));
    let megabytes = |time| per_second(size, time) / 1_000_000;
    say::text(&format!(
        "score: {} rows, {} bytes; median of {RUNS}\n  \
         claimdesk score  {} (from {} to {}), {} MB/s, {} rows/s, at most {} kB of memory\n  \
         reading only     {}, {} MB/s",
        say::thousands(REVENUE_ROWS),
        say::thousands(size),
        milliseconds(time),
        milliseconds(percentile(&times, 0)),
        milliseconds(percentile(&times, 100)),
        say::thousands(megabytes(time)),
        say::thousands(per_second(REVENUE_ROWS, time)),
        say::thousands(memory),
        milliseconds(read),
        say::thousands(megabytes(read)),
    ));
    Ok(())
}

/// Wall time, and the most memory in kB where the system tells.
fn measured(command: &mut Command) -> anyhow::Result<(Duration, u64)> {
    let begun = Instant::now();
    let child = command.stdout(Stdio::null()).spawn();
    let mut child = child.map_err(|error| not_started(command, error))?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                bail!("claimdesk score failed ({status})");
            }
            return Ok((begun.elapsed(), peak));
        }
        peak = peak.max(high_water_mark(&status_file).unwrap_or(0));
        thread::sleep(Duration::from_millis(2));
    }
}

fn high_water_mark(status_file: &str) -> Option<u64> {
    let text = fs::read_to_string(status_file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn plain_read(file: &Path) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let mut file = File::open(file)?;
    let mut chunk = vec![0; 1 << 18];
    while file.read(&mut chunk)? > 0 {}
    Ok(begun.elapsed())
}
