//! Who may do what, for every operation the API describes.

use axum::body::Body;
use axum::http::{Method, Request};
use claimdesk_server::router;
use serde_json::{Value, json};

use crate::common::{PLAIN, Server, version};

/// Operations and the roles that may use them; the rest is for anyone.
fn roles_of(path: &str) -> Option<&'static [&'static str]> {
    let one = match path {
        _ if path.ends_with("/evidence/{id}") || path.ends_with("/pack") => None,
        _ if path.ends_with("/due.ics") => return Some(&["partner", "reviewer", "auditor"]),
        _ if path == "/api/v1/audit/head" => None,
        _ if path.starts_with("/api/v1/audit/") => Some(&["auditor"]),
        _ if path == "/api/v1/review/figures" => return Some(&["reviewer", "administrator"]),
        _ if path.starts_with("/api/v1/notices") => {
            return Some(&["partner", "reviewer", "administrator", "auditor"]);
        }
        _ if path.starts_with("/api/v1/webhooks") => {
            return Some(&["partner", "administrator"]);
        }
        _ if path.starts_with("/api/v1/tokens") => Some(&["partner"]),
        _ if path.starts_with("/api/v1/claims") || path == "/api/v1/credits" => Some(&["partner"]),
        _ if path.starts_with("/api/v1/review") => Some(&["reviewer"]),
        _ if path.starts_with("/api/v1/admin") => Some(&["administrator"]),
        _ => None,
    };
    one.map(|role: &'static [&'static str; 1]| role.as_slice())
}

fn operations() -> Vec<(String, Method)> {
    let document: Value = serde_json::from_str(&router::document().to_json().unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(|method| (path.clone(), method.to_uppercase().parse().unwrap()))
        })
        .collect()
}

#[tokio::test]
async fn every_operation_is_for_its_role_only() {
    let server = Server::start().await;
    let reference = server.anna().sent().await.reference;
    let people = [
        ("nobody", server.nobody()),
        ("partner", server.bo()),
        ("reviewer", server.rie()),
        ("administrator", server.ada()),
        ("auditor", server.eva().await),
    ];
    let mut tried = 0;
    for (path, method) in operations() {
        let Some(roles) = roles_of(&path) else {
            continue;
        };
        for (who, client) in &people {
            if roles.contains(who) {
                continue;
            }
            let address = path
                .replace("{reference}", &reference)
                .replace("{id}", "x")
                .replace("{message}", "x")
                .replace("{month}", "2026-12");
            let request = Request::builder()
                .method(method.clone())
                .uri(address)
                .header("content-type", "application/json")
                .header("if-match", "\"2\"")
                .body(Body::from("{}"))
                .unwrap();
            let answer = client.send(request).await;
            let (status, code) = if *who == "nobody" {
                (401, "not_signed_in")
            } else {
                (403, "not_allowed")
            };
            if method == Method::HEAD {
                // Such an answer has no body.
                answer.is(status);
            } else {
                answer.refused(status, code);
            }
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
}

#[tokio::test]
async fn another_organisations_claim_is_not_there() {
    let server = Server::start().await;
    let (anna, bo) = (server.anna(), server.bo());
    let claim = anna.sent().await;
    let base = format!("/api/v1/claims/{}", claim.reference);
    let file = format!("{base}/evidence/{}", claim.evidence[0].id);
    bo.get(&base).await.refused(404, "not_found");
    bo.get(&file).await.refused(404, "not_found");
    bo.get(&format!("{base}/due.ics"))
        .await
        .refused(404, "not_found");
    bo.request(Method::DELETE, &file, PLAIN, None)
        .await
        .refused(404, "not_found");
    bo.attach(&claim.reference, "x.pdf", crate::common::pdf())
        .await
        .refused(404, "not_found");
    for made in ["submit", "answer", "withdraw", "dispute", "disassociate"] {
        bo.makes(made, &claim).await.refused(404, "not_found");
    }
    bo.save(&claim, crate::common::form())
        .await
        .refused(404, "not_found");
    // As a claim that does not exist.
    bo.get("/api/v1/claims/CD-0000-0000")
        .await
        .refused(404, "not_found");
    bo.get("/api/v1/claims/nonsense")
        .await
        .refused(404, "not_found");
    let list: Value = bo.get("/api/v1/claims").await.is(200).json();
    assert_eq!(list["claims"], json!([]));
}

#[tokio::test]
async fn drafts_are_the_partners_own() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let draft = anna.complete_draft().await;
    let path = format!("/api/v1/review/claims/{}", draft.reference);
    rie.get(&path).await.refused(404, "not_found");
    rie.post_empty(&format!("{path}/open"), PLAIN)
        .await
        .refused(404, "not_found");
    rie.get(&format!(
        "/api/v1/claims/{}/evidence/{}",
        draft.reference, draft.evidence[0].id
    ))
    .await
    .refused(404, "not_found");
    anna.makes("withdraw", &draft).await.is(200);
    rie.get(&path).await.refused(404, "not_found");
    let queue: Value = rie
        .get("/api/v1/review/claims?state=withdrawn")
        .await
        .is(200)
        .json();
    assert_eq!(
        (&queue["claims"], &queue["counts"]),
        (&json!([]), &json!([]))
    );
}

#[tokio::test]
async fn nobody_decides_a_claim_of_the_own_organisation() {
    let server = Server::start().await;
    let (anna, rie, rune) = (server.anna(), server.rie(), server.rune());
    let claim = anna.sent().await;
    let path = format!("/api/v1/review/claims/{}", claim.reference);
    rune.get(&path).await.is(200);
    rune.post_empty(&format!("{path}/open"), PLAIN)
        .await
        .refused(403, "not_allowed");
    let on = rie.opens(&claim.reference).await;
    rune.post(&format!("{path}/approve"), version(on), json!({}))
        .await
        .refused(403, "not_allowed");
}

#[tokio::test]
async fn reviewers_read_the_files_of_claims_that_were_sent() {
    let server = Server::start().await;
    let claim = server.anna().sent().await;
    let path = format!(
        "/api/v1/claims/{}/evidence/{}",
        claim.reference, claim.evidence[0].id
    );
    server.rie().get(&path).await.is(200);
    server.ada().get(&path).await.refused(403, "not_allowed");
    server
        .nobody()
        .get(&path)
        .await
        .refused(401, "not_signed_in");
}
