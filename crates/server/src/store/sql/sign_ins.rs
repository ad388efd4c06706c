//! Signing in with an identity provider.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::{ProviderConnection, ProviderFault, User};
use serde_json::json;

use super::Database;
use super::accounts::standing::is_last_administrator;
use super::audit::Recorded;
use super::organisations::organisation_columns;
use super::people::{self, user_columns};
use super::rows::{at, millis};
use super::sessions::{self, Whence};
use crate::audit::entry::{Actor, Noted};
use crate::identity::oidc::{LASTS, LogoutToken, SKEW};
use crate::store::db::{self, Connection, Row};
use crate::store::sign_ins::{
    Arrival, Arrived, Found, LoggedOut, MOST_UNDER_WAY, MOST_WAITING, SignIns, UnderWay,
};
use crate::store::{Made, NewAccount, Stored};

/// How long logout tokens are remembered: longer than one can be good.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);

fn hash(row: &Row, column: &str) -> Result<Option<[u8; 32]>, db::Error> {
    let bytes: Option<Vec<u8>> = row.try_get(column)?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
}

fn under_way(row: &Row) -> Result<UnderWay, db::Error> {
    Ok(UnderWay {
        nonce: row.try_get("nonce")?,
        verifier: row.try_get("verifier")?,
        target: row.try_get("target")?,
        replaces: hash(row, "replaces")?,
    })
}

/// The account this person is connected with, and whether it is kept out.
async fn connected(
    connection: &mut Connection,
    arrival: &Arrival,
) -> Result<Option<(User, bool)>, db::Error> {
    let row = db::query(concat!(
        "SELECT u.disabled_at IS NOT NULL AS kept_out, ",
        user_columns!(),
        " FROM provider_accounts p JOIN users u ON u.id = p.user_id
          LEFT JOIN organisations o ON o.id = u.organisation_id
         WHERE p.issuer = ? AND p.subject = ?"
    ))
    .bind(&arrival.issuer)
    .bind(&arrival.subject)
    .fetch_optional(connection)
    .await?;
    let read = |row: Row| Ok((people::user_of(&row)?, row.try_get("kept_out")?));
    row.map(read).transpose()
}

/// What of the account the provider has changed; nothing is written where all is as it was. An
/// address that is another account's by now stays that account's.
async fn follow(
    connection: &mut Connection,
    arrival: &Arrival,
    old: User,
) -> Result<(User, Option<Noted>), db::Error> {
    let mut user = old.clone();
    (user.role, user.organisation) = (arrival.role, arrival.organisation.clone());
    if let Some(name) = &arrival.name {
        user.name.clone_from(name);
    }
    if let Ok(email) = &arrival.email {
        let taken: bool =
            db::query_scalar("SELECT EXISTS (SELECT 1 FROM users WHERE email = ? AND id <> ?)")
                .bind(email)
                .bind(&user.id)
                .fetch_one(&mut *connection)
                .await?;
        if !taken {
            user.email.clone_from(email);
        }
    }
    if user == old {
        return Ok((user, None));
    }
    let own = user.organisation.as_ref().map(|own| own.id.clone());
    db::query("UPDATE users SET email = ?, name = ?, role = ?, organisation_id = ? WHERE id = ?")
        .bind(&user.email)
        .bind(&user.name)
        .bind(user.role.as_str())
        .bind(&own)
        .bind(&user.id)
        .execute(connection)
        .await?;
    let noted = Noted {
        from: Some(old.role.as_str().to_owned()),
        reason: Some("provider".to_owned()),
        ..Noted::about("user", &user.id)
            .to(user.role.as_str())
            .with(json!({ "name": user.name, "email": user.email, "organisation": own }))
    };
    Ok((user, Some(noted)))
}

async fn connect(
    connection: &mut Connection,
    issuer: &str,
    subject: &str,
    user_id: &str,
    at: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query(
        "INSERT INTO provider_accounts (issuer, subject, user_id, connected_at) VALUES (?, ?, ?, ?)",
    )
    .bind(issuer)
    .bind(subject)
    .bind(user_id)
    .bind(millis(at))
    .execute(connection)
    .await?;
    Ok(())
}

/// The provider's person has an account's e-mail: an administrator is asked whether they are one.
async fn wait_for_connection(
    connection: &mut Connection,
    arrival: &Arrival,
    email: &str,
) -> Result<(), db::Error> {
    db::query(
        "INSERT INTO provider_waiting (id, issuer, subject, user_id, name, asked_at)
         SELECT ?, ?, ?, id, ?, ? FROM users WHERE email = ?
         ON CONFLICT (issuer, subject) DO UPDATE
            SET user_id = excluded.user_id, name = excluded.name, asked_at = excluded.asked_at",
    )
    .bind(&arrival.new_id)
    .bind(&arrival.issuer)
    .bind(&arrival.subject)
    .bind(arrival.name.as_deref().unwrap_or(email))
    .bind(millis(arrival.at))
    .bind(email)
    .execute(&mut *connection)
    .await?;
    db::query(
        "DELETE FROM provider_waiting WHERE id NOT IN
            (SELECT id FROM provider_waiting ORDER BY asked_at DESC, id DESC LIMIT ?)",
    )
    .bind(MOST_WAITING)
    .execute(connection)
    .await?;
    Ok(())
}

