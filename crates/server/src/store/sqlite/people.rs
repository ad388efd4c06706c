//! Organisations, accounts and sessions.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{Organisation, Role, User};
use claimdesk_recognition::programme::TrackId;
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::audit::Recorded;
use super::readers::Readers;
use super::repeats;
use super::rows::{at, damaged, from_json, millis};
use super::writer::Writer;
use crate::audit::act::Acting;
use crate::audit::entry::{Actor, Noted};
use crate::store::{Account, Made, NewAccount, Remember, SessionRecord, Stored, Written};

/// An organisation's locations as a JSON list, in the order they were given.
macro_rules! organisation_columns {
    () => {
        "o.id AS organisation_id, o.name AS organisation_name, o.track AS organisation_track,
         (SELECT json_group_array(l.partner_id ORDER BY l.position) FROM locations l
           WHERE l.organisation_id = o.id) AS organisation_locations"
    };
}
pub(super) use organisation_columns;

macro_rules! user_columns {
    () => {
        concat!("u.id, u.email, u.name, u.role, ", organisation_columns!())
    };
}
pub(super) use user_columns;

pub(super) fn track(text: &str) -> Result<TrackId, sqlx::Error> {
    [TrackId::Smb, TrackId::Enterprise]
        .into_iter()
        .find(|track| track.as_str() == text)
        .ok_or_else(|| damaged("a track", &text))
}

/// The organisation of a row that has one.
pub(super) fn organisation_of(row: &SqliteRow) -> Result<Option<Organisation>, sqlx::Error> {
    let Some(id) = row.try_get::<Option<String>, _>("organisation_id")? else {
        return Ok(None);
    };
    Ok(Some(Organisation {
        id,
        name: row.try_get("organisation_name")?,
        locations: from_json(row.try_get("organisation_locations")?)?,
        track: track(row.try_get("organisation_track")?)?,
    }))
}

pub(super) fn user_of(row: &SqliteRow) -> Result<User, sqlx::Error> {
    let role: &str = row.try_get("role")?;
    Ok(User {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        role: Role::parse(role).ok_or_else(|| damaged("a role", &role))?,
        organisation: organisation_of(row)?,
    })
}

pub(super) async fn account(readers: &Readers, email: &str) -> Stored<Option<Account>> {
    let row = sqlx::query(concat!(
        "SELECT u.password_hash, ",
        user_columns!(),
        " FROM users u LEFT JOIN organisations o ON o.id = u.organisation_id WHERE u.email = ?"
    ))
    .bind(email.trim().to_lowercase())
    .fetch_optional(&mut *readers.get().await?)
    .await?;
    let read = |row: SqliteRow| -> Result<Account, sqlx::Error> {
        Ok(Account {
            user: user_of(&row)?,
            password_hash: row.try_get("password_hash")?,
        })
    };
    Ok(row.map(read).transpose()?)
}

macro_rules! people {
    ($($which:literal)?) => {
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM users u LEFT JOIN organisations o ON o.id = u.organisation_id ",
            $($which,)?
            " ORDER BY u.name, u.id"
        )
    };
}

pub(super) async fn users(readers: &Readers) -> Stored<Vec<User>> {
    people_of(readers, people!()).await
}

pub(super) async fn reviewers(readers: &Readers) -> Stored<Vec<User>> {
    people_of(readers, people!("WHERE u.role = 'reviewer'")).await
}

async fn people_of(readers: &Readers, statement: &'static str) -> Stored<Vec<User>> {
    let rows = sqlx::query(statement)
        .fetch_all(&mut *readers.get().await?)
        .await?;
    Ok(rows.iter().map(user_of).collect::<Result<_, _>>()?)
}

fn one_organisation(row: &SqliteRow) -> Result<Organisation, sqlx::Error> {
    organisation_of(row)?.ok_or_else(|| damaged("an organisation", &"null"))
}

pub(super) async fn organisations(readers: &Readers) -> Stored<Vec<Organisation>> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        organisation_columns!(),
        " FROM organisations o ORDER BY o.name, o.id"
    ))
    .fetch_all(&mut *readers.get().await?)
    .await?;
    Ok(rows
        .iter()
        .map(one_organisation)
        .collect::<Result<_, _>>()?)
}

pub(super) async fn organisation(readers: &Readers, id: &str) -> Stored<Option<Organisation>> {
    let row = sqlx::query(concat!(
        "SELECT ",
        organisation_columns!(),
        " FROM organisations o WHERE o.id = ?"
    ))
    .bind(id)
    .fetch_optional(&mut *readers.get().await?)
    .await?;
    Ok(row.as_ref().map(one_organisation).transpose()?)
}

