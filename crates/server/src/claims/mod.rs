//! What happens to claims: the rules of `claimdesk-recognition` applied to what is stored.
//!
//! Handlers, the clock and the demonstration data all go through [`Desk`]; it reads what a
//! rule needs, asks the rule, and gives the [`Change`](crate::store::Change) to write.

pub mod expiry;
pub mod holds;
pub mod orphans;
pub mod proof;
pub mod quality;
pub mod scans;
pub mod telling;
pub mod view;
pub mod word;

use chrono::{DateTime, Utc};
use claimdesk_protocol::{
    Asked, ClaimEvent, Happened, Organisation, QualityAct, RejectReason, ReviewerChange, User,
};
use claimdesk_recognition::claim::assess::Worth;
use claimdesk_recognition::claim::{
    Actor, Assessment, Assessor, ClaimForm, ClaimState, Context, Covered, CreditRole, FieldId,
    Life, Move, QualityRules, assess, awaits_final, credits, form::day,
};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::{Month, Programme};

use crate::problem::{Outcome, Refusal};
use crate::store::quality::{NewDecision, NewMade};
use crate::store::{
    Basis, Change, ClaimFile, CreditRecord, CreditsOf, EvidenceRecord, NewEvent, Store,
};

/// The longest text somebody may write to the other side, in characters.
pub const LONGEST_NOTE: usize = 2000;

/// States without a clock sort behind all those with one, the newest first.
const BEHIND: i64 = 1 << 53;

/// What somebody says with a move.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// In words.
    pub note: Option<String>,
    /// The reason from the list.
    pub reason: Option<RejectReason>,
    /// The fields it is about, where something is asked for.
    pub fields: Vec<FieldId>,
}

impl Said {
    /// Words that have to be there.
    pub fn words(note: &str) -> Outcome<Self> {
        let said = Self::optional(note)?;
        if said.note.is_none() {
            return Err(Refusal::field(
                "note",
                "missing",
                "Say why, in a sentence or two.",
            ));
        }
        Ok(said)
    }

    /// Words that may be left out.
    pub fn optional(note: &str) -> Outcome<Self> {
        let note = note.trim();
        if note.chars().count() > LONGEST_NOTE {
            let message = format!("Shorten this to at most {LONGEST_NOTE} characters.");
            return Err(Refusal::field("note", "too_long", message));
        }
        Ok(Self {
            note: (!note.is_empty()).then(|| note.to_owned()),
            ..Self::default()
        })
    }
}

/// A place in the queue: when the state's clock runs out.
pub fn queue_at(life: &Life, programme: &Programme) -> i64 {
    let entered = life.since.map_or(0, |since| since.timestamp_millis());
    life.waiting(&programme.claims)
        .map_or(BEHIND - entered, |waiting| waiting.until.timestamp_millis())
}

/// The rules at work on what is stored.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Where claims are.
    pub store: &'a dyn Store,
    /// The rules.
    pub programme: &'a Programme,
    /// Which decisions somebody else sees too.
    pub quality: &'a QualityRules,
    /// Whether customers are asked for their word.
    pub asks_customers: bool,
}

