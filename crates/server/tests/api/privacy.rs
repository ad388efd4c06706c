//! What is forgotten by its age, and what is kept of a person: handed out, and erased.

use std::net::SocketAddr;
use std::path::Path;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use chrono::TimeDelta;
use claimdesk_protocol::{AuditHead, Role};
use claimdesk_recognition::claim::ClaimState;
use claimdesk_server::evidence::Evidence;
use claimdesk_server::store::db;
use claimdesk_server::store::sql::audit::verify::verify;
use serde_json::{Value, json};

use crate::common::{Answer, PASSWORD, PLAIN, Server, form_with};
use crate::oidc::{Browser, provider_of, waits_for_connection};
use crate::process::command;

async fn count(server: &Server, statement: &'static str) -> i64 {
    db::query_scalar(statement)
        .fetch_one(&mut server.database().await)
        .await
        .unwrap()
}

/// Everything that is found wrong with the log.
async fn found(server: &Server, head: &AuditHead) -> Vec<String> {
    let evidence = Evidence::in_folder(&server.config.data.join("evidence")).unwrap();
    let kept = [("kept".to_owned(), head.head.clone())];
    let report = verify(server.store.address(), &[], &kept, Some(&evidence))
        .await
        .unwrap();
    report.findings.iter().map(ToString::to_string).collect()
}

async fn head(server: &Server) -> AuditHead {
    server.ada().get("/api/v1/audit/head").await.is(200).json()
}

/// The command, how it ended, and what it said.
fn run(data: &Path, arguments: &[&str]) -> (bool, String) {
    let output = command(data)
        .args(arguments)
        .stderr(std::process::Stdio::piped())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// Signs in as somebody from this address.
async fn sign_in_from(server: &Server, address: &str, name: &str, password: &str) -> Answer {
    let body = json!({ "email": format!("{name}@example.com"), "password": password });
    let mut request = Request::post("/api/v1/session")
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let neighbour: SocketAddr = format!("{address}:4711").parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(neighbour));
    server.nobody().send(request).await
}

#[tokio::test]
async fn what_is_too_old_is_forgotten() {
    let server = Server::set(|config| {
        config.mail.public_url = Some("https://claims.example".to_owned());
    })
    .await;
    let begin = server.now();
    server.anna().sent().await;
    let signs_in = async |password| sign_in_from(&server, "203.0.113.7", "anna", password).await;
    signs_in(PASSWORD).await.is(200);
    signs_in("wrong wrong wrong").await.is(401);
    let (reset, whose) = (
        "/api/v1/account/reset",
        json!({ "email": "anna@example.com" }),
    );
    let asked = server.nobody().post(reset, PLAIN, whose).await;
    assert!(asked.status.is_success(), "{asked:?}");
    server.worker().mail().await.unwrap();
    // A mail that never goes out, because whom it is for is kept out before.
    let whose = json!({ "email": "bo@example.com" });
    let asked = server.nobody().post(reset, PLAIN, whose).await;
    assert!(asked.status.is_success(), "{asked:?}");
    server
        .sql("UPDATE users SET disabled_at = 1 WHERE id = 'bo'")
        .await;
    let (beside, idp) = provider_of(&server).await;
    waits_for_connection(&beside, &idp).await;
    Browser::new(&beside).begins().await;
    let before = head(&server).await;

    let tables = [
        ("SELECT count(*) FROM sign_ins", TimeDelta::minutes(10)),
        ("SELECT count(*) FROM attempts", TimeDelta::minutes(30)),
        ("SELECT count(*) FROM provider_waiting", TimeDelta::days(90)),
        // Claims go on, and people are told of it.
        (
            "SELECT count(*) FROM notices WHERE at < 1795478400000",
            TimeDelta::days(400),
        ),
        ("SELECT count(*) FROM account_mail", TimeDelta::days(400)),
        (
            "SELECT count(*) FROM audit_words WHERE words LIKE '%203.0.113.7%'",
            TimeDelta::days(400),
        ),
    ];
    let worker = server.worker();
    let passes = async |until: TimeDelta| {
        server.later(begin + until - server.now());
        worker.clocks().await.unwrap();
    };
    for (_, time) in tables {
        passes(time - TimeDelta::minutes(5)).await;
        for (statement, kept) in tables {
            let there = count(&server, statement).await > 0;
            assert_eq!(there, kept >= time, "{statement}, a little before {time}");
        }
        passes(time + TimeDelta::minutes(1)).await;
        for (statement, kept) in tables {
            let there = count(&server, statement).await > 0;
            assert_eq!(there, kept > time, "{statement}, after {time}");
        }
        if time == TimeDelta::days(400) {
            break;
        }
    }
    assert_eq!(found(&server, &before).await, [""; 0]);
    // That it was done is in the log, once.
    let told = "SELECT count(*) FROM audit WHERE object = 'addresses' AND operation = 'job.clocks'";
    assert_eq!(count(&server, told).await, 1);
}

