//! The importer: chunks in, rows into the portfolio, a report at the end.

pub(crate) mod head;
mod rows;

use claimdesk_recognition::Month;
use claimdesk_recognition::portfolio::{Portfolio, Reason};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::columns::{Column, Columns, Expected, ExportKind, Mapping};
use crate::report::{ImportError, Place, Report, SetAside};
use crate::scan;
use head::has_whole_line;
use rows::{Cells, Fault, Row, add_revenue, add_skill, add_usage, cached_month};

/// The longest row in bytes: real ones have a few hundred.
const ROW_LIMIT: usize = 1 << 20;
/// The most cells: real exports have under thirty.
const CELL_LIMIT: usize = 4096;
/// How much of the file is looked at to find out what it is.
const HEADER_LIMIT: usize = 1 << 16;
/// How many places are told for each reason.
const PLACES: usize = 5;
/// How much of a cell is told.
const SHOWN: usize = 60;

/// Reads one file.
pub struct Importer {
    expected: Expected,
    /// Bytes held back until the header line is whole.
    head: Option<Vec<u8>>,
    reader: Reader,
    row: Vec<u8>,
    row_len: usize,
    ends: Vec<usize>,
    cells: usize,
    in_row: bool,
    line: u64,
    row_line: u64,
    delimiter: u8,
    /// Where the cells of the row at hand end, kept for the next one's.
    cell_ends: scan::Ends,
    /// Plainly written rows are read without the full reader; tests turn it off to compare.
    shortcut: bool,
    columns: Option<Columns>,
    /// The header's names, once it is read; also where it is no export's.
    header: Vec<String>,
    /// Files have long runs of rows of the same month.
    last_month: Option<(String, Option<Month>)>,
    rows: u64,
    duplicates: u64,
    months: Option<(Month, Month)>,
    set_aside: Vec<SetAside>,
}

impl Default for Importer {
    fn default() -> Self {
        Self::new()
    }
}

impl Importer {
    /// For a file whose kind its header tells.
    pub fn new() -> Self {
        Self {
            expected: Expected::Nothing,
            head: Some(Vec::new()),
            reader: ReaderBuilder::new().build(),
            row: vec![0; 4096],
            row_len: 0,
            ends: vec![0; 64],
            cells: 0,
            in_row: false,
            line: 1,
            row_line: 1,
            delimiter: b',',
            cell_ends: scan::Ends::default(),
            shortcut: true,
            columns: None,
            header: Vec::new(),
            last_month: None,
            rows: 0,
            duplicates: 0,
            months: None,
            set_aside: Vec::new(),
        }
    }

    /// For a file that is said to be this export.
    pub fn expecting(kind: ExportKind) -> Self {
        Self {
            expected: Expected::Kind(kind),
            ..Self::new()
        }
    }

    /// For a file whose columns a person has named.
    pub fn with_mapping(mapping: Mapping) -> Self {
        Self {
            expected: Expected::Mapping(Box::new(mapping)),
            ..Self::new()
        }
    }

    /// The names in the header, once it is read: also when they are no export's, so that
    /// a person can be asked which is which.
    pub fn header(&self) -> Option<&[String]> {
        (!self.header.is_empty()).then_some(self.header.as_slice())
    }

    /// Which column is taken for which; `None` before the header.
    pub fn mapping(&self) -> Option<Mapping> {
        self.columns.as_ref().map(Columns::mapping)
    }

    /// Columns of which the header does not tell for certain where they stand, or by which the
    /// file could be another export: worth a question before its rows are believed.
    pub fn doubtful(&self) -> &[Column] {
        self.columns
            .as_ref()
            .map_or(&[], |columns| columns.doubtful.as_slice())
    }

    /// The export it is, once the header is read.
    pub fn kind(&self) -> Option<ExportKind> {
        self.columns.as_ref().map(|columns| columns.kind)
    }

    /// Rows read so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Lines read so far.
    pub fn lines(&self) -> u64 {
        self.line - 1
    }

    /// True after the header when the bytes read so far end with a row.
    pub fn is_between_rows(&self) -> bool {
        self.head.is_none() && !self.in_row && self.columns.is_some()
    }

