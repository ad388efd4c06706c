//! Claims whose proof is provisional, and the final one.

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::{DateTime, Utc};
use claimdesk_protocol::{
    Claim, Evidence, FinalProof, Happened, NoticeKind, Notices, ProofEvent, ReviewClaim, Role,
};
use claimdesk_recognition::Amount;
use claimdesk_recognition::claim::{ClaimState, Outcome, ProofKind, RuleId};
use claimdesk_server::config::Config;
use serde_json::{Value, json};

use crate::common::{Answer, Client, PLAIN, Server, form, key, pdf};

/// A Monday; fourteen business days after it end with Friday, 11 December.
const FILED: &str = "2026-11-23T10:00:00Z";
const LAST: &str = "2026-12-11T23:59:00Z";
const UNTIL: &str = "2026-12-12T00:00:00Z";

/// Another file than the provisional one.
pub fn signed() -> Vec<u8> {
    let mut content = pdf();
    content.extend(b"\n% signed\n");
    content
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Says what the claim's first file is worth.
pub async fn marks(client: &Client, claim: &Claim, kind: &str) -> Answer {
    let path = format!(
        "/api/v1/claims/{}/evidence/{}/kind",
        claim.reference, claim.evidence[0].id
    );
    client
        .request(Method::PUT, &path, PLAIN, Some(json!({ "kind": kind })))
        .await
}

/// A complete draft whose proof is provisional.
async fn drafted(anna: &Client) -> Claim {
    let draft = anna.complete_draft().await;
    marks(anna, &draft, "provisional").await.is(204);
    anna.claim(&draft.reference).await
}

/// The same, sent.
pub async fn filed(anna: &Client) -> Claim {
    let draft = drafted(anna).await;
    anna.makes("submit", &draft).await.is(200).json()
}

async fn brings(client: &Client, reference: &str) -> Answer {
    client.attach(reference, "signed.pdf", signed()).await
}

async fn read(client: &Client, reference: &str) -> ReviewClaim {
    let path = format!("/api/v1/review/claims/{reference}");
    client.get(&path).await.is(200).json()
}

fn outcome(claim: &Claim) -> Outcome {
    let findings = &claim.assessment.findings;
    let found = findings
        .iter()
        .find(|finding| finding.rule == RuleId::ProofFinal);
    found.unwrap().outcome
}

fn kinds(claim: &Claim) -> Vec<ProofKind> {
    claim.evidence.iter().map(|file| file.kind).collect()
}

async fn told(client: &Client) -> Vec<NoticeKind> {
    let notices: Notices = client.get("/api/v1/notices").await.is(200).json();
    notices.notices.iter().map(|notice| notice.kind).collect()
}

fn no() -> Value {
    json!({ "reason": "insufficient_proof", "note": "No." })
}

#[tokio::test]
async fn a_provisional_proof_holds_the_day_of_filing_and_the_final_one_takes_its_place() {
    let server = Server::start().await;
    server.at(FILED);
    let (anna, rie) = (server.anna(), server.rie());
    let draft = drafted(&anna).await;
    assert_eq!(outcome(&draft), Outcome::Unmet);
    let claim: Claim = anna.makes("submit", &draft).await.is(200).json();
    let reference = claim.reference.as_str();
    let awaited = FinalProof {
        until: Some(at(UNTIL)),
        can_come: true,
        late: false,
    };
    assert_eq!(claim.final_proof, Some(awaited));

    let on = rie.opens(reference).await;
    let shown = read(&rie, reference).await.claim;
    assert_eq!(
        (shown.final_proof, outcome(&shown)),
        (Some(awaited), Outcome::Unmet)
    );
    let problem = rie
        .decides("approve", reference, on, json!({}))
        .await
        .refused(409, "proof_provisional");
    assert!(problem.detail.contains("proof.pdf"), "{problem:?}");
    assert_eq!(read(&rie, reference).await.claim.version, on);

    server.at(LAST);
    let came: Evidence = brings(&anna, reference).await.is(201).json();
    assert_eq!(
        (came.name.as_str(), came.kind),
        ("signed.pdf", ProofKind::Final)
    );
    let own = anna.claim(reference).await;
    assert_eq!(kinds(&own), [ProofKind::Replaced, ProofKind::Final]);
    assert_eq!((own.final_proof, outcome(&own)), (None, Outcome::Met));
    // Nothing else has changed: not the day of filing, not the clock, not the answers.
    assert_eq!(own.life, shown.life);
    assert_eq!((own.waiting, &own.form), (shown.waiting, &claim.form));
    let event = own.events.last().unwrap();
    assert_eq!(event.made, Happened::Proof(ProofEvent::FinalProof));
    assert_eq!(
        (event.by.as_str(), event.to),
        ("anna", ClaimState::UnderReview)
    );
    assert_eq!(told(&rie).await[0], NoticeKind::FinalProofCame);

    // Who decides on what was there before is told.
    rie.decides("approve", reference, on, json!({}))
        .await
        .refused(412, "stale");
    let approved: ReviewClaim = rie
        .decides("approve", reference, own.version, json!({}))
        .await
        .is(200)
        .json();
    assert_eq!(approved.claim.life.submitted_at, Some(at(FILED)));
}

#[tokio::test]
async fn only_the_final_proof_can_come_and_only_once() {
    let server = Server::start().await;
    server.at(FILED);
    let (anna, bo, rie) = (server.anna(), server.bo(), server.rie());
    let claim = filed(&anna).await;
    let reference = claim.reference.as_str();
    bo.attach(reference, "x.pdf", signed())
        .await
        .refused(404, "not_found");
    marks(&bo, &claim, "final").await.refused(404, "not_found");
    marks(&rie, &claim, "final")
        .await
        .refused(403, "not_allowed");
    // The file itself is none, and stands; so do the answers.
    anna.attach(reference, "again.pdf", pdf())
        .await
        .refused_for(422, "file_there", "evidence");
    marks(&anna, &claim, "final").await.refused(409, "not_now");
    let file = format!(
        "/api/v1/claims/{reference}/evidence/{}",
        claim.evidence[0].id
    );
    anna.request(Method::DELETE, &file, PLAIN, None)
        .await
        .refused(409, "not_now");
    anna.save(&claim, form()).await.refused(409, "not_now");
    anna.attach(reference, "page.html", "<p>signed</p>")
        .await
        .refused_for(422, "file_kind", "evidence");
    assert_eq!(anna.claim(reference).await, claim);

    // Sent twice by the same key, it is there once.
    let path = format!("/api/v1/claims/{reference}/evidence?name=signed.pdf");
    let sends = || {
        let request = Request::post(&path).header("idempotency-key", key("final").key.unwrap());
        anna.send(request.body(Body::from(signed())).unwrap())
    };
    let first = sends().await.is(201);
    assert_eq!(sends().await.is(201).body, first.body);
    brings(&anna, reference).await.refused(409, "not_now");
    assert_eq!(anna.claim(reference).await.evidence.len(), 2);
    // A claim whose proof is final from the beginning takes none.
    let other = anna.sent().await.reference;
    brings(&anna, &other).await.refused(409, "not_now");
}

#[tokio::test]
async fn in_the_other_states_it_does_not_come() {
    let server = Server::start().await;
    server.at(FILED);
    let (anna, rie) = (server.anna(), server.rie());
    let withdrawn = filed(&anna).await;
    anna.makes("withdraw", &withdrawn).await.is(200);
    let rejected = filed(&anna).await;
    let on = rie.opens(&rejected.reference).await;
    rie.decides("reject", &rejected.reference, on, no())
        .await
        .is(200);
    for claim in [&withdrawn, &rejected] {
        brings(&anna, &claim.reference)
            .await
            .refused(409, "not_now");
        assert_eq!(anna.claim(&claim.reference).await.final_proof, None);
    }
    // In a dispute it may, also late: nobody can be asked for it there.
    server.at(UNTIL);
    anna.makes("dispute", &anna.claim(&rejected.reference).await)
        .await
        .is(200);
    let on = read(&rie, &rejected.reference).await.claim.version;
    rie.decides("approve", &rejected.reference, on, json!({}))
        .await
        .refused(409, "proof_provisional");
    brings(&anna, &rejected.reference).await.is(201);
    let on = read(&rie, &rejected.reference).await.claim.version;
    rie.decides("approve", &rejected.reference, on, json!({}))
        .await
        .is(200);
}

#[tokio::test]
async fn after_its_time_it_comes_only_if_it_is_asked_for() {
    let server = Server::start().await;
    server.at(FILED);
    let (anna, rie) = (server.anna(), server.rie());
    let reference = filed(&anna).await.reference;
    server.at(UNTIL);
    let problem = brings(&anna, &reference).await.refused(409, "not_now");
    assert!(problem.detail.contains("2026-12-12"), "{problem:?}");
    let own = anna.claim(&reference).await;
    let late = FinalProof {
        until: Some(at(UNTIL)),
        can_come: false,
        late: true,
    };
    // No move hangs on it: a reviewer decides.
    assert_eq!(
        (own.life.state, own.final_proof),
        (ClaimState::Submitted, Some(late))
    );
    let on = rie.opens(&reference).await;
    let asks = json!({ "note": "The signed one?", "fields": ["evidence"] });
    rie.decides("ask", &reference, on, asks).await.is(200);

    // The answer needs the final one.
    let asked = anna.claim(&reference).await;
    anna.makes("answer", &asked)
        .await
        .refused_for(409, "provisional_ran_out", "evidence");
    brings(&anna, &reference).await.is(201);
    let asked = anna.claim(&reference).await;
    assert_eq!(kinds(&asked), [ProofKind::Provisional, ProofKind::Final]);
    anna.makes("answer", &asked)
        .await
        .refused(409, "provisional_ran_out");
    let file = format!(
        "/api/v1/claims/{reference}/evidence/{}",
        asked.evidence[0].id
    );
    anna.request(Method::DELETE, &file, PLAIN, None)
        .await
        .is(204);
    let asked = anna.claim(&reference).await;
    marks(&anna, &asked, "provisional")
        .await
        .refused(409, "provisional_ran_out");
    let answered: Claim = anna.makes("answer", &asked).await.is(200).json();
    assert_eq!(
        (answered.final_proof, outcome(&answered)),
        (None, Outcome::Met)
    );
    assert_eq!(answered.life.submitted_at, Some(at(FILED)));
    rie.approves(&reference).await.is(200);
}

#[tokio::test]
async fn an_answer_in_time_may_still_be_provisional() {
    let server = Server::start().await;
    server.at(FILED);
    let (anna, rie) = (server.anna(), server.rie());
    let reference = filed(&anna).await.reference;
    let on = rie.opens(&reference).await;
    let asks = json!({ "note": "Which?", "fields": ["comments"] });
    rie.decides("ask", &reference, on, asks).await.is(200);
    let asked = anna.claim(&reference).await;
    assert!(
        !asked.final_proof.unwrap().can_come,
        "it comes with the answer"
    );
    let answered: Claim = anna.makes("answer", &asked).await.is(200).json();
    assert_eq!(answered.final_proof.unwrap().until, Some(at(UNTIL)));
    brings(&anna, &reference).await.is(201);
    rie.approves(&reference).await.is(200);
}

#[tokio::test]
async fn nobody_proposes_or_confirms_what_is_provisional() {
    let server =
        Server::set(|config: &mut Config| config.quality.second_eyes_above = Some(Amount::ZERO))
            .await;
    server.person("rolf", Role::Reviewer, None).await;
    let (anna, rie) = (server.anna(), server.rie());
    let reference = filed(&anna).await.reference;
    rie.approves(&reference)
        .await
        .refused(409, "proof_provisional");
    brings(&anna, &reference).await.is(201);
    let on = read(&rie, &reference).await.claim.version;
    rie.decides("approve", &reference, on, json!({}))
        .await
        .is(200);
    assert!(read(&rie, &reference).await.proposal.is_some());
}

#[tokio::test]
async fn a_file_is_marked_as_long_as_it_can_change() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.complete_draft().await;
    marks(&anna, &draft, "replaced")
        .await
        .refused_for(422, "invalid", "kind");
    marks(&anna, &draft, "soon")
        .await
        .refused_for(422, "invalid", "kind");
    // As it is already: no other version.
    marks(&anna, &draft, "final").await.is(204);
    assert_eq!(anna.claim(&draft.reference).await.version, draft.version);
    marks(&anna, &draft, "provisional").await.is(204);
    let marked = anna.claim(&draft.reference).await;
    assert_eq!(kinds(&marked), [ProofKind::Provisional]);
    assert_eq!(marked.final_proof.unwrap().until, None);
    // Whoever did not see it does not send it.
    anna.makes("submit", &draft).await.refused(412, "stale");
    marks(&anna, &marked, "final").await.is(204);
    let draft = anna.claim(&draft.reference).await;
    let sent: Claim = anna.makes("submit", &draft).await.is(200).json();
    assert_eq!((sent.final_proof, outcome(&sent)), (None, Outcome::Met));
    let nothing = format!("/api/v1/claims/{}/evidence/x/kind", draft.reference);
    anna.request(
        Method::PUT,
        &nothing,
        PLAIN,
        Some(json!({ "kind": "final" })),
    )
    .await
    .refused(404, "not_found");
}

