//! API tokens: what they may do, whose name they act in, and how they end.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use chrono::TimeDelta;
use claimdesk_protocol::{ApiTokenSecret, ApiTokens, Claim};
use claimdesk_server::guard::rates::Wanted;
use claimdesk_server::policy::{self, Access};
use claimdesk_server::router;
use claimdesk_server::store::db;
use serde_json::{Value, json};

use crate::common::{Answer, Client, PLAIN, Server};
use crate::postgres;

pub fn wanted(scopes: &[&str]) -> Value {
    json!({ "name": "ERP", "scopes": scopes, "days": 30 })
}

impl Client {
    pub async fn token(&self, scopes: &[&str]) -> ApiTokenSecret {
        self.post("/api/v1/tokens", PLAIN, wanted(scopes))
            .await
            .is(201)
            .json()
    }

    /// Sends this with a token, as a program does.
    async fn with_token(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"));
        let request = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
    }
}

async fn get(server: &Server, token: &str, path: &str) -> Answer {
    server
        .nobody()
        .with_token(token, Method::GET, path, None)
        .await
}

#[tokio::test]
async fn a_program_files_a_claim_in_its_makers_name() {
    let server = Server::start().await;
    let made = server.anna().token(&["claims.file", "claims.read"]).await;
    assert!(made.secret.starts_with("cd_"), "{}", made.secret);
    assert_eq!(made.token.made_by, "anna");
    let body = json!({ "form": crate::common::form() });
    let filed = server
        .nobody()
        .with_token(&made.secret, Method::POST, "/api/v1/claims", Some(body))
        .await
        .is(201);
    let claim: Claim = filed.json();
    let draft = server.anna().complete_draft().await;
    let request = Request::post(format!("/api/v1/claims/{}/submit", draft.reference))
        .header("authorization", format!("Bearer {}", made.secret))
        .header("if-match", format!("\"{}\"", draft.version))
        .body(Body::empty());
    let sent: Claim = server.nobody().send(request.unwrap()).await.is(200).json();
    assert_eq!(sent.events[0].by, "anna (token ERP)");
    let path = format!("/api/v1/claims/{}", claim.reference);
    get(&server, &made.secret, &path).await.is(200);
    server
        .nobody()
        .with_token(&made.secret, Method::HEAD, "/api/v1/claims", None)
        .await
        .is(200);
    // The log has the token, by its ID.
    let eva = server.eva().await;
    let entries: Value = eva
        .get(&format!("/api/v1/audit/entries?actor={}", made.token.id))
        .await
        .is(200)
        .json();
    let entry = &entries["entries"][0];
    assert_eq!(entry["actorKind"], "program", "{entries}");
    assert_eq!(entry["operation"], "post.claims.submit", "{entries}");
    // Nobody else's claims are there for it.
    let other = server.bo().draft(json!({})).await;
    get(
        &server,
        &made.secret,
        &format!("/api/v1/claims/{}", other.reference),
    )
    .await
    .refused(404, "not_found");
}

