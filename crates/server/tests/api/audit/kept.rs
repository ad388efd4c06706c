//! The log goes on: from before it was there, with somebody erased, with another key or clock, by two servers.

use chrono::TimeDelta;
use claimdesk_protocol::AuditHead;
use claimdesk_server::audit::entry::Entry;
use claimdesk_server::config::Limits;
use claimdesk_server::store::{AuditLog, db};
use serde_json::json;

use super::opened;
use crate::common::{Server, form};
use crate::process::command;
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
