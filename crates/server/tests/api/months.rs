//! Decisions that are undone, and months that are posted.

use claimdesk_protocol::{
    Credits, MonthState, Months, NoticeKind, Notices, Problem, ReviewClaim, Undoable,
};
use claimdesk_recognition::claim::ClaimState;
use claimdesk_server::store::db;
use serde_json::{Value, json};

use crate::common::{Answer, Client, PLAIN, Server, version};

async fn read(client: &Client, reference: &str) -> ReviewClaim {
    let path = format!("/api/v1/review/claims/{reference}");
    client.get(&path).await.is(200).json()
}

async fn undoes(client: &Client, reference: &str) -> Answer {
    let on = read(client, reference).await.claim.version;
    client
        .decides("undo", reference, on, json!({ "note": "Wrong tenant." }))
        .await
}

async fn posts(client: &Client, month: &str) -> Answer {
    let path = format!("/api/v1/admin/months/{month}/post");
    client.post_empty(&path, PLAIN).await
}

async fn credits(client: &Client) -> usize {
    let credits: Credits = client.get("/api/v1/credits").await.is(200).json();
    credits.credits.len()
}

fn no() -> Value {
    json!({ "reason": "insufficient_proof", "note": "No." })
}

#[tokio::test]
async fn an_undone_approval_gives_nothing_and_is_reviewed_again() {
    let server = Server::start().await;
    let (anna, dorte, rie) = (server.anna(), server.dorte(), server.rie());
    let claim = anna.sent().await;
    let reference = claim.reference.as_str();
    rie.approves(reference).await.is(200);
    assert_eq!((credits(&anna).await, credits(&dorte).await), (2, 2));
    server.later(chrono::TimeDelta::hours(3));

    let undone: ReviewClaim = undoes(&rie, reference).await.is(200).json();
    assert_eq!(undone.claim.life.state, ClaimState::UnderReview);
    assert_eq!(undone.decision, None);
    // The clock goes on with what it had run, and that was nothing.
    assert_eq!(
        undone.claim.waiting.unwrap().until,
        claim.waiting.unwrap().until + chrono::TimeDelta::hours(3)
    );
    assert_eq!((credits(&anna).await, credits(&dorte).await), (0, 0));
    let own = anna.claim(reference).await;
    assert!(own.credits.is_empty());
    let event = own.events.last().unwrap();
    assert_eq!(
        (event.made.as_str(), event.to),
        ("undo", ClaimState::UnderReview)
    );
    assert_eq!(event.note.as_deref(), Some("Wrong tenant."));
    let notices: Notices = anna.get("/api/v1/notices").await.is(200).json();
    assert_eq!(notices.notices[0].kind, NoticeKind::Undone);
    let listed: Value = anna.get("/api/v1/claims").await.is(200).json();
    assert_eq!(listed["claims"][0]["countsFrom"], Value::Null);
    undoes(&rie, reference).await.refused(409, "not_now");

    // The same product counts for the partner again only once it is approved again.
    rie.decides("approve", reference, undone.claim.version, json!({}))
        .await
        .is(200);
    assert_eq!((credits(&anna).await, credits(&dorte).await), (2, 2));
    assert_eq!(anna.claim(reference).await.credits.len(), 2);

    // Nothing was removed: two grants of four lines, and four lines against the first.
    let mut file = server.database().await;
    let lines: (i64, i64, i64) = db::query_as(
        "SELECT count(*), count(reverses),
                (SELECT count(*) FROM credits b JOIN credits x ON x.id = b.reverses
                  WHERE b.monthly_revenue_usd = '-' || x.monthly_revenue_usd)
           FROM credits",
    )
    .fetch_one(&mut file)
    .await
    .unwrap();
    assert_eq!(lines, (12, 4, 4));
    let rows: Vec<String> = db::query_scalar("SELECT made FROM decisions ORDER BY id")
        .fetch_all(&mut file)
        .await
        .unwrap();
    assert_eq!(rows, ["approved", "undo", "approved"]);
    for statement in [
        "UPDATE decisions SET note = 'other'",
        "DELETE FROM decisions",
    ] {
        let error = db::query(statement).execute(&mut file).await.unwrap_err();
        assert!(error.to_string().contains("a decision is never"), "{error}");
    }
}

