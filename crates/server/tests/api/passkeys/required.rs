//! Where everybody who signs in with a password has to have a passkey.

use claimdesk_protocol::Session;
use claimdesk_server::identity::passkeys::PasskeyWish;
use serde_json::json;

use super::{Device, OWN, SESSION, added, browser, by, by_password, set};
use crate::common::{PLAIN, Server};

async fn strict() -> Server {
    set(|config| config.passkeys = PasskeyWish::Required).await
}

#[tokio::test]
async fn without_one_nothing_else_is_done() {
    let server = strict().await;
    let came = by_password(&server, "pia", None).await.is(200);
    let session: Session = came.json();
    assert!(session.passkey_due);
    let pia = browser(&server, &came);
    for path in [
        "/api/v1/review/claims",
        "/api/v1/notices",
        "/api/v1/audit/head",
        "/api/v1/claims",
    ] {
        pia.get(path).await.refused(403, "passkey_due");
    }
    let draft = json!({ "form": {} });
    pia.post("/api/v1/claims", PLAIN, draft)
        .await
        .refused(403, "passkey_due");
    // What leads to one, and out, is open.
    for path in [SESSION, OWN, "/api/v1/account/sessions", "/api/v1/info"] {
        pia.get(path).await.is(200);
    }
    let mut device = Device::good();
    added(&pia, &mut device).await;
    pia.get("/api/v1/review/claims").await.is(200);
    let session: Session = pia.get(SESSION).await.is(200).json();
    assert!(!session.passkey_due);
    let came = by(&server, &mut device).await.is(200);
    let pia = browser(&server, &came);
    pia.get("/api/v1/review/claims").await.is(200);
    // Nor without it: the last one taken away is due again.
    let there = super::own(&pia).await.passkeys;
    super::remove(&pia, &there[0].id).await.is(200);
    pia.get("/api/v1/review/claims")
        .await
        .refused(403, "passkey_due");
}

#[tokio::test]
async fn programs_and_the_provider_s_people_go_on() {
    let server = strict().await;
    let easy = server
        .beside_set(|config| config.passkeys = PasskeyWish::Offered)
        .await;
    let new = json!({ "name": "Reports", "scopes": ["claims.read"], "days": 30 });
    let made: serde_json::Value = easy.anna().post("/api/v1/tokens", PLAIN, new).await.json();
    let request = axum::http::Request::get("/api/v1/claims").header(
        "authorization",
        format!("Bearer {}", made["secret"].as_str().unwrap()),
    );
    let request = request.body(axum::body::Body::empty()).unwrap();
    server.nobody().send(request).await.is(200);

    let rolf = server.signed_in("rolf").await;
    rolf.get("/api/v1/review/claims")
        .await
        .refused(403, "passkey_due");
    server
        .sql(
            "INSERT INTO provider_sessions (token_hash, issuer, subject)
             SELECT token_hash, 'https://idp.example', 'rolf' FROM sessions WHERE user_id = 'rolf'",
        )
        .await;
    rolf.get("/api/v1/review/claims").await.is(200);
}

#[tokio::test]
async fn where_there_can_be_none_they_are_not_required() {
    let folder = tempfile::tempdir().unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_claimdesk"))
        .args(["serve", "--listen", "127.0.0.1:0", "--passkeys", "required"])
        .args(["--public-url", "http://claims.example", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(!run.status.success());
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(
        said.contains("passkeys are required, and do not work here"),
        "{said}"
    );
}
