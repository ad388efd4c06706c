//! Files that no claim has go after a day, from a folder and from a bucket, and no file that a claim
//! has or is about to have.

use std::path::Path;
use std::process::Stdio;

use chrono::TimeDelta;
use claimdesk_protocol::Evidence as File;
use claimdesk_server::claims::orphans;
use claimdesk_server::config::Config;
use claimdesk_server::store::contents::ContentStore;

use super::double::{Double, Fault, Habit, When};
use super::{environment, nth_draft, path, proof, server_on, sha256};
use crate::common::{Client, Server};
use crate::process::command;

/// Whether the store has this content.
fn has(server: &Server, double: Option<&Double>, sha256: &str) -> bool {
    double.map_or_else(
        || {
            let name = format!("evidence/sha256/{}/{sha256}", &sha256[..2]);
            server.config.data.join(name).is_file()
        },
        |double| double.files().contains_key(sha256),
    )
}

async fn attached(client: &Client, nth: usize, content: &[u8]) -> (String, File) {
    let claim = nth_draft(client, nth).await;
    let sent = client.attach(&claim.reference, "proof.pdf", content.to_vec());
    let file: File = sent.await.is(201).json();
    (path(&claim, &file), file)
}

async fn removes(client: &Client, path: &str) {
    let none = crate::common::PLAIN;
    client
        .request(axum::http::Method::DELETE, path, none, None)
        .await
        .is(204);
}

async fn they_go_after_a_day(server: &Server, double: Option<&Double>) {
    let anna = server.anna();
    let (shared, own) = (proof(1, 0), proof(2, 0));
    let (first, file) = attached(&anna, 1, &shared).await;
    let (_, other) = attached(&anna, 2, &shared).await;
    let (gone, alone) = attached(&anna, 3, &own).await;
    assert_eq!(file.sha256, other.sha256);
    removes(&anna, &first).await;
    removes(&anna, &gone).await;
    let is_there = |file: &File| has(server, double, &file.sha256);

    server.later(TimeDelta::hours(23));
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 0);
    assert!(is_there(&alone));
    // Who sends it again before the day is over keeps it for another.
    let (again, _) = attached(&anna, 4, &own).await;
    removes(&anna, &again).await;
    server.later(TimeDelta::hours(2));
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 0);
    assert!(is_there(&alone));
    server.later(TimeDelta::hours(23));
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 1);
    assert!(!is_there(&alone), "no claim has it");
    assert!(is_there(&file), "another claim has it");
    server.later(TimeDelta::days(400));
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 0);
    assert!(is_there(&file));
    // And it can come again.
    let (back, _) = attached(&anna, 5, &own).await;
    assert_eq!(anna.get(&back).await.is(200).body, own);
}

#[tokio::test]
async fn what_no_claim_has_goes_after_a_day_from_a_folder() {
    they_go_after_a_day(&Server::start().await, None).await;
}

#[tokio::test]
async fn what_no_claim_has_goes_after_a_day_from_a_bucket() {
    let double = Double::start();
    they_go_after_a_day(&server_on(&double).await, Some(&double)).await;
}

#[tokio::test]
async fn what_is_being_cleared_away_is_kept_by_nobody_and_what_is_kept_is_not_cleared_away() {
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    let content = proof(1, 0);
    let (file_path, file) = attached(&anna, 1, &content).await;
    removes(&anna, &file_path).await;
    server.later(TimeDelta::hours(25));
    // The store is away in the middle of it: the row is let go, the object is not.
    double.is_now(Habit::Down);
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 0);
    double.is_now(Habit::Good);
    assert!(has(&server, Some(&double), &file.sha256));
    let claim = nth_draft(&anna, 2).await;
    let refused = anna
        .attach(&claim.reference, "proof.pdf", content.clone())
        .await;
    refused.refused(503, "busy");
    assert_eq!(refused.header("retry-after"), "10");
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 1);
    assert!(!has(&server, Some(&double), &file.sha256));
    // Kept from then on: as it is for whoever has said that they are about to.
    let other = server.beside().await;
    assert!(
        other
            .store
            .expect_content(&file.sha256, server.now())
            .await
            .unwrap()
    );
    let before = server.now() - orphans::STAYS;
    let gone = server
        .store
        .let_go_of_content(&file.sha256, before, server.now());
    assert!(!gone.await.unwrap());
    anna.attach(&claim.reference, "proof.pdf", content)
        .await
        .is(201);
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 0);
}

