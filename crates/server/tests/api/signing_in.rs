//! Accounts, sessions, the first administrator.

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::TimeDelta;
use claimdesk_protocol::{Role, Session};
use claimdesk_server::config::Limits;
use claimdesk_server::ids;
use claimdesk_server::store::Store;
use serde_json::{Value, json};

use crate::common::{Client, PASSWORD, PLAIN, Server, key};

async fn sign_in(client: &Client, email: &str, password: &str) -> crate::common::Answer {
    client
        .post(
            "/api/v1/session",
            PLAIN,
            json!({ "email": email, "password": password }),
        )
        .await
}

fn cookie(answer: &crate::common::Answer) -> String {
    answer
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_session_begins_is_used_and_ends() {
    let server = Server::empty(Limits::default(), false).await;
    server.person("ada", Role::Administrator, None).await;
    let mut client = server.nobody();
    let nobody: Session = client.get("/api/v1/session").await.is(200).json();
    assert!(nobody.user.is_none());

    let answer = sign_in(&client, " ADA@Example.com ", PASSWORD)
        .await
        .is(200);
    let set = answer.header("set-cookie");
    for part in ["claimdesk=", "; Path=/", "; HttpOnly", "; SameSite=Strict"] {
        assert!(set.contains(part), "{set}");
    }
    client.cookie = Some(cookie(&answer));
    let me: Session = client.get("/api/v1/session").await.json();
    assert_eq!(me.user.unwrap().email, "ada@example.com");
    client.get("/api/v1/admin/users").await.is(200);

    // A new sign-in has a new token, and the old one is over.
    let again = sign_in(&client, "ada@example.com", PASSWORD).await.is(200);
    client
        .get("/api/v1/admin/users")
        .await
        .refused(401, "not_signed_in");
    client.cookie = Some(cookie(&again));
    client.get("/api/v1/admin/users").await.is(200);

    let out = client
        .request(Method::DELETE, "/api/v1/session", PLAIN, None)
        .await
        .is(204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    // Drafts that are not here yet stay in the browser's storage.
    assert_eq!(out.header("clear-site-data"), "\"cache\"");
    client
        .get("/api/v1/admin/users")
        .await
        .refused(401, "not_signed_in");
}

#[tokio::test]
async fn over_tls_cookies_are_bound_to_this_host() {
    let mut server = Server::empty(Limits::default(), false).await;
    server.config.secure_cookies = true;
    let server = server.restarted().await;
    server.person("ada", Role::Administrator, None).await;
    let mut client = server.nobody();
    let answer = sign_in(&client, "ada@example.com", PASSWORD).await.is(200);
    let set = answer.header("set-cookie");
    assert!(
        set.starts_with("__Host-claimdesk=") && set.ends_with("; Secure"),
        "{set}"
    );
    assert!(
        answer
            .header("strict-transport-security")
            .starts_with("max-age=")
    );
    client.cookie = Some(cookie(&answer));
    client.get("/api/v1/admin/users").await.is(200);
}

#[tokio::test]
async fn sessions_end_when_idle_and_after_a_week() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    for _ in 0..14 {
        server.later(TimeDelta::hours(11));
        ada.get("/api/v1/admin/users").await.is(200);
    }
    server.later(TimeDelta::hours(14));
    ada.get("/api/v1/admin/users")
        .await
        .refused(401, "not_signed_in");
    let ada = server.signed_in("ada").await;
    server.later(TimeDelta::hours(12));
    ada.get("/api/v1/admin/users")
        .await
        .refused(401, "not_signed_in");
}

#[tokio::test]
async fn wrong_passwords_are_refused_alike_and_cost_time() {
    let server = Server::empty(Limits::default(), false).await;
    server.person("ada", Role::Administrator, None).await;
    let client = server.nobody();
    let known = sign_in(&client, "ada@example.com", "wrong")
        .await
        .refused(401, "wrong_credentials");
    let unknown = sign_in(&client, "nobody@example.com", "wrong")
        .await
        .refused(401, "wrong_credentials");
    assert_eq!(known.detail, unknown.detail);
    for _ in 0..4 {
        sign_in(&client, "ada@example.com", "wrong").await.is(401);
    }
    let held = sign_in(&client, "ada@example.com", PASSWORD).await;
    held.refused(429, "too_many_attempts");
    assert_eq!(held.header("retry-after"), "16");
    server.later(TimeDelta::seconds(16));
    sign_in(&client, "ada@example.com", PASSWORD).await.is(200);
}

#[tokio::test]
async fn the_setup_link_works_once() {
    let server = Server::empty(Limits::default(), false).await;
    let client = server.nobody();
    let body = |token: &str| json!({ "token": token, "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
    client
        .post("/api/v1/setup", PLAIN, body("guess"))
        .await
        .refused(403, "not_allowed");
    let (old, new) = (ids::token().unwrap(), ids::token().unwrap());
    for token in [&old, &new] {
        server
            .store
            .set_setup_token(ids::digest(token.as_bytes()), server.now())
            .await
            .unwrap();
    }
    client
        .post("/api/v1/setup", PLAIN, body(&old))
        .await
        .refused(403, "not_allowed");
    let mut short = body(&new);
    short["password"] = json!("too short");
    client
        .post("/api/v1/setup", PLAIN, short)
        .await
        .refused_for(422, "invalid", "password");
    let made = client
        .post("/api/v1/setup", PLAIN, body(&new))
        .await
        .is(200);
    let mut ada = server.nobody();
    ada.cookie = Some(cookie(&made));
    ada.get("/api/v1/admin/users").await.is(200);
    client
        .post("/api/v1/setup", PLAIN, body(&new))
        .await
        .refused(403, "not_allowed");
}

#[tokio::test]
async fn changes_come_from_the_same_origin() {
    let server = Server::start().await;
    let anna = server.anna();
    let post = |headers: &[(&str, &str)]| {
        let mut request =
            Request::post("/api/v1/claims").header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        anna.send(request.body(Body::from("{\"form\":{}}")).unwrap())
    };
    let host = ("host", "claims.example");
    for headers in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![host, ("origin", "https://evil.example")],
        vec![host, ("origin", "null")],
        vec![
            host,
            ("origin", "https://claims.example"),
            ("sec-fetch-site", "cross-site"),
        ],
    ] {
        post(&headers).await.refused(403, "cross_site");
    }
    for headers in [
        vec![("sec-fetch-site", "same-origin")],
        vec![host, ("origin", "https://claims.example")],
        vec![],
    ] {
        post(&headers).await.is(201);
    }
}

#[tokio::test]
async fn administrators_add_organisations_and_accounts() {
    let server = Server::start().await;
    let ada = server.ada();
    let body = json!({ "name": "Havblik", "locations": ["63 000 20"], "track": "enterprise" });
    let made: Value = ada
        .post("/api/v1/admin/organisations", key("o-1"), body.clone())
        .await
        .is(201)
        .json();
    assert_eq!(made["locations"], json!(["6300020"]));
    let again: Value = ada
        .post("/api/v1/admin/organisations", key("o-1"), body.clone())
        .await
        .is(201)
        .json();
    assert_eq!(made, again);
    ada.post("/api/v1/admin/organisations", PLAIN, body)
        .await
        .refused_for(409, "taken", "locations");
    let bad = json!({ "name": " ", "locations": ["x"], "track": "smb" });
    let problem = ada
        .post("/api/v1/admin/organisations", PLAIN, bad)
        .await
        .refused_for(422, "invalid", "name");
    assert_eq!(problem.errors.len(), 2);

    let user = |email: &str, organisation: Value| json!({ "name": "Clara", "email": email, "role": "partner", "organisationId": organisation });
    let path = "/api/v1/admin/users";
    ada.post(path, PLAIN, user("clara@havblik.example", Value::Null))
        .await
        .refused_for(422, "invalid", "organisationId");
    ada.post(path, PLAIN, user("clara@havblik.example", json!("none")))
        .await
        .refused_for(422, "invalid", "organisationId");
    let wanted = user("clara@havblik.example", made["id"].clone());
    let mut known = wanted.clone();
    known["password"] = json!(PASSWORD);
    // Nobody gives another a password.
    ada.post(path, PLAIN, known)
        .await
        .refused_for(422, "invalid", "password");
    let invited: Value = ada.post(path, PLAIN, wanted).await.is(201).json();
    assert_eq!(invited["organisation"]["name"], "Havblik");
    ada.post(
        path,
        PLAIN,
        user("CLARA@havblik.example", made["id"].clone()),
    )
    .await
    .refused_for(409, "taken", "email");
    let users: Value = ada.get(path).await.is(200).json();
    assert!(
        users["users"]
            .as_array()
            .unwrap()
            .iter()
            .any(|user| user["name"] == "Clara")
    );
}
