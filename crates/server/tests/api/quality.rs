//! Second pairs of eyes, second looks, and what came before a claim.

use chrono::TimeDelta;
use claimdesk_protocol::{
    NoticeKind, Notices, ReviewClaim, ReviewFigures, ReviewQueue, Role, SecondLooks, Undoable,
};
use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::quality::Share;
use claimdesk_recognition::claim::{ClaimState, Decided};
use claimdesk_server::config::Config;
use claimdesk_server::store::Store;
use serde_json::{Value, json};

use crate::common::{Answer, Client, PLAIN, Server, form_with, key, rival_form, version};

/// The claim of the tests brings 1,130 US dollars a month.
async fn with_second_eyes() -> Server {
    let server = Server::set(|config: &mut Config| {
        config.quality.second_eyes_above = Some(Amount::whole(1000));
    })
    .await;
    server.person("rolf", Role::Reviewer, None).await;
    server
}

async fn with_looks() -> Server {
    let server = Server::set(|config: &mut Config| {
        config.quality.looks_at_approvals = Share::ALL;
        config.quality.looks_at_rejections = Share::ALL;
    })
    .await;
    server.person("rolf", Role::Reviewer, None).await;
    server
}

async fn read(client: &Client, reference: &str) -> ReviewClaim {
    let path = format!("/api/v1/review/claims/{reference}");
    client.get(&path).await.is(200).json()
}

/// An act on the version the claim has.
async fn acts(client: &Client, act: &str, reference: &str, body: Value) -> Answer {
    let on = read(client, reference).await.claim.version;
    client.decides(act, reference, on, body).await
}

async fn told(client: &Client) -> Vec<NoticeKind> {
    let notices: Notices = client.get("/api/v1/notices").await.is(200).json();
    let kinds = notices.notices.iter().rev().map(|notice| notice.kind);
    kinds.collect()
}

fn words() -> Value {
    json!({ "note": "Because." })
}

/// The references of the queue, so asked, and how many wait for a second pair of eyes.
async fn queued(client: &Client, query: &str) -> (Vec<String>, i64) {
    let path = format!("/api/v1/review/claims?{query}");
    let queue: ReviewQueue = client.get(&path).await.is(200).json();
    let references = queue.claims.into_iter().map(|claim| claim.reference);
    (references.collect(), queue.second_eyes)
}

#[tokio::test]
async fn the_queue_is_asked_for_what_waits_for_a_second_reviewer() {
    let server = with_second_eyes().await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let reference = anna.sent().await.reference;
        rie.approves(&reference).await.is(200);
        waiting.push(reference);
        server.later(TimeDelta::minutes(1));
    }
    // One that nobody proposed, and one that the partner took back.
    let other = anna.sent().await.reference;
    let taken_back = anna.sent().await.reference;
    rie.approves(&taken_back).await.is(200);
    anna.makes("withdraw", &anna.claim(&taken_back).await)
        .await
        .is(200);

    assert_eq!(
        queued(&rolf, "waits=second_eyes").await,
        (waiting.clone(), 3)
    );
    assert_eq!(queued(&rolf, "").await.0.len(), 4);
    assert!(queued(&rolf, "").await.0.contains(&other));
    // With the other questions.
    let path = |more: &str| format!("waits=second_eyes&{more}");
    assert_eq!(queued(&rie, &path("held=mine")).await.0, waiting);
    assert!(queued(&rolf, &path("held=mine")).await.0.is_empty());
    assert_eq!(queued(&rolf, &path("state=under_review")).await.0, waiting);
    assert!(queued(&rolf, &path("state=disputed")).await.0.is_empty());
    assert!(queued(&rolf, &path("organisation=none")).await.0.is_empty());
    // By pages.
    let page: ReviewQueue = rolf
        .get(&format!("/api/v1/review/claims?{}", path("limit=2")))
        .await
        .is(200)
        .json();
    let cursor = page.next.unwrap();
    assert_eq!(page.claims.len(), 2);
    let rest = path(&format!("limit=2&cursor={cursor}"));
    assert_eq!(queued(&rolf, &rest).await.0, waiting[2..]);
    // What is confirmed or returned waits no more.
    acts(&rolf, "confirm", &waiting[0], json!({})).await.is(200);
    acts(&rolf, "return", &waiting[1], words()).await.is(200);
    assert_eq!(
        queued(&rolf, "waits=second_eyes").await,
        (waiting[2..].to_vec(), 1)
    );
    rolf.get("/api/v1/review/claims?waits=rain")
        .await
        .refused_for(422, "invalid", "waits");
}

