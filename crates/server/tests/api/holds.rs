//! Claims that are held.

use chrono::TimeDelta;
use claimdesk_protocol::{Claim, NoticeKind, Notices, ReviewClaim, ReviewQueue, Role};
use claimdesk_recognition::claim::{Actor, ClaimState, HoldReason};
use claimdesk_server::config::Config;
use serde_json::{Value, json};

use crate::common::{Answer, Client, PLAIN, Server, key, version};

async fn read(client: &Client, reference: &str) -> ReviewClaim {
    let path = format!("/api/v1/review/claims/{reference}");
    client.get(&path).await.is(200).json()
}

async fn holds(client: &Client, reference: &str, days: u32) -> Answer {
    let on = read(client, reference).await.claim.version;
    let body = json!({ "reason": "customer_asked", "note": "Karen is away.", "days": days });
    client.decides("hold", reference, on, body).await
}

async fn ends(client: &Client, reference: &str) -> Answer {
    let path = format!("/api/v1/review/claims/{reference}/end-hold");
    let on = read(client, reference).await.claim.version;
    client.post_empty(&path, version(on)).await
}

async fn told(client: &Client) -> Vec<NoticeKind> {
    let notices: Notices = client.get("/api/v1/notices").await.is(200).json();
    let kinds = notices.notices.iter().rev().map(|notice| notice.kind);
    kinds.collect()
}

fn no() -> Value {
    json!({ "reason": "insufficient_proof", "note": "No." })
}

#[tokio::test]
async fn a_held_claim_is_not_decided_and_its_clock_runs_on() {
    let server = Server::start().await;
    server.person("rolf", Role::Reviewer, None).await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let claim = anna.sent().await;
    let reference = claim.reference.as_str();
    rie.opens(reference).await;
    let shown: ReviewClaim = holds(&rie, reference, 2).await.is(200).json();
    assert_eq!(shown.claim.life.state, ClaimState::UnderReview);
    assert_eq!(shown.claim.waiting, claim.waiting);
    let hold = shown.claim.hold.clone().unwrap();
    assert_eq!(
        (hold.by.as_str(), hold.reason),
        ("rie", HoldReason::CustomerAsked)
    );
    assert_eq!(hold.until, server.now() + TimeDelta::days(2));

    // Both sides see who holds it and why.
    let own = anna.claim(reference).await;
    assert_eq!(own.hold, Some(hold.clone()));
    let event = own.events.last().unwrap();
    assert_eq!(
        (event.made.as_str(), event.hold),
        ("hold", Some(HoldReason::CustomerAsked))
    );
    assert_eq!(
        read(&rolf, reference).await.claim.events,
        shown.claim.events
    );
    let notices: Notices = anna.get("/api/v1/notices").await.is(200).json();
    assert_eq!(notices.notices[0].kind, NoticeKind::Held);
    assert_eq!(notices.notices[0].until, Some(hold.until));
    let queue: ReviewQueue = rolf.get("/api/v1/review/claims").await.is(200).json();
    assert_eq!(queue.claims[0].held_until, Some(hold.until));

    for (act, body) in [
        ("approve", json!({})),
        ("reject", no()),
        ("ask", json!({ "note": "Who?", "fields": [] })),
        (
            "hold",
            json!({ "reason": "customer_asked", "note": "Again.", "days": 1 }),
        ),
    ] {
        for client in [&rie, &rolf] {
            let on = read(client, reference).await.claim.version;
            let problem = client
                .decides(act, reference, on, body.clone())
                .await
                .refused(409, "not_now");
            assert!(problem.detail.contains("rie"), "{act}: {problem:?}");
        }
    }
    // A colleague ends it, and who held it is told.
    let free: ReviewClaim = ends(&rolf, reference).await.is(200).json();
    assert_eq!(free.claim.hold, None);
    assert_eq!(told(&rie).await.last(), Some(&NoticeKind::HoldOver));
    ends(&rolf, reference).await.refused(409, "not_now");
    rolf.decides("approve", reference, free.claim.version, json!({}))
        .await
        .is(200);
}

