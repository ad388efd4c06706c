//! What people do while servers are killed: each asks until it is done, and notes what was answered.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::working::{Answer, Client, With, asks_for, claims, proof};

#[derive(Default)]
struct Known {
    drafts: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
    submitted: BTreeSet<String>,
    approved: BTreeSet<String>,
}

#[derive(Default)]
pub(super) struct Work {
    known: Mutex<Known>,
    waiting: Mutex<Vec<String>>,
    pub(super) answered: AtomicUsize,
    pub(super) over: AtomicBool,
}

impl Work {
    fn note(&self, note: impl FnOnce(&mut Known)) {
        note(&mut self.known.lock().unwrap());
        self.answered.fetch_add(1, Ordering::SeqCst);
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    pub(super) fn files_claims(&self, partner: &Client, name: &str) {
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
                let on = read(partner, &path)?;
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

    pub(super) fn approves(&self, reviewer: &Client) {
        while !self.is_over() {
            let Some(reference) = self.waiting.lock().unwrap().pop() else {
                thread::sleep(Duration::from_millis(5));
                continue;
            };
            let path = format!("/api/v1/review/claims/{reference}");
            decided(|| {
                let opened = read(reviewer, &path)?;
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

    /// How many decisions were answered.
    pub(super) fn approved(&self) -> usize {
        self.known.lock().unwrap().approved.len()
    }

    /// All that was answered is there, once.
    pub(super) fn check(&self, partner: &Client) {
        let known = self.known.lock().unwrap();
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
            claims(partner),
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
    }
}

/// What stands there; a server that cannot tell it has told nothing.
fn read(client: &Client, path: &str) -> io::Result<Answer> {
    let answer = client.send("GET", path, With::default(), b"")?;
    match answer.status {
        200 => Ok(answer),
        502 | 503 => Err(io::ErrorKind::Interrupted.into()),
        status => unreachable!("{status}: {}", answer.json()),
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

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
