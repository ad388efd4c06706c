//! Invented Partner Center exports of Nordlys A/S, as the page has them too.

use chrono::{DateTime, Utc};
use claimdesk_exports::sample;

/// The files that can be had.
pub use claimdesk_exports::sample::NAMES;

/// A file's content; `None` for a name that is none of [`NAMES`].
pub fn content(name: &str, now: DateTime<Utc>) -> Option<String> {
    sample::export(name, now.date_naive())
}
