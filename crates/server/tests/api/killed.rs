//! The binary killed without warning in the middle of everything: what it had answered is there
//! when it comes back, once, and nothing half done is.
//!
//! `CLAIMDESK_KILLS` is the number of rounds; `cargo xtask test --long` asks for many.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use claimdesk_server::clock::{Clock, SystemClock};
use claimdesk_server::ids;
use serde_json::{Value, json};

use crate::bucket::double::Double;
use crate::bucket::environment;
use crate::common::form_with;
use crate::postgres;
use crate::process::{self, Running, serve_by};

/// Who files claims at the same time, and who decides them.
const PARTNERS: usize = 24;
const REVIEWERS: usize = 8;
/// Answers to wait for before the kill, in turns: early, in full swing, late.
const AFTER: [usize; 5] = [1, 40, 300, 12, 120];
/// Rounds on one data folder: all that was ever answered is looked up after each.
const TOGETHER: usize = 10;
const PASSWORD: &str = "en lang adgangskode";

/// What a server answered, or that it went away.
pub struct Answer {
    pub status: u16,
    pub version: Option<i64>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Somebody at their computer, who sends one request after another.
#[derive(Clone)]
pub struct Client {
    address: String,
    cookie: String,
}

/// What else a request says.
#[derive(Clone, Copy, Default)]
pub struct With<'a> {
    key: Option<&'a str>,
    version: Option<i64>,
}

impl<'a> With<'a> {
    pub fn key(key: &'a str) -> Self {
        Self {
            key: Some(key),
            version: None,
        }
    }

    pub fn version(version: Option<i64>) -> Self {
        Self { key: None, version }
    }
}

impl Client {
    pub fn sign_in(address: &str, email: &str) -> Self {
        let nobody = Self {
            address: address.to_owned(),
            cookie: String::new(),
        };
        let said = json!({ "email": email, "password": PASSWORD }).to_string();
        let (head, _) = nobody
            .exchange("POST", "/api/v1/session", With::default(), said.as_bytes())
            .unwrap();
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .and_then(|cookie| cookie.split(';').next())
            .unwrap();
        Self {
            cookie: cookie.to_owned(),
            ..nobody
        }
    }

    fn at(&self, address: &str) -> Self {
        Self {
            address: address.to_owned(),
            ..self.clone()
        }
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        with: With<'_>,
        body: &[u8],
    ) -> io::Result<Answer> {
        let (head, body) = self.exchange(method, path, with, body)?;
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let version = head
            .lines()
            .find_map(|line| line.strip_prefix("etag: "))
            .and_then(|tag| tag.trim_matches('"').parse().ok());
        Ok(Answer {
            status: status.ok_or(io::ErrorKind::InvalidData)?,
            version,
            body,
        })
    }

    /// An answer is one only when all of it came.
    fn exchange(
        &self,
        method: &str,
        path: &str,
        with: With<'_>,
        body: &[u8],
    ) -> io::Result<(String, Vec<u8>)> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n",
            self.cookie,
            body.len()
        );
        if let Some(key) = with.key {
            write!(head, "Idempotency-Key: {key}\r\n").unwrap();
        }
        if let Some(version) = with.version {
            write!(head, "If-Match: \"{version}\"\r\n").unwrap();
        }
        head += "\r\n";
        stream.write_all(&[head.as_bytes(), body].concat())?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all)?;
        let end = all
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        let head = String::from_utf8_lossy(&all[..end]).into_owned();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.parse::<usize>().ok());
        let body = all.split_off(end + 4);
        if length.is_some_and(|length| length != body.len()) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok((head, body))
    }
}

/// What was answered, and what was asked without an answer.
#[derive(Default)]
struct Known {
    /// References of drafts, by the key they were asked for with.
    drafts: BTreeMap<String, String>,
    /// Asked for with this key and form when the server went away.
    unanswered: BTreeMap<String, Vec<u8>>,
    /// Content of files, by claim.
    files: BTreeMap<String, Vec<u8>>,
    submitted: BTreeSet<String>,
    approved: BTreeSet<String>,
}

struct Round {
    known: Mutex<Known>,
    answered: AtomicUsize,
    /// Submitted claims that no reviewer has looked at.
    waiting: Mutex<Vec<String>>,
}

impl Round {
    fn note(&self, note: impl FnOnce(&mut Known)) {
        note(&mut self.known.lock().unwrap());
        self.answered.fetch_add(1, Ordering::SeqCst);
    }

