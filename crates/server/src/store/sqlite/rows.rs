//! From columns to values and back.

use chrono::{DateTime, Utc};
use claimdesk_recognition::Month;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Row};

pub(super) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// A value the store wrote itself and cannot read back.
pub(super) fn damaged(what: &str, value: &impl std::fmt::Debug) -> sqlx::Error {
    sqlx::Error::Decode(format!("{what} in the database cannot be read: {value:?}").into())
}

pub(super) fn instant(value: i64) -> Result<DateTime<Utc>, sqlx::Error> {
    DateTime::from_timestamp_millis(value).ok_or_else(|| damaged("a time", &value))
}

pub(super) fn at<I: ColumnIndex<SqliteRow>>(
    row: &SqliteRow,
    column: I,
) -> Result<DateTime<Utc>, sqlx::Error> {
    instant(row.try_get(column)?)
}

pub(super) fn month(text: &str) -> Result<Month, sqlx::Error> {
    Month::parse(text).ok_or_else(|| damaged("a month", &text))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))
}
