//! A store that fails in every way there is: nothing that was acknowledged is lost, nothing half
//! written is served, and all goes on when it is back.

use chrono::TimeDelta;
use claimdesk_protocol::Evidence as File;
use claimdesk_server::store::levels::Gauged;

use super::double::{Double, Fault, Habit, When};
use super::{
    TWO_PARTS, name, nth_draft, on_their_way, path, proof, says_that_it_is_ready, server_on,
    sha256, with_proof,
};
use crate::common::form;
use crate::uploads;

/// A generator that gives the same for the same seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_again() {
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    for (nth, (when, fault, size)) in [
        (When::Put, Fault::Lost, 0),
        (When::Put, Fault::Hangs, 0),
        (When::Put, Fault::Cut, 0),
        (When::Put, Fault::Status(500), 0),
        (When::Put, Fault::Status(503), 0),
        (When::Part, Fault::Lost, TWO_PARTS),
        (When::Part, Fault::Status(500), TWO_PARTS),
        (When::Part, Fault::Cut, TWO_PARTS),
        (When::Complete, Fault::Lost, TWO_PARTS),
        (When::Complete, Fault::Status(500), TWO_PARTS),
        (When::Complete, Fault::Cut, TWO_PARTS),
    ]
    .into_iter()
    .enumerate()
    {
        let content = proof(nth, size);
        double.fails(when, &[fault]);
        let claim = match nth {
            0 => claim.clone(),
            _ => nth_draft(&anna, nth).await,
        };
        let sent = anna.attach(&claim.reference, name(size), content.clone());
        let file: File = sent.await.is(201).json();
        assert_eq!(double.waiting_faults(), 0, "{when:?} {fault:?} was met");
        assert_eq!(double.files()[&file.sha256], content, "{when:?} {fault:?}");
    }
    assert_eq!(on_their_way(&server), 0);
}

#[tokio::test]
async fn while_the_store_is_away_files_are_refused_and_all_else_goes_on() {
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    let (claim, content, file) = with_proof(&anna).await;
    for habit in [Habit::Down, Habit::ReadOnly, Habit::Gone] {
        double.is_now(habit);
        let other = proof(habit as usize, 0);
        let answer = anna
            .attach(&claim.reference, "other.pdf", other.clone())
            .await;
        let problem = answer.refused(503, "evidence_away");
        assert_eq!(answer.header("retry-after"), "30");
        assert!(!problem.detail.contains("127.0.0.1") && !problem.detail.contains("s3"));
        let asked = anna.get(&path(&claim, &file)).await;
        if habit == Habit::ReadOnly {
            asked.is(200);
        } else {
            asked.refused(503, "evidence_away");
        }
        says_that_it_is_ready(&server, false).await;
        server.nobody().get("/healthz").await.is(200);
        // Claims are read and written as before.
        let now = anna.claim(&claim.reference).await;
        anna.save(&now, form()).await.is(200);

        double.is_now(Habit::Good);
        says_that_it_is_ready(&server, true).await;
        let sent = anna.attach(&claim.reference, "other.pdf", other.clone());
        let later: File = sent.await.is(201).json();
        assert_eq!(double.files()[&later.sha256], other);
        assert_eq!(anna.get(&path(&claim, &file)).await.is(200).body, content);
    }
    assert_eq!(on_their_way(&server), 0);
}

#[tokio::test]
async fn a_file_in_parts_waits_on_this_machine_until_the_store_is_back() {
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let content = proof(1, 0);
    let upload = uploads::begin(&anna, &claim, &content, "k").await.is(201);
    let address = upload.header("location").to_owned();
    double.is_now(Habit::Down);
    let answer = uploads::part(&anna, &address, 0, &content).await;
    answer.refused(503, "evidence_away");
    assert_eq!(anna.claim(&claim.reference).await.evidence, []);
    double.is_now(Habit::Good);
    // All of it is here; a part of no bytes brings it to its end, also after a restart.
    let server = server.restarted().await;
    let anna = server.anna();
    uploads::part(&anna, &address, content.len(), b"")
        .await
        .is(204);
    let files = anna.claim(&claim.reference).await.evidence;
    assert_eq!(files[0].sha256, sha256(&content));
    assert_eq!(double.files()[&files[0].sha256], content);
}

