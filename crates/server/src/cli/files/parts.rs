//! A large file in parts, for several threads.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Mutex;

use claimdesk_exports::Importer;
use claimdesk_recognition::Programme;
use claimdesk_recognition::portfolio::Portfolio;

use super::{Progress, feed};

/// Smaller files are not worth a second thread.
const WORTH_A_THREAD: u64 = 4 << 20;
/// How many parts of a file there are for each thread: a thread that the machine keeps from its
/// work for a while leaves more of them to the others. Each part is a portfolio of its own until they
/// are put together: exports go by month, so that together they hold hardly more than one would.
const PARTS: usize = 4;
/// How far a line break is looked for near the place where a file is cut.
const LOOK_FOR_BREAK: usize = 1 << 20;

/// A part of a file that any thread may read.
#[derive(Default)]
pub(super) enum Part {
    Waiting {
        start: u64,
        end: u64,
        importer: Box<Importer>,
    },
    Read {
        importer: Box<Importer>,
        portfolio: Box<Portfolio>,
        end: u64,
    },
    /// Something in it cannot be read: whoever puts the parts together meets it again, and tells
    /// it.
    #[default]
    Unread,
}

impl Part {
    /// Reads it, if nobody has.
    pub(super) fn read(self, path: &Path, programme: &Programme, progress: &Progress) -> Self {
        let Self::Waiting {
            start,
            end,
            mut importer,
        } = self
        else {
            return self;
        };
        let mut portfolio = Box::new(Portfolio::new(programme));
        let mut read = || -> anyhow::Result<()> {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(start))?;
            feed(
                &mut file,
                end - start,
                &mut importer,
                &mut portfolio,
                progress,
            )?;
            Ok(())
        };
        match read() {
            Ok(()) => Self::Read {
                importer,
                portfolio,
                end,
            },
            Err(_) => Self::Unread,
        }
    }
}

/// Puts the months in order, with the help of so many threads.
pub(super) fn settle(portfolio: &mut Portfolio, helpers: usize) {
    let months = Mutex::new(portfolio.unsettled());
    let next = || months.lock().ok()?.pop();
    let work = || {
        while let Some(month) = next() {
            month.settle();
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..helpers {
            scope.spawn(work);
        }
        work();
    });
}

/// Where the parts after the first begin: after line breaks near equal shares of the file. None
/// where one thread reads it as fast.
pub(super) fn starts(
    file: &mut File,
    place: u64,
    size: u64,
    threads: usize,
) -> anyhow::Result<Vec<u64>> {
    let left = size.saturating_sub(place);
    let threads = threads.clamp(1, 64);
    if threads == 1 || left <= WORTH_A_THREAD {
        return Ok(Vec::new());
    }
    // Never fewer than threads, and no smaller than is worth it beyond that.
    let parts = (left / WORTH_A_THREAD).clamp(threads as u64, (threads * PARTS) as u64);
    let mut starts = Vec::new();
    let mut near = vec![0; LOOK_FOR_BREAK];
    for number in 1..parts {
        let guess = place + left * number / parts;
        file.seek(SeekFrom::Start(guess))?;
        let read = file.read(&mut near)?;
        let line_break = near.iter().take(read).position(|byte| *byte == b'\n');
        let start = line_break.map(|at| guess + at as u64 + 1);
        if let Some(start) = start.filter(|start| *start < size && starts.last() < Some(start)) {
            starts.push(start);
        }
    }
    file.seek(SeekFrom::Start(place))?;
    Ok(starts)
}
