//! Reading the files one after the other, in slices.
//!
//! Each file is read into a portfolio of its own, which is taken in when its end is reached: what
//! a cancelled or unreadable file had brought never counts, and costs nothing.

use claimdesk_exports::{ImportError, Importer, Mapping, examples, signature};
use claimdesk_recognition::portfolio::Portfolio;
use leptos::prelude::*;

use super::Exports;
use super::archive::{self, has_ending};
use super::given::{Content, Given, Outcome, Progress, Question, State, Understood, Why};
use super::source::{self, Form, Source, Trouble};
use crate::portfolio::pace::Pace;

/// Bytes that are read between two looks at the clock.
const PIECE: usize = 1 << 14;
/// How much of a file is kept to show what stands in its columns.
const SHOWN: usize = 1 << 16;
/// Milliseconds between two steps of what is told of the progress.
const TOLD: u64 = 100;
/// The largest claims file in bytes, as on the command line.
const CLAIMS_LIMIT: usize = 64 << 20;

/// Reads what waits.
pub(super) struct Reader {
    exports: Exports,
    /// Of the files; another one means that they were forgotten.
    round: u32,
    pace: Pace,
    empty: Portfolio,
    /// When progress was last told.
    told: u64,
}

/// How the reading of a file ended, with what it brought.
type End = (State, Option<Portfolio>);

impl Reader {
    pub(super) fn new(exports: Exports, round: u32) -> Self {
        Self {
            exports,
            round,
            pace: Pace::new(),
            empty: Portfolio::new(exports.held.programme()),
            told: 0,
        }
    }

    /// Reads until nothing waits; false when the files were forgotten meanwhile.
    pub(super) async fn run(mut self) -> bool {
        let held = self.exports.held;
        let mut brought = false;
        while let Some(given) = self.exports.next_waiting() {
            self.exports.now(&given, State::Reading);
            let (state, portfolio) = if held.is_full() {
                (State::Unread(Trouble::Full), None)
            } else {
                let end = self.file(&given).await;
                end.unwrap_or_else(|trouble| (State::Unread(trouble), None))
            };
            if self.is_over() {
                return false;
            }
            if given.stop.get_value() {
                self.exports.now(&given, State::Cancelled);
                continue;
            }
            if let Some(portfolio) = portfolio {
                held.absorb(portfolio, &mut self.pace).await;
                if self.is_over() {
                    return false;
                }
                brought = true;
            }
            self.exports.now(&given, state);
            self.pace.turn().await;
        }
        if brought {
            held.show(&mut self.pace).await;
        }
        !self.is_over()
    }

    fn is_over(&self) -> bool {
        self.exports.round.get_value() != self.round
    }

    async fn file(&mut self, given: &Given) -> Result<End, Trouble> {
        let source = match &given.content {
            Content::Member(archive, member) => Source::member(archive, member).await?,
            Content::Whole(blob) => match source::form(blob).await? {
                Form::Zip => return self.archive(given, blob).await,
                Form::Gzip => Source::gzip(blob)?,
                Form::Plain => Source::plain(blob.clone()),
            },
        };
        if has_ending(&given.path, "json") {
            self.claims(given, source).await
        } else {
            self.rows(given, source).await
        }
    }

    async fn archive(&self, given: &Given, blob: &web_sys::Blob) -> Result<End, Trouble> {
        let opened = archive::open(blob).await?;
        if opened.members.is_empty() {
            return if opened.document {
                let what = "a zip archive or a workbook";
                let error = ImportError::NotCsv { what };
                Ok((State::Stopped(error, None), None))
            } else {
                Err(Trouble::NothingInside)
            };
        }
        let count = opened.members.len();
        if self.is_over() || !self.exports.unfold(given, blob, opened.members) {
            return Ok((State::Cancelled, None));
        }
        Ok((State::Opened(count), None))
    }

    async fn claims(&mut self, given: &Given, mut source: Source) -> Result<End, Trouble> {
        let mut bytes: Vec<u8> = Vec::new();
        while let Some(chunk) = source.next().await? {
            bytes.extend(chunk);
            if bytes.len() > CLAIMS_LIMIT {
                source.stop();
                return Err(Trouble::TooLarge);
            }
            self.pace.turn().await;
        }
        let text = String::from_utf8(bytes).map_err(|_| Trouble::NoText)?;
        if !self.is_over() && !given.stop.get_value() {
            self.exports.hand_claims(&given.path, text);
        }
        Ok((State::Claims, None))
    }

