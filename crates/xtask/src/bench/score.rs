//! `claimdesk score` on a million rows of revenue.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde_json::Value;

use super::exports::{self, MILLION};
use super::{milliseconds, per_second, percentile, times};
use crate::run::not_started;
use crate::say;
use crate::workspace::Workspace;

const RUNS: usize = 7;

/// The thread counts that are compared.
const THREADS: [usize; 2] = [1, 2];
/// The floor and track that are asked for.
const FLOOR: &str = "250";
/// The associations that count, as the programme lists them.
const ASSOCIATIONS: &str =
    r#"["CPOR RevRec", "CPOR OSA", "CPOR RevRec Performance", "CSP Tier 1", "CSP Tier 2", "DPOR"]"#;
/// The question in SQL.
const DUCKDB: &str = include_str!("score.py");

/// What was measured of one side.
#[derive(Default)]
struct Side {
    times: Vec<Duration>,
    /// In kB.
    memory: u64,
}

impl Side {
    fn add(&mut self, time: Duration, memory: u64) {
        self.times.push(time);
        self.times.sort();
        self.memory = self.memory.max(memory);
    }

    fn median(&self) -> Duration {
        percentile(&self.times, 50)
    }
}

/// Measures it beside `DuckDB` asking the same of the same file, in turns, and how long one pass
/// over the file takes.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let export = exports::revenue(workspace, MILLION)?;
    let size = fs::metadata(&export).context("the revenue export")?.len();
    let megabytes = |time| say::thousands(per_second(size, time) / 1_000_000);
    say::text(&format!(
        "score: {} rows, {} bytes; medians of {RUNS}, in turns",
        say::thousands(MILLION.rows),
        say::thousands(size)
    ));
    let duckdb = duckdb(workspace, &export, 1)?;
    if duckdb.is_none() {
        say::note("DuckDB is not compared: python3 has no module `duckdb` (pip install duckdb)");
    }
    let mut passes = Vec::new();
    for threads in THREADS {
        let (mut own, mut other) = (Side::default(), Side::default());
        // The first round warms the cache, and is not counted.
        for round in 0..=RUNS {
            let pass = one_pass(&export)?;
            let (time, memory, counted) = claimdesk(workspace, &export, threads)?;
            if round > 0 {
                passes.push(pass);
                own.add(time, memory);
            }
            if duckdb.is_none() {
                continue;
            }
            if let Some(found) = self::duckdb(workspace, &export, threads)? {
                found.agrees_with(&counted)?;
                if round > 0 {
                    other.add(found.time, found.memory);
                }
            }
        }
        let time = own.median();
        say::text(&format!(
            "  {threads} thread{}\n    claimdesk score  {} (from {} to {}), {} MB/s, {} kB",
            if threads == 1 { "" } else { "s" },
            milliseconds(time),
            milliseconds(percentile(&own.times, 0)),
            milliseconds(percentile(&own.times, 100)),
            megabytes(time),
            say::thousands(own.memory),
        ));
        if let Some(found) = &duckdb {
            say::text(&format!(
                "    DuckDB {:<9} {} for the query alone (from {} to {}), {} MB/s, {} kB\n    \
                 {} times as fast, with {} of the memory; the same counts this month and a year ago",
                found.version,
                milliseconds(other.median()),
                milliseconds(percentile(&other.times, 0)),
                milliseconds(percentile(&other.times, 100)),
                megabytes(other.median()),
                say::thousands(other.memory),
                times(other.median().as_micros(), time.as_micros()),
                share(own.memory, other.memory),
            ));
        }
    }
    passes.sort();
    let pass = percentile(&passes, 50);
    say::text(&format!(
        "  one pass over the bytes in memory: {}, {} MB/s",
        milliseconds(pass),
        megabytes(pass)
    ));
    Ok(())
}

/// Per cent.
fn share(part: u64, whole: u64) -> String {
    format!("{} %", part * 100 / whole.max(1))
}