pub(super) async fn organisation_at(
    readers: &Readers,
    location: &str,
) -> Stored<Option<Organisation>> {
    let row = sqlx::query(concat!(
        "SELECT ",
        organisation_columns!(),
        " FROM organisations o JOIN locations own ON own.organisation_id = o.id WHERE own.partner_id = ?"
    ))
    .bind(location)
    .fetch_optional(&mut *readers.get().await?)
    .await?;
    Ok(row.as_ref().map(one_organisation).transpose()?)
}

pub(super) async fn add_organisation(
    writer: &Writer,
    organisation: Organisation,
    at: DateTime<Utc>,
    remember: Option<Remember>,
) -> Stored<Written<Made>> {
    writer
        .record(move |connection| {
            let (organisation, remember) = (organisation.clone(), remember.clone());
            Box::pin(async move {
                if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                    return Ok(Written::Repeated(saved).into());
                }
                for location in &organisation.locations {
                    let taken = sqlx::query("SELECT 1 FROM locations WHERE partner_id = ?")
                        .bind(location)
                        .fetch_optional(&mut *connection)
                        .await?;
                    if taken.is_some() {
                        repeats::take_back(connection, remember.as_ref()).await?;
                        return Ok(Written::Done(Made::Taken).into());
                    }
                }
                sqlx::query("INSERT INTO organisations (id, name, track, created_at) VALUES (?, ?, ?, ?)")
                    .bind(&organisation.id)
                    .bind(&organisation.name)
                    .bind(organisation.track.as_str())
                    .bind(millis(at))
                    .execute(&mut *connection)
                    .await?;
                for (position, location) in (0_i64..).zip(&organisation.locations) {
                    sqlx::query("INSERT INTO locations (partner_id, organisation_id, position) VALUES (?, ?, ?)")
                        .bind(location)
                        .bind(&organisation.id)
                        .bind(position)
                        .execute(&mut *connection)
                        .await?;
                }
                let noted = Noted {
                    at: Some(at),
                    ..Noted::about("organisation", &organisation.id).with(json!({
                        "name": organisation.name,
                        "locations": organisation.locations,
                        "track": organisation.track.as_str(),
                    }))
                };
                Ok(Recorded::with(Written::Done(Made::New), noted))
            })
        })
        .await
}

/// What is written down of a new account. The role is no secret and stays when the person is
/// erased: who could decide is what a log is for.
fn account_made(account: &NewAccount) -> Noted {
    let user = &account.user;
    Noted {
        at: Some(account.at),
        ..Noted::about("user", &user.id)
            .to(user.role.as_str())
            .with(json!({
                "name": user.name,
                "email": user.email,
                "organisation": user.organisation.as_ref().map(|own| &own.id),
            }))
    }
}

async fn insert_account(
    connection: &mut SqliteConnection,
    account: &NewAccount,
) -> Result<Made, sqlx::Error> {
    let NewAccount {
        user,
        password_hash,
        at,
    } = account;
    let written = sqlx::query(
        "INSERT INTO users (id, email, name, role, organisation_id, password_hash, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING",
    )
    .bind(&user.id)
    .bind(user.email.trim().to_lowercase())
    .bind(&user.name)
    .bind(user.role.as_str())
    .bind(
        user.organisation
            .as_ref()
            .map(|organisation| organisation.id.as_str()),
    )
    .bind(password_hash)
    .bind(millis(*at))
    .execute(connection)
    .await?;
    Ok(if written.rows_affected() == 1 {
        Made::New
    } else {
        Made::Taken
    })
}

pub(super) async fn add_account(
    writer: &Writer,
    account: NewAccount,
    remember: Option<Remember>,
) -> Stored<Written<Made>> {
    writer
        .record(move |connection| {
            let (account, remember) = (account.clone(), remember.clone());
            Box::pin(async move {
                if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                    return Ok(Written::Repeated(saved).into());
                }
                let made = insert_account(connection, &account).await?;
                if made != Made::New {
                    repeats::take_back(connection, remember.as_ref()).await?;
                }
                let new = made == Made::New;
                Ok(Recorded::when(new, Written::Done(made), || {
                    account_made(&account)
                }))
            })
        })
        .await
}

const ADMINISTRATORS: &str = "SELECT EXISTS (SELECT 1 FROM users WHERE role = 'administrator')";

pub(super) async fn has_administrator(readers: &Readers) -> Stored<bool> {
    Ok(sqlx::query_scalar(ADMINISTRATORS)
        .fetch_one(&mut *readers.get().await?)
        .await?)
}

