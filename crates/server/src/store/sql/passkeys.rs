//! Passkeys, what browsers were asked for them, and recovery codes.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{NoticeKind, OwnPasskeys, Passkey};
use serde_json::json;

use super::Database;
use super::accounts::mail;
use super::audit::Recorded;
use super::organisations::organisation_columns;
use super::people::{user_columns, user_of};
use super::rows::{at, instant, millis};
use super::sessions;
use crate::audit::entry::{Actor, Noted};
use crate::store::Stored;
use crate::store::db::{self, Connection, Row};
use crate::store::passkeys::{
    Challenge, KeyAdded, KnownKey, MOST_CHALLENGES, MOST_PASSKEYS, NewKey, PasskeyStore,
};

fn passkey(row: &Row) -> Result<Passkey, db::Error> {
    let used: Option<i64> = row.try_get("used_at")?;
    Ok(Passkey {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        created_at: at(row, "created_at")?,
        used_at: used.map(instant).transpose()?,
    })
}

/// Puts codes in the place of those that are there.
async fn put_codes(
    connection: &mut Connection,
    user_id: &str,
    codes: &[[u8; 32]],
) -> Result<(), db::Error> {
    db::query("DELETE FROM recovery_codes WHERE user_id = ?")
        .bind(user_id)
        .execute(&mut *connection)
        .await?;
    for code in codes {
        db::query("INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)")
            .bind(user_id)
            .bind(code.as_slice())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Tells somebody that their ways to sign in have changed; gives what is written down.
async fn tell(
    connection: &mut Connection,
    user_id: &str,
    what: &'static str,
    at: DateTime<Utc>,
) -> Result<Noted, db::Error> {
    mail::post(connection, user_id, NoticeKind::AccountPasskey, at).await?;
    Ok(Noted {
        at: Some(at),
        ..Noted::about("user", user_id).to(what)
    })
}

/// Forgets what was not answered in time.
pub(super) async fn forget(
    connection: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query("DELETE FROM passkey_challenges WHERE until <= ?")
        .bind(millis(now))
        .execute(connection)
        .await?;
    Ok(())
}

async fn how_many(connection: &mut Connection, user_id: &str) -> Result<u32, db::Error> {
    db::query_scalar("SELECT count(*) FROM passkeys WHERE user_id = ?")
        .bind(user_id)
        .fetch_one(connection)
        .await
}

async fn add(connection: &mut Connection, new: &NewKey) -> Result<KeyAdded, db::Error> {
    let there = how_many(connection, &new.user_id).await?;
    if there >= MOST_PASSKEYS {
        return Ok(KeyAdded::Full);
    }
    let password: bool = db::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM users WHERE id = ? AND password_hash <> '' AND disabled_at IS NULL)",
    )
    .bind(&new.user_id)
    .fetch_one(&mut *connection)
    .await?;
    if !password {
        return Ok(KeyAdded::NoPassword);
    }
    let added = db::query(
        "INSERT INTO passkeys (id, user_id, credential_id, key, name, created_at)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (credential_id) DO NOTHING",
    )
    .bind(&new.id)
    .bind(&new.user_id)
    .bind(&new.credential_id)
    .bind(&new.key)
    .bind(&new.name)
    .bind(millis(new.at))
    .execute(&mut *connection)
    .await?;
    if added.rows_affected() == 0 {
        return Ok(KeyAdded::Taken);
    }
    if there > 0 {
        return Ok(KeyAdded::Another);
    }
    put_codes(connection, &new.user_id, &new.codes).await?;
    Ok(KeyAdded::First)
}

