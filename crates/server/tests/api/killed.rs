//! The binary killed without warning in the middle of everything: what it had answered is there
//! when it comes back, once, and nothing half done is.
//!
//! `CLAIMDESK_KILLS` is the number of rounds; `cargo xtask test --long` asks for many.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::bucket::double::Double;
use crate::postgres;
use crate::working::{Book, Client, Home, PARTNER, REVIEWER, Shift, people};

/// Who files claims at the same time, and who decides them.
const PARTNERS: usize = 24;
const REVIEWERS: usize = 8;
/// Answers to wait for before the kill, in turns: early, in full swing, late.
const AFTER: [usize; 5] = [1, 40, 300, 12, 120];
/// Rounds on one data folder: all that was ever answered is looked up after each.
const TOGETHER: usize = 10;

#[test]
fn nothing_that_was_answered_is_lost_by_a_kill() {
    let rounds = std::env::var("CLAIMDESK_KILLS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(AFTER.len());
    let rounds: Vec<usize> = (0..rounds).collect();
    let killed = |rounds: &[usize]| killed(rounds, None);
    let approved: usize = rounds.chunks(TOGETHER).map(killed).sum();
    assert!(approved > 0, "decisions were killed too");
}

#[test]
fn nothing_that_was_answered_is_lost_by_a_kill_with_evidence_in_a_bucket() {
    killed(&[3, 1], Some(&Double::start()));
}

/// Each of the two keeps a machine busy.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// These rounds on one data folder; gives how many approvals were answered.
fn killed(rounds: &[usize], bucket: Option<&Double>) -> usize {
    let _turn = ONE_AT_A_TIME.lock();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    postgres::made(data);
    let home = Home { data, bucket };
    people(|| home.command());
    let mut server = home.serve();
    let partner = Client::sign_in(&server.address, PARTNER);
    let reviewer = Client::sign_in(&server.address, REVIEWER);
    let mut book = Book::default();
    for &number in rounds {
        let shift = Arc::new(Shift::new(book));
        let (anna, rie) = (partner.at(&server.address), reviewer.at(&server.address));
        let name = number.to_string();
        let at_work = shift.begin(&name, (&anna, PARTNERS), (&rie, REVIEWERS));
        let enough = AFTER[number % AFTER.len()];
        while shift.answered() < enough
            // Nobody ends before the server does, but by a fault.
            && at_work.iter().all(|hand| !hand.is_finished())
        {
            thread::sleep(Duration::from_millis(1));
        }
        // SIGKILL: no handler runs, nothing is flushed.
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        for hand in at_work {
            let ended = hand.join().unwrap();
            assert!(ended.is_err(), "everybody worked until the server was gone");
        }
        book = shift.book();
        server = home.serve();
        home.is_swept();
        book.check(&partner.at(&server.address), &home);
    }
    book.whole().approved.len()
}
