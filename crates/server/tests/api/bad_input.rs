//! What bad input gets: a refusal that names the field, never a failure.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::common::{PLAIN, Server, form_with, version};

#[tokio::test]
async fn wrong_json_names_the_field() {
    let server = Server::start().await;
    let anna = server.anna();
    for (body, status, code, field) in [
        (
            r#"{"form":{"customerName":7}}"#,
            422,
            "invalid",
            "form.customerName",
        ),
        (
            r#"{"form":{"customerNme":""}}"#,
            422,
            "invalid",
            "form.customerNme",
        ),
        (
            r#"{"form":{"products":{}}}"#,
            422,
            "invalid",
            "form.products",
        ),
        (
            r#"{"form":{"products":[{"workload":"Sales","extra":1}]}}"#,
            422,
            "invalid",
            "form.products[0].extra",
        ),
        (
            r#"{"form":{"proofNamesTenant":"yes"}}"#,
            422,
            "invalid",
            "form.proofNamesTenant",
        ),
        (
            r#"{"form":{},"reference":"CD-0000-0000"}"#,
            422,
            "invalid",
            "reference",
        ),
        (r"{}", 422, "invalid", "form"),
        (r#"{"form":["6100001"]}"#, 422, "invalid", "form"),
        (r"null", 422, "invalid", "body"),
    ] {
        let answer = anna.post_text("/api/v1/claims", body).await;
        answer.refused_for(status, code, field);
    }
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let server = Server::start().await;
    let anna = server.anna();
    let deep = format!("{{\"form\":{}", "[".repeat(100_000));
    for body in [
        &b""[..],
        b"{",
        b"{\"form\":",
        b"\xff\xfe{",
        b"{\"form\":{}} {}",
        b"{\"form\":{\"comments\":\"\xff\"}}",
    ] {
        anna.post_text("/api/v1/claims", body.to_vec())
            .await
            .refused(400, "malformed");
    }
    anna.post_text("/api/v1/claims", deep)
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn ten_megabytes_are_too_much() {
    let server = Server::start().await;
    let anna = server.anna();
    let body = json!({ "form": { "comments": "x".repeat(10_000_000) } });
    anna.post("/api/v1/claims", PLAIN, body)
        .await
        .refused(413, "too_large");
}

#[tokio::test]
async fn a_body_has_to_say_that_it_is_json() {
    let server = Server::start().await;
    let anna = server.anna();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
    ] {
        let request = Request::post("/api/v1/claims").header("content-type", kind);
        anna.send(request.body(Body::from("{\"form\":{}}")).unwrap())
            .await
            .refused(415, "wrong_type");
    }
    let request = Request::post("/api/v1/claims")
        .body(Body::from("{\"form\":{}}"))
        .unwrap();
    anna.send(request).await.refused(415, "wrong_type");
    let request =
        Request::post("/api/v1/claims").header("content-type", "Application/JSON; charset=utf-8");
    anna.send(request.body(Body::from("{\"form\":{}}")).unwrap())
        .await
        .is(201);
}

#[tokio::test]
async fn long_texts_are_refused_and_odd_ones_kept() {
    let server = Server::start().await;
    let anna = server.anna();
    let long = form_with(&json!({ "customerName": "x".repeat(201), "workDone": "y".repeat(2001) }));
    let answer = anna
        .post("/api/v1/claims", PLAIN, json!({ "form": long }))
        .await;
    let problem = answer.refused_for(422, "invalid", "form.customerName");
    assert_eq!(problem.errors[0].code, "too_long");
    assert_eq!(problem.errors.len(), 2);
    let odd = "'; DROP TABLE claims; --\u{0}<script>\u{202e}😀";
    let kept = anna
        .draft(json!({ "customerName": odd, "customerTenantId": " not yet known" }))
        .await;
    let kept = anna.claim(&kept.reference).await;
    assert_eq!(
        (
            kept.form.customer_name.as_str(),
            kept.form.customer_tenant_id.as_str()
        ),
        (odd, " not yet known")
    );
}

#[tokio::test]
async fn words_are_asked_for_and_bounded() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    let on = rie.opens(&claim.reference).await;
    let base = format!("/api/v1/review/claims/{}", claim.reference);
    for (made, body, field) in [
        (
            "reject",
            json!({ "reason": "insufficient_proof", "note": "  " }),
            "note",
        ),
        (
            "reject",
            json!({ "reason": "insufficient_proof", "note": "x".repeat(2001) }),
            "note",
        ),
        (
            "reject",
            json!({ "reason": "no_answer", "note": "x" }),
            "reason",
        ),
        (
            "reject",
            json!({ "reason": "whatever", "note": "x" }),
            "reason",
        ),
        ("reject", json!({ "note": "x" }), "reason"),
        ("ask", json!({ "note": "", "fields": [] }), "note"),
        (
            "ask",
            json!({ "note": "x", "fields": ["nothing"] }),
            "fields[0]",
        ),
        ("approve", json!({ "note": "x".repeat(2001) }), "note"),
        ("approve", json!({ "not": "x" }), "not"),
    ] {
        rie.post(&format!("{base}/{made}"), version(on), body)
            .await
            .refused_for(422, "invalid", field);
    }
}

#[tokio::test]
async fn a_move_without_words_takes_no_body() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.complete_draft().await;
    let path = format!("/api/v1/claims/{}/submit", draft.reference);
    anna.post(&path, version(draft.version), json!({ "note": "x" }))
        .await
        .refused(422, "invalid");
    anna.post(&path, version(draft.version), json!({}))
        .await
        .is(200);
}
