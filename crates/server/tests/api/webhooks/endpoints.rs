//! Adding, changing and trying endpoints, and whose they are.

use axum::http::Method;
use chrono::TimeDelta;
use claimdesk_protocol::{
    Webhook, WebhookEvent, WebhookFault, WebhookOff, WebhookSecret, WebhookTest, Webhooks,
};
use serde_json::json;

use super::receiver::{Answers, Receiver};
use super::{server, wanted};
use crate::common::{PLAIN, Server, key};

#[tokio::test]
async fn an_endpoint_is_its_organisations_and_nobody_elses() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let (anna, bo, ada) = (server.anna(), server.bo(), server.ada());
    let hook = anna.hook(&receiver.url()).await.webhook;
    for other in [&bo, &ada] {
        let list: Webhooks = other.get("/api/v1/webhooks").await.is(200).json();
        assert_eq!(list.webhooks, []);
        let path = format!("/api/v1/webhooks/{}", hook.id);
        let body = Some(wanted(&receiver.url()));
        let answers = [
            other.request(Method::PUT, &path, PLAIN, body).await,
            other.request(Method::DELETE, &path, PLAIN, None).await,
            other.post_empty(&format!("{path}/secret"), PLAIN).await,
            other.get(&format!("{path}/deliveries")).await,
            other
                .request(Method::PUT, &format!("{path}/test"), PLAIN, None)
                .await,
            other
                .request(Method::PUT, &format!("{path}/retry"), PLAIN, None)
                .await,
            other
                .request(
                    Method::PUT,
                    &format!("{path}/deliveries/x/retry"),
                    PLAIN,
                    None,
                )
                .await,
        ];
        for answer in answers {
            answer.refused(404, "not_found");
        }
    }
    assert_eq!(receiver.came().len(), 0);
    let list = anna.get("/api/v1/webhooks").await.is(200);
    // The secret was shown once.
    assert!(!String::from_utf8_lossy(&list.body).contains("whsec_"));
    let list: Webhooks = list.json();
    assert_eq!(list.webhooks, [hook]);
}

#[tokio::test]
async fn adding_is_one_act_and_has_an_end() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let anna = server.anna();
    let body = wanted(&receiver.url());
    let one = anna
        .post("/api/v1/webhooks", key("a"), body.clone())
        .await
        .is(201);
    let again = anna
        .post("/api/v1/webhooks", key("a"), body.clone())
        .await
        .is(201);
    assert_eq!(one.body, again.body);
    for _ in 1..Webhooks::MOST {
        anna.hook(&receiver.url()).await;
    }
    anna.post("/api/v1/webhooks", key("b"), body.clone())
        .await
        .refused(409, "webhooks_full");
    let made: WebhookSecret = one.json();
    let path = format!("/api/v1/webhooks/{}", made.webhook.id);
    let left: Webhooks = anna
        .request(Method::DELETE, &path, PLAIN, None)
        .await
        .is(200)
        .json();
    assert_eq!(left.webhooks.len(), 9);
    anna.request(Method::DELETE, &path, PLAIN, None)
        .await
        .refused(404, "not_found");
    // What was refused for want of room is not remembered as done.
    anna.post("/api/v1/webhooks", key("b"), body).await.is(201);
}

#[tokio::test]
async fn an_endpoint_is_changed_and_switched_off_and_on() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let anna = server.anna();
    let hook = anna.hook(&receiver.url()).await.webhook;
    let path = format!("/api/v1/webhooks/{}", hook.id);
    let body = json!({ "url": receiver.url(), "events": ["claim.approved", "claim.submitted", "claim.approved"], "on": false });
    let off: Webhook = anna
        .request(Method::PUT, &path, PLAIN, Some(body))
        .await
        .is(200)
        .json();
    assert_eq!(off.off, Some(WebhookOff::ByHand));
    assert_eq!(
        off.events,
        [WebhookEvent::Submitted, WebhookEvent::Approved]
    );
    let none = json!({ "url": receiver.url(), "events": [], "on": true });
    let problem = anna
        .request(Method::PUT, &path, PLAIN, Some(none))
        .await
        .refused(422, "invalid");
    assert_eq!(problem.errors[0].field, "events");
    let unknown = json!({ "url": receiver.url(), "events": ["claim.guessed"], "on": true });
    let problem = anna
        .request(Method::PUT, &path, PLAIN, Some(unknown))
        .await
        .refused(422, "invalid");
    assert!(problem.errors[0].field.starts_with("events"));
    let on: Webhook = anna
        .request(Method::PUT, &path, PLAIN, Some(wanted(&receiver.url())))
        .await
        .is(200)
        .json();
    assert_eq!(on.off, None);
}

