//! Files of evidence beside what the disk takes: each is answered when it is on the disk, with its
//! SHA-256 known.

use std::fs::{self, File};
use std::io::Write;
use std::time::{Duration, Instant};

use super::http::{Client, Request, at_once};
use super::per_second;
use super::targets::{Claimdesk, Target, kilobytes};
use crate::say;
use crate::workspace::Workspace;

const FILES: u64 = 24;
/// Less than the 25 MB that a file may have.
const SIZE: u64 = 24_000_000;
const CONNECTIONS: u64 = 2;

/// Measures both on the same disk, with the same bytes.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let server = Claimdesk::start(workspace, "bench")?;
    let mut client = Client::connect(server.address())?;
    // All of them lie in memory before the first is sent.
    let mut requests = Vec::new();
    for number in 0..FILES {
        let (reference, _) = server.filed(&mut client, number)?;
        requests.push(server.made(
            &format!("/claims/{reference}/evidence?name=proof.eml"),
            &[("content-type", "message/rfc822")],
            &content(number)?,
        ));
    }
    let disk = written(workspace)?;
    let before = server.memory();
    let begun = Instant::now();
    let most = at_once(CONNECTIONS, |number| upload(&server, &requests, number))?;
    let time = begun.elapsed();
    let rate = |time: Duration| per_second(FILES * SIZE, time) / 1_000_000;
    say::text(&format!(
        "uploads: {FILES} files of {} MB, {CONNECTIONS} at once\n  \
         claimdesk   {} MB/s, each on the disk and its SHA-256 known; {} before, at most {}\n  \
         the disk    {} MB/s, each file written and synchronised, one after the other",
        SIZE / 1_000_000,
        say::thousands(rate(time)),
        kilobytes(before),
        kilobytes(most.into_iter().flatten().max()),
        say::thousands(rate(disk)),
    ));
    Ok(())
}

/// A mail; no two are the same. A PDF would be read for its text as well, by a process of its own.
fn content(number: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = b"From: anna@fabrikken.example\r\nTo: bo@nordlys.example\r\n\
        Date: Thu, 26 Nov 2026 10:00:00 +0000\r\nSubject: Proof\r\n\r\n"
        .to_vec();
    let mut word = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    while (bytes.len() as u64) < SIZE {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        bytes.extend_from_slice(format!("{word:016x}\r\n").as_bytes());
    }
    bytes.truncate(usize::try_from(SIZE)?);
    Ok(bytes)
}

/// How long the disk takes for as many bytes, from memory.
fn written(workspace: &Workspace) -> anyhow::Result<Duration> {
    let folder = workspace.target("bench/disk");
    fs::create_dir_all(&folder)?;
    let bytes = content(FILES)?;
    let begun = Instant::now();
    for number in 0..FILES {
        let mut file = File::create(folder.join(number.to_string()))?;
        file.write_all(&bytes)?;
        file.sync_data()?;
    }
    let time = begun.elapsed();
    fs::remove_dir_all(&folder)?;
    Ok(time)
}

/// This connection's share; gives the most memory that was seen between two files.
fn upload(server: &Claimdesk, requests: &[Request], number: u64) -> anyhow::Result<Option<u64>> {
    let mut client = Client::connect(server.address())?;
    let mut most = None;
    let share = requests
        .iter()
        .skip(usize::try_from(number)?)
        .step_by(usize::try_from(CONNECTIONS)?);
    for request in share {
        client.send(request)?.json()?;
        most = most.max(server.memory());
    }
    Ok(most)
}