    /// An importer for rows further on in the same file, whose header this one has read: with
    /// it another thread can read them. It counts lines from 1; [`Importer::append`] puts that
    /// right. `None` before the header.
    #[must_use]
    pub fn fork(&self) -> Option<Self> {
        Some(Self {
            expected: self.expected.clone(),
            head: None,
            reader: ReaderBuilder::new().delimiter(self.delimiter).build(),
            delimiter: self.delimiter,
            shortcut: self.shortcut,
            columns: Some(self.columns.clone()?),
            header: self.header.clone(),
            ..Self::new()
        })
    }

    /// Goes on where `later` has come to, which was forked from this one and has read the bytes
    /// that follow. The portfolio that it filled is to be taken in by
    /// [`Portfolio::absorb_after`] with the lines before.
    ///
    /// # Errors
    ///
    /// Gives `later` back unless this one [is between rows](Self::is_between_rows): then the
    /// other did not begin with a row, and what it read means nothing.
    pub fn append(&mut self, later: Self) -> Result<(), Box<Self>> {
        if !self.is_between_rows() {
            return Err(Box::new(later));
        }
        let before = self.lines();
        for aside in later.set_aside {
            let held = aside_of(&mut self.set_aside, aside.reason);
            held.count += aside.count;
            let room = PLACES.saturating_sub(held.first.len());
            let places = aside.first.into_iter().take(room).map(|place| Place {
                line: place.line + before,
                ..place
            });
            held.first.extend(places);
        }
        self.rows += later.rows;
        self.duplicates += later.duplicates;
        self.months = spanning(self.months, later.months);
        self.line = before + later.line;
        self.row_line = before + later.row_line;
        self.reader = later.reader;
        (self.row, self.row_len) = (later.row, later.row_len);
        (self.ends, self.cells) = (later.ends, later.cells);
        self.in_row = later.in_row;
        Ok(())
    }

    /// Reads the next bytes. After an error the rows before it stay in the portfolio, and
    /// [`Importer::report`] tells of them.
    pub fn feed(&mut self, chunk: &[u8], portfolio: &mut Portfolio) -> Result<(), ImportError> {
        let Some(head) = &mut self.head else {
            self.check_room(portfolio)?;
            return self.rows_of(chunk, portfolio);
        };
        head.extend_from_slice(chunk);
        if (head.len() < 4 || !has_whole_line(head)) && head.len() < HEADER_LIMIT {
            return Ok(());
        }
        self.begin(portfolio)
    }

    /// Ends the file: a last row without a line break is read, a cut one set aside.
    pub fn finish(mut self, portfolio: &mut Portfolio) -> Result<Report, ImportError> {
        if self.head.is_some() {
            self.begin(portfolio)?;
        }
        if self.in_row {
            self.last_row(portfolio)?;
        }
        portfolio.settle();
        self.check_room(portfolio)?;
        self.report().ok_or(ImportError::Empty)
    }

    /// A hostile file must not fill the memory.
    fn check_room(&self, portfolio: &Portfolio) -> Result<(), ImportError> {
        if portfolio.is_full() {
            return Err(ImportError::TooMuch { line: self.line });
        }
        Ok(())
    }

    /// What has been read so far; `None` before the header.
    pub fn report(&self) -> Option<Report> {
        let columns = self.columns.as_ref()?;
        Some(Report {
            kind: columns.kind,
            rows: self.rows,
            duplicates: self.duplicates,
            months: self.months,
            columns: columns.used(),
            ignored: columns.ignored(),
            set_aside: self.set_aside.clone(),
        })
    }

    /// Finds out what the file is, and reads what was held back.
    fn begin(&mut self, portfolio: &mut Portfolio) -> Result<(), ImportError> {
        let held = self.head.take().unwrap_or_default();
        let (text, delimiter) = head::text(&held)?;
        self.delimiter = delimiter;
        self.reader = ReaderBuilder::new().delimiter(delimiter).build();
        self.rows_of(text, portfolio)
    }

