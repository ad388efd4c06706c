//! The invented programme.

use std::collections::BTreeSet;

use claimdesk_protocol::{Info, ReviewQueue};
use claimdesk_recognition::claim::ClaimState;
use claimdesk_server::config::Limits;
use claimdesk_server::demo::exports;
use serde_json::{Value, json};

use crate::common::{PLAIN, Server};

async fn sign_in(server: &Server, email: &str, password: &str) -> crate::common::Client {
    let mut client = server.nobody();
    let body = json!({ "email": email, "password": password });
    let answer = client.post("/api/v1/session", PLAIN, body).await.is(200);
    client.cookie = Some(
        answer
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned(),
    );
    client
}

#[tokio::test]
async fn it_has_somebody_to_try_and_claims_in_every_state() {
    let server = Server::empty(Limits::default(), true).await;
    let info: Info = server.nobody().get("/api/v1/info").await.is(200).json();
    let demo = info.demo.unwrap();
    let mut states = BTreeSet::new();
    for account in &demo.accounts {
        let client = sign_in(&server, &account.email, &account.password).await;
        if account.organisation.is_some() {
            let list: Value = client.get("/api/v1/claims?limit=100").await.is(200).json();
            for claim in list["claims"].as_array().unwrap() {
                states.insert(ClaimState::parse(claim["state"].as_str().unwrap()).unwrap());
            }
        }
    }
    assert_eq!(states, ClaimState::ALL.into_iter().collect());
    let rie = demo
        .accounts
        .iter()
        .find(|account| account.email.starts_with("rie"))
        .unwrap();
    let rie = sign_in(&server, &rie.email, &rie.password).await;
    let queue: ReviewQueue = rie.get("/api/v1/review/claims").await.is(200).json();
    assert!(
        queue.claims[0].waiting.unwrap().until < queue.now,
        "one is overdue"
    );
    for export in &demo.exports {
        let answer = server.nobody().get(export).await.is(200);
        assert!(answer.header("content-type").starts_with("text/csv"));
    }
    server
        .nobody()
        .get("/api/v1/demo/exports/other.csv")
        .await
        .refused(404, "no_such_route");
}

#[tokio::test]
async fn a_second_start_leaves_it_as_it_is() {
    let server = Server::empty(Limits::default(), true).await;
    let before: Info = server.nobody().get("/api/v1/info").await.json();
    let server = server.restarted().await;
    let after: Info = server.nobody().get("/api/v1/info").await.json();
    assert_eq!(before, after);
}

#[tokio::test]
async fn without_it_there_are_no_exports() {
    let server = Server::start().await;
    server
        .nobody()
        .get("/api/v1/demo/exports/nordlys-revenue.csv")
        .await
        .refused(404, "no_such_route");
}

#[test]
fn on_any_day_the_exports_leave_something_to_claim() {
    use claimdesk_exports::Importer;
    use claimdesk_recognition::Programme;
    use claimdesk_recognition::portfolio::Portfolio;
    use claimdesk_recognition::programme::TrackId;
    use claimdesk_recognition::score::{Question, score};

    let programme = Programme::builtin();
    for now in [
        "2026-11-23T10:00:00Z",
        "2027-01-01T00:00:00Z",
        "2028-02-29T23:59:59Z",
    ] {
        let mut portfolio = Portfolio::new(&programme);
        for name in exports::NAMES {
            let mut importer = Importer::new();
            importer
                .feed(
                    exports::content(name, now.parse().unwrap())
                        .unwrap()
                        .as_bytes(),
                    &mut portfolio,
                )
                .unwrap();
            let report = importer.finish(&mut portfolio).unwrap();
            assert!(report.set_aside.is_empty(), "{name}: {report:?}");
        }
        let question = Question {
            track: TrackId::Smb,
            month: None,
            forecast: 0,
        };
        let card = score(&portfolio, &[], &programme, &question).unwrap();
        let total = card.tally.total.rounded();
        assert!((6500..7000).contains(&total.count()), "{now}: {total}");
    }
}
