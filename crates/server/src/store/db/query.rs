//! Statements: a text, its values, and how they are carried out.

use std::borrow::Cow;
use std::marker::PhantomData;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, ToSql};
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::{Arguments, AssertSqlSafe, Executor};
use tracing::Instrument as _;

use super::{Bind, Column, Columns, Connection, Error, Kind, Row, spelling};
use crate::traces;

/// The text of a statement.
#[derive(Clone, Debug)]
pub enum Text {
    /// One for both databases, as SQLite reads it.
    Both(Cow<'static, str>),
    /// One for each.
    Each {
        /// SQLite's.
        sqlite: Cow<'static, str>,
        /// PostgreSQL's, with the values as SQLite spells them.
        postgres: Cow<'static, str>,
    },
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self::Both(Cow::Borrowed(text))
    }
}

impl From<String> for Text {
    /// Only of our own words: what somebody sent is bound, never written into a statement.
    fn from(text: String) -> Self {
        Self::Both(Cow::Owned(text))
    }
}

impl Text {
    fn as_written(&self) -> &str {
        match self {
            Self::Both(text) => text,
            Self::Each { sqlite, .. } => sqlite,
        }
    }

    fn spelled(&self, kind: Kind) -> Cow<'_, str> {
        match (self, kind) {
            (Self::Both(text), Kind::Sqlite) => Cow::Borrowed(text),
            (Self::Both(text), Kind::Postgres) => Cow::Owned(spelling::postgres(text)),
            (Self::Each { sqlite, .. }, Kind::Sqlite) => Cow::Borrowed(sqlite),
            (Self::Each { postgres, .. }, Kind::Postgres) => {
                Cow::Owned(spelling::postgres(postgres))
            }
        }
    }
}

/// What a statement did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    rows: u64,
}

impl Done {
    /// Rows it wrote, changed or removed.
    pub const fn rows_affected(self) -> u64 {
        self.rows
    }
}

/// A statement with its values.
#[derive(Clone, Debug)]
#[must_use]
pub struct Query<'q> {
    text: Text,
    values: Vec<Bind<'q>>,
    long: bool,
}

/// A statement.
pub fn query<'q>(text: impl Into<Text>) -> Query<'q> {
    Query {
        text: text.into(),
        values: Vec::new(),
        long: false,
    }
}

/// A statement that answers with one column.
pub fn query_scalar<'q, T>(text: impl Into<Text>) -> Scalar<'q, T> {
    Scalar {
        query: query(text),
        read: PhantomData,
    }
}

/// A statement that answers with tuples.
pub fn query_as<'q, T>(text: impl Into<Text>) -> Tuples<'q, T> {
    Tuples {
        query: query(text),
        read: PhantomData,
    }
}

/// How many rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    All,
    First,
}

impl<'q> Query<'q> {
    /// Gives the next value.
    pub fn bind(mut self, value: impl Into<Bind<'q>>) -> Self {
        self.values.push(value.into());
        self
    }

    /// It reads so much that others should not wait for it.
    pub const fn long(mut self) -> Self {
        self.long = true;
        self
    }

    /// The statement that asks how this one would be carried out, with the values it has.
    #[cfg(test)]
    pub(in crate::store) fn explained(self, kind: Kind) -> Self {
        let text = match (&self.text, kind) {
            (text, Kind::Sqlite) => format!("EXPLAIN QUERY PLAN {}", text.as_written()),
            (Text::Each { postgres, .. }, Kind::Postgres) => format!("EXPLAIN {postgres}"),
            (Text::Both(text), Kind::Postgres) => format!("EXPLAIN {text}"),
        };
        Self {
            text: Text::from(text),
            ..self
        }
    }

    /// Carries it out.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub async fn execute(self, connection: &mut Connection) -> Result<Done, Error> {
        let span = traces::statement(self.text.as_written());
        self.executed(connection).instrument(span).await
    }

    async fn executed(self, connection: &mut Connection) -> Result<Done, Error> {
        let text = self.text.spelled(connection.kind());
        let rows = match connection {
            Connection::Sqlite(one) => one.with(self.long, |driver| -> Result<u64, Error> {
                let mut statement = driver.prepare_cached(&text)?;
                given(&mut statement, &self.values)?;
                // A statement may answer, and is carried out to its end all the same.
                let mut rows = statement.raw_query();
                while rows.next()?.is_some() {}
                drop(rows);
                drop(statement);
                Ok(driver.changes())
            })?,
            Connection::Postgres(one) => one
                .driver()
                .execute(sqlx::query_with(
                    AssertSqlSafe(text.as_ref()),
                    arguments(self.values)?,
                ))
                .await?
                .rows_affected(),
        };
        Ok(Done { rows })
    }

    async fn rows(self, connection: &mut Connection, wanted: Wanted) -> Result<Vec<Row>, Error> {
        let span = traces::statement(self.text.as_written());
        self.read(connection, wanted).instrument(span).await
    }

    async fn read(self, connection: &mut Connection, wanted: Wanted) -> Result<Vec<Row>, Error> {
        let text = self.text.spelled(connection.kind());
        match connection {
            Connection::Sqlite(one) => one.with(self.long, |driver| {
                let mut statement = driver.prepare_cached(&text)?;
                given(&mut statement, &self.values)?;
                let names = Row::names_of_sqlite(&statement);
                let mut rows = statement.raw_query();
                let mut read = Vec::new();
                while let Some(row) = rows.next()? {
                    read.push(Row::of_sqlite(row, &names)?);
                    if wanted == Wanted::First {
                        break;
                    }
                }
                Ok(read)
            }),
            Connection::Postgres(one) => {
                let prepared =
                    sqlx::query_with(AssertSqlSafe(text.as_ref()), arguments(self.values)?);
                let rows: Vec<PgRow> = match wanted {
                    Wanted::All => one.driver().fetch_all(prepared).await?,
                    Wanted::First => Vec::from_iter(one.driver().fetch_optional(prepared).await?),
                };
                let names = rows.first().map(Row::names_of_postgres).unwrap_or_default();
                rows.iter()
                    .map(|row| Row::of_postgres(row, &names))
                    .collect()
            }
        }
    }

    /// All its rows.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub async fn fetch_all(self, connection: &mut Connection) -> Result<Vec<Row>, Error> {
        self.rows(connection, Wanted::All).await
    }

    /// Its first row, if it has one.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub async fn fetch_optional(self, connection: &mut Connection) -> Result<Option<Row>, Error> {
        Ok(self.rows(connection, Wanted::First).await?.pop())
    }

    /// Its only row.
    ///
    /// # Errors
    ///
    /// When there is none; those of the database.
    pub async fn fetch_one(self, connection: &mut Connection) -> Result<Row, Error> {
        let row = self.fetch_optional(connection).await?;
        row.ok_or_else(|| Error::Damaged("there is no row".to_owned()))
    }
}