    fn rows_of(&mut self, mut chunk: &[u8], portfolio: &mut Portfolio) -> Result<(), ImportError> {
        // What is text is found out for all rows together.
        let (whole, text) = (chunk, text_at_start(chunk));
        loop {
            if !self.in_row {
                // Blank lines are stepped over here, so that lines are counted right.
                let blank = chunk
                    .iter()
                    .take_while(|byte| matches!(byte, b'\n' | b'\r'))
                    .count();
                self.count_lines(&chunk[..blank]);
                chunk = &chunk[blank..];
                if self.shortcut && self.columns.is_some() {
                    let text = text.get(whole.len() - chunk.len()..).unwrap_or_default();
                    chunk = self.plain_rows(chunk, text, portfolio);
                }
                if chunk.is_empty() {
                    return Ok(());
                }
                if matches!(chunk.first(), Some(b'\n' | b'\r')) {
                    continue;
                }
                self.in_row = true;
                self.row_line = self.line;
                (self.row_len, self.cells) = (0, 0);
            }
            // An empty input would tell the reader that the file ends here.
            if chunk.is_empty() {
                return Ok(());
            }
            let (result, read, written, ended) = self.reader.read_record(
                chunk,
                &mut self.row[self.row_len..],
                &mut self.ends[self.cells..],
            );
            self.count_lines(&chunk[..read]);
            chunk = &chunk[read..];
            self.row_len += written;
            self.cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.grow_row()?,
                ReadRecordResult::OutputEndsFull => self.grow_ends()?,
                ReadRecordResult::Record | ReadRecordResult::End => {
                    self.in_row = false;
                    self.row_read(portfolio, false)?;
                }
            }
        }
    }

    /// Reads rows while they are plain and whole; the answer is what is left. `text` is as much of
    /// the chunk as is known to be text.
    fn plain_rows<'c>(
        &mut self,
        chunk: &'c [u8],
        text: &'c str,
        portfolio: &mut Portfolio,
    ) -> &'c [u8] {
        let mut ends = std::mem::take(&mut self.cell_ends);
        let mut rows = scan::Rows::new(chunk, self.delimiter, CELL_LIMIT);
        let mut place = rows.place();
        while let Some(plain) = rows.next(&mut ends) {
            let range = place..rows.place();
            place = range.end;
            self.row_line = self.line;
            self.line += plain.breaks;
            let row = chunk.get(range.clone()).unwrap_or_default();
            let cells = Cells::plain(row, text.get(range), ends.as_slice());
            self.data_row(&cells, portfolio, false);
        }
        self.cell_ends = ends;
        chunk.get(place..).unwrap_or_default()
    }

    /// The file ended within a row.
    fn last_row(&mut self, portfolio: &mut Portfolio) -> Result<(), ImportError> {
        loop {
            let (result, _, written, ended) = self.reader.read_record(
                &[],
                &mut self.row[self.row_len..],
                &mut self.ends[self.cells..],
            );
            self.row_len += written;
            self.cells += ended;
            match result {
                ReadRecordResult::OutputFull => self.grow_row()?,
                ReadRecordResult::OutputEndsFull => self.grow_ends()?,
                ReadRecordResult::InputEmpty | ReadRecordResult::Record | ReadRecordResult::End => {
                    self.in_row = false;
                    return self.row_read(portfolio, true);
                }
            }
        }
    }

    fn count_lines(&mut self, bytes: &[u8]) {
        let breaks = memchr::memchr_iter(b'\n', bytes).count();
        self.line += u64::try_from(breaks).unwrap_or(0);
    }

    fn grow_row(&mut self) -> Result<(), ImportError> {
        if self.row.len() >= ROW_LIMIT {
            return Err(ImportError::RowTooLong {
                line: self.row_line,
                column: self.cells + 1,
                limit: ROW_LIMIT,
            });
        }
        self.row.resize(self.row.len() * 2, 0);
        Ok(())
    }

    fn grow_ends(&mut self) -> Result<(), ImportError> {
        if self.ends.len() >= CELL_LIMIT {
            return Err(ImportError::TooManyCells {
                line: self.row_line,
                limit: CELL_LIMIT,
            });
        }
        self.ends.resize(self.ends.len() * 2, 0);
        Ok(())
    }

    fn row_read(&mut self, portfolio: &mut Portfolio, at_end: bool) -> Result<(), ImportError> {
        let row = std::mem::take(&mut self.row);
        let mut ends = std::mem::take(&mut self.cell_ends);
        let read = self.ends.get(..self.cells).unwrap_or_default();
        // Rows are shorter than `ROW_LIMIT`.
        ends.set(
            read.iter()
                .map(|end| u32::try_from(*end).unwrap_or(u32::MAX)),
        );
        let text = row.get(..self.row_len).unwrap_or_default();
        let cells = Cells::read(text, ends.as_slice());
        let result = if self.columns.is_some() {
            self.data_row(&cells, portfolio, at_end);
            Ok(())
        } else {
            self.header_row(&cells)
        };
        (self.row, self.cell_ends) = (row, ends);
        result
    }

    fn header_row(&mut self, cells: &Cells<'_>) -> Result<(), ImportError> {
        let names: Option<Vec<&str>> = (0..cells.len()).map(|index| cells.text(index)).collect();
        let names = names.ok_or(ImportError::NotCsv {
            what: "not UTF-8 text",
        })?;
        self.header = names.iter().map(|name| name.trim().to_owned()).collect();
        self.columns = Some(Columns::read(&names, &self.expected)?);
        Ok(())
    }

    fn data_row(&mut self, cells: &Cells<'_>, portfolio: &mut Portfolio, at_end: bool) {
        self.rows += 1;
        if let Err(Fault(reason, column)) = self.use_row(cells, portfolio, at_end) {
            self.put_aside(reason, column, cells);
        }
    }

    fn use_row(
        &mut self,
        cells: &Cells<'_>,
        portfolio: &mut Portfolio,
        at_end: bool,
    ) -> Result<(), Fault> {
        let Some(columns) = &self.columns else {
            return Ok(());
        };
        if cells.len() != columns.width {
            let cut = at_end && cells.len() < columns.width;
            return Err(Fault(
                if cut {
                    Reason::CutShort
                } else {
                    Reason::WrongNumberOfCells
                },
                None,
            ));
        }
        let row = Row {
            columns,
            cells,
            line: self.row_line,
        };
        if matches!(
            row.text(Column::Duplicate)?.trim(),
            "1" | "true" | "True" | "TRUE"
        ) {
            self.duplicates += 1;
            return Ok(());
        }
        match columns.kind {
            ExportKind::Skills => add_skill(&row, portfolio),
            ExportKind::Revenue => {
                let month = cached_month(&mut self.last_month, row.text(Column::Month)?)?;
                self.months = spanning(self.months, Some((month, month)));
                add_revenue(&row, month, portfolio)
            }
            ExportKind::Usage => {
                let month = cached_month(&mut self.last_month, row.text(Column::Month)?)?;
                self.months = spanning(self.months, Some((month, month)));
                add_usage(&row, month, portfolio)
            }
        }
    }

    fn put_aside(&mut self, reason: Reason, column: Option<Column>, cells: &Cells<'_>) {
        let place = column.and_then(|column| self.columns.as_ref()?.place(column));
        let name = place.and_then(|place| self.columns.as_ref()?.name(place).map(str::to_owned));
        let aside = aside_of(&mut self.set_aside, reason);
        aside.count += 1;
        if aside.first.len() < PLACES {
            // A row of the wrong length is told by the column at which it ends.
            let column = place.map_or_else(
                || {
                    matches!(reason, Reason::CutShort | Reason::WrongNumberOfCells)
                        .then_some(cells.len())
                },
                |place| Some(place + 1),
            );
            let text = place
                .and_then(|place| cells.text(place))
                .unwrap_or_default();
            aside.first.push(Place {
                line: self.row_line,
                column,
                name,
                text: text.chars().take(SHOWN).collect(),
            });
        }
    }
}

/// What some bytes begin with that is text.
fn text_at_start(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_else(|fault| {
        let valid = bytes.get(..fault.valid_up_to()).unwrap_or_default();
        std::str::from_utf8(valid).unwrap_or_default()
    })
}

/// The first and the last month of both.
fn spanning(one: Option<(Month, Month)>, other: Option<(Month, Month)>) -> Option<(Month, Month)> {
    match (one, other) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (one, other) => one.or(other),
    }
}

/// The entry of a reason, a new one if there is none; kept in the order of the reasons.
fn aside_of(all: &mut Vec<SetAside>, reason: Reason) -> &mut SetAside {
    let index = match all.binary_search_by_key(&reason, |aside| aside.reason) {
        Ok(index) => index,
        Err(index) => {
            let aside = SetAside {
                reason,
                count: 0,
                first: Vec::new(),
            };
            all.insert(index, aside);
            index
        }
    };
    &mut all[index]
}

#[cfg(test)]
mod tests;