impl Desk<'_> {
    /// What the rules say of this form, from this organisation, now.
    pub async fn assess(
        &self,
        organisation: &Organisation,
        form: &ClaimForm,
        files: &[EvidenceRecord],
        at: DateTime<Utc>,
    ) -> Outcome<Assessment> {
        let around = self
            .store
            .surroundings(
                &organisation.id,
                Guid::parse(&form.subscription_id),
                Guid::parse(&form.customer_tenant_id),
                Month::at(at),
            )
            .await?;
        let context = Context {
            at,
            locations: &organisation.locations,
            files: files.len(),
            provisional: awaits_final(files.iter().map(|file| file.kind)),
            competing: Some(around.competing),
            counting: &around.counting,
            track: Some(organisation.track),
        };
        Ok(assess(form, &context, self.programme))
    }

    /// What each of these forms would be worth, from this organisation, now.
    pub async fn worths(
        &self,
        organisation: &Organisation,
        forms: &[&ClaimForm],
        at: DateTime<Utc>,
    ) -> Outcome<Vec<Worth>> {
        let tenants: Vec<Guid> = forms
            .iter()
            .filter_map(|form| Guid::parse(&form.customer_tenant_id))
            .collect();
        let counting = self
            .store
            .counting(&organisation.id, &tenants, Month::at(at))
            .await?;
        let context = Context {
            at,
            counting: &counting,
            track: Some(organisation.track),
            ..Context::default()
        };
        let assessor = Assessor::new(self.programme);
        let worth = |form: &&ClaimForm| assessor.worth(form, &context);
        Ok(forms.iter().map(worth).collect())
    }

    /// The change that saves these answers.
    pub fn edit(&self, file: &ClaimFile, form: ClaimForm, at: DateTime<Utc>) -> Outcome<Change> {
        let form = form.tidied();
        let over = form.over_limits();
        if !over.is_empty() {
            return Err(Refusal::form(&over));
        }
        let state = file.life.state;
        if !FieldId::Comments.is_open_in(state) {
            return Err(Refusal::not_now(
                "The claim has been sent, so its answers stand. They can be changed again if the reviewer asks for something.",
            ));
        }
        let closed: Vec<FieldId> = file
            .form
            .differences(&form)
            .into_iter()
            .filter(|field| !field.is_open_in(state))
            .collect();
        if !closed.is_empty() {
            let refusal = Refusal::invalid(
                "While the reviewer waits for an answer, only location, products, contacts, proof and comments can be changed.",
            );
            return Err(closed.iter().fold(refusal, |refusal, field| {
                let name = format!("form.{}", field.as_str());
                refusal.about(
                    &name,
                    "locked",
                    "This stands as it was sent. Put the old answer back.",
                )
            }));
        }
        Ok(Change {
            form: Some(form),
            ..self.unchanged(file, at)
        })
    }

    /// The change that makes this move. `by` is nobody for the clock.
    pub async fn plan(
        &self,
        file: &ClaimFile,
        made: Move,
        by: Option<&User>,
        said: Said,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        let life = file.life.after(made, at, &self.programme.claims)?;
        if made == Move::Approve {
            word::allows_approval(file)?;
            proof::allows_approval(file)?;
        }
        if made == Move::Answer {
            proof::allows_answer(file, at, &self.programme.claims)?;
        }
        if scans::needs_clean_files(Happened::Moved(made)) {
            scans::all_are_here(file)?;
        }
        let by = by.map(quality::person);
        let sent = matches!(made, Move::Submit | Move::Answer);
        let assessment = if sent {
            Some(self.check(file, at).await?)
        } else {
            None
        };
        let credits = match made {
            Move::Approve => Some(CreditsOf {
                granted_at: at,
                lines: self.granted(file, &life, at).await?,
            }),
            Move::Decline | Move::Disassociate => match life.approved_at {
                Some(granted_at) => Some(CreditsOf {
                    granted_at,
                    lines: self.granted(file, &life, granted_at).await?,
                }),
                None => None,
            },
            _ => None,
        };
        let from = credits
            .as_ref()
            .and_then(|credits| credits.lines.iter().map(|line| line.from).min());
        let webhook = telling::webhook(file, &life, at, from, self.programme);
        let messages = telling::of_move(file, made, &life, &said, from, self.programme);
        let decision = self
            .decision(file, made, by.as_ref(), said.note.as_deref(), at)
            .await?;
        let asked = (made == Move::Ask).then(|| Asked {
            note: said.note.clone().unwrap_or_default(),
            fields: said.fields.clone(),
        });
        Ok(Change {
            files: sent.then_some(file.evidence.len()),
            // Wherever it goes, it is held there no more.
            hold: None,
            queue_at: queue_at(&life, self.programme),
            assessment,
            asked,
            reviewer: if made == Move::Open {
                by.clone()
            } else {
                file.reviewer.clone()
            },
            event: Some(NewEvent {
                by,
                actor: made.actor(),
                made: Happened::Moved(made),
                to: life.state,
                note: said.note,
                reason: said.reason,
            }),
            credits,
            decision,
            messages,
            webhook,
            customer: sent.then(|| self.question(file)).flatten(),
            final_until: proof::until(&life, &file.evidence, &self.programme.claims),
            life,
            ..self.unchanged(file, at)
        })
    }

    /// The change that gives it to this reviewer, or back to all of them.
    pub fn assign(
        &self,
        file: &ClaimFile,
        to: Option<&User>,
        by: &User,
        at: DateTime<Utc>,
    ) -> Change {
        let change = if to.is_some() {
            ReviewerChange::Assign
        } else {
            ReviewerChange::PutBack
        };
        Change {
            messages: telling::of_hand_over(file, to, by, self.programme),
            reviewer: to.map(quality::person),
            event: Some(NewEvent {
                by: Some(quality::person(by)),
                actor: Actor::Reviewer,
                made: Happened::Reviewed(change),
                to: file.life.state,
                note: None,
                reason: None,
            }),
            ..self.unchanged(file, at)
        }
    }

    /// Everything that keeps a claim from being sent, or what the rules say of it.
    async fn check(&self, file: &ClaimFile, at: DateTime<Utc>) -> Outcome<Assessment> {
        let files = &file.evidence;
        let errors = file
            .form
            .errors(self.programme, at.date_naive(), files.len());
        let assessment = self
            .assess(&file.organisation, &file.form, files, at)
            .await?;
        if errors.is_empty() && !assessment.is_blocked() {
            return Ok(assessment);
        }
        Err(Refusal::blocked(
            &errors,
            assessment.blocks().cloned().collect(),
        ))
    }

    /// What approval at this time gives both partners; what is left of it, when the claim
    /// has ended.
    async fn granted(
        &self,
        file: &ClaimFile,
        life: &Life,
        at: DateTime<Utc>,
    ) -> Outcome<Vec<CreditRecord>> {
        let form = &file.form;
        let ended = life.ended_at.map(|at| at.date_naive());
        let covered = Covered::new(at, day(&form.subscription_end), ended);
        let products: Vec<_> = form
            .products
            .iter()
            .filter_map(|product| {
                let name = self.programme.revenue_workload(&product.workload)?;
                Some((name.to_owned(), product.monthly_revenue()?))
            })
            .collect();
        let seller = self.seller(file).await?;
        let typed = form.transacting_partner_name.trim();
        let credited = |credit: claimdesk_recognition::claim::Credit| {
            let (organisation_id, organisation) = match (credit.role, &seller) {
                (CreditRole::Influencing, _) => (
                    Some(file.organisation.id.clone()),
                    file.organisation.name.clone(),
                ),
                (CreditRole::Transacting, Some(known)) => {
                    (Some(known.id.clone()), known.name.clone())
                }
                (CreditRole::Transacting, None) if !typed.is_empty() => (None, typed.to_owned()),
                // Not sold by a partner: nobody to credit beside the claiming one.
                (CreditRole::Transacting, None) => return None,
            };
            Some(CreditRecord {
                reference: file.reference.clone(),
                granted_at: at,
                organisation_id,
                organisation,
                role: credit.role,
                customer_name: form.customer_name.clone(),
                customer_tenant_id: form.customer_tenant_id.clone(),
                subscription_id: form.subscription_id.clone(),
                workload: credit.workload,
                monthly_revenue_usd: credit.monthly_revenue_usd,
                from: credit.from,
                until: credit.until,
                baseline_from: credit.baseline_from,
            })
        };
        Ok(credits(covered, &products, &self.programme.claims)
            .into_iter()
            .filter_map(credited)
            .collect())
    }

    /// What approval now would give both partners; for a decided claim, what it gave.
    pub async fn effect(&self, file: &ClaimFile, now: DateTime<Utc>) -> Outcome<Vec<CreditRecord>> {
        let open = matches!(
            file.life.state,
            ClaimState::Submitted
                | ClaimState::UnderReview
                | ClaimState::ActionRequired
                | ClaimState::Disputed
        );
        if !open {
            return Ok(file.credits.clone());
        }
        let life = Life {
            ended_at: None,
            ..file.life.clone()
        };
        self.granted(file, &life, now).await
    }

    fn unchanged(&self, file: &ClaimFile, at: DateTime<Utc>) -> Change {
        Change {
            reference: file.reference.clone(),
            version: file.version,
            basis: Box::new(Basis {
                state: file.life.state,
                form: file.form.clone(),
                evidence: file
                    .evidence
                    .iter()
                    .map(|file| file.sha256.clone())
                    .collect(),
            }),
            files: None,
            at,
            form: None,
            life: file.life.clone(),
            queue_at: queue_at(&file.life, self.programme),
            assessment: None,
            asked: file.asked.clone(),
            hold: file.hold.clone(),
            reviewer: file.reviewer.clone(),
            event: None,
            credits: None,
            decision: None,
            messages: Vec::new(),
            webhook: None,
            customer: None,
            final_proof: None,
            final_until: proof::until(&file.life, &file.evidence, &self.programme.claims),
        }
    }
}