#[tokio::test]
async fn an_approval_of_much_waits_for_a_second_reviewer() {
    let server = with_second_eyes().await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let claim = anna.sent().await;
    let reference = claim.reference.as_str();

    let shown = read(&rie, reference).await;
    assert_eq!(shown.second_eyes_above.as_deref(), Some("1000"));
    let proposed: ReviewClaim = rie.approves(reference).await.is(200).json();
    assert_eq!(proposed.claim.life.state, ClaimState::UnderReview);
    assert_eq!(proposed.claim.life.approved_at, None);
    assert_eq!(proposed.decision, None);
    let proposal = proposed.proposal.unwrap();
    assert!(proposal.mine && !proposal.may_confirm);
    assert_eq!(proposal.note.as_deref(), Some("Fine."));
    let names: Vec<&str> = proposal
        .confirmers
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(names, ["rolf"], "rune works for Nordlys");
    // The 48 hours run on, and nothing is credited or told to the partner.
    assert_eq!(proposed.claim.waiting, claim.waiting);
    assert!(anna.claim(reference).await.credits.is_empty());
    assert_eq!(anna.claim(reference).await.events.len(), 2);
    assert_eq!(told(&anna).await.last(), Some(&NoticeKind::Opened));
    assert_eq!(told(&rolf).await.last(), Some(&NoticeKind::SecondEyes));
    assert!(!told(&rie).await.contains(&NoticeKind::SecondEyes));

    // The queue says that it waits, and for whom.
    for (client, may) in [(&rie, false), (&rolf, true), (&server.rune(), false)] {
        let queue: ReviewQueue = client.get("/api/v1/review/claims").await.is(200).json();
        let waits = queue.claims[0].proposed.as_ref().unwrap();
        assert_eq!((waits.by.as_str(), waits.may_confirm), ("rie", may));
    }

    let approved: ReviewClaim = acts(&rolf, "confirm", reference, json!({}))
        .await
        .is(200)
        .json();
    assert_eq!(approved.claim.life.state, ClaimState::Approved);
    let decision = approved.decision.unwrap();
    assert_eq!(
        (decision.decided, decision.by.as_str()),
        (Decided::Approved, "rolf")
    );
    assert_eq!(decision.proposed_by.as_deref(), Some("rie"));
    assert_eq!(decision.undo, Undoable::Yes);
    assert_eq!(decision.month.to_string(), "2026-12");
    assert_eq!(read(&rolf, reference).await.decision.unwrap(), decision);
    let own = anna.claim(reference).await;
    assert_eq!(own.credits.len(), 2);
    // The partner reads the words of who proposed it, where the other had none.
    let event = own.events.last().unwrap();
    assert_eq!(
        (event.by.as_str(), event.note.as_deref()),
        ("rolf", Some("Fine."))
    );
    let made: Vec<&str> = approved
        .claim
        .events
        .iter()
        .map(|event| event.made.as_str())
        .collect();
    assert_eq!(made, ["submit", "open", "propose", "approve"]);
    let queue: ReviewQueue = rie.get("/api/v1/review/claims").await.is(200).json();
    assert!(queue.claims.is_empty());
}

#[tokio::test]
async fn what_brings_no_more_than_the_limit_is_approved_by_one() {
    let server = Server::set(|config: &mut Config| {
        config.quality.second_eyes_above = Some(Amount::whole(1130));
    })
    .await;
    let claim = server.anna().sent().await;
    let approved: ReviewClaim = server.rie().approves(&claim.reference).await.is(200).json();
    assert_eq!(approved.second_eyes_above, None);
    assert_eq!(approved.claim.life.state, ClaimState::Approved);
}

