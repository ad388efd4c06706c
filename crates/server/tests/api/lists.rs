//! Pages of lists.

use chrono::TimeDelta;
use claimdesk_protocol::{ClaimPage, ReviewQueue};
use serde_json::json;

use crate::common::{Server, form_with};

#[tokio::test]
async fn pages_follow_each_other_without_gaps_or_repeats() {
    let server = Server::start().await;
    let anna = server.anna();
    let mut made = Vec::new();
    for number in 0..7 {
        made.push(
            anna.draft(json!({ "customerName": format!("Kunde {number}") }))
                .await
                .reference,
        );
        // Two of the same moment, now and then.
        if number % 3 != 0 {
            server.later(TimeDelta::seconds(1));
        }
    }
    let mut seen = Vec::new();
    let mut address = "/api/v1/claims?limit=3".to_owned();
    loop {
        let page: ClaimPage = anna.get(&address).await.is(200).json();
        assert!(page.claims.len() <= 3);
        seen.extend(
            page.claims
                .iter()
                .map(|claim| (claim.changed_at, claim.reference.clone())),
        );
        let Some(next) = page.next else { break };
        address = format!("/api/v1/claims?limit=3&cursor={next}");
    }
    assert!(seen.is_sorted_by(|a, b| a > b));
    let mut references: Vec<String> = seen.into_iter().map(|(_, reference)| reference).collect();
    references.sort();
    made.sort();
    assert_eq!(references, made);
}

#[tokio::test]
async fn the_queue_goes_by_due_time() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let mut sent = Vec::new();
    for _ in 0..3 {
        sent.push(anna.sent().await.reference);
        server.later(TimeDelta::hours(1));
    }
    // Asked and answered at once: its clock stood still for a moment only.
    rie.opens(&sent[2]).await;
    let queue: ReviewQueue = rie
        .get("/api/v1/review/claims?limit=2")
        .await
        .is(200)
        .json();
    let order: Vec<&str> = queue
        .claims
        .iter()
        .map(|claim| claim.reference.as_str())
        .collect();
    assert_eq!(order, [&sent[0], &sent[1]]);
    let next = format!(
        "/api/v1/review/claims?limit=2&cursor={}",
        queue.next.unwrap()
    );
    let rest: ReviewQueue = rie.get(&next).await.is(200).json();
    assert_eq!(rest.claims.len(), 1);
    assert!(rest.next.is_none());
    let mine: ReviewQueue = rie
        .get("/api/v1/review/claims?held=mine")
        .await
        .is(200)
        .json();
    assert_eq!(mine.claims.len(), 1);
    assert_eq!(mine.claims[0].reviewer.as_deref(), Some("rie"));
    let counts: Vec<(&str, i64)> = mine
        .counts
        .iter()
        .map(|count| (count.state.as_str(), count.count))
        .collect();
    assert_eq!(counts, [("submitted", 2), ("under_review", 1)]);
}

#[tokio::test]
async fn what_is_asked_of_a_list_is_checked() {
    let server = Server::start().await;
    let anna = server.anna();
    anna.draft(form_with(&json!({}))).await;
    anna.get("/api/v1/claims?state=pending")
        .await
        .refused_for(422, "invalid", "state");
    anna.get("/api/v1/claims?limit=0")
        .await
        .refused_for(422, "invalid", "limit");
    anna.get("/api/v1/claims?limit=101")
        .await
        .refused_for(422, "invalid", "limit");
    anna.get("/api/v1/claims?limit=many")
        .await
        .refused(400, "malformed");
    anna.get("/api/v1/claims?cursor=2f2f")
        .await
        .refused_for(422, "invalid", "cursor");
    server
        .rie()
        .get("/api/v1/review/claims?held=perhaps")
        .await
        .refused_for(422, "invalid", "held");
}
