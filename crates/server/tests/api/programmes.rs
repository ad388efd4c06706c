//! An administrator puts a new version of the rules into the data folder: it holds from its
//! day, for decisions and for the page.

use std::sync::Arc;

use claimdesk_protocol::Claim;
use claimdesk_recognition::Programme;
use claimdesk_recognition::programme::Paths;
use claimdesk_server::clock::Clock;
use claimdesk_server::{ids, serve};
use serde_json::Value;

use crate::common::Server;

/// The built-in version with a longer review, from a day on.
fn next(from: &str) -> Programme {
    let mut next = Programme::builtin();
    "next".clone_into(&mut next.id);
    next.effective_from = from.parse().unwrap();
    next.claims.review_hours = 72;
    next
}

fn put(server: &Server, name: &str, text: &str) {
    let folder = server.config.data.join("programmes");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

#[tokio::test]
async fn a_version_is_in_force_from_its_day() {
    let server = Server::start().await;
    let built_in = Programme::builtin().id;
    let next = next("2026-11-24");
    put(&server, "next.json", &serde_json::to_string(&next).unwrap());
    let server = server.restarted().await;
    let anna = server.anna();
    let in_force = async || -> Value { anna.get("/api/v1/info").await.is(200).json() };
    assert_eq!(in_force().await["programme"], built_in.as_str());
    let due = |claim: Claim| claim.waiting.unwrap().until.to_rfc3339();
    assert_eq!(due(anna.sent().await), "2026-11-25T10:00:00+00:00");

    server.at("2026-11-24T00:00:00Z");
    assert_eq!(in_force().await["programme"], "next");
    assert_eq!(due(anna.sent().await), "2026-11-27T00:00:00+00:00");

    // What the page fetches are the same rules, kept for ever by their hash.
    let compact = next.to_compact().unwrap();
    let hash = ids::hex(&ids::digest(&compact));
    let answer = anna.get(&format!("/programme/{hash}")).await.is(200);
    assert_eq!(Programme::from_compact(&answer.body), Ok(next.clone()));
    assert!(
        answer.headers["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
    // The calculator fetches its scoring paths alone.
    let answer = anna.get(&format!("/programme/{hash}/paths")).await.is(200);
    assert_eq!(Paths::from_compact(&answer.body), Some(next.paths()));
    anna.get("/programme/0123").await.is(404);
    anna.get("/programme/0123/paths").await.is(404);
}

#[tokio::test]
async fn a_faulty_version_keeps_the_server_from_starting() {
    let server = Server::start().await;
    let mut bad = next("2026-11-24");
    bad.claims.review_hours = 0;
    bad.designations[1].tracks[0].metrics[0].max = 1;
    put(&server, "bad.json", &serde_json::to_string(&bad).unwrap());
    let clock = Arc::clone(&server.clock) as Arc<dyn Clock>;
    let Err(error) = Box::pin(serve::open(&server.config, clock)).await else {
        panic!("a faulty version must not be taken");
    };
    let told = format!("{error:#}");
    for part in [
        "bad.json",
        "claims.reviewHours",
        "designations[1].tracks[0]",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