#[tokio::test]
async fn a_proposal_is_confirmed_by_nobody_who_gains_by_it() {
    let server = with_second_eyes().await;
    let kyst = server.store.organisation_at("6400030").await.unwrap();
    server.person("ruth", Role::Reviewer, kyst).await;
    let (rie, rolf) = (server.rie(), server.at_work("rolf"));
    let reference = server.anna().sent().await.reference;
    let path = format!("/api/v1/review/claims/{reference}/confirm");
    acts(&rolf, "confirm", &reference, json!({}))
        .await
        .refused(409, "not_now");
    acts(&rolf, "return", &reference, words())
        .await
        .refused(409, "not_now");
    rie.approves(&reference).await.is(200);

    let mine = acts(&rie, "confirm", &reference, json!({})).await;
    mine.refused(403, "not_allowed");
    for (who, client) in [("rune", server.rune()), ("ruth", server.at_work("ruth"))] {
        for act in ["confirm", "return"] {
            let answer = acts(&client, act, &reference, words()).await;
            let problem = answer.refused(403, "not_allowed");
            assert!(
                problem.detail.contains("organisation"),
                "{who}: {problem:?}"
            );
        }
    }
    // Nothing else is decided past it.
    for (act, body) in [
        ("approve", json!({})),
        (
            "reject",
            json!({ "reason": "insufficient_proof", "note": "No." }),
        ),
        ("ask", json!({ "note": "Who?", "fields": [] })),
    ] {
        for client in [&rie, &rolf] {
            let problem = acts(client, act, &reference, body.clone())
                .await
                .refused(409, "not_now");
            assert!(problem.detail.contains("rie"), "{problem:?}");
        }
    }
    rolf.post(&path, PLAIN, json!({}))
        .await
        .refused(428, "version_required");
    rolf.post(&path, version(1), json!({}))
        .await
        .refused(412, "stale");
    acts(&rolf, "return", &reference, json!({ "note": " " }))
        .await
        .refused_for(422, "invalid", "note");
    assert!(read(&rolf, &reference).await.proposal.unwrap().may_confirm);
}

#[tokio::test]
async fn a_proposal_is_returned_or_taken_back_and_the_claim_decided_anew() {
    let server = with_second_eyes().await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let reference = anna.sent().await.reference;
    rie.approves(&reference).await.is(200);
    let returned: ReviewClaim = acts(&rolf, "return", &reference, words())
        .await
        .is(200)
        .json();
    assert_eq!(returned.proposal, None);
    assert_eq!(returned.claim.life.state, ClaimState::UnderReview);
    assert_eq!(told(&rie).await.last(), Some(&NoticeKind::Returned));

    acts(&rie, "approve", &reference, json!({})).await.is(200);
    let before = told(&rie).await.len();
    acts(&rie, "return", &reference, words()).await.is(200);
    assert_eq!(
        told(&rie).await.len(),
        before,
        "nobody is told of their own act"
    );
    acts(
        &rie,
        "reject",
        &reference,
        json!({ "reason": "insufficient_proof", "note": "No." }),
    )
    .await
    .is(200);
    // Among the reviewers all of it stands, for the partner what became of it.
    let shown = read(&rie, &reference).await;
    let made: Vec<&str> = shown
        .claim
        .events
        .iter()
        .map(|one| one.made.as_str())
        .collect();
    let among = [
        "submit", "open", "propose", "return", "propose", "return", "reject",
    ];
    assert_eq!(made, among);
    let own = anna.claim(&reference).await;
    let made: Vec<&str> = own.events.iter().map(|one| one.made.as_str()).collect();
    assert_eq!(made, ["submit", "open", "reject"]);
}

#[tokio::test]
async fn where_nobody_could_confirm_nothing_is_proposed() {
    let server = Server::set(|config: &mut Config| {
        config.quality.second_eyes_above = Some(Amount::ZERO);
    })
    .await;
    let reference = server.anna().sent().await.reference;
    let problem = server
        .rie()
        .approves(&reference)
        .await
        .refused(409, "not_now");
    assert!(problem.detail.contains("administrator"), "{problem:?}");
    let shown = read(&server.rie(), &reference).await;
    assert_eq!((shown.proposal, shown.claim.events.len()), (None, 2));
}

