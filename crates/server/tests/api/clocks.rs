//! Clocks that run: what is said of them, to whom, when, and once.

use chrono::TimeDelta;
use claimdesk_protocol::{NoticeKind, Notices};
use claimdesk_recognition::claim::ReminderRules;
use claimdesk_server::store::Store;
use serde_json::json;

use crate::common::{Client, Server};

/// What this person was told of the claim, the latest last.
async fn told(client: &Client, reference: &str) -> Vec<NoticeKind> {
    let notices: Notices = client.get("/api/v1/notices").await.is(200).json();
    notices
        .notices
        .iter()
        .rev()
        .filter(|notice| notice.reference == reference)
        .map(|notice| notice.kind)
        .collect()
}

/// What clocks have said so far, without what came with moves.
async fn reminded(client: &Client, reference: &str) -> Vec<NoticeKind> {
    let mut kinds = told(client, reference).await;
    kinds.retain(|kind| {
        matches!(
            kind,
            NoticeKind::ReviewSoon
                | NoticeKind::ReviewLate
                | NoticeKind::DisputeAnswerSoon
                | NoticeKind::DisputeAnswerLate
                | NoticeKind::AnswerSoon
                | NoticeKind::DisputeEnds
        )
    });
    kinds
}

/// Looks at the clocks at this time.
async fn at(server: &Server, time: &str) {
    server.at(time);
    assert!(server.worker().clocks().await.unwrap());
    // Whoever looks holds the lease; the next look is another worker's.
    server.later(TimeDelta::minutes(4));
    assert!(server.worker().clocks().await.unwrap(), "nothing twice");
    server.at(time);
}

#[tokio::test]
async fn a_review_nobody_took_is_spoken_of_to_all_who_may_and_late_to_administrators_too() {
    let server = Server::start().await;
    let (anna, rie, rune, ada) = (server.anna(), server.rie(), server.rune(), server.ada());
    let claim = anna.sent().await.reference;
    at(&server, "2026-11-24T09:50:00Z").await;
    assert_eq!(reminded(&rie, &claim).await, []);
    at(&server, "2026-11-24T10:00:00Z").await;
    assert_eq!(reminded(&rie, &claim).await, [NoticeKind::ReviewSoon]);
    at(&server, "2026-11-25T09:50:00Z").await;
    assert_eq!(reminded(&rie, &claim).await, [NoticeKind::ReviewSoon]);
    assert_eq!(reminded(&ada, &claim).await, []);
    at(&server, "2026-11-25T10:00:00Z").await;
    assert_eq!(
        reminded(&rie, &claim).await,
        [NoticeKind::ReviewSoon, NoticeKind::ReviewLate]
    );
    assert_eq!(reminded(&ada, &claim).await, [NoticeKind::ReviewLate]);
    // Once a day, until somebody decides.
    at(&server, "2026-11-26T09:50:00Z").await;
    assert_eq!(reminded(&ada, &claim).await.len(), 1);
    at(&server, "2026-11-26T10:00:00Z").await;
    assert_eq!(reminded(&ada, &claim).await.len(), 2);
    rie.approves(&claim).await.is(200);
    at(&server, "2026-11-28T10:00:00Z").await;
    assert_eq!(reminded(&ada, &claim).await.len(), 2);
    // Not to a reviewer of the claiming organisation, and not to the partner.
    assert_eq!(told(&rune, &claim).await, []);
    assert_eq!(reminded(&anna, &claim).await, []);
}

#[tokio::test]
async fn a_review_somebody_has_is_spoken_of_to_them() {
    let server = Server::start().await;
    let nobody_elses = server.bo();
    let claim = nobody_elses
        .sent_with(crate::common::rival_form())
        .await
        .reference;
    server.rie().opens(&claim).await;
    at(&server, "2026-11-24T10:00:00Z").await;
    assert_eq!(
        reminded(&server.rie(), &claim).await,
        [NoticeKind::ReviewSoon]
    );
    assert_eq!(reminded(&server.rune(), &claim).await, []);
    at(&server, "2026-11-25T10:00:00Z").await;
    assert_eq!(
        reminded(&server.rune(), &claim).await,
        [NoticeKind::ReviewLate]
    );
}

