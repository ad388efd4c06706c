//! All that a decision rests on, to be kept elsewhere: the claim, what happened to it, the
//! decision, what the audit log proves of it, the files.

use claimdesk_protocol::{Claim, ClaimEvent, CreditLine, Happened};
use claimdesk_recognition::claim::{ClaimState, Move};
use serde::Serialize;

use super::archive::{Entry, Names};
use super::chain::{self, Chain};

/// How a claim was decided.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Decision<'c> {
    /// Where the claim stands.
    state: ClaimState,
    /// What decided it; nothing while it is not decided.
    decided: Option<&'c ClaimEvent>,
    /// What it gave.
    credits: &'c [CreditLine],
}

/// The files of the pack, as this reader may see the claim.
pub fn entries(claim: &Claim, chain: &Chain) -> serde_json::Result<Vec<Entry>> {
    let decides = |event: &&ClaimEvent| {
        matches!(
            event.made,
            Happened::Moved(
                Move::Approve
                    | Move::Reject
                    | Move::Expire
                    | Move::Decline
                    | Move::Disassociate
                    | Move::Withdraw
            )
        )
    };
    let decision = Decision {
        state: claim.life.state,
        decided: claim
            .events
            .iter()
            .rev()
            .find(decides)
            .filter(|event| event.to == claim.life.state),
        credits: &claim.credits,
    };
    let mut entries = vec![
        Entry::made("claim.json", serde_json::to_vec_pretty(claim)?),
        Entry::made("timeline.json", serde_json::to_vec_pretty(&claim.events)?),
        Entry::made("decision.json", serde_json::to_vec_pretty(&decision)?),
        Entry::made(chain::FILE, serde_json::to_vec_pretty(chain)?),
    ];
    entries.extend(proof(claim).into_iter().map(|(entry, _)| entry));
    Ok(entries)
}

/// The files of evidence, each under a name of its own.
pub fn proof(claim: &Claim) -> Vec<(Entry, String)> {
    let mut names = Names::default();
    claim
        .evidence
        .iter()
        .map(|file| {
            let name = names.fitting("proof", &file.name);
            let entry = Entry::kept(name.clone(), file.sha256.clone(), file.size);
            (entry, name)
        })
        .collect()
}
