//! Webhooks. What an endpoint is told of a change is written by [`plan`], in the change's
//! transaction.

mod rows;
mod tried;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use claimdesk_protocol::{Delivery, SaveWebhook, Webhook, WebhookBody};
use serde_json::json;

use super::audit::Recorded;
use super::rows::{millis, to_json};
use super::{Database, repeats};
use crate::audit::entry::Noted;
use crate::config::Secret;
use crate::store::db::{self, Connection};
use crate::store::uploads::Begun;
use crate::store::webhooks::{Brought, DueDelivery, NewWebhook, Owner, Secrets, WebhookStore};
use crate::store::{Remember, Stored, Written};
use rows::{delivery, due, secrets, webhook};

/// Writes down who is told of a change: the endpoints of the claim's organisation, and those of
/// the installation where the claim was ever sent.
pub(super) async fn plan(
    connection: &mut Connection,
    claim: i64,
    body: &WebhookBody,
) -> Result<(), db::Error> {
    db::query(
        "INSERT INTO webhook_deliveries (message, webhook_id, claim_id, event, at, body, state, next_at)
         SELECT lower(hex(randomblob(16))), w.id, c.id, ?2, ?3, ?4, 'waiting', ?3
           FROM claims c
           JOIN webhooks w ON w.organisation_id = c.organisation_id
                           OR w.organisation_id IS NULL AND c.submitted = 1
          WHERE c.id = ?1 AND w.off IS NULL
            AND EXISTS (SELECT 1 FROM json_each(w.events) WHERE value = ?2)",
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
           FROM webhooks w WHERE w.organisation_id IS NOT DISTINCT FROM ?1 "
    };
}

async fn add(connection: &mut Connection, new: &NewWebhook, most: u32) -> Result<Begun, db::Error> {
    let added = db::query(
        "INSERT INTO webhooks (id, organisation_id, url, events, secret, created_at, off)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, CASE WHEN ?7 = 1 THEN NULL ELSE 'by_hand' END
          WHERE (SELECT count(*) FROM webhooks WHERE organisation_id IS NOT DISTINCT FROM ?2) < ?8",
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

/// What is written down of an endpoint as it is to be.
fn noted(id: &str, wanted: &SaveWebhook) -> Noted {
    let events: Vec<&str> = wanted.events.iter().map(|event| event.as_str()).collect();
    Noted::about("webhook", id)
        .to(if wanted.on { "on" } else { "off" })
        .with(json!({ "url": wanted.url, "events": events }))
}

#[async_trait]
impl WebhookStore for Database {
    async fn webhooks(&self, owner: &Owner) -> Stored<Vec<Webhook>> {
        let rows = db::query(concat!(webhook_columns!(), "ORDER BY w.created_at, w.id"))
            .bind(owner.organisation_id())
            .fetch_all(&mut *self.readers.get().await?)
            .await?;
        Ok(rows.iter().map(webhook).collect::<Result<_, _>>()?)
    }

    async fn webhook(&self, owner: &Owner, id: &str) -> Stored<Option<(Webhook, Secrets)>> {
        let row = db::query(concat!(webhook_columns!(), "AND w.id = ?2"))
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
                    let saved = db::query(
                        "UPDATE webhooks SET url = ?3, events = ?4,
                                off = CASE WHEN ?5 = 1 THEN NULL ELSE coalesce(off, 'by_hand') END,
                                failing_since = CASE WHEN url <> ?3 OR off IS NOT NULL AND ?5 = 1
                                                     THEN NULL ELSE failing_since END
                          WHERE organisation_id IS NOT DISTINCT FROM ?1 AND id = ?2",
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
                        db::query("DELETE FROM webhooks WHERE organisation_id IS NOT DISTINCT FROM ?1 AND id = ?2")
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
                    let rotated = db::query(
                        "UPDATE webhooks SET old_secret = secret, old_secret_until = ?4, secret = ?3
                          WHERE organisation_id IS NOT DISTINCT FROM ?1 AND id = ?2",
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
        let rows = db::query(
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
                    let again = db::query(
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
        let rows = db::query(
            "SELECT d.message, d.webhook_id, d.body, d.tries, w.url, w.secret, w.old_secret,
                    w.old_secret_until
               FROM webhooks w JOIN webhook_deliveries d ON d.id IN (
                        SELECT x.id FROM webhook_deliveries x
                         WHERE x.webhook_id = w.id AND x.state = 'waiting' AND x.next_at <= ?1
                         ORDER BY x.next_at LIMIT ?2)
              WHERE w.off IS NULL AND w.id NOT IN (SELECT value FROM json_each(?3))
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
                    let begun = db::query(
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
                    let noted = tried::end(connection, message, tries, brought, at).await?;
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
                    // In the order of their age, a lot at a time: see `forget_notices`. What still
                    // waits is an endpoint's that was switched off and forgotten.
                    db::query(
                        "DELETE FROM webhook_deliveries WHERE at < ?
                            AND id IN (SELECT id FROM webhook_deliveries ORDER BY id LIMIT 1000)",
                    )
                    .bind(millis(before))
                    .execute(&mut *connection)
                    .await?;
                    db::query(
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
