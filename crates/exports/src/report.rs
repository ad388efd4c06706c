//! What came of a file.

use claimdesk_recognition::Month;
use claimdesk_recognition::portfolio::Reason;
use thiserror::Error;

use crate::columns::{Column, ExportKind};

/// What was understood of a file, and what was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which export it is.
    pub kind: ExportKind,
    /// Rows below the header.
    pub rows: u64,
    /// Rows that say they are duplicates, and were skipped.
    pub duplicates: u64,
    /// The first and the last month of its rows; certificates have none.
    pub months: Option<(Month, Month)>,
    /// Columns that are read, with their names in the file.
    pub columns: Vec<(Column, String)>,
    /// The names of the others.
    pub ignored: Vec<String>,
    /// Rows that could not be used, by reason.
    pub set_aside: Vec<SetAside>,
}

/// Rows set aside for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Why.
    pub reason: Reason,
    /// How many.
    pub count: u64,
    /// Where the first of them stand.
    pub first: Vec<Place>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Line, counted from 1; a row over several lines is named by its first.
    pub line: u64,
    /// Column, counted from 1, where one is to blame.
    pub column: Option<usize>,
    /// The column's name in the file.
    pub name: Option<String>,
    /// What stands there, cut to 60 characters.
    pub text: String,
}

/// Why a file, or the rest of it, cannot be read. Each message names the cure.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ImportError {
    /// Nothing in it.
    #[error("the file is empty: export it again from Partner Center")]
    Empty,
    /// UTF-16.
    #[error("the file is in UTF-16: save it as \"CSV UTF-8 (comma delimited)\"")]
    Utf16,
    /// Something else than text.
    #[error("the file is {what}, not CSV: export it as CSV from Partner Center")]
    NotCsv {
        /// What it seems to be.
        what: &'static str,
    },
    /// Semicolons between the cells.
    #[error(
        "the cells are separated by semicolons: export the file again, without saving it in a spreadsheet"
    )]
    Semicolons,
    /// The header has no column of an export.
    #[error("line 1 has no known column: expected the header of {}", ExportKind::Revenue.title())]
    NoKnownColumn,
    /// The header lacks columns.
    #[error("line 1 lacks {} of {}", .columns.join(", "), .kind.title())]
    MissingColumns {
        /// The export it seems, or is said, to be.
        kind: ExportKind,
        /// What it lacks.
        columns: Vec<&'static str>,
    },
    /// The person's mapping names a column that the header does not have.
    #[error("{} was said to stand in column {place}, which the header does not have", .column.title())]
    NoSuchColumn {
        /// What was to stand there.
        column: Column,
        /// Where, counted from 1.
        place: usize,
    },
    /// The person's mapping gives one column two meanings.
    #[error("the column {name:?} was given two meanings: choose another column for one of them")]
    MappedTwice {
        /// The column's name in the file.
        name: String,
    },
    /// A row longer than any real one, usually because a quote is never closed.
    #[error(
        "line {line}, column {column}: the row is over {limit} bytes; a quote may never be closed"
    )]
    RowTooLong {
        /// Line on which the row begins.
        line: u64,
        /// Cell in which it ran over.
        column: usize,
        /// The limit.
        limit: usize,
    },
    /// More customers, subscriptions or months than any partner has.
    #[error(
        "line {line}: the exports say more than is kept (20 million facts, 4 million names); read fewer months at a time"
    )]
    TooMuch {
        /// The line it had come to.
        line: u64,
    },
    /// More cells than any real export has.
    #[error("line {line}: the row has over {limit} cells")]
    TooManyCells {
        /// Line.
        line: u64,
        /// The limit.
        limit: usize,
    },
}
