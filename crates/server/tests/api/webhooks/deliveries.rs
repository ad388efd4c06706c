//! What endpoints are told, and what happens where they do not take it.

use std::collections::BTreeSet;

use axum::http::Method;
use chrono::TimeDelta;
use claimdesk_protocol::{
    Deliveries, DeliveryState, NoticeKind, Notices, WebhookBody, WebhookFault, WebhookOff, Webhooks,
};
use claimdesk_recognition::claim::ClaimState;
use claimdesk_server::router;
use serde_json::{Value, json};

use super::receiver::{Answers, Receiver};
use super::{local, server, wanted};
use crate::common::{PLAIN, Server, form, version};

#[tokio::test]
async fn an_endpoint_hears_of_every_state_and_of_nothing_personal() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let (anna, rie) = (server.anna(), server.rie());
    let made = anna.hook(&receiver.url()).await;
    let claim = anna.sent().await;
    let on = rie.opens(&claim.reference).await;
    let approve = json!({ "note": "Well done, Karen." });
    rie.decides("approve", &claim.reference, on, approve)
        .await
        .is(200);
    assert_eq!(server.worker().webhooks().await.unwrap(), 3);
    assert_eq!(server.worker().webhooks().await.unwrap(), 0, "once");
    let mut came = receiver.take();
    came.sort_by_key(|one| one.json()["data"]["version"].as_i64());
    let told: Vec<WebhookBody> = came
        .iter()
        .map(|one| serde_json::from_slice(&one.body).unwrap())
        .collect();
    let moves: Vec<_> = told
        .iter()
        .map(|one| (one.event.as_str(), one.data.from, one.data.to))
        .collect();
    assert_eq!(
        moves,
        [
            ("claim.submitted", ClaimState::Draft, ClaimState::Submitted),
            (
                "claim.under_review",
                ClaimState::Submitted,
                ClaimState::UnderReview
            ),
            (
                "claim.approved",
                ClaimState::UnderReview,
                ClaimState::Approved
            ),
        ]
    );
    let whole = anna.claim(&claim.reference).await;
    assert_eq!(told[2].data.version, whole.version);
    assert_eq!(told[0].data.version, claim.version);
    assert_eq!(told[2].data.month.unwrap().to_string(), "2026-12");
    assert_eq!(told[0].data.month, None);
    assert_eq!(
        told[0].data.due.unwrap().to_rfc3339(),
        "2026-11-25T10:00:00+00:00"
    );
    assert_eq!(told[2].data.due, None);
    let ids: BTreeSet<String> = came.iter().map(super::receiver::Came::id).collect();
    assert_eq!(ids.len(), 3);
    for one in &came {
        assert!(one.is_signed_by(&made.secret));
        assert_eq!(one.headers["content-type"], "application/json");
        let text = String::from_utf8_lossy(&one.body);
        for private in [
            "Karen", "Havnens", "@", "3f2504e0", "3F2504E0", "rie", "proof",
        ] {
            assert!(!text.contains(private), "{private}: {text}");
        }
        fits_the_document(&one.json());
    }
    let shown = anna.deliveries(&made.webhook.id).await.deliveries;
    assert!(
        shown
            .iter()
            .all(|one| one.state == DeliveryState::Sent && one.status == Some(204))
    );
    assert_eq!(shown[0].reference, claim.reference);
}

#[tokio::test]
async fn an_endpoint_hears_that_a_decision_was_undone() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let worker = server.worker();
    server.anna().hook(&receiver.url()).await;
    let claim = server.anna().sent().await;
    let rie = server.rie();
    rie.approves(&claim.reference).await.is(200);
    worker.webhooks().await.unwrap();
    receiver.take();
    let on = server.anna().claim(&claim.reference).await.version;
    let why = json!({ "note": "The wrong claim." });
    rie.decides("undo", &claim.reference, on, why).await.is(200);
    worker.webhooks().await.unwrap();
    let came = receiver.take();
    assert_eq!(came.len(), 1);
    let told = came[0].json();
    assert_eq!(told["type"], "claim.under_review");
    assert_eq!(told["data"]["from"], "approved");
    assert_eq!(told["data"]["month"], Value::Null);
    fits_the_document(&told);
}

/// The body is what the served description says of it, field by field.
fn fits_the_document(body: &Value) {
    let mut document: Value = serde_json::from_str(&router::document().to_json().unwrap()).unwrap();
    let post = &document["webhooks"]["claim"]["post"]["requestBody"]["content"];
    let name = post["application/json"]["schema"]["$ref"].as_str().unwrap();
    let schema = json!({ "$ref": name, "components": document["components"].take() });
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(body)
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
}