/// A new account for whom nobody knows yet.
async fn welcome(
    connection: &mut Connection,
    arrival: &Arrival,
) -> Result<Result<(User, Noted), ProviderFault>, db::Error> {
    let email = match &arrival.email {
        Ok(email) => email.clone(),
        Err(fault) => return Ok(Err(*fault)),
    };
    let account = NewAccount {
        user: User {
            id: arrival.new_id.clone(),
            name: arrival.name.clone().unwrap_or_else(|| email.clone()),
            email,
            role: arrival.role,
            organisation: arrival.organisation.clone(),
        },
        // Whoever comes by the provider has no password here.
        password_hash: String::new(),
        at: arrival.at,
    };
    if people::insert_account(connection, &account).await? != Made::New {
        wait_for_connection(connection, arrival, &account.user.email).await?;
        return Ok(Err(ProviderFault::AccountExists));
    }
    let (issuer, subject) = (&arrival.issuer, &arrival.subject);
    connect(connection, issuer, subject, &account.user.id, arrival.at).await?;
    let noted = Noted {
        reason: Some("provider".to_owned()),
        ..people::account_made(&account)
    };
    Ok(Ok((account.user, noted)))
}

async fn arrive(
    connection: &mut Connection,
    arrival: &Arrival,
    whence: Whence,
) -> Result<Recorded<Arrived>, db::Error> {
    let (user, changed) = match connected(connection, arrival).await? {
        Some((_, true)) => return Ok(Arrived::Refused(ProviderFault::KeptOut).into()),
        Some((user, false))
            if user.role != arrival.role
                && is_last_administrator(connection, &user.id, user.role).await? =>
        {
            return Ok(Arrived::Refused(ProviderFault::LastAdministrator).into());
        }
        Some((user, false)) => follow(connection, arrival, user).await?,
        None => match welcome(connection, arrival).await? {
            Ok((user, noted)) => (user, Some(noted)),
            Err(fault) => return Ok(Arrived::Refused(fault).into()),
        },
    };
    let mut noted: Vec<Noted> = changed.into_iter().collect();
    if let Some(old) = arrival.replaces {
        noted.extend(sessions::remove_session(connection, old).await?);
    }
    let (token, at) = (arrival.token, arrival.at);
    noted.push(sessions::insert_session(connection, token, &user.id, at, whence).await?);
    db::query(
        "INSERT INTO provider_sessions (token_hash, issuer, subject, sid) VALUES (?, ?, ?, ?)",
    )
    .bind(arrival.token.as_slice())
    .bind(&arrival.issuer)
    .bind(&arrival.subject)
    .bind(&arrival.sid)
    .execute(connection)
    .await?;
    // Nobody is signed in while this runs: whom the provider means is whose act it is.
    for noted in &mut noted {
        noted.actor.get_or_insert_with(|| Actor::user(&user.id));
        if noted.organisation.is_none() {
            noted.organisation = user.organisation.as_ref().map(|own| own.id.clone());
        }
        noted.at = Some(arrival.at);
    }
    Ok(Recorded {
        value: Arrived::In(Box::new(user)),
        noted,
    })
}

async fn forget_under_way(
    connection: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query("DELETE FROM sign_ins WHERE created_at <= ?")
        .bind(millis(now - LASTS))
        .execute(connection)
        .await?;
    Ok(())
}

