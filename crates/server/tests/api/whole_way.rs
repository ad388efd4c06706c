//! One claim from draft to credit, and the ways around it.

use chrono::TimeDelta;
use claimdesk_protocol::{
    Claim, CreditLine, Credits, Happened, RejectReason, ReviewClaim, ReviewQueue,
};
use claimdesk_recognition::claim::{
    Actor, ClaimState, CreditRole, FieldId, Move, Outcome, RuleId, Wait,
};
use serde_json::{Value, json};

use crate::common::{PLAIN, Server, form, form_with, pdf, rival_form, version};

fn shown(lines: &[CreditLine]) -> Vec<(CreditRole, &str, &str, String, Option<String>)> {
    lines
        .iter()
        .map(|line| {
            let until = line.until.map(|month| month.to_string());
            (
                line.role,
                line.workload.as_str(),
                line.monthly_revenue_usd.as_str(),
                line.from.to_string(),
                until,
            )
        })
        .collect()
}

#[tokio::test]
async fn a_draft_becomes_a_credit_for_both_partners() {
    let server = Server::start().await;
    let (anna, rie, dorte) = (server.anna(), server.rie(), server.dorte());

    let draft = anna
        .draft(json!({ "customerName": "Havnens Bageri" }))
        .await;
    assert_eq!((draft.life.state, draft.version), (ClaimState::Draft, 1));
    let saved: Claim = anna.save(&draft, form()).await.is(200).json();
    assert_eq!(
        saved.form.customer_tenant_id,
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    );
    assert_eq!(saved.form.customer_domain, "havnensbageri.example");

    anna.attach(&draft.reference, "proof.pdf", pdf())
        .await
        .is(201);
    let sent: Claim = anna.makes("submit", &saved).await.is(200).json();
    assert_eq!(sent.life.state, ClaimState::Submitted);
    let waiting = sent.waiting.unwrap();
    assert_eq!(
        (waiting.wait, waiting.until),
        (Wait::Review, server.now() + TimeDelta::hours(48))
    );

    server.later(TimeDelta::hours(3));
    let queue: ReviewQueue = rie.get("/api/v1/review/claims").await.is(200).json();
    assert_eq!(queue.claims.len(), 1);
    assert_eq!(queue.now, server.now());
    let on = rie.opens(&draft.reference).await;
    let view: ReviewClaim = rie
        .get(&format!("/api/v1/review/claims/{}", draft.reference))
        .await
        .is(200)
        .json();
    assert_eq!(view.reviewer.map(|one| one.name).as_deref(), Some("rie"));
    assert_eq!(view.effect.len(), 4);

    let decided: ReviewClaim = rie
        .decides("approve", &draft.reference, on, json!({ "note": "Fine." }))
        .await
        .is(200)
        .json();
    assert_eq!(decided.claim.life.state, ClaimState::Approved);
    assert_eq!(decided.effect, view.effect);

    let until = Some("2028-01".to_owned());
    let lines = |role| {
        vec![
            (
                role,
                "Business Central",
                "820",
                "2026-12".to_owned(),
                until.clone(),
            ),
            (role, "Power BI", "310", "2026-12".to_owned(), until.clone()),
        ]
    };
    let own: Credits = anna.get("/api/v1/credits").await.is(200).json();
    assert_eq!(shown(&own.credits), lines(CreditRole::Influencing));
    assert!(
        own.credits
            .iter()
            .all(|line| line.reference.as_ref() == Some(&draft.reference))
    );
    let seller: Credits = dorte.get("/api/v1/credits").await.is(200).json();
    assert_eq!(shown(&seller.credits), lines(CreditRole::Transacting));
    assert!(seller.credits.iter().all(|line| line.reference.is_none()));

    let claim = anna.claim(&draft.reference).await;
    assert_eq!(claim.credits, own.credits);
    let told: Vec<(&str, Actor, &str)> = claim
        .events
        .iter()
        .map(|event| (event.made.as_str(), event.actor, event.by.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("submit", Actor::Partner, "anna"),
            ("open", Actor::Reviewer, "rie"),
            ("approve", Actor::Reviewer, "rie"),
        ]
    );
    assert_eq!(claim.events[2].note.as_deref(), Some("Fine."));
}

#[tokio::test]
async fn what_is_missing_keeps_a_claim_from_being_sent() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna
        .draft(form_with(
            &json!({ "acknowledgedOn": "2025-11-22", "customerDomain": "x" }),
        ))
        .await;
    let problem = anna
        .makes("submit", &draft)
        .await
        .refused_for(422, "blocked", "form.evidence");
    assert!(
        problem
            .errors
            .iter()
            .any(|error| error.field == "form.customerDomain")
    );
    let rules: Vec<RuleId> = problem
        .findings
        .iter()
        .map(|finding| finding.rule)
        .collect();
    assert!(
        rules.contains(&RuleId::ProofAttached) && rules.contains(&RuleId::AcknowledgementDated)
    );
    assert_eq!(
        anna.claim(&draft.reference).await.life.state,
        ClaimState::Draft
    );
}

