//! Answers that are given again: one row for each idempotency key.

use chrono::{DateTime, Utc};

use super::readers::Readers;
use super::rows::millis;
use super::writer::Writer;
use crate::store::db::{self, Connection, Row};
use crate::store::{Remember, SavedAnswer, Stored};

pub(super) async fn remembered(
    readers: &Readers,
    account: &str,
    key: &str,
) -> Stored<Option<SavedAnswer>> {
    let row = db::query(SELECT)
        .bind(account)
        .bind(key)
        .fetch_optional(&mut *readers.get().await?)
        .await?;
    Ok(row.map(|row| read(&row)).transpose()?)
}

pub(super) async fn forget(writer: &Writer, before: DateTime<Utc>) -> Stored<()> {
    writer
        .write(move |connection| {
            Box::pin(async move {
                db::query("DELETE FROM answers WHERE created_at < ?")
                    .bind(millis(before))
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
}

const SELECT: &str =
    "SELECT request, status, location, etag, body FROM answers WHERE account_id = ? AND key = ?";

/// Writes the answer down; gives the one that is there when the key was used before.
///
/// Called first in a transaction: two requests with one key meet here, and the second finds
/// the first one's answer.
pub(super) async fn remember(
    connection: &mut Connection,
    remember: Option<&Remember>,
) -> Result<Option<SavedAnswer>, db::Error> {
    let Some(remember) = remember else {
        return Ok(None);
    };
    let answer = &remember.answer;
    let written = db::query(
        "INSERT INTO answers (account_id, key, request, status, location, etag, body, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(&remember.account_id)
    .bind(&remember.key)
    .bind(answer.request.as_slice())
    .bind(i64::from(answer.status))
    .bind(&answer.location)
    .bind(&answer.etag)
    .bind(&answer.body)
    .bind(millis(remember.at))
    .execute(&mut *connection)
    .await?;
    if written.rows_affected() == 1 {
        return Ok(None);
    }
    said(connection, remember).await
}

/// What was answered to this key, if it was used before.
pub(super) async fn said(
    connection: &mut Connection,
    remember: &Remember,
) -> Result<Option<SavedAnswer>, db::Error> {
    let row = db::query(SELECT)
        .bind(&remember.account_id)
        .bind(&remember.key)
        .fetch_optional(connection)
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// Takes an answer back whose change turned out not to be possible.
pub(super) async fn take_back(
    connection: &mut Connection,
    remember: Option<&Remember>,
) -> Result<(), db::Error> {
    if let Some(Remember {
        account_id, key, ..
    }) = remember
    {
        db::query("DELETE FROM answers WHERE account_id = ? AND key = ?")
            .bind(account_id)
            .bind(key)
            .execute(connection)
            .await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<SavedAnswer, db::Error> {
    let request: Vec<u8> = row.try_get("request")?;
    Ok(SavedAnswer {
        request: request.try_into().unwrap_or_default(),
        status: row.try_get("status")?,
        location: row.try_get("location")?,
        etag: row.try_get("etag")?,
        body: row.try_get("body")?,
    })
}
