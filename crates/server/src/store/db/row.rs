//! Rows, and what is read from them.

use std::sync::Arc;

use rusqlite::types::ValueRef;
use sqlx::postgres::PgRow;
use sqlx::{Column as _, Row as _, TypeInfo, ValueRef as _};

use super::{Error, Value};

/// A row of an answer.
#[derive(Clone, Debug)]
pub struct Row {
    names: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// The value of a column, by its name or its number.
    ///
    /// # Errors
    ///
    /// When there is no such column, or it holds something else.
    pub fn try_get<'r, T: Column<'r>>(&'r self, place: impl Place) -> Result<T, Error> {
        let value = place
            .index(&self.names)
            .and_then(|index| self.values.get(index))
            .ok_or_else(|| Error::Damaged(format!("the answer has no column {}", place.told())))?;
        T::read(value)
            .ok_or_else(|| Error::Damaged(format!("column {} holds something else", place.told())))
    }

    /// Its values, in the order of the columns.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The names of its columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn names_of_sqlite(statement: &rusqlite::Statement<'_>) -> Arc<[String]> {
        statement
            .column_names()
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    pub(super) fn of_sqlite(row: &rusqlite::Row<'_>, names: &Arc<[String]>) -> Result<Self, Error> {
        let read = |(index, name): (usize, &String)| {
            Ok(match row.get_ref(index)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Text(text) => Value::Text(
                    str::from_utf8(text)
                        .map_err(|_| Error::Damaged(format!("column {name} is not UTF-8")))?
                        .to_owned(),
                ),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_owned()),
                ValueRef::Real(_) => return Err(unknown(name, "REAL")),
            })
        };
        Ok(Self {
            names: Arc::clone(names),
            values: names
                .iter()
                .enumerate()
                .map(read)
                .collect::<Result<_, Error>>()?,
        })
    }

    pub(super) fn names_of_postgres(row: &PgRow) -> Arc<[String]> {
        row.columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect()
    }

    pub(super) fn of_postgres(row: &PgRow, names: &Arc<[String]>) -> Result<Self, Error> {
        let read = |(index, name): (usize, &String)| {
            let raw = row.try_get_raw(index)?;
            if raw.is_null() {
                return Ok(Value::Null);
            }
            Ok(match raw.type_info().name() {
                "INT8" => Value::Integer(row.try_get_unchecked(index)?),
                "INT4" => Value::Integer(row.try_get_unchecked::<i32, _>(index)?.into()),
                "INT2" => Value::Integer(row.try_get_unchecked::<i16, _>(index)?.into()),
                "BOOL" => Value::Integer(row.try_get_unchecked::<bool, _>(index)?.into()),
                "BYTEA" => Value::Blob(row.try_get_unchecked(index)?),
                "TEXT" | "VARCHAR" | "NAME" | "JSON" => Value::Text(row.try_get_unchecked(index)?),
                other => return Err(unknown(name, other)),
            })
        };
        Ok(Self {
            names: Arc::clone(names),
            values: names
                .iter()
                .enumerate()
                .map(read)
                .collect::<Result<_, Error>>()?,
        })
    }
}

fn unknown(column: &str, type_name: &str) -> Error {
    Error::Damaged(format!("column {column} is of the type {type_name}"))
}

/// A column, by name or number.
pub trait Place: Copy {
    /// Which one.
    fn index(&self, names: &[String]) -> Option<usize>;
    /// As it is told in a message.
    fn told(&self) -> String;
}

impl Place for &str {
    fn index(&self, names: &[String]) -> Option<usize> {
        names.iter().position(|name| name == self)
    }

    fn told(&self) -> String {
        (*self).to_owned()
    }
}

impl Place for usize {
    fn index(&self, _: &[String]) -> Option<usize> {
        Some(*self)
    }

    fn told(&self) -> String {
        self.to_string()
    }
}

/// What can be read from a column.
pub trait Column<'r>: Sized {
    /// The value, unless it is of another kind.
    fn read(value: &'r Value) -> Option<Self>;
}

impl Column<'_> for i64 {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

macro_rules! narrower {
    ($($type:ty),*) => {$(
        impl Column<'_> for $type {
            fn read(value: &Value) -> Option<Self> {
                i64::read(value)?.try_into().ok()
            }
        }
    )*};
}
narrower!(i32, u32, u16);

impl Column<'_> for bool {
    fn read(value: &Value) -> Option<Self> {
        i64::read(value).map(|number| number != 0)
    }
}

impl<'r> Column<'r> for &'r str {
    fn read(value: &'r Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Column<'_> for String {
    fn read(value: &Value) -> Option<Self> {
        <&str>::read(value).map(str::to_owned)
    }
}

impl<'r> Column<'r> for &'r [u8] {
    fn read(value: &'r Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl Column<'_> for Vec<u8> {
    fn read(value: &Value) -> Option<Self> {
        <&[u8]>::read(value).map(<[u8]>::to_vec)
    }
}

impl<'r, T: Column<'r>> Column<'r> for Option<T> {
    fn read(value: &'r Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            there => T::read(there).map(Some),
        }
    }
}

/// All columns of a row, as a tuple.
pub trait Columns: Sized {
    /// Reads them in their order.
    ///
    /// # Errors
    ///
    /// When one holds something else.
    fn read(row: &Row) -> Result<Self, Error>;
}

macro_rules! tuples {
    ($(($($name:ident $index:literal),+)),*) => {$(
        impl<$($name),+> Columns for ($($name,)+)
        where
            $($name: for<'r> Column<'r>),+
        {
            fn read(row: &Row) -> Result<Self, Error> {
                Ok(($(row.try_get::<$name>($index)?,)+))
            }
        }
    )*};
}
tuples!(
    (A 0),
    (A 0, B 1),
    (A 0, B 1, C 2),
    (A 0, B 1, C 2, D 3),
    (A 0, B 1, C 2, D 3, E 4)
);
