//! What the audit log tells of a claim, in its pack: each entry with the proof that it is in the
//! log of one signed head.

use std::collections::HashSet;

use claimdesk_protocol::{AuditProof, Claim};
use serde::{Deserialize, Serialize};

use super::archive::Listed;
use crate::app::App;
use crate::audit::entry::{Entry, content};
use crate::audit::proof::{INCLUSION, Proof};
use crate::audit::tree::Plan;
use crate::audit::{failed, hashes, signed_head};
use crate::problem::Outcome;

/// The file's name in the zip.
pub const FILE: &str = "audit.json";

/// The entries of a claim, and the head that they are proved by.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Chain {
    /// The signed head.
    pub head: String,
    /// The public key it is signed by.
    pub key: String,
    /// The entries, oldest first.
    pub entries: Vec<Link>,
}

/// An entry with its proof.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Link {
    /// Which entry.
    pub sequence: u64,
    /// Its text, byte for byte.
    pub entry: String,
    /// RFC 9162's hashes.
    pub hashes: Vec<String>,
}

/// The chain of a claim. Partners are not shown which reviewer took or handed over a claim, here no
/// more than in its timeline.
pub async fn of(app: &App, reference: &str, for_partner: bool) -> Outcome<Chain> {
    let mut entries = app.store().audit_of(reference).await?;
    if for_partner {
        entries.retain(|(_, text)| !is_among_reviewers(text));
    }
    // After the entries: all of them are under it.
    let (log, head) = signed_head(app).await?;
    let key = app.signer().verifier();
    let mut links = Vec::new();
    for (sequence, entry) in entries {
        let plan = Plan::inclusion(sequence, log.edge.size())
            .ok_or_else(|| failed("an entry stands behind the end of the audit log"))?;
        let hashes = hashes(app.store(), &plan).await?;
        let Proof(proof) = Proof::inclusion(sequence, &entry, &hashes, String::new(), key);
        links.push(Link {
            sequence,
            entry,
            hashes: proof.hashes,
        });
    }
    Ok(Chain {
        head,
        key: key.text(),
        entries: links,
    })
}

fn is_among_reviewers(text: &str) -> bool {
    serde_json::from_str::<Entry>(text)
        .is_ok_and(|entry| entry.operation.starts_with("post.review.") && entry.from == entry.to)
}

/// What a check of a chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proved {
    /// Entries that are proved.
    pub entries: usize,
    /// Entries under the head.
    pub size: u64,
    /// The key that signed it.
    pub key: String,
    /// What is wrong.
    pub faults: Vec<String>,
}

impl Chain {
    /// Checks every proof, that each file is one whose hash the log tells, and that what was decided
    /// last is what stands in the claim.
    pub fn check(&self, reference: &str, files: &[Listed], claim: Option<&Claim>) -> Proved {
        let mut proved = Proved {
            key: self.key.clone(),
            ..Proved::default()
        };
        let (mut kept, mut stands) = (HashSet::new(), None);
        for link in &self.entries {
            let sequence = link.sequence;
            let proof = Proof(AuditProof {
                kind: INCLUSION.to_owned(),
                sequence: Some(sequence),
                entry: Some(link.entry.clone()),
                before: None,
                hashes: link.hashes.clone(),
                head: self.head.clone(),
                key: self.key.clone(),
            });
            match proof.check() {
                Ok(head) => proved.size = head.size,
                Err(error) => {
                    proved.faults.push(format!("entry {sequence}: {error:#}"));
                    continue;
                }
            }
            let Ok(entry) = serde_json::from_str::<Entry>(&link.entry) else {
                proved
                    .faults
                    .push(format!("entry {sequence} cannot be read"));
                continue;
            };
            if entry.object.reference != reference {
                proved
                    .faults
                    .push(format!("entry {sequence} is about something else"));
                continue;
            }
            proved.entries += 1;
            match (entry.evidence, entry.to.as_deref()) {
                (Some(sha256), Some("kept")) => {
                    kept.insert(sha256);
                    stands = None;
                }
                (Some(sha256), _) => {
                    kept.remove(&sha256);
                    stands = None;
                }
                (None, _) => stands = entry.content.or(stands),
            }
        }
        for file in files.iter().filter(|file| file.name.starts_with("proof/")) {
            if !kept.contains(&file.sha256) {
                let fault = format!("{}: no entry tells that it was added", file.name);
                proved.faults.push(fault);
            }
        }
        let now = claim.and_then(|claim| {
            let files = claim.evidence.iter().map(|file| file.sha256.as_str());
            content(&claim.form, files).ok()
        });
        if let (Some(stands), Some(now)) = (stands, now)
            && stands != now
        {
            let fault = "claim.json: it is not what the last entry was about";
            proved.faults.push(fault.to_owned());
        }
        proved
    }
}
