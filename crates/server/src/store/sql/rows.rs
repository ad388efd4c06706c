//! From columns to values and back.

use chrono::{DateTime, Utc};
use claimdesk_recognition::Month;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::db::{self, Row};

pub(super) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// A value the store wrote itself and cannot read back.
pub(super) fn damaged(what: &str, value: &impl std::fmt::Debug) -> db::Error {
    db::Error::Damaged(format!("{what} in the database cannot be read: {value:?}"))
}

pub(super) fn instant(value: i64) -> Result<DateTime<Utc>, db::Error> {
    DateTime::from_timestamp_millis(value).ok_or_else(|| damaged("a time", &value))
}

pub(super) fn at(row: &Row, column: &str) -> Result<DateTime<Utc>, db::Error> {
    instant(row.try_get(column)?)
}

pub(super) fn month(text: &str) -> Result<Month, db::Error> {
    Month::parse(text).ok_or_else(|| damaged("a month", &text))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, db::Error> {
    serde_json::from_str(text).map_err(|error| db::Error::Damaged(error.to_string()))
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Result<String, db::Error> {
    serde_json::to_string(value).map_err(|error| db::Error::Unwritable(error.to_string()))
}