#[tokio::test]
async fn a_claim_that_was_withdrawn_waits_for_no_second_pair_of_eyes() {
    let server = with_second_eyes().await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let reference = anna.sent().await.reference;
    rie.approves(&reference).await.is(200);
    let on = read(&rolf, &reference).await.claim.version;
    anna.makes("withdraw", &anna.claim(&reference).await)
        .await
        .is(200);
    rolf.decides("confirm", &reference, on, json!({}))
        .await
        .refused(412, "stale");
    acts(&rolf, "confirm", &reference, json!({}))
        .await
        .refused(409, "not_now");
    let shown = read(&rolf, &reference).await;
    assert_eq!(shown.claim.life.state, ClaimState::Withdrawn);
    assert_eq!(shown.proposal, None);
    assert!(shown.claim.credits.is_empty());
}

#[tokio::test]
async fn of_two_who_answer_a_proposal_at_once_one_is_heard() {
    let server = with_second_eyes().await;
    server.person("rita", Role::Reviewer, None).await;
    let (rie, rolf, rita) = (server.rie(), server.at_work("rolf"), server.at_work("rita"));
    for _ in 0..10 {
        let reference = server.anna().sent().await.reference;
        rie.approves(&reference).await.is(200);
        let on = read(&rolf, &reference).await.claim.version;
        let (one, other) = tokio::join!(
            rolf.decides("confirm", &reference, on, json!({})),
            rita.decides("return", &reference, on, words()),
        );
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        // The other one comes too late for the version, or already for the proposal.
        assert!(matches!(statuses, [200, 409 | 412]), "{one:?} {other:?}");
        let state = read(&rie, &reference).await.claim.life.state;
        let confirmed = one.status.as_u16() == 200;
        assert_eq!(state == ClaimState::Approved, confirmed);
    }
    // A repeat of the act is the act.
    let reference = server.anna().sent().await.reference;
    rie.approves(&reference).await.is(200);
    let path = format!("/api/v1/review/claims/{reference}/confirm");
    let with = crate::common::With {
        version: Some(read(&rolf, &reference).await.claim.version),
        ..key("once")
    };
    let first = rolf.post(&path, with.clone(), json!({})).await.is(200);
    assert_eq!(
        rolf.post(&path, with, json!({})).await.is(200).body,
        first.body
    );
}

#[tokio::test]
async fn a_dispute_of_much_is_won_before_two_reviewers() {
    let server = with_second_eyes().await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let reference = anna.sent().await.reference;
    let on = rie.opens(&reference).await;
    let no = json!({ "reason": "insufficient_proof", "note": "No." });
    rie.decides("reject", &reference, on, no).await.is(200);
    anna.makes("dispute", &anna.claim(&reference).await)
        .await
        .is(200);
    let waits: ReviewClaim = acts(&rie, "approve", &reference, json!({}))
        .await
        .is(200)
        .json();
    assert_eq!(waits.claim.life.state, ClaimState::Disputed);
    let won: ReviewClaim = acts(&rolf, "confirm", &reference, json!({ "note": "Yes." }))
        .await
        .is(200)
        .json();
    assert_eq!(won.claim.life.state, ClaimState::Approved);
    assert_eq!(
        won.claim.events.last().unwrap().note.as_deref(),
        Some("Yes.")
    );
}