    /// Files claims until the server goes away.
    fn files_claims(&self, partner: &Client, name: &str) -> io::Result<()> {
        for number in 0.. {
            let key = format!("{name}-{number}");
            let form = json!({ "form": unique_form(&key) })
                .to_string()
                .into_bytes();
            let with = With {
                key: Some(&key),
                ..With::default()
            };
            self.known
                .lock()
                .unwrap()
                .unanswered
                .insert(key.clone(), form.clone());
            let answer = partner.send("POST", "/api/v1/claims", with, &form)?;
            assert_eq!(answer.status, 201, "{}", answer.json());
            let reference = answer.json()["reference"].as_str().unwrap().to_owned();
            self.note(|known| {
                known.unanswered.remove(&key);
                known.drafts.insert(key.clone(), reference.clone());
            });

            let content = proof(&key);
            let path = format!("/api/v1/claims/{reference}/evidence?name=proof.pdf");
            let answer = loop {
                let answer = partner.send("POST", &path, With::default(), &content)?;
                // So many files at once are more than a busy machine looks through in time.
                if answer.status != 503 {
                    break answer;
                }
                thread::sleep(Duration::from_millis(500));
            };
            assert_eq!(answer.status, 201, "{}", answer.json());
            self.note(|known| {
                known.files.insert(reference.clone(), content);
            });

            let path = format!("/api/v1/claims/{reference}");
            let with = With {
                version: partner.send("GET", &path, With::default(), b"")?.version,
                ..With::default()
            };
            let answer = partner.send("POST", &format!("{path}/submit"), with, b"")?;
            assert_eq!(answer.status, 200, "{}", answer.json());
            self.note(|known| {
                known.submitted.insert(reference.clone());
            });
            self.waiting.lock().unwrap().push(reference);
        }
        Ok(())
    }

    /// Approves what was sent until the server goes away.
    fn approves(&self, reviewer: &Client) -> io::Result<()> {
        loop {
            let Some(reference) = self.waiting.lock().unwrap().pop() else {
                // Nothing to do: look whether the server is still there.
                reviewer.send("GET", "/healthz", With::default(), b"")?;
                thread::sleep(Duration::from_millis(5));
                continue;
            };
            let path = format!("/api/v1/review/claims/{reference}");
            let opened = reviewer.send("POST", &format!("{path}/open"), With::default(), b"")?;
            let with = With {
                version: opened.version,
                ..With::default()
            };
            let said = br#"{"note":"Fine."}"#;
            let answer = reviewer.send("POST", &format!("{path}/approve"), with, said)?;
            assert_eq!(answer.status, 200, "{}", answer.json());
            self.note(|known| {
                known.approved.insert(reference);
            });
        }
    }
}

/// Answers that hold on the day the test runs, on a subscription of their own.
pub fn unique_form(key: &str) -> Value {
    let hash = ids::hex(&ids::digest(key.as_bytes()));
    let guid = |from: usize| {
        let part = &hash[from..from + 30];
        format!(
            "{}-{}-4{}-8{}-{}",
            &part[..8],
            &part[8..12],
            &part[12..15],
            &part[15..18],
            &part[18..30]
        )
    };
    let today = SystemClock.now().date_naive();
    let day = |day: Option<NaiveDate>| day.unwrap().to_string();
    form_with(&json!({
        "customerTenantId": guid(0),
        "subscriptionId": guid(30),
        "subscriptionStart": day(today.checked_sub_days(Days::new(200))),
        "subscriptionEnd": day(today.checked_add_days(Days::new(500))),
        "workedSince": day(today.checked_sub_days(Days::new(100))),
        "acknowledgedOn": day(today.checked_sub_days(Days::new(10))),
    }))
}

/// A proof of some size that no other claim has.
pub fn proof(key: &str) -> Vec<u8> {
    let mut content = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n".to_vec();
    for line in 0..2000 {
        content.extend_from_slice(format!("% {key} {line}\n").as_bytes());
    }
    content.extend_from_slice(b"trailer\n<< /Root 1 0 R >>\n%%EOF\n");
    content
}

pub fn add(data: &Path, email: &str, more: &[&str]) {
    let mut child = process::command(data)
        .args(["user", "add", "--email", email, "--name", email])
        .arg("--password-stdin")
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(PASSWORD.as_bytes()).unwrap();
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// Every file below a folder.
fn below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// An installation: its data folder, and where its evidence is when it is not there.
struct Home {
    folder: tempfile::TempDir,
    bucket: Option<Double>,
}

impl Home {
    fn command(&self) -> Command {
        let mut command = process::command(self.folder.path());
        if let Some(bucket) = &self.bucket {
            command.envs(environment(bucket));
        }
        command
    }

    fn serve(&self) -> Running {
        serve_by(self.command())
    }

    /// Fails where a file of evidence is half there.
    fn has_no_halves(&self) {
        let of_folder = below(&self.folder.path().join("evidence"));
        let of_folder = of_folder.into_iter().map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&file).unwrap().into())
        });
        let of_bucket = self.bucket.iter().flat_map(Double::files);
        for (name, content) in of_folder.chain(of_bucket) {
            let hash = ids::hex(&ids::digest(&content));
            assert_eq!(hash, name, "half a file");
        }
    }
}

