//! What an entry says, and of what there is none.

use chrono::TimeDelta;
use claimdesk_protocol::Role;
use claimdesk_server::audit::entry::Entry;
use claimdesk_server::store::{Store, db};
use serde_json::{Value, json};

use super::opened;
use crate::common::{PLAIN, Server, form, key};
#[tokio::test]
async fn an_entry_tells_who_from_what_to_what_and_why() {
    let server = Server::start().await;
    let (reference, on) = opened(&server).await;
    let no = json!({ "reason": "insufficient_proof", "note": "The page is blank." });
    server
        .rie()
        .decides("reject", &reference, on, no)
        .await
        .is(200);
    let entries = server.entries(0).await;
    let last = entries.last().unwrap();
    assert_eq!(
        (
            last.actor.id.as_deref(),
            last.from.as_deref(),
            last.to.as_deref(),
            last.reason.as_deref()
        ),
        (
            Some("rie"),
            Some("under_review"),
            Some("rejected"),
            Some("insufficient_proof")
        )
    );
    assert_eq!(
        (last.object.reference.as_str(), last.object.version),
        (reference.as_str(), Some(on))
    );
    assert!(last.words.is_some());
    let sent = entries
        .iter()
        .find(|entry| entry.operation == "post.claims.submit")
        .unwrap();
    assert_eq!(sent.content, last.content, "decided upon what was sent");
    let own = server.anna().claim(&reference).await;
    assert_eq!(
        sent.organisation.as_deref(),
        server
            .store
            .claim(&reference)
            .await
            .unwrap()
            .map(|claim| claim.organisation.id)
            .as_deref()
    );
    let file = entries
        .iter()
        .find(|entry| entry.evidence.is_some())
        .unwrap();
    assert_eq!(
        file.evidence.as_deref(),
        Some(own.evidence[0].sha256.as_str())
    );
    let all: Vec<String> = db::query_scalar("SELECT entry FROM audit")
        .fetch_all(&mut server.database().await)
        .await
        .unwrap();
    let all = all.join("\n");
    for personal in ["blank", "example.com", "Havnens", "proof.pdf"] {
        assert!(!all.contains(personal), "{personal} stands in an entry");
    }
}

#[tokio::test]
async fn what_is_refused_or_repeated_changes_nothing_in_the_log() {
    let server = Server::start().await;
    let anna = server.anna();
    let first = anna
        .post("/api/v1/claims", key("k"), json!({ "form": form() }))
        .await
        .is(201);
    let claim = anna
        .claim(first.json::<Value>()["reference"].as_str().unwrap())
        .await;
    let before = server.count().await;
    anna.post("/api/v1/claims", key("k"), json!({ "form": form() }))
        .await
        .is(201);
    anna.makes("submit", &claim).await.is(422);
    anna.save(&claim, form()).await.is(200);
    anna.save(&claim, form()).await.is(412);
    assert_eq!(server.entries(before).await.len(), 1, "one edit");
}

#[tokio::test]
async fn refusals_that_matter_are_written_down_and_do_not_flood() {
    let server = Server::start().await;
    server.person("pia", Role::Reviewer, None).await;
    let before = server.count().await;
    let sign_in = |email: &'static str| {
        let nobody = server.nobody();
        async move {
            let said = json!({ "email": email, "password": "not that one" });
            nobody
                .post("/api/v1/session", PLAIN, said)
                .await
                .status
                .as_u16()
        }
    };
    for _ in 0..4 {
        assert_eq!(sign_in("pia@example.com").await, 401);
    }
    assert_eq!(sign_in("somebody@example.com").await, 401);
    for _ in 0..30 {
        server.anna().get("/api/v1/admin/users").await.is(403);
    }
    let told = |entries: Vec<Entry>| -> Vec<(String, String, Option<String>, u64)> {
        entries
            .into_iter()
            .filter(|entry| entry.reason.is_some())
            .map(|entry| {
                (
                    entry.operation,
                    entry.object.reference,
                    entry.actor.id,
                    entry.count,
                )
            })
            .collect()
    };
    assert_eq!(told(server.entries(before).await), []);
    server.later(TimeDelta::minutes(6));
    server.worker().clocks().await.unwrap();
    let mut summed = told(server.entries(before).await);
    summed.sort();
    let [session, users, anna] = ["post.session", "get.admin.users", "anna"].map(str::to_owned);
    assert_eq!(
        summed,
        [
            (users.clone(), users, Some(anna), 30),
            (session.clone(), "pia".to_owned(), None, 4),
            (session.clone(), session, None, 1),
        ]
    );
}

#[tokio::test]
async fn the_clock_writes_down_what_it_ends() {
    let server = Server::start().await;
    let (reference, on) = opened(&server).await;
    let asks = json!({ "note": "Which?", "fields": ["comments"] });
    server
        .rie()
        .decides("ask", &reference, on, asks)
        .await
        .is(200);
    server.later(TimeDelta::days(40));
    server.worker().clocks().await.unwrap();
    let entries = server.entries(0).await;
    let ended = entries
        .iter()
        .find(|entry| entry.operation == "job.clocks")
        .unwrap();
    assert_eq!(
        (
            ended.actor.id.as_deref(),
            ended.to.as_deref(),
            ended.reason.as_deref()
        ),
        (None, Some("rejected"), Some("no_answer"))
    );
}
