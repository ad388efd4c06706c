//! The served description, so that an API change cannot land unseen.

use claimdesk_server::router;

use crate::common::Server;

#[test]
fn the_document_is_the_one_that_was_agreed() {
    let document: serde_json::Value =
        serde_json::from_str(&router::document().to_json().unwrap()).unwrap();
    insta::assert_json_snapshot!("openapi", document);
}

#[tokio::test]
async fn the_document_is_served() {
    let server = Server::start().await;
    let answer: serde_json::Value = server
        .nobody()
        .get("/api/openapi.json")
        .await
        .is(200)
        .json();
    assert!(answer["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(answer["paths"]["/api/v1/claims/{reference}/submit"]["post"].is_object());
}
