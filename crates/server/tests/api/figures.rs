//! How quickly claims are decided.

use chrono::TimeDelta;
use claimdesk_protocol::ReviewFigures;
use claimdesk_recognition::claim::Pace;
use serde_json::json;

use crate::common::{Client, Server};

async fn figures(client: &Client) -> ReviewFigures {
    client.get("/api/v1/review/figures").await.is(200).json()
}

const HOUR: i64 = 3600;

#[tokio::test]
async fn decisions_are_told_by_month_and_reviewer_and_waiting_claims_by_their_clock() {
    let server = Server::start().await;
    let (anna, bo, rie, rune) = (server.anna(), server.bo(), server.rie(), server.rune());
    assert_eq!(figures(&rie).await.all, Pace::default());

    // Two hours, by Rie in November.
    let first = anna.sent().await.reference;
    server.later(TimeDelta::hours(2));
    rie.approves(&first).await.is(200);
    // Three hours of the clock, of which a question of eight days is no part; in December.
    server.at("2026-11-24T10:00:00Z");
    let asked = anna.sent().await.reference;
    server.later(TimeDelta::hours(1));
    let on = rie.opens(&asked).await;
    rie.decides(
        "ask",
        &asked,
        on,
        json!({ "note": "Sign it.", "fields": [] }),
    )
    .await
    .is(200);
    server.at("2026-12-02T10:00:00Z");
    anna.makes("answer", &anna.claim(&asked).await)
        .await
        .is(200);
    server.later(TimeDelta::hours(2));
    let on = rie.opens(&asked).await;
    let no = json!({ "reason": "insufficient_proof", "note": "No." });
    rie.decides("reject", &asked, on, no).await.is(200);
    // Fifty hours, by Rune.
    let late = bo.sent_with(crate::common::rival_form()).await.reference;
    server.later(TimeDelta::hours(50));
    rune.approves(&late).await.is(200);
    // A dispute is no first decision, whoever answers it.
    anna.makes("dispute", &anna.claim(&asked).await)
        .await
        .is(200);
    let on = anna.claim(&asked).await.version;
    rie.decides("approve", &asked, on, json!({})).await.is(200);

    let told = figures(&rie).await;
    assert_eq!(told.promised_hours, 48);
    let pace = |decided, in_time, median_seconds| Pace {
        decided,
        in_time,
        median_seconds,
    };
    assert_eq!(told.all, pace(3, 2, 3 * HOUR));
    assert_eq!(told.months.len(), 12);
    let [.., november, december] = told.months.as_slice() else {
        panic!("twelve months")
    };
    assert_eq!(november.month.to_string(), "2026-11");
    assert_eq!(november.all, pace(1, 1, 2 * HOUR));
    assert_eq!(december.all, pace(2, 1, 3 * HOUR));
    let by: Vec<(&str, Pace)> = december
        .reviewers
        .iter()
        .map(|one| (one.name.as_str(), one.pace))
        .collect();
    assert_eq!(
        by,
        [
            ("rie", pace(1, 1, 3 * HOUR)),
            ("rune", pace(1, 0, 50 * HOUR))
        ]
    );
    assert_eq!((told.waiting, told.late), (0, 0));
    assert_eq!(told.oldest, None);

    let waits = anna.sent().await.reference;
    server.later(TimeDelta::hours(49));
    rie.opens(&waits).await;
    let younger = anna.sent().await.reference;
    let told = figures(&server.ada()).await;
    assert_eq!((told.waiting, told.late), (2, 1));
    let oldest = told.oldest.unwrap();
    assert_eq!((oldest.reference, oldest.seconds), (waits, 49 * HOUR));
    assert_ne!(younger, "");
    // A year later nothing of it is left but what still waits.
    server.later(TimeDelta::days(380));
    let told = figures(&rie).await;
    assert_eq!(told.all.decided, 0);
    assert_eq!(told.late, 2);
}