#[async_trait]
impl PasskeyStore for Database {
    async fn ask_for_passkey(&self, challenge: Challenge, now: DateTime<Utc>) -> Stored<bool> {
        let challenge = Arc::new(challenge);
        self.writer
            .write(move |connection| {
                let challenge = Arc::clone(&challenge);
                Box::pin(async move {
                    forget(connection, now).await?;
                    let kept = db::query(
                        "INSERT INTO passkey_challenges (id_hash, user_id, secret_state, until)
                         SELECT ?, ?, ?, ? WHERE (SELECT count(*) FROM passkey_challenges) < ?",
                    )
                    .bind(challenge.id_hash.as_slice())
                    .bind(&challenge.user_id)
                    .bind(&challenge.state)
                    .bind(millis(challenge.until))
                    .bind(MOST_CHALLENGES)
                    .execute(connection)
                    .await?;
                    Ok(kept.rows_affected() == 1)
                })
            })
            .await
    }

    async fn take_challenge(
        &self,
        id_hash: [u8; 32],
        user_id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Stored<Option<String>> {
        let user_id = user_id.map(str::to_owned);
        self.writer
            .write(move |connection| {
                let user_id = user_id.clone();
                Box::pin(async move {
                    db::query_scalar(
                        "DELETE FROM passkey_challenges
                          WHERE id_hash = ? AND user_id IS NOT DISTINCT FROM ? AND until > ? RETURNING secret_state",
                    )
                    .bind(id_hash.as_slice())
                    .bind(user_id)
                    .bind(millis(now))
                    .fetch_optional(connection)
                    .await
                })
            })
            .await
    }

    async fn has_passkey(&self, user_id: &str) -> Stored<bool> {
        Ok(
            db::query_scalar("SELECT EXISTS (SELECT 1 FROM passkeys WHERE user_id = ?)")
                .bind(user_id)
                .fetch_one(&mut *self.readers.get().await?)
                .await?,
        )
    }

    async fn own_passkeys(&self, user_id: &str) -> Stored<OwnPasskeys> {
        let mut reader = self.readers.get().await?;
        let rows = db::query(
            "SELECT id, name, created_at, used_at FROM passkeys WHERE user_id = ?
              ORDER BY created_at, id",
        )
        .bind(user_id)
        .fetch_all(&mut reader)
        .await?;
        let row = db::query(
            "SELECT (SELECT count(*) FROM recovery_codes WHERE user_id = ?1) AS codes,
                    EXISTS (SELECT 1 FROM users WHERE id = ?1 AND password_hash <> '') AS password",
        )
        .bind(user_id)
        .fetch_one(&mut reader)
        .await?;
        Ok(OwnPasskeys {
            passkeys: rows.iter().map(passkey).collect::<Result<_, _>>()?,
            recovery_codes: row.try_get("codes")?,
            password: row.try_get("password")?,
        })
    }

    async fn credential_ids(&self, user_id: &str) -> Stored<Vec<Vec<u8>>> {
        Ok(
            db::query_scalar("SELECT credential_id FROM passkeys WHERE user_id = ?")
                .bind(user_id)
                .fetch_all(&mut *self.readers.get().await?)
                .await?,
        )
    }

    async fn passkey(&self, credential_id: &[u8]) -> Stored<Option<KnownKey>> {
        let row = db::query(concat!(
            "SELECT p.id AS passkey_id, p.key, ",
            user_columns!(),
            " FROM passkeys p JOIN users u ON u.id = p.user_id
              LEFT JOIN organisations o ON o.id = u.organisation_id
              WHERE p.credential_id = ? AND u.disabled_at IS NULL"
        ))
        .bind(credential_id)
        .fetch_optional(&mut *self.readers.get().await?)
        .await?;
        let read = |row: Row| -> Result<KnownKey, db::Error> {
            Ok(KnownKey {
                id: row.try_get("passkey_id")?,
                user: user_of(&row)?,
                key: row.try_get("key")?,
            })
        };
        Ok(row.map(read).transpose()?)
    }

    async fn add_passkey(&self, new: NewKey) -> Stored<KeyAdded> {
        let new = Arc::new(new);
        self.writer
            .record(move |connection| {
                let new = Arc::clone(&new);
                Box::pin(async move {
                    let added = add(connection, &new).await?;
                    if !matches!(added, KeyAdded::First | KeyAdded::Another) {
                        return Ok(added.into());
                    }
                    let noted = tell(connection, &new.user_id, "passkey_added", new.at).await?;
                    Ok(Recorded::with(
                        added,
                        noted.with(json!({ "name": new.name })),
                    ))
                })
            })
            .await
    }

    async fn use_passkey(
        &self,
        known: &KnownKey,
        now_is: String,
        at: DateTime<Utc>,
    ) -> Stored<bool> {
        let job = Arc::new((known.id.clone(), known.key.clone(), now_is));
        self.writer
            .write(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (id, was, now_is) = &*job;
                    let used = db::query(
                        "UPDATE passkeys SET key = ?3, used_at = ?4 WHERE id = ?1 AND key = ?2",
                    )
                    .bind(id)
                    .bind(was)
                    .bind(now_is)
                    .bind(millis(at))
                    .execute(connection)
                    .await?;
                    Ok(used.rows_affected() == 1)
                })
            })
            .await
    }

    async fn remove_passkey(&self, user_id: &str, id: &str, at: DateTime<Utc>) -> Stored<bool> {
        let job = Arc::new((user_id.to_owned(), id.to_owned()));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (user_id, id) = &*job;
                    let gone = db::query("DELETE FROM passkeys WHERE user_id = ? AND id = ?")
                        .bind(user_id)
                        .bind(id)
                        .execute(&mut *connection)
                        .await?;
                    if gone.rows_affected() == 0 {
                        return Ok(false.into());
                    }
                    if how_many(connection, user_id).await? == 0 {
                        put_codes(connection, user_id, &[]).await?;
                    }
                    let noted = tell(connection, user_id, "passkey_removed", at).await?;
                    Ok(Recorded::with(true, noted))
                })
            })
            .await
    }

    async fn remove_passkeys(&self, user_id: &str, at: DateTime<Utc>) -> Stored<bool> {
        let user_id = user_id.to_owned();
        self.writer
            .record(move |connection| {
                let user_id = user_id.clone();
                Box::pin(async move {
                    let known = db::query("SELECT 1 FROM users WHERE id = ?")
                        .bind(&user_id)
                        .fetch_optional(&mut *connection)
                        .await?;
                    if known.is_none() {
                        return Ok(false.into());
                    }
                    db::query("DELETE FROM passkeys WHERE user_id = ?")
                        .bind(&user_id)
                        .execute(&mut *connection)
                        .await?;
                    put_codes(connection, &user_id, &[]).await?;
                    sessions::end_in(connection, &user_id, None).await?;
                    let noted = tell(connection, &user_id, "passkeys_removed", at).await?;
                    Ok(Recorded::with(true, noted))
                })
            })
            .await
    }

    async fn put_codes(
        &self,
        user_id: &str,
        codes: Vec<[u8; 32]>,
        at: DateTime<Utc>,
    ) -> Stored<bool> {
        let job = Arc::new((user_id.to_owned(), codes));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (user_id, codes) = &*job;
                    if how_many(connection, user_id).await? == 0 {
                        return Ok(false.into());
                    }
                    put_codes(connection, user_id, codes).await?;
                    let noted = tell(connection, user_id, "recovery_codes_made", at).await?;
                    Ok(Recorded::with(true, noted))
                })
            })
            .await
    }

    async fn use_code(&self, user_id: &str, code: [u8; 32], at: DateTime<Utc>) -> Stored<bool> {
        let user_id = user_id.to_owned();
        self.writer
            .record(move |connection| {
                let user_id = user_id.clone();
                Box::pin(async move {
                    let used =
                        db::query("DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?")
                            .bind(&user_id)
                            .bind(code.as_slice())
                            .execute(&mut *connection)
                            .await?;
                    if used.rows_affected() == 0 {
                        return Ok(false.into());
                    }
                    let noted = Noted {
                        // Whoever knew the password and has the code is that person.
                        actor: Some(Actor::user(&user_id)),
                        ..tell(connection, &user_id, "recovery_code_used", at).await?
                    };
                    Ok(Recorded::with(true, noted))
                })
            })
            .await
    }
}
