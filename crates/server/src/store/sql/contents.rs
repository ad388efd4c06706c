//! Contents that no claim may have.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::Database;
use super::rows::millis;
use crate::store::Stored;
use crate::store::contents::ContentStore;
use crate::store::db::{self, Connection};

/// Says of a content that somebody is about to keep it, or that one of its files was removed.
pub(super) async fn speak_of(
    connection: &mut Connection,
    sha256: &str,
    at: DateTime<Utc>,
) -> Result<bool, db::Error> {
    let said = db::query(
        "INSERT INTO contents (sha256, at) VALUES (?1, ?2)
         ON CONFLICT (sha256) DO UPDATE
            SET at = CASE WHEN excluded.at > contents.at THEN excluded.at ELSE contents.at END
          WHERE contents.leaving = 0",
    )
    .bind(sha256)
    .bind(millis(at))
    .execute(connection)
    .await?;
    Ok(said.rows_affected() == 1)
}

#[async_trait]
impl ContentStore for Database {
    async fn expect_content(&self, sha256: &str, at: DateTime<Utc>) -> Stored<bool> {
        let sha256 = Arc::new(sha256.to_owned());
        self.writer
            .write(move |connection| {
                let sha256 = Arc::clone(&sha256);
                Box::pin(async move { speak_of(connection, &sha256, at).await })
            })
            .await
    }

    async fn contents_to_leave(&self, before: DateTime<Utc>, limit: u32) -> Stored<Vec<String>> {
        // Looked for by a reader first: the usual minute has nothing to write.
        let any: Option<i64> =
            db::query_scalar("SELECT 1 FROM contents WHERE leaving = 1 OR at <= ? LIMIT 1")
                .bind(millis(before))
                .fetch_optional(&mut *self.readers.get().await?)
                .await?;
        if any.is_none() {
            return Ok(Vec::new());
        }
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    // What a claim has need not be remembered here: its removal speaks of it again.
                    db::query(
                        "DELETE FROM contents WHERE leaving = 0 AND at <= ?
                            AND EXISTS (SELECT 1 FROM evidence e WHERE e.sha256 = contents.sha256)",
                    )
                    .bind(millis(before))
                    .execute(&mut *connection)
                    .await?;
                    db::query(
                        "UPDATE contents SET leaving = 1 WHERE sha256 IN
                            (SELECT sha256 FROM contents WHERE leaving = 0 AND at <= ? LIMIT ?)",
                    )
                    .bind(millis(before))
                    .bind(limit)
                    .execute(&mut *connection)
                    .await?;
                    db::query_scalar(
                        "SELECT sha256 FROM contents WHERE leaving = 1 ORDER BY at LIMIT ?",
                    )
                    .bind(limit)
                    .fetch_all(connection)
                    .await
                })
            })
            .await
    }

    async fn let_go_of_content(
        &self,
        sha256: &str,
        before: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Stored<bool> {
        let sha256 = Arc::new(sha256.to_owned());
        self.writer
            .write(move |connection| {
                let sha256 = Arc::clone(&sha256);
                Box::pin(async move {
                    let leaves = db::query(
                        "INSERT INTO contents (sha256, leaving, at) SELECT ?1, 1, ?3
                          WHERE NOT EXISTS (SELECT 1 FROM evidence e WHERE e.sha256 = ?1)
                         ON CONFLICT (sha256) DO UPDATE SET leaving = 1
                          WHERE contents.leaving = 1 OR contents.at <= ?2",
                    )
                    .bind(&*sha256)
                    .bind(millis(before))
                    .bind(millis(at))
                    .execute(connection)
                    .await?;
                    Ok(leaves.rows_affected() == 1)
                })
            })
            .await
    }

    async fn content_stayed(&self, sha256: &str, at: DateTime<Utc>) -> Stored<()> {
        let sha256 = Arc::new(sha256.to_owned());
        self.writer
            .write(move |connection| {
                let sha256 = Arc::clone(&sha256);
                Box::pin(async move {
                    db::query("UPDATE contents SET at = ? WHERE sha256 = ? AND leaving = 1")
                        .bind(millis(at))
                        .bind(&*sha256)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    async fn content_left(&self, sha256: &str) -> Stored<()> {
        let sha256 = Arc::new(sha256.to_owned());
        self.writer
            .write(move |connection| {
                let sha256 = Arc::clone(&sha256);
                Box::pin(async move {
                    db::query("DELETE FROM contents WHERE sha256 = ? AND leaving = 1")
                        .bind(&*sha256)
                        .execute(connection)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}
