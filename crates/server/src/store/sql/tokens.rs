//! API tokens. One whose maker left, or works elsewhere by now, is none.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::ApiToken;
use serde_json::json;

use super::Database;
use super::audit::Recorded;
use super::organisations::organisation_columns;
use super::people::{user_columns, user_of};
use super::rows::{at, from_json, instant, millis, to_json};
use crate::audit::entry::Noted;
use crate::store::Stored;
use crate::store::db::{self, Row};
use crate::store::tokens::{NewToken, TokenRecord, TokenStore};
use crate::store::uploads::Begun;

fn token(row: &Row) -> Result<ApiToken, db::Error> {
    let used: Option<i64> = row.try_get("used_at")?;
    Ok(ApiToken {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        scopes: from_json(row.try_get("scopes")?)?,
        made_by: row.try_get("made_by")?,
        created_at: at(row, "created_at")?,
        expires_at: at(row, "expires_at")?,
        used_at: used.map(instant).transpose()?,
    })
}

fn record(row: &Row) -> Result<TokenRecord, db::Error> {
    let used: Option<i64> = row.try_get("used_at")?;
    Ok(TokenRecord {
        id: row.try_get("token_id")?,
        name: row.try_get("token_name")?,
        scopes: from_json(row.try_get("scopes")?)?,
        maker: user_of(row)?,
        organisation_id: row.try_get("for_organisation")?,
        expires_at: at(row, "expires_at")?,
        used_at: used.map(instant).transpose()?,
    })
}

#[async_trait]
impl TokenStore for Database {
    async fn tokens(&self, organisation_id: &str) -> Stored<Vec<ApiToken>> {
        let rows = db::query(
            "SELECT t.id, t.name, t.scopes, u.name AS made_by, t.created_at, t.expires_at, t.used_at
               FROM api_tokens t JOIN users u ON u.id = t.made_by
              WHERE t.organisation_id = ? AND t.ended_at IS NULL
              ORDER BY t.created_at DESC, t.id DESC",
        )
        .bind(organisation_id)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        Ok(rows.iter().map(token).collect::<Result<_, _>>()?)
    }

    async fn add_token(&self, new: NewToken, most: u32) -> Stored<Begun> {
        let new = Arc::new(new);
        self.writer
            .record(move |connection| {
                let new = Arc::clone(&new);
                Box::pin(async move {
                    let made = &new.token;
                    let added = db::query(
                        "INSERT INTO api_tokens (id, token_hash, organisation_id, made_by, name,
                                                 scopes, created_at, expires_at)
                         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
                          WHERE (SELECT count(*) FROM api_tokens
                                  WHERE organisation_id = ?3 AND ended_at IS NULL
                                    AND expires_at > ?7) < ?9",
                    )
                    .bind(&made.id)
                    .bind(new.hash.as_slice())
                    .bind(&new.organisation_id)
                    .bind(&new.made_by)
                    .bind(&made.name)
                    .bind(to_json(&made.scopes)?)
                    .bind(millis(made.created_at))
                    .bind(millis(made.expires_at))
                    .bind(most)
                    .execute(connection)
                    .await?;
                    let added = added.rows_affected() == 1;
                    let begun = if added { Begun::New } else { Begun::Full };
                    Ok(Recorded::when(added, begun, || {
                        Noted::about("token", &made.id)
                            .to("made")
                            .with(json!({ "scopes": made.scopes, "expiresAt": made.expires_at }))
                    }))
                })
            })
            .await
    }

    async fn end_token(&self, organisation_id: &str, id: &str, at: DateTime<Utc>) -> Stored<bool> {
        let job = Arc::new((organisation_id.to_owned(), id.to_owned()));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (organisation_id, id) = &*job;
                    let ended = db::query(
                        "UPDATE api_tokens SET ended_at = ?3
                          WHERE organisation_id = ?1 AND id = ?2 AND ended_at IS NULL",
                    )
                    .bind(organisation_id)
                    .bind(id)
                    .bind(millis(at))
                    .execute(connection)
                    .await?;
                    let ended = ended.rows_affected() == 1;
                    let noted = || Noted::about("token", id).to("ended");
                    Ok(Recorded::when(ended, ended, noted))
                })
            })
            .await
    }

    async fn token(&self, hash: [u8; 32]) -> Stored<Option<TokenRecord>> {
        let row = db::query(concat!(
            "SELECT t.id AS token_id, t.name AS token_name, t.scopes, t.expires_at, t.used_at,
                    t.organisation_id AS for_organisation, ",
            user_columns!(),
            " FROM api_tokens t JOIN users u ON u.id = t.made_by
              LEFT JOIN organisations o ON o.id = u.organisation_id
              WHERE t.token_hash = ? AND t.ended_at IS NULL AND u.disabled_at IS NULL"
        ))
        .bind(hash.as_slice())
        .fetch_optional(&mut *self.readers.get().await?)
        .await?;
        Ok(row.as_ref().map(record).transpose()?)
    }

    async fn touch_token(&self, id: &str, at: DateTime<Utc>) -> Stored<()> {
        let id = id.to_owned();
        self.writer
            .write(move |connection| {
                let id = id.clone();
                Box::pin(async move {
                    db::query(
                        "UPDATE api_tokens SET used_at = ?1 WHERE id = ?2 AND coalesce(used_at, 0) < ?1",
                    )
                    .bind(millis(at))
                    .bind(&id)
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