/// Gives a statement its values.
fn given(statement: &mut CachedStatement<'_>, values: &[Bind<'_>]) -> Result<(), Error> {
    for (index, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(())
}

impl ToSql for Bind<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Self::Integer(Some(number)) => ValueRef::Integer(*number),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Blob(Some(bytes)) => ValueRef::Blob(bytes),
            Self::Integer(None) | Self::Text(None) | Self::Blob(None) => ValueRef::Null,
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

fn arguments(values: Vec<Bind<'_>>) -> Result<PgArguments, Error> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Bind::Integer(number) => arguments.add(number),
            // Its text has no NUL. What was sent is whole in the JSON that holds it; this is a
            // column that is searched or shown in a list.
            Bind::Text(text) => arguments.add(text.map(|text| {
                if text.contains('\0') {
                    text.replace('\0', "\u{fffd}")
                } else {
                    text.into_owned()
                }
            })),
            Bind::Blob(bytes) => arguments.add(bytes.map(Cow::into_owned)),
        }
        .map_err(|error| Error::Unwritable(error.to_string()))?;
    }
    Ok(arguments)
}

/// A statement that answers with one column.
#[derive(Clone, Debug)]
#[must_use]
pub struct Scalar<'q, T> {
    query: Query<'q>,
    read: PhantomData<fn() -> T>,
}

impl<'q, T: for<'r> Column<'r>> Scalar<'q, T> {
    /// Gives the next value.
    pub fn bind(mut self, value: impl Into<Bind<'q>>) -> Self {
        self.query = self.query.bind(value);
        self
    }

    /// It reads so much that others should not wait for it.
    pub fn long(mut self) -> Self {
        self.query = self.query.long();
        self
    }

    /// The only row's.
    ///
    /// # Errors
    ///
    /// When there is none, or it is something else; those of the database.
    pub async fn fetch_one(self, connection: &mut Connection) -> Result<T, Error> {
        self.query.fetch_one(connection).await?.try_get(0)
    }

    /// The first row's, if there is one.
    ///
    /// # Errors
    ///
    /// When it is something else; those of the database.
    pub async fn fetch_optional(self, connection: &mut Connection) -> Result<Option<T>, Error> {
        let row = self.query.fetch_optional(connection).await?;
        row.map(|row| row.try_get(0)).transpose()
    }

    /// All rows'.
    ///
    /// # Errors
    ///
    /// When one is something else; those of the database.
    pub async fn fetch_all(self, connection: &mut Connection) -> Result<Vec<T>, Error> {
        let rows = self.query.fetch_all(connection).await?;
        rows.iter().map(|row| row.try_get(0)).collect()
    }
}

/// A statement that answers with tuples.
#[derive(Clone, Debug)]
#[must_use]
pub struct Tuples<'q, T> {
    query: Query<'q>,
    read: PhantomData<fn() -> T>,
}

impl<'q, T: Columns> Tuples<'q, T> {
    /// Gives the next value.
    pub fn bind(mut self, value: impl Into<Bind<'q>>) -> Self {
        self.query = self.query.bind(value);
        self
    }

    /// It reads so much that others should not wait for it.
    pub fn long(mut self) -> Self {
        self.query = self.query.long();
        self
    }

    /// The only row.
    ///
    /// # Errors
    ///
    /// When there is none, or it is something else; those of the database.
    pub async fn fetch_one(self, connection: &mut Connection) -> Result<T, Error> {
        T::read(&self.query.fetch_one(connection).await?)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    ///
    /// When it is something else; those of the database.
    pub async fn fetch_optional(self, connection: &mut Connection) -> Result<Option<T>, Error> {
        let row = self.query.fetch_optional(connection).await?;
        row.as_ref().map(T::read).transpose()
    }

    /// All rows.
    ///
    /// # Errors
    ///
    /// When one is something else; those of the database.
    pub async fn fetch_all(self, connection: &mut Connection) -> Result<Vec<T>, Error> {
        let rows = self.query.fetch_all(connection).await?;
        rows.iter().map(T::read).collect()
    }
}