#[tokio::test]
async fn the_partner_is_told_five_two_and_one_business_days_before_the_end() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    let on = rie.opens(&claim).await;
    rie.decides(
        "ask",
        &claim,
        on,
        json!({ "note": "Sign it.", "fields": [] }),
    )
    .await
    .is(200);
    // Fourteen business days end with Friday, 11 December.
    for (time, count) in [
        ("2026-12-06T23:50:00Z", 0),
        ("2026-12-07T00:00:00Z", 1),
        ("2026-12-09T23:50:00Z", 1),
        ("2026-12-10T00:00:00Z", 2),
        ("2026-12-10T23:50:00Z", 2),
        ("2026-12-11T00:00:00Z", 3),
        ("2026-12-11T23:50:00Z", 3),
    ] {
        at(&server, time).await;
        let said = reminded(&anna, &claim).await;
        assert_eq!(said.len(), count, "{time}: {said:?}");
        assert!(said.iter().all(|kind| *kind == NoticeKind::AnswerSoon));
    }
    // The clock that ran out ends the claim, and the partner is told of that instead.
    at(&server, "2026-12-12T00:00:00Z").await;
    assert_eq!(
        told(&anna, &claim).await.last(),
        Some(&NoticeKind::Rejected)
    );
    assert_eq!(reminded(&anna, &claim).await.len(), 3);
    // While it stood with the partner no reviewer owed anything.
    assert_eq!(reminded(&rie, &claim).await, []);
}

#[tokio::test]
async fn a_clock_that_stood_still_speaks_at_its_new_end() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    let on = rie.opens(&claim).await;
    // Ten of the 48 hours have run.
    server.at("2026-11-23T20:00:00Z");
    rie.decides(
        "ask",
        &claim,
        on,
        json!({ "note": "Sign it.", "fields": [] }),
    )
    .await
    .is(200);
    at(&server, "2026-11-25T10:00:00Z").await;
    assert_eq!(reminded(&rie, &claim).await, []);
    server.at("2026-12-01T09:00:00Z");
    let answered = anna.claim(&claim).await;
    anna.makes("answer", &answered).await.is(200);
    at(&server, "2026-12-01T22:50:00Z").await;
    assert_eq!(reminded(&rie, &claim).await, []);
    at(&server, "2026-12-01T23:00:00Z").await;
    assert_eq!(reminded(&rie, &claim).await, [NoticeKind::ReviewSoon]);
    at(&server, "2026-12-02T23:00:00Z").await;
    assert_eq!(
        reminded(&rie, &claim).await,
        [NoticeKind::ReviewSoon, NoticeKind::ReviewLate]
    );
}

#[tokio::test]
async fn a_right_to_dispute_and_a_dispute_have_their_words() {
    let server = Server::start().await;
    let (anna, rie, ada) = (server.anna(), server.rie(), server.ada());
    let claim = anna.sent().await.reference;
    let on = rie.opens(&claim).await;
    let reason = json!({ "reason": "insufficient_proof", "note": "Too little." });
    rie.decides("reject", &claim, on, reason).await.is(200);
    at(&server, "2026-12-16T23:50:00Z").await;
    assert_eq!(reminded(&anna, &claim).await, []);
    at(&server, "2026-12-17T00:00:00Z").await;
    assert_eq!(reminded(&anna, &claim).await, [NoticeKind::DisputeEnds]);
    server.at("2026-12-21T08:00:00Z");
    let rejected = anna.claim(&claim).await;
    anna.makes("dispute", &rejected).await.is(200);
    assert_eq!(told(&rie, &claim).await.last(), Some(&NoticeKind::Disputed));
    // Five business days over Christmas, less its holidays.
    let due = anna.claim(&claim).await.waiting.unwrap().until;
    server.at(&(due - TimeDelta::days(1)).to_rfc3339());
    assert!(server.worker().clocks().await.unwrap());
    assert_eq!(
        reminded(&rie, &claim).await,
        [NoticeKind::DisputeAnswerSoon]
    );
    server.at(&due.to_rfc3339());
    assert!(server.worker().clocks().await.unwrap());
    assert_eq!(
        reminded(&ada, &claim).await,
        [NoticeKind::DisputeAnswerLate]
    );
    assert_eq!(reminded(&anna, &claim).await, [NoticeKind::DisputeEnds]);
}

