//! Who is told of what happens to a claim.
//!
//! | happens | told |
//! | --- | --- |
//! | submitted | the partner, as a receipt; all reviewers who may decide it |
//! | opened, asked, decided, ended | the partner |
//! | answered, disputed | the reviewer who has it, or all |
//! | handed over | who has it from then on |
//! | anything of these | webhooks of the partner's and of the installation that want to hear of the state |
//! | an approval is proposed | everybody who may confirm it |
//! | a proposal is returned, a second look disagrees | who made the decision |
//! | a decision is undone | the partner |
//! | the customer agreed or declined | the partner; of a decline the reviewer who has it too |
//! | a reviewer holds a claim | the partner |
//! | a hold ends soon, or by another hand than who held it | who holds it |
//! | the final proof came, or did not come in time | the reviewer who has it, or all |
//! | the time for the final proof is short, or ran out | the partner |
//! | a clock speaks | who holds the ball; when a reviewer is late, all of them and administrators |

use chrono::{DateTime, Utc};
use claimdesk_protocol::{NoticeKind, User, WebhookBody, WebhookData, WebhookEvent};
use claimdesk_recognition::claim::{Actor, ClaimState, Life, Move, Reminder, Wait, When};
use claimdesk_recognition::{Month, Programme};

use super::{Desk, Said};
use crate::store::{Audience, ClaimFile, Facts, NewMessage, RunningClock};

/// What a move has to say.
pub(super) fn of_move(
    file: &ClaimFile,
    made: Move,
    life: &Life,
    said: &Said,
    from: Option<Month>,
    programme: &Programme,
) -> Vec<NewMessage> {
    let organisation = &file.organisation.id;
    let partner = Audience::Partner(organisation.clone());
    let facts = Facts {
        customer: file.form.customer_name.clone(),
        until: life.waiting(&programme.claims).map(|waiting| waiting.until),
        ..Facts::default()
    };
    let words = Facts {
        reason: said.reason,
        note: said.note.clone(),
        ..facts.clone()
    };
    let has_it = || {
        holder(
            file.reviewer.as_ref().map(|person| person.id.as_str()),
            organisation,
        )
    };
    let told = |to, kind, facts| NewMessage { to, kind, facts };
    match made {
        Move::Submit => vec![
            told(partner, NoticeKind::Received, facts.clone()),
            told(
                Audience::Reviewers(organisation.clone()),
                NoticeKind::NewClaim,
                facts,
            ),
        ],
        Move::Answer => vec![told(has_it(), NoticeKind::Answered, facts)],
        Move::Dispute => vec![told(has_it(), NoticeKind::Disputed, facts)],
        Move::Open => vec![told(partner, NoticeKind::Opened, facts)],
        Move::Ask => vec![told(partner, NoticeKind::Asked, words)],
        Move::Approve => vec![told(partner, NoticeKind::Approved, Facts { from, ..words })],
        // After a dispute there is nothing left to wait for.
        Move::Reject if file.life.disputed => {
            vec![told(partner, NoticeKind::DisputeLost, words)]
        }
        Move::Reject | Move::Expire => vec![told(partner, NoticeKind::Rejected, words)],
        Move::Decline | Move::Disassociate => vec![told(partner, NoticeKind::Ended, words)],
        // The partner knows, and nobody is waited for any more.
        Move::Withdraw => Vec::new(),
    }
}

/// What a move has to say to webhooks.
pub(super) fn webhook(
    file: &ClaimFile,
    life: &Life,
    at: DateTime<Utc>,
    from: Option<Month>,
    programme: &Programme,
) -> Option<WebhookBody> {
    Some(WebhookBody {
        event: WebhookEvent::of(life.state)?,
        timestamp: at,
        data: WebhookData {
            reference: file.reference.clone(),
            organisation: file.organisation.id.clone(),
            version: file.version + 1,
            from: file.life.state,
            to: life.state,
            month: from.filter(|_| life.state == ClaimState::Approved),
            due: life.waiting(&programme.claims).map(|waiting| waiting.until),
        },
    })
}

/// What the customer's word has to say to the partner.
pub(super) fn of_word(file: &ClaimFile, kind: NoticeKind, note: Option<String>) -> NewMessage {
    NewMessage {
        to: Audience::Partner(file.organisation.id.clone()),
        kind,
        facts: of_customer(file, note),
    }
}

