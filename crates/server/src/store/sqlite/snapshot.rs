//! A database file looked at from outside the server: copied while it is in use, checked, and
//! asked for the files it speaks of.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::MIGRATIONS;
use crate::store::StoreError;

/// What a copy does not take along: whoever finds it is not signed in by it, what was under
/// way when it was made has no file in it, and it lets go of nothing that the original still has.
const NOT_KEPT: [&str; 9] = [
    "account_links",
    "attempts",
    "contents",
    "passkey_challenges",
    "provider_sessions",
    "sessions",
    "setup_token",
    "sign_ins",
    "uploads",
];
/// Files of evidence asked for at once.
const PAGE: i64 = 1_000;

/// The newest form of the tables this program knows.
pub fn newest_schema() -> i64 {
    MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or_default()
}

/// Copies a database that may be in use, as it was at one moment, without what must not be kept.
///
/// # Errors
///
/// When either file cannot be opened, read or written; `to` must not be there.
pub async fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut source = SqliteConnectOptions::new().filename(from).connect().await?;
    let target = to
        .to_str()
        .ok_or_else(|| StoreError(format!("{} is not UTF-8", to.display())))?;
    sqlx::query("VACUUM INTO ?1")
        .bind(target)
        .execute(&mut source)
        .await?;
    source.close().await?;
    let mut copied = SqliteConnectOptions::new()
        .filename(to)
        .journal_mode(SqliteJournalMode::Delete)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await?;
    for table in NOT_KEPT {
        // A program newer than the database may find it without one of them.
        let there: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1")
                .bind(table)
                .fetch_optional(&mut copied)
                .await?;
        if there.is_some() {
            sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM {table}")))
                .execute(&mut copied)
                .await?;
        }
    }
    copied.close().await?;
    Ok(())
}

/// A database opened for looking.
#[derive(Debug)]
pub struct Looked {
    connection: SqliteConnection,
}

/// A file of evidence, as the database tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Its place in the order of the listing.
    pub at: i64,
    /// Hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// The claim it belongs to.
    pub reference: String,
    /// As its sender named it.
    pub name: String,
}

impl Looked {
    /// Opens a database that a server may have open as well.
    pub async fn at(file: &Path) -> Result<Self, StoreError> {
        Self::open(SqliteConnectOptions::new().filename(file)).await
    }

    /// Opens a copy that nobody writes to; nothing is made beside it.
    pub async fn at_copy(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(file);
        Self::open(options.read_only(true).immutable(true)).await
    }

    async fn open(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let options = options.pragma("query_only", "on");
        Ok(Self {
            connection: options.connect().await?,
        })
    }

    /// The form of its tables: the number of the last migration.
    pub async fn schema(&mut self) -> Result<i64, StoreError> {
        let newest: Option<i64> =
            sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
                .fetch_one(&mut self.connection)
                .await?;
        Ok(newest.unwrap_or_default())
    }

    /// What SQLite finds wrong with it, in its own words.
    pub async fn faults(&mut self) -> Result<Vec<String>, StoreError> {
        let mut faults: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_all(&mut self.connection)
            .await?;
        faults.retain(|said| said != "ok");
        let broken: Vec<(String, Option<i64>, String, i64)> =
            sqlx::query_as("PRAGMA foreign_key_check")
                .fetch_all(&mut self.connection)
                .await?;
        faults.extend(broken.into_iter().map(|(table, row, parent, _)| {
            let row = row.map_or_else(String::new, |row| format!(" {row}"));
            format!("row{row} of {table} speaks of something that is not in {parent}")
        }));
        Ok(faults)
    }

    /// The files of evidence behind `after`, a page of them; the first page is behind 0.
    pub async fn files(&mut self, after: i64) -> Result<Vec<KeptFile>, StoreError> {
        let rows: Vec<(i64, String, i64, String, String)> = sqlx::query_as(
            "SELECT evidence.rowid, sha256, size, claims.reference, name
             FROM evidence JOIN claims ON claims.id = evidence.claim_id
             WHERE evidence.rowid > ?1 ORDER BY evidence.rowid LIMIT ?2",
        )
        .bind(after)
        .bind(PAGE)
        .fetch_all(&mut self.connection)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(at, sha256, size, reference, name)| KeptFile {
                at,
                sha256,
                size: u64::try_from(size).unwrap_or_default(),
                reference,
                name,
            })
            .collect())
    }

    /// Closes it.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}