#[tokio::test]
async fn a_rejection_is_undone_while_nobody_acted_on_it() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let reference = anna.sent().await.reference;
    let on = rie.opens(&reference).await;
    rie.decides("reject", &reference, on, no()).await.is(200);
    let path = format!("/api/v1/review/claims/{reference}/undo");
    rie.post(&path, PLAIN, json!({ "note": "No." }))
        .await
        .refused(428, "version_required");
    rie.post(&path, version(1), json!({ "note": "No." }))
        .await
        .refused(412, "stale");
    let on = read(&rie, &reference).await.claim.version;
    rie.post(&path, version(on), json!({ "note": "" }))
        .await
        .refused_for(422, "invalid", "note");
    let own = server.rune();
    assert_eq!(
        read(&own, &reference).await.decision.unwrap().undo,
        Undoable::NotByReader
    );
    undoes(&own, &reference).await.refused(403, "not_allowed");
    let undone: ReviewClaim = undoes(&rie, &reference).await.is(200).json();
    assert_eq!(undone.claim.life.state, ClaimState::UnderReview);

    rie.decides("reject", &reference, undone.claim.version, no())
        .await
        .is(200);
    anna.makes("dispute", &anna.claim(&reference).await)
        .await
        .is(200);
    let disputed = read(&rie, &reference).await;
    assert_eq!(disputed.decision, None);
    undoes(&rie, &reference).await.refused(409, "not_now");
    // What was lost in a dispute and undone is disputed again, until the same day.
    rie.decides("reject", &reference, disputed.claim.version, no())
        .await
        .is(200);
    server.later(chrono::TimeDelta::days(1));
    let again: ReviewClaim = undoes(&rie, &reference).await.is(200).json();
    assert_eq!(again.claim.life, disputed.claim.life);
}

#[tokio::test]
async fn what_the_clock_the_customer_or_the_partner_ended_is_nobodys_to_undo() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let declined = anna.sent().await.reference;
    rie.approves(&declined).await.is(200);
    let on = read(&rie, &declined).await.claim.version;
    rie.decides("decline", &declined, on, json!({ "note": "They called." }))
        .await
        .is(200);
    let ended = anna.sent().await.reference;
    rie.approves(&ended).await.is(200);
    anna.makes("disassociate", &anna.claim(&ended).await)
        .await
        .is(200);
    let withdrawn = anna.sent().await.reference;
    anna.makes("withdraw", &anna.claim(&withdrawn).await)
        .await
        .is(200);
    let open = anna.sent().await.reference;
    for reference in [declined, ended, withdrawn, open] {
        let before = read(&rie, &reference).await;
        undoes(&rie, &reference).await.refused(409, "not_now");
        assert_eq!(read(&rie, &reference).await.claim, before.claim);
    }
}

