//! Sessions: begun, used, shown to their owner, ended.

use chrono::{DateTime, Utc};
use claimdesk_protocol::OpenSession;
use serde_json::json;

use super::audit::Recorded;
use super::organisations::organisation_columns;
use super::people::{user_columns, user_of};
use super::readers::Readers;
use super::rows::{at, millis};
use super::writer::Writer;
use crate::audit::act::{self, Acting};
use crate::audit::entry::{Actor, Noted};
use crate::identity::device::Device;
use crate::store::accounts::Lasting;
use crate::store::db::{self, Connection, Row};
use crate::store::{SessionRecord, Stored};

pub(super) async fn session(readers: &Readers, token: [u8; 32]) -> Stored<Option<SessionRecord>> {
    let row = db::query(concat!(
        "SELECT s.created_at, s.seen_at,
                NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = s.user_id)
                AND NOT EXISTS (SELECT 1 FROM provider_sessions v WHERE v.token_hash = s.token_hash)
                AS without_passkey, ",
        user_columns!(),
        " FROM sessions s JOIN users u ON u.id = s.user_id
          LEFT JOIN organisations o ON o.id = u.organisation_id
          WHERE s.token_hash = ? AND u.disabled_at IS NULL"
    ))
    .bind(token.as_slice())
    .fetch_optional(&mut *readers.get().await?)
    .await?;
    let read = |row: Row| -> Result<SessionRecord, db::Error> {
        Ok(SessionRecord {
            user: user_of(&row)?,
            created_at: at(&row, "created_at")?,
            seen_at: at(&row, "seen_at")?,
            without_passkey: row.try_get("without_passkey")?,
        })
    };
    Ok(row.map(read).transpose()?)
}

/// From where somebody signs in, as the request that is answered tells it.
#[derive(Clone, Debug)]
pub(super) struct Whence {
    address: Option<String>,
    device: Device,
}

impl Whence {
    /// Of the request at hand; it has to be asked for before a transaction, which is the writer's.
    pub(super) fn now() -> Self {
        Self {
            address: Acting::now().address,
            device: act::agent()
                .map(|agent| Device::of(&agent))
                .unwrap_or_default(),
        }
    }
}

pub(super) async fn begin_session(
    writer: &Writer,
    token: [u8; 32],
    user_id: &str,
    at: DateTime<Utc>,
) -> Stored<()> {
    let (user_id, whence) = (user_id.to_owned(), Whence::now());
    writer
        .record(move |connection| {
            let (user_id, whence) = (user_id.clone(), whence.clone());
            Box::pin(async move {
                let noted = insert_session(connection, token, &user_id, at, whence).await?;
                Ok(Recorded::with((), noted))
            })
        })
        .await
}

/// A new session, and what is written down of it.
pub(super) async fn insert_session(
    connection: &mut Connection,
    token: [u8; 32],
    user_id: &str,
    at: DateTime<Utc>,
    Whence { address, device }: Whence,
) -> Result<Noted, db::Error> {
    db::query(
        "INSERT INTO sessions (token_hash, user_id, created_at, seen_at, id, browser, system)
         VALUES (?1, ?2, ?3, ?3, lower(hex(randomblob(16))), ?4, ?5)",
    )
    .bind(token.as_slice())
    .bind(user_id)
    .bind(millis(at))
    .bind(device.browser)
    .bind(device.system)
    .execute(&mut *connection)
    .await?;
    db::query("UPDATE users SET signed_in_at = ? WHERE id = ?")
        .bind(millis(at))
        .bind(user_id)
        .execute(connection)
        .await?;
    Ok(Noted {
        at: Some(at),
        words: address.map(|address| json!({ "address": address })),
        ..Noted::about("user", user_id).to("signed_in")
    })
}

