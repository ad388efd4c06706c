//! Several servers on one database, behind a balancer: any of them is killed and started again at
//! any moment, and whoever works through the balancer loses nothing and does nothing twice.
//!
//! They share the database, a bucket with the evidence and the key of the audit log that the first one
//! made, and each has a data folder of its own. It takes a server for the database: `CLAIMDESK_TEST_POSTGRES`.
//!
//! With the binary of the version before in `CLAIMDESK_BEFORE` it is an upgrade while people work: all begin
//! as that version, and each that is killed comes back as this one.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::bucket::double::Double;
use crate::bucket::environment;
use crate::postgres;
use crate::process::{Running, command, command_of, serve_by};
use crate::working::{Answer, Client, PARTNER, REVIEWER, With, asks_for, claims, people, proof};

const SERVERS: usize = 3;
const PARTNERS: usize = 6;
const REVIEWERS: usize = 3;
/// Kills, unless `CLAIMDESK_KILLS` says how many; and answers between two of them.
const KILLS: usize = 5;
const BETWEEN: usize = 25;

/// Sends each connection on to the next server that takes it.
struct Balancer {
    address: String,
    servers: Arc<Mutex<Vec<String>>>,
}

impl Balancer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let servers = Arc::new(Mutex::new(Vec::<String>::new()));
        let known = Arc::clone(&servers);
        thread::spawn(move || {
            for (turn, stream) in listener.incoming().enumerate() {
                let (Ok(stream), servers) = (stream, known.lock().unwrap().clone()) else {
                    continue;
                };
                thread::spawn(move || {
                    let mut order = servers.iter().cycle().skip(turn % servers.len());
                    let found =
                        (0..servers.len()).find_map(|_| TcpStream::connect(order.next()?).ok());
                    if let Some(server) = found {
                        joined(&stream, &server);
                    }
                });
            }
        });
        Self { address, servers }
    }
}

/// Carries what either says to the other until both have said all.
fn joined(one: &TcpStream, other: &TcpStream) {
    let carry = |mut from: &TcpStream, mut to: &TcpStream| {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(std::net::Shutdown::Write);
    };
    thread::scope(|scope| {
        scope.spawn(|| carry(one, other));
        carry(other, one);
    });
}

/// Several servers, and what they share.
struct Fleet {
    folders: Vec<tempfile::TempDir>,
    bucket: Double,
    running: Vec<Option<Running>>,
    /// The version they begin as, where that is another than this one.
    before: Option<OsString>,
}

impl Fleet {
    fn start(&mut self, number: usize) -> String {
        let mut begins = self.command(number);
        begins
            .env(
                "CLAIMDESK_DATABASE",
                postgres::known(self.folders[0].path()).unwrap(),
            )
            .envs(environment(&self.bucket));
        if number > 0 {
            begins.env(
                "CLAIMDESK_AUDIT_KEY_FILE",
                self.folders[0].path().join("audit.key"),
            );
        }
        let running = serve_by(begins);
        let address = running.address.clone();
        self.running[number] = Some(running);
        address
    }

