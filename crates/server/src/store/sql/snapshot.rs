//! A database file looked at from outside the server: copied while it is in use, checked, and
//! asked for the files it speaks of.

use std::path::Path;

use super::carry::{Carried, carry};
use super::tables;
use crate::store::StoreError;
use crate::store::db::{self, Address, Begin, Connection, Kind, Open};

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
    tables::newest(Kind::Sqlite)
}

/// Copies a database that may be in use into a file, as it was at one moment, without what must not
/// be kept.
///
/// # Errors
///
/// When either cannot be opened, read or written; `to` must not be there.
pub async fn copy(from: &Address, to: &Path) -> Result<(), StoreError> {
    let Address::File(from) = from else {
        return copy_of_server(from, to).await;
    };
    let mut source = Connection::sqlite(from, Open::Copy)?;
    let target = to
        .to_str()
        .ok_or_else(|| StoreError::new(format!("{} is not UTF-8", to.display())))?;
    db::query("VACUUM INTO ?1")
        .bind(target)
        .execute(&mut source)
        .await?;
    source.close().await?;
    let mut copied = Connection::sqlite(to, Open::ChangeCopy)?;
    for table in NOT_KEPT {
        // A program newer than the database may find it without one of them.
        let there: Option<i64> =
            db::query_scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1")
                .bind(table)
                .fetch_optional(&mut copied)
                .await?;
        if there.is_some() {
            db::query(format!("DELETE FROM {table}"))
                .execute(&mut copied)
                .await?;
        }
    }
    copied.close().await?;
    Ok(())
}

async fn copy_of_server(from: &Address, to: &Path) -> Result<(), StoreError> {
    tables::knows_all(from).await?;
    tables::bring_up_to_date(&Address::file(to)).await?;
    let mut source = from.connect(Open::Look).await?;
    let mut target = Connection::sqlite(to, Open::ChangeCopy)?;
    source.begin(Begin::Snapshot).await?;
    target.begin(Begin::Write).await?;
    carry(&mut source, &mut target, &NOT_KEPT).await?;
    source.rollback().await?;
    target.commit().await?;
    source.close().await?;
    target.close().await?;
    Ok(())
}

/// Brings a copy into a server's database that holds nothing yet. The copy gets the newest form of
/// the tables.
///
/// # Errors
///
/// When it holds something already; when either cannot be read or written.
pub async fn bring(copy: &Path, to: &Address) -> Result<(), StoreError> {
    tables::bring_up_to_date(&Address::file(copy)).await?;
    tables::bring_up_to_date(to).await?;
    let mut source = Connection::sqlite(copy, Open::Copy)?;
    let mut target = to.connect(Open::Write).await?;
    target.begin(Begin::Write).await?;
    ensure_empty(&mut target, to).await?;
    source.begin(Begin::Snapshot).await?;
    carry(&mut source, &mut target, &NOT_KEPT).await?;
    target.commit().await?;
    source.rollback().await?;
    source.close().await?;
    target.close().await?;
    Ok(())
}

/// Moves the installation of a file into a server's database that holds nothing yet, sessions and
/// uploads under way included. Nothing is changed in the file meanwhile, also by a server that runs
/// on it, nor ever after.
///
/// # Errors
///
/// When the server's database holds something already; when either cannot be read or written. Then
/// the file is as it was.
pub async fn move_to(from: &Path, to: &Address) -> Result<Vec<Carried>, StoreError> {
    tables::bring_up_to_date(&Address::file(from)).await?;
    tables::bring_up_to_date(to).await?;
    let mut source = Connection::sqlite(from, Open::Write)?;
    ensure_not_moved(&mut source).await?;
    let mut target = to.connect(Open::Write).await?;
    target.begin(Begin::Write).await?;
    ensure_empty(&mut target, to).await?;
    source.begin(Begin::Write).await?;
    let carried = carry(&mut source, &mut target, &[]).await?;
    // Whatever is written down from now on is written down there: a server that still runs on the
    // file refuses every change.
    db::query(
        "CREATE TRIGGER moved BEFORE UPDATE ON audit_log BEGIN
            SELECT raise(ABORT, 'this installation has moved to another database');
         END",
    )
    .execute(&mut source)
    .await?;
    // Nobody can change the file until both are done.
    target.commit().await?;
    source.commit().await?;
    source.close().await?;
    target.close().await?;
    Ok(carried)
}

/// Refuses a file whose installation was moved away.
pub(super) async fn ensure_not_moved(connection: &mut Connection) -> Result<(), StoreError> {
    if connection.kind() == Kind::Postgres {
        return Ok(());
    }
    let moved: bool = db::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'moved')",
    )
    .fetch_one(connection)
    .await?;
    if moved {
        return Err(StoreError::new(
            "this installation has moved to another database; start with --database".to_owned(),
        ));
    }
    Ok(())
}

async fn ensure_empty(connection: &mut Connection, address: &Address) -> Result<(), StoreError> {
    let holds: bool = db::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM audit)
             OR EXISTS (SELECT 1 FROM organisations)",
    )
    .fetch_one(connection)
    .await?;
    if holds {
        return Err(StoreError::new(format!(
            "{address} holds an installation already; name one that is empty"
        )));
    }
    Ok(())
}

/// A database opened for looking.
#[derive(Debug)]
pub struct Looked {
    connection: Connection,
}

/// A file of evidence, as the database tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Its place in the order of the listing.
    pub id: String,
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
    pub async fn at(address: &Address) -> Result<Self, StoreError> {
        let connection = address.connect(Open::Look).await?;
        Ok(Self { connection })
    }

    /// Opens a copy that nobody writes to; nothing is made beside it.
    pub fn at_copy(file: &Path) -> Result<Self, StoreError> {
        let connection = Connection::sqlite(file, Open::LookAtCopy)?;
        Ok(Self { connection })
    }

    /// The form of its tables: the number of the last migration.
    pub async fn schema(&mut self) -> Result<i64, StoreError> {
        let newest: Option<i64> =
            db::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
                .fetch_one(&mut self.connection)
                .await?;
        Ok(newest.unwrap_or_default())
    }

    /// What SQLite finds wrong with its file, in its own words. A server looks after its own.
    pub async fn faults(&mut self) -> Result<Vec<String>, StoreError> {
        if self.connection.kind() == Kind::Postgres {
            return Ok(Vec::new());
        }
        let mut faults: Vec<String> = db::query_scalar("PRAGMA integrity_check")
            .fetch_all(&mut self.connection)
            .await?;
        faults.retain(|said| said != "ok");
        let broken: Vec<(String, Option<i64>, String, i64)> =
            db::query_as("PRAGMA foreign_key_check")
                .fetch_all(&mut self.connection)
                .await?;
        faults.extend(broken.into_iter().map(|(table, row, parent, _)| {
            let row = row.map_or_else(String::new, |row| format!(" {row}"));
            format!("row{row} of {table} speaks of something that is not in {parent}")
        }));
        Ok(faults)
    }

    /// The files of evidence behind `after`, a page of them.
    pub async fn files(&mut self, after: Option<&KeptFile>) -> Result<Vec<KeptFile>, StoreError> {
        let rows: Vec<(String, String, i64, String, String)> = db::query_as(
            "SELECT evidence.id, sha256, size, claims.reference, name
             FROM evidence JOIN claims ON claims.id = evidence.claim_id
             WHERE evidence.id > ?1 ORDER BY evidence.id LIMIT ?2",
        )
        .bind(after.map_or("", |file| &file.id))
        .bind(PAGE)
        .fetch_all(&mut self.connection)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(id, sha256, size, reference, name)| KeptFile {
                id,
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
