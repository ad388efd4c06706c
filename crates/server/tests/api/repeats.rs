//! Sending twice is one act; an old version changes nothing.

use axum::http::Method;
use claimdesk_protocol::Claim;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::common::{PLAIN, Server, With, form, key, pdf, version};

#[tokio::test]
async fn the_same_key_twice_is_one_claim() {
    let server = Server::start().await;
    let anna = server.anna();
    let body = json!({ "form": form() });
    let first = anna
        .post("/api/v1/claims", key("k-1"), body.clone())
        .await
        .is(201);
    let again = anna
        .post("/api/v1/claims", key("k-1"), body.clone())
        .await
        .is(201);
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(first.header("etag"), again.header("etag"));
    anna.post("/api/v1/claims", key("k-1"), json!({ "form": {} }))
        .await
        .refused(422, "key_reused");
    // The key is Anna's own.
    server
        .bo()
        .post("/api/v1/claims", key("k-1"), body)
        .await
        .is(201);
    let list: Value = anna.get("/api/v1/claims").await.json();
    assert_eq!(list["claims"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn many_at_once_with_one_key_are_one_submission() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.complete_draft().await;
    let path = format!("/api/v1/claims/{}/submit", draft.reference);
    let with = With {
        version: Some(draft.version),
        key: Some("once"),
    };
    let answers = join_all((0..40).map(|_| anna.post_empty(&path, with.clone()))).await;
    for answer in &answers {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body, answers[0].body);
    }
    assert_eq!(anna.claim(&draft.reference).await.events.len(), 1);
}

#[tokio::test]
async fn many_at_once_without_a_key_are_one_submission_too() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.complete_draft().await;
    let answers = join_all((0..20).map(|_| anna.makes("submit", &draft))).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 200).count(),
        1
    );
    assert_eq!(anna.claim(&draft.reference).await.events.len(), 1);
}

#[tokio::test]
async fn a_refused_act_can_be_repeated_with_its_key() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.draft(form()).await;
    let path = format!("/api/v1/claims/{}/submit", draft.reference);
    let with = With {
        version: Some(draft.version),
        key: Some("again"),
    };
    anna.post_empty(&path, with.clone())
        .await
        .refused(422, "blocked");
    anna.attach(&draft.reference, "proof.pdf", pdf())
        .await
        .is(201);
    anna.post_empty(&path, with).await.is(200);
}

#[tokio::test]
async fn a_key_is_visible_ascii() {
    let server = Server::start().await;
    let anna = server.anna();
    for bad in [
        "",
        "with blank",
        Box::leak("x".repeat(256).into_boxed_str()),
    ] {
        anna.post("/api/v1/claims", key(bad), json!({ "form": {} }))
            .await
            .refused_for(422, "invalid", "Idempotency-Key");
    }
}

#[tokio::test]
async fn versions_are_asked_for_and_checked() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.draft(form()).await;
    let path = format!("/api/v1/claims/{}/form", draft.reference);
    let body = Some(json!({ "form": form() }));
    anna.request(Method::PUT, &path, PLAIN, body.clone())
        .await
        .refused(428, "version_required");
    let saved: Claim = anna
        .request(Method::PUT, &path, version(1), body.clone())
        .await
        .is(200)
        .json();
    assert_eq!(saved.version, 2);
    anna.request(Method::PUT, &path, version(1), body)
        .await
        .refused(412, "stale");
    let submit = format!("/api/v1/claims/{}/submit", draft.reference);
    anna.post_empty(&submit, PLAIN)
        .await
        .refused(428, "version_required");
    anna.post_empty(&submit, version(1))
        .await
        .refused(412, "stale");
    anna.post_empty(&submit, version(i64::MAX))
        .await
        .refused(412, "stale");
}

#[tokio::test]
async fn a_file_removed_meanwhile_is_noticed() {
    // The version counts answers and moves; the number of files is checked on its own.
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.complete_draft().await;
    let file = format!(
        "/api/v1/claims/{}/evidence/{}",
        draft.reference, draft.evidence[0].id
    );
    let (sent, removed) = tokio::join!(
        anna.makes("submit", &draft),
        anna.request(Method::DELETE, &file, PLAIN, None)
    );
    let now = anna.claim(&draft.reference).await;
    match (sent.status.as_u16(), removed.status.as_u16()) {
        (200, 409) => assert_eq!(now.evidence.len(), 1),
        (412 | 422, 204) => assert!(now.evidence.is_empty() && now.events.is_empty()),
        other => panic!("{other:?}"),
    }
}
