//! The customer's word: kept with the change that brings it, and the mails and links of customers.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::NoticeKind;
use claimdesk_recognition::claim::Word;
use serde::Deserialize;

use super::messages::{kind, tongue};
use super::rows::{at, from_json, instant, millis, to_json};
use super::{Database, outboxes};
use crate::store::db::{self, Connection, Row};
use crate::store::{
    AskedCustomer, Change, CustomerChange, CustomerWords, DueMail, Facts, Reader, SilentCustomer,
    Stored,
};

/// The customer of a claim as one column of its row, `c` being the claim.
macro_rules! customer_column {
    () => {
        "(SELECT json_object('name', w.name, 'email', w.email, 'asked_at', w.asked_at, 'word', w.word,
                'said_at', w.said_at, 'said_by', w.said_by, 'undelivered',
                (SELECT count(*) FROM customer_mail m WHERE m.claim_id = c.id AND m.mail = 'dead'))
            FROM customer_words w WHERE w.claim_id = c.id) AS customer"
    };
}
pub(super) use customer_column;

#[derive(Deserialize)]
struct CustomerJson {
    name: String,
    email: String,
    asked_at: Option<i64>,
    word: Option<Word>,
    said_at: Option<i64>,
    said_by: Option<String>,
    undelivered: i64,
}

/// Reads [`customer_column`].
pub(super) fn customer(row: &Row) -> Result<Option<AskedCustomer>, db::Error> {
    let text: Option<&str> = row.try_get("customer")?;
    let Some(json) = text.map(from_json::<CustomerJson>).transpose()? else {
        return Ok(None);
    };
    let said = match (json.word, json.said_at, json.said_by) {
        (Some(word), Some(at), Some(by)) => Some((word, instant(at)?, by)),
        _ => None,
    };
    Ok(Some(AskedCustomer {
        name: json.name,
        email: json.email,
        asked_at: json.asked_at.map(instant).transpose()?,
        said,
        undelivered: json.undelivered > 0,
    }))
}

/// Writes down what a change changes of the customer's word, in its transaction.
pub(super) async fn keep(
    connection: &mut Connection,
    claim: i64,
    change: &Change,
) -> Result<(), db::Error> {
    match &change.customer {
        None => Ok(()),
        Some(CustomerChange::Said { word, by }) => {
            db::query(
                "UPDATE customer_words SET word = ?, said_at = ?, said_by = ? WHERE claim_id = ?",
            )
            .bind(word.as_str())
            .bind(millis(change.at))
            .bind(by)
            .bind(claim)
            .execute(connection)
            .await?;
            Ok(())
        }
        Some(CustomerChange::Ask { name, email, facts }) => {
            let by = change.event.as_ref().and_then(|event| event.by.as_ref());
            ask(
                connection,
                claim,
                (name, email),
                by.map(|by| by.id.as_str()),
                change.at,
            )
            .await?;
            post(
                connection,
                claim,
                NoticeKind::CustomerAsked,
                facts,
                change.at,
            )
            .await
        }
    }
}

/// Puts the question to this person.
async fn ask(
    connection: &mut Connection,
    claim: i64,
    (name, email): (&str, &str),
    by: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), db::Error> {
    // Whoever was asked before and is not now has no way in any more.
    db::query(
        "DELETE FROM customer_links WHERE claim_id = ?1 AND NOT EXISTS
            (SELECT 1 FROM customer_words w WHERE w.claim_id = ?1 AND lower(w.email) = lower(?2))",
    )
    .bind(claim)
    .bind(email)
    .execute(&mut *connection)
    .await?;
    // What has not gone out is not sent after the new one, and not to somebody else.
    db::query("DELETE FROM customer_mail WHERE claim_id = ? AND mail <> 'sent'")
        .bind(claim)
        .execute(&mut *connection)
        .await?;
    // They are written to in the language of whoever asks, and in the other one below it.
    db::query(
        "INSERT INTO customer_words (claim_id, name, email, language)
         VALUES (?1, ?2, ?3, coalesce((SELECT u.language FROM users u WHERE u.id = ?4), 'en'))
         ON CONFLICT (claim_id) DO UPDATE SET
            asked_at = CASE WHEN lower(customer_words.email) = lower(excluded.email) THEN customer_words.asked_at END,
            reminded_at = CASE WHEN lower(customer_words.email) = lower(excluded.email)
                                AND customer_words.asked_at IS NOT NULL THEN ?5 END,
            name = excluded.name, email = excluded.email, language = excluded.language",
    )
    .bind(claim)
    .bind(name)
    .bind(email)
    .bind(by)
    // Asked again is as good as reminded.
    .bind(millis(at))
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts a mail to the one who is asked into the outbox.
async fn post(
    connection: &mut Connection,
    claim: i64,
    kind: NoticeKind,
    facts: &Facts,
    at: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query(
        "INSERT INTO customer_mail (message, claim_id, kind, name, email, language, at, facts, mail, next_at)
         SELECT lower(hex(randomblob(16))), w.claim_id, ?1, w.name, w.email, w.language, ?2, ?3, 'waiting', ?2
           FROM customer_words w WHERE w.claim_id = ?4",
    )
    .bind(kind.as_str())
    .bind(millis(at))
    .bind(to_json(facts)?)
    .bind(claim)
    .execute(connection)
    .await?;
    Ok(())
}

/// Mails to customers that are due.
pub(super) async fn due(
    connection: &mut Connection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<DueMail>, db::Error> {
    let rows = db::query(
        "SELECT m.message, m.name, m.email, m.language, m.kind, m.facts, m.at, m.tries, c.reference, w.asked_at
           FROM customer_mail m JOIN claims c ON c.id = m.claim_id
           JOIN customer_words w ON w.claim_id = m.claim_id
          WHERE m.mail = 'waiting' AND m.next_at <= ? ORDER BY m.next_at, m.id LIMIT ?",
    )
    .bind(millis(now))
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let asked_at: Option<i64> = row.try_get("asked_at")?;
            Ok(DueMail {
                message: row.try_get("message")?,
                name: row.try_get("name")?,
                email: row.try_get("email")?,
                reader: Reader::Customer {
                    asked_at: asked_at.map(instant).transpose()?,
                },
                language: tongue(row)?,
                time_zone: None,
                kind: kind(row)?,
                reference: row.try_get("reference")?,
                facts: from_json(row.try_get("facts")?)?,
                at: at(row, "at")?,
                tries: row.try_get("tries")?,
            })
        })
        .collect()
}