#[tokio::test]
async fn trying_an_endpoint_tells_what_it_answered() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let anna = server.anna();
    let made = anna.hook(&receiver.url()).await;
    let path = format!("/api/v1/webhooks/{}/test", made.webhook.id);
    for (answers, status, fault) in [
        (Answers::With(200), Some(200), None),
        (Answers::With(503), Some(503), Some(WebhookFault::Refused)),
        (
            Answers::Elsewhere,
            Some(307),
            Some(WebhookFault::Redirected),
        ),
        (Answers::Never, None, Some(WebhookFault::TimedOut)),
        (Answers::Endlessly, Some(200), None),
        (Answers::HugeHead, None, Some(WebhookFault::NoAnswer)),
    ] {
        receiver.answers(answers);
        let told: WebhookTest = anna
            .request(Method::PUT, &path, PLAIN, None)
            .await
            .is(200)
            .json();
        assert_eq!((told.status, told.fault), (status, fault), "{answers:?}");
        let came = receiver.take();
        // A redirect is not followed.
        assert_eq!(came.len(), 1, "{answers:?}");
        assert!(came[0].is_signed_by(&made.secret));
        assert_eq!(came[0].json()["type"], "webhook.test");
        assert_eq!(came[0].json()["data"], json!({}));
    }
    // Trying says nothing about the endpoint's health.
    let list: Webhooks = anna.get("/api/v1/webhooks").await.is(200).json();
    assert_eq!(list.webhooks[0].failing_since, None);
    // Nobody listens any more.
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let gone = anna.hook(&format!("http://{closed}/")).await.webhook;
    let path = format!("/api/v1/webhooks/{}/test", gone.id);
    let told: WebhookTest = anna
        .request(Method::PUT, &path, PLAIN, None)
        .await
        .is(200)
        .json();
    assert_eq!(told.fault, Some(WebhookFault::NoConnection));
}

#[tokio::test]
async fn two_secrets_sign_while_one_takes_the_others_place() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let anna = server.anna();
    let made = anna.hook(&receiver.url()).await;
    let path = format!("/api/v1/webhooks/{}/secret", made.webhook.id);
    let new = anna.post_empty(&path, key("r")).await.is(200);
    let again = anna.post_empty(&path, key("r")).await.is(200);
    assert_eq!(new.body, again.body, "one act");
    let new: WebhookSecret = new.json();
    assert_ne!(new.secret, made.secret);
    assert_eq!(
        new.webhook.old_secret_until,
        Some(server.now() + TimeDelta::hours(24))
    );
    anna.sent().await;
    server.worker().webhooks().await.unwrap();
    for came in receiver.take() {
        assert!(came.is_signed_by(&made.secret) && came.is_signed_by(&new.secret));
    }
    server.later(TimeDelta::hours(24));
    anna.sent().await;
    server.worker().webhooks().await.unwrap();
    let came = receiver.take();
    assert_eq!(came.len(), 1);
    assert!(!came[0].is_signed_by(&made.secret) && came[0].is_signed_by(&new.secret));
    // Nothing of it is kept.
    server.worker().clocks().await.unwrap();
    let list: Webhooks = anna.get("/api/v1/webhooks").await.is(200).json();
    assert_eq!(list.webhooks[0].old_secret_until, None);
}

#[tokio::test]
async fn an_address_that_is_not_sent_to_is_refused_at_its_field() {
    let server = Server::start().await;
    let anna = server.anna();
    for (url, code) in [
        ("http://hooks.example/", "not_https"),
        ("https://127.0.0.1/", "not_public"),
        ("https://[::1]/", "not_public"),
        ("https://169.254.169.254/latest", "not_public"),
        ("https://user:pass@8.8.8.8/", "credentials"),
        ("https://8.8.8.8:22/", "port"),
        ("nonsense", "invalid"),
    ] {
        let problem = anna
            .post("/api/v1/webhooks", PLAIN, wanted(url))
            .await
            .refused(422, "invalid");
        let error = &problem.errors[0];
        assert_eq!((error.field.as_str(), error.code.as_str()), ("url", code));
    }
    let list: Webhooks = anna.get("/api/v1/webhooks").await.is(200).json();
    assert_eq!(list.webhooks, []);
}