#[tokio::test]
async fn decisions_drawn_for_a_second_look_wait_for_a_colleague() {
    let server = with_looks().await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let approved = anna.sent().await.reference;
    rie.approves(&approved).await.is(200);
    let rejected = anna.sent().await.reference;
    let on = rie.opens(&rejected).await;
    let no = json!({ "reason": "insufficient_proof", "note": "No." });
    rie.decides("reject", &rejected, on, no).await.is(200);

    let looks = |client: Client| async move {
        let looks: SecondLooks = client
            .get("/api/v1/review/second-looks")
            .await
            .is(200)
            .json();
        looks
    };
    for (client, may) in [(&rie, false), (&rolf, true), (&server.rune(), false)] {
        let looks = looks(client.clone()).await;
        assert_eq!(looks.waiting, 2);
        let waiting: Vec<(&str, bool)> = looks
            .looks
            .iter()
            .map(|one| (one.reference.as_str(), one.may_look))
            .collect();
        assert_eq!(
            waiting,
            [(approved.as_str(), may), (rejected.as_str(), may)]
        );
    }
    acts(&rie, "second-look", &approved, json!({ "agrees": true }))
        .await
        .refused(403, "not_allowed");
    acts(
        &server.rune(),
        "second-look",
        &approved,
        json!({ "agrees": true }),
    )
    .await
    .refused(403, "not_allowed");
    acts(&rolf, "second-look", &approved, json!({ "agrees": false }))
        .await
        .refused_for(422, "invalid", "note");

    let looked: ReviewClaim = acts(&rolf, "second-look", &approved, json!({ "agrees": true }))
        .await
        .is(200)
        .json();
    let look = looked.decision.clone().unwrap().look.unwrap();
    assert_eq!(
        (look.agrees, look.by.as_deref()),
        (Some(true), Some("rolf"))
    );
    assert_eq!(
        read(&rie, &approved).await.decision,
        looked.decision.map(|mut one| {
            one.look.as_mut().unwrap().may_look = false;
            one
        })
    );
    acts(&rolf, "second-look", &approved, json!({ "agrees": true }))
        .await
        .refused(409, "not_now");

    let wrong = json!({ "agrees": false, "note": "The proof is good." });
    let looked: ReviewClaim = acts(&rolf, "second-look", &rejected, wrong)
        .await
        .is(200)
        .json();
    // The decision stands until it is undone; who made it is told why it should be.
    assert_eq!(looked.claim.life.state, ClaimState::Rejected);
    assert_eq!(told(&rie).await.last(), Some(&NoticeKind::LookDisagrees));
    assert!(looks(rie.clone()).await.looks.is_empty());
    // What reviewers think of one another's decisions is theirs.
    let own = anna.claim(&rejected).await;
    assert!(
        own.events
            .iter()
            .all(|event| !event.made.as_str().starts_with("look"))
    );
    assert_eq!(told(&anna).await.last(), Some(&NoticeKind::Rejected));
    let figures: ReviewFigures = rie.get("/api/v1/review/figures").await.is(200).json();
    assert_eq!(
        (
            figures.looks.taken,
            figures.looks.agreed,
            figures.looks.waiting
        ),
        (2, 1, 0)
    );
    assert_eq!(figures.looks.percent_agreed(), Some(50));
    acts(&rolf, "undo", &rejected, words()).await.is(200);
}

#[tokio::test]
async fn what_is_undone_is_not_looked_at() {
    let server = with_looks().await;
    let (anna, rie, rolf) = (server.anna(), server.rie(), server.at_work("rolf"));
    let reference = anna.sent().await.reference;
    rie.approves(&reference).await.is(200);
    acts(&rolf, "undo", &reference, words()).await.is(200);
    let looks: SecondLooks = rolf.get("/api/v1/review/second-looks").await.is(200).json();
    assert_eq!((looks.waiting, looks.looks.len()), (0, 0));
    acts(&rolf, "second-look", &reference, json!({ "agrees": true }))
        .await
        .refused(409, "not_now");
    // The next decision is a draw of its own.
    acts(&rolf, "approve", &reference, json!({})).await.is(200);
    let looks: SecondLooks = rie.get("/api/v1/review/second-looks").await.is(200).json();
    assert_eq!((looks.waiting, looks.looks[0].may_look), (1, true));
}

