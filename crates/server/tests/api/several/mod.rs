//! Several servers on one database, behind a balancer: any of them is killed and started again at
//! any moment, or their database is, and whoever works through the balancer loses nothing and does nothing
//! twice.
//!
//! It takes a server for the database: `CLAIMDESK_TEST_POSTGRES`. `CLAIMDESK_KILLS` says how many kills.

mod balancer;
mod database;
mod fleet;
mod servers;
mod work;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use balancer::Balancer;
use fleet::Fleet;
use work::Work;

use crate::bucket::environment;
use crate::working::{Client, PARTNER, REVIEWER, people};

const SERVERS: usize = 3;
const PARTNERS: usize = 6;
const REVIEWERS: usize = 3;
/// Kills, unless it is said how many; and answers between two of them.
const KILLS: usize = 5;
const BETWEEN: usize = 25;

fn kills() -> usize {
    let told = std::env::var("CLAIMDESK_KILLS").ok();
    told.and_then(|kills| kills.parse().ok()).unwrap_or(KILLS)
}

/// Servers behind a balancer, and people at work.
struct Site {
    fleet: Fleet,
    balancer: Balancer,
    partner: Client,
    work: Arc<Work>,
    hands: Vec<JoinHandle<()>>,
}

impl Site {
    fn open(mut fleet: Fleet) -> Self {
        people(|| fleet.command(0));
        let balancer = Balancer::start();
        for number in 0..SERVERS {
            let address = fleet.start(number);
            balancer.servers.lock().unwrap().push(address);
        }
        // A session begun with one of them is good with all.
        let partner = Client::sign_in(&balancer.address, PARTNER);
        let reviewer = Client::sign_in(&balancer.address, REVIEWER);
        let work = Arc::new(Work::default());
        let mut hands = Vec::new();
        for hand in 0..PARTNERS {
            let (work, partner) = (Arc::clone(&work), partner.clone());
            hands.push(thread::spawn(move || {
                work.files_claims(&partner, &hand.to_string());
            }));
        }
        for _ in 0..REVIEWERS {
            let (work, reviewer) = (Arc::clone(&work), reviewer.clone());
            hands.push(thread::spawn(move || work.approves(&reviewer)));
        }
        Self {
            fleet,
            balancer,
            partner,
            work,
            hands,
        }
    }

    fn answered(&self) -> usize {
        self.work.answered.load(Ordering::SeqCst)
    }

    /// Waits for so many answers in all; nobody ends before, but by a fault.
    fn until(&self, answers: usize) {
        while self.answered() < answers && self.hands.iter().all(|hand| !hand.is_finished()) {
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Everybody ends what they began, and all that was answered is there, once.
    fn close_after(mut self, kills: usize) {
        self.work.over.store(true, Ordering::SeqCst);
        for hand in self.hands {
            hand.join().unwrap();
        }
        assert!(
            self.work.approved() > kills,
            "decisions were made meanwhile"
        );
        self.work.check(&self.partner);
        self.fleet.stop();
        let mut verify = self.fleet.command(0);
        verify
            .args(["audit", "verify", "--evidence"])
            .envs(environment(&self.fleet.bucket));
        let log = verify.output().unwrap();
        assert!(log.status.success(), "{log:?}");
    }
}