    fn command(&self, number: usize) -> Command {
        let folder = self.folders[number].path();
        match &self.before {
            Some(program) => command_of(program, folder),
            None => command(folder),
        }
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    fn kill(&mut self, number: usize) {
        if let Some(mut running) = self.running[number].take() {
            running.child.kill().unwrap();
            running.child.wait().unwrap();
        }
    }
}

#[derive(Default)]
struct Known {
    drafts: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
    submitted: BTreeSet<String>,
    approved: BTreeSet<String>,
}

struct Work {
    known: Mutex<Known>,
    waiting: Mutex<Vec<String>>,
    answered: AtomicUsize,
    over: AtomicBool,
}

impl Work {
    fn note(&self, note: impl FnOnce(&mut Known)) {
        note(&mut self.known.lock().unwrap());
        self.answered.fetch_add(1, Ordering::SeqCst);
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    fn files_claims(&self, partner: &Client, name: &str) {
        for number in (0..).take_while(|_| !self.is_over()) {
            let key = format!("{name}-{number}");
            let form = asks_for(&key);
            let made = answered(|| {
                let with = With::key(&key);
                partner.post("/api/v1/claims", with, &form)
            });
            assert_eq!(made.status, 201, "{}", made.json());
            let reference = made.json()["reference"].as_str().unwrap().to_owned();
            self.note(|known| {
                let before = known.drafts.insert(key.clone(), reference.clone());
                assert_eq!(before, None);
            });

            let content = proof(&key);
            let path = format!("/api/v1/claims/{reference}");
            let to = format!("{path}/evidence?name=proof.png");
            let sent = answered(|| partner.send("POST", &to, With::default(), &content));
            // 200 for what a server that was killed had kept already.
            assert!([200, 201].contains(&sent.status), "{}", sent.json());
            self.note(|known| {
                known.files.insert(reference.clone(), content);
            });

            let submit = format!("{path}/submit");
            decided(|| {
                let on = partner.send("GET", &path, With::default(), b"")?;
                let state = on.json()["life"]["state"].as_str().map(str::to_owned);
                if state.as_deref() != Some("draft") {
                    return Ok(None);
                }
                partner
                    .send("POST", &submit, With::read(&on), b"")
                    .map(Some)
            });
            self.note(|known| {
                known.submitted.insert(reference.clone());
            });
            self.waiting.lock().unwrap().push(reference);
        }
    }

    fn approves(&self, reviewer: &Client) {
        while !self.is_over() {
            let Some(reference) = self.waiting.lock().unwrap().pop() else {
                thread::sleep(Duration::from_millis(5));
                continue;
            };
            let path = format!("/api/v1/review/claims/{reference}");
            decided(|| {
                let opened = reviewer.send("GET", &path, With::default(), b"")?;
                let claim = opened.json()["claim"].clone();
                match claim["life"]["state"].as_str() {
                    Some("submitted") => {
                        reviewer.send("POST", &format!("{path}/open"), With::default(), b"")?;
                        Err(io::ErrorKind::Interrupted.into())
                    }
                    Some("under_review") => {
                        let said = br#"{"note":"Fine."}"#;
                        reviewer
                            .send(
                                "POST",
                                &format!("{path}/approve"),
                                With::read(&opened),
                                said,
                            )
                            .map(Some)
                    }
                    _ => Ok(None),
                }
            });
            self.note(|known| {
                known.approved.insert(reference);
            });
        }
    }
}

/// Asks until there is an answer: from a server that is not killed in the middle, and not busy.
fn answered(ask: impl Fn() -> io::Result<Answer>) -> Answer {
    let mut tries = (0..200).filter_map(|_| match ask() {
        Ok(answer) if ![502, 503].contains(&answer.status) => Some(answer),
        _ => {
            thread::sleep(Duration::from_millis(100));
            None
        }
    });
    tries.next().unwrap()
}

/// Tries until it is done. Whoever gets no answer looks first whether it was done all the same.
fn decided(attempt: impl Fn() -> io::Result<Option<Answer>>) {
    let done = (0..200).any(|_| {
        match attempt() {
            Ok(None) => return true,
            Ok(Some(answer)) if answer.status == 200 => return true,
            Ok(Some(answer)) => assert!(
                [409, 412, 502, 503].contains(&answer.status),
                "{}",
                answer.json()
            ),
            Err(_) => {}
        }
        thread::sleep(Duration::from_millis(50));
        false
    });
    assert!(done, "it is never done");
}

#[test]
fn three_servers_that_are_killed_at_random_lose_nothing_and_do_nothing_twice() {
    if !postgres::is_wanted() {
        // One file has one server.
        return;
    }
    let kills = std::env::var("CLAIMDESK_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(KILLS);
    let folders: Vec<_> = (0..SERVERS).map(|_| tempfile::tempdir().unwrap()).collect();
    let home = folders[0].path().to_owned();
    let before = std::env::var_os("CLAIMDESK_BEFORE");
    if before.is_some() {
        postgres::bare(&home);
    } else {
        postgres::made(&home);
    }
    let mut fleet = Fleet {
        bucket: Double::start(),
        running: (0..SERVERS).map(|_| None).collect(),
        folders,
        before,
    };
    people(|| fleet.command(0));
    let balancer = Balancer::start();
    for number in 0..SERVERS {
        let address = fleet.start(number);
        balancer.servers.lock().unwrap().push(address);
    }
    fleet.before = None;
    // A session begun with one of them is good with all.
    let partner = Client::sign_in(&balancer.address, PARTNER);
    let reviewer = Client::sign_in(&balancer.address, REVIEWER);
    let work = Arc::new(Work {
        known: Mutex::default(),
        waiting: Mutex::default(),
        answered: AtomicUsize::new(0),
        over: AtomicBool::new(false),
    });
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
    let until = |answers: usize| {
        while work.answered.load(Ordering::SeqCst) < answers
            && hands.iter().all(|hand| !hand.is_finished())
        {
            thread::sleep(Duration::from_millis(2));
        }
    };
    for kill in 0..kills {
        until((kill + 1) * BETWEEN);
        let number = (kill * 7 + kill / 3) % SERVERS;
        fleet.kill(number);
        // The others go on meanwhile.
        until((kill + 1) * BETWEEN + BETWEEN / 2);
        let address = fleet.start(number);
        balancer.servers.lock().unwrap()[number] = address;
    }
    work.over.store(true, Ordering::SeqCst);
    for hand in hands {
        hand.join().unwrap();
    }

    let known = work.known.lock().unwrap();
    assert!(
        known.approved.len() > kills,
        "decisions were made meanwhile"
    );
    let get = |path: &str| partner.send("GET", path, With::default(), b"").unwrap();
    for reference in known.drafts.values() {
        let claim = get(&format!("/api/v1/claims/{reference}")).json();
        let state = claim["life"]["state"].as_str().unwrap();
        if known.approved.contains(reference) {
            assert_eq!(state, "approved", "{reference}");
        } else if known.submitted.contains(reference) {
            assert_ne!(state, "draft", "{reference} was sent");
        }
        let files = claim["evidence"].as_array().unwrap();
        if let Some(content) = known.files.get(reference) {
            assert_eq!(files.len(), 1, "{reference}");
            let id = files[0]["id"].as_str().unwrap();
            let kept = get(&format!("/api/v1/claims/{reference}/evidence/{id}"));
            assert!(kept.body == *content, "the proof of {reference} differs");
        }
    }
    let distinct: BTreeSet<_> = known.drafts.values().collect();
    assert_eq!(distinct.len(), known.drafts.len());
    assert_eq!(
        claims(&partner),
        known.drafts.len(),
        "each claim is there once"
    );
    let credits = get("/api/v1/credits").json();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for line in credits["credits"].as_array().unwrap() {
        *lines.entry(text(&line["reference"])).or_default() += 1;
    }
    for reference in &known.approved {
        assert_eq!(lines[reference], 2, "credits of {reference}, one a product");
    }
    drop(fleet.running);
    let mut verify = command(&home);
    verify
        .args(["audit", "verify", "--evidence"])
        .envs(environment(&fleet.bucket));
    let log = verify.output().unwrap();
    assert!(log.status.success(), "{log:?}");
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
