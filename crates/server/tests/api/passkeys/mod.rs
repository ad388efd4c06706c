//! Passkeys and recovery codes: added, signed in with, taken away, and what is no answer to what was
//! asked.

mod adding;
mod device;
mod required;
mod signing_in;

use axum::body::Body;
use axum::http::{Method, Request};
use claimdesk_protocol::{OwnPasskeys, PasskeyChallenge, PasskeysChanged, Role};
use claimdesk_server::config::Config;
use serde_json::{Value, json};

use crate::common::{Answer, Client, PASSWORD, PLAIN, Server};
use device::Device;

const OWN: &str = "/api/v1/account/passkeys";
const ADD: &str = "/api/v1/account/passkeys/answer";
const CODES: &str = "/api/v1/account/recovery-codes";
const ASK: &str = "/api/v1/session/passkey";
const SIGN_IN: &str = "/api/v1/session/passkey/answer";
const SESSION: &str = "/api/v1/session";

/// A server under a name; Ada administers, Pia and Rolf review.
async fn named() -> Server {
    set(|_| ()).await
}

async fn set(change: impl FnOnce(&mut Config)) -> Server {
    let server = Server::set(|config| {
        config.mail.public_url = Some("https://claims.example".to_owned());
        change(config);
    })
    .await;
    server.person("pia", Role::Reviewer, None).await;
    server.person("rolf", Role::Reviewer, None).await;
    server
}

/// What is asked of a device.
async fn asked(client: &Client, path: &str) -> PasskeyChallenge {
    client.post_empty(path, PLAIN).await.is(200).json()
}

async fn add(client: &Client, id: &str, name: &str, credential: Value) -> Answer {
    let body = json!({ "id": id, "name": name, "credential": credential });
    client.post(ADD, PLAIN, body).await
}

/// Adds this device's passkey.
async fn added(client: &Client, device: &mut Device) -> PasskeysChanged {
    let asked = asked(client, OWN).await;
    let made = device.make(&asked.options);
    add(client, &asked.id, "Laptop", made).await.is(200).json()
}

/// Answers a challenge to sign in.
async fn answer(server: &Server, id: &str, credential: Value) -> Answer {
    let body = json!({ "id": id, "credential": credential });
    server.nobody().post(SIGN_IN, PLAIN, body).await
}

/// Signs in with a device.
async fn by(server: &Server, device: &mut Device) -> Answer {
    let asked = asked(&server.nobody(), ASK).await;
    let signed = device.sign(&asked.options);
    answer(server, &asked.id, signed).await
}

async fn by_password(server: &Server, name: &str, code: Option<&str>) -> Answer {
    let mut body = json!({ "email": format!("{name}@example.com"), "password": PASSWORD });
    if let Some(code) = code {
        body["recoveryCode"] = json!(code);
    }
    server.nobody().post(SESSION, PLAIN, body).await
}

async fn own(client: &Client) -> OwnPasskeys {
    client.get(OWN).await.is(200).json()
}

async fn remove(client: &Client, id: &str) -> Answer {
    let path = format!("{OWN}/{id}");
    client.request(Method::DELETE, &path, PLAIN, None).await
}

/// The browser of whoever was signed in by this answer.
fn browser(server: &Server, answer: &Answer) -> Client {
    let set = answer.header("set-cookie");
    let mut client = server.nobody();
    client.cookie = set.split(';').next().map(str::to_owned);
    client
}

/// Takes all of somebody's away, as an administrator.
async fn take_away(ada: &Client, who: &str) -> Answer {
    let path = format!("/api/v1/admin/users/{who}/passkeys");
    let request = Request::delete(path).body(Body::empty()).unwrap();
    ada.send(request).await
}

/// Calls an operation on passkeys so that it succeeds; the one test over all operations asks for it.
#[expect(clippy::panic, reason = "a test that cannot go on has failed")]
pub async fn call(server: &Server, operation: &str) -> Answer {
    server.person("pia", Role::Reviewer, None).await;
    let pia = server.at_work("pia");
    let mut device = Device::good();
    if operation == "post.account.passkeys.answer" {
        let asked = asked(&pia, OWN).await;
        let made = device.make(&asked.options);
        return add(&pia, &asked.id, "Laptop", made).await;
    }
    let there = added(&pia, &mut device).await;
    match operation {
        "delete.account.passkeys.id" => remove(&pia, &there.own.passkeys[0].id).await,
        "post.account.recovery-codes" => pia.post_empty(CODES, PLAIN).await,
        "post.session.passkey.answer" => by(server, &mut device).await,
        "delete.admin.users.passkeys" => take_away(&server.ada(), "pia").await,
        unknown => {
            panic!("{unknown} is new: add the line that calls it, and have it write its entry down")
        }
    }
}
