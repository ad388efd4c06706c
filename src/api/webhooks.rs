//! Webhooks, and what they were told.

use claimdesk_protocol::{Deliveries, SaveWebhook, Webhook, WebhookSecret, WebhookTest, Webhooks};
use gloo_net::http::Method;

use super::{Answer, Call};

/// The own endpoints.
pub(crate) async fn webhooks() -> Answer<Vec<Webhook>> {
    let told: Webhooks = Call::get("/webhooks").read().await?;
    Ok(told.webhooks)
}

/// Adds one; gives its secret.
pub(crate) async fn add_webhook(wanted: &SaveWebhook, key: &str) -> Answer<WebhookSecret> {
    Call::post("/webhooks", key).json(wanted)?.read().await
}

/// Changes one.
pub(crate) async fn save_webhook(id: &str, wanted: &SaveWebhook) -> Answer<Webhook> {
    let call = Call::new(Method::PUT, &format!("/webhooks/{id}"));
    call.json(wanted)?.read().await
}

/// Removes one; gives what is left.
pub(crate) async fn remove_webhook(id: &str) -> Answer<Vec<Webhook>> {
    let call = Call::new(Method::DELETE, &format!("/webhooks/{id}"));
    let told: Webhooks = call.read().await?;
    Ok(told.webhooks)
}

/// Gives one a new secret.
pub(crate) async fn rotate_webhook(id: &str, key: &str) -> Answer<WebhookSecret> {
    Call::post(&format!("/webhooks/{id}/secret"), key)
        .read()
        .await
}

/// Sends one a message that tells of nothing.
pub(crate) async fn test_webhook(id: &str) -> Answer<WebhookTest> {
    Call::new(Method::PUT, &format!("/webhooks/{id}/test"))
        .read()
        .await
}

/// What one was told.
pub(crate) async fn deliveries(id: &str) -> Answer<Deliveries> {
    Call::get(&format!("/webhooks/{id}/deliveries"))
        .read()
        .await
}

/// Has a message sent again, or all that were given up.
pub(crate) async fn resend(id: &str, message: Option<&str>) -> Answer<Deliveries> {
    let path = match message {
        Some(message) => format!("/webhooks/{id}/deliveries/{message}/retry"),
        None => format!("/webhooks/{id}/retry"),
    };
    Call::new(Method::PUT, &path).read().await
}