#[tokio::test]
async fn what_is_disputed_or_ended_since_waits_for_no_look() {
    let server = with_looks().await;
    let (anna, rie) = (server.anna(), server.rie());
    let disputed = anna.sent().await.reference;
    let on = rie.opens(&disputed).await;
    let no = json!({ "reason": "insufficient_proof", "note": "No." });
    rie.decides("reject", &disputed, on, no.clone())
        .await
        .is(200);
    let ended = anna.sent().await.reference;
    rie.approves(&ended).await.is(200);
    let waiting = || async {
        let looks: SecondLooks = rie.get("/api/v1/review/second-looks").await.is(200).json();
        assert_eq!(looks.looks.len(), usize::try_from(looks.waiting).unwrap());
        looks.waiting
    };
    assert_eq!(waiting().await, 2);
    for (made, reference) in [("dispute", &disputed), ("disassociate", &ended)] {
        anna.makes(made, &anna.claim(reference).await).await.is(200);
    }
    assert_eq!(waiting().await, 0);
    // What is decided on the dispute is a decision of its own.
    acts(&rie, "reject", &disputed, no).await.is(200);
    assert_eq!(waiting().await, 1);
}

#[tokio::test]
async fn nothing_is_drawn_where_nothing_is_asked_for() {
    let server = Server::start().await;
    let reference = server.anna().sent().await.reference;
    let approved: ReviewClaim = server.rie().approves(&reference).await.is(200).json();
    assert_eq!(approved.decision.unwrap().look, None);
    let looks: SecondLooks = server
        .rie()
        .get("/api/v1/review/second-looks")
        .await
        .is(200)
        .json();
    assert_eq!(looks.waiting, 0);
}

#[tokio::test]
async fn what_came_before_stands_beside_a_claim() {
    let server = Server::start().await;
    let (anna, bo, rie) = (server.anna(), server.bo(), server.rie());
    let approved = anna.sent().await.reference;
    rie.approves(&approved).await.is(200);
    server.later(chrono::TimeDelta::hours(1));
    let theirs = bo.sent_with(rival_form()).await.reference;
    let on = rie.opens(&theirs).await;
    let no = json!({ "reason": "newer_proof_stands", "note": "No." });
    rie.decides("reject", &theirs, on, no).await.is(200);
    server.later(chrono::TimeDelta::hours(1));
    let elsewhere = form_with(&json!({
        "customerTenantId": "11111111-4F89-41D3-9A0C-0305E82C3301",
        "subscriptionId": "9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a02",
        "customerName": "Skovens Savværk",
    }));
    let other = anna.sent_with(elsewhere).await.reference;
    anna.complete_draft().await;
    let now = anna.sent().await.reference;

    let history = read(&rie, &now).await.history;
    let of =
        |claims: &[claimdesk_protocol::PastClaim]| -> Vec<(String, ClaimState, Option<String>)> {
            let one = |one: &claimdesk_protocol::PastClaim| {
                (one.reference.clone(), one.state, one.decided_by.clone())
            };
            claims.iter().map(one).collect()
        };
    let rie_did = || Some("rie".to_owned());
    assert_eq!(
        of(&history.customer),
        [
            (theirs, ClaimState::Rejected, rie_did()),
            (approved.clone(), ClaimState::Approved, rie_did()),
        ]
    );
    assert_eq!(history.customer[0].organisation, "Fjordvang ApS");
    assert_eq!(
        history.customer[0]
            .reason
            .map(claimdesk_protocol::RejectReason::as_str),
        Some("newer_proof_stands")
    );
    assert_eq!(
        history.customer[1].counts_from.unwrap().to_string(),
        "2026-12"
    );
    let counts: Vec<(&str, i64)> = history
        .customer_counts
        .iter()
        .map(|one| (one.state.as_str(), one.count))
        .collect();
    assert_eq!(counts, [("approved", 1), ("rejected", 1), ("submitted", 1)]);
    assert_eq!(
        of(&history.partner),
        [
            (other, ClaimState::Submitted, None),
            (approved, ClaimState::Approved, rie_did()),
        ]
    );
    // However many there were, a few are shown.
    for _ in 0..10 {
        anna.sent().await;
    }
    let history = read(&rie, &now).await.history;
    assert_eq!((history.customer.len(), history.partner.len()), (8, 8));
    let own: Value = anna
        .get(&format!("/api/v1/claims/{now}"))
        .await
        .is(200)
        .json();
    assert_eq!(own.get("history"), None);
}