pub(super) async fn set_setup_token(
    writer: &Writer,
    token: [u8; 32],
    at: DateTime<Utc>,
) -> Stored<()> {
    writer
        .write(move |connection| {
            Box::pin(async move {
                sqlx::query("INSERT OR REPLACE INTO setup_token (only, token_hash, created_at) VALUES (1, ?, ?)")
                    .bind(token.as_slice())
                    .bind(millis(at))
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
}

pub(super) async fn set_up(writer: &Writer, token: [u8; 32], account: NewAccount) -> Stored<Made> {
    writer
        .record(move |connection| {
            let account = account.clone();
            Box::pin(async move {
                let there: bool = sqlx::query_scalar(ADMINISTRATORS)
                    .fetch_one(&mut *connection)
                    .await?;
                let known = sqlx::query("SELECT 1 FROM setup_token WHERE token_hash = ?")
                    .bind(token.as_slice())
                    .fetch_optional(&mut *connection)
                    .await?;
                if there || known.is_none() {
                    return Ok(Made::Over.into());
                }
                let made = insert_account(connection, &account).await?;
                if made == Made::New {
                    sqlx::query("DELETE FROM setup_token")
                        .execute(connection)
                        .await?;
                }
                Ok(Recorded::when(made == Made::New, made, || {
                    account_made(&account)
                }))
            })
        })
        .await
}

pub(super) async fn session(readers: &Readers, token: [u8; 32]) -> Stored<Option<SessionRecord>> {
    let row = sqlx::query(concat!(
        "SELECT s.created_at, s.seen_at, ",
        user_columns!(),
        " FROM sessions s JOIN users u ON u.id = s.user_id
          LEFT JOIN organisations o ON o.id = u.organisation_id WHERE s.token_hash = ?"
    ))
    .bind(token.as_slice())
    .fetch_optional(&mut *readers.get().await?)
    .await?;
    let read = |row: SqliteRow| -> Result<SessionRecord, sqlx::Error> {
        Ok(SessionRecord {
            user: user_of(&row)?,
            created_at: at(&row, "created_at")?,
            seen_at: at(&row, "seen_at")?,
        })
    };
    Ok(row.map(read).transpose()?)
}

pub(super) async fn begin_session(
    writer: &Writer,
    token: [u8; 32],
    user_id: &str,
    at: DateTime<Utc>,
) -> Stored<()> {
    let (user_id, address) = (user_id.to_owned(), Acting::now().address);
    writer
        .record(move |connection| {
            let (user_id, address) = (user_id.clone(), address.clone());
            Box::pin(async move {
                sqlx::query("INSERT INTO sessions (token_hash, user_id, created_at, seen_at) VALUES (?, ?, ?, ?)")
                    .bind(token.as_slice())
                    .bind(&user_id)
                    .bind(millis(at))
                    .bind(millis(at))
                    .execute(connection)
                    .await?;
                let noted = Noted {
                    at: Some(at),
                    words: address.map(|address| json!({ "address": address })),
                    ..Noted::about("user", user_id).to("signed_in")
                };
                Ok(Recorded::with((), noted))
            })
        })
        .await
}

pub(super) async fn touch_session(
    writer: &Writer,
    token: [u8; 32],
    at: DateTime<Utc>,
) -> Stored<()> {
    writer
        .write(move |connection| {
            Box::pin(async move {
                sqlx::query("UPDATE sessions SET seen_at = max(seen_at, ?) WHERE token_hash = ?")
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
                let user: Option<String> = sqlx::query_scalar(
                    "DELETE FROM sessions WHERE token_hash = ? RETURNING user_id",
                )
                .bind(token.as_slice())
                .fetch_optional(connection)
                .await?;
                // Whoever has the token is that person, also where the session is not asked for.
                let noted = |user: String| Noted {
                    actor: Some(Actor::user(&user)),
                    ..Noted::about("user", user).to("signed_out")
                };
                Ok(Recorded {
                    value: (),
                    noted: user.map(noted).into_iter().collect(),
                })
            })
        })
        .await
}

pub(super) async fn forget_sessions(
    writer: &Writer,
    idle: DateTime<Utc>,
    absolute: DateTime<Utc>,
) -> Stored<()> {
    writer
        .write(move |connection| {
            Box::pin(async move {
                sqlx::query("DELETE FROM sessions WHERE seen_at < ? OR created_at < ?")
                    .bind(millis(idle))
                    .bind(millis(absolute))
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
}