#[tokio::test]
async fn the_reference_library_takes_what_comes() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let made = server.anna().hook(&receiver.url()).await;
    // It compares with the machine's own time.
    #[expect(
        clippy::disallowed_methods,
        reason = "the library's clock is the machine's"
    )]
    let now = std::time::SystemTime::now();
    server.at(&chrono::DateTime::<chrono::Utc>::from(now).to_rfc3339());
    let path = format!("/api/v1/webhooks/{}/test", made.webhook.id);
    server
        .anna()
        .request(Method::PUT, &path, PLAIN, None)
        .await
        .is(200);
    assert!(receiver.came()[0].is_verified_by(&made.secret));
    let other = server.bo().hook(&receiver.url()).await;
    assert!(!receiver.came()[0].is_verified_by(&other.secret));
}

#[tokio::test]
async fn what_was_not_kept_is_not_told() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let anna = server.anna();
    let hook = anna.hook(&receiver.url()).await.webhook;
    // A draft is nobody's business, saving it neither.
    let draft = anna.complete_draft().await;
    anna.save(&draft, form()).await.is(200);
    // Refused: an old version, twice the same, not allowed now.
    anna.makes("submit", &draft).await.refused(412, "stale");
    let claim = anna.claim(&draft.reference).await;
    let path = format!("/api/v1/claims/{}/submit", claim.reference);
    let with = |key| crate::common::With {
        version: Some(claim.version),
        key: Some(key),
    };
    for _ in 0..3 {
        anna.post_empty(&path, with("k")).await.is(200);
    }
    let sent = anna.claim(&claim.reference).await;
    anna.makes("dispute", &sent).await.refused(409, "not_now");
    anna.makes("withdraw", &sent).await.is(200);
    let told = anna.deliveries(&hook.id).await.deliveries;
    let events: Vec<_> = told.iter().map(|one| one.event.as_str()).collect();
    assert_eq!(events, ["claim.withdrawn", "claim.submitted"]);
}

#[tokio::test]
async fn nobody_hears_of_another_partners_claims_and_the_installation_of_all_that_were_sent() {
    let server = server().await;
    let (mine, theirs, all) = (
        Receiver::open().await,
        Receiver::open().await,
        Receiver::open().await,
    );
    let (anna, bo, ada) = (server.anna(), server.bo(), server.ada());
    anna.hook(&mine.url()).await;
    bo.hook(&theirs.url()).await;
    let approved = json!({ "url": theirs.url(), "events": ["claim.approved"], "on": true });
    bo.post("/api/v1/webhooks", PLAIN, approved).await.is(201);
    ada.hook(&all.url()).await;
    // Both claim the same subscription; a draft is withdrawn without ever having been sent.
    let competing = anna.sent().await.reference;
    bo.sent_with(crate::common::form_with(
        &json!({ "partnerLocationId": "6200010" }),
    ))
    .await;
    let draft = anna.complete_draft().await;
    anna.makes("withdraw", &draft).await.is(200);
    server.worker().webhooks().await.unwrap();
    assert_eq!((mine.came().len(), theirs.came().len()), (2, 1));
    assert_eq!(all.came().len(), 2);
    let text = String::from_utf8_lossy(&theirs.came()[0].body).into_owned();
    assert!(!text.contains(&competing), "{text}");
    assert!(
        all.came()
            .iter()
            .all(|one| one.json()["data"]["to"] == "submitted")
    );
}