/// Fails where something that was answered is not there, or something is there twice or half.
fn check(known: &Known, partner: &Client, home: &Home) {
    let get = |path: &str| partner.send("GET", path, With::default(), b"").unwrap();
    for reference in known.drafts.values() {
        let answer = get(&format!("/api/v1/claims/{reference}"));
        assert_eq!(answer.status, 200, "{reference} was acknowledged");
        let claim = answer.json();
        let state = claim["life"]["state"].as_str().unwrap();
        if known.submitted.contains(reference) {
            assert_ne!(state, "draft", "{reference} was sent");
        }
        if known.approved.contains(reference) {
            assert_eq!(state, "approved", "{reference}");
        }
        let files = claim["evidence"].as_array().unwrap();
        if let Some(content) = known.files.get(reference) {
            let id = files.first().unwrap()["id"].as_str().unwrap();
            let kept = get(&format!("/api/v1/claims/{reference}/evidence/{id}"));
            assert!(kept.body == *content, "the proof of {reference} differs");
        }
    }
    let credits = get("/api/v1/credits").json();
    let mut lines = BTreeMap::new();
    for line in credits["credits"].as_array().unwrap() {
        let of = (line["reference"].to_string(), line["workload"].to_string());
        *lines.entry(of).or_insert(0) += 1;
    }
    assert!(lines.values().all(|times| *times == 1), "{lines:?}");
    for reference in &known.approved {
        let quoted = Value::from(reference.as_str()).to_string();
        let of = lines.keys().filter(|(claim, _)| *claim == quoted).count();
        assert_eq!(of, 2, "the credits of {reference}, one a product");
    }
    home.has_no_halves();
}

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
    killed(&[3, 1], Some(Double::start()));
}

/// Each of the two keeps a machine busy.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// These rounds on one data folder; gives how many approvals were answered.
fn killed(rounds: &[usize], bucket: Option<Double>) -> usize {
    let _turn = ONE_AT_A_TIME.lock();
    let folder = tempfile::tempdir().unwrap();
    postgres::made(folder.path());
    let nordlys = [
        "--role",
        "partner",
        "--organisation",
        "Nordlys A/S",
        "--location",
        "6100001",
        "--track",
        "smb",
    ];
    add(folder.path(), "anna@example.com", &nordlys);
    add(folder.path(), "rie@example.com", &["--role", "reviewer"]);
    let home = Home { folder, bucket };
    let mut server = home.serve();
    let partner = Client::sign_in(&server.address, "anna@example.com");
    let reviewer = Client::sign_in(&server.address, "rie@example.com");
    let mut known = Known::default();
    for &number in rounds {
        let round = Arc::new(Round {
            known: Mutex::new(known),
            answered: AtomicUsize::new(0),
            waiting: Mutex::new(Vec::new()),
        });
        let (partner, reviewer) = (partner.at(&server.address), reviewer.at(&server.address));
        let mut at_work = Vec::new();
        for hand in 0..PARTNERS {
            let (round, partner) = (Arc::clone(&round), partner.clone());
            let name = format!("{number}-{hand}");
            at_work.push(thread::spawn(move || round.files_claims(&partner, &name)));
        }
        for _ in 0..REVIEWERS {
            let (round, reviewer) = (Arc::clone(&round), reviewer.clone());
            at_work.push(thread::spawn(move || round.approves(&reviewer)));
        }
        let enough = AFTER[number % AFTER.len()];
        while round.answered.load(Ordering::SeqCst) < enough
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
        known = Arc::into_inner(round).unwrap().known.into_inner().unwrap();

        server = home.serve();
        let partner = partner.at(&server.address);
        check(&known, &partner, &home);
        let log = home
            .command()
            .args(["audit", "verify", "--evidence"])
            .output()
            .unwrap();
        assert!(log.status.success(), "{log:?}");
        // Who got no answer asks again, and has one claim from both.
        for (key, form) in std::mem::take(&mut known.unanswered) {
            let with = With {
                key: Some(&key),
                ..With::default()
            };
            let answer = partner.send("POST", "/api/v1/claims", with, &form).unwrap();
            assert_eq!(answer.status, 201);
            let reference = answer.json()["reference"].as_str().unwrap().to_owned();
            known.drafts.insert(key, reference);
        }
        let distinct: BTreeSet<_> = known.drafts.values().collect();
        assert_eq!(distinct.len(), known.drafts.len());
        assert_eq!(
            claims(&partner),
            known.drafts.len(),
            "each claim is there once"
        );
    }
    known.approved.len()
}

/// How many claims the organisation has, counted page by page.
pub fn claims(partner: &Client) -> usize {
    let mut cursor = String::new();
    let mut found = 0;
    loop {
        let path = format!("/api/v1/claims?limit=100{cursor}");
        let page = partner
            .send("GET", &path, With::default(), b"")
            .unwrap()
            .json();
        found += page["claims"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}
