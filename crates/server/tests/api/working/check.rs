//! What is to be there after something has happened to a server.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use claimdesk_server::ids;
use serde_json::Value;

use super::{Book, Client, Known, Line, Part, With, asks_for, below, proof};
use crate::bucket::double::Double;
use crate::bucket::environment;
use crate::process::{self, Running, serve_by};

/// An installation: its data folder, and where its evidence is when it is not there.
pub struct Home<'a> {
    pub data: &'a Path,
    pub bucket: Option<&'a Double>,
}

impl<'a> Home<'a> {
    /// One that has everything in its folder.
    pub const fn at(data: &'a Path) -> Self {
        Self { data, bucket: None }
    }

    pub fn command(&self) -> Command {
        let mut command = process::command(self.data);
        if let Some(bucket) = self.bucket {
            command.envs(environment(bucket));
        }
        command
    }

    pub fn serve(&self) -> Running {
        serve_by(self.command())
    }

    /// Whether the audit log holds, and each claim has its evidence; why not, where it does not.
    pub fn verify(&self) -> Result<(), String> {
        let verify = self
            .command()
            .args(["audit", "verify", "--evidence"])
            .output();
        let told = verify.unwrap();
        let words = String::from_utf8_lossy(&told.stdout).into_owned();
        told.status.success().then_some(()).ok_or(words)
    }

    /// Fails where something is left of files that were on their way when the server ended.
    pub fn is_swept(&self) {
        let left = below(&self.data.join("evidence/incoming"));
        assert!(left.is_empty(), "{left:?}");
    }

    /// Fails where a file of evidence is half there.
    pub fn has_no_halves(&self) {
        let kept = below(&self.data.join("evidence/sha256"));
        let of_folder = kept.into_iter().map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(&file).unwrap().into())
        });
        let of_bucket = self.bucket.iter().flat_map(|bucket| bucket.files());
        for (name, content) in of_folder.chain(of_bucket) {
            let hash = ids::hex(&ids::digest(&content));
            assert_eq!(hash, name, "half a file");
        }
    }
}

impl Book {
    /// Looks for all that was answered, and takes down what is there after all.
    pub fn check(&mut self, partner: &Client, home: &Home<'_>) {
        let lines = self.whole().check(partner, home);
        self.learn(lines);
    }
}

impl Known {
    /// Fails where something that is known is not there, or something is there twice or half. Who got
    /// no answer asks again, and goes on with a proof that was on its way: that is there then.
    pub fn check(&self, partner: &Client, home: &Home<'_>) -> Vec<Line> {
        let missing = self.missing(partner);
        assert!(missing.is_empty(), "{missing:#?}");
        home.has_no_halves();
        home.verify().unwrap();
        let came = self.goes_on(partner);
        let drafts = self.asks_again(partner);
        came.into_iter().chain(drafts).collect()
    }

    /// What was answered and is not there; fails where something is there twice.
    pub fn missing(&self, partner: &Client) -> Vec<String> {
        let get = |path: &str| partner.get(path).unwrap();
        let mut missing = Vec::new();
        let keys = self.drafts.iter();
        for (key, reference) in keys {
            let answer = get(&format!("/api/v1/claims/{reference}"));
            if answer.status != 200 {
                missing.push(format!("{reference} was acknowledged: {}", answer.status));
                continue;
            }
            let claim = answer.json();
            let state = claim["life"]["state"].as_str().unwrap();
            if self.submitted.contains(reference) && state == "draft" {
                missing.push(format!("{reference} was sent"));
            }
            if self.approved.contains(reference) && state != "approved" {
                missing.push(format!("{reference} was approved, and is {state}"));
            }
            if self.files.contains(reference) {
                let files = claim["evidence"].as_array().unwrap();
                let of = |file: &Value| file["id"].as_str().unwrap().to_owned();
                let kept = files.first().map(of).is_some_and(|id| {
                    let kept = get(&format!("/api/v1/claims/{reference}/evidence/{id}"));
                    kept.body == proof(key)
                });
                if !kept {
                    missing.push(format!("the proof of {reference} differs"));
                }
            }
        }
        for (reference, (place, came)) in &self.uploads {
            let asked = With::part(Part::Asked);
            let state = partner.send("HEAD", place, asked, b"").unwrap();
            if state.offset().is_none_or(|here| here < *came) {
                missing.push(format!("{came} bytes of the proof of {reference} came"));
            }
        }
        let credits = get("/api/v1/credits").json();
        let mut lines = BTreeMap::new();
        for line in credits["credits"].as_array().into_iter().flatten() {
            let of = (line["reference"].to_string(), line["workload"].to_string());
            *lines.entry(of).or_insert(0) += 1;
        }
        assert!(lines.values().all(|times| *times == 1), "{lines:?}");
        for reference in &self.approved {
            let quoted = Value::from(reference.as_str()).to_string();
            // One a product.
            if lines.keys().filter(|(claim, _)| *claim == quoted).count() != 2 {
                missing.push(format!("the credits of {reference}"));
            }
        }
        missing
    }

    /// Brings the rest of the proofs that were on their way.
    fn goes_on(&self, partner: &Client) -> Vec<Line> {
        let mut came = Vec::new();
        for (reference, (place, _)) in &self.uploads {
            let (key, _) = self.drafts.iter().find(|(_, of)| *of == reference).unwrap();
            let content = proof(key);
            let asked = With::part(Part::Asked);
            let here = partner.send("HEAD", place, asked, b"").unwrap().is(200);
            let here = here.offset().unwrap();
            let rest = With::part(Part::At(here));
            let brought = partner.send("PATCH", place, rest, &content[here..]);
            brought.unwrap().is(204);
            let path = format!("/api/v1/claims/{reference}");
            let claim = partner.get(&path).unwrap().json();
            let id = claim["evidence"][0]["id"].as_str().unwrap();
            let kept = partner.get(&format!("{path}/evidence/{id}")).unwrap();
            assert!(kept.body == content, "the proof of {reference} differs");
            came.push(Line::File(reference.clone()));
        }
        came
    }

    /// Asks once more for what was not answered: there is one claim from both.
    fn asks_again(&self, partner: &Client) -> Vec<Line> {
        let asks = |key: &String| {
            let answer = partner.post("/api/v1/claims", With::key(key), &asks_for(key));
            let answer = answer.unwrap().is(201).json();
            Line::Draft {
                key: key.clone(),
                reference: answer["reference"].as_str().unwrap().to_owned(),
            }
        };
        let lines: Vec<Line> = self.unanswered.iter().map(asks).collect();
        let again = lines.iter().filter_map(|line| match line {
            Line::Draft { reference, .. } => Some(reference),
            _ => None,
        });
        let distinct: BTreeSet<_> = self.drafts.values().chain(again).collect();
        let known = self.drafts.len() + self.unanswered.len();
        assert_eq!(distinct.len(), known, "each has a claim of its own");
        assert_eq!(claims(partner), known, "each claim is there once");
        lines
    }
}

/// How many claims the organisation has, counted page by page.
pub fn claims(partner: &Client) -> usize {
    let mut cursor = String::new();
    let mut found = 0;
    loop {
        let path = format!("/api/v1/claims?limit=100{cursor}");
        let page = partner.get(&path).unwrap().json();
        found += page["claims"].as_array().unwrap().len();
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}
