//! What a try met, and what comes of it for its endpoint.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{DeliveryState, NoticeKind};

use super::super::messages;
use super::super::rows::millis;
use crate::audit::entry::Noted;
use crate::store::db::{self, Connection};
use crate::store::webhooks::Brought;
use crate::store::{Audience, Facts, NewMessage};

/// Writes down what became of a try; gives what the audit log is to have of it.
pub(super) async fn end(
    connection: &mut Connection,
    message: &str,
    tries: u32,
    brought: &Brought,
    at: DateTime<Utc>,
) -> Result<Option<Noted>, db::Error> {
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
    let row = db::query(
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
            db::query(
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
    connection: &mut Connection,
    webhook: &str,
    claim: i64,
    gone: bool,
    failing_since: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<Option<Noted>, db::Error> {
    db::query("UPDATE webhooks SET failing_since = coalesce(failing_since, ?2) WHERE id = ?1")
        .bind(webhook)
        .bind(millis(at))
        .execute(&mut *connection)
        .await?;
    let row = db::query(
        "UPDATE webhooks SET off = CASE WHEN ?2 = 1 THEN 'gone' ELSE 'failing' END
          WHERE id = ?1 AND off IS NULL AND (?2 = 1 OR failing_since <= ?3)
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