#[tokio::test]
async fn months_are_posted_in_their_order_once_they_have_begun() {
    let server = Server::start().await;
    let (anna, rie, ada) = (server.anna(), server.rie(), server.ada());
    let november = anna.sent().await.reference;
    rie.approves(&november).await.is(200);
    let months: Months = ada.get("/api/v1/admin/months").await.is(200).json();
    let told = |months: &Months| -> Vec<(String, MonthState, i64, i64)> {
        let one = |one: &claimdesk_protocol::MonthToPost| {
            (one.month.to_string(), one.state, one.claims, one.lines)
        };
        months.months.iter().map(one).collect()
    };
    let december = || "2026-12".to_owned();
    let january = || "2027-01".to_owned();
    assert_eq!(told(&months), [(december(), MonthState::Coming, 1, 4)]);
    let problem = posts(&ada, "2026-12").await.refused(409, "month_not_begun");
    assert!(problem.detail.contains("2026-12-01"), "{problem:?}");
    for wrong in ["2026-13", "december", "2026-1"] {
        posts(&ada, wrong)
            .await
            .refused_for(422, "invalid", "month");
    }

    server.at("2026-12-03T10:00:00Z");
    let later = anna.sent().await.reference;
    rie.approves(&later).await.is(200);
    server.at("2027-01-02T10:00:00Z");
    let problem: Problem = posts(&ada, "2027-01").await.refused(409, "earlier_month");
    assert!(problem.detail.contains("2026-12"), "{problem:?}");
    let months: Months = posts(&ada, "2026-12").await.is(200).json();
    assert_eq!(
        told(&months),
        [
            (january(), MonthState::Open, 1, 4),
            (december(), MonthState::Posted, 1, 4)
        ]
    );
    let posted = months.months[1].posted.clone().unwrap();
    assert_eq!((posted.by.as_str(), posted.at), ("ada", server.now()));

    // Again, also by another server after a crash, it is the same posting.
    server.later(chrono::TimeDelta::hours(1));
    let again: Months = posts(&ada, "2026-12").await.is(200).json();
    assert_eq!(again, months);
    let beside = server.beside().await;
    let again: Months = posts(&beside.ada(), "2026-12").await.is(200).json();
    assert_eq!(again, months);

    assert_eq!(
        read(&rie, &november).await.decision.unwrap().undo,
        Undoable::Posted
    );
    let problem = undoes(&rie, &november).await.refused(409, "month_posted");
    assert!(
        problem.detail.contains("2026-12") && problem.detail.contains("disassociation"),
        "{problem:?}"
    );
    assert_eq!(
        read(&rie, &november).await.claim.life.state,
        ClaimState::Approved
    );
    // January is open still.
    undoes(&rie, &later).await.is(200);
    let months: Months = ada.get("/api/v1/admin/months").await.is(200).json();
    assert_eq!(told(&months), [(december(), MonthState::Posted, 1, 4)]);
}

#[tokio::test]
async fn a_month_is_posted_once_by_whoever_is_first() {
    let server = Server::start().await;
    let beside = server.beside().await;
    let reference = server.anna().sent().await.reference;
    server.rie().approves(&reference).await.is(200);
    server.at("2026-12-01T00:00:00Z");
    let (here, there) = (server.ada(), beside.ada());
    let (one, other) = tokio::join!(posts(&here, "2026-12"), posts(&there, "2026-12"));
    one.is(200);
    other.is(200);
    let count: i64 = db::query_scalar("SELECT count(*) FROM posted_months")
        .fetch_one(&mut server.database().await)
        .await
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn posting_and_undoing_at_once_never_both_happen() {
    let server = Server::start().await;
    let (anna, rie, ada) = (server.anna(), server.rie(), server.ada());
    for round in 0..8 {
        let reference = anna.sent().await.reference;
        rie.approves(&reference).await.is(200);
        let month = read(&rie, &reference).await.decision.unwrap().month;
        server.at(&format!("{}T08:00:00Z", month.first_day()));
        let month = month.to_string();
        let (posted, undone) = tokio::join!(posts(&ada, &month), undoes(&rie, &reference));
        posted.is(200);
        let state = read(&rie, &reference).await.claim.life.state;
        let months: Months = ada.get("/api/v1/admin/months").await.is(200).json();
        let lines = months
            .months
            .iter()
            .find(|one| one.month.to_string() == month);
        let lines = lines.unwrap().lines;
        if undone.status.as_u16() == 200 {
            assert_eq!((state, lines), (ClaimState::UnderReview, 0), "{round}");
        } else {
            undone.refused(409, "month_posted");
            assert_eq!((state, lines), (ClaimState::Approved, 4), "{round}");
        }
    }
}