#[tokio::test]
async fn a_person_gets_everything_that_is_kept_of_them_and_no_secret() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    rie.approves(&claim.reference).await.is(200);
    let token = anna.token(&["claims.read"]).await;
    let (well, text) = run(&server.config.data, &["user", "export", "Anna@example.com"]);
    assert!(well, "{text}");
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(kept["account"]["email"], "anna@example.com");
    assert_eq!(kept["account"]["organisation"], "Nordlys A/S");
    assert_eq!(kept["account"]["hasPassword"], true);
    let records = &kept["records"];
    assert_eq!(records["api_tokens"][0]["name"], "ERP");
    assert_eq!(records["evidence"][0]["claim"], claim.reference.as_str());
    assert!(
        records["sessions"][0]["seen_at"]
            .as_str()
            .unwrap()
            .starts_with("2026-11-23T")
    );
    let has = |list: &Value, name: &str, value: &str| {
        let list = list.as_array().unwrap();
        assert!(
            list.iter().any(|one| one[name] == value),
            "{value}: {list:?}"
        );
    };
    has(&records["events"], "move", "submit");
    has(&records["notices"], "kind", "approved");
    let entries = kept["auditLog"].as_array().unwrap();
    assert!(entries.iter().any(|one| one["entry"]["to"] == "signed_in"));
    for never in ["hash", "$argon2", &token.secret, "claim_id"] {
        assert!(!text.contains(never), "{never}: {text}");
    }
    // Of a reviewer's claims no more than which they are.
    let (_, text) = run(&server.config.data, &["user", "export", "rie@example.com"]);
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(kept["records"]["decisions"][0]["made"], "approved");
    assert!(
        !kept["records"]["claims"].to_string().contains("Havnens"),
        "{text}"
    );

    // The customer's contact has no account.
    let contact = claim.form.customer_contact_email.as_str();
    let (well, text) = run(&server.config.data, &["user", "export", contact]);
    assert!(well, "{text}");
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(kept["account"], Value::Null);
    let named = json!([{ "claim": claim.reference, "fields": ["customerContactEmail"] }]);
    assert_eq!(kept["contactIn"], named);

    let (well, text) = run(
        &server.config.data,
        &["user", "export", "nobody@example.com"],
    );
    assert!(
        !well && text.contains("nothing is kept of nobody@example.com"),
        "{text}"
    );
}

#[tokio::test]
async fn somebody_is_erased_everywhere_and_everything_else_stays() {
    let server = Server::start().await;
    // A name that is nowhere by chance.
    server.person("quillfeather", Role::Reviewer, None).await;
    server.person("marlowe", Role::Reviewer, None).await;
    let quill = server.at_work("quillfeather");
    let anna = server.anna();
    let first = anna.sent().await;
    let other = json!({ "subscriptionId": "9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a77" });
    let second = anna.sent_with(form_with(&other)).await;
    quill.approves(&first.reference).await.is(200);
    let on = quill.opens(&second.reference).await;
    let hold = json!({ "reason": "customer_asked", "note": "Karen is away.", "days": 3 });
    quill
        .decides("hold", &second.reference, on, hold)
        .await
        .is(200);
    sign_in_from(&server, "203.0.113.9", "quillfeather", PASSWORD)
        .await
        .is(200);
    let session = server.signed_in("quillfeather").await;
    session.get("/api/v1/review/claims").await.is(200);
    let before = head(&server).await;
    assert!(
        server
            .keeps("quillfeather")
            .await
            .contains(&"events.user_name".to_owned())
    );

    let data = &server.config.data;
    let (well, text) = run(data, &["user", "erase", "quillfeather@example.com"]);
    assert!(well && text.contains("--yes"), "{text}");
    session.get("/api/v1/review/claims").await.is(200);
    let (well, text) = run(
        data,
        &["user", "erase", "quillfeather@example.com", "--yes"],
    );
    assert!(well, "{text}");

    session
        .get("/api/v1/review/claims")
        .await
        .refused(401, "not_signed_in");
    // In the tests a person's ID is their name: where it is left, it is the ID.
    let ids = [
        "audit.actor",
        "audit.entry",
        "audit.object",
        "claims.hold",
        "claims.reviewer_id",
        "decisions.user_id",
        "events.user_id",
        "users.email",
        "users.id",
    ];
    let mut left = server.keeps("quillfeather").await;
    left.retain(|place| !ids.contains(&place.as_str()));
    assert_eq!(left, [""; 0]);
    assert_eq!(server.keeps("quillfeather@example.com").await, [""; 0]);
    assert_eq!(server.keeps("203.0.113.9").await, [""; 0]);

    // What was decided stands, and so does the log.
    let claim = anna.claim(&first.reference).await;
    assert_eq!(claim.life.state, ClaimState::Approved);
    let path = format!("/api/v1/review/claims/{}", first.reference);
    let told: Value = server.rie().get(&path).await.is(200).json();
    assert!(told.to_string().contains("(erased / slettet)"), "{told}");
    assert_eq!(found(&server, &before).await, [""; 0]);
    let again = run(
        data,
        &["user", "erase", "quillfeather@example.com", "--yes"],
    );
    assert!(!again.0 && again.1.contains("no account"), "{again:?}");
    // The address is free for somebody else.
    let users: Value = server.ada().get("/api/v1/admin/users").await.is(200).json();
    assert!(users.to_string().contains("quillfeather@erased.invalid"));
    // A decision is edited by nobody all the same.
    let edited = db::query("UPDATE decisions SET note = 'x'")
        .execute(&mut server.database().await)
        .await;
    assert!(edited.unwrap_err().to_string().contains("never edited"));
}

#[tokio::test]
async fn the_last_administrator_is_not_erased() {
    let server = Server::start().await;
    let (well, text) = run(
        &server.config.data,
        &["user", "erase", "ada@example.com", "--yes"],
    );
    assert!(!well && text.contains("the last administrator"), "{text}");
    server.ada().get("/api/v1/admin/users").await.is(200);
}
