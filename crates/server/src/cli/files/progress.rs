//! How far reading has come, on a terminal.

use std::io::{IsTerminal, Read, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often the line is written again.
const EVERY: Duration = Duration::from_millis(100);
/// Shorter reading shows nothing: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(300);

/// Counts bytes, and tells them on standard error while that is a terminal.
pub(crate) struct Progress {
    shown: Option<Mutex<Instant>>,
    begun: Instant,
    done: AtomicU64,
    expected: AtomicU64,
}

impl Progress {
    /// `wanted` is what the person said; nothing is shown where nobody looks.
    pub(crate) fn new(wanted: bool) -> Self {
        let begun = Instant::now();
        Self {
            shown: (wanted && std::io::stderr().is_terminal()).then(|| Mutex::new(begun)),
            begun,
            done: AtomicU64::new(0),
            expected: AtomicU64::new(0),
        }
    }

    /// So many bytes more are to come.
    pub(crate) fn expect(&self, bytes: u64) {
        self.expected.fetch_add(bytes, Ordering::Relaxed);
    }

    /// So many bytes more have been read.
    pub(crate) fn add(&self, bytes: u64) {
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let Some(shown) = &self.shown else {
            return;
        };
        // Another thread is writing the line: it need not be written twice.
        let Ok(mut last) = shown.try_lock() else {
            return;
        };
        if last.elapsed() < EVERY || self.begun.elapsed() < PATIENCE {
            return;
        }
        *last = Instant::now();
        let expected = self.expected.load(Ordering::Relaxed).max(1);
        let _ = write!(
            std::io::stderr(),
            "\rreading {:>3} % of {} MB",
            (done * 100 / expected).min(100),
            expected / 1_000_000
        );
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }

    /// A reader whose bytes are counted.
    pub(crate) fn count<R: Read>(&self, from: R) -> impl Read + use<'_, R> {
        Counted {
            from,
            progress: self,
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

struct Counted<'a, R> {
    from: R,
    progress: &'a Progress,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(into)?;
        self.progress.add(read as u64);
        Ok(read)
    }
}
