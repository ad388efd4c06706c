//! Webhooks: what an endpoint is told is signed ([`signature`]) and brought to where it may go
//! ([`address`], [`call`]).
//!
//! What is to be sent stands in the store, written with the change it tells of. A message is
//! delivered at least once, in any order; every try of it has the same `webhook-id`.

pub mod address;
mod call;
pub mod signature;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::WebhookFault;

pub use address::{Allow, Names, SystemNames};
pub use call::Courier;

use crate::app::App;
use crate::ids;
use crate::problem::{Outcome, Refusal};
use crate::store::webhooks::{Brought, DueDelivery};
use crate::traces;

/// How webhooks are sent.
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    /// What is taken beside `https` to public addresses.
    pub allow: Vec<Allow>,
    /// How long is waited before each further try; after the last one a message is given up.
    pub waits: Vec<TimeDelta>,
    /// An endpoint that has only failed for so long is switched off.
    pub off_after: TimeDelta,
    /// A try takes no longer, from the host's name to the answer's head.
    pub patience: Duration,
    /// Who knows the addresses of names.
    pub names: Arc<dyn Names>,
}

impl WebhookSettings {
    /// The waits, in seconds: ten tries in about three days, as Standard Webhooks advises.
    pub const WAITS: [u32; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    /// Days until an endpoint is switched off.
    pub const OFF_AFTER_DAYS: u32 = 5;
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            waits: Self::WAITS
                .into_iter()
                .map(|seconds| TimeDelta::seconds(seconds.into()))
                .collect(),
            off_after: TimeDelta::days(Self::OFF_AFTER_DAYS.into()),
            patience: Duration::from_secs(10),
            names: Arc::new(SystemNames),
        }
    }
}

/// Tries to deliver a message; true when it arrived.
pub(crate) async fn deliver(app: &App, due: &DueDelivery) -> Outcome<bool> {
    let courier = app.courier();
    let settings = courier.settings();
    let tries = due.tries + 1;
    let wait = usize::try_from(due.tries)
        .ok()
        .and_then(|tried| settings.waits.get(tried));
    let next = next_try(app.now(), wait.copied())?;
    if !app
        .store()
        .begin_delivery(&due.message, due.tries, next)
        .await?
    {
        return Ok(false);
    }
    let brings = courier.bring(&due.url, &due.secrets, &due.message, &due.body, app.now());
    let met = traces::part("webhook", brings).await;
    let now = app.now();
    let brought = match met.fault {
        None => Brought::Sent {
            status: met.status.unwrap_or_default(),
        },
        Some(fault) => {
            let gone = fault == WebhookFault::Refused && met.status == Some(410);
            let given_up = gone || wait.is_none();
            tracing::warn!(
                webhook = due.webhook,
                delivery = due.message,
                fault = fault.as_str(),
                status = met.status,
                given_up,
                "a webhook did not take its message"
            );
            Brought::Failed {
                status: met.status,
                fault,
                given_up,
                gone,
                failing_since: now - settings.off_after,
            }
        }
    };
    app.store()
        .end_delivery(&due.message, tries, brought, now)
        .await?;
    Ok(met.fault.is_none())
}

/// When a message is tried again: after this wait and up to a fifth more, so that messages which
/// failed together do not come back together. The last try has nothing behind it; should the
/// process die in it, it is made once more after a minute.
fn next_try(now: DateTime<Utc>, wait: Option<TimeDelta>) -> Outcome<DateTime<Utc>> {
    let wait = wait.unwrap_or(TimeDelta::minutes(1));
    let more = wait.num_milliseconds() / 5 * i64::from(ids::chance()?) / i64::from(u8::MAX);
    now.checked_add_signed(wait + TimeDelta::milliseconds(more))
        .ok_or_else(|| Refusal::internal(anyhow::anyhow!("the clock stands at the end of time")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_made_for_about_three_days() {
        let now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut all = TimeDelta::zero();
        for wait in WebhookSettings::default().waits {
            for _ in 0..50 {
                let waited = next_try(now, Some(wait)).unwrap() - now;
                assert!(waited >= wait && waited <= wait * 6 / 5, "{waited}");
            }
            all += wait;
        }
        assert!(
            all > TimeDelta::days(3) && all < TimeDelta::days(4),
            "{all}"
        );
    }
}
