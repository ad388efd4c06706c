//! Claims in each state, brought there by the acts that bring claims there.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{Method, Request};
use claimdesk_protocol::Claim;
use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::quality::Share;
use claimdesk_server::guard::rates::Wanted;
use serde_json::json;

use crate::common::{Client, Server, form_with, pdf};
use crate::webhooks;

/// What brings more than this a month needs two reviewers.
const SECOND_EYES_ABOVE: i64 = 1000;

/// A server on which every act on a claim can succeed.
pub async fn server() -> Server {
    let server = Server::set(|config| {
        webhooks::local(config);
        config.limits.unfinished_uploads = 1000;
        // Thousands of requests come one after another.
        config.guard.rates = Wanted::with(&["off".parse().unwrap()]);
        config.mail.public_url = Some("https://claims.example".to_owned());
        config.quality.second_eyes_above = Some(Amount::whole(SECOND_EYES_ABOVE));
        config.quality.looks_at_approvals = Share::ALL;
        config.quality.looks_at_rejections = Share::ALL;
    })
    .await;
    server
        .person("rolf", claimdesk_protocol::Role::Reviewer, None)
        .await;
    server
}

/// A claim of Nordlys in one of the states, with a file, and an upload that was begun on it while
/// it was a draft.
pub struct Situation {
    pub claim: Claim,
    pub evidence: String,
    pub upload: String,
}

impl Situation {
    pub async fn reach(server: &Server, state: char) -> Self {
        let anna = server.anna();
        let draft = anna.draft(answers(state)).await;
        anna.attach(&draft.reference, "proof.pdf", pdf())
            .await
            .is(201);
        let upload = begin_upload(&anna, &draft.reference).await;
        let draft = anna.claim(&draft.reference).await;
        bring(server, &draft, state).await;
        let claim = anna.claim(&draft.reference).await;
        let evidence = claim.evidence[0].id.clone();
        Self {
            claim,
            evidence,
            upload,
        }
    }
}

/// Answers about a subscription that no other claim is about. What is to be approved by one
/// reviewer is worth less than what needs two.
fn answers(state: char) -> serde_json::Value {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let revenue = if state == 'A' { "90.00" } else { "990.00" };
    form_with(&json!({
        "subscriptionId": format!("9c4a1e52-7b1d-4c55-8f3a-{next:012x}"),
        "products": [
            { "workload": "Business Central", "monthlyRevenueUsd": revenue },
            { "workload": "Power BI", "monthlyRevenueUsd": "310.00" }
        ],
    }))
}

/// Begins to send another file; gives its ID.
pub async fn begin_upload(client: &Client, reference: &str) -> String {
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("/api/v1/claims/{reference}/uploads"))
        .header("tus-resumable", "1.0.0")
        .header("upload-length", pdf().len())
        .header("upload-metadata", "filename cHJvb2YucGRm")
        .body(Body::empty())
        .unwrap();
    let answer = client.send(request).await.is(201);
    let (_, id) = answer.header("location").rsplit_once('/').unwrap();
    id.to_owned()
}

#[expect(clippy::panic, reason = "a test that cannot go on has failed")]
async fn bring(server: &Server, draft: &Claim, state: char) {
    let (anna, rie) = (server.anna(), server.rie());
    let reference = draft.reference.as_str();
    let moved = async |made: &str| {
        let claim = anna.claim(reference).await;
        anna.makes(made, &claim).await.is(200);
    };
    let decided = async |made: &str, said: serde_json::Value| {
        let on = anna.claim(reference).await.version;
        rie.decides(made, reference, on, said).await.is(200);
    };
    let no = || json!({ "reason": "insufficient_proof", "note": "The page is blank." });
    match state {
        'D' => return,
        'w' => return moved("withdraw").await,
        _ => moved("submit").await,
    }
    match state {
        'S' => return,
        'W' => return moved("withdraw").await,
        _ => rie.opens(reference).await,
    };
    match state {
        'U' => {}
        'H' => {
            let why = json!({ "reason": "proof_looked_at", "note": "A colleague knows more.", "days": 2 });
            decided("hold", why).await;
        }
        'P' | 'A' => decided("approve", json!({ "note": "Fine." })).await,
        'Q' => decided("ask", json!({ "note": "Which?", "fields": ["comments"] })).await,
        'R' => decided("reject", no()).await,
        'X' => {
            decided("reject", no()).await;
            moved("dispute").await;
        }
        'F' => {
            decided("reject", no()).await;
            moved("dispute").await;
            decided("reject", no()).await;
        }
        other => panic!("no state has the letter {other}"),
    }
}
