//! The outbox of mails about accounts.

use chrono::{DateTime, Utc};
use claimdesk_protocol::NoticeKind;

use super::links;
use crate::audit::entry::Noted;
use crate::store::db::{self, Connection, Row};
use crate::store::sql::audit::Recorded;
use crate::store::sql::messages::{kind, tongue};
use crate::store::sql::outboxes;
use crate::store::sql::rows::{at, millis};
use crate::store::sql::writer::Writer;
use crate::store::{DueMail, Facts, Reader, Stored};

/// Nobody is sent another link within so many milliseconds of the last.
const APART: i64 = 5 * 60 * 1000;

/// Puts a mail to somebody into the outbox.
pub(in super::super) async fn post(
    connection: &mut Connection,
    user_id: &str,
    kind: NoticeKind,
    at: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query(
        "INSERT INTO account_mail (message, user_id, kind, at, mail, next_at)
         VALUES (lower(hex(randomblob(16))), ?1, ?2, ?3, 'waiting', ?3)",
    )
    .bind(user_id)
    .bind(kind.as_str())
    .bind(millis(at))
    .execute(connection)
    .await?;
    Ok(())
}

/// Has a link sent to whoever has this e-mail. One statement, one entry and one commit, whether
/// anybody has or not: neither the time it takes nor the log tells.
pub(super) async fn ask_reset(writer: &Writer, email: &str, now: DateTime<Utc>) -> Stored<()> {
    let email = email.trim().to_lowercase();
    writer
        .record(move |connection| {
            let email = email.clone();
            Box::pin(async move {
                let message: String = db::query_scalar(
                    "INSERT INTO account_mail (message, user_id, kind, at, mail, next_at)
                     SELECT lower(hex(randomblob(16))), who.id, ?1, ?2,
                            CASE WHEN who.id IS NULL OR EXISTS (SELECT 1 FROM account_mail o
                                WHERE o.user_id = who.id AND o.kind = ?1 AND o.at > ?2 - ?3) THEN 'none' ELSE 'waiting' END,
                            ?2
                       FROM (SELECT max(u.id) AS id FROM users u WHERE u.email = ?4 AND u.disabled_at IS NULL) who
                     RETURNING message",
                )
                .bind(NoticeKind::AccountReset.as_str())
                .bind(millis(now))
                .bind(APART)
                .bind(email)
                .fetch_one(connection)
                .await?;
                let noted = Noted {
                    at: Some(now),
                    ..Noted::about("mail", message).to("asked_for")
                };
                Ok(Recorded::with((), noted))
            })
        })
        .await
}

/// Mails about accounts that are due.
pub(in super::super) async fn due(
    connection: &mut Connection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<DueMail>, db::Error> {
    let rows = db::query(
        "SELECT m.message, m.kind, m.at, m.tries, u.name, u.email, u.language, u.time_zone
           FROM account_mail m JOIN users u ON u.id = m.user_id
          WHERE m.mail = 'waiting' AND m.next_at <= ? AND u.disabled_at IS NULL
          ORDER BY m.next_at, m.id LIMIT ?",
    )
    .bind(millis(now))
    .bind(limit)
    .fetch_all(connection)
    .await?;
    let read = |row: &Row| {
        Ok(DueMail {
            message: row.try_get("message")?,
            name: row.try_get("name")?,
            email: row.try_get("email")?,
            reader: Reader::Owner,
            language: tongue(row)?,
            time_zone: row.try_get("time_zone")?,
            kind: kind(row)?,
            reference: String::new(),
            facts: Facts::default(),
            at: at(row, "at")?,
            tries: row.try_get("tries")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Counts a try of a mail, and makes its link good.
pub(super) async fn begin(
    writer: &Writer,
    (message, tries): (&str, u32),
    next: DateTime<Utc>,
    link: Option<([u8; 32], DateTime<Utc>)>,
) -> Stored<bool> {
    let message = message.to_owned();
    writer
        .write(move |connection| {
            let message = message.clone();
            Box::pin(async move {
                let mail = (message.as_str(), tries);
                if !outboxes::begin(connection, "account_mail", mail, next).await? {
                    return Ok(false);
                }
                if let Some((token_hash, until)) = link {
                    let user_id: String =
                        db::query_scalar("SELECT user_id FROM account_mail WHERE message = ?")
                            .bind(&message)
                            .fetch_one(&mut *connection)
                            .await?;
                    links::put(connection, &user_id, token_hash, until).await?;
                }
                Ok(true)
            })
        })
        .await
}
