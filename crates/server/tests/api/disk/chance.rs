//! A disk that fails now and then, at places that a seed says: what was acknowledged is there, what
//! was not is told, and nothing half written is shown.
//!
//! `CLAIMDESK_DISK_ROUNDS` is the number of rounds; `cargo xtask test --long` asks for many.
//! `CLAIMDESK_DISK_SEED` is where the first one begins: who finds something is told it.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use claimdesk_disk::Dice;

use super::{Watched, number};
use crate::postgres;
use crate::process::serve_by;
use crate::working::{Book, Client, Home, PARTNER, REVIEWER, Shift, people};

/// Of a thousand operations, so many fail, in turns.
const OF_A_THOUSAND: [u64; 4] = [2, 20, 100, 7];
/// Rounds on one disk.
const TOGETHER: usize = 10;
/// Failures that a round waits for, and answers beside them, good ones or not.
const FAILURES: u64 = 40;
const ANSWERS: usize = 120;

#[test]
fn what_was_acknowledged_is_there_and_what_failed_was_told() {
    if postgres::is_wanted() {
        return;
    }
    let rounds = number("CLAIMDESK_DISK_ROUNDS").unwrap_or(4);
    let first = number("CLAIMDESK_DISK_SEED").unwrap_or(1);
    let seeds: Vec<u64> = (0..rounds).map(|round| first.wrapping_add(round)).collect();
    let mut told = 0;
    for seeds in seeds.chunks(TOGETHER) {
        told += fails(seeds);
    }
    assert!(told > 0, "somebody met a failure");
}

/// Works on one disk that fails by each of these seeds; gives how many failures were told.
fn fails(seeds: &[u64]) -> usize {
    let watched = Watched::new();
    people(|| watched.command());
    let mut server = serve_by(watched.command());
    let partner = Client::sign_in(&server.address, PARTNER);
    let reviewer = Client::sign_in(&server.address, REVIEWER);
    let (data, mut told, mut book) = (watched.data(), 0, Book::default());
    let home = Home::at(&data);
    for &seed in seeds {
        let turn = usize::try_from(seed).unwrap() % OF_A_THOUSAND.len();
        let many = OF_A_THOUSAND[turn];
        eprintln!("CLAIMDESK_DISK_SEED={seed}: {many} of a thousand");
        let shift = Arc::new(Shift::new(book).where_things_fail());
        let (anna, rie) = (partner.at(&server.address), reviewer.at(&server.address));
        let before = watched.orders.failed().unwrap();
        watched.orders.faults(many, seed << 32).unwrap();
        let at_work = shift.begin(&seed.to_string(), (&anna, 6), (&rie, 2));
        // Until enough has failed; a server that does not even come to that is looked at as well.
        let enough = || {
            let answers = shift.answered() + shift.told();
            let failed = watched.orders.failed().unwrap() - before;
            answers >= ANSWERS && (failed >= FAILURES || answers >= 10 * ANSWERS)
        };
        while !enough() && at_work.iter().all(|hand| !hand.is_finished()) {
            thread::sleep(Duration::from_millis(1));
        }
        if shift.answered() + shift.told() >= 10 * ANSWERS {
            let failed = watched.orders.failed().unwrap() - before;
            eprintln!(
                "{failed} failed, {} answered, {} told",
                shift.answered(),
                shift.told()
            );
            assert!(
                failed >= FAILURES,
                "the server fails, and its disk does not"
            );
        }
        let killed = Dice::new(seed).throw(2) == 0;
        if killed {
            // In the middle of it.
            server.child.kill().unwrap();
            server.child.wait().unwrap();
        } else {
            shift.ends();
        }
        for hand in at_work {
            assert_eq!(hand.join().unwrap().is_err(), killed, "nobody is cut off");
        }
        told += shift.told();
        book = shift.book();
        watched.orders.faults(0, 0).unwrap();
        if killed {
            server = serve_by(watched.command());
        }
        // The same server, if it is still there: it has to be well by itself.
        book.check(&partner.at(&server.address), &home);
    }
    // What it has on its disk is what it says it has.
    drop(server);
    let server = home.serve();
    home.is_swept();
    book.check(&partner.at(&server.address), &home);
    told
}