/// Pairs that count now and a year before, as `score` tells them, with their months.
type Counted = [(String, i64); 2];

fn claimdesk(
    workspace: &Workspace,
    file: &Path,
    threads: usize,
) -> anyhow::Result<(Duration, u64, Counted)> {
    let mut command = Command::new(workspace.claimdesk());
    command.args(["score", "--track", "smb", "--format", "json", "--threads"]);
    command.arg(threads.to_string()).arg("--revenue").arg(file);
    let (time, memory, printed) = measured(&mut command)?;
    let told: Value = serde_json::from_slice(&printed).context("what score printed")?;
    let month = told["month"].as_str().context("no month")?.to_owned();
    let (year, rest) = month.split_at(4);
    let before = format!("{}{rest}", year.parse::<u32>()? - 1);
    let count = |key: &str| told["metrics"][0][key].as_i64().context("no count");
    Ok((
        time,
        memory,
        [(month.clone(), count("now")?), (before, count("baseline")?)],
    ))
}

/// What `DuckDB` answered.
struct Answer {
    version: String,
    time: Duration,
    memory: u64,
    months: Value,
}

impl Answer {
    fn agrees_with(&self, counted: &Counted) -> anyhow::Result<()> {
        for (month, count) in counted {
            let (year, number) = month.split_once('-').context("a month")?;
            let name = exports::month_name(number.parse()?);
            let found = self.months[&format!("{name}, {year}")].as_i64();
            if found != Some(*count) {
                bail!("{month}: claimdesk counts {count} pairs, DuckDB {found:?}");
            }
        }
        Ok(())
    }
}

/// Asks `DuckDB`; `None` where it is not installed.
fn duckdb(workspace: &Workspace, file: &Path, threads: usize) -> anyhow::Result<Option<Answer>> {
    let mut python = workspace.command("python3");
    python.args(["-c", "import duckdb"]).stderr(Stdio::null());
    if !python.status().is_ok_and(|status| status.success()) {
        return Ok(None);
    }
    let mut python = workspace.command("python3");
    python
        .args(["-c", DUCKDB])
        .arg(file)
        .arg(threads.to_string());
    let printed = python.args([FLOOR, ASSOCIATIONS]).output()?;
    if !printed.status.success() {
        bail!(
            "DuckDB: {}",
            String::from_utf8_lossy(&printed.stderr).trim()
        );
    }
    let told: Value = serde_json::from_slice(&printed.stdout).context("what DuckDB printed")?;
    let seconds = told["seconds"].as_f64().context("no time")?;
    Ok(Some(Answer {
        version: told["version"].as_str().unwrap_or_default().to_owned(),
        time: Duration::from_secs_f64(seconds),
        memory: told["peak"].as_u64().unwrap_or(0),
        months: told["months"].clone(),
    }))
}

/// Wall time, the most memory in kB where the system tells, and what was printed.
fn measured(command: &mut Command) -> anyhow::Result<(Duration, u64, Vec<u8>)> {
    let begun = Instant::now();
    let child = command.stdout(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| not_started(command, error))?;
    let mut out = child.stdout.take().context("standard output")?;
    // The answer is printed at the end, and is shorter than a pipe holds.
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            if !status.success() {
                bail!("claimdesk score failed ({status})");
            }
            let time = begun.elapsed();
            let mut printed = Vec::new();
            out.read_to_end(&mut printed)?;
            return Ok((time, peak, printed));
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

/// How long it takes to look at every byte once, the file being in memory already.
fn one_pass(file: &Path) -> anyhow::Result<Duration> {
    let bytes = fs::read(file)?;
    let begun = Instant::now();
    let breaks = memchr::memchr_iter(b'\n', &bytes).count();
    let time = begun.elapsed();
    if breaks == 0 {
        bail!("{}: no line", file.display());
    }
    Ok(time)
}