#[tokio::test]
async fn what_breaks_off_or_changes_on_its_way_back_is_read_again_or_refused() {
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    let (claim, content, file) = with_proof(&anna).await;
    let path = path(&claim, &file);
    for fault in [Fault::Torn, Fault::Status(500), Fault::Cut, Fault::Hangs] {
        double.fails(When::Get, &[fault]);
        let body = anna.get(&path).await.is(200).body;
        assert_eq!(body, content, "{fault:?}");
        assert_eq!(double.waiting_faults(), 0);
    }
    // As long as it goes on, nothing is given out.
    double.throws(Some(Box::new(|when| {
        (when == When::Get).then_some(Fault::Torn)
    })));
    anna.get(&path).await.refused(503, "evidence_away");
    double.throws(None);
    double.fails(When::Get, &[Fault::Flipped]);
    anna.get(&path).await.refused(500, "evidence_damaged");
    assert_eq!(anna.get(&path).await.is(200).body, content);
    assert_eq!(on_their_way(&server), 0);
}

/// `CLAIMDESK_FAULTS` is the number of rounds; `cargo xtask test --long` asks for many.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_what_was_acknowledged_is_there() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let rounds: usize = number("CLAIMDESK_FAULTS").map_or(3, |n: u64| usize::try_from(n).unwrap());
    let seed = number("CLAIMDESK_LIFE_SEED").unwrap_or(20_261_126);
    println!("seed {seed}");
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    let (mut acknowledged, mut refused) = (Vec::new(), 0);
    for round in 0..rounds {
        let nth = u64::try_from(round).unwrap();
        let mut dice = Dice(seed.wrapping_add(nth));
        // From now and then to most of the time.
        let sides = 8 + nth % 3 * 8;
        double.throws(Some(Box::new(move |when| {
            let fault = match dice.throw(sides) {
                0 => Fault::Status(500),
                1 => Fault::Status(503),
                2 => Fault::Cut,
                3 | 4 => Fault::Lost,
                5 => Fault::Torn,
                6 if dice.throw(4) == 0 => Fault::Hangs,
                _ => return None,
            };
            (when != When::Any).then_some(fault)
        })));
        let sends = (0..6).map(|nth| {
            let anna = anna.clone();
            let nth = round * 6 + nth;
            async move {
                let claim = nth_draft(&anna, nth).await;
                let size = if nth.is_multiple_of(6) { TWO_PARTS } else { 0 };
                // Some send the same as others.
                let content = proof(nth - nth % 2, size);
                let sent = anna.attach(&claim.reference, name(size), content.clone());
                let answer = sent.await;
                (claim, content, answer)
            }
        });
        for (claim, content, answer) in futures::future::join_all(sends).await {
            if answer.status == 201 {
                let file: File = answer.json();
                // What is given out meanwhile is whole, or nothing.
                let back = anna.get(&path(&claim, &file)).await;
                if back.status == 200 {
                    assert_eq!(back.body, content, "seed {seed}, round {round}");
                } else {
                    back.refused(503, "evidence_away");
                }
                acknowledged.push((claim, file, content));
            } else {
                answer.refused(503, "evidence_away");
                assert_eq!(anna.claim(&claim.reference).await.evidence, []);
                refused += 1;
            }
        }
        double.throws(None);
        for (name, content) in double.files() {
            assert_eq!(sha256(&content), name, "seed {seed}, round {round}");
        }
    }
    for (claim, file, content) in &acknowledged {
        let body = anna.get(&path(claim, file)).await.is(200).body;
        assert_eq!(body, content[..], "seed {seed}");
    }
    println!("{} acknowledged, {refused} refused", acknowledged.len());
    assert!(!acknowledged.is_empty());
    assert_eq!(on_their_way(&server), 0);
}

#[tokio::test]
async fn a_bucket_that_does_not_answer_is_not_each_file_damaged() {
    let double = Double::start();
    let server = server_on(&double).await;
    with_proof(&server.anna()).await;
    server.later(TimeDelta::days(30));
    let worker = server.worker();
    let damaged = async || server.store.levels(server.now()).await.unwrap().damaged;
    // It takes what is written, and gives nothing.
    double.fails(When::Get, &[Fault::Status(500); 4]);
    assert_eq!(worker.scrub().await.unwrap(), 0);
    assert_eq!(double.waiting_faults(), 0, "all of them were met");
    assert_eq!(damaged().await, 0);
    assert_eq!(worker.scrub().await.unwrap(), 1);
    assert_eq!(damaged().await, 0);
}