#[tokio::test]
async fn a_token_works_within_its_scopes_and_nowhere_else() {
    let server = Server::start().await;
    let anna = server.anna();
    let reference = anna.complete_draft().await.reference;
    let document: Value = serde_json::from_str(&router::document().to_json().unwrap()).unwrap();
    let scopes = ["claims.read", "claims.file", "credits.read"];
    let mut tokens = Vec::new();
    for scope in scopes {
        tokens.push((scope, anna.token(&[scope]).await.secret));
    }
    let mut tried = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let access = policy::access(id);
            assert!(
                access.is_some(),
                "{id} is new: say in `policy::access` whom it asks for"
            );
            // The document says the same.
            let told = operation["security"].as_array().unwrap();
            let token = told.iter().find_map(|way| way.get("token"));
            let wants = token.map(|scopes| scopes[0].as_str().unwrap());
            match access.unwrap() {
                Access::Anyone => assert_eq!(told, &[json!({})], "{id}"),
                Access::Session => assert_eq!(told, &[json!({ "session": [] })], "{id}"),
                Access::Token(scope) => assert_eq!(wants, Some(scope.as_str()), "{id}"),
            }
            if access == Some(Access::Anyone) {
                continue;
            }
            for (scope, secret) in &tokens {
                let address = path
                    .replace("{reference}", &reference)
                    .replace("{id}", "x")
                    .replace("{message}", "x")
                    .replace("{sequence}", "0")
                    .replace("{month}", "2026-12");
                let method: Method = method.to_uppercase().parse().unwrap();
                let answer = server
                    .nobody()
                    .with_token(secret, method.clone(), &address, Some(json!({})))
                    .await;
                let may = wants == Some(*scope);
                let refused = matches!(answer.status.as_u16(), 401 | 403);
                assert_eq!(refused, !may, "{scope} {id}: {answer:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[tokio::test]
async fn who_reads_goes_on_where_it_cannot_be_noted_that_they_were_here() {
    if postgres::is_wanted() {
        // It is made to fail in SQLite's words; what follows from it is the same.
        return;
    }
    let server = Server::start().await;
    let anna = server.anna();
    let token = anna.token(&["claims.read"]).await.secret;
    anna.get("/api/v1/claims").await.is(200);
    // As on a disk that is full.
    for table in ["sessions", "api_tokens"] {
        let full = format!(
            "CREATE TRIGGER {table}_full BEFORE UPDATE ON {table}
               BEGIN SELECT RAISE(ABORT, 'full'); END"
        );
        let mut database = server.database().await;
        db::query(full).execute(&mut database).await.unwrap();
    }
    server.later(TimeDelta::hours(1));
    anna.get("/api/v1/claims").await.is(200);
    get(&server, &token, "/api/v1/claims").await.is(200);
}

#[tokio::test]
async fn a_token_ends_at_once_by_its_time_and_with_its_makers_right() {
    let server = Server::start().await;
    let anna = server.anna();
    let made = anna.token(&["claims.read"]).await;
    let reads = async || get(&server, &made.secret, "/api/v1/claims").await;
    reads().await.is(200);
    // Another organisation has no such token, and does not see it.
    let path = format!("/api/v1/tokens/{}", made.token.id);
    let bo = server.bo();
    bo.request(Method::DELETE, &path, PLAIN, None)
        .await
        .refused(404, "not_found");
    let seen: ApiTokens = bo.get("/api/v1/tokens").await.is(200).json();
    assert_eq!(seen.tokens, []);
    let left: ApiTokens = anna
        .request(Method::DELETE, &path, PLAIN, None)
        .await
        .is(200)
        .json();
    assert_eq!(left.tokens, []);
    reads().await.refused(401, "invalid_token");
    anna.request(Method::DELETE, &path, PLAIN, None)
        .await
        .refused(404, "not_found");

    let made = anna.token(&["claims.read"]).await;
    let reads = async || get(&server, &made.secret, "/api/v1/claims").await;
    server.later(TimeDelta::days(30) - TimeDelta::seconds(1));
    reads().await.is(200);
    server.later(TimeDelta::seconds(1));
    let answer = reads().await;
    answer.refused(401, "invalid_token");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    let seen: ApiTokens = anna.get("/api/v1/tokens").await.is(200).json();
    assert_eq!(
        seen.tokens.len(),
        1,
        "one that expired is shown until it is ended"
    );
}

#[tokio::test]
async fn a_token_does_nothing_while_its_maker_is_kept_out_or_works_elsewhere() {
    let server = Server::start().await;
    let ada = server.ada();
    let made = server.anna().token(&["claims.read"]).await;
    let reads = async || get(&server, &made.secret, "/api/v1/claims").await;
    let is = async |what: &str, body: Value| {
        let path = format!("/api/v1/admin/users/anna/{what}");
        ada.request(Method::PUT, &path, PLAIN, Some(body))
            .await
            .is(200);
    };
    is("access", json!({ "disabled": true })).await;
    reads().await.refused(401, "invalid_token");
    is("access", json!({ "disabled": false })).await;
    reads().await.is(200);
    is("role", json!({ "role": "auditor", "organisationId": null })).await;
    reads().await.refused(401, "invalid_token");
}

#[tokio::test]
async fn the_last_use_is_told_to_an_hour() {
    let server = Server::start().await;
    let anna = server.anna();
    let made = anna.token(&["claims.read"]).await;
    let used = async || {
        get(&server, &made.secret, "/api/v1/claims").await.is(200);
        let seen: ApiTokens = anna.get("/api/v1/tokens").await.is(200).json();
        seen.tokens[0].used_at
    };
    assert_eq!(made.token.used_at, None);
    let first = server.now();
    assert_eq!(used().await, Some(first));
    server.later(TimeDelta::minutes(59));
    assert_eq!(used().await, Some(first));
    server.later(TimeDelta::minutes(1));
    assert_eq!(used().await, Some(server.now()));
}

#[tokio::test]
async fn what_is_no_token_is_refused_and_no_cookie_helps() {
    let server = Server::start().await;
    let anna = server.anna();
    let made = anna.token(&["claims.read"]).await;
    let other = format!("cd_{}", "0".repeat(72));
    for (token, words) in [
        ("", "75 characters"),
        ("cd_", "75 characters"),
        (&made.secret[..74], "75 characters"),
        (other.as_str(), "75 characters"),
        ("../../etc/passwd", "75 characters"),
    ] {
        // Anna's session goes along, and is not asked.
        let answer = anna
            .with_token(token, Method::GET, "/api/v1/claims", None)
            .await;
        let problem = answer.refused(401, "invalid_token");
        assert!(
            problem.detail.contains(words),
            "{token}: {}",
            problem.detail
        );
    }
    let answer = anna
        .with_token(&made.secret, Method::GET, "/api/v1/tokens", None)
        .await;
    answer.refused(403, "not_allowed");
    // A program is not asked where it comes from: no browser sends a token by itself.
    let filing = anna.token(&["claims.file"]).await.secret;
    let request = Request::post("/api/v1/claims")
        .header("authorization", format!("Bearer {filing}"))
        .header("origin", "https://erp.example")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/json")
        .body(Body::from(r#"{"form":{}}"#))
        .unwrap();
    server.nobody().send(request).await.is(201);
}

#[tokio::test]
async fn a_token_says_what_it_is_for_what_it_may_and_how_long() {
    let server = Server::start().await;
    let anna = server.anna();
    let long = "x".repeat(101);
    for (name, scopes, days, field) in [
        (" ", json!(["claims.read"]), 30, "name"),
        (long.as_str(), json!(["claims.read"]), 30, "name"),
        ("a\nb", json!(["claims.read"]), 30, "name"),
        ("ERP", json!([]), 30, "scopes"),
        ("ERP", json!(["everything"]), 30, "scopes[0]"),
        ("ERP", json!(["claims.read"]), 0, "days"),
        ("ERP", json!(["claims.read"]), 367, "days"),
    ] {
        let body = json!({ "name": name, "scopes": scopes, "days": days });
        let answer = anna.post("/api/v1/tokens", PLAIN, body).await;
        answer.refused_for(422, "invalid", field);
    }
    for _ in 0..ApiTokens::MOST {
        anna.token(&["claims.read", "claims.read"]).await;
    }
    anna.post("/api/v1/tokens", PLAIN, wanted(&["claims.read"]))
        .await
        .refused(409, "tokens_full");
    server.bo().token(&["claims.read"]).await;
    server.later(TimeDelta::days(31));
    anna.token(&["claims.read"]).await;
}

#[tokio::test]
async fn the_secret_is_kept_nowhere() {
    let server = Server::start().await;
    let anna = server.anna();
    let made = anna.token(&["claims.file"]).await;
    let body = json!({ "form": {} });
    server
        .nobody()
        .with_token(&made.secret, Method::POST, "/api/v1/claims", Some(body))
        .await
        .is(201);
    let list = anna.get("/api/v1/tokens").await.is(200);
    let core = &made.secret[3..40];
    assert!(
        !String::from_utf8(list.body.to_vec())
            .unwrap()
            .contains(core)
    );
    assert_eq!(server.keeps(core).await, [""; 0]);
    assert_ne!(server.keeps(&made.token.name).await, [""; 0]);
}

#[tokio::test]
async fn a_token_has_a_bucket_of_its_own() {
    let settings = ["reading=2/1".parse().unwrap()];
    let server = Server::set(|config| config.guard.rates = Wanted::with(&settings)).await;
    let anna = server.anna();
    let made = anna.token(&["claims.read"]).await;
    for _ in 0..2 {
        get(&server, &made.secret, "/api/v1/claims").await.is(200);
    }
    let answer = get(&server, &made.secret, "/api/v1/claims").await;
    answer.refused(429, "too_many_requests");
    assert!(!answer.header("retry-after").is_empty());
    anna.get("/api/v1/claims").await.is(200);
    // Guesses cost the address they come from.
    let mut request = Request::get("/api/v1/claims")
        .header("authorization", "Bearer cd_x")
        .body(Body::empty())
        .unwrap();
    let from: SocketAddr = "203.0.113.9:1".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(from));
    server
        .nobody()
        .send(request)
        .await
        .refused(401, "invalid_token");
}
