//! `cargo xtask bench`: figures for the README, measured on the finished binary.

mod assess;
mod crowd;
mod estimate;
mod exports;
mod http;
mod lists;
mod mixed;
mod npm;
mod page;
mod score;
mod size;
mod start;
mod submit;
mod targets;
mod uploads;

use std::time::Duration;

use anyhow::Context;

use crate::build;
use crate::run::run as run_to_end;
use crate::workspace::Workspace;

/// A benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// A million rows of revenue on the command line.
    Score,
    /// Durable submissions of claims over REST, beside three other servers.
    Submit,
    /// Lists of claims beside other servers, and pages of long queues.
    Lists,
    /// 1,000 requests a second, four of five of them reads.
    Mixed,
    /// From the start to the first answer, and memory while nobody asks.
    Start,
    /// What claims take on the disk, and how long a backup of many takes.
    Size,
    /// Files of evidence beside what the disk takes.
    Uploads,
    /// Assessments of claims, beside two rule engines.
    Assess,
    /// One changed input of a large portfolio, natively and in WebAssembly.
    Estimate,
    /// The page in the browser: exports from drop to scorecard beside two other ways, keystrokes
    /// to painted points, the first visit.
    Page,
    /// An audit log of a million entries: written, verified, proved.
    Audit,
}

impl Name {
    const ALL: [Self; 11] = [
        Self::Score,
        Self::Submit,
        Self::Lists,
        Self::Mixed,
        Self::Start,
        Self::Size,
        Self::Uploads,
        Self::Assess,
        Self::Estimate,
        Self::Page,
        Self::Audit,
    ];

    /// Reads its name.
    pub(crate) fn parse(name: &str) -> anyhow::Result<Self> {
        let found = Self::ALL.into_iter().find(|bench| bench.name() == name);
        found.with_context(|| {
            format!(
                "no benchmark `{name}`: {}",
                Self::ALL.map(Self::name).join(", ")
            )
        })
    }

    /// False for what is measured in this program itself.
    const fn asks_the_binary(self) -> bool {
        !matches!(self, Self::Assess | Self::Estimate | Self::Audit)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Submit => "submit",
            Self::Lists => "lists",
            Self::Mixed => "mixed",
            Self::Start => "start",
            Self::Size => "size",
            Self::Uploads => "uploads",
            Self::Assess => "assess",
            Self::Estimate => "estimate",
            Self::Page => "page",
            Self::Audit => "audit",
        }
    }
}

/// Runs the benchmarks asked for, or all.
pub(crate) fn run(workspace: &Workspace, names: &[Name]) -> anyhow::Result<()> {
    let names = if names.is_empty() { &Name::ALL } else { names };
    // The measuring side must be fast too: it shares the processor with what it measures.
    if cfg!(debug_assertions) {
        if names.iter().any(|name| name.asks_the_binary()) {
            build::all(workspace)?;
        }
        let mut again = workspace.command("cargo");
        again.args([
            "run",
            "--quiet",
            "--release",
            "--locked",
            "-p",
            "claimdesk-xtask",
            "--",
        ]);
        return run_to_end(
            again
                .arg("bench")
                .args(names.iter().map(|name| name.name())),
        );
    }
    for name in names {
        match name {
            Name::Score => score::run(workspace)?,
            Name::Submit => submit::run(workspace)?,
            Name::Lists => lists::run(workspace)?,
            Name::Mixed => mixed::run(workspace)?,
            Name::Start => start::run(workspace)?,
            Name::Size => size::run(workspace)?,
            Name::Uploads => uploads::run(workspace)?,
            Name::Assess => assess::run(workspace)?,
            Name::Estimate => estimate::run(workspace)?,
            Name::Page => page::run(workspace)?,
            Name::Audit => run_to_end(workspace.command("cargo").args([
                "bench",
                "--quiet",
                "--locked",
                "-p",
                "claimdesk-server",
                "--bench",
                "audit",
            ]))?,
        }
    }
    Ok(())
}

/// How much a second, of so much in such a time.
fn per_second(amount: u64, time: Duration) -> u64 {
    let nanoseconds = time.as_nanos().max(1);
    u64::try_from(u128::from(amount) * 1_000_000_000 / nanoseconds).unwrap_or(u64::MAX)
}

/// How many times one is the other, in tenths, as a person writes them.
fn times(large: impl Into<u128>, small: impl Into<u128>) -> String {
    let tenths = large.into() * 10 / small.into().max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The value below which so many hundredths of the sorted times lie.
fn percentile(sorted: &[Duration], hundredths: usize) -> Duration {
    let index = (sorted.len() * hundredths / 100).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().unwrap_or_default()
}

/// Milliseconds with two decimals.
fn milliseconds(time: Duration) -> String {
    let hundredths = time.as_micros() / 10;
    format!("{}.{:02} ms", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_percentiles() {
        assert_eq!(per_second(500, Duration::from_millis(250)), 2_000);
        let times: Vec<_> = (1..=200).map(Duration::from_millis).collect();
        let found = [50, 99, 100].map(|hundredths| percentile(&times, hundredths).as_millis());
        assert_eq!(found, [101, 199, 200]);
        assert_eq!(percentile(&[], 50), Duration::ZERO);
        assert_eq!(milliseconds(Duration::from_micros(12_345)), "12.34 ms");
        assert_eq!(super::times(7_u64, 2_u64), "3.5");
    }
}
