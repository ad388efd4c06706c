//! Webhooks: the endpoints of one's organisation, or of the installation, and what they were told.

use axum::extract::{Path, State};
use chrono::TimeDelta;
use claimdesk_protocol::{Deliveries, SaveWebhook, Webhook, WebhookSecret, WebhookTest, Webhooks};

use crate::answer::{Answer, once};
use crate::app::App;
use crate::audit::entry::Noted;
use crate::extract::{Json, NoBody, Repeat};
use crate::ids;
use crate::openapi::{PutOne, Read, ReadOne, Remove, RepeatKey, Rotate, Write};
use crate::policy::Integrator;
use crate::problem::{Outcome, Refusal};
use crate::store::Written;
use crate::store::uploads::Begun;
use crate::store::webhooks::{NewWebhook, Secrets};
use crate::webhooks::signature;

/// So long messages are signed with the secret before too: time to bring the new one everywhere.
const BOTH_SECRETS: TimeDelta = TimeDelta::hours(24);
/// What is sent to try an endpoint. It tells of no claim.
const TEST: &str = "webhook.test";

/// The own endpoints.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks", responses((status = 200, body = Webhooks), Read))]
pub async fn list(State(app): State<App>, who: Integrator) -> Outcome<Answer> {
    Answer::ok(&Webhooks {
        webhooks: app.store().webhooks(&who.owner).await?,
    })
}

/// Adds an endpoint, and shows its secret.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks", request_body = SaveWebhook,
    params(RepeatKey),
    responses((status = 201, body = WebhookSecret), Write))]
pub async fn add(
    State(app): State<App>,
    who: Integrator,
    repeat: Repeat,
    Json { value, digest }: Json<SaveWebhook>,
) -> Outcome<Answer> {
    let key = repeat.of(&who.user.id, &digest);
    once(&app, key.as_ref(), async {
        let wanted = checked(&app, value).await?;
        let now = app.now();
        let secret = signature::secret()?;
        let webhook = Webhook {
            id: ids::id(now)?,
            url: wanted.url.clone(),
            events: wanted.events.clone(),
            created_at: now,
            off: (!wanted.on).then_some(claimdesk_protocol::WebhookOff::ByHand),
            old_secret_until: None,
            failing_since: None,
            waiting: 0,
            dead: 0,
        };
        let new = NewWebhook {
            id: webhook.id.clone(),
            owner: who.owner,
            wanted,
            secret: secret.clone(),
            at: now,
        };
        let location = format!("/api/v1/webhooks/{}/deliveries", webhook.id);
        let secret = secret.reveal().to_owned();
        let answer = Answer::created(&WebhookSecret { webhook, secret }, location)?;
        let remember = answer.remembered(key.as_ref(), now);
        let made = app
            .store()
            .add_webhook(new, Webhooks::MOST, remember)
            .await?;
        let written = match made {
            Written::Done(Begun::New) => Written::Done(()),
            Written::Done(Begun::Full) => return Err(Refusal::webhooks_full(Webhooks::MOST)),
            Written::Stale => Written::Stale,
            Written::Repeated(saved) => Written::Repeated(saved),
        };
        answer.once_written(written, key.as_ref())
    })
    .await
}

/// Changes an endpoint, or switches it off or on.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}", tag = "webhooks", request_body = SaveWebhook,
    params(("id" = String, Path)),
    responses((status = 200, body = Webhook), PutOne))]
pub async fn save(
    State(app): State<App>,
    who: Integrator,
    Path(id): Path<String>,
    Json { value, .. }: Json<SaveWebhook>,
) -> Outcome<Answer> {
    // One that is not there is told before what is wrong with it.
    let (before, _) = found(&app, &who, &id).await?;
    let wanted = if value.on || value.url != before.url {
        checked(&app, value).await?
    } else {
        // Switching off does not hang on where the name leads today.
        with_events(value)?
    };
    if !app.store().save_webhook(&who.owner, &id, wanted).await? {
        return Err(Refusal::no_such_webhook());
    }
    let (webhook, _) = found(&app, &who, &id).await?;
    Answer::ok(&webhook)
}

/// Removes an endpoint with what it was told.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path)),
    responses((status = 200, body = Webhooks), Remove))]
pub async fn remove(
    State(app): State<App>,
    who: Integrator,
    Path(id): Path<String>,
) -> Outcome<Answer> {
    if !app.store().remove_webhook(&who.owner, &id).await? {
        return Err(Refusal::no_such_webhook());
    }
    list(State(app), who).await
}

/// Gives an endpoint a new secret, and shows it; messages are signed with both for 24 hours.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/secret", tag = "webhooks",
    params(("id" = String, Path), RepeatKey),
    responses((status = 200, body = WebhookSecret), Rotate))]
