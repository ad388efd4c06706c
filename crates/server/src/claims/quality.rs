//! Decisions that two people make, that are looked at again, and that are undone.

use chrono::{DateTime, Utc};
use claimdesk_protocol::{Happened, NoticeKind, Organisation, QualityAct, User};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::quality::{Decision, tells_from};
use claimdesk_recognition::claim::{Actor, Decided, Move};
use claimdesk_recognition::names;

use super::{Desk, Said, proof, scans, telling, word};
use crate::problem::{Outcome, Refusal};
use crate::store::quality::{LastDecision, LastMade, Looked, NewDecision, NewMade, SecondLook};
use crate::store::{Change, ClaimFile, NewEvent, Person};

/// Somebody as they are written down.
pub(crate) fn person(user: &User) -> Person {
    Person {
        id: user.id.clone(),
        name: user.name.clone(),
    }
}

/// A claim that is decided on, with what reviewers decided on it last.
#[derive(Clone, Debug)]
pub struct Case {
    /// The claim.
    pub file: ClaimFile,
    /// The last decision, also one that does not stand any more.
    pub last: Option<LastDecision>,
}

/// A proposed approval that waits.
#[derive(Clone, Copy, Debug)]
pub struct OpenProposal<'c> {
    /// The row.
    pub last: &'c LastDecision,
    /// The organisation that sells, where it is one here.
    pub seller_id: Option<&'c str>,
}

/// A decision by which the claim stands where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'c> {
    /// The row.
    pub last: &'c LastDecision,
    /// The decision.
    pub decision: &'c Decision,
    /// Who proposed it, where two decided.
    pub proposed_by: Option<&'c Person>,
    /// The second look it was drawn for.
    pub look: Option<&'c SecondLook>,
}

impl Case {
    /// The proposal that waits for a second pair of eyes: the last word on a claim that a
    /// reviewer still has to decide. One of a claim that was withdrawn waits for nobody.
    pub fn proposal(&self) -> Option<OpenProposal<'_>> {
        let last = self.last.as_ref()?;
        let decidable = Move::Approve.leads_from(self.file.life.state).is_some();
        match &last.made {
            LastMade::Proposed { seller_id } if decidable => Some(OpenProposal {
                last,
                seller_id: seller_id.as_deref(),
            }),
            _ => None,
        }
    }

    /// The decision that stands.
    pub fn standing(&self) -> Option<Standing<'_>> {
        let last = self.last.as_ref()?;
        match &last.made {
            LastMade::Decided {
                decision,
                proposed_by,
                look,
            } if decision.stands(&self.file.life) => Some(Standing {
                last,
                decision,
                proposed_by: proposed_by.as_ref(),
                look: look.as_ref(),
            }),
            _ => None,
        }
    }

    /// Refuses what is decided alone while a proposal waits.
    pub fn nobody_else_proposed(&self) -> Outcome<()> {
        match self.proposal() {
            None => Ok(()),
            Some(proposal) => Err(Refusal::not_now(format!(
                "{} proposes to approve this claim, and that waits for a second pair of eyes. Confirm it or return it first; whoever proposed it can take it back.",
                proposal.last.by.name
            ))),
        }
    }

    /// The case as it is once the change is written.
    #[must_use]
    pub fn after(self, change: &Change) -> Self {
        let last = match &change.decision {
            None => self.last,
            Some(new) => last_after(self.last, new, change.at),
        };
        Self {
            file: super::after(self.file, change),
            last,
        }
    }
}

fn last_after(
    before: Option<LastDecision>,
    new: &NewDecision,
    at: DateTime<Utc>,
) -> Option<LastDecision> {
    let made = match &new.made {
        NewMade::Propose { seller_id } => LastMade::Proposed {
            seller_id: seller_id.clone(),
        },
        NewMade::Decide {
            decided,
            before: life,
            drawn,
            ..
        } => LastMade::Decided {
            decision: Box::new(Decision {
                decided: *decided,
                at,
                before: (**life).clone(),
            }),
            proposed_by: before.filter(|_| new.answers.is_some()).map(|one| one.by),
            look: drawn.then_some(SecondLook { looked: None }),
        },
        NewMade::Return | NewMade::Undo { .. } => return None,
        NewMade::Look { agrees } => {
            let mut before = before?;
            if let LastMade::Decided { look, .. } = &mut before.made {
                *look = Some(SecondLook {
                    looked: Some(Looked {
                        at,
                        by: new.by.name.clone(),
                        agrees: *agrees,
                        note: new.note.clone(),
                    }),
                });
            }
            return Some(before);
        }
    };
    Some(LastDecision {
        // Given by the database; nobody sees it.
        id: 0,
        at,
        by: new.by.clone(),
        note: new.note.clone(),
        made,
    })
}

