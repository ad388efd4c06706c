//! Where a name leads is looked at each time, and the connection goes where was looked.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::http::Method;
use claimdesk_protocol::{WebhookFault, WebhookTest};
use claimdesk_server::webhooks::{Allow, Names};

use super::receiver::Receiver;
use super::wanted;
use crate::common::{PLAIN, Server};

/// Says what the test wants, and counts how often it was asked.
#[derive(Debug, Default)]
struct Told {
    addresses: Mutex<Vec<SocketAddr>>,
    asked: Mutex<usize>,
}

impl Told {
    fn says(&self, addresses: &[&str]) {
        *self.addresses.lock().unwrap() = addresses
            .iter()
            .map(|address| address.parse().unwrap())
            .collect();
    }
}

#[async_trait]
impl Names for Told {
    async fn addresses(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
        *self.asked.lock().unwrap() += 1;
        Ok(self.addresses.lock().unwrap().clone())
    }
}

async fn with(names: &Arc<Told>, allow: &[Allow]) -> Server {
    Server::set(|config| {
        config.webhooks.names = Arc::clone(names) as Arc<dyn Names>;
        config.webhooks.allow = allow.to_vec();
    })
    .await
}

#[tokio::test]
async fn a_name_that_comes_to_lead_to_this_machine_leads_nobody_there() {
    let receiver = Receiver::open().await;
    let names = Arc::new(Told::default());
    let server = with(&names, &[Allow::Http, Allow::Ports]).await;
    let anna = server.anna();
    let url = format!("http://hooks.example:{}/hook", receiver.address.port());
    names.says(&["93.184.216.34:1"]);
    let hook = anna.hook(&url).await.webhook;
    // The name is given another address after it was saved; also beside a good one.
    let own = receiver.address.to_string();
    let mapped = format!("[::ffff:127.0.0.1]:{}", receiver.address.port());
    for addresses in [
        vec![own.as_str()],
        vec!["93.184.216.34:1", own.as_str()],
        vec![mapped.as_str()],
    ] {
        names.says(&addresses);
        let path = format!("/api/v1/webhooks/{}/test", hook.id);
        let told: WebhookTest = anna
            .request(Method::PUT, &path, PLAIN, None)
            .await
            .is(200)
            .json();
        assert_eq!(told.fault, Some(WebhookFault::NotPublic), "{addresses:?}");
    }
    anna.sent().await;
    assert_eq!(server.worker().webhooks().await.unwrap(), 0);
    assert_eq!(receiver.came().len(), 0);
    let problem = anna
        .post("/api/v1/webhooks", PLAIN, wanted(&url))
        .await
        .refused(422, "invalid");
    assert_eq!(problem.errors[0].code, "not_public");
    names.says(&[]);
    let problem = anna
        .post("/api/v1/webhooks", PLAIN, wanted(&url))
        .await
        .refused(422, "invalid");
    assert_eq!(problem.errors[0].code, "not_found");
}

#[tokio::test]
async fn the_connection_goes_to_the_address_that_was_looked_at() {
    let receiver = Receiver::open().await;
    let names = Arc::new(Told::default());
    let server = with(&names, &[Allow::Http, Allow::Ports, Allow::Private]).await;
    let anna = server.anna();
    // No name server knows this host: whoever asked another one would not arrive.
    let url = format!("http://hooks.invalid:{}/hook", receiver.address.port());
    names.says(&[&receiver.address.to_string()]);
    let hook = anna.hook(&url).await.webhook;
    let before = *names.asked.lock().unwrap();
    let path = format!("/api/v1/webhooks/{}/test", hook.id);
    let told: WebhookTest = anna
        .request(Method::PUT, &path, PLAIN, None)
        .await
        .is(200)
        .json();
    assert_eq!(told.status, Some(204));
    assert_eq!(*names.asked.lock().unwrap(), before + 1, "asked once a try");
    let came = receiver.take();
    let host = format!("hooks.invalid:{}", receiver.address.port());
    assert_eq!(came[0].headers["host"], host.as_str());
}
