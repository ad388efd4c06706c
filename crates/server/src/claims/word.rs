//! The customer's word: who is asked, and what an answer changes.

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::{CustomerAnswer, CustomerEvent, Happened, NoticeKind, RejectReason, User};
use claimdesk_recognition::claim::{Actor, Effect, Move, Word};

use super::{Desk, Said, telling};
use crate::problem::{Outcome, Refusal};
use crate::store::{AskedCustomer, Change, ClaimFile, CustomerChange, Facts, NewEvent, Person};

/// The longest name somebody may give, in characters.
const LONGEST_NAME: usize = 200;
/// The question is sent again at most so often a day.
const ASKED_AGAIN: usize = 3;
/// A customer may change their mind so often a day: each word is written down, and told.
const WORDS: usize = 10;

/// Refuses to approve what the customer declined.
pub(super) fn allows_approval(file: &ClaimFile) -> Outcome<()> {
    match &file.customer {
        Some(asked) if !asked.word().allows_approval() => Err(Refusal::customer_declined()),
        _ => Ok(()),
    }
}

/// The claim's customer once the change is written.
pub(super) fn keep(file: &mut ClaimFile, change: &Change) {
    match &change.customer {
        None => {}
        Some(CustomerChange::Ask { name, email, .. }) => {
            let before = file.customer.take();
            let asked_at = before
                .as_ref()
                .filter(|before| before.is(email))
                .and_then(|before| before.asked_at);
            file.customer = Some(AskedCustomer {
                name: name.clone(),
                email: email.clone(),
                asked_at,
                said: before.and_then(|before| before.said),
                undelivered: false,
            });
        }
        Some(CustomerChange::Said { word, by }) => {
            if let Some(asked) = &mut file.customer {
                asked.said = Some((*word, change.at, by.clone()));
            }
        }
    }
}

impl Desk<'_> {
    /// The question to the claim's customer contact, where it has not been put to them.
    pub(super) fn question(&self, file: &ClaimFile) -> Option<CustomerChange> {
        let email = file.form.customer_contact_email.trim();
        let asked = file.customer.as_ref().is_some_and(|asked| asked.is(email));
        (self.asks_customers && !asked).then(|| question_to_contact(file))
    }

    /// The change that has the question sent again, by a link that is good beside those before it.
    pub fn ask_again(&self, file: &ClaimFile, by: &User, at: DateTime<Utc>) -> Outcome<Change> {
        if !self.asks_customers {
            return Err(Refusal::not_now(
                "This installation does not write to customers. Whoever runs it can change that.",
            ));
        }
        if file.life.submitted_at.is_none() || !file.life.hears_customer(at, &self.programme.claims)
        {
            return Err(Refusal::not_now(
                "The customer's word makes no difference to this claim as it stands.",
            ));
        }
        if recent(file, at, Happened::Customer(CustomerEvent::Asked)) >= ASKED_AGAIN {
            return Err(Refusal::not_now(
                "The customer was written to three times within a day. Wait until tomorrow, or call them.",
            ));
        }
        // Who is asked changes with what is sent, not with what is typed meanwhile.
        let question = match (&file.customer, question_to_contact(file)) {
            (Some(asked), CustomerChange::Ask { facts, .. }) => CustomerChange::Ask {
                name: asked.name.clone(),
                email: asked.email.clone(),
                facts,
            },
            (_, question) => question,
        };
        Ok(Change {
            event: Some(NewEvent {
                by: Some(Person {
                    id: by.id.clone(),
                    name: by.name.clone(),
                }),
                actor: Actor::Partner,
                made: Happened::Customer(CustomerEvent::Asked),
                to: file.life.state,
                note: None,
                reason: None,
            }),
            customer: Some(question),
            ..self.unchanged(file, at)
        })
    }

    /// The change this answer of the customer makes; nothing where it is their last word already.
    pub async fn hear(
        &self,
        file: &ClaimFile,
        answer: &CustomerAnswer,
        at: DateTime<Utc>,
    ) -> Outcome<Option<Change>> {
        let asked = file.customer.as_ref().ok_or_else(Refusal::no_such_link)?;
        let by = name(&answer.name)?;
        let said = Said::optional(&answer.note)?;
        let word = answer.word;
        let effect = asked
            .word()
            .hear(word, &file.life, at, &self.programme.claims)
            .map_err(|_| {
                Refusal::not_now("This claim has ended, so there is nothing left to answer.")
            })?;
        if effect == Effect::Repeated {
            return Ok(None);
        }
        let words = [
            Happened::Customer(CustomerEvent::Agreed),
            Happened::Customer(CustomerEvent::Declined),
        ];
        let before: usize = words.map(|made| recent(file, at, made)).iter().sum();
        if before >= WORDS {
            return Err(Refusal::too_many_words());
        }
        let mut change = if effect == Effect::Ends {
            let said = Said {
                reason: Some(RejectReason::CustomerDeclined),
                ..said
            };
            self.plan(file, Move::Decline, None, said, at).await?
        } else {
            let kind = match word {
                Word::Agreed => NoticeKind::CustomerAgreed,
                Word::Declined => NoticeKind::CustomerDeclined,
            };
            Change {
                messages: vec![telling::of_word(file, kind, said.note.clone())],
                event: Some(NewEvent {
                    by: None,
                    actor: Actor::Customer,
                    made: Happened::Customer(word.into()),
                    to: file.life.state,
                    note: said.note,
                    reason: None,
                }),
                ..self.unchanged(file, at)
            }
        };
        if word == Word::Declined {
            let note = change.event.as_ref().and_then(|event| event.note.clone());
            change.messages.extend(telling::of_decline(file, note));
        }
        if let Some(event) = &mut change.event {
            event.actor = Actor::Customer;
        }
        change.customer = Some(CustomerChange::Said { word, by });
        Ok(Some(change))
    }
}

fn question_to_contact(file: &ClaimFile) -> CustomerChange {
    let form = &file.form;
    CustomerChange::Ask {
        name: form.customer_contact_name.trim().to_owned(),
        email: form.customer_contact_email.trim().to_owned(),
        facts: Facts {
            customer: form.customer_name.clone(),
            partner: Some(file.organisation.name.clone()),
            ..Facts::default()
        },
    }
}

/// How often this happened within a day.
fn recent(file: &ClaimFile, at: DateTime<Utc>, made: Happened) -> usize {
    let since = at - TimeDelta::days(1);
    file.events
        .iter()
        .filter(|event| event.made == made && event.at > since)
        .count()
}

/// The name somebody gave: one line.
fn name(given: &str) -> Outcome<String> {
    let name = given.trim();
    let refuse = |code, message: String| Err(Refusal::field("name", code, message));
    if name.is_empty() {
        refuse("missing", "Say who you are.".to_owned())
    } else if name.chars().count() > LONGEST_NAME {
        refuse(
            "too_long",
            format!("Shorten this to at most {LONGEST_NAME} characters."),
        )
    } else if name.chars().any(char::is_control) {
        refuse(
            "invalid",
            "A name is one line. Take the line breaks away.".to_owned(),
        )
    } else {
        Ok(name.to_owned())
    }
}
