//! Commands that read a file from outside in a process of its own, for the server: `read-pdf` takes
//! the text out of the PDF on standard input, `inspect-file` looks through any file.
//!
//! Not for people, and therefore not in the help: what they do is bound to what the server does
//! with it. The process limits itself before it looks at a byte.

use std::io::{Read, Write};

use anyhow::Context;

use crate::evidence::inside::How;
use crate::evidence::pdf::read;

/// Bytes of memory, all in all.
const MOST_MEMORY: u64 = 1 << 29;
/// Seconds of the processor's time.
const MOST_SECONDS: u64 = 4;

pub(super) fn read_pdf() -> anyhow::Result<()> {
    said(&read(given()?).to_bytes())
}

pub(super) fn inspect(how: How) -> anyhow::Result<()> {
    said(&serde_json::to_vec(&how.look(&given()?))?)
}

fn given() -> anyhow::Result<Vec<u8>> {
    limit().context("the limits of this process cannot be set")?;
    let mut content = Vec::new();
    std::io::stdin().lock().read_to_end(&mut content)?;
    Ok(content)
}

fn said(answer: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(answer)?;
    out.flush()?;
    Ok(())
}

fn limit() -> std::io::Result<()> {
    use rlimit::Resource;
    for (resource, most) in [
        (Resource::AS, MOST_MEMORY),
        (Resource::CPU, MOST_SECONDS),
        // It writes no files, and leaves no picture of its memory behind.
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
    ] {
        // Never more than it was given.
        let (_, hard) = resource.get()?;
        let most = most.min(hard);
        resource.set(most, most)?;
    }
    if holds().is_some_and(|bytes| bytes > MOST_MEMORY) {
        // What is set aside already is given out whatever the limit says.
        return Err(std::io::Error::other(
            "more memory is set aside than it may have",
        ));
    }
    Ok(())
}

/// Bytes of its address space that are taken, as Linux tells it.
fn holds() -> Option<u64> {
    let counts = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = counts.split_whitespace().next()?.parse().ok()?;
    // The smallest a page can be.
    pages.checked_mul(4096)
}
