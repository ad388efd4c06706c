//! Reading files from outside in a process of its own.
//!
//! The process is this program again with a command that is not for people (`cli/apart.rs`). It may
//! use so much memory and time and no more; whatever becomes of it, the server goes on.

use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Files that are read at the same time.
const AT_ONCE: usize = 2;
/// How long one file may take. The process itself may use less.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long one may wait for its turn.
const QUEUE: Duration = Duration::from_mins(1);
/// What is taken from the process.
const MOST_BYTES: u64 = 1_000_000;

/// Runs the process, a few at a time.
#[derive(Debug)]
pub struct Apart {
    program: Option<PathBuf>,
    turns: Semaphore,
}

/// What became of it.
#[derive(Debug)]
pub enum Ended {
    /// It answered.
    Well(Vec<u8>),
    /// It used up what it may use, took too long, or broke.
    Badly,
}

impl Apart {
    /// With this program, or with the one that is running.
    pub fn new(program: Option<PathBuf>) -> Self {
        let own = || {
            std::env::current_exe()
                .inspect_err(|error| tracing::warn!(%error, "files cannot be looked through"))
                .ok()
        };
        Self {
            program: program.or_else(own),
            turns: Semaphore::new(AT_ONCE),
        }
    }

    /// The turn to run one; nothing when too many wait.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        let waits = tokio::time::timeout(QUEUE, self.turns.acquire());
        waits.await.ok().and_then(Result::ok)
    }

    /// Runs it with these arguments on this file, which it gets as it is: nobody here reads it.
    ///
    /// # Errors
    ///
    /// When it cannot be started.
    pub async fn run(&self, arguments: &[&str], file: File) -> anyhow::Result<Ended> {
        let runs = tokio::time::timeout(PATIENCE, self.run_to_the_end(arguments, file));
        runs.await.unwrap_or(Ok(Ended::Badly))
    }

    async fn run_to_the_end(&self, arguments: &[&str], file: File) -> anyhow::Result<Ended> {
        let Some(program) = &self.program else {
            anyhow::bail!("no program to read it with");
        };
        let mut child = Command::new(program)
            .args(arguments)
            .env_clear()
            // What the allocator sets aside of the address space at once, in KiB: its usual 1 GiB is
            // more than such a process may have.
            .env("MIMALLOC_ARENA_RESERVE", "32768")
            .stdin(file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Also when this is given up in the middle.
            .kill_on_drop(true)
            .spawn()?;
        let mut said = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            stdout.take(MOST_BYTES).read_to_end(&mut said).await?;
        }
        let status = child.wait().await?;
        Ok(if status.success() {
            Ended::Well(said)
        } else {
            tracing::info!(%status, "a file ended the process that read it");
            Ended::Badly
        })
    }
}
