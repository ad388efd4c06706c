//! How long a server takes from its start to its first answer, and what it holds in memory while
//! nobody asks for anything.

use std::thread;
use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::targets::{kilobytes, memory};
use super::{milliseconds, percentile};
use crate::say;
use crate::server::Server;
use crate::workspace::Workspace;

const STARTS: usize = 9;
const SIZES: [u64; 2] = [1_000, 1_000_000];
/// Until what the start left behind is done.
const REST: Duration = Duration::from_secs(5);

/// Measures both, with few claims and with many.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let crowd = Crowd::begin(workspace)?;
    say::text(&format!(
        "start: from the process to the first answer of /readyz, {STARTS} times"
    ));
    for size in SIZES {
        crowd.grow(size)?;
        let mut times = Vec::new();
        let mut last: Option<Server> = None;
        for _ in 0..STARTS {
            drop(last.take());
            let begun = Instant::now();
            last = Some(crowd.serve()?);
            times.push(begun.elapsed());
        }
        times.sort();
        thread::sleep(REST);
        let idle = last.and_then(|server| memory(server.process()));
        say::text(&format!(
            "  {:>9} claims: half within {}, the slowest {}; idle with {}",
            say::thousands(size),
            milliseconds(percentile(&times, 50)),
            milliseconds(percentile(&times, 100)),
            kilobytes(idle),
        ));
    }
    Ok(())
}
