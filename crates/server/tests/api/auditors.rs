//! Auditors read and take away the audit log, and change nothing.

use chrono::TimeDelta;
use claimdesk_protocol::{AuditHead, AuditPage, AuditProof, User};
use claimdesk_server::audit::entry::commitment;
use claimdesk_server::audit::proof::Proof;
use claimdesk_server::audit::tree::{self, Edge};
use claimdesk_server::ids;
use claimdesk_server::store::{AuditLog, Store};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::common::{Client, PLAIN, Server, form};

async fn page(auditor: &Client, query: &str) -> AuditPage {
    let path = format!("/api/v1/audit/entries{query}");
    auditor.get(&path).await.is(200).json()
}

#[tokio::test]
async fn entries_are_found_by_what_who_how_and_when() {
    let server = Server::start().await;
    let eva = server.eva().await;
    let claim = server.anna().sent().await;
    server.later(TimeDelta::hours(1));
    server.anna().draft(form()).await;
    server.rie().approves(&claim.reference).await.is(200);
    let all = page(&eva, "?limit=100").await;
    assert!(
        all.entries
            .is_sorted_by(|one, next| one.sequence > next.sequence),
        "the newest first"
    );
    assert_eq!(all.size, u64::try_from(all.entries.len()).unwrap());
    // Behind Eva's own sign-in.
    let approved = &all.entries[1];
    assert_eq!(
        (
            approved.operation.as_str(),
            approved.actor_name.as_deref(),
            approved.to.as_deref()
        ),
        ("post.review.claims.approve", Some("rie"), Some("approved"))
    );
    assert_eq!(
        (
            approved.words[0].name.as_str(),
            approved.words[0].text.as_str()
        ),
        ("note", "Fine.")
    );
    let of_claim = page(&eva, &format!("?object={}", claim.reference.to_lowercase()))
        .await
        .entries;
    let told: Vec<&str> = of_claim
        .iter()
        .rev()
        .map(|line| line.operation.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "post.claims",
            "post.claims.evidence",
            "post.claims.submit",
            "post.review.claims.open",
            "post.review.claims.approve"
        ]
    );
    assert_eq!(of_claim[4].organisation.as_deref(), Some("Nordlys A/S"));
    assert_eq!(page(&eva, "?operation=post.claims").await.entries.len(), 2);
    assert!(
        page(&eva, "?actor=rie")
            .await
            .entries
            .iter()
            .all(|line| line.actor_name.as_deref() == Some("rie"))
    );
    let late = page(&eva, "?from=2026-11-23T10:30:00Z&operation=post.claims")
        .await
        .entries;
    let early = page(
        &eva,
        "?until=2026-11-23T11:30:00%2B01:00&operation=post.claims",
    )
    .await
    .entries;
    assert_eq!((late.len(), early.len()), (1, 1));
    assert!(late[0].sequence > early[0].sequence);

    let mut seen = Vec::new();
    let mut query = "?limit=4".to_owned();
    loop {
        let page = page(&eva, &query).await;
        seen.extend(page.entries);
        match page.next {
            Some(next) => query = format!("?limit=4&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, all.entries);
    for (query, field) in [
        ("from=yesterday", "from"),
        ("limit=0", "limit"),
        ("cursor=zz", "cursor"),
        ("cursor=2d31", "cursor"),
    ] {
        eva.get(&format!("/api/v1/audit/entries?{query}"))
            .await
            .refused_for(422, "invalid", field);
    }
    let long = "x".repeat(201);
    eva.get(&format!("/api/v1/audit/entries?object={long}"))
        .await
        .refused_for(422, "invalid", "object");
}

#[tokio::test]
async fn an_entry_comes_with_its_proof() {
    let server = Server::start().await;
    let eva = server.eva().await;
    server.anna().sent().await;
    let head: AuditHead = eva.get("/api/v1/audit/head").await.is(200).json();
    for sequence in 0..head.size {
        let proof: AuditProof = eva
            .get(&format!("/api/v1/audit/entries/{sequence}"))
            .await
            .is(200)
            .json();
        assert_eq!(Proof(proof).check().unwrap().size, head.size);
    }
    for none in [head.size.to_string(), "-1".to_owned(), "x".to_owned()] {
        eva.get(&format!("/api/v1/audit/entries/{none}"))
            .await
            .refused(404, "not_found");
    }
}

/// A line of the log as it leaves.
#[derive(serde::Deserialize)]
struct Line<'l> {
    #[serde(borrow)]
    entry: &'l RawValue,
    salt: Option<String>,
    #[serde(borrow)]
    words: Option<&'l RawValue>,
}

#[tokio::test]
async fn the_log_leaves_as_lines_from_which_all_of_it_is_computed_again() {
    let server = Server::start().await;
    let eva = server.eva().await;
    let claim = server.anna().sent().await;
    server.rie().approves(&claim.reference).await.is(200);
    let head: AuditHead = eva.get("/api/v1/audit/head").await.is(200).json();
    let lines = eva.get("/api/v1/audit/export").await.is(200);
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    let text = String::from_utf8(lines.body.to_vec()).unwrap();
    let mut edge = Edge::default();
    let mut kept = 0;
    for line in text.lines() {
        let line: Line<'_> = serde_json::from_str(line).unwrap();
        edge.append(tree::leaf(line.entry.get().as_bytes()));
        if let (Some(salt), Some(words)) = (line.salt, line.words) {
            let salt: Vec<u8> = (0..salt.len() / 2)
                .map(|at| u8::from_str_radix(&salt[at * 2..at * 2 + 2], 16).unwrap())
                .collect();
            let entry: Value = serde_json::from_str(line.entry.get()).unwrap();
            assert_eq!(entry["words"], commitment(&salt, words.get()));
            kept += 1;
        }
    }
    assert!(kept > 5);
    assert_eq!(
        (edge.size(), ids::hex(&edge.root())),
        (head.size, head.root)
    );

    let table = eva
        .get(&format!(
            "/api/v1/audit/export?format=csv&object={}",
            claim.reference
        ))
        .await
        .is(200);
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let table = String::from_utf8(table.body.to_vec()).unwrap();
    assert_eq!(table.lines().count(), 6, "{table}");
    assert!(
        table.contains("note: Fine.") && table.contains("post.claims.submit"),
        "{table}"
    );
    eva.get("/api/v1/audit/export?format=xml")
        .await
        .refused_for(422, "invalid", "format");
}

#[tokio::test]
async fn an_auditor_is_made_by_an_administrator_and_changes_nothing() {
    let server = Server::start().await;
    let new = json!({ "name": "Ea", "email": "ea@example.com", "role": "auditor", "organisationId": null });
    let made: User = server
        .ada()
        .post("/api/v1/admin/users", PLAIN, new)
        .await
        .is(201)
        .json();
    let ea = server.signed_in(&made.id).await;
    let claim = server.anna().sent().await;
    let draft = server.anna().complete_draft().await;
    for paper in [
        "pack".to_owned(),
        format!("evidence/{}", claim.evidence[0].id),
    ] {
        ea.get(&format!("/api/v1/claims/{}/{paper}", claim.reference))
            .await
            .is(200);
        ea.get(&format!("/api/v1/claims/{}/{paper}", draft.reference))
            .await
            .refused(404, "not_found");
    }
    ea.get(&format!("/api/v1/review/claims/{}", claim.reference))
        .await
        .refused(403, "not_allowed");
    ea.get("/api/v1/admin/users")
        .await
        .refused(403, "not_allowed");
    for client in [server.anna(), server.rie(), server.ada()] {
        client
            .get("/api/v1/audit/entries")
            .await
            .refused(403, "not_allowed");
        client
            .get("/api/v1/audit/export")
            .await
            .refused(403, "not_allowed");
        client
            .get("/api/v1/audit/entries/0")
            .await
            .refused(403, "not_allowed");
    }
    let organisation = server
        .store
        .account("anna@example.com")
        .await
        .unwrap()
        .unwrap()
        .user
        .organisation
        .unwrap();
    let new = json!({ "name": "Ib", "email": "ib@example.com", "role": "auditor", "organisationId": organisation.id });
    server
        .ada()
        .post("/api/v1/admin/users", PLAIN, new)
        .await
        .refused_for(422, "invalid", "organisationId");
}

#[tokio::test]
async fn auditors_see_when_all_of_it_was_read_and_what_was_erased() {
    let server = Server::start().await;
    let eva = server.eva().await;
    server.anna().sent().await;
    assert_eq!(page(&eva, "").await.verified, None);
    server.worker().clocks().await.unwrap();
    let first = page(&eva, "").await;
    let verified = first.verified.unwrap();
    assert_eq!(
        (verified.size, verified.at, verified.found),
        (first.size, server.now(), 0)
    );
    assert!(server.store.erase_words("anna").await.unwrap() > 0);
    let lines = page(&eva, "?object=anna").await.entries;
    assert!(
        lines
            .iter()
            .any(|line| line.erased && line.words.is_empty()),
        "{lines:?}"
    );
    server.later(TimeDelta::hours(1));
    server.worker().clocks().await.unwrap();
    let again = page(&eva, "").await.verified.unwrap();
    assert_eq!((again.at, again.found), (server.now(), 0));
}