async fn forget_logout_tokens(
    connection: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query("DELETE FROM logout_tokens WHERE at < ?")
        .bind(millis(now - REMEMBERED - SKEW))
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets what is over, also where nobody signs in any more.
pub(super) async fn forget(
    connection: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(), db::Error> {
    forget_under_way(&mut *connection, now).await?;
    forget_logout_tokens(connection, now).await
}

async fn log_out(
    connection: &mut Connection,
    issuer: &str,
    token: &LogoutToken,
    now: DateTime<Utc>,
) -> Result<Recorded<LoggedOut>, db::Error> {
    forget_logout_tokens(&mut *connection, now).await?;
    let new = db::query(
        "INSERT INTO logout_tokens (issuer, jti, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(issuer)
    .bind(&token.id)
    .bind(millis(now))
    .execute(&mut *connection)
    .await?;
    if new.rows_affected() == 0 {
        return Ok(LoggedOut::Replayed.into());
    }
    let ended: Vec<String> = db::query_scalar(
        "DELETE FROM sessions WHERE token_hash IN
            (SELECT token_hash FROM provider_sessions
              WHERE issuer = ?1 AND (?2 IS NULL OR subject = ?2) AND (?3 IS NULL OR sid = ?3))
         RETURNING user_id",
    )
    .bind(issuer)
    .bind(&token.subject)
    .bind(&token.session)
    .fetch_all(connection)
    .await?;
    let count = ended.len();
    let noted = ended.into_iter().map(|user| Noted {
        at: Some(now),
        reason: Some("provider".to_owned()),
        ..Noted::about("user", user).to("signed_out")
    });
    Ok(Recorded {
        value: LoggedOut::Ended(count),
        noted: noted.collect(),
    })
}

async fn answer(
    connection: &mut Connection,
    id: &str,
    connects: bool,
    now: DateTime<Utc>,
) -> Result<Recorded<bool>, db::Error> {
    let row =
        db::query("DELETE FROM provider_waiting WHERE id = ? RETURNING issuer, subject, user_id")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
    let Some(row) = row else {
        return Ok(false.into());
    };
    let (issuer, subject, user): (String, String, String) = (
        row.try_get("issuer")?,
        row.try_get("subject")?,
        row.try_get("user_id")?,
    );
    if connects {
        connect(connection, &issuer, &subject, &user, now).await?;
    }
    let to = if connects {
        "connected"
    } else {
        "not_connected"
    };
    let noted = Noted {
        at: Some(now),
        ..Noted::about("user", user)
            .to(to)
            .with(json!({ "issuer": issuer, "subject": subject }))
    };
    Ok(Recorded::with(true, noted))
}

#[async_trait]
impl SignIns for Database {
    async fn begin_sign_in(
        &self,
        found: Found,
        begun: UnderWay,
        now: DateTime<Utc>,
    ) -> Stored<bool> {
        self.writer
            .write(move |connection| {
                let begun = begun.clone();
                Box::pin(async move {
                    forget_under_way(&mut *connection, now).await?;
                    let kept = db::query(
                        "INSERT INTO sign_ins (state_hash, browser_hash, nonce, verifier, target, replaces, created_at)
                         SELECT ?, ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM sign_ins) < ?",
                    )
                    .bind(found.state.as_slice())
                    .bind(found.browser.as_slice())
                    .bind(begun.nonce)
                    .bind(begun.verifier)
                    .bind(begun.target)
                    .bind(begun.replaces.map(Vec::from))
                    .bind(millis(now))
                    .bind(MOST_UNDER_WAY)
                    .execute(connection)
                    .await?;
                    Ok(kept.rows_affected() == 1)
                })
            })
            .await
    }

    async fn take_sign_in(&self, found: Found, now: DateTime<Utc>) -> Stored<Option<UnderWay>> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    let row = db::query(
                        "DELETE FROM sign_ins WHERE state_hash = ? AND browser_hash = ? AND created_at > ?
                         RETURNING nonce, verifier, target, replaces",
                    )
                    .bind(found.state.as_slice())
                    .bind(found.browser.as_slice())
                    .bind(millis(now - LASTS))
                    .fetch_optional(connection)
                    .await?;
                    row.as_ref().map(under_way).transpose()
                })
            })
            .await
    }

    async fn arrive(&self, arrival: Arrival) -> Stored<Arrived> {
        let whence = Whence::now();
        self.writer
            .record(move |connection| {
                let (arrival, whence) = (arrival.clone(), whence.clone());
                Box::pin(async move { arrive(connection, &arrival, whence).await })
            })
            .await
    }

    async fn came_by_provider(&self, token_hash: [u8; 32], issuer: &str) -> Stored<bool> {
        Ok(db::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM provider_sessions WHERE token_hash = ? AND issuer = ?)",
        )
        .bind(token_hash.as_slice())
        .bind(issuer)
        .fetch_one(&mut *self.readers.get().await?)
        .await?)
    }

    async fn provider_logs_out(
        &self,
        issuer: &str,
        token: LogoutToken,
        now: DateTime<Utc>,
    ) -> Stored<LoggedOut> {
        let issuer = issuer.to_owned();
        self.writer
            .record(move |connection| {
                let (issuer, token) = (issuer.clone(), token.clone());
                Box::pin(async move { log_out(connection, &issuer, &token, now).await })
            })
            .await
    }

    async fn waiting_connections(&self, issuer: &str) -> Stored<Vec<ProviderConnection>> {
        let rows = db::query(concat!(
            "SELECT w.id AS waiting_id, w.subject, w.name AS called, w.asked_at, ",
            user_columns!(),
            " FROM provider_waiting w JOIN users u ON u.id = w.user_id
              LEFT JOIN organisations o ON o.id = u.organisation_id
             WHERE w.issuer = ? ORDER BY w.asked_at, w.id"
        ))
        .bind(issuer)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        let read = |row: &Row| -> Result<ProviderConnection, db::Error> {
            Ok(ProviderConnection {
                id: row.try_get("waiting_id")?,
                name: row.try_get("called")?,
                subject: row.try_get("subject")?,
                asked_at: at(row, "asked_at")?,
                user: people::user_of(row)?,
            })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    async fn answer_connection(&self, id: &str, connect: bool, now: DateTime<Utc>) -> Stored<bool> {
        let id = id.to_owned();
        self.writer
            .record(move |connection| {
                let id = id.clone();
                Box::pin(async move { answer(connection, &id, connect, now).await })
            })
            .await
    }
}
