//! One-time links: made, looked at, used up.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{NoticeKind, User};

use super::mail;
use crate::audit::entry::Noted;
use crate::store::accounts::{LinkRecord, NewLink};
use crate::store::db::{self, Connection, Row};
use crate::store::sql::audit::Recorded;
use crate::store::sql::organisations::organisation_columns;
use crate::store::sql::people::{account_made, insert_account, user_columns, user_of};
use crate::store::sql::repeats;
use crate::store::sql::rows::{at, millis};
use crate::store::sql::writer::Writer;
use crate::store::{Made, NewAccount, Remember, Stored, Written};

/// Makes a link good.
pub(super) async fn put(
    connection: &mut Connection,
    user_id: &str,
    token_hash: [u8; 32],
    until: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query("INSERT INTO account_links (token_hash, user_id, until) VALUES (?, ?, ?)")
        .bind(token_hash.as_slice())
        .bind(user_id)
        .bind(millis(until))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends all links of somebody, and has none go out that waits to.
pub(super) async fn end_in(connection: &mut Connection, user_id: &str) -> Result<(), db::Error> {
    for statement in [
        "DELETE FROM account_links WHERE user_id = ?",
        "DELETE FROM account_mail WHERE user_id = ? AND kind IN ('account_invited', 'account_reset') AND mail <> 'sent'",
    ] {
        db::query(statement)
            .bind(user_id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Whose link this is, while it works.
pub(super) async fn link(
    connection: &mut Connection,
    token_hash: [u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<LinkRecord>, db::Error> {
    let row = db::query(concat!(
        "SELECT l.until, u.password_hash <> '' OR u.signed_in_at IS NOT NULL AS known, ",
        user_columns!(),
        " FROM account_links l JOIN users u ON u.id = l.user_id
          LEFT JOIN organisations o ON o.id = u.organisation_id
         WHERE l.token_hash = ? AND l.until > ? AND u.disabled_at IS NULL"
    ))
    .bind(token_hash.as_slice())
    .bind(millis(now))
    .fetch_optional(connection)
    .await?;
    let read = |row: Row| {
        Ok(LinkRecord {
            user: user_of(&row)?,
            known: row.try_get("known")?,
            until: at(&row, "until")?,
        })
    };
    row.map(read).transpose()
}

/// Adds an account without a password, and the link to choose one.
pub(super) async fn invite(
    writer: &Writer,
    account: NewAccount,
    link: NewLink,
    remember: Option<Remember>,
) -> Stored<Written<Made>> {
    writer
        .record(move |connection| {
            let (account, link, remember) = (account.clone(), link.clone(), remember.clone());
            Box::pin(async move {
                if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                    return Ok(Written::Repeated(saved).into());
                }
                let made = insert_account(connection, &account).await?;
                if made != Made::New {
                    repeats::take_back(connection, remember.as_ref()).await?;
                    return Ok(Written::Done(made).into());
                }
                give(
                    connection,
                    &account.user.id,
                    &link,
                    NoticeKind::AccountInvited,
                )
                .await?;
                Ok(Recorded::with(Written::Done(made), account_made(&account)))
            })
        })
        .await
}

async fn give(
    connection: &mut Connection,
    user_id: &str,
    link: &NewLink,
    kind: NoticeKind,
) -> Result<(), db::Error> {
    put(connection, user_id, link.token_hash, link.until).await?;
    if link.mail {
        mail::post(connection, user_id, kind, link.at).await?;
    }
    Ok(())
}

/// Makes a new link for somebody, which ends those before.
pub(super) async fn make(writer: &Writer, user_id: &str, link: NewLink) -> Stored<Option<User>> {
    let user_id = user_id.to_owned();
    writer
        .record(move |connection| {
            let (user_id, link) = (user_id.clone(), link.clone());
            Box::pin(async move {
                let row = db::query(concat!(
                    "SELECT u.password_hash <> '' OR u.signed_in_at IS NOT NULL AS known, ",
                    user_columns!(),
                    " FROM users u LEFT JOIN organisations o ON o.id = u.organisation_id
                     WHERE u.id = ? AND u.disabled_at IS NULL"
                ))
                .bind(&user_id)
                .fetch_optional(&mut *connection)
                .await?;
                let Some(row) = row else {
                    return Ok(None.into());
                };
                let kind = if row.try_get("known")? {
                    NoticeKind::AccountReset
                } else {
                    NoticeKind::AccountInvited
                };
                end_in(connection, &user_id).await?;
                give(connection, &user_id, &link, kind).await?;
                let noted = Noted {
                    at: Some(link.at),
                    ..Noted::about("user", &user_id).to("link_made")
                };
                Ok(Recorded::with(Some(user_of(&row)?), noted))
            })
        })
        .await
}

/// Forgets links that are over, and requests of nobody.
pub(super) async fn forget(writer: &Writer, now: DateTime<Utc>) -> Stored<()> {
    writer
        .write(move |connection| {
            Box::pin(async move {
                for statement in [
                    "DELETE FROM account_links WHERE until <= ?",
                    "DELETE FROM account_mail WHERE mail = 'none' AND at < ? - 3600000",
                ] {
                    db::query(statement)
                        .bind(millis(now))
                        .execute(&mut *connection)
                        .await?;
                }
                Ok(())
            })
        })
        .await
}
