//! Webhooks. What an endpoint is told of a change is written by [`plan`], in the change's
//! transaction.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{
    Delivery, DeliveryState, NoticeKind, SaveWebhook, Webhook, WebhookBody, WebhookEvent,
    WebhookFault, WebhookOff,
};
use serde_json::json;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::audit::Recorded;
use super::rows::{at, damaged, from_json, instant, millis, to_json};
use super::{Sqlite, messages, repeats};
use crate::audit::entry::Noted;
use crate::config::Secret;
use crate::store::uploads::Begun;
use crate::store::webhooks::{Brought, DueDelivery, NewWebhook, Owner, Secrets, WebhookStore};
use crate::store::{Audience, Facts, NewMessage, Remember, Stored, Written};

/// Writes down who is told of a change: the endpoints of the claim's organisation, and those of
/// the installation where the claim was ever sent.
pub(super) async fn plan(
    connection: &mut SqliteConnection,
    claim: i64,
    body: &WebhookBody,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO webhook_deliveries (message, webhook_id, claim_id, event, at, body, state, next_at)
         SELECT lower(hex(randomblob(16))), w.id, c.id, ?2, ?3, ?4, 'waiting', ?3
           FROM claims c
           JOIN webhooks w ON w.organisation_id = c.organisation_id
                           OR w.organisation_id IS NULL AND c.submitted = 1
          WHERE c.id = ?1 AND w.off IS NULL
            AND EXISTS (SELECT 1 FROM json_each(w.events) e WHERE e.value = ?2)",
    )
    .bind(claim)
    .bind(body.event.as_str())
    .bind(millis(body.timestamp))
    .bind(to_json(body)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// The columns of an endpoint.
macro_rules! webhook_columns {
    () => {
        "SELECT w.id, w.url, w.events, w.secret, w.old_secret, w.old_secret_until, w.created_at,
                w.off, w.failing_since,
                (SELECT count(*) FROM webhook_deliveries d
                  WHERE d.webhook_id = w.id AND d.state = 'waiting') AS waiting,
                (SELECT count(*) FROM webhook_deliveries d
                  WHERE d.webhook_id = w.id AND d.state = 'dead') AS dead
           FROM webhooks w WHERE w.organisation_id IS ?1 "
    };
}

fn events(row: &SqliteRow) -> Result<Vec<WebhookEvent>, sqlx::Error> {
    from_json(row.try_get("events")?)
}

fn webhook(row: &SqliteRow) -> Result<Webhook, sqlx::Error> {
    let off: Option<&str> = row.try_get("off")?;
    let off = off.map(|text| {
        WebhookOff::parse(text).ok_or_else(|| damaged("a switched-off webhook", &text))
    });
    let old: Option<i64> = row.try_get("old_secret_until")?;
    let failing: Option<i64> = row.try_get("failing_since")?;
    Ok(Webhook {
        id: row.try_get("id")?,
        url: row.try_get("url")?,
        events: events(row)?,
        created_at: at(row, "created_at")?,
        off: off.transpose()?,
        old_secret_until: old.map(instant).transpose()?,
        failing_since: failing.map(instant).transpose()?,
        waiting: row.try_get("waiting")?,
        dead: row.try_get("dead")?,
    })
}

fn secrets(row: &SqliteRow) -> Result<Secrets, sqlx::Error> {
    let old: Option<String> = row.try_get("old_secret")?;
    let until: Option<i64> = row.try_get("old_secret_until")?;
    Ok(Secrets {
        now: Secret::new(row.try_get("secret")?),
        old: match (old, until) {
            (Some(old), Some(until)) => Some((Secret::new(old), instant(until)?)),
            _ => None,
        },
    })
}

fn delivery(row: &SqliteRow) -> Result<Delivery, sqlx::Error> {
    let event: &str = row.try_get("event")?;
    let state: &str = row.try_get("state")?;
    let fault: Option<&str> = row.try_get("fault")?;
    let fault = fault
        .map(|text| WebhookFault::parse(text).ok_or_else(|| damaged("a webhook's fault", &text)));
    let next: Option<i64> = row.try_get("next_at")?;
    Ok(Delivery {
        id: row.try_get("message")?,
        event: WebhookEvent::parse(event).ok_or_else(|| damaged("a webhook's event", &event))?,
        reference: row.try_get("reference")?,
        at: at(row, "at")?,
        state: DeliveryState::parse(state).ok_or_else(|| damaged("a webhook's state", &state))?,
        tries: row.try_get("tries")?,
        next: next.map(instant).transpose()?,
        status: row.try_get("status")?,
        fault: fault.transpose()?,
    })
}

fn due(row: &SqliteRow) -> Result<DueDelivery, sqlx::Error> {
    Ok(DueDelivery {
        message: row.try_get("message")?,
        webhook: row.try_get("webhook_id")?,
        url: row.try_get("url")?,
        secrets: secrets(row)?,
        body: row.try_get("body")?,
        tries: row.try_get("tries")?,
    })
}

async fn add(
    connection: &mut SqliteConnection,
    new: &NewWebhook,
    most: u32,
) -> Result<Begun, sqlx::Error> {
    let added = sqlx::query(
        "INSERT INTO webhooks (id, organisation_id, url, events, secret, created_at, off)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, CASE WHEN ?7 THEN NULL ELSE 'by_hand' END
          WHERE (SELECT count(*) FROM webhooks WHERE organisation_id IS ?2) < ?8",
    )
    .bind(&new.id)
    .bind(new.owner.organisation_id())
    .bind(&new.wanted.url)
    .bind(to_json(&new.wanted.events)?)
    .bind(new.secret.reveal())
    .bind(millis(new.at))
    .bind(new.wanted.on)
    .bind(most)
    .execute(connection)
    .await?;
    Ok(if added.rows_affected() == 1 {
        Begun::New
    } else {
        Begun::Full
    })
}

/// Writes down what became of a try.
async fn end(
    connection: &mut SqliteConnection,
    message: &str,
    tries: u32,
    brought: &Brought,
    at: DateTime<Utc>,
) -> Result<Option<Noted>, sqlx::Error> {
    let (state, status, fault) = match brought {
        Brought::Sent { status } => (DeliveryState::Sent, Some(*status), None),
        Brought::Failed {
            status,
            fault,
            given_up: true,
            ..
        } => (DeliveryState::Dead, *status, Some(fault.as_str())),
        Brought::Failed { status, fault, .. } => {
            (DeliveryState::Waiting, *status, Some(fault.as_str()))
        }
    };
    let row = sqlx::query(
        "UPDATE webhook_deliveries SET state = ?3, status = ?4, fault = ?5,
                next_at = CASE WHEN ?3 = 'waiting' THEN next_at END
          WHERE message = ?1 AND state = 'waiting' AND tries = ?2
          RETURNING webhook_id, claim_id",
    )
    .bind(message)
    .bind(tries)
    .bind(state.as_str())
    .bind(status)
    .bind(fault)
    .fetch_optional(&mut *connection)
    .await?;
    // Removed meanwhile, or sent again by hand: this try is nobody's any more.
    let Some(row) = row else { return Ok(None) };
    let (webhook, claim): (String, i64) = (row.try_get("webhook_id")?, row.try_get("claim_id")?);
    match brought {
        Brought::Sent { .. } => {
            sqlx::query(
                "UPDATE webhooks SET failing_since = NULL
                  WHERE id = ? AND failing_since IS NOT NULL",
            )
            .bind(&webhook)
            .execute(connection)
            .await?;
            Ok(None)
        }
        Brought::Failed {
            gone,
            failing_since,
            ..
        } => failed(connection, &webhook, claim, *gone, *failing_since, at).await,
    }
}

/// Notes that an endpoint failed; switches it off and tells its people where it is to be.
async fn failed(
    connection: &mut SqliteConnection,
    webhook: &str,
    claim: i64,
    gone: bool,
    failing_since: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<Option<Noted>, sqlx::Error> {
    sqlx::query("UPDATE webhooks SET failing_since = coalesce(failing_since, ?2) WHERE id = ?1")
        .bind(webhook)
        .bind(millis(at))
        .execute(&mut *connection)
        .await?;
    let row = sqlx::query(
        "UPDATE webhooks SET off = CASE WHEN ?2 THEN 'gone' ELSE 'failing' END
          WHERE id = ?1 AND off IS NULL AND (?2 OR failing_since <= ?3)
          RETURNING organisation_id,
                    (SELECT c.customer_name FROM claims c WHERE c.id = ?4) AS customer",
    )
    .bind(webhook)
    .bind(gone)
    .bind(millis(failing_since))
    .bind(claim)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let organisation: Option<String> = row.try_get("organisation_id")?;
    let told = NewMessage {
        to: organisation.map_or(Audience::Administrators, Audience::Partner),
        kind: NoticeKind::WebhookOff,
        facts: Facts {
            customer: row.try_get("customer")?,
            ..Facts::default()
        },
    };
    messages::tell(connection, claim, &[told], at).await?;
    Ok(Some(Noted {
        at: Some(at),
        reason: Some(if gone { "gone" } else { "failing" }.to_owned()),
        ..Noted::about("webhook", webhook).to("off")
    }))
}

/// What is written down of an endpoint as it is to be.
fn noted(id: &str, wanted: &SaveWebhook) -> Noted {
    let events: Vec<&str> = wanted.events.iter().map(|event| event.as_str()).collect();
    Noted::about("webhook", id)
        .to(if wanted.on { "on" } else { "off" })
        .with(json!({ "url": wanted.url, "events": events }))
}

#[async_trait]
impl WebhookStore for Sqlite {
    async fn webhooks(&self, owner: &Owner) -> Stored<Vec<Webhook>> {
        let rows = sqlx::query(concat!(webhook_columns!(), "ORDER BY w.created_at, w.id"))
            .bind(owner.organisation_id())
            .fetch_all(&mut *self.readers.get().await?)
            .await?;
        Ok(rows.iter().map(webhook).collect::<Result<_, _>>()?)
    }

    async fn webhook(&self, owner: &Owner, id: &str) -> Stored<Option<(Webhook, Secrets)>> {
        let row = sqlx::query(concat!(webhook_columns!(), "AND w.id = ?2"))
            .bind(owner.organisation_id())
            .bind(id)
            .fetch_optional(&mut *self.readers.get().await?)
            .await?;
        Ok(match row {
            Some(row) => Some((webhook(&row)?, secrets(&row)?)),
            None => None,
        })
    }

    async fn add_webhook(
        &self,
        new: NewWebhook,
        most: u32,
        remember: Option<Remember>,
    ) -> Stored<Written<Begun>> {
        let job = Arc::new((new, remember));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (new, remember) = &*job;
                    if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                        return Ok(Written::Repeated(saved).into());
                    }
                    let begun = add(connection, new, most).await?;
                    if begun == Begun::Full {
                        repeats::take_back(connection, remember.as_ref()).await?;
                    }
                    let noted = || noted(&new.id, &new.wanted);
                    Ok(Recorded::when(
                        begun == Begun::New,
                        Written::Done(begun),
                        noted,
                    ))
                })
            })
            .await
    }

    async fn save_webhook(&self, owner: &Owner, id: &str, wanted: SaveWebhook) -> Stored<bool> {
        let job = Arc::new((owner.clone(), id.to_owned(), wanted));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (owner, id, wanted) = &*job;
                    let saved = sqlx::query(
                        "UPDATE webhooks SET url = ?3, events = ?4,
                                off = CASE WHEN ?5 THEN NULL ELSE coalesce(off, 'by_hand') END,
                                failing_since = CASE WHEN url <> ?3 OR off IS NOT NULL AND ?5
                                                     THEN NULL ELSE failing_since END
                          WHERE organisation_id IS ?1 AND id = ?2",
                    )
                    .bind(owner.organisation_id())
                    .bind(id)
                    .bind(&wanted.url)
                    .bind(to_json(&wanted.events)?)
                    .bind(wanted.on)
                    .execute(connection)
                    .await?;
                    let saved = saved.rows_affected() == 1;
                    Ok(Recorded::when(saved, saved, || noted(id, wanted)))
                })
            })
            .await
    }

    async fn remove_webhook(&self, owner: &Owner, id: &str) -> Stored<bool> {
        let job = Arc::new((owner.clone(), id.to_owned()));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (owner, id) = &*job;
                    let removed =
                        sqlx::query("DELETE FROM webhooks WHERE organisation_id IS ?1 AND id = ?2")
                            .bind(owner.organisation_id())
                            .bind(id)
                            .execute(connection)
                            .await?;
                    let removed = removed.rows_affected() == 1;
                    let noted = || Noted::about("webhook", id).to("removed");
                    Ok(Recorded::when(removed, removed, noted))
                })
            })
            .await
    }

    async fn rotate_webhook(
        &self,
        owner: &Owner,
        id: &str,
        secret: Secret,
        old_until: DateTime<Utc>,
        remember: Option<Remember>,
    ) -> Stored<Written> {
        let job = Arc::new((owner.clone(), id.to_owned(), secret, remember));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (owner, id, secret, remember) = &*job;
                    if let Some(saved) = repeats::remember(connection, remember.as_ref()).await? {
                        return Ok(Written::Repeated(saved).into());
                    }
                    let rotated = sqlx::query(
                        "UPDATE webhooks SET old_secret = secret, old_secret_until = ?4, secret = ?3
                          WHERE organisation_id IS ?1 AND id = ?2",
                    )
                    .bind(owner.organisation_id())
                    .bind(id)
                    .bind(secret.reveal())
                    .bind(millis(old_until))
                    .execute(&mut *connection)
                    .await?;
                    if rotated.rows_affected() == 1 {
                        let noted = Noted::about("webhook", id).to("new_secret");
                        return Ok(Recorded::with(Written::Done(()), noted));
                    }
                    repeats::take_back(connection, remember.as_ref()).await?;
                    Ok(Written::Stale.into())
                })
            })
            .await
    }

    async fn deliveries(&self, webhook: &str, limit: u32) -> Stored<Vec<Delivery>> {
        let rows = sqlx::query(
            "SELECT d.message, d.event, d.at, d.state, d.tries, d.next_at, d.status, d.fault,
                    c.reference
               FROM webhook_deliveries d JOIN claims c ON c.id = d.claim_id
              WHERE d.webhook_id = ? ORDER BY d.state <> 'dead', d.id DESC LIMIT ?",
        )
        .bind(webhook)
        .bind(limit)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        Ok(rows.iter().map(delivery).collect::<Result<_, _>>()?)
    }

    async fn resend(&self, webhook: &str, message: Option<&str>, at: DateTime<Utc>) -> Stored<u64> {
        let job = Arc::new((webhook.to_owned(), message.map(str::to_owned)));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (webhook, message) = &*job;
                    let again = sqlx::query(
                        "UPDATE webhook_deliveries SET state = 'waiting', tries = 0, next_at = ?3
                          WHERE webhook_id = ?1 AND state = 'dead' AND (?2 IS NULL OR message = ?2)",
                    )
                    .bind(webhook)
                    .bind(message)
                    .bind(millis(at))
                    .execute(connection)
                    .await?;
                    let again = again.rows_affected();
                    let noted = || Noted {
                        at: Some(at),
                        more: again.saturating_sub(1),
                        ..Noted::about("webhook", webhook).to("sent_again")
                    };
                    Ok(Recorded::when(again > 0, again, noted))
                })
            })
            .await
    }

    async fn due_deliveries(
        &self,
        now: DateTime<Utc>,
        busy: &[String],
        each: u32,
    ) -> Stored<Vec<DueDelivery>> {
        let rows = sqlx::query(
            "SELECT d.message, d.webhook_id, d.body, d.tries, w.url, w.secret, w.old_secret,
                    w.old_secret_until
               FROM webhooks w JOIN webhook_deliveries d ON d.id IN (
                        SELECT x.id FROM webhook_deliveries x
                         WHERE x.webhook_id = w.id AND x.state = 'waiting' AND x.next_at <= ?1
                         ORDER BY x.next_at LIMIT ?2)
              WHERE w.off IS NULL AND w.id NOT IN (SELECT b.value FROM json_each(?3) b)
              ORDER BY d.webhook_id, d.next_at, d.id",
        )
        .bind(millis(now))
        .bind(each)
        .bind(to_json(&busy)?)
        .fetch_all(&mut *self.readers.get().await?)
        .await?;
        Ok(rows.iter().map(due).collect::<Result<_, _>>()?)
    }

    async fn begin_delivery(&self, message: &str, tries: u32, next: DateTime<Utc>) -> Stored<bool> {
        let message = message.to_owned();
        self.writer
            .write(move |connection| {
                let message = message.clone();
                Box::pin(async move {
                    let begun = sqlx::query(
                        "UPDATE webhook_deliveries SET tries = tries + 1, next_at = ?
                          WHERE message = ? AND state = 'waiting' AND tries = ?",
                    )
                    .bind(millis(next))
                    .bind(message)
                    .bind(tries)
                    .execute(connection)
                    .await?;
                    Ok(begun.rows_affected() == 1)
                })
            })
            .await
    }

    async fn end_delivery(
        &self,
        message: &str,
        tries: u32,
        brought: Brought,
        at: DateTime<Utc>,
    ) -> Stored<()> {
        let job = Arc::new((message.to_owned(), brought));
        self.writer
            .record(move |connection| {
                let job = Arc::clone(&job);
                Box::pin(async move {
                    let (message, brought) = &*job;
                    let noted = end(connection, message, tries, brought, at).await?;
                    Ok(match noted {
                        Some(noted) => Recorded::with((), noted),
                        None => ().into(),
                    })
                })
            })
            .await
    }

    async fn forget_deliveries(&self, before: DateTime<Utc>, now: DateTime<Utc>) -> Stored<()> {
        self.writer
            .write(move |connection| {
                Box::pin(async move {
                    // In the order of their age, a lot at a time: see `forget_notices`.
                    sqlx::query(
                        "DELETE FROM webhook_deliveries WHERE at < ? AND state <> 'waiting'
                            AND id IN (SELECT id FROM webhook_deliveries ORDER BY id LIMIT 1000)",
                    )
                    .bind(millis(before))
                    .execute(&mut *connection)
                    .await?;
                    sqlx::query(
                        "UPDATE webhooks SET old_secret = NULL, old_secret_until = NULL
                          WHERE old_secret_until <= ?",
                    )
                    .bind(millis(now))
                    .execute(connection)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
