//! How much one may ask for.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use claimdesk_server::guard::rates::{OFFICE, Wanted};
use serde_json::json;

use crate::common::{Answer, PLAIN, Server};

/// A server with these rates instead of the usual ones.
async fn with(rates: &[&str]) -> Server {
    let settings: Vec<_> = rates.iter().map(|text| text.parse().unwrap()).collect();
    Server::set(|config| config.guard.rates = Wanted::with(&settings)).await
}

#[track_caller]
fn is_held_up(answer: &Answer) {
    let problem = answer.refused(429, "too_many_requests");
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert!(
        problem.detail.contains(&seconds.to_string()),
        "{}",
        problem.detail
    );
}

#[tokio::test]
async fn an_account_that_asks_too_often_waits_and_nobody_else_does() {
    let server = with(&["reading=3/1"]).await;
    let (anna, bo) = (server.anna(), server.bo());
    for _ in 0..3 {
        anna.get("/api/v1/claims").await.is(200);
    }
    is_held_up(&anna.get("/api/v1/claims").await);
    is_held_up(&anna.get("/api/v1/credits").await);
    bo.get("/api/v1/claims").await.is(200);
    // Each kind of request has a bucket of its own.
    anna.draft(json!({})).await;
    anna.get("/api/v1/claims/export?format=csv").await.is(200);
    anna.get("/readyz").await.is(200);
    anna.get("/api/openapi.json").await.is(200);
}

#[tokio::test]
async fn expensive_things_writing_and_uploading_are_counted_apart() {
    let server = with(&["expensive=1/1", "writing=1/1", "uploading=1/1"]).await;
    let anna = server.anna();
    let claim = anna.draft(json!({})).await;
    is_held_up(
        &anna
            .post("/api/v1/claims", PLAIN, json!({ "form": {} }))
            .await,
    );
    let pdf = crate::common::pdf;
    anna.attach(&claim.reference, "a.pdf", pdf()).await.is(201);
    is_held_up(&anna.attach(&claim.reference, "b.pdf", pdf()).await);
    let template = format!("/api/v1/claims/{}/template?language=en", claim.reference);
    anna.get(&template).await;
    is_held_up(&anna.get(&template).await);
    let after: claimdesk_protocol::Claim = anna.claim(&claim.reference).await;
    assert_eq!(after.evidence.len(), 1, "what was refused was not done");
}

#[tokio::test]
async fn an_address_waits_before_anybody_is_asked_who_they_are() {
    let server = with(&["signing-in=1/1"]).await;
    let sign_in = async |address: &str| {
        let mut request = Request::post("/api/v1/session")
            .header("content-type", "application/json")
            .body(Body::from(r#"{"email":"a@example.com","password":"x"}"#))
            .unwrap();
        let neighbour: SocketAddr = address.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(neighbour));
        server.nobody().send(request).await
    };
    for _ in 0..OFFICE {
        sign_in("203.0.113.9:1")
            .await
            .refused(401, "wrong_credentials");
    }
    is_held_up(&sign_in("203.0.113.9:2").await);
    // From elsewhere it is asked; that account has had its guesses by now.
    let other = sign_in("203.0.113.10:1").await;
    other.refused(401, "wrong_credentials");
}

#[tokio::test]
async fn switched_off_nothing_is_counted() {
    let server = with(&["off"]).await;
    let anna = server.anna();
    for _ in 0..700 {
        anna.get("/api/v1/claims/export?format=csv").await.is(200);
    }
}
