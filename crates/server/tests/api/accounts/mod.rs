//! One's own account, and what administrators do with those of others.

mod links;
mod sessions;
mod standing;

use axum::body::Body;
use axum::http::{Method, Request};
use claimdesk_protocol::Role;
use claimdesk_server::config::Limits;
use serde_json::{Value, json};

use crate::common::{Answer, Client, PASSWORD, PLAIN, Server};

const SESSIONS: &str = "/api/v1/account/sessions";
const CHANGE: &str = "/api/v1/account/password";
const LINK: &str = "/api/v1/account/link";
const RESET: &str = "/api/v1/account/reset";
pub const NEW: &str = "rabarber under en gul paraply";

/// A server that knows its address, and so sends links; Ada, Pia and Rolf have passwords.
async fn with_people() -> Server {
    let server = Server::empty(Limits::default(), false).await;
    let server = addressed(server).await;
    server.person("ada", Role::Administrator, None).await;
    server.person("pia", Role::Reviewer, None).await;
    server.person("rolf", Role::Reviewer, None).await;
    server
}

async fn addressed(mut server: Server) -> Server {
    server.config.mail.public_url = Some("https://claims.example".to_owned());
    server.restarted().await
}

/// Signs in, with a browser of this name.
async fn sign_in_as(server: &Server, name: &str, password: &str, agent: &str) -> Answer {
    let said = json!({ "email": format!("{name}@example.com"), "password": password });
    let request = Request::post("/api/v1/session")
        .header("content-type", "application/json")
        .header("user-agent", agent);
    let request = request.body(Body::from(said.to_string())).unwrap();
    server.nobody().send(request).await
}

async fn sign_in(server: &Server, name: &str, password: &str) -> Answer {
    sign_in_as(server, name, password, "").await
}

/// The cookie that an answer sets.
fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie");
    set.split(';').next().unwrap().to_owned()
}

/// A browser with this cookie.
fn with(server: &Server, cookie: String) -> Client {
    let mut client = server.nobody();
    client.cookie = Some(cookie);
    client
}

/// Somebody's browser, signed in with their password.
async fn browser(server: &Server, name: &str) -> Client {
    let answer = sign_in(server, name, PASSWORD).await.is(200);
    with(server, cookie(&answer))
}

async fn put(client: &Client, path: &str, body: Value) -> Answer {
    client.request(Method::PUT, path, PLAIN, Some(body)).await
}

async fn delete(client: &Client, path: &str) -> Answer {
    client.request(Method::DELETE, path, PLAIN, None).await
}

/// Sends a request with a one-time link.
pub async fn by_link(server: &Server, token: &str, password: Option<&str>) -> Answer {
    let request = match password {
        None => Request::get(LINK),
        Some(_) => Request::post(LINK).header("content-type", "application/json"),
    };
    let body = password.map_or_else(Body::empty, |password| {
        Body::from(json!({ "password": password }).to_string())
    });
    let request = request.header("account-link", token).body(body).unwrap();
    server.nobody().send(request).await
}

/// The token of a link.
pub fn token(text: &str) -> String {
    let (_, rest) = text.split_once("/welcome#").unwrap();
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(token.len(), 64, "256 bits: {text}");
    token
}

/// Calls an operation on accounts so that it succeeds; the one test over all operations asks for it.
#[expect(clippy::panic, reason = "a test that cannot go on has failed")]
pub async fn call(server: &Server, operation: &str) -> Answer {
    let ada = server.ada();
    server.person("pia", Role::Reviewer, None).await;
    let pia = browser(server, "pia").await;
    match operation {
        "delete.account.sessions" => delete(&pia, SESSIONS).await,
        "delete.account.sessions.id" => {
            browser(server, "pia").await;
            let list: Value = pia.get(SESSIONS).await.is(200).json();
            let id = list["sessions"][1]["id"].as_str().unwrap();
            delete(&pia, &format!("{SESSIONS}/{id}")).await
        }
        "put.account.password" => {
            put(
                &pia,
                CHANGE,
                json!({ "present": PASSWORD, "password": NEW }),
            )
            .await
        }
        "post.account.reset" => {
            let body = json!({ "email": "pia@example.com" });
            server.nobody().post(RESET, PLAIN, body).await
        }
        "post.account.link" => {
            let made = ada.post_empty("/api/v1/admin/users/pia/link", PLAIN).await;
            let made: Value = made.is(200).json();
            by_link(server, &token(made["link"].as_str().unwrap()), Some(NEW)).await
        }
        "post.admin.users.link" => ada.post_empty("/api/v1/admin/users/pia/link", PLAIN).await,
        "put.admin.users.role" => {
            let body = json!({ "role": "auditor", "organisationId": null });
            put(&ada, "/api/v1/admin/users/pia/role", body).await
        }
        "put.admin.users.access" => {
            let body = json!({ "disabled": true });
            put(&ada, "/api/v1/admin/users/pia/access", body).await
        }
        "delete.admin.users.sessions" => delete(&ada, "/api/v1/admin/users/pia/sessions").await,
        unknown => {
            panic!("{unknown} is new: add the line that calls it, and have it write its entry down")
        }
    }
}
