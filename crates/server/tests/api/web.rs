//! What every answer has, and addresses that are not there.

use axum::body::Body;
use axum::http::{Method, Request};

use crate::common::Server;
use crate::matrix;

#[tokio::test]
async fn every_answer_has_the_headers() {
    let server = Server::start().await;
    let anna = server.anna();
    for path in [
        "/",
        "/claims/x",
        "/nothing.js",
        "/healthz",
        "/readyz",
        "/api",
        "/api/v1/info",
        "/api/v1/nothing",
        "/api/openapi.json",
        "/api/v1/claims",
        "/api/v1/claims/CD-0000-0000",
        "/api/v1/review/claims",
    ] {
        let answer = anna.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert!(!answer.header("permissions-policy").is_empty());
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
        if path.starts_with("/api") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
}

#[tokio::test]
async fn unknown_addresses_of_the_api_are_problems() {
    let server = Server::start().await;
    let client = server.nobody();
    for path in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v2/claims",
        "/api/v1/claims/a/b/c",
        "/api/v1/nothing?x=1",
    ] {
        client.get(path).await.refused(404, "no_such_route");
        client
            .request(Method::POST, path, crate::common::PLAIN, None)
            .await
            .refused(404, "no_such_route");
    }
    let answer = client
        .request(Method::DELETE, "/api/v1/info", crate::common::PLAIN, None)
        .await;
    answer.refused(405, "method_not_allowed");
    assert!(answer.header("allow").contains("GET"));
}

#[tokio::test]
async fn methods_that_nobody_needs_are_refused() {
    let server = Server::start().await;
    let client = server.nobody();
    for path in ["/api/v1/info", "/api/v1/claims", "/healthz", "/", "/claims"] {
        for method in ["TRACE", "TRACK", "PROPFIND"] {
            let request = Request::builder().method(method).uri(path);
            let answer = client.send(request.body(Body::empty()).unwrap()).await;
            // Where an API is, such a method is also no change from another site.
            assert!(
                matches!(answer.status.as_u16(), 403 | 405),
                "{method} {path}: {answer:?}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    }
}

#[tokio::test]
async fn every_operation_answers_with_the_headers_also_when_it_refuses() {
    let server = Server::start().await;
    for operation in matrix::operations() {
        let path = format!("/api/v1{}", operation.path.replace(['{', '}'], ""));
        let request = Request::builder().method(&operation.method).uri(&path);
        let request = request.body(Body::empty()).unwrap();
        let answer = server.nobody().send(request).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test]
async fn pages_are_for_navigation_only() {
    let server = Server::start().await;
    let client = server.nobody();
    let ask = |accept: &'static str| {
        client.send(
            Request::get("/claims/new")
                .header("accept", accept)
                .body(Body::empty())
                .unwrap(),
        )
    };
    // 200 with a built page, 503 with the hint how to build it without one.
    let page = ask("text/html,application/xhtml+xml").await;
    assert!(
        page.header("content-type").starts_with("text/html"),
        "{page:?}"
    );
    assert_eq!(ask("*/*").await.status, 404);
    assert_eq!(
        client
            .request(Method::POST, "/claims/new", crate::common::PLAIN, None)
            .await
            .status,
        405
    );
}

#[tokio::test]
async fn the_probes_answer() {
    let server = Server::start().await;
    let client = server.nobody();
    client.get("/healthz").await.is(200);
    client.get("/readyz").await.is(200);
    // A disk that takes nothing more, as far as a test can have one.
    let uploads = server.config.data.join("uploads");
    std::fs::remove_dir(&uploads).unwrap();
    let problem = client.get("/readyz").await.refused(503, "unavailable");
    assert_eq!(problem.detail, "Not well: uploads. The log tells why.");
    std::fs::create_dir(&uploads).unwrap();
    client.get("/readyz").await.is(200);
    server.store.close().await;
    client.get("/healthz").await.is(200);
    client.get("/readyz").await.refused(503, "unavailable");
    server.anna_is_told_the_server_failed().await;
}

impl Server {
    /// Without its database the server fails, and says nothing of why.
    async fn anna_is_told_the_server_failed(&self) {
        let mut client = self.nobody();
        client.cookie = Some(format!("claimdesk={}", "a".repeat(64)));
        let problem = client.get("/api/v1/claims").await.refused(500, "internal");
        assert!(!problem.detail.to_lowercase().contains("sql") && !problem.detail.contains("pool"));
    }
}
