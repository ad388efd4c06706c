//! Durable submissions of claims a second, over REST, beside three other servers.
//!
//! Every answer that is counted came after the commit that holds its claim.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::http::{Client, Request, at_once};
use super::targets::{Target, each, kilobytes};
use super::{milliseconds, per_second, percentile, times};
use crate::say;
use crate::workspace::Workspace;

const CONNECTIONS: u64 = 32;
/// Enough that ours is busy for some seconds, few enough that the slowest is done in a minute.
const CLAIMS_EACH: u64 = 320;

/// Fills each server with drafts, then submits them from all connections at once.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    say::text(&format!(
        "submit: {} claims from {CONNECTIONS} connections, each answered after its commit",
        say::thousands(CONNECTIONS * CLAIMS_EACH),
    ));
    let mut own = None;
    each(workspace, |target| {
        let seen = measure(target)?;
        let rate = per_second(seen.times.len() as u64, seen.span);
        say::text(&format!(
            "  {:<40} {:>6} a second; half within {}, 99 of 100 within {}, the slowest {}; {}",
            target.name(),
            say::thousands(rate),
            milliseconds(percentile(&seen.times, 50)),
            milliseconds(percentile(&seen.times, 99)),
            milliseconds(percentile(&seen.times, 100)),
            kilobytes(target.memory()),
        ));
        match own {
            None => own = Some(rate),
            Some(own) => say::note(&format!("claimdesk: {} times as many", times(own, rate))),
        }
        Ok(())
    })
}

/// What all connections saw together.
struct Seen {
    span: Duration,
    /// In order of length.
    times: Vec<Duration>,
}

fn measure(target: &dyn Target) -> anyhow::Result<Seen> {
    let all_ready = Barrier::new(usize::try_from(CONNECTIONS)?);
    let results = at_once(CONNECTIONS, |number| {
        submit_many(target, number, &all_ready)
    })?;
    let begun = results.iter().map(|result| result.0).min();
    let ended = results.iter().map(|result| result.1).max();
    let mut times: Vec<_> = results.into_iter().flat_map(|result| result.2).collect();
    times.sort();
    Ok(Seen {
        span: ended.context("no connection")? - begun.context("no connection")?,
        times,
    })
}

/// Prepares drafts, waits for all others, submits; gives begin, end and each time.
fn submit_many(
    target: &dyn Target,
    number: u64,
    all_ready: &Barrier,
) -> anyhow::Result<(Instant, Instant, Vec<Duration>)> {
    let prepared = prepare(target, number);
    // Also on failure: the others wait for everybody.
    all_ready.wait();
    let (mut client, requests) = prepared?;
    let mut times = Vec::with_capacity(requests.len());
    let begun = Instant::now();
    for request in &requests {
        let sent = Instant::now();
        let answer = client.send(request)?;
        times.push(sent.elapsed());
        let answer = answer.json()?;
        ensure!(target.is_sent(&answer), "it is not submitted: {answer}");
    }
    Ok((begun, Instant::now(), times))
}

fn prepare(target: &dyn Target, number: u64) -> anyhow::Result<(Client, Vec<Request>)> {
    let mut client = Client::connect(target.address())?;
    let requests = (0..CLAIMS_EACH)
        .map(|claim| target.draft(&mut client, number * CLAIMS_EACH + claim))
        .collect::<anyhow::Result<_>>()?;
    Ok((client, requests))
}
