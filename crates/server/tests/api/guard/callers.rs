//! Whose address a request comes from.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use claimdesk_protocol::Role;
use claimdesk_server::guard::caller::Proxies;
use serde_json::json;

use crate::common::{Answer, PASSWORD, Server};

/// A try to sign in that this neighbour sends, for this client as it says.
async fn sign_in(server: &Server, neighbour: &str, told: &str, password: &str) -> Answer {
    let body = json!({ "email": "eva@example.com", "password": password });
    let mut request = Request::post("/api/v1/session")
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-forwarded-for", told)
        .header("forwarded", format!("for={told}"))
        .header("x-forwarded-proto", "https")
        .body(Body::from(body.to_string()))
        .unwrap();
    let neighbour: SocketAddr = format!("{neighbour}:4711").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(neighbour));
    server.nobody().send(request).await
}

async fn behind_a_proxy() -> Server {
    let server = Server::set(|config| {
        config.guard.proxies = Proxies {
            trusted: vec!["127.0.0.1/32".parse().unwrap()],
            ..Proxies::default()
        };
    })
    .await;
    server.person("eva", Role::Auditor, None).await;
    server
}

#[tokio::test]
async fn a_header_from_anybody_changes_nothing() {
    let server = behind_a_proxy().await;
    for client in 1..=5 {
        let told = format!("198.51.100.{client}");
        let answer = sign_in(&server, "203.0.113.9", &told, "wrong wrong wrong").await;
        answer.refused(401, "wrong_credentials");
        assert_eq!(answer.header("strict-transport-security"), "");
    }
    let answer = sign_in(&server, "203.0.113.9", "198.51.100.6", PASSWORD).await;
    answer.refused(429, "too_many_attempts");
    assert_eq!(answer.header("retry-after"), "16");
    // Others are not held up.
    sign_in(&server, "203.0.113.10", "x", PASSWORD)
        .await
        .is(200);
}

#[tokio::test]
async fn behind_a_proxy_everybody_has_their_own_address() {
    let server = behind_a_proxy().await;
    for _ in 0..5 {
        sign_in(
            &server,
            "127.0.0.1",
            "1.1.1.1, 198.51.100.1",
            "wrong wrong wrong",
        )
        .await
        .refused(401, "wrong_credentials");
    }
    // What stands left of what the proxy says was written by whoever guesses.
    sign_in(&server, "127.0.0.1", "2.2.2.2, 198.51.100.1", PASSWORD)
        .await
        .refused(429, "too_many_attempts");
    let answer = sign_in(&server, "127.0.0.1", "198.51.100.2", PASSWORD)
        .await
        .is(200);
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains"
    );
}

#[tokio::test]
async fn guesses_are_remembered_when_the_server_begins_anew() {
    let server = behind_a_proxy().await;
    for _ in 0..5 {
        sign_in(&server, "203.0.113.9", "x", "wrong wrong wrong").await;
    }
    let beside = server.beside().await;
    sign_in(&beside, "203.0.113.9", "x", PASSWORD)
        .await
        .refused(429, "too_many_attempts");
    beside.store.close().await;
    let server = server.restarted().await;
    sign_in(&server, "203.0.113.9", "x", PASSWORD)
        .await
        .refused(429, "too_many_attempts");
    server.later(chrono::TimeDelta::seconds(15));
    sign_in(&server, "203.0.113.9", "x", PASSWORD).await.is(200);
    for _ in 0..4 {
        sign_in(&server, "203.0.113.9", "x", "wrong wrong wrong")
            .await
            .refused(401, "wrong_credentials");
    }
    sign_in(&server, "203.0.113.9", "x", PASSWORD).await.is(200);
}

#[tokio::test]
async fn guesses_at_one_account_from_everywhere_are_slowed_down_for_a_minute_at_most() {
    let server = behind_a_proxy().await;
    for client in 1..=50 {
        let neighbour = format!("203.0.113.{client}");
        sign_in(&server, &neighbour, "x", "wrong wrong wrong")
            .await
            .refused(401, "wrong_credentials");
    }
    let answer = sign_in(&server, "198.51.100.1", "x", PASSWORD).await;
    answer.refused(429, "too_many_attempts");
    server.later(chrono::TimeDelta::minutes(1));
    sign_in(&server, "198.51.100.1", "x", PASSWORD)
        .await
        .is(200);
}

#[tokio::test]
async fn people_who_are_sent_to_https_stay_there() {
    for (here_only, told) in [
        (false, "max-age=31536000; includeSubDomains"),
        (true, "max-age=31536000"),
    ] {
        let server = Server::set(|config| {
            config.guard.https = true;
            config.guard.https_here_only = here_only;
        })
        .await;
        let answer = server.nobody().get("/healthz").await.is(200);
        assert_eq!(answer.header("strict-transport-security"), told);
    }
}
