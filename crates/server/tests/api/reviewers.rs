//! Whose hands a claim is in.

use chrono::TimeDelta;
use claimdesk_protocol::{ReviewClaim, ReviewQueue, Role};
use serde_json::json;

use crate::common::{Answer, Client, Server, key, rival_form, version};

async fn assigns(client: &Client, reference: &str, on: i64, to: Option<&str>) -> Answer {
    let path = format!("/api/v1/review/claims/{reference}/assign");
    client.post(&path, version(on), json!({ "to": to })).await
}

async fn read(client: &Client, reference: &str) -> ReviewClaim {
    let path = format!("/api/v1/review/claims/{reference}");
    client.get(&path).await.is(200).json()
}

async fn listed(client: &Client, query: &str) -> Vec<String> {
    let path = format!("/api/v1/review/claims?{query}");
    let queue: ReviewQueue = client.get(&path).await.is(200).json();
    queue
        .claims
        .into_iter()
        .map(|claim| claim.reference)
        .collect()
}

#[tokio::test]
async fn a_claim_is_taken_handed_over_and_put_back() {
    let server = Server::start().await;
    server.person("rolf", Role::Reviewer, None).await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let claim = anna.sent().await;
    let reference = claim.reference.as_str();

    let taken: ReviewClaim = assigns(&rie, reference, claim.version, Some("rie"))
        .await
        .is(200)
        .json();
    assert_eq!(taken.reviewer.as_ref().unwrap().name, "rie");
    // Taking is not opening: the state, its clock and the place in the queue stay.
    assert_eq!(taken.claim.life, claim.life);
    assert_eq!(listed(&rie, "held=mine").await, [reference]);
    assert!(listed(&rie, "held=nobody").await.is_empty());

    // Taken again is no second event.
    let again: ReviewClaim = assigns(&rie, reference, taken.claim.version, Some("rie"))
        .await
        .is(200)
        .json();
    assert_eq!(again.claim.version, taken.claim.version);

    let handed: ReviewClaim = assigns(&rie, reference, taken.claim.version, Some("rolf"))
        .await
        .is(200)
        .json();
    assert_eq!(listed(&rolf, "held=mine").await, [reference]);
    assert!(listed(&rie, "held=mine").await.is_empty());
    assigns(&rolf, reference, handed.claim.version, None)
        .await
        .is(200);
    assert_eq!(listed(&rolf, "held=nobody").await, [reference]);

    let told = read(&rie, reference).await;
    let events: Vec<(&str, &str, Option<&str>)> = told
        .claim
        .events
        .iter()
        .map(|event| {
            let whom = event.reviewer.as_deref();
            (event.made.as_str(), event.by.as_str(), whom)
        })
        .collect();
    assert_eq!(
        events,
        [
            ("submit", "anna", None),
            ("assign", "rie", Some("rie")),
            ("assign", "rie", Some("rolf")),
            ("put_back", "rolf", None),
        ]
    );
    // Who has it among the reviewers is theirs.
    let own = anna.claim(reference).await;
    assert_eq!(own.events.len(), 1, "{:?}", own.events);
}

#[tokio::test]
async fn a_claim_goes_to_nobody_who_may_not_decide_it() {
    let server = Server::start().await;
    let (anna, rie, rune) = (server.anna(), server.rie(), server.rune());
    let claim = anna.sent().await;
    let reference = claim.reference.as_str();

    let shown = read(&rie, reference).await;
    let names: Vec<&str> = shown.colleagues.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(names, ["rie"]);
    assert!(!shown.own);
    assert!(read(&rune, reference).await.own);

    // Of the claiming organisation, no reviewer, nobody at all.
    for to in ["rune", "ada", "anna", "somebody", ""] {
        assigns(&rie, reference, claim.version, Some(to))
            .await
            .refused_for(422, "invalid", "to");
    }
    assigns(&rune, reference, claim.version, Some("rie"))
        .await
        .refused(403, "not_allowed");
    assigns(&rie, reference, claim.version + 1, Some("rie"))
        .await
        .refused(412, "stale");
    let draft = anna.complete_draft().await;
    assigns(&rie, &draft.reference, draft.version, Some("rie"))
        .await
        .refused(404, "not_found");
    assert_eq!(read(&rie, reference).await.claim.version, claim.version);
}

#[tokio::test]
async fn what_is_decided_is_in_nobodys_hands_any_more() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    rie.approves(&claim.reference).await.is(200);
    let on = read(&rie, &claim.reference).await.claim.version;
    assigns(&rie, &claim.reference, on, None)
        .await
        .refused(409, "not_now");
}

