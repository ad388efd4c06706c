//! Every operation that changes something writes an entry.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};
use claimdesk_protocol::Role;
use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::quality::Share;
use claimdesk_server::identity::setup;
use claimdesk_server::router;
use serde_json::{Value, json};

use super::opened;
use crate::accounts;
use crate::common::{Answer, Client, PASSWORD, PLAIN, Server, form, key, pdf, version};
use crate::customer_word;
use crate::final_proof;
use crate::oidc;
use crate::passkeys;
use crate::tokens;
use crate::webhooks;
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