/// What a decline has to say to the reviewer who has the claim; nobody else has to act on it.
pub(super) fn of_decline(file: &ClaimFile, note: Option<String>) -> Option<NewMessage> {
    let reviewer = file.reviewer.as_ref()?;
    Some(NewMessage {
        to: Audience::Person(reviewer.id.clone()),
        kind: NoticeKind::CustomerDeclined,
        facts: of_customer(file, note),
    })
}

fn of_customer(file: &ClaimFile, note: Option<String>) -> Facts {
    Facts {
        customer: file.form.customer_name.clone(),
        note,
        ..Facts::default()
    }
}

/// What a hand-over has to say: nothing to somebody who took the claim.
pub(super) fn of_hand_over(
    file: &ClaimFile,
    to: Option<&User>,
    by: &User,
    programme: &Programme,
) -> Vec<NewMessage> {
    let Some(to) = to.filter(|to| to.id != by.id) else {
        return Vec::new();
    };
    let waiting = file.life.waiting(&programme.claims);
    vec![NewMessage {
        to: Audience::Person(to.id.clone()),
        kind: NoticeKind::HandedToYou,
        facts: Facts {
            customer: file.form.customer_name.clone(),
            until: waiting.map(|waiting| waiting.until),
            ..Facts::default()
        },
    }]
}

fn of_quality(file: &ClaimFile, note: Option<String>, desk: &Desk<'_>) -> Facts {
    let waiting = file.life.waiting(&desk.programme.claims);
    Facts {
        customer: file.form.customer_name.clone(),
        until: waiting.map(|waiting| waiting.until),
        note,
        ..Facts::default()
    }
}

/// What one reviewer has to know of a decision.
pub(super) fn to_person(
    file: &ClaimFile,
    id: &str,
    kind: NoticeKind,
    note: Option<String>,
    desk: &Desk<'_>,
) -> NewMessage {
    NewMessage {
        to: Audience::Person(id.to_owned()),
        kind,
        facts: of_quality(file, note, desk),
    }
}

/// What the reviewer who has the claim has to know of it, or all who may decide it.
pub(super) fn to_reviewer(
    file: &ClaimFile,
    reviewer: Option<&str>,
    kind: NoticeKind,
    desk: &Desk<'_>,
) -> NewMessage {
    NewMessage {
        to: holder(reviewer, &file.organisation.id),
        kind,
        facts: of_quality(file, None, desk),
    }
}

/// What the partner has to know of a decision that is none any more.
pub(super) fn to_partner(
    file: &ClaimFile,
    kind: NoticeKind,
    note: Option<String>,
    desk: &Desk<'_>,
) -> NewMessage {
    NewMessage {
        to: Audience::Partner(file.organisation.id.clone()),
        kind,
        facts: of_quality(file, note, desk),
    }
}

/// What a clock says; nothing where it has nothing to say to anybody.
pub fn of_clock(clock: &RunningClock, reminder: &Reminder) -> Option<NewMessage> {
    let kind = match (reminder.wait, reminder.when) {
        (Wait::Review, When::Soon) => NoticeKind::ReviewSoon,
        (Wait::Review, When::Late) => NoticeKind::ReviewLate,
        (Wait::DisputeAnswer, When::Soon) => NoticeKind::DisputeAnswerSoon,
        (Wait::DisputeAnswer, When::Late) => NoticeKind::DisputeAnswerLate,
        (Wait::Answer, When::Soon) => NoticeKind::AnswerSoon,
        (Wait::MayDispute, When::Soon) => NoticeKind::DisputeEnds,
        (Wait::Answer | Wait::MayDispute, When::Late) => return None,
    };
    let organisation = clock.organisation_id.clone();
    let to = match (reminder.wait.holder(), reminder.when) {
        (Actor::Partner, _) => Audience::Partner(organisation),
        (_, When::Soon) => holder(clock.reviewer_id.as_deref(), &organisation),
        (_, When::Late) => Audience::Overseers(organisation),
    };
    Some(NewMessage {
        to,
        kind,
        facts: Facts {
            customer: clock.customer_name.clone(),
            until: Some(reminder.clock),
            ..Facts::default()
        },
    })
}

/// The reviewer who has it, or all who may.
fn holder(reviewer: Option<&str>, organisation: &str) -> Audience {
    reviewer.map_or_else(
        || Audience::Reviewers(organisation.to_owned()),
        |id| Audience::Person(id.to_owned()),
    )
}