#[tokio::test]
async fn one_that_cannot_be_removed_does_not_stand_in_the_way_of_others() {
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    for nth in 0..2 {
        let (path, _) = attached(&anna, nth, &proof(nth, 0)).await;
        removes(&anna, &path).await;
        server.later(TimeDelta::minutes(1));
    }
    server.later(TimeDelta::hours(25));
    double.asked();
    // As an object does that is held for a court.
    double.fails(When::Any, &[Fault::Status(403), Fault::Status(403)]);
    for _ in 0..2 {
        assert_eq!(orphans::sweep(&server.app).await.unwrap(), 0);
        server.later(TimeDelta::minutes(1));
    }
    let asked = double.asked();
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0], asked[1], "each has its turn");
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 2);
    assert_eq!(double.files().len(), 0);
}

#[tokio::test]
async fn a_backup_lets_go_of_nothing_that_the_original_has() {
    let server = Server::start().await;
    let anna = server.anna();
    let (path, file) = attached(&anna, 1, &proof(1, 0)).await;
    removes(&anna, &path).await;
    let shelf = tempfile::tempdir().unwrap();
    let copy = shelf.path().join("copy.db");
    let from = server.store.address();
    claimdesk_server::store::sql::snapshot::copy(from, &copy)
        .await
        .unwrap();
    let copied = claimdesk_server::store::sql::Database::open(&copy)
        .await
        .unwrap();
    let late = server.now() + TimeDelta::days(400);
    assert_eq!(
        copied.contents_to_leave(late, 10).await.unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(
        server.store.contents_to_leave(late, 10).await.unwrap(),
        [file.sha256]
    );
}

/// What `evidence orphans` says of this installation.
fn orphans_of(config: &Config, double: Option<&Double>, more: &[&str]) -> (Option<i32>, String) {
    let mut command = command(Path::new(&config.data));
    if let Some(double) = double {
        command.envs(environment(double));
    }
    let output = command
        .args(["evidence", "orphans"])
        .args(more)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code(), text)
}

#[tokio::test]
async fn what_lies_there_otherwise_is_named_and_removed_when_asked() {
    let double = Double::start();
    let server = server_on(&double).await;
    let (_, file) = attached(&server.anna(), 1, &proof(1, 0)).await;
    let key = |content: &[u8]| {
        let name = sha256(content);
        format!("claims/sha256/{}/{name}", &name[..2])
    };
    for (content, hours) in [(b"old one", 30), (b"old two", 25), (b"new one", 23)] {
        double.lay(&key(content), content, TimeDelta::hours(hours));
    }
    double.lay("claims/sha256/zz/no-hash", b"theirs", TimeDelta::days(9));
    // Old by the store's clock too, and a claim has it.
    let kept = double.files()[&file.sha256].clone();
    double.lay(&key(&kept), &kept, TimeDelta::days(9));
    let (code, said) = orphans_of(&server.config, Some(&double), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("2 files (14 bytes) that no claim has"),
        "{said}"
    );
    assert!(said.contains(&sha256(b"old one")), "{said}");
    let before = double.keys();
    let (_, said) = orphans_of(&server.config, Some(&double), &["--remove"]);
    assert!(said.contains("2 files (14 bytes) removed"), "{said}");
    let after = double.keys();
    let gone = before.into_iter().filter(|key| !after.contains(key));
    assert_eq!(gone.count(), 2);
    assert!(double.files().contains_key(&file.sha256));
    let (code, said) = orphans_of(&server.config, Some(&double), &["--remove"]);
    assert_eq!(
        (code, said.as_str()),
        (Some(0), "0 files (0 bytes) removed\n")
    );
    // Another installation's are not named.
    let other = Server::start().await;
    let (code, said) = orphans_of(&other.config, Some(&double), &["--remove"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("another installation"), "{said}");
}
