//! Endpoints and messages from their rows.

use claimdesk_protocol::{
    Delivery, DeliveryState, Webhook, WebhookEvent, WebhookFault, WebhookOff,
};

use super::super::rows::{at, damaged, from_json, instant};
use crate::config::Secret;
use crate::store::db::{self, Row};
use crate::store::webhooks::{DueDelivery, Secrets};

fn events(row: &Row) -> Result<Vec<WebhookEvent>, db::Error> {
    from_json(row.try_get("events")?)
}

pub(super) fn webhook(row: &Row) -> Result<Webhook, db::Error> {
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

pub(super) fn secrets(row: &Row) -> Result<Secrets, db::Error> {
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

pub(super) fn delivery(row: &Row) -> Result<Delivery, db::Error> {
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

pub(super) fn due(row: &Row) -> Result<DueDelivery, db::Error> {
    Ok(DueDelivery {
        message: row.try_get("message")?,
        webhook: row.try_get("webhook_id")?,
        url: row.try_get("url")?,
        secrets: secrets(row)?,
        body: row.try_get("body")?,
        tries: row.try_get("tries")?,
    })
}
