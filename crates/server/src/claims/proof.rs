//! Claims whose proof is provisional: what they wait for, and what the final proof changes.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{FinalProof, Happened, NoticeKind, ProofEvent, User};
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::reminders::When;
use claimdesk_recognition::claim::{Actor, Life, ProofKind, awaits_final};
use claimdesk_recognition::programme::ClaimRules;

use super::quality::person;
use super::{Desk, telling};
use crate::app::App;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;
use crate::store::{Change, ClaimFile, EvidenceRecord, NewEvent, NewReminder, Said};

/// Claims of one look.
const AT_ONCE: u32 = 200;
/// Each word about the time for a final proof, as it is written down.
const ENDS_SOON: &str = "final_proof_soon";
const RAN_OUT: &str = "final_proof_late";
const IS_MISSING: &str = "final_proof_missing";

impl ClaimFile {
    /// True while the final proof of this claim is waited for.
    pub fn awaits_final_proof(&self) -> bool {
        awaits_final(self.evidence.iter().map(|file| file.kind))
    }
}

/// Refuses to approve what has only a provisional proof.
pub(super) fn allows_approval(file: &ClaimFile) -> Outcome<()> {
    match provisional(&file.evidence) {
        Some(file) => Err(Refusal::proof_provisional(&file.name)),
        None => Ok(()),
    }
}

/// Refuses an answer whose proof is provisional still, when only a final one will do.
pub(super) fn allows_answer(
    file: &ClaimFile,
    at: DateTime<Utc>,
    rules: &ClaimRules,
) -> Outcome<()> {
    match provisional(&file.evidence) {
        Some(late) if !file.life.provisional_will_do(at, rules) => {
            Err(Refusal::provisional_ran_out(&late.name))
        }
        _ => Ok(()),
    }
}

fn provisional(files: &[EvidenceRecord]) -> Option<&EvidenceRecord> {
    files
        .iter()
        .find(|file| file.kind == ProofKind::Provisional)
}

/// Until when a claim that a reviewer has waits for its final proof.
pub(super) fn until(
    life: &Life,
    files: &[EvidenceRecord],
    rules: &ClaimRules,
) -> Option<DateTime<Utc>> {
    provisional(files)?;
    life.final_proof_until(rules)
}

/// The final proof that is waited for, as both sides see it; nothing once the claim is decided.
pub(super) fn view(
    file: &ClaimFile,
    programme: &Programme,
    now: DateTime<Utc>,
) -> Option<FinalProof> {
    let rules = &programme.claims;
    (file.awaits_final_proof() && file.life.state.is_open()).then(|| FinalProof {
        until: file.life.filing_held_until(rules),
        can_come: file.life.takes_final_proof(now, rules).is_ok(),
        late: !file.life.provisional_will_do(now, rules),
    })
}

/// The claim's files once the change is written.
pub(super) fn keep(file: &mut ClaimFile, change: &Change) {
    if let Some(came) = &change.final_proof {
        for file in &mut file.evidence {
            file.kind = file.kind.once_final_came();
        }
        file.evidence.push(came.clone());
    }
}

impl Desk<'_> {
    /// Whether a claim whose files stand takes one more: the final proof it waits for.
    pub fn takes_final_proof(&self, file: &ClaimFile, at: DateTime<Utc>) -> Outcome<()> {
        if !file.awaits_final_proof() {
            return Err(Refusal::files_stand());
        }
        Ok(file.life.takes_final_proof(at, &self.programme.claims)?)
    }

    /// The change by which the final proof comes: it replaces what stood for it, and nothing else of
    /// the claim changes.
    pub fn bring_final(
        &self,
        file: &ClaimFile,
        came: EvidenceRecord,
        by: &User,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        self.takes_final_proof(file, at)?;
        if let Some(same) = file.evidence.iter().find(|one| one.sha256 == came.sha256) {
            return Err(Refusal::file(
                "file_there",
                format!(
                    "This is {}, which the claim has already. Send the final proof that it stands for.",
                    same.name
                ),
            ));
        }
        let reviewer = file.reviewer.as_ref().map(|person| person.id.as_str());
        let mut assessment = file.assessment.clone();
        if let Some(assessment) = &mut assessment {
            assessment.final_proof_came();
        }
        Ok(Change {
            assessment,
            event: Some(NewEvent {
                by: Some(person(by)),
                actor: Actor::Partner,
                made: Happened::Proof(ProofEvent::FinalProof),
                to: file.life.state,
                note: None,
                reason: None,
            }),
            messages: vec![telling::to_reviewer(
                file,
                reviewer,
                NoticeKind::FinalProofCame,
                self,
            )],
            final_proof: Some(came),
            final_until: None,
            ..self.unchanged(file, at)
        })
    }
}

/// Says what the time for final proofs has to say; gives how many words that was.
pub async fn sweep(app: &App) -> Outcome<usize> {
    let now = app.now();
    let soon = app
        .reminders()
        .final_proof_horizon(now, &app.programme().claims);
    let mut said = 0;
    let ever = DateTime::UNIX_EPOCH;
    for (word, after, until) in [
        (ENDS_SOON, now, soon),
        (RAN_OUT, ever, now),
        (IS_MISSING, ever, now),
    ] {
        let store = app.store();
        for reference in store.awaiting_final(after, until, word, AT_ONCE).await? {
            if let Some(file) = app.store().claim(&reference).await?
                && let Some(reminder) = reminder(app, &file, word)
            {
                said += usize::from(app.store().remind(reminder).await?);
            }
        }
    }
    Ok(said)
}

fn reminder(app: &App, file: &ClaimFile, word: &'static str) -> Option<NewReminder> {
    let (now, desk) = (app.now(), desk(app));
    let due = file
        .awaits_final_proof()
        .then(|| {
            file.life
                .final_proof_reminder(now, &app.programme().claims, app.reminders())
        })
        .flatten()?;
    let mut message = match (word, due.when) {
        (ENDS_SOON, When::Soon) => {
            telling::to_partner(file, NoticeKind::FinalProofSoon, None, &desk)
        }
        (RAN_OUT, When::Late) => telling::to_partner(file, NoticeKind::FinalProofLate, None, &desk),
        (IS_MISSING, When::Late) => {
            let reviewer = file.reviewer.as_ref().map(|person| person.id.as_str());
            telling::to_reviewer(file, reviewer, NoticeKind::FinalProofMissing, &desk)
        }
        _ => return None,
    };
    if word != IS_MISSING {
        message.facts.until = Some(due.until);
    }
    Some(NewReminder {
        reference: file.reference.clone(),
        version: file.version,
        said: Said {
            reminder: word.to_owned(),
            clock: due.until.timestamp_millis(),
            step: 0,
        },
        message,
        at: now,
    })
}
