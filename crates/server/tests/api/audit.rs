//! The audit log: every change has its entry, and every later change to an entry is found.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::TimeDelta;
use claimdesk_protocol::{AuditHead, Role};
use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::quality::Share;
use claimdesk_server::audit::entry::Entry;
use claimdesk_server::audit::head::{self, Verifier};
use claimdesk_server::config::Limits;
use claimdesk_server::evidence::Evidence;
use claimdesk_server::identity::setup;
use claimdesk_server::router;
use claimdesk_server::store::db;
use claimdesk_server::store::sql::audit::verify::{Kept, verify};
use claimdesk_server::store::{AuditLog, Store};
use serde_json::{Value, json};

use crate::accounts;
use crate::common::{Answer, Client, PASSWORD, PLAIN, Server, form, key, pdf, version};
use crate::customer_word;
use crate::final_proof;
use crate::oidc;
use crate::passkeys;
use crate::process::command;
use crate::tokens;
use crate::webhooks;

impl Server {
    /// The entries from this one on.
    async fn entries(&self, from: usize) -> Vec<Entry> {
        let texts: Vec<String> = db::query_scalar("SELECT entry FROM audit ORDER BY sequence")
            .fetch_all(&mut self.database().await)
            .await
            .unwrap();
        let read = |text: &String| serde_json::from_str(text).unwrap();
        texts.iter().skip(from).map(read).collect()
    }

    async fn count(&self) -> usize {
        self.entries(0).await.len()
    }

    /// What is found wrong with the log.
    pub async fn found(&self, kept: &[Kept]) -> Vec<String> {
        let evidence = Evidence::in_folder(&self.config.data.join("evidence")).unwrap();
        let report = verify(self.store.address(), &[], kept, Some(&evidence))
            .await
            .unwrap();
        report.findings.iter().map(ToString::to_string).collect()
    }

    /// Changes the database behind the server's back.
    pub async fn sql(&self, statements: &'static str) {
        let mut database = self.database().await;
        for one in statements.split("; ") {
            // SQLite spells bytes in another way, and has other functions for them.
            let one = match database.kind() {
                db::Kind::Sqlite => one.to_owned(),
                db::Kind::Postgres => one
                    .replace("x''", "''::bytea")
                    .replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')")
                    .replace("zeroblob(16)", "decode(repeat('00', 16), 'hex')")
                    .replace(
                        "zeroblob(length(edge))",
                        "decode(repeat('00', length(edge)), 'hex')",
                    )
                    .replace(
                        "randomblob(32)",
                        "decode(md5(i::text) || md5('x' || i), 'hex')",
                    ),
            };
            db::query(one).execute(&mut database).await.unwrap();
        }
    }
}

/// They ask a device something, and change nothing that anybody has.
const ASKING: [&str; 2] = ["post.account.passkeys", "post.session.passkey"];