#[tokio::test]
async fn a_question_stops_the_clock_until_it_is_answered() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    server.later(TimeDelta::hours(10));
    let on = rie.opens(&claim.reference).await;
    let question =
        json!({ "note": "Which product?", "fields": ["products", "evidence", "products"] });
    rie.decides("ask", &claim.reference, on, question)
        .await
        .is(200);

    let asked = anna.claim(&claim.reference).await;
    assert_eq!(asked.life.state, ClaimState::ActionRequired);
    assert_eq!(
        asked.asked.as_ref().unwrap().fields,
        [FieldId::Products, FieldId::Evidence]
    );

    let other = form_with(&json!({ "customerName": "Another", "subscriptionEnd": "2029-01-31" }));
    let problem = anna
        .save(&asked, other)
        .await
        .refused_for(422, "invalid", "form.customerName");
    assert_eq!(problem.errors.len(), 2);
    let less = form_with(&json!({
        "products": [{ "workload": "Business Central", "monthlyRevenueUsd": "830" }],
        "proofProducts": ["Business Central"], "comments": "Only this one."
    }));
    let saved: Claim = anna.save(&asked, less).await.is(200).json();
    anna.attach(
        &claim.reference,
        "more.pdf",
        [pdf(), b"more".to_vec()].concat(),
    )
    .await
    .is(201);

    server.later(TimeDelta::days(3));
    let answered: Claim = anna.makes("answer", &saved).await.is(200).json();
    assert_eq!(answered.life.state, ClaimState::Submitted);
    assert!(answered.asked.is_none());
    assert_eq!(answered.assessment.worth.adds, 1);
    assert_eq!(
        answered.waiting.unwrap().until,
        server.now() + TimeDelta::hours(38)
    );
}

#[tokio::test]
async fn without_an_answer_a_claim_is_rejected_and_never_seen_waiting() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    let on = rie.opens(&claim.reference).await;
    rie.decides(
        "ask",
        &claim.reference,
        on,
        json!({ "note": "Which?", "fields": [] }),
    )
    .await
    .is(200);
    server.at("2026-12-11T23:59:59Z");
    assert_eq!(
        anna.claim(&claim.reference).await.life.state,
        ClaimState::ActionRequired
    );
    server.at("2026-12-12T00:00:00Z");
    let page: Value = anna
        .get("/api/v1/claims?state=rejected")
        .await
        .is(200)
        .json();
    assert_eq!(page["claims"][0]["reference"], claim.reference);
    let ended = anna.claim(&claim.reference).await;
    assert_eq!(ended.life.state, ClaimState::Rejected);
    let last = ended.events.last().unwrap();
    assert_eq!(
        (last.made, last.actor, last.reason),
        (
            Happened::Moved(Move::Expire),
            Actor::Clock,
            Some(RejectReason::NoAnswer)
        )
    );
}

#[tokio::test]
async fn a_rejection_is_disputed_once() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    let on = rie.opens(&claim.reference).await;
    let why = json!({ "reason": "insufficient_proof", "note": "An offer is no proof." });
    rie.decides("reject", &claim.reference, on, why.clone())
        .await
        .is(200);
    let rejected = anna.claim(&claim.reference).await;
    assert_eq!(
        rejected.events.last().unwrap().reason,
        Some(RejectReason::InsufficientProof)
    );

    server.later(TimeDelta::days(30));
    let disputed: Claim = anna.makes("dispute", &rejected).await.is(200).json();
    rie.decides("reject", &claim.reference, disputed.version, why)
        .await
        .is(200);
    let last = anna.claim(&claim.reference).await;
    assert_eq!(last.life.state, ClaimState::RejectedFinal);
    anna.makes("dispute", &last).await.refused(409, "not_now");
}

