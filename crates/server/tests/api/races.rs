//! Two reviewers decide one claim on the version that both have read: one decision stands, the other
//! is told, and credits are posted once for each partner.
//!
//! `CLAIMDESK_RACES` is the number of claims; `cargo xtask test --long` asks for many.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::postgres;
use crate::process::{command, serve_by};
use crate::working::{Answer, Client, PARTNER, REVIEWER, With, add_to, asks_for, people, proof};

const SELLER: &str = "dorte@example.com";
const OTHER: &str = "else@example.com";
/// Claims that are raced for at the same time.
const LANES: usize = 4;

const APPROVES: (&str, &str) = ("approve", r#"{"note":"Fine."}"#);
const REJECTS: (&str, &str) = (
    "reject",
    r#"{"reason":"insufficient_proof","note":"Not enough."}"#,
);

/// The people, each where the server is.
struct People {
    anna: Client,
    rie: Client,
    other: Client,
}

impl People {
    /// A claim that was opened; gives its reference and the answer to opening it.
    fn opened(&self, key: &str) -> (String, Answer) {
        let made = self
            .anna
            .post("/api/v1/claims", With::key(key), &asks_for(key));
        let made = made.unwrap().is(201).json();
        let reference = made["reference"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/claims/{reference}");
        let sends = format!("{path}/evidence?name=proof.png");
        let sent = self.anna.post(&sends, With::default(), &proof("race"));
        sent.unwrap().is(201);
        let read = self.anna.get(&path).unwrap().is(200);
        let sent = self
            .anna
            .post(&format!("{path}/submit"), With::read(&read), b"");
        sent.unwrap().is(200);
        let path = format!("/api/v1/review/claims/{reference}/open");
        let opened = self.rie.post(&path, With::default(), b"");
        (reference, opened.unwrap().is(200))
    }

    /// Both decide at the same moment; gives the state it led to.
    fn race(&self, reference: &str, opened: &Answer, decisions: [(&str, &str); 2]) -> String {
        let path = format!("/api/v1/review/claims/{reference}");
        let read = self.other.get(&path).unwrap().is(200);
        assert_eq!(read.version(), opened.version(), "both have read the same");
        let start = Barrier::new(2);
        let decides = |who: &Client, (made, said): (&str, &str), read: &Answer| {
            start.wait();
            let path = format!("{path}/{made}");
            who.post(&path, With::read(read), said.as_bytes()).unwrap()
        };
        let answers = thread::scope(|scope| {
            let one = scope.spawn(|| decides(&self.rie, decisions[0], opened));
            let two = decides(&self.other, decisions[1], &read);
            [one.join().unwrap(), two]
        });
        let (won, lost): (Vec<&Answer>, Vec<&Answer>) =
            answers.iter().partition(|answer| answer.status == 200);
        assert_eq!((won.len(), lost.len()), (1, 1), "{reference}: {answers:?}");
        let (won, lost) = (won[0], lost[0]);
        let code = lost.json()["code"].as_str().unwrap().to_owned();
        let told = (lost.status, code.as_str());
        assert!(
            matches!(told, (412, "stale") | (409, "not_now")),
            "{told:?}"
        );
        let claim = won.json()["claim"].clone();
        let state = claim["life"]["state"].as_str().unwrap();
        let after = self.other.get(&path).unwrap().is(200).json()["claim"].clone();
        assert_eq!(after["life"]["state"], state, "what was told stands");
        let is_decision = |event: &&Value| event["to"] == "approved" || event["to"] == "rejected";
        let events = after["events"].as_array().unwrap();
        assert_eq!(events.iter().filter(is_decision).count(), 1, "{events:?}");
        state.to_owned()
    }
}

/// How often each subscription is in somebody's credits, by workload.
fn credits(of: &Client) -> BTreeMap<(String, String), usize> {
    let told = of.get("/api/v1/credits").unwrap().is(200).json();
    let mut lines = BTreeMap::new();
    for line in told["credits"].as_array().unwrap() {
        let of = |name: &str| line[name].as_str().unwrap().to_owned();
        *lines
            .entry((of("subscriptionId"), of("workload")))
            .or_insert(0) += 1;
    }
    lines
}

#[test]
fn of_two_decisions_at_the_same_moment_one_stands_and_is_credited_once() {
    let races = std::env::var("CLAIMDESK_RACES").map_or(300, |races| races.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    postgres::made(folder.path());
    people(|| command(folder.path()));
    let kyst = ["--role", "partner", "--organisation", "Kystlicens A/S"];
    let of = ["--location", "6400030", "--track", "smb"];
    add_to(folder.path(), SELLER, &[&kyst[..], &of].concat());
    add_to(folder.path(), OTHER, &["--role", "reviewer"]);
    let mut begins = command(folder.path());
    begins
        .env("CLAIMDESK_FILES_PER_HOUR", "1000000")
        .env("RUST_LOG", "warn");
    let server = serve_by(begins);
    let sign_in = |email| Client::sign_in(&server.address, email);
    let people = People {
        anna: sign_in(PARTNER),
        rie: sign_in(REVIEWER),
        other: sign_in(OTHER),
    };
    let next = AtomicUsize::new(0);
    let lane = || {
        let mut led_to = BTreeMap::new();
        loop {
            let race = next.fetch_add(1, Ordering::SeqCst);
            if race >= races {
                return led_to;
            }
            let (reference, opened) = people.opened(&format!("race-{race}"));
            let decisions = match race % 4 {
                0 | 1 => [APPROVES, APPROVES],
                2 => [APPROVES, REJECTS],
                _ => [REJECTS, APPROVES],
            };
            let state = people.race(&reference, &opened, decisions);
            *led_to.entry(state).or_insert(0) += 1;
        }
    };
    let led_to = thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        let mut all = BTreeMap::new();
        for lane in lanes {
            for (state, times) in lane.join().unwrap() {
                *all.entry(state).or_insert(0) += times;
            }
        }
        all
    });
    println!("{led_to:?}");
    let approved: usize = led_to["approved"];
    assert_eq!(approved + led_to["rejected"], races, "each won by somebody");
    // Two workloads of each claim, for who filed it and for who sells.
    for who in [&people.anna, &sign_in(SELLER)] {
        let lines = credits(who);
        assert_eq!(lines.len(), 2 * approved);
        assert!(lines.values().all(|times| *times == 1), "posted twice");
    }
    let home = crate::working::Home::at(folder.path());
    home.verify().unwrap();
}