/// The operations of the document that change something.
fn changing() -> Vec<String> {
    let document: Value = serde_json::from_str(&router::document().to_json().unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let methods = paths.values().flat_map(|path| path.as_object().unwrap());
    methods
        .filter(|(method, _)| ["post", "put", "patch", "delete"].contains(&method.as_str()))
        .map(|(_, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .filter(|operation| !ASKING.contains(&operation.as_str()))
        .collect()
}

async fn tus(
    client: &Client,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Vec<u8>,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("tus-resumable", "1.0.0");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(Body::from(body)).unwrap()).await
}

/// Begins an upload; gives its address.
async fn upload(client: &Client) -> (String, Answer) {
    let draft = client.draft(form()).await;
    let path = format!("/api/v1/claims/{}/uploads", draft.reference);
    let length = pdf().len().to_string();
    let headers = [
        ("upload-length", length.as_str()),
        ("upload-metadata", "filename cHJvb2YucGRm"),
    ];
    let answer = tus(client, Method::POST, &path, &headers, Vec::new())
        .await
        .is(201);
    (answer.header("location").to_owned(), answer)
}

/// A claim that Rie has opened.
async fn opened(server: &Server) -> (String, i64) {
    let reference = server.anna().sent().await.reference;
    let on = server.rie().opens(&reference).await;
    (reference, on)
}

/// Calls an operation so that it succeeds. A new operation that changes something has its line here.
#[expect(clippy::panic, reason = "a test that cannot go on has failed")]
async fn call(server: &Server, operation: &str) -> Answer {
    let (anna, rie, ada) = (server.anna(), server.rie(), server.ada());
    let why = || json!({ "note": "Because." });
    match operation {
        "post.session" => {
            server.person("pia", Role::Reviewer, None).await;
            let said = json!({ "email": "pia@example.com", "password": PASSWORD });
            server.nobody().post("/api/v1/session", PLAIN, said).await
        }
        "delete.session" => {
            server
                .signed_in("anna")
                .await
                .request(Method::DELETE, "/api/v1/session", PLAIN, None)
                .await
        }
        "post.session.oidc.logout" => {
            let (server, idp) = oidc::provider_of(server).await;
            oidc::Browser::new(&server).signs_in(&idp).await;
            let token = idp.logout_token(&json!({}), &json!({}));
            oidc::says_signed_out(&server, &token).await
        }
        "put.admin.connections.id" | "delete.admin.connections.id" => {
            let method = if operation.starts_with("put") {
                Method::PUT
            } else {
                Method::DELETE
            };
            let (server, idp) = oidc::provider_of(server).await;
            let path = oidc::waits_for_connection(&server, &idp).await;
            ada.request(method, &path, PLAIN, None).await
        }
        "post.claims" => {
            anna.post("/api/v1/claims", key("one"), json!({ "form": form() }))
                .await
        }
        "put.claims.form" => anna.save(&anna.draft(form()).await, form()).await,
        "post.claims.evidence" => {
            anna.attach(&anna.draft(form()).await.reference, "proof.pdf", pdf())
                .await
        }
        "delete.claims.evidence.id" => {
            let draft = anna.complete_draft().await;
            let path = format!(
                "/api/v1/claims/{}/evidence/{}",
                draft.reference, draft.evidence[0].id
            );
            anna.request(Method::DELETE, &path, PLAIN, None).await
        }
        "put.claims.evidence.kind" => {
            final_proof::marks(&anna, &anna.complete_draft().await, "provisional").await
        }
        "post.claims.uploads" => upload(&anna).await.1,
        "patch.claims.uploads.id" => {
            let headers = [
                ("upload-offset", "0"),
                ("content-type", "application/offset+octet-stream"),
            ];
            tus(
                &anna,
                Method::PATCH,
                &upload(&anna).await.0,
                &headers,
                pdf(),
            )
            .await
        }
        "delete.claims.uploads.id" => {
            tus(
                &anna,
                Method::DELETE,
                &upload(&anna).await.0,
                &[],
                Vec::new(),
            )
            .await
        }
        "post.claims.submit" => anna.makes("submit", &anna.complete_draft().await).await,
        "post.claims.withdraw" => anna.makes("withdraw", &anna.sent().await).await,
        "post.claims.answer" => {
            let (reference, on) = opened(server).await;
            let asks = json!({ "note": "Which?", "fields": ["comments"] });
            rie.decides("ask", &reference, on, asks).await.is(200);
            anna.makes("answer", &anna.claim(&reference).await).await
        }
        "post.claims.dispute" => {
            let (reference, on) = opened(server).await;
            let no = json!({ "reason": "insufficient_proof", "note": "No." });
            rie.decides("reject", &reference, on, no).await.is(200);
            anna.makes("dispute", &anna.claim(&reference).await).await
        }
        "post.claims.disassociate" => {
            let reference = anna.sent().await.reference;
            rie.approves(&reference).await.is(200);
            anna.makes("disassociate", &anna.claim(&reference).await)
                .await
        }
        "post.review.claims.open" => {
            let path = format!("/api/v1/review/claims/{}/open", anna.sent().await.reference);
            rie.post_empty(&path, PLAIN).await
        }
        "post.review.claims.assign" => {
            let claim = anna.sent().await;
            rie.decides(
                "assign",
                &claim.reference,
                claim.version,
                json!({ "to": "rie" }),
            )
            .await
        }
        "post.review.claims.approve" => {
            let (reference, on) = opened(server).await;
            rie.decides("approve", &reference, on, why()).await
        }
        "post.review.claims.reject" => {
            let (reference, on) = opened(server).await;
            rie.decides(
                "reject",
                &reference,
                on,
                json!({ "reason": "insufficient_proof", "note": "No." }),
            )
            .await
        }
        "post.review.claims.ask" => {
            let (reference, on) = opened(server).await;
            rie.decides(
                "ask",
                &reference,
                on,
                json!({ "note": "Which?", "fields": ["comments"] }),
            )
            .await
        }
        "post.review.claims.decline" => {
            let reference = anna.sent().await.reference;
            rie.approves(&reference).await.is(200);
            let on = anna.claim(&reference).await.version;
            rie.decides("decline", &reference, on, why()).await
        }
        "post.admin.organisations" => {
            let new = json!({ "name": "Havblik", "locations": ["6300020"], "track": "smb" });
            ada.post("/api/v1/admin/organisations", PLAIN, new).await
        }
        "post.admin.users" => {
            let new = json!({ "name": "Per", "email": "per@example.com", "role": "reviewer", "organisationId": null });
            ada.post("/api/v1/admin/users", PLAIN, new).await
        }
        operation if operation.contains("passkey") || operation.contains("recovery") => {
            passkeys::call(server, operation).await
        }
        operation if operation.contains(".account.") || operation.contains(".admin.users.") => {
            accounts::call(server, operation).await
        }
        "put.admin.mail.retry" => {
            anna.sent().await;
            server
                .sql("UPDATE notices SET mail = 'dead', next_at = NULL")
                .await;
            let list: Value = ada.get("/api/v1/admin/mail").await.is(200).json();
            let path = format!(
                "/api/v1/admin/mail/{}/retry",
                list["mail"][0]["id"].as_str().unwrap()
            );
            ada.request(Method::PUT, &path, PLAIN, None).await
        }
        "put.notices.read" => {
            rie.approves(&anna.sent().await.reference).await.is(200);
            let list: Value = anna.get("/api/v1/notices").await.is(200).json();
            let up_to = json!({ "id": list["notices"][0]["id"] });
            anna.request(Method::PUT, "/api/v1/notices/read", PLAIN, Some(up_to))
                .await
        }
        "put.notices.settings" => {
            let set =
                json!({ "language": "da", "timeZone": "Europe/Copenhagen", "mail": "needed" });
            anna.request(Method::PUT, "/api/v1/notices/settings", PLAIN, Some(set))
                .await
        }
        "post.setup" => {
            server.sql("DELETE FROM sessions WHERE user_id = 'ada'; DELETE FROM users WHERE id = 'ada'").await;
            let token = setup::new_token(&server.app).await.unwrap().unwrap();
            let first = json!({ "token": token, "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
            server.nobody().post("/api/v1/setup", PLAIN, first).await
        }
        "post.review.claims.confirm" | "post.review.claims.return" => {
            server.person("rolf", Role::Reviewer, None).await;
            let (reference, on) = opened(server).await;
            rie.decides("approve", &reference, on, why()).await.is(200);
            let made = operation.trim_start_matches("post.review.claims.");
            let on = anna.claim(&reference).await.version;
            server
                .at_work("rolf")
                .decides(made, &reference, on, why())
                .await
        }
        "post.review.claims.second-look" => {
            let reference = anna.sent().await.reference;
            rie.approves(&reference).await.is(200);
            server.person("rolf", Role::Reviewer, None).await;
            let on = anna.claim(&reference).await.version;
            let agrees = json!({ "agrees": true });
            server
                .at_work("rolf")
                .decides("second-look", &reference, on, agrees)
                .await
        }
        "post.review.claims.undo" => {
            let reference = anna.sent().await.reference;
            rie.approves(&reference).await.is(200);
            let on = anna.claim(&reference).await.version;
            rie.decides("undo", &reference, on, why()).await
        }
        "post.review.claims.hold" | "post.review.claims.end-hold" => {
            let (reference, on) = opened(server).await;
            let holds = json!({ "reason": "customer_asked", "note": "Away.", "days": 1 });
            let held = rie.decides("hold", &reference, on, holds).await.is(200);
            if operation == "post.review.claims.hold" {
                return held;
            }
            let on = anna.claim(&reference).await.version;
            let path = format!("/api/v1/review/claims/{reference}/end-hold");
            rie.post_empty(&path, version(on)).await
        }
        "post.admin.months.post" => {
            ada.post_empty("/api/v1/admin/months/2026-11/post", PLAIN)
                .await
        }
        "post.tokens" => {
            let wanted = tokens::wanted(&["claims.read"]);
            anna.post("/api/v1/tokens", PLAIN, wanted).await
        }
        "delete.tokens.id" => {
            let made = anna.token(&["claims.read"]).await;
            let path = format!("/api/v1/tokens/{}", made.token.id);
            anna.request(Method::DELETE, &path, PLAIN, None).await
        }
        "post.webhooks" => {
            let wanted = webhooks::wanted("http://127.0.0.1:9/");
            anna.post("/api/v1/webhooks", PLAIN, wanted).await
        }
        "post.webhooks.secret" => {
            let path = format!("/api/v1/webhooks/{}/secret", hook(&anna).await);
            anna.post_empty(&path, PLAIN).await
        }
        "delete.webhooks.id" => {
            let path = format!("/api/v1/webhooks/{}", hook(&anna).await);
            anna.request(Method::DELETE, &path, PLAIN, None).await
        }
        "put.webhooks.id" => {
            let path = format!("/api/v1/webhooks/{}", hook(&anna).await);
            let wanted = webhooks::wanted("http://127.0.0.1:10/");
            anna.request(Method::PUT, &path, PLAIN, Some(wanted)).await
        }
        "put.webhooks.test" => {
            let path = format!("/api/v1/webhooks/{}/test", hook(&anna).await);
            anna.request(Method::PUT, &path, PLAIN, None).await
        }
        "put.webhooks.retry" | "put.webhooks.deliveries.retry" => {
            let id = hook(&anna).await;
            anna.sent().await;
            server
                .sql("UPDATE webhook_deliveries SET state = 'dead', next_at = NULL")
                .await;
            let message = &anna.deliveries(&id).await.deliveries[0].id;
            let path = match operation {
                "put.webhooks.retry" => format!("/api/v1/webhooks/{id}/retry"),
                _ => format!("/api/v1/webhooks/{id}/deliveries/{message}/retry"),
            };
            anna.request(Method::PUT, &path, PLAIN, None).await
        }
        "post.customer-word" => {
            anna.sent().await;
            let token = customer_word::link(server).await;
            customer_word::say(server, &token, &customer_word::agreeing()).await
        }
        "post.claims.customer-word" => {
            let reference = anna.sent().await.reference;
            customer_word::link(server).await;
            let path = format!("/api/v1/claims/{reference}/customer-word");
            let on = anna.claim(&reference).await.version;
            anna.post_empty(&path, version(on)).await
        }
        unknown => {
            panic!("{unknown} is new: add the line that calls it, and have it write its entry down")
        }
    }
}

/// An endpoint of Nordlys; gives its ID.
async fn hook(anna: &Client) -> String {
    anna.hook("http://127.0.0.1:9/").await.webhook.id
}

/// A server set so that this operation can be called.
async fn set_for(operation: &str) -> Server {
    Server::set(|config| {
        webhooks::local(config);
        config.mail.public_url = Some("https://claims.example".to_owned());
        config.quality.looks_at_approvals = Share::ALL;
        if matches!(
            operation,
            "post.review.claims.confirm" | "post.review.claims.return"
        ) {
            config.quality.second_eyes_above = Some(Amount::ZERO);
        }
    })
    .await
}

#[tokio::test]
async fn every_operation_that_changes_something_is_written_down() {
    let changing = changing();
    assert!(changing.len() > 20, "{changing:?}");
    let different: BTreeSet<&String> = changing.iter().collect();
    assert_eq!(
        different.len(),
        changing.len(),
        "each has a name of its own"
    );
    for operation in &changing {
        let server = set_for(operation).await;
        let before = server.count().await;
        let answer = Box::pin(call(&server, operation)).await;
        assert!(answer.status.is_success(), "{operation}: {answer:?}");
        let entries = server.entries(before).await;
        assert!(
            entries.iter().any(|entry| entry.operation == *operation),
            "{operation}: {entries:?}"
        );
        assert_eq!(server.found(&[]).await, [""; 0], "{operation}");
    }
}

#[tokio::test]
async fn an_entry_tells_who_from_what_to_what_and_why() {
    let server = Server::start().await;
    let (reference, on) = opened(&server).await;
    let no = json!({ "reason": "insufficient_proof", "note": "The page is blank." });
    server
        .rie()
        .decides("reject", &reference, on, no)
        .await
        .is(200);
    let entries = server.entries(0).await;
    let last = entries.last().unwrap();
    assert_eq!(
        (
            last.actor.id.as_deref(),
            last.from.as_deref(),
            last.to.as_deref(),
            last.reason.as_deref()
        ),
        (
            Some("rie"),
            Some("under_review"),
            Some("rejected"),
            Some("insufficient_proof")
        )
    );
    assert_eq!(
        (last.object.reference.as_str(), last.object.version),
        (reference.as_str(), Some(on))
    );
    assert!(last.words.is_some());
    let sent = entries
        .iter()
        .find(|entry| entry.operation == "post.claims.submit")
        .unwrap();
    assert_eq!(sent.content, last.content, "decided upon what was sent");
    let own = server.anna().claim(&reference).await;
    assert_eq!(
        sent.organisation.as_deref(),
        server
            .store
            .claim(&reference)
            .await
            .unwrap()
            .map(|claim| claim.organisation.id)
            .as_deref()
    );
    let file = entries
        .iter()
        .find(|entry| entry.evidence.is_some())
        .unwrap();
    assert_eq!(
        file.evidence.as_deref(),
        Some(own.evidence[0].sha256.as_str())
    );
    let all: Vec<String> = db::query_scalar("SELECT entry FROM audit")
        .fetch_all(&mut server.database().await)
        .await
        .unwrap();
    let all = all.join("\n");
    for personal in ["blank", "example.com", "Havnens", "proof.pdf"] {
        assert!(!all.contains(personal), "{personal} stands in an entry");
    }
}

#[tokio::test]
async fn what_is_refused_or_repeated_changes_nothing_in_the_log() {
    let server = Server::start().await;
    let anna = server.anna();
    let first = anna
        .post("/api/v1/claims", key("k"), json!({ "form": form() }))
        .await
        .is(201);
    let claim = anna
        .claim(first.json::<Value>()["reference"].as_str().unwrap())
        .await;
    let before = server.count().await;
    anna.post("/api/v1/claims", key("k"), json!({ "form": form() }))
        .await
        .is(201);
    anna.makes("submit", &claim).await.is(422);
    anna.save(&claim, form()).await.is(200);
    anna.save(&claim, form()).await.is(412);
    assert_eq!(server.entries(before).await.len(), 1, "one edit");
}

#[tokio::test]
async fn refusals_that_matter_are_written_down_and_do_not_flood() {
    let server = Server::start().await;
    server.person("pia", Role::Reviewer, None).await;
    let before = server.count().await;
    let sign_in = |email: &'static str| {
        let nobody = server.nobody();
        async move {
            let said = json!({ "email": email, "password": "not that one" });
            nobody
                .post("/api/v1/session", PLAIN, said)
                .await
                .status
                .as_u16()
        }
    };
    for _ in 0..4 {
        assert_eq!(sign_in("pia@example.com").await, 401);
    }
    assert_eq!(sign_in("somebody@example.com").await, 401);
    for _ in 0..30 {
        server.anna().get("/api/v1/admin/users").await.is(403);
    }
    let told = |entries: Vec<Entry>| -> Vec<(String, String, Option<String>, u64)> {
        entries
            .into_iter()
            .filter(|entry| entry.reason.is_some())
            .map(|entry| {
                (
                    entry.operation,
                    entry.object.reference,
                    entry.actor.id,
                    entry.count,
                )
            })
            .collect()
    };
    assert_eq!(told(server.entries(before).await), []);
    server.later(TimeDelta::minutes(6));
    server.worker().clocks().await.unwrap();
    let mut summed = told(server.entries(before).await);
    summed.sort();
    let [session, users, anna] = ["post.session", "get.admin.users", "anna"].map(str::to_owned);
    assert_eq!(
        summed,
        [
            (users.clone(), users, Some(anna), 30),
            (session.clone(), "pia".to_owned(), None, 4),
            (session.clone(), session, None, 1),
        ]
    );
}

#[tokio::test]
async fn the_clock_writes_down_what_it_ends() {
    let server = Server::start().await;
    let (reference, on) = opened(&server).await;
    let asks = json!({ "note": "Which?", "fields": ["comments"] });
    server
        .rie()
        .decides("ask", &reference, on, asks)
        .await
        .is(200);
    server.later(TimeDelta::days(40));
    server.worker().clocks().await.unwrap();
    let entries = server.entries(0).await;
    let ended = entries
        .iter()
        .find(|entry| entry.operation == "job.clocks")
        .unwrap();
    assert_eq!(
        (
            ended.actor.id.as_deref(),
            ended.to.as_deref(),
            ended.reason.as_deref()
        ),
        (None, Some("rejected"), Some("no_answer"))
    );
}

#[tokio::test]
async fn whoever_changes_the_table_is_found() {
    for (statement, named) in [
        (
            "UPDATE audit SET entry = replace(entry, '\"count\":1', '\"count\":2') WHERE sequence = 9",
            "entry 9 was changed",
        ),
        (
            "DELETE FROM audit WHERE sequence = 9",
            "entry 9 was taken out",
        ),
        ("DELETE FROM audit WHERE sequence >= 9", "were taken out"),
        (
            "UPDATE audit SET sequence = -1 WHERE sequence = 9; UPDATE audit SET sequence = 9 WHERE sequence = 10; UPDATE audit SET sequence = 10 WHERE sequence = -1",
            "entry 9 was changed: entry 10 stands in its place",
        ),
        (
            "INSERT INTO audit (sequence, entry, hashes) SELECT 900, entry, hashes FROM audit WHERE sequence = 9",
            "entry 900 was put in",
        ),
        (
            "UPDATE audit SET hashes = zeroblob(32) WHERE sequence = 10",
            "entry 10 was changed",
        ),
        (
            "UPDATE audit_log SET edge = zeroblob(length(edge))",
            "the hash over entries 0 to",
        ),
        (
            "UPDATE audit_words SET salt = zeroblob(16) WHERE sequence = (SELECT min(sequence) FROM audit_words)",
            "the words kept with entry",
        ),
        (
            "UPDATE audit_heads SET note = replace(note, 'time 2026', 'time 2025')",
            "its signature does not belong to its text",
        ),
    ] {
        let server = Server::start().await;
        server.anna().sent().await;
        server.anna().sent().await;
        server.worker().clocks().await.unwrap();
        assert_eq!(server.found(&[]).await, [""; 0]);
        server.sql(statement).await;
        let found = server.found(&[]).await;
        assert!(
            found.iter().any(|finding| finding.contains(named)),
            "{statement}: {found:?}"
        );
        let told = command(&server.config.data)
            .args(["audit", "verify"])
            .output()
            .unwrap();
        assert_eq!(told.status.code(), Some(2));
        assert!(String::from_utf8(told.stdout).unwrap().contains(named));
    }
}

#[tokio::test]
async fn a_log_that_was_made_anew_is_found_by_a_head_kept_elsewhere() {
    let server = Server::start().await;
    server.anna().sent().await;
    let head: AuditHead = server.bo().get("/api/v1/audit/head").await.is(200).json();
    server
        .nobody()
        .get("/api/v1/audit/head")
        .await
        .refused(401, "not_signed_in");
    let key = Verifier::read(&head.key).unwrap();
    let (signed, _) = head::open(&head.head, std::slice::from_ref(&key)).unwrap();
    assert_eq!((signed.size, signed.at), (head.size, server.now()));
    let kept = [("mine.txt".to_owned(), head.head.clone())];
    assert_eq!(server.found(&kept).await, [""; 0]);
    // All of it again, without the last change but with right hashes and the same key.
    server.sql("DELETE FROM audit; DELETE FROM audit_words; DELETE FROM audit_heads; UPDATE audit_log SET size = 0, edge = x''").await;
    let again = server.restarted().await;
    again.anna().draft(form()).await;
    let found = again.found(&[]).await;
    assert_eq!(found, [""; 0], "by itself it is a log like any other");
    let found = again.found(&kept).await;
    assert!(found[0].starts_with("mine.txt: a head over"), "{found:?}");
    while again.count().await < usize::try_from(head.size).unwrap() {
        again.anna().draft(form()).await;
    }
    let found = again.found(&kept).await;
    assert!(
        found[0].contains("is not that of the log: entries from 0 to"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_file_that_changed_is_named() {
    let server = Server::start().await;
    let claim = server.anna().sent().await;
    let sha256 = &claim.evidence[0].sha256;
    let file = server
        .config
        .data
        .join("evidence/sha256")
        .join(&sha256[..2])
        .join(sha256);
    let mut content = std::fs::read(&file).unwrap();
    content[20] ^= 1;
    std::fs::write(&file, content).unwrap();
    let found = server.found(&[]).await;
    assert_eq!(
        found,
        [format!(
            "claim {}, file {sha256}: its content has changed",
            claim.reference
        )]
    );
    server
        .sql("UPDATE evidence SET sha256 = '00' || substr(sha256, 3)")
        .await;
    let found = server.found(&[]).await.join("\n");
    assert!(
        found.contains("it is not there")
            && found.contains("the log does not tell that it was added"),
        "{found}"
    );
}

#[tokio::test]
async fn a_database_from_before_the_log_begins_it_with_its_files() {
    let server = Server::start().await;
    let claim = server.anna().sent().await;
    server
        .sql(
            "DELETE FROM audit; DELETE FROM audit_words; UPDATE audit_log SET size = 0, edge = x''",
        )
        .await;
    let again = server.restarted().await;
    let first = &again.entries(0).await[0];
    assert_eq!(
        (first.operation.as_str(), &first.object.reference),
        ("audit.begin", &claim.reference)
    );
    assert_eq!(again.found(&[]).await, [""; 0]);
}

#[tokio::test]
async fn somebody_is_erased_and_the_log_stays_proved() {
    let server = Server::start().await;
    let (reference, on) = opened(&server).await;
    let words = json!({ "note": "Karen Vind has moved away." });
    server
        .rie()
        .decides("approve", &reference, on, words)
        .await
        .is(200);
    let head: AuditHead = server.ada().get("/api/v1/audit/head").await.is(200).json();
    let kept = [("kept".to_owned(), head.head)];
    let told = command(&server.config.data)
        .args(["audit", "erase", "--of", "rie"])
        .output()
        .unwrap();
    assert!(told.status.success(), "{told:?}");
    let left: i64 = db::query_scalar(
        "SELECT count(*) FROM audit_words WHERE words LIKE '%Karen%' OR words LIKE '%rie@%'",
    )
    .fetch_one(&mut server.database().await)
    .await
    .unwrap();
    assert_eq!(left, 0);
    assert_eq!(server.found(&kept).await, [""; 0]);
    let entries = server.entries(0).await;
    let last = entries.last().unwrap();
    assert_eq!(
        (last.operation.as_str(), last.object.reference.as_str()),
        ("audit.erase", "rie")
    );
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_change_the_order() {
    let server = Server::start().await;
    server.anna().draft(form()).await;
    server.later(TimeDelta::hours(-1));
    server.anna().draft(form()).await;
    let entries = server.entries(0).await;
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.sequence).collect();
    assert_eq!(
        numbers,
        (0..u64::try_from(entries.len()).unwrap()).collect::<Vec<_>>()
    );
    assert!(
        !entries.is_sorted_by_key(|entry| entry.at.clone()),
        "the times tell it"
    );
    assert_eq!(server.found(&[]).await, [""; 0]);
}

#[tokio::test]
async fn another_key_is_told_in_the_log_and_old_heads_stay_good() {
    let server = Server::start().await;
    server.anna().draft(form()).await;
    server.worker().leave().await.unwrap();
    let before: AuditHead = server.ada().get("/api/v1/audit/head").await.is(200).json();
    std::fs::remove_file(server.config.data.join("audit.key")).unwrap();
    let again = server.restarted().await;
    let after: AuditHead = again.ada().get("/api/v1/audit/head").await.is(200).json();
    assert_ne!(before.key, after.key);
    assert_eq!(
        again.store.audit_keys().await.unwrap(),
        [before.key, after.key]
    );
    again.worker().leave().await.unwrap();
    assert_eq!(again.found(&[]).await, [""; 0]);
}

#[tokio::test]
async fn two_servers_write_one_log() {
    let server = Server::start().await;
    let beside = server.beside().await;
    for _ in 0..5 {
        let (one, two) = (server.anna(), beside.bo());
        tokio::join!(one.draft(form()), two.draft(crate::common::rival_form()));
    }
    assert_eq!(server.found(&[]).await, [""; 0]);
}

#[tokio::test]
async fn proofs_are_checked_without_the_log() {
    let server = Server::start().await;
    server.anna().sent().await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        command(&server.config.data)
            .arg("audit")
            .args(arguments)
            .output()
            .unwrap()
    };
    let text = |arguments: &[&str]| String::from_utf8(run(arguments).stdout).unwrap();
    let public = text(&["key"]);
    for made in [
        vec!["prove", "--entry", "5"],
        vec!["prove", "--from", "3", "--to", "11"],
    ] {
        let proof = text(&made);
        let file = folder.path().join("proof");
        std::fs::write(&file, &proof).unwrap();
        let name = file.to_str().unwrap();
        let checked = run(&["check", name, "--key", public.trim()]);
        assert!(checked.status.success(), "{checked:?}");
        for (from, to) in [
            ("\\\"sequence\\\":5", "\\\"sequence\\\":6"),
            ("\"kind\"", "\"sort\""),
            ("claimdesk audit ", "claimdesk "),
            (": \"claimdesk/", ": \"claimdesk!"),
        ] {
            let forged = proof.replacen(from, to, 1);
            if forged != proof {
                std::fs::write(&file, &forged).unwrap();
                assert_eq!(run(&["check", name]).status.code(), Some(2), "{forged}");
            }
        }
        // One digit of one hash.
        let mut forged: Value = serde_json::from_str(&proof).unwrap();
        let hash = forged["hashes"][0].as_str().unwrap();
        let other = if hash.starts_with('0') { "1" } else { "0" };
        forged["hashes"][0] = json!(format!("{other}{}", &hash[1..]));
        std::fs::write(&file, forged.to_string()).unwrap();
        assert_eq!(run(&["check", name]).status.code(), Some(2));
    }
    assert_eq!(run(&["prove", "--entry", "999"]).status.code(), Some(2));
    let note = folder.path().join("head");
    std::fs::write(&note, text(&["head"])).unwrap();
    let verified = run(&[
        "verify",
        "--evidence",
        "--key",
        public.trim(),
        "--against",
        note.to_str().unwrap(),
    ]);
    assert!(verified.status.success(), "{verified:?}");
}

#[tokio::test]
async fn the_demonstration_has_a_log_of_its_invented_past() {
    let server = Server::empty(Limits::default(), true).await;
    let entries = server.entries(0).await;
    let approved = |entry: &&Entry| entry.to.as_deref() == Some("approved");
    assert!(entries.iter().filter(approved).count() > 3);
    assert!(
        entries
            .iter()
            .filter(approved)
            .all(|entry| entry.actor.id.is_some())
    );
    assert!(entries.iter().all(|entry| entry.operation != "none"));
    assert_eq!(server.found(&[]).await, [""; 0]);
}
