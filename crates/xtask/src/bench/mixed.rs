//! A day's work at once: 1,000 requests a second, four of five of them reads, whether the answers
//! keep up or not.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::crowd::Crowd;
use super::http::{Client, Request, at_once};
use super::targets::{Claimdesk, Target, kilobytes};
use super::{milliseconds, per_second, percentile};
use crate::say;
use crate::workspace::Workspace;

const CLAIMS: u64 = 100_000;
const CONNECTIONS: u64 = 32;
const A_SECOND: u64 = 1_000;
const SPAN: Duration = Duration::from_secs(20);

/// Sends at a fixed pace. A time counts from when the request was due, not from when a connection was
/// free for it: else a server that stands still would be measured once.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let crowd = Crowd::begin(workspace)?;
    crowd.grow(CLAIMS)?;
    let server = crowd.signed_in()?;
    let begin = Instant::now() + Duration::from_secs(2);
    let all = at_once(CONNECTIONS, |number| keep_pace(&server, number, begin))?;
    let span = begin.elapsed();
    let [reads, writes] = [false, true].map(|writes| {
        let mut times: Vec<_> = all
            .iter()
            .flatten()
            .filter(|(is_write, _)| *is_write == writes)
            .map(|(_, time)| *time)
            .collect();
        times.sort();
        times
    });
    say::text(&format!(
        "mixed: {} claims, {} requests a second asked for, {} answered; {} afterwards",
        say::thousands(CLAIMS),
        say::thousands(A_SECOND),
        say::thousands(per_second((reads.len() + writes.len()) as u64, span)),
        kilobytes(server.memory()),
    ));
    for (what, times) in [("reads", reads), ("writes", writes)] {
        say::text(&format!(
            "  {:>6} {what:<6} half within {}, 99 of 100 within {}, the slowest {}",
            say::thousands(times.len() as u64),
            milliseconds(percentile(&times, 50)),
            milliseconds(percentile(&times, 99)),
            milliseconds(percentile(&times, 100)),
        ));
    }
    Ok(())
}

/// One connection's share: whether each was a write, and how long after its time it was answered.
fn keep_pace(
    server: &Claimdesk,
    number: u64,
    begin: Instant,
) -> anyhow::Result<Vec<(bool, Duration)>> {
    let mut client = Client::connect(server.address())?;
    let (mut reference, mut version) = server.filed(&mut client, 5_000_000 + number)?;
    let step = Duration::from_secs(1) * u32::try_from(CONNECTIONS)? / u32::try_from(A_SECOND)?;
    // The connections take turns.
    let mut due = begin + step * u32::try_from(number)? / u32::try_from(CONNECTIONS)?;
    let mut seen = Vec::new();
    for round in 0_u64.. {
        if due >= begin + SPAN {
            break;
        }
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let turn = (round + number) % 20;
        let request = asked(
            server,
            turn,
            &reference,
            version,
            6_000_000 + number * 10_000 + round,
        );
        let answer = client.send(&request)?.json()?;
        let is_write = is_write(turn);
        seen.push((is_write, due.elapsed()));
        if is_write {
            answer["reference"]
                .as_str()
                .context("a claim has a reference")?
                .clone_into(&mut reference);
            version = answer["version"]
                .as_i64()
                .context("a claim has a version")?;
        }
        due += step;
    }
    Ok(seen)
}

const fn is_write(turn: u64) -> bool {
    turn.is_multiple_of(5)
}

/// What comes in this turn of twenty: three times answers are saved and once a claim is begun, the
/// rest is looked at.
fn asked(server: &Claimdesk, turn: u64, reference: &str, version: i64, number: u64) -> Request {
    match turn {
        0 => server.begins(number),
        _ if is_write(turn) => server.saves(reference, version, number),
        1 | 6 | 11 => server.read("/claims"),
        2 | 7 => server.read("/claims?find=fabrikken"),
        3 => server.read("/claims?sort=due"),
        4 | 14 => server.reviewed("/review/claims"),
        8 => server.reviewed("/review/claims?state=submitted"),
        9 | 19 => server.read("/notices"),
        12 => server.read("/session"),
        _ => server.read(&format!("/claims/{reference}")),
    }
}