#[tokio::test]
async fn what_fails_is_tried_again_under_the_same_id_and_given_up_at_the_end() {
    let server = Server::set(|config| {
        local(config);
        config.webhooks.waits = vec![TimeDelta::seconds(5), TimeDelta::minutes(5)];
    })
    .await;
    let receiver = Receiver::open().await;
    receiver.answers(Answers::With(500));
    let anna = server.anna();
    let hook = anna.hook(&receiver.url()).await.webhook;
    anna.sent().await;
    let first = anna.deliveries(&hook.id).await.deliveries.remove(0);
    assert_eq!((first.tries, first.state), (0, DeliveryState::Waiting));
    assert_eq!(server.worker().webhooks().await.unwrap(), 0);
    let one = anna.deliveries(&hook.id).await;
    assert_eq!(one.webhook.failing_since, Some(server.now()));
    assert_eq!(one.webhook.waiting, 1);
    let one = &one.deliveries[0];
    assert_eq!(
        (one.tries, one.status, one.fault),
        (1, Some(500), Some(WebhookFault::Refused))
    );
    let wait = one.next.unwrap() - server.now();
    assert!(wait >= TimeDelta::seconds(5) && wait <= TimeDelta::seconds(6));
    // Not before its time; then by whichever server holds the lease.
    server.worker().webhooks().await.unwrap();
    assert_eq!(receiver.came().len(), 1);
    server.later(TimeDelta::seconds(6));
    let server = server.restarted().await;
    server.later(TimeDelta::minutes(3));
    let worker = server.worker();
    worker.webhooks().await.unwrap();
    server.later(TimeDelta::minutes(6));
    worker.webhooks().await.unwrap();
    server.later(TimeDelta::days(1));
    worker.webhooks().await.unwrap();
    let came = receiver.take();
    assert_eq!(came.len(), 3);
    let ids: BTreeSet<String> = came.iter().map(super::receiver::Came::id).collect();
    assert_eq!(ids, [first.id.clone()].into());
    let bodies: BTreeSet<&[u8]> = came.iter().map(|one| &*one.body).collect();
    assert_eq!(bodies.len(), 1, "the very same bytes");
    let times: BTreeSet<&str> = came
        .iter()
        .map(|one| one.headers["webhook-timestamp"].to_str().unwrap())
        .collect();
    assert_eq!(times.len(), 3, "each try is signed at its own time");
    let anna = server.anna();
    let dead = anna.deliveries(&hook.id).await;
    assert_eq!((dead.webhook.dead, dead.webhook.waiting), (1, 0));
    assert_eq!(dead.deliveries[0].state, DeliveryState::Dead);
    assert_eq!(dead.deliveries[0].next, None);
    // Sent again by hand, one and all.
    receiver.answers(Answers::With(204));
    let path = format!("/api/v1/webhooks/{}/deliveries", hook.id);
    let again: Deliveries = anna
        .request(
            Method::PUT,
            &format!("{path}/{}/retry", first.id),
            PLAIN,
            None,
        )
        .await
        .is(200)
        .json();
    assert_eq!(again.deliveries[0].state, DeliveryState::Waiting);
    assert_eq!(worker.webhooks().await.unwrap(), 1);
    assert_eq!(receiver.take()[0].id(), first.id);
    anna.request(
        Method::PUT,
        &format!("{path}/{}/retry", first.id),
        PLAIN,
        None,
    )
    .await
    .refused(404, "not_found");
    let well = anna.deliveries(&hook.id).await.webhook;
    assert_eq!((well.failing_since, well.dead), (None, 0));
    anna.request(
        Method::PUT,
        &format!("/api/v1/webhooks/{}/retry", hook.id),
        PLAIN,
        None,
    )
    .await
    .is(200);
    assert_eq!(worker.webhooks().await.unwrap(), 0);
}

#[tokio::test]
async fn a_try_is_counted_before_it_is_made() {
    let server = server().await;
    let receiver = Receiver::open().await;
    receiver.answers(Answers::Never);
    let anna = server.anna();
    let hook = anna.hook(&receiver.url()).await.webhook;
    anna.sent().await;
    // The process dies while the endpoint thinks.
    let worker = server.worker();
    let trying = tokio::spawn(async move { worker.webhooks().await.is_ok() });
    while receiver.came().is_empty() {
        tokio::task::yield_now().await;
    }
    trying.abort();
    let left = anna.deliveries(&hook.id).await.deliveries.remove(0);
    assert_eq!((left.tries, left.state), (1, DeliveryState::Waiting));
    receiver.answers(Answers::With(204));
    server.later(TimeDelta::minutes(5));
    assert_eq!(server.worker().webhooks().await.unwrap(), 1);
    assert_eq!(receiver.take()[1].id(), left.id);
}

#[tokio::test]
async fn an_endpoint_that_hangs_holds_up_no_other() {
    let server = server().await;
    let (slow, quick) = (Receiver::open().await, Receiver::open().await);
    slow.answers(Answers::Never);
    let anna = server.anna();
    let hanging = anna.hook(&slow.url()).await.webhook;
    anna.hook(&quick.url()).await;
    for _ in 0..6 {
        anna.sent().await;
    }
    assert_eq!(server.worker().webhooks().await.unwrap(), 6);
    assert_eq!(quick.came().len(), 6);
    let waiting = anna.deliveries(&hanging.id).await;
    assert_eq!(waiting.webhook.waiting, 6);
    for one in waiting.deliveries {
        assert_eq!((one.tries, one.fault), (1, Some(WebhookFault::TimedOut)));
    }
}