pub async fn rotate(
    State(app): State<App>,
    who: Integrator,
    Path(id): Path<String>,
    repeat: Repeat,
    NoBody { digest }: NoBody,
) -> Outcome<Answer> {
    let key = repeat.of(&who.user.id, &digest);
    once(&app, key.as_ref(), async {
        let (webhook, _) = found(&app, &who, &id).await?;
        let until = app.now() + BOTH_SECRETS;
        let secret = signature::secret()?;
        let answer = Answer::ok(&WebhookSecret {
            webhook: Webhook {
                old_secret_until: Some(until),
                ..webhook
            },
            secret: secret.reveal().to_owned(),
        })?;
        let remember = answer.remembered(key.as_ref(), app.now());
        let written = app
            .store()
            .rotate_webhook(&who.owner, &id, secret, until, remember)
            .await?;
        match written {
            Written::Stale => Err(Refusal::no_such_webhook()),
            written => answer.once_written(written, key.as_ref()),
        }
    })
    .await
}

/// Sends a message that tells of nothing, at once, and says what became of it.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}/test", tag = "webhooks",
    params(("id" = String, Path)),
    responses((status = 200, body = WebhookTest), PutOne))]
pub async fn test(
    State(app): State<App>,
    who: Integrator,
    Path(id): Path<String>,
    _: NoBody,
) -> Outcome<Answer> {
    let (webhook, secrets) = found(&app, &who, &id).await?;
    let now = app.now();
    let body = serde_json::json!({ "type": TEST, "timestamp": now, "data": {} }).to_string();
    let message = ids::id(now)?;
    let met = app
        .courier()
        .bring(&webhook.url, &secrets, &message, &body, now)
        .await;
    app.store()
        .note(Noted::about("webhook", webhook.id).to("tested"))
        .await?;
    Answer::ok(&WebhookTest {
        status: met.status,
        fault: met.fault,
        milliseconds: met.milliseconds,
    })
}

/// What an endpoint was told, and what could not be told it.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = String, Path)),
    responses((status = 200, body = Deliveries), ReadOne))]
pub async fn deliveries(
    State(app): State<App>,
    who: Integrator,
    Path(id): Path<String>,
) -> Outcome<Answer> {
    told(&app, &who, &id).await
}

/// Has everything sent again that was given up.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}/retry", tag = "webhooks",
    params(("id" = String, Path)),
    responses((status = 200, body = Deliveries), PutOne))]
pub async fn retry_all(
    State(app): State<App>,
    who: Integrator,
    Path(id): Path<String>,
    _: NoBody,
) -> Outcome<Answer> {
    found(&app, &who, &id).await?;
    app.store().resend(&id, None, app.now()).await?;
    told(&app, &who, &id).await
}

/// Has one message sent again that was given up.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}/deliveries/{message}/retry", tag = "webhooks",
    params(("id" = String, Path), ("message" = String, Path)),
    responses((status = 200, body = Deliveries), PutOne))]
pub async fn retry(
    State(app): State<App>,
    who: Integrator,
    Path((id, message)): Path<(String, String)>,
    _: NoBody,
) -> Outcome<Answer> {
    found(&app, &who, &id).await?;
    if app.store().resend(&id, Some(&message), app.now()).await? == 0 {
        return Err(Refusal::no_such_delivery());
    }
    told(&app, &who, &id).await
}

async fn found(app: &App, who: &Integrator, id: &str) -> Outcome<(Webhook, Secrets)> {
    let found = app.store().webhook(&who.owner, id).await?;
    found.ok_or_else(Refusal::no_such_webhook)
}

async fn told(app: &App, who: &Integrator, id: &str) -> Outcome<Answer> {
    let (webhook, _) = found(app, who, id).await?;
    let deliveries = app.store().deliveries(id, Deliveries::SHOWN).await?;
    Answer::ok(&Deliveries {
        webhook,
        deliveries,
    })
}

/// An endpoint as it may be kept: an address that messages may go to, each event once.
async fn checked(app: &App, wanted: SaveWebhook) -> Outcome<SaveWebhook> {
    let wanted = with_events(wanted)?;
    let url = app.courier().accepts(&wanted.url).await?;
    Ok(SaveWebhook { url, ..wanted })
}

fn with_events(wanted: SaveWebhook) -> Outcome<SaveWebhook> {
    let events: Vec<_> = claimdesk_protocol::WebhookEvent::ALL
        .into_iter()
        .filter(|event| wanted.events.contains(event))
        .collect();
    if events.is_empty() {
        return Err(Refusal::field(
            "events",
            "missing",
            "Choose at least one thing to be told of.",
        ));
    }
    Ok(SaveWebhook { events, ..wanted })
}
