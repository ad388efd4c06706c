//! The database driver: connections, statements and rows, the same for both databases.
//!
//! Statements are written once, as SQLite reads them; [`spelling`] says how PostgreSQL spells
//! the little that differs. Where the two need different words, a statement is [`Text::Each`].
//! All values are whole numbers, text and bytes: amounts and times are kept as such.

mod connection;
mod query;
mod row;
mod spelling;
mod trouble;
mod value;

pub use connection::{Address, Begin, Connection, Open, Postgres, Sqlite};
pub use query::{Done, Query, Scalar, Text, Tuples, query, query_as, query_scalar};
pub use row::{Column, Columns, Place, Row};
pub use value::{Bind, Value};

/// A statement failed, or its answer is not what it should be. Never a matter of what somebody sent.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL, or the way to it.
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
    /// A row holds something else than was expected.
    #[error("{0}")]
    Damaged(String),
    /// It can be read and not be written.
    #[error("attempt to write a readonly database")]
    ReadOnly,
    /// What was named cannot be used as a database.
    #[error("{0}")]
    Unusable(String),
    /// A value could not be written.
    #[error("a value cannot be written: {0}")]
    Unwritable(String),
}

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In a file of this process.
    Sqlite,
    /// A server, or a cluster that speaks its protocol.
    Postgres,
}