pub(super) async fn touch_session(
    writer: &Writer,
    token: [u8; 32],
    at: DateTime<Utc>,
) -> Stored<()> {
    writer
        .write(move |connection| {
            Box::pin(async move {
                db::query(
                    "UPDATE sessions SET seen_at = ?1 WHERE token_hash = ?2 AND seen_at < ?1",
                )
                .bind(millis(at))
                .bind(token.as_slice())
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

pub(super) async fn end_session(writer: &Writer, token: [u8; 32]) -> Stored<()> {
    writer
        .record(move |connection| {
            Box::pin(async move {
                let noted = remove_session(connection, token).await?;
                Ok(Recorded {
                    value: (),
                    noted: noted.into_iter().collect(),
                })
            })
        })
        .await
}

/// Removes a session, if it is there; gives what is written down of it.
pub(super) async fn remove_session(
    connection: &mut Connection,
    token: [u8; 32],
) -> Result<Option<Noted>, db::Error> {
    let user: Option<String> =
        db::query_scalar("DELETE FROM sessions WHERE token_hash = ? RETURNING user_id")
            .bind(token.as_slice())
            .fetch_optional(connection)
            .await?;
    // Whoever has the token is that person, also where the session is not asked for.
    Ok(user.map(|user| Noted {
        actor: Some(Actor::user(&user)),
        ..Noted::about("user", user).to("signed_out")
    }))
}

pub(super) async fn forget_sessions(
    writer: &Writer,
    idle: DateTime<Utc>,
    absolute: DateTime<Utc>,
) -> Stored<()> {
    writer
        .write(move |connection| {
            Box::pin(async move {
                db::query("DELETE FROM sessions WHERE seen_at < ? OR created_at < ?")
                    .bind(millis(idle))
                    .bind(millis(absolute))
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
}

/// Those of somebody that have not ended by their age.
pub(super) async fn open_sessions(readers: &Readers, which: Lasting) -> Stored<Vec<OpenSession>> {
    let rows = db::query(
        "SELECT id, browser, system, created_at, seen_at, token_hash = ?1 AS current FROM sessions
          WHERE user_id = ?2 AND seen_at > ?3 AND created_at > ?4
          ORDER BY current DESC, seen_at DESC, id",
    )
    .bind(which.current.as_slice())
    .bind(which.user_id)
    .bind(millis(which.idle))
    .bind(millis(which.absolute))
    .fetch_all(&mut *readers.get().await?)
    .await?;
    let read = |row: &Row| -> Result<OpenSession, db::Error> {
        Ok(OpenSession {
            id: row.try_get("id")?,
            browser: row.try_get("browser")?,
            system: row.try_get("system")?,
            began_at: at(row, "created_at")?,
            seen_at: at(row, "seen_at")?,
            current: row.try_get("current")?,
        })
    };
    Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
}

/// Ends one of somebody's by its ID.
pub(super) async fn end_one(writer: &Writer, user_id: &str, id: &str) -> Stored<bool> {
    let (user_id, id) = (user_id.to_owned(), id.to_owned());
    writer
        .record(move |connection| {
            let (user_id, id) = (user_id.clone(), id.clone());
            Box::pin(async move {
                let ended = db::query("DELETE FROM sessions WHERE user_id = ? AND id = ?")
                    .bind(&user_id)
                    .bind(id)
                    .execute(connection)
                    .await?;
                let ended = ended.rows_affected() > 0;
                Ok(Recorded::when(ended, ended, || ended_for(&user_id, 1)))
            })
        })
        .await
}

/// Ends all of somebody's but the one with this token; false when there is no such person.
pub(super) async fn end_all(
    writer: &Writer,
    user_id: &str,
    keep: Option<[u8; 32]>,
) -> Stored<bool> {
    let user_id = user_id.to_owned();
    writer
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
                let ended = end_in(connection, &user_id, keep).await?;
                Ok(Recorded::with(true, ended_for(&user_id, ended)))
            })
        })
        .await
}

/// The same within a transaction of something else; gives how many.
pub(super) async fn end_in(
    connection: &mut Connection,
    user_id: &str,
    keep: Option<[u8; 32]>,
) -> Result<u64, db::Error> {
    let ended =
        db::query("DELETE FROM sessions WHERE user_id = ? AND token_hash IS DISTINCT FROM ?")
            .bind(user_id)
            .bind(keep.as_ref().map(<[u8; 32]>::as_slice))
            .execute(connection)
            .await?;
    Ok(ended.rows_affected())
}

fn ended_for(user_id: &str, ended: u64) -> Noted {
    Noted {
        more: ended.saturating_sub(1),
        ..Noted::about("user", user_id).to("sessions_ended")
    }
}