/// The claim as it is once the change is written.
pub fn after(mut file: ClaimFile, change: &Change) -> ClaimFile {
    file.version += 1;
    file.changed_at = change.at;
    file.life = change.life.clone();
    file.asked.clone_from(&change.asked);
    file.hold.clone_from(&change.hold);
    file.reviewer.clone_from(&change.reviewer);
    if let Some(form) = &change.form {
        file.form = form.clone();
    }
    if let Some(assessment) = &change.assessment {
        file.assessment = Some(assessment.clone());
    }
    if let Some(event) = &change.event {
        file.events.push(ClaimEvent {
            at: change.at,
            by: change.author().to_owned(),
            actor: event.actor,
            made: event.made,
            to: event.to,
            note: event.note.clone(),
            reason: event.reason,
            hold: (event.made == Happened::Judged(QualityAct::Hold))
                .then(|| change.hold.as_ref().map(|hold| hold.reason))
                .flatten(),
            reviewer: (event.made == Happened::Reviewed(ReviewerChange::Assign))
                .then(|| change.reviewer.as_ref().map(|person| person.name.clone()))
                .flatten(),
        });
    }
    word::keep(&mut file, change);
    proof::keep(&mut file, change);
    if let Some(credits) = &change.credits {
        file.credits
            .retain(|line| line.granted_at != credits.granted_at);
        file.credits.extend(credits.lines.iter().cloned());
    }
    if let Some(NewDecision {
        made: NewMade::Undo { granted_at, .. },
        ..
    }) = &change.decision
    {
        file.credits
            .retain(|line| Some(line.granted_at) != *granted_at);
    }
    file
}