#[tokio::test]
async fn two_servers_tell_each_message_once() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let anna = server.anna();
    anna.hook(&receiver.url()).await;
    for _ in 0..12 {
        anna.sent().await;
    }
    let other = server.beside().await;
    let (one, two) = (server.worker(), other.worker());
    let (first, second) = tokio::join!(one.webhooks(), two.webhooks());
    assert_eq!(first.unwrap() + second.unwrap(), 12);
    assert_eq!(receiver.came().len(), 12);
}

#[tokio::test]
async fn an_endpoint_that_fails_for_days_is_switched_off_and_its_people_are_told() {
    let server = server().await;
    let receiver = Receiver::open().await;
    receiver.answers(Answers::With(500));
    let (anna, bo) = (server.anna(), server.bo());
    let hook = anna.hook(&receiver.url()).await.webhook;
    let worker = server.worker();
    anna.sent().await;
    worker.webhooks().await.unwrap();
    server.later(TimeDelta::days(5));
    let claim = anna.sent().await.reference;
    worker.webhooks().await.unwrap();
    let list: Webhooks = anna.get("/api/v1/webhooks").await.is(200).json();
    assert_eq!(list.webhooks[0].off, Some(WebhookOff::Failing));
    let told: Notices = anna.get("/api/v1/notices").await.is(200).json();
    let off: Vec<_> = told
        .notices
        .iter()
        .filter(|notice| notice.kind == NoticeKind::WebhookOff)
        .collect();
    assert_eq!(off.len(), 1, "once");
    let told: Notices = bo.get("/api/v1/notices").await.is(200).json();
    assert_eq!(told.notices, []);
    // Nothing more is planned or sent; what waits goes out when it is switched on.
    let before = receiver.take().len();
    assert_eq!(before, 3);
    let on = server.rie().opens(&claim).await;
    server.later(TimeDelta::days(1));
    worker.webhooks().await.unwrap();
    assert_eq!(receiver.take().len(), 0);
    receiver.answers(Answers::With(204));
    let path = format!("/api/v1/webhooks/{}", hook.id);
    anna.request(Method::PUT, &path, PLAIN, Some(wanted(&receiver.url())))
        .await
        .is(200);
    assert_eq!(worker.webhooks().await.unwrap(), 2);
    server
        .rie()
        .post(
            &format!("/api/v1/review/claims/{claim}/approve"),
            version(on),
            json!({}),
        )
        .await
        .is(200);
    assert_eq!(worker.webhooks().await.unwrap(), 1);
}

#[tokio::test]
async fn an_endpoint_that_wants_nothing_any_more_gets_nothing() {
    let server = server().await;
    let receiver = Receiver::open().await;
    receiver.answers(Answers::With(410));
    let ada = server.ada();
    let hook = ada.hook(&receiver.url()).await.webhook;
    server.anna().sent().await;
    server.worker().webhooks().await.unwrap();
    let told = ada.deliveries(&hook.id).await;
    assert_eq!(told.webhook.off, Some(WebhookOff::Gone));
    assert_eq!(told.deliveries[0].state, DeliveryState::Dead);
    assert_eq!(told.deliveries[0].tries, 1);
    let told: Notices = ada.get("/api/v1/notices").await.is(200).json();
    assert_eq!(told.notices[0].kind, NoticeKind::WebhookOff);
    assert!(server.worker().mail().await.unwrap() >= 1);
    server.anna().sent().await;
    server.worker().webhooks().await.unwrap();
    assert_eq!(receiver.came().len(), 1);
}

#[tokio::test]
async fn what_was_told_is_forgotten_in_the_end() {
    let server = server().await;
    let receiver = Receiver::open().await;
    let anna = server.anna();
    let hook = anna.hook(&receiver.url()).await.webhook;
    anna.sent().await;
    server.worker().webhooks().await.unwrap();
    server.later(TimeDelta::days(59));
    server.worker().clocks().await.unwrap();
    assert!(!anna.deliveries(&hook.id).await.deliveries.is_empty());
    server.later(TimeDelta::days(2));
    server.worker().webhooks().await.unwrap();
    server.worker().clocks().await.unwrap();
    let left = anna.deliveries(&hook.id).await.deliveries;
    assert!(
        left.iter()
            .all(|one| one.event.as_str() != "claim.submitted")
    );
}