impl Desk<'_> {
    /// The organisation that sells what the claim is about, where it is one here.
    pub async fn seller(&self, file: &ClaimFile) -> Outcome<Option<Organisation>> {
        Ok(match names::partner_id(&file.form.transacting_partner_id) {
            Some(location) => self.store.organisation_at(&location).await?,
            None => None,
        })
    }

    /// The row of this move, where it decides something.
    pub(super) async fn decision(
        &self,
        file: &ClaimFile,
        made: Move,
        by: Option<&Person>,
        note: Option<&str>,
        at: DateTime<Utc>,
    ) -> Outcome<Option<NewDecision>> {
        let (Some(decided), Some(by)) = (Decided::by(made), by) else {
            return Ok(None);
        };
        let before = self.store.decisions_on(&file.reference).await?;
        Ok(Some(NewDecision {
            by: by.clone(),
            note: note.map(str::to_owned),
            answers: None,
            made: NewMade::Decide {
                decided,
                before: Box::new(file.life.clone()),
                month: tells_from(at),
                drawn: self.quality.draws(&file.reference, decided, before),
            },
        }))
    }

    /// The change that proposes an approval to those who may confirm it.
    pub fn propose(
        &self,
        file: &ClaimFile,
        seller_id: Option<String>,
        confirmers: &[User],
        by: &User,
        said: Said,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        // What could not be approved cannot be proposed.
        word::allows_approval(file)?;
        proof::allows_approval(file)?;
        scans::all_are_here(file)?;
        file.life.after(Move::Approve, at, &self.programme.claims)?;
        if confirmers.is_empty() {
            return Err(Refusal::not_now(
                "This claim brings so much that a second reviewer has to confirm its approval, and there is none who may: nobody but you, or only people of the two partners. Ask an administrator to add one.",
            ));
        }
        let messages = confirmers
            .iter()
            .map(|user| telling::to_person(file, &user.id, NoticeKind::SecondEyes, None, self))
            .collect();
        let made = NewMade::Propose { seller_id };
        Ok(Change {
            messages,
            ..self.judged(file, QualityAct::Propose, made, None, by, said, at)
        })
    }

    /// The change that confirms a proposal: the approval itself.
    pub async fn confirm(
        &self,
        case: &Case,
        by: &User,
        said: Said,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        case.file.not_held()?;
        let proposal = case.proposal().ok_or_else(no_proposal)?;
        let said = Said {
            note: said.note.or_else(|| proposal.last.note.clone()),
            ..said
        };
        let file = &case.file;
        let mut change = self.plan(file, Move::Approve, Some(by), said, at).await?;
        if let Some(decision) = &mut change.decision {
            decision.answers = Some(proposal.last.id);
        }
        Ok(change)
    }

    /// The change that returns a proposal to who made it.
    pub fn return_proposal(
        &self,
        case: &Case,
        by: &User,
        said: Said,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        let last = case.proposal().ok_or_else(no_proposal)?.last;
        let mine = last.by.id == by.id;
        let told = (!mine).then(|| {
            let note = said.note.clone();
            telling::to_person(&case.file, &last.by.id, NoticeKind::Returned, note, self)
        });
        let act = QualityAct::Return;
        let change = self.judged(
            &case.file,
            act,
            NewMade::Return,
            Some(last.id),
            by,
            said,
            at,
        );
        Ok(Change {
            messages: told.into_iter().collect(),
            ..change
        })
    }

    /// The change that undoes the decision that stands, while its month is open. `posted` is the
    /// month up to which everything is posted.
    pub fn undo(
        &self,
        case: &Case,
        posted: Option<Month>,
        by: &User,
        said: Said,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        let standing = case.standing().ok_or_else(nothing_stands)?;
        let life = standing.decision.undone(&case.file.life, posted, at)?;
        let month = tells_from(standing.decision.at);
        let approval = standing.decision.decided == Decided::Approved;
        let made = NewMade::Undo {
            month,
            granted_at: approval.then_some(standing.decision.at),
        };
        let id = Some(standing.last.id);
        let reopened = ClaimFile {
            life,
            ..case.file.clone()
        };
        let note = said.note.clone();
        let told = telling::to_partner(&reopened, NoticeKind::Undone, note, self);
        let webhook = telling::webhook(&case.file, &reopened.life, at, None, self.programme);
        let change = self.judged(&reopened, QualityAct::Undo, made, id, by, said, at);
        Ok(Change {
            messages: vec![told],
            webhook,
            ..change
        })
    }

    /// The change that writes down a second look.
    pub fn look(
        &self,
        case: &Case,
        agrees: bool,
        by: &User,
        said: Said,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        let standing = case.standing().ok_or_else(nothing_stands)?;
        if standing.look.is_none_or(|look| look.looked.is_some()) {
            return Err(Refusal::not_now(
                "This decision waits for no second look: it was not drawn, or somebody has taken it.",
            ));
        }
        let last = standing.last;
        let (act, told) = if agrees {
            (QualityAct::LookAgrees, Vec::new())
        } else {
            let note = said.note.clone();
            let kind = NoticeKind::LookDisagrees;
            let told = telling::to_person(&case.file, &last.by.id, kind, note, self);
            (QualityAct::LookDisagrees, vec![told])
        };
        let made = NewMade::Look { agrees };
        let change = self.judged(&case.file, act, made, Some(last.id), by, said, at);
        Ok(Change {
            messages: told,
            ..change
        })
    }

    /// What all of these have in common: the row, the event, and a claim whose life is the file's.
    #[expect(
        clippy::too_many_arguments,
        reason = "who, what, on what, with which words, when"
    )]
    fn judged(
        &self,
        file: &ClaimFile,
        act: QualityAct,
        made: NewMade,
        answers: Option<i64>,
        by: &User,
        said: Said,
        at: DateTime<Utc>,
    ) -> Change {
        let by = person(by);
        Change {
            decision: Some(NewDecision {
                by: by.clone(),
                note: said.note.clone(),
                answers,
                made,
            }),
            event: Some(NewEvent {
                by: Some(by),
                actor: Actor::Reviewer,
                made: Happened::Judged(act),
                to: file.life.state,
                note: said.note,
                reason: None,
            }),
            ..self.unchanged(file, at)
        }
    }
}

fn no_proposal() -> Refusal {
    Refusal::not_now(
        "No approval of this claim waits for a second pair of eyes: it was confirmed, returned or taken back, or the claim was withdrawn.",
    )
}

fn nothing_stands() -> Refusal {
    Refusal::not_now(
        "No reviewer's decision stands here: the claim is open, or it has moved on since, by the clock, the customer or the partner.",
    )
}