/// From the first mail that went out to a customer on, silence is counted.
pub(super) async fn asked(
    connection: &mut Connection,
    message: &str,
    now: DateTime<Utc>,
) -> Result<(), db::Error> {
    db::query(
        "UPDATE customer_words SET asked_at = coalesce(asked_at, ?1)
          WHERE (claim_id, email) = (SELECT m.claim_id, m.email FROM customer_mail m WHERE m.message = ?2)",
    )
    .bind(millis(now))
    .bind(message)
    .execute(connection)
    .await?;
    Ok(())
}

#[async_trait]
impl CustomerWords for Database {
    async fn claim_of_link(&self, token_hash: [u8; 32]) -> Stored<Option<String>> {
        Ok(db::query_scalar(
            "SELECT c.reference FROM customer_links l JOIN claims c ON c.id = l.claim_id
              WHERE l.token_hash = ?",
        )
        .bind(token_hash.as_slice())
        .fetch_optional(&mut *self.readers.get().await?)
        .await?)
    }

    async fn silent_customers(
        &self,
        since: DateTime<Utc>,
        after: (i64, i64),
        limit: u32,
    ) -> Stored<Vec<SilentCustomer>> {
        let rows = db::query(
            "SELECT w.asked_at, w.claim_id, c.reference, c.version, c.life, c.customer_name, o.name AS partner
               FROM customer_words w JOIN claims c ON c.id = w.claim_id
               JOIN organisations o ON o.id = c.organisation_id
              WHERE w.asked_at IS NOT NULL AND w.reminded_at IS NULL AND w.word IS NULL
                AND w.asked_at >= ? AND (w.asked_at, w.claim_id) > (?, ?)
              ORDER BY w.asked_at, w.claim_id LIMIT ?",
        )
        .bind(millis(since))
        .bind(after.0)
        .bind(after.1)
        .bind(limit)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        let silent = |row: &Row| -> Result<SilentCustomer, db::Error> {
            Ok(SilentCustomer {
                reference: row.try_get("reference")?,
                version: row.try_get("version")?,
                life: from_json(row.try_get("life")?)?,
                facts: Facts {
                    customer: row.try_get("customer_name")?,
                    partner: row.try_get("partner")?,
                    ..Facts::default()
                },
                asked_at: at(row, "asked_at")?,
                place: (row.try_get("asked_at")?, row.try_get("claim_id")?),
            })
        };
        Ok(rows.iter().map(silent).collect::<Result<_, _>>()?)
    }

    async fn remind_customer(&self, customer: &SilentCustomer, now: DateTime<Utc>) -> Stored<bool> {
        let customer = customer.clone();
        self.writer
            .write(move |connection| {
                let customer = customer.clone();
                Box::pin(async move {
                    let key: Option<i64> = db::query_scalar(
                        "UPDATE customer_words SET reminded_at = ?
                          WHERE reminded_at IS NULL AND word IS NULL AND asked_at = ?
                            AND claim_id = (SELECT c.id FROM claims c WHERE c.reference = ? AND c.version = ?)
                          RETURNING claim_id",
                    )
                    .bind(millis(now))
                    .bind(millis(customer.asked_at))
                    .bind(&customer.reference)
                    .bind(customer.version)
                    .fetch_optional(&mut *connection)
                    .await?;
                    let Some(key) = key else { return Ok(false) };
                    post(connection, key, NoticeKind::CustomerReminded, &customer.facts, now).await?;
                    Ok(true)
                })
            })
            .await
    }

    async fn begin_customer_mail(
        &self,
        message: &str,
        tries: u32,
        next: DateTime<Utc>,
        token_hash: [u8; 32],
    ) -> Stored<bool> {
        let message = message.to_owned();
        self.writer
            .write(move |connection| {
                let message = message.clone();
                Box::pin(async move {
                    let mail = (message.as_str(), tries);
                    if !outboxes::begin(connection, "customer_mail", mail, next).await? {
                        return Ok(false);
                    }
                    db::query(
                        "INSERT INTO customer_links (token_hash, claim_id)
                         SELECT ?, m.claim_id FROM customer_mail m WHERE m.message = ?",
                    )
                    .bind(token_hash.as_slice())
                    .bind(&message)
                    .execute(connection)
                    .await?;
                    Ok(true)
                })
            })
            .await
    }
}
