//! Evidence is read again before anybody needs it.

use std::path::PathBuf;

use chrono::TimeDelta;
use claimdesk_protocol::Claim;
use claimdesk_server::jobs::Job;
use claimdesk_server::store::db;
use claimdesk_server::store::levels::Gauged;

use crate::common::{Client, Server, form_with, pdf};

fn place(server: &Server, claim: &Claim) -> PathBuf {
    let sha256 = &claim.evidence[0].sha256;
    let folder = server.config.data.join("evidence/sha256");
    folder.join(&sha256[..2]).join(sha256)
}

/// A claim of another customer with a content of its own.
async fn another(client: &Client, number: u8) -> Claim {
    let form = form_with(&serde_json::json!({
        "subscriptionId": format!("9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1b{number:02}"),
    }));
    let claim = client.draft(form).await;
    let content = [pdf(), vec![b'\n', number]].concat();
    client
        .attach(&claim.reference, "proof.pdf", content)
        .await
        .is(201);
    client.claim(&claim.reference).await
}

/// What the log has of a claim by this job, oldest first.
async fn log(server: &Server, claim: &Claim) -> Vec<(String, String)> {
    let texts: Vec<String> = db::query_scalar(
        "SELECT entry FROM audit WHERE object = ? AND operation = 'job.scrub' ORDER BY sequence",
    )
    .bind(&claim.reference)
    .fetch_all(&mut server.database().await)
    .await
    .unwrap();
    texts
        .iter()
        .map(|text| {
            let entry: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(entry["evidence"], claim.evidence[0].sha256.as_str());
            let word = |name: &str| entry[name].as_str().unwrap().to_owned();
            (word("from"), word("to"))
        })
        .collect()
}

async fn damaged(server: &Server) -> i64 {
    let levels = server.store.levels(server.now()).await.unwrap();
    levels.damaged
}

#[tokio::test]
async fn what_rots_is_found_once_told_and_found_whole_again() {
    let server = Server::start().await;
    let anna = server.anna();
    let (one, two, three) = (
        another(&anna, 1).await,
        another(&anna, 2).await,
        another(&anna, 3).await,
    );
    let worker = server.worker();
    let kept: Vec<_> = [&one, &two]
        .into_iter()
        .map(|claim| {
            (
                place(&server, claim),
                std::fs::read(place(&server, claim)).unwrap(),
            )
        })
        .collect();
    let mut rotten = kept[0].1.clone();
    rotten[10] ^= 1;
    std::fs::write(&kept[0].0, rotten).unwrap();
    std::fs::remove_file(&kept[1].0).unwrap();

    server.later(TimeDelta::days(29));
    assert_eq!(worker.scrub().await.unwrap(), 0, "read when it came in");
    server.later(TimeDelta::days(1));
    assert_eq!(worker.scrub().await.unwrap(), 3);
    assert_eq!(damaged(&server).await, 2);
    let told = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    assert_eq!(log(&server, &one).await, [told("whole", "changed")]);
    assert_eq!(log(&server, &two).await, [told("whole", "missing")]);
    assert_eq!(log(&server, &three).await, []);

    // What is damaged is looked at each hour, and told once.
    assert_eq!(worker.scrub().await.unwrap(), 0);
    server.later(TimeDelta::hours(1));
    assert_eq!(worker.scrub().await.unwrap(), 2);
    assert_eq!(log(&server, &one).await.len(), 1);
    for (place, content) in &kept {
        std::fs::write(place, content).unwrap();
    }
    server.later(TimeDelta::hours(1));
    assert_eq!(worker.scrub().await.unwrap(), 2);
    assert_eq!(damaged(&server).await, 0);
    assert_eq!(
        log(&server, &two).await,
        [told("whole", "missing"), told("missing", "whole")]
    );
    server.later(TimeDelta::hours(2));
    assert_eq!(worker.scrub().await.unwrap(), 0);
    let levels = server.store.levels(server.now()).await.unwrap();
    assert_eq!(levels.read_since, Some(server.now() - TimeDelta::hours(4)));
}

#[tokio::test]
async fn a_disk_that_is_not_there_is_not_each_file_damaged() {
    let server = Server::start().await;
    another(&server.anna(), 1).await;
    let folder = server.config.data.join("evidence");
    let away = server.config.data.join("away");
    std::fs::rename(&folder, &away).unwrap();
    // Nothing can be written where a file stands in the folder's place.
    std::fs::write(&folder, b"").unwrap();
    server.later(TimeDelta::days(30));
    let worker = server.worker();
    assert!(worker.scrub().await.is_err());
    worker.run(Job::Scrub).await;
    assert_eq!(damaged(&server).await, 0);
    let text = server.app.metrics().text(
        &server.store.levels(server.now()).await.unwrap(),
        server.now(),
    );
    let failed = "claimdesk_job_runs_total{job=\"scrub\",outcome=\"failed\"} 1\n";
    assert!(text.unwrap().contains(failed));
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    assert_eq!(worker.scrub().await.unwrap(), 1);
}

#[tokio::test]
async fn nothing_is_read_again_where_that_is_not_wanted_or_another_server_does_it() {
    let server = Server::set(|config| config.reread = None).await;
    another(&server.anna(), 1).await;
    server.later(TimeDelta::days(400));
    assert_eq!(server.worker().scrub().await.unwrap(), 0);
    let wants = |config: &mut claimdesk_server::config::Config| {
        config.reread = Some(TimeDelta::days(7));
    };
    let (first, second) = (
        server.beside_set(wants).await,
        server.beside_set(wants).await,
    );
    let worker = first.worker();
    assert_eq!(worker.scrub().await.unwrap(), 1);
    server.later(TimeDelta::minutes(1));
    std::fs::remove_dir_all(server.config.data.join("evidence/sha256")).unwrap();
    server.later(TimeDelta::days(7));
    // The lease of the first has run out by then.
    assert_eq!(second.worker().scrub().await.unwrap(), 1);
    assert_eq!(worker.scrub().await.unwrap(), 0);
}

#[tokio::test]
async fn a_content_is_read_as_long_as_a_claim_has_it() {
    let server = Server::start().await;
    let anna = server.anna();
    let (one, other) = (
        another(&anna, 1).await,
        anna.draft(form_with(&serde_json::json!({}))).await,
    );
    // The same content in another claim.
    let content = [pdf(), vec![b'\n', 1]].concat();
    anna.attach(&other.reference, "again.pdf", content)
        .await
        .is(201);
    let other = anna.claim(&other.reference).await;
    for (claim, left) in [(&one, 1), (&other, 0)] {
        let path = format!(
            "/api/v1/claims/{}/evidence/{}",
            claim.reference, claim.evidence[0].id
        );
        anna.request(
            axum::http::Method::DELETE,
            &path,
            crate::common::PLAIN,
            None,
        )
        .await
        .is(204);
        let rows: i64 = db::query_scalar("SELECT count(*) FROM scrubs")
            .fetch_one(&mut server.database().await)
            .await
            .unwrap();
        assert_eq!(rows, left);
    }
}