    async fn rows(&mut self, given: &Given, mut source: Source) -> Result<End, Trouble> {
        let mut rows = Rows::new(&self.empty, &given.path);
        let mut bytes = 0;
        while let Some(chunk) = source.next().await? {
            for piece in chunk.chunks(PIECE) {
                if self.is_over() || given.stop.get_value() {
                    source.stop();
                    return Ok((State::Cancelled, None));
                }
                let end = rows.feed(piece, &self.empty, self.exports);
                bytes += piece.len() as u64;
                self.tell(given, bytes, rows.importer.rows());
                if let Some(state) = end {
                    source.stop();
                    return Ok(self.ended(rows, state).await);
                }
                self.pace.turn().await;
            }
        }
        while rows.portfolio.settle_next() {
            self.pace.turn().await;
        }
        let columns = rows.understood();
        let Rows {
            importer,
            mut portfolio,
            ..
        } = rows;
        Ok(match importer.finish(&mut portfolio) {
            Ok(report) => {
                let outcome = Box::new(Outcome { report, columns });
                (State::Read(outcome), Some(portfolio))
            }
            Err(error) => (State::Stopped(error, None), None),
        })
    }

    /// A file that ended before its last byte; rows before a fault count.
    async fn ended(&mut self, mut rows: Rows, state: State) -> End {
        if !state.counts() {
            return (state, None);
        }
        while rows.portfolio.settle_next() {
            self.pace.turn().await;
        }
        (state, Some(rows.portfolio))
    }

    fn tell(&mut self, given: &Given, bytes: u64, rows: u64) {
        let now = self.pace.now();
        if now.saturating_sub(self.told) >= TOLD {
            self.told = now;
            given.progress.set(Progress { bytes, rows });
        }
    }
}

/// The rows of a file on their way into a portfolio of its own.
struct Rows {
    importer: Importer,
    portfolio: Portfolio,
    path: String,
    /// The bytes before the header was known, and some more to show.
    head: Vec<u8>,
    /// The columns are settled.
    settled: bool,
    said: bool,
}

impl Rows {
    fn new(empty: &Portfolio, path: &str) -> Self {
        let mut portfolio = empty.clone();
        portfolio.begin_file(path);
        Self {
            importer: Importer::new(),
            portfolio,
            path: path.to_owned(),
            head: Vec::new(),
            settled: false,
            said: false,
        }
    }

    /// Reads the next bytes; the answer is the file's state when it goes no further.
    fn feed(&mut self, piece: &[u8], empty: &Portfolio, exports: Exports) -> Option<State> {
        if !self.settled || self.head.len() < SHOWN {
            self.head.extend_from_slice(piece);
        }
        let mut fed = self.importer.feed(piece, &mut self.portfolio);
        if !self.settled
            && let Some(header) = self.importer.header()
        {
            self.settled = true;
            let said = exports.remembered.of(&signature(header));
            if let Some(mapping) = said {
                *self = Self {
                    importer: Importer::with_mapping(mapping),
                    head: std::mem::take(&mut self.head),
                    settled: true,
                    said: true,
                    ..Self::new(empty, &self.path)
                };
                fed = self.importer.feed(&self.head, &mut self.portfolio);
            } else if let Err(error) = &fed
                && self.importer.mapping().is_none()
            {
                return Some(self.question(Why::Unknown(error.clone())));
            } else if !self.importer.doubtful().is_empty() {
                let doubtful = self.importer.doubtful().to_vec();
                return Some(self.question(Why::Doubtful(doubtful)));
            }
        }
        let error = fed.err()?;
        Some(match self.importer.report() {
            Some(report) => {
                let columns = self.understood();
                State::Stopped(error, Some(Box::new(Outcome { report, columns })))
            }
            // What the reader said of the columns does not fit; they may say it anew.
            None if self.importer.header().is_some() => self.question(Why::Unknown(error)),
            None => State::Stopped(error, None),
        })
    }

    fn question(&self, why: Why) -> State {
        let header = self.importer.header().unwrap_or_default();
        let columns = Understood {
            header: header.to_vec(),
            examples: examples(&self.head),
            mapping: Mapping::guess(header, None),
            said: false,
        };
        State::Asking(Box::new(Question { why, columns }))
    }

    fn understood(&self) -> Option<Understood> {
        Some(Understood {
            header: self.importer.header()?.to_vec(),
            examples: examples(&self.head),
            mapping: self.importer.mapping()?,
            said: self.said,
        })
    }
}