#[tokio::test]
async fn its_time_is_spoken_of_once_to_each() {
    let server = Server::start().await;
    server.at(FILED);
    let (anna, rie) = (server.anna(), server.rie());
    let claim = filed(&anna).await;
    rie.opens(&claim.reference).await;
    let settled = filed(&anna).await;
    brings(&anna, &settled.reference).await.is(201);
    let worker = server.worker();
    let of_proof = |kinds: Vec<NoticeKind>| -> Vec<NoticeKind> {
        let wanted = [
            NoticeKind::FinalProofSoon,
            NoticeKind::FinalProofLate,
            NoticeKind::FinalProofMissing,
        ];
        let of = |kind: &NoticeKind| wanted.contains(kind);
        kinds.into_iter().filter(of).collect()
    };
    server.at("2026-12-09T23:59:00Z");
    worker.clocks().await.unwrap();
    assert!(of_proof(told(&anna).await).is_empty());
    server.at("2026-12-10T00:00:00Z");
    for _ in 0..2 {
        worker.clocks().await.unwrap();
        assert_eq!(of_proof(told(&anna).await), [NoticeKind::FinalProofSoon]);
    }
    assert!(of_proof(told(&rie).await).is_empty());
    server.at(UNTIL);
    for _ in 0..2 {
        worker.clocks().await.unwrap();
        let kinds = of_proof(told(&anna).await);
        assert_eq!(
            kinds,
            [NoticeKind::FinalProofLate, NoticeKind::FinalProofSoon]
        );
        assert_eq!(of_proof(told(&rie).await), [NoticeKind::FinalProofMissing]);
    }
    assert_eq!(
        anna.claim(&claim.reference).await.life.state,
        ClaimState::UnderReview
    );
}

/// A reviewer may open the claim at the very moment at which the final proof comes.
#[tokio::test]
async fn whatever_else_happens_the_final_proof_comes() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    for _ in 0..10 {
        let reference = filed(&anna).await.reference;
        let path = format!("/api/v1/review/claims/{reference}/open");
        let open = || rie.post_empty(&path, PLAIN);
        let (came, opened) = tokio::join!(brings(&anna, &reference), open());
        came.is(201);
        if !opened.status.is_success() {
            // The claim was another one before it was open.
            opened.refused(412, "stale");
            open().await.is(200);
        }
        let own = anna.claim(&reference).await;
        // Both came at the same instant of the tests' clock, so in any order.
        let of = |kind| kinds(&own).into_iter().filter(|one| *one == kind).count();
        assert_eq!((of(ProofKind::Replaced), of(ProofKind::Final)), (1, 1));
        assert_eq!(own.life.state, ClaimState::UnderReview);
    }
}