#[tokio::test]
async fn a_customers_decline_ends_the_credit_and_a_won_dispute_begins_a_new_one() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    rie.approves(&claim.reference).await.is(200);

    server.at("2027-03-10T09:00:00Z");
    let approved = anna.claim(&claim.reference).await;
    rie.decides(
        "decline",
        &claim.reference,
        approved.version,
        json!({ "note": "They said no." }),
    )
    .await
    .is(200);
    let ended: Credits = anna.get("/api/v1/credits").await.json();
    assert!(
        ended
            .credits
            .iter()
            .all(|line| line.until.unwrap().to_string() == "2027-02")
    );

    server.at("2027-03-20T09:00:00Z");
    let declined = anna.claim(&claim.reference).await;
    assert_eq!(
        declined.events.last().unwrap().reason,
        Some(RejectReason::CustomerDeclined)
    );
    let disputed: Claim = anna.makes("dispute", &declined).await.is(200).json();
    rie.decides("approve", &claim.reference, disputed.version, json!({}))
        .await
        .is(200);
    let both: Credits = anna.get("/api/v1/credits").await.json();
    let spans: Vec<(String, String)> = both
        .credits
        .iter()
        .map(|line| (line.from.to_string(), line.until.unwrap().to_string()))
        .collect();
    let span = |from: &str, until: &str| (from.to_owned(), until.to_owned());
    assert_eq!(
        spans,
        [
            span("2027-04", "2028-01"),
            span("2027-04", "2028-01"),
            span("2026-12", "2027-02"),
            span("2026-12", "2027-02")
        ]
    );
}

#[tokio::test]
async fn a_claim_that_ends_before_it_counts_gives_nothing() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    rie.approves(&claim.reference).await.is(200);
    let approved = anna.claim(&claim.reference).await;
    let ended: Claim = anna.makes("disassociate", &approved).await.is(200).json();
    assert_eq!(ended.life.state, ClaimState::RejectedFinal);
    assert!(ended.credits.is_empty());
    let credits: Credits = anna.get("/api/v1/credits").await.json();
    assert!(credits.credits.is_empty());
}

#[tokio::test]
async fn a_pair_that_counts_already_is_pointed_out() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    rie.approves(&claim.reference).await.is(200);
    let again = anna.draft(form()).await;
    let finding = again
        .assessment
        .findings
        .iter()
        .find(|f| f.rule == RuleId::AlreadyCounts)
        .unwrap();
    assert_eq!(finding.outcome, Outcome::Unmet);
    assert_eq!(again.assessment.worth.adds, 0);
}

#[tokio::test]
async fn competing_claims_are_shown_to_the_reviewer_and_only_hinted_at_to_the_partner() {
    let server = Server::start().await;
    let (anna, bo, rie) = (server.anna(), server.bo(), server.rie());
    let first = anna.sent().await;
    let rival = bo.draft(rival_form()).await;
    bo.attach(&rival.reference, "proof.pdf", pdf())
        .await
        .is(201);
    let rival: Claim = bo.makes("submit", &rival).await.is(200).json();
    let finding = rival
        .assessment
        .findings
        .iter()
        .find(|f| f.rule == RuleId::CompetingClaim)
        .unwrap();
    assert_eq!(finding.outcome, Outcome::Unmet);
    let seen = bo
        .get(&format!("/api/v1/claims/{}", rival.reference))
        .await
        .is(200);
    let text = String::from_utf8_lossy(&seen.body).into_owned();
    assert!(!text.contains("Nordlys") && !text.contains(&first.reference));

    let view: ReviewClaim = rie
        .get(&format!("/api/v1/review/claims/{}", first.reference))
        .await
        .is(200)
        .json();
    assert_eq!(view.competing.len(), 1);
    assert_eq!(view.competing[0].organisation, "Fjordvang ApS");
    assert_eq!(
        view.competing[0].acknowledged_on.unwrap().to_string(),
        "2026-11-12"
    );
}

#[tokio::test]
async fn two_reviewers_decide_once() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    let on = rie.opens(&claim.reference).await;
    let decisions = (0..8).map(|_| rie.decides("approve", &claim.reference, on, json!({})));
    let answers = futures::future::join_all(decisions).await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(done, 1);
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer.status.as_u16(), 200 | 409 | 412))
    );
    let credits: Credits = anna.get("/api/v1/credits").await.json();
    assert_eq!(credits.credits.len(), 2);
}

#[tokio::test]
async fn a_restart_keeps_everything() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.sent().await;
    let cookie = anna.cookie().await;
    let server = server.restarted().await;
    let mut anna = server.nobody();
    anna.cookie = cookie;
    assert_eq!(anna.claim(&claim.reference).await, claim);
    let file = format!(
        "/api/v1/claims/{}/evidence/{}",
        claim.reference, claim.evidence[0].id
    );
    assert_eq!(anna.get(&file).await.is(200).body, pdf());
    server.rie().approves(&claim.reference).await.is(200);
}

#[tokio::test]
async fn a_claim_can_be_taken_back_until_it_is_decided() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    let back: Claim = anna.makes("withdraw", &claim).await.is(200).json();
    assert_eq!(back.life.state, ClaimState::Withdrawn);
    rie.post_empty(
        &format!("/api/v1/review/claims/{}/open", claim.reference),
        PLAIN,
    )
    .await
    .refused(409, "not_now");
    let path = format!("/api/v1/claims/{}/submit", claim.reference);
    anna.post_empty(&path, version(back.version))
        .await
        .refused(409, "not_now");
}
