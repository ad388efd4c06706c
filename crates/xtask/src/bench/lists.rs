//! Lists of claims: how many a second beside other servers, and how the reviewers' queue answers at a
//! thousand, a hundred thousand and a million claims.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::crowd::Crowd;
use super::http::{Client, Request, at_once};
use super::targets::{Claimdesk, Target, each};
use super::{milliseconds, per_second, percentile};
use crate::say;
use crate::workspace::Workspace;

const CONNECTIONS: u64 = 32;
const CLAIMS: u64 = 200;
const PAGE: usize = 50;
const SPAN: Duration = Duration::from_secs(4);
const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];
/// Of each page of the queue.
const READS: usize = 400;
const FAR: usize = 200;

/// Measures both.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    say::text(&format!(
        "lists: {PAGE} of {CLAIMS} claims, {CONNECTIONS} connections"
    ));
    each(workspace, |target| {
        let (times, span) = listed(target)?;
        say::text(&format!(
            "  {:<40} {:>6} a second; half within {}, 99 of 100 within {}",
            target.name(),
            say::thousands(per_second(times.len() as u64, span)),
            milliseconds(percentile(&times, 50)),
            milliseconds(percentile(&times, 99)),
        ));
        Ok(())
    })?;
    queue(workspace)
}

/// Times of lists from all connections at once, in order of length, and how long that took.
fn listed(target: &dyn Target) -> anyhow::Result<(Vec<Duration>, Duration)> {
    let mut client = Client::connect(target.address())?;
    for number in 0..CLAIMS {
        target.draft(&mut client, number)?;
    }
    let found = target.listed(&client.send(&target.list())?.json()?);
    ensure!(found == PAGE, "{found} claims are listed");
    let begun = Instant::now();
    let all = at_once(CONNECTIONS, |_| list_on(target, begun))?;
    let span = begun.elapsed();
    let mut times = all.concat();
    times.sort();
    Ok((times, span))
}

fn list_on(target: &dyn Target, begun: Instant) -> anyhow::Result<Vec<Duration>> {
    let mut client = Client::connect(target.address())?;
    let request = target.list();
    let mut times = Vec::new();
    while begun.elapsed() < SPAN {
        times.push(timed(&mut client, &request)?);
    }
    Ok(times)
}

/// How long one answer takes.
pub(super) fn timed(client: &mut Client, request: &Request) -> anyhow::Result<Duration> {
    let sent = Instant::now();
    let answer = client.send(request)?;
    let time = sent.elapsed();
    ensure!(
        (200..300).contains(&answer.status),
        "answered {}: {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    );
    Ok(time)
}

/// The first page and one far down, of the reviewers' queue and of one partner's own claims.
fn queue(workspace: &Workspace) -> anyhow::Result<()> {
    let crowd = Crowd::begin(workspace)?;
    say::text(&format!("queue: {PAGE} claims by due time, one connection"));
    for size in SIZES {
        crowd.grow(size)?;
        let server = crowd.signed_in()?;
        for (list, path) in [
            ("reviewers' queue", "/review/claims"),
            ("own claims", "/claims"),
        ] {
            let asked = |query: &str| match path {
                "/claims" => server.read(&format!("{path}{query}")),
                _ => server.reviewed(&format!("{path}{query}")),
            };
            let far = far_down(&server, &asked)?;
            for (page, request) in [("first page", asked("")), ("page 200", far)] {
                let mut client = Client::connect(server.address())?;
                let mut times = (0..READS)
                    .map(|_| timed(&mut client, &request))
                    .collect::<anyhow::Result<Vec<_>>>()?;
                times.sort();
                say::text(&format!(
                    "  {:>9} claims, {list}, {page:<10} half within {}, 99 of 100 within {}",
                    say::thousands(size),
                    milliseconds(percentile(&times, 50)),
                    milliseconds(percentile(&times, 99)),
                ));
            }
        }
    }
    Ok(())
}

/// The page that so many pages lead to, or the last one there is.
fn far_down(server: &Claimdesk, asked: &dyn Fn(&str) -> Request) -> anyhow::Result<Request> {
    let mut client = Client::connect(server.address())?;
    let mut request = asked("");
    for _ in 1..FAR {
        let page = client.send(&request)?.json()?;
        let Some(next) = page["next"].as_str() else {
            break;
        };
        request = asked(&format!("?cursor={next}"));
    }
    let page = client.send(&request)?.json()?;
    page["claims"].as_array().context("a page of claims")?;
    Ok(request)
}
