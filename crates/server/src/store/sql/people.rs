//! Accounts, and the first administrator.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{Role, User};
use serde_json::json;

use super::audit::Recorded;
use super::organisations::{organisation_columns, organisation_of};
use super::readers::Readers;
use super::repeats;
use super::rows::{damaged, millis};
use super::writer::Writer;
use crate::audit::entry::Noted;
use crate::store::db::{self, Connection, Row};
use crate::store::{Account, Made, NewAccount, Remember, Stored, Written};

/// A person, `u`, with the organisation, `o`, they work for.
macro_rules! user_columns {
    () => {
        concat!("u.id, u.email, u.name, u.role, ", organisation_columns!())
    };
}
pub(super) use user_columns;

/// Reads [`user_columns`].
pub(super) fn user_of(row: &Row) -> Result<User, db::Error> {
    let role: &str = row.try_get("role")?;
    Ok(User {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        role: Role::parse(role).ok_or_else(|| damaged("a role", &role))?,
        organisation: organisation_of(row)?,
    })
}

/// The account with this e-mail, as it is checked at sign-in: a disabled one is as good as none.
pub(super) async fn account(readers: &Readers, email: &str) -> Stored<Option<Account>> {
    let row = db::query(concat!(
        "SELECT u.password_hash, ",
        user_columns!(),
        " FROM users u LEFT JOIN organisations o ON o.id = u.organisation_id
          WHERE u.email = ? AND u.disabled_at IS NULL"
    ))
    .bind(email.trim().to_lowercase())
    .fetch_optional(&mut *readers.get().await?)
    .await?;
    let read = |row: Row| -> Result<Account, db::Error> {
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
    people_of(
        readers,
        people!("WHERE u.role = 'reviewer' AND u.disabled_at IS NULL"),
    )
    .await
}

async fn people_of(readers: &Readers, statement: &'static str) -> Stored<Vec<User>> {
    let rows = db::query(statement)
        .fetch_all(&mut *readers.get().await?)
        .await?;
    Ok(rows.iter().map(user_of).collect::<Result<_, _>>()?)
}

/// What is written down of a new account. The role is no secret and stays when the person is
/// erased: who could decide is what a log is for.
pub(super) fn account_made(account: &NewAccount) -> Noted {
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

pub(super) async fn insert_account(
    connection: &mut Connection,
    account: &NewAccount,
) -> Result<Made, db::Error> {
    let NewAccount {
        user,
        password_hash,
        at,
    } = account;
    let written = db::query(
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
    Ok(db::query_scalar(ADMINISTRATORS)
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
                db::query(
                    "INSERT INTO setup_token (\"only\", token_hash, created_at) VALUES (1, ?, ?)
                     ON CONFLICT (\"only\") DO UPDATE
                        SET token_hash = excluded.token_hash, created_at = excluded.created_at",
                )
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
                let there: bool = db::query_scalar(ADMINISTRATORS)
                    .fetch_one(&mut *connection)
                    .await?;
                let known = db::query("SELECT 1 FROM setup_token WHERE token_hash = ?")
                    .bind(token.as_slice())
                    .fetch_optional(&mut *connection)
                    .await?;
                if there || known.is_none() {
                    return Ok(Made::Over.into());
                }
                let made = insert_account(connection, &account).await?;
                if made == Made::New {
                    db::query("DELETE FROM setup_token")
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