#[tokio::test]
async fn a_hold_is_asked_for_in_full() {
    let server = Server::set(|config: &mut Config| config.quality.longest_hold = 3).await;
    let (anna, rie) = (server.anna(), server.rie());
    let reference = anna.sent().await.reference;
    holds(&rie, &reference, 1).await.refused(409, "not_now");
    let on = rie.opens(&reference).await;
    assert_eq!(read(&rie, &reference).await.longest_hold, 3);
    for days in [0, 4, u32::MAX] {
        holds(&rie, &reference, days)
            .await
            .refused_for(422, "invalid", "days");
    }
    let wrong = json!({ "reason": "customer_asked", "note": " ", "days": 1 });
    rie.decides("hold", &reference, on, wrong)
        .await
        .refused_for(422, "invalid", "note");
    let wrong = json!({ "reason": "rain", "note": "It rains.", "days": 1 });
    rie.decides("hold", &reference, on, wrong)
        .await
        .refused_for(422, "invalid", "reason");
    let path = format!("/api/v1/review/claims/{reference}/hold");
    let body = json!({ "reason": "customer_asked", "note": "Karen is away.", "days": 3 });
    rie.post(&path, PLAIN, body.clone())
        .await
        .refused(428, "version_required");
    rie.post(&path, version(1), body.clone())
        .await
        .refused(412, "stale");
    holds(&server.rune(), &reference, 1)
        .await
        .refused(403, "not_allowed");
    ends(&server.rune(), &reference)
        .await
        .refused(403, "not_allowed");
    let with = crate::common::With {
        version: Some(on),
        ..key("once")
    };
    let first = rie.post(&path, with.clone(), body.clone()).await.is(200);
    assert_eq!(rie.post(&path, with, body).await.is(200).body, first.body);
    // What the partner takes back is held by nobody.
    anna.makes("withdraw", &anna.claim(&reference).await)
        .await
        .is(200);
    assert_eq!(read(&rie, &reference).await.claim.hold, None);
}

#[tokio::test]
async fn a_hold_ends_by_itself_and_is_reminded_of_once() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let reference = anna.sent().await.reference;
    rie.opens(&reference).await;
    holds(&rie, &reference, 3).await.is(200);
    let worker = server.worker();
    let of_hold = |kinds: Vec<NoticeKind>| -> Vec<NoticeKind> {
        let of =
            |kind: &NoticeKind| matches!(kind, NoticeKind::HoldEndsSoon | NoticeKind::HoldOver);
        kinds.into_iter().filter(of).collect()
    };
    worker.clocks().await.unwrap();
    assert!(of_hold(told(&rie).await).is_empty());
    server.later(TimeDelta::days(2));
    for _ in 0..2 {
        worker.clocks().await.unwrap();
        assert_eq!(of_hold(told(&rie).await), [NoticeKind::HoldEndsSoon]);
    }
    server.later(TimeDelta::days(1));
    let beside = server.beside().await;
    for worker in [worker, beside.worker()] {
        worker.clocks().await.unwrap();
        assert_eq!(
            of_hold(told(&rie).await),
            [NoticeKind::HoldEndsSoon, NoticeKind::HoldOver]
        );
    }
    let own: Claim = anna.claim(&reference).await;
    let event = own.events.last().unwrap();
    assert_eq!(
        (own.hold, event.made.as_str(), event.actor),
        (None, "end_hold", Actor::Clock)
    );
    assert_eq!(own.life.state, ClaimState::UnderReview);

    // Of a day's hold nobody is reminded; whoever reads the claim finds it over.
    holds(&rie, &reference, 1).await.is(200);
    server.worker().clocks().await.unwrap();
    server.later(TimeDelta::days(1));
    assert_eq!(anna.claim(&reference).await.hold, None);
    assert_eq!(of_hold(told(&rie).await).len(), 3);
}

#[tokio::test]
async fn what_is_proposed_is_confirmed_only_when_nobody_holds_it() {
    let server = Server::set(|config: &mut Config| {
        config.quality.second_eyes_above = Some(claimdesk_recognition::Amount::ZERO);
    })
    .await;
    server.person("rolf", Role::Reviewer, None).await;
    let (rie, rolf) = (server.rie(), server.at_work("rolf"));
    let reference = server.anna().sent().await.reference;
    rie.approves(&reference).await.is(200);
    let held: ReviewClaim = holds(&rolf, &reference, 1).await.is(200).json();
    let on = held.claim.version;
    rolf.decides("confirm", &reference, on, json!({}))
        .await
        .refused(409, "not_now");
    let free: ReviewClaim = ends(&rolf, &reference).await.is(200).json();
    let on = free.claim.version;
    rolf.decides("confirm", &reference, on, json!({}))
        .await
        .is(200);
}