#[tokio::test]
async fn an_installation_says_when() {
    let server = Server::set(|config| {
        config.reminders = ReminderRules {
            review_hours: vec![12, 2],
            answer_business_days: vec![3],
            dispute_days: vec![1],
            dispute_answer_business_days: vec![2],
            late_hours: 6,
            ..ReminderRules::default()
        };
    })
    .await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    for (time, count) in [
        ("2026-11-24T21:50:00Z", 0),
        ("2026-11-24T22:00:00Z", 1),
        ("2026-11-25T08:00:00Z", 2),
        ("2026-11-25T10:00:00Z", 3),
        ("2026-11-25T15:50:00Z", 3),
        ("2026-11-25T16:00:00Z", 4),
    ] {
        at(&server, time).await;
        assert_eq!(reminded(&rie, &claim).await.len(), count, "{time}");
    }
    let on = rie.opens(&claim).await;
    rie.decides(
        "ask",
        &claim,
        on,
        json!({ "note": "Sign it.", "fields": [] }),
    )
    .await
    .is(200);
    let end = anna.claim(&claim).await.waiting.unwrap().until;
    server.at(&(end - TimeDelta::days(3)).to_rfc3339());
    assert!(server.worker().clocks().await.unwrap());
    assert_eq!(reminded(&anna, &claim).await.len(), 1);
}

#[tokio::test]
async fn nothing_is_said_of_what_was_missed_but_the_latest() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    // Nobody looked for four days.
    at(&server, "2026-11-29T12:00:00Z").await;
    assert_eq!(reminded(&rie, &claim).await, [NoticeKind::ReviewLate]);
    // A restart says nothing again.
    let server = server.restarted().await;
    server.later(TimeDelta::minutes(10));
    assert!(server.worker().clocks().await.unwrap());
    assert_eq!(
        reminded(&server.rie(), &claim).await,
        [NoticeKind::ReviewLate]
    );
}

#[tokio::test]
async fn two_servers_on_one_database_share_the_work_and_say_it_once() {
    let server = Server::start().await;
    let other = server.beside().await;
    let mut claims = Vec::new();
    for _ in 0..20 {
        claims.push(server.anna().sent().await.reference);
    }
    server.at("2026-11-24T10:00:00Z");
    let (one, two) = (server.worker(), other.worker());
    // Who has the lease works; the other does nothing, also when both look at once.
    let (first, second) = tokio::join!(one.clocks(), two.clocks());
    assert_ne!(first.unwrap(), second.unwrap());
    for claim in &claims {
        assert_eq!(
            reminded(&server.rie(), claim).await,
            [NoticeKind::ReviewSoon]
        );
    }
    // One that stops leaves the work at once; one that dies loses it after a while.
    server.later(TimeDelta::days(1));
    assert!(one.clocks().await.unwrap());
    assert!(!two.clocks().await.unwrap());
    one.leave().await.unwrap();
    assert!(two.clocks().await.unwrap());
    assert!(!one.clocks().await.unwrap());
    server.later(TimeDelta::minutes(4));
    assert!(one.clocks().await.unwrap());
}

#[tokio::test]
async fn a_word_is_not_said_of_a_claim_that_moved_on_meanwhile() {
    use claimdesk_recognition::claim::ClaimState;
    use claimdesk_server::store::{After, Audience, Clocks, NewMessage, NewReminder, Said};

    let server = Server::start().await;
    let claim = server.anna().sent().await.reference;
    let place = After {
        at: i64::MIN,
        reference: String::new(),
    };
    let clocks = server
        .store
        .running_clocks(
            ClaimState::Submitted,
            server.now() + TimeDelta::days(9),
            place,
            9,
        )
        .await
        .unwrap();
    let seen = clocks.first().unwrap();
    let word = NewReminder {
        reference: claim.clone(),
        version: seen.version,
        said: Said {
            reminder: "review_soon".to_owned(),
            clock: seen.queue_at,
            step: 24,
        },
        message: NewMessage {
            to: Audience::Person("rie".to_owned()),
            kind: NoticeKind::ReviewSoon,
            facts: claimdesk_server::store::Facts::default(),
        },
        at: server.now(),
    };
    server.rie().approves(&claim).await.is(200);
    assert!(!server.store.remind(word.clone()).await.unwrap());
    assert_eq!(reminded(&server.rie(), &claim).await, []);
    // On the version there is, it is said once.
    let file = server.store.claim(&claim).await.unwrap().unwrap();
    let word = NewReminder {
        version: file.version,
        ..word
    };
    assert!(server.store.remind(word.clone()).await.unwrap());
    assert!(!server.store.remind(word).await.unwrap());
    assert_eq!(reminded(&server.rie(), &claim).await.len(), 1);
}