#[tokio::test]
async fn a_repeat_gives_a_claim_away_once() {
    let server = Server::start().await;
    let rie = server.rie();
    let claim = server.anna().sent().await;
    let path = format!("/api/v1/review/claims/{}/assign", claim.reference);
    let with = crate::common::With {
        version: Some(claim.version),
        ..key("once")
    };
    let first = rie.post(&path, with.clone(), json!({ "to": "rie" })).await;
    let second = rie.post(&path, with, json!({ "to": "rie" })).await;
    assert_eq!(first.is(200).body, second.is(200).body);
}

#[tokio::test]
async fn the_queue_is_asked_for_one_partner() {
    let server = Server::start().await;
    let (anna, bo, rie) = (server.anna(), server.bo(), server.rie());
    let ours = [anna.sent().await.reference, anna.sent().await.reference];
    let theirs = bo.sent_with(rival_form()).await.reference;
    rie.approves(&ours[0]).await.is(200);

    let queue: ReviewQueue = rie.get("/api/v1/review/claims").await.is(200).json();
    let waiting: Vec<(&str, i64)> = queue
        .partners
        .iter()
        .map(|partner| (partner.name.as_str(), partner.count))
        .collect();
    assert_eq!(waiting, [("Fjordvang ApS", 1), ("Nordlys A/S", 1)]);
    let id = |name: &str| {
        let partner = queue.partners.iter().find(|partner| partner.name == name);
        partner.unwrap().id.clone()
    };
    let nordlys = id("Nordlys A/S");
    assert_eq!(
        listed(&rie, &format!("organisation={nordlys}")).await,
        [ours[1].as_str()]
    );
    assert_eq!(
        listed(&rie, &format!("organisation={nordlys}&state=approved")).await,
        [ours[0].as_str()]
    );
    assert_eq!(
        listed(&rie, &format!("organisation={}", id("Fjordvang ApS"))).await,
        [theirs.as_str()]
    );
    assert!(listed(&rie, "organisation=nobody").await.is_empty());

    // What became of this partner's claims so far stands beside the one to decide.
    let shown = read(&rie, &ours[1]).await;
    let ended: Vec<(&str, i64)> = shown
        .partner
        .iter()
        .map(|count| (count.state.as_str(), count.count))
        .collect();
    assert_eq!(ended, [("approved", 1), ("submitted", 1)]);

    rie.get("/api/v1/review/claims?held=somebody")
        .await
        .refused_for(422, "invalid", "held");
}

#[tokio::test]
async fn while_the_partner_answers_a_claim_stays_where_it_is() {
    let server = Server::start().await;
    server.person("rolf", Role::Reviewer, None).await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let reference = anna.sent().await.reference;
    let on = rie.opens(&reference).await;
    rie.decides(
        "ask",
        &reference,
        on,
        json!({ "note": "Who did it?", "fields": [] }),
    )
    .await
    .is(200);
    let asked = anna.claim(&reference).await;
    assigns(&rolf, &reference, asked.version, Some("rolf"))
        .await
        .refused(409, "not_now");
    // The version the partner has is still the one to answer on.
    anna.makes("answer", &asked).await.is(200);
}

#[tokio::test]
async fn what_a_colleague_has_is_taken_before_it_is_opened() {
    let server = Server::start().await;
    server.person("rolf", Role::Reviewer, None).await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let claim = anna.sent().await;
    let reference = claim.reference.as_str();
    let path = format!("/api/v1/review/claims/{reference}/open");
    assigns(&rie, reference, claim.version, Some("rie"))
        .await
        .is(200);
    let problem = rolf
        .post_empty(&path, crate::common::PLAIN)
        .await
        .refused(409, "not_now");
    assert!(problem.detail.contains("rie"), "{problem:?}");
    let on = read(&rie, reference).await.claim.version;
    assigns(&rolf, reference, on, Some("rolf")).await.is(200);
    rolf.opens(reference).await;
}

#[tokio::test]
async fn free_is_what_a_reviewer_may_take_up() {
    let server = Server::start().await;
    server.person("rolf", Role::Reviewer, None).await;
    let (anna, bo, rie, rolf) = (
        server.anna(),
        server.bo(),
        server.rie(),
        server.at_work("rolf"),
    );
    let ours = anna.sent().await;
    server.later(TimeDelta::hours(1));
    let theirs = bo.sent_with(rival_form()).await;
    let both = [ours.reference.as_str(), theirs.reference.as_str()];
    assert_eq!(listed(&rie, "held=free").await, both);
    // Rune works for Nordlys.
    assert_eq!(
        listed(&server.rune(), "held=free").await,
        [theirs.reference.as_str()]
    );
    assigns(&rie, &ours.reference, ours.version, Some("rie"))
        .await
        .is(200);
    assert_eq!(listed(&rie, "held=free").await, both);
    assert_eq!(
        listed(&rolf, "held=free").await,
        [theirs.reference.as_str()]
    );
}
