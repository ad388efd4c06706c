//! Proofs in a text of their own, which can be checked without the log and without this server.

use anyhow::{Context, bail};
use claimdesk_protocol::AuditProof;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use sha2::Sha256;

use super::head::{self, Head, Verifier, from_hex};
use super::tree::Hash;
use crate::ids;

/// What [`AuditProof::kind`] says of an entry in a log.
pub const INCLUSION: &str = "claimdesk audit inclusion 1";
/// What it says of a log that goes on from an earlier one.
pub const CONSISTENCY: &str = "claimdesk audit consistency 1";

/// A proof.
#[derive(Clone, Debug)]
pub struct Proof(pub AuditProof);

fn spelled(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| ids::hex(hash)).collect()
}

impl Proof {
    /// That this entry is the one at this place.
    pub fn inclusion(
        sequence: u64,
        entry: &str,
        hashes: &[Hash],
        head: String,
        key: &Verifier,
    ) -> Self {
        Self(AuditProof {
            kind: INCLUSION.to_owned(),
            sequence: Some(sequence),
            entry: Some(entry.to_owned()),
            before: None,
            hashes: spelled(hashes),
            head,
            key: key.text(),
        })
    }

    /// That the log of the second head begins with all of the log of the first.
    pub fn consistency(before: String, hashes: &[Hash], head: String, key: &Verifier) -> Self {
        Self(AuditProof {
            kind: CONSISTENCY.to_owned(),
            sequence: None,
            entry: None,
            before: Some(before),
            hashes: spelled(hashes),
            head,
            key: key.text(),
        })
    }

    /// Checks the proof by what stands in it; gives the head it leads to. Whether its key is the
    /// one of the log is for whoever has that key from elsewhere to say.
    ///
    /// # Errors
    ///
    /// With what is wrong.
    pub fn check(&self) -> anyhow::Result<Head> {
        let proof = &self.0;
        let key = Verifier::read(&proof.key).context("its key cannot be read")?;
        let keys = [key];
        let (head, _) = head::open(&proof.head, &keys).context("its head")?;
        let root = RootHash::<Sha256>::new(head.root.into(), head.size);
        let hashes: Option<Vec<Hash>> = proof.hashes.iter().map(|hash| from_hex(hash)).collect();
        let hashes = hashes.context("its hashes cannot be read")?.concat();
        match (
            proof.kind.as_str(),
            proof.sequence,
            &proof.entry,
            &proof.before,
        ) {
            (INCLUSION, Some(sequence), Some(entry), None) => {
                let steps = InclusionProof::try_from_bytes(hashes)?;
                root.verify_inclusion(&entry.as_bytes(), sequence, &steps)
                    .map_err(|error| {
                        anyhow::anyhow!("entry {sequence} is not in the log of this head: {error}")
                    })?;
            }
            (CONSISTENCY, None, None, Some(before)) => {
                let (old, _) = head::open(before, &keys).context("its earlier head")?;
                let steps = ConsistencyProof::try_from_bytes(hashes)?;
                root.verify_consistency(&RootHash::new(old.root.into(), old.size), &steps)
                    .map_err(|error| {
                        anyhow::anyhow!("the log of this head does not begin with that of the earlier one: {error}")
                    })?;
            }
            _ => bail!(
                "it is of no kind that is known here: {}",
                proof.kind.escape_debug()
            ),
        }
        Ok(head)
    }
}
