//! The outbox. What is told of a change is written by [`tell`], in the change's transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{MailWish, Notice, NoticeKind, NoticeSettings, Role, Tongue, Undelivered};

use super::audit::Recorded;
use super::rows::{at, damaged, from_json, instant, millis, to_json};
use super::{Database, accounts, outboxes, words};
use crate::audit::entry::Noted;
use crate::store::db::{self, Connection, Row};
use crate::store::{Audience, DueMail, Facts, Messages, NewMessage, Reader, Stored, Tried};

/// One row for each person of an audience. The ID comes from the database, so that it needs no
/// list of people first; it is a name and no secret.
macro_rules! tell_those {
    ($audience:literal) => {
        concat!(
            "INSERT INTO notices (message, user_id, claim_id, kind, at, facts, mail, next_at)
             SELECT lower(hex(randomblob(16))), u.id, ?1, ?2, ?3, ?4,
                    CASE WHEN ?5 = 1 OR u.mail = 'all' THEN 'waiting' ELSE 'none' END,
                    CASE WHEN ?5 = 1 OR u.mail = 'all' THEN ?3 END
               FROM users u WHERE u.disabled_at IS NULL AND (",
            $audience,
            ")"
        )
    };
}

/// Writes down who is told what of a claim, for the mail and for the page.
pub(super) async fn tell(
    connection: &mut Connection,
    claim: i64,
    messages: &[NewMessage],
    at: DateTime<Utc>,
) -> Result<(), db::Error> {
    let nobody = String::new();
    for message in messages {
        let (statement, whom) = match &message.to {
            Audience::Partner(organisation) => (
                tell_those!("u.role = 'partner' AND u.organisation_id = ?6"),
                organisation,
            ),
            Audience::Reviewers(organisation) => (
                tell_those!("u.role = 'reviewer' AND u.organisation_id IS DISTINCT FROM ?6"),
                organisation,
            ),
            Audience::Overseers(organisation) => (
                tell_those!(
                    "u.role = 'administrator' OR u.role = 'reviewer' AND u.organisation_id IS DISTINCT FROM ?6"
                ),
                organisation,
            ),
            Audience::Administrators => {
                (tell_those!("u.role = 'administrator' AND ?6 = ''"), &nobody)
            }
            Audience::Person(id) => (tell_those!("u.id = ?6"), id),
        };
        db::query(statement)
            .bind(claim)
            .bind(message.kind.as_str())
            .bind(millis(at))
            .bind(to_json(&message.facts)?)
            .bind(message.kind.needs_answer())
            .bind(whom)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

pub(super) fn kind(row: &Row) -> Result<NoticeKind, db::Error> {
    let text: &str = row.try_get("kind")?;
    NoticeKind::parse(text).ok_or_else(|| damaged("a notice", &text))
}

pub(super) fn tongue(row: &Row) -> Result<Tongue, db::Error> {
    let text: &str = row.try_get("language")?;
    Tongue::parse(text).ok_or_else(|| damaged("a language", &text))
}

fn notice(row: &Row) -> Result<Notice, db::Error> {
    let facts: Facts = from_json(row.try_get("facts")?)?;
    Ok(Notice {
        id: row.try_get("message")?,
        kind: kind(row)?,
        reference: row.try_get("reference")?,
        customer: facts.customer,
        at: at(row, "at")?,
        until: facts.until,
        from: facts.from,
        reason: facts.reason,
        read: row.try_get("is_read")?,
    })
}

fn settings(row: &Row) -> Result<NoticeSettings, db::Error> {
    let mail: &str = row.try_get("mail")?;
    Ok(NoticeSettings {
        language: tongue(row)?,
        time_zone: row.try_get("time_zone")?,
        mail: MailWish::parse(mail).ok_or_else(|| damaged("a wish for mail", &mail))?,
    })
}

fn due(row: &Row) -> Result<DueMail, db::Error> {
    let role: &str = row.try_get("role")?;
    Ok(DueMail {
        message: row.try_get("message")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        reader: if role == Role::Partner.as_str() {
            Reader::Partner
        } else {
            Reader::Reviewer
        },
        language: tongue(row)?,
        time_zone: row.try_get("time_zone")?,
        kind: kind(row)?,
        reference: row.try_get("reference")?,
        facts: from_json(row.try_get("facts")?)?,
        at: at(row, "at")?,
        tries: row.try_get("tries")?,
    })
}

fn undelivered(row: &Row) -> Result<Undelivered, db::Error> {
    let next: Option<i64> = row.try_get("next_at")?;
    Ok(Undelivered {
        id: row.try_get("message")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        kind: kind(row)?,
        reference: row.try_get("reference")?,
        at: at(row, "at")?,
        tries: row.try_get("tries")?,
        next: next.map(instant).transpose()?,
        error: row.try_get("error")?,
    })
}

const NOTICES: &str =
    "SELECT n.message, n.kind, n.at, n.facts, n.read_at IS NOT NULL AS is_read, c.reference
       FROM notices n JOIN claims c ON c.id = n.claim_id
      WHERE n.user_id = ? ORDER BY n.id DESC LIMIT ?";

const DUE_MAIL: &str = "SELECT n.message, n.kind, n.at, n.facts, n.tries, c.reference,
            u.name, u.email, u.role, u.language, u.time_zone
       FROM notices n JOIN users u ON u.id = n.user_id JOIN claims c ON c.id = n.claim_id
      WHERE n.mail = 'waiting' AND n.next_at <= ? ORDER BY n.next_at, n.id LIMIT ?";

#[async_trait]
impl Messages for Database {
    async fn notices(
        &self,
        user_id: &str,
        limit: u32,
    ) -> Stored<(Vec<Notice>, i64, NoticeSettings)> {
        let mut reader = self.readers.get().await?;
        let rows = db::query(NOTICES)
            .bind(user_id)
            .bind(limit)
            .fetch_all(&mut reader)
            .await?;
        let person = db::query(
            "SELECT u.language, u.time_zone, u.mail,
                    (SELECT count(*) FROM notices n WHERE n.user_id = u.id AND n.read_at IS NULL) AS unread
               FROM users u WHERE u.id = ?",
        )
        .bind(user_id)
        .fetch_one(&mut reader)
        .await?;
        let notices: Result<_, db::Error> = rows.iter().map(notice).collect();
        Ok((notices?, person.try_get("unread")?, settings(&person)?))
    }

    async fn read_notices(&self, user_id: &str, message: &str, at: DateTime<Utc>) -> Stored<bool> {
        let (user_id, message) = (user_id.to_owned(), message.to_owned());
        self.writer
            .record(move |connection| {
                let (user_id, message) = (user_id.clone(), message.clone());
                Box::pin(async move {
                    let last: Option<i64> = db::query_scalar(
                        "SELECT id FROM notices WHERE message = ? AND user_id = ?",
                    )
                    .bind(message)
                    .bind(&user_id)
                    .fetch_optional(&mut *connection)
                    .await?;
                    let Some(last) = last else {
                        return Ok(false.into());
                    };
                    let read = db::query(
                        "UPDATE notices SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND id <= ?",
                    )
                    .bind(millis(at))
                    .bind(&user_id)
                    .bind(last)
                    .execute(connection)
                    .await?
                    .rows_affected();
                    let noted = || Noted {
                        more: read.saturating_sub(1),
                        ..Noted::about("user", user_id).to("notices_read")
                    };
                    Ok(Recorded::when(read > 0, true, noted))
                })
            })
            .await
    }

    async fn set_notice_settings(&self, user_id: &str, settings: NoticeSettings) -> Stored<()> {
        let user_id = user_id.to_owned();
        self.writer
            .record(move |connection| {
                let (user_id, settings) = (user_id.clone(), settings.clone());
                Box::pin(async move {
                    db::query(
                        "UPDATE users SET language = ?, time_zone = ?, mail = ? WHERE id = ?",
                    )
                    .bind(settings.language.as_str())
                    .bind(&settings.time_zone)
                    .bind(settings.mail.as_str())
                    .bind(&user_id)
                    .execute(connection)
                    .await?;
                    let noted =
                        Noted::about("user", user_id)
                            .to("settings")
                            .with(serde_json::json!({
                                "language": settings.language.as_str(),
                                "timeZone": settings.time_zone,
                                "mail": settings.mail.as_str(),
                            }));
                    Ok(Recorded::with((), noted))
                })
            })
            .await
    }

    async fn due_mail(&self, now: DateTime<Utc>, limit: u32) -> Stored<Vec<DueMail>> {
        let mut reader = self.readers.get().await?;
        let rows = db::query(DUE_MAIL)
            .bind(millis(now))
            .bind(limit)
            .fetch_all(&mut reader)
            .await?;
        let mut mails: Vec<DueMail> = rows.iter().map(due).collect::<Result<_, _>>()?;
        mails.extend(words::due(&mut reader, now, limit).await?);
        mails.extend(accounts::mail::due(&mut reader, now, limit).await?);
        Ok(mails)
    }

    async fn begin_mail(&self, message: &str, tries: u32, next: DateTime<Utc>) -> Stored<bool> {
        let message = message.to_owned();
        self.writer
            .write(move |connection| {
                let message = message.clone();
                Box::pin(async move {
                    outboxes::begin(connection, "notices", (&message, tries), next).await
                })
            })
            .await
    }

    async fn end_mail(&self, message: &str, tried: Tried, at: DateTime<Utc>) -> Stored<()> {
        let message = message.to_owned();
        self.writer
            .write(move |connection| {
                let (message, tried) = (message.clone(), tried.clone());
                Box::pin(async move {
                    outboxes::end(connection, &message, &tried).await?;
                    if tried == Tried::Sent {
                        words::asked(connection, &message, at).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    async fn undelivered(&self, limit: u32) -> Stored<Vec<Undelivered>> {
        let rows = db::query(
            "SELECT * FROM (
                SELECT n.message, n.kind, n.at, n.tries, n.next_at, n.error, n.mail, c.reference, u.name, u.email
                  FROM notices n JOIN users u ON u.id = n.user_id JOIN claims c ON c.id = n.claim_id
                 WHERE n.mail = 'dead' OR n.mail = 'waiting' AND n.tries > 0
                UNION ALL
                SELECT m.message, m.kind, m.at, m.tries, m.next_at, m.error, m.mail, c.reference, m.name, m.email
                  FROM customer_mail m JOIN claims c ON c.id = m.claim_id
                 WHERE m.mail = 'dead' OR m.mail = 'waiting' AND m.tries > 0
                UNION ALL
                SELECT m.message, m.kind, m.at, m.tries, m.next_at, m.error, m.mail, '' AS reference, u.name, u.email
                  FROM account_mail m JOIN users u ON u.id = m.user_id
                 WHERE m.mail = 'dead' OR m.mail = 'waiting' AND m.tries > 0) AS undelivered
              ORDER BY mail = 'waiting', at, message LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        Ok(rows.iter().map(undelivered).collect::<Result<_, _>>()?)
    }

    async fn retry_mail(&self, message: &str, at: DateTime<Utc>) -> Stored<bool> {
        let message = message.to_owned();
        self.writer
            .record(move |connection| {
                let message = message.clone();
                Box::pin(async move {
                    let again = outboxes::retry(connection, &message, at).await?;
                    let noted = || Noted {
                        at: Some(at),
                        ..Noted::about("mail", message).to("waiting")
                    };
                    Ok(Recorded::when(again, again, noted))
                })
            })
            .await
    }

    async fn forget_notices(&self, before: DateTime<Utc>) -> Stored<()> {
        self.writer
            .write(move |connection| Box::pin(outboxes::forget(connection, before)))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::super::plans::are_read_in_order;
    use super::*;

    #[tokio::test]
    async fn notices_and_due_mail_are_read_from_an_index_and_not_sorted() {
        let notices = db::query(NOTICES).bind("reviewer-1").bind(50_u32);
        let mail = db::query(DUE_MAIL).bind(7_000_i64).bind(50_u32);
        are_read_in_order(&[(notices, "notices_of_user"), (mail, "notices_to_mail")]).await;
    }
}
