//! Webhooks, from the change to a program that receives them over the network.

mod addresses;
mod deliveries;
mod endpoints;
mod receiver;

use std::time::Duration;

use claimdesk_protocol::{Deliveries, WebhookEvent, WebhookSecret};
use claimdesk_server::config::Config;
use claimdesk_server::webhooks::Allow;
use serde_json::{Value, json};

use crate::common::{Client, PLAIN, Server};

/// A server that may send to this machine.
pub async fn server() -> Server {
    Server::set(local).await
}

pub fn local(config: &mut Config) {
    config.webhooks.allow = vec![Allow::Http, Allow::Private, Allow::Ports];
    config.webhooks.patience = Duration::from_millis(800);
}

/// How an endpoint for everything is asked for.
pub fn wanted(url: &str) -> Value {
    json!({ "url": url, "events": WebhookEvent::ALL, "on": true })
}

impl Client {
    /// Adds an endpoint for everything.
    pub async fn hook(&self, url: &str) -> WebhookSecret {
        self.post("/api/v1/webhooks", PLAIN, wanted(url))
            .await
            .is(201)
            .json()
    }

    pub async fn deliveries(&self, id: &str) -> Deliveries {
        self.get(&format!("/api/v1/webhooks/{id}/deliveries"))
            .await
            .is(200)
            .json()
    }
}
