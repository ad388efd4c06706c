//! Claims that are held: by whom, until when, and how it ends.

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_protocol::{Happened, NoticeKind, QualityAct, User};
use claimdesk_recognition::claim::hold::hold_until;
use claimdesk_recognition::claim::{Actor, HoldReason};

use super::quality::person;
use super::{Desk, Said, telling};
use crate::app::App;
use crate::problem::{Outcome, Refusal};
use crate::routes::desk;
use crate::store::holds::HoldRecord;
use crate::store::{Change, ClaimFile, NewEvent, NewReminder, Said as Word};

/// Holds of one look.
const AT_ONCE: u32 = 200;
/// So long before its end, who holds a claim is reminded.
const SOON: TimeDelta = TimeDelta::hours(24);
/// As that reminder is written down.
const ENDS_SOON: &str = "hold_ends_soon";

impl ClaimFile {
    /// True where the hold is to end by itself.
    pub fn hold_is_over(&self, at: DateTime<Utc>) -> bool {
        self.hold.as_ref().is_some_and(|hold| hold.until <= at)
    }

    /// Refuses what is decided while the claim is held.
    pub fn not_held(&self) -> Outcome<()> {
        match &self.hold {
            None => Ok(()),
            Some(hold) => Err(Refusal::not_now(format!(
                "{} holds this claim. End the hold first: any reviewer who may decide it can.",
                hold.by
            ))),
        }
    }
}

impl Desk<'_> {
    /// The change that holds a claim for so many days.
    pub fn hold(
        &self,
        file: &ClaimFile,
        reason: HoldReason,
        days: u32,
        by: &User,
        said: Said,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        file.not_held()?;
        let until = hold_until(file.life.state, days, self.quality.longest_hold, at)?;
        let mut told = telling::to_partner(file, NoticeKind::Held, said.note.clone(), self);
        told.facts.until = Some(until);
        Ok(Change {
            hold: Some(HoldRecord {
                by_id: by.id.clone(),
                by: by.name.clone(),
                reason,
                note: said.note.clone().unwrap_or_default(),
                since: at,
                until,
            }),
            event: Some(NewEvent {
                by: Some(person(by)),
                actor: Actor::Reviewer,
                made: Happened::Judged(QualityAct::Hold),
                to: file.life.state,
                note: said.note,
                reason: None,
            }),
            messages: vec![told],
            ..self.unchanged(file, at)
        })
    }

    /// The change that ends a hold: by a reviewer, or by itself. Who holds the claim is told where
    /// it was not themselves.
    pub fn end_hold(
        &self,
        file: &ClaimFile,
        by: Option<&User>,
        at: DateTime<Utc>,
    ) -> Outcome<Change> {
        let hold = file.hold.as_ref().ok_or_else(|| {
            Refusal::not_now("Nobody holds this claim: the hold is over, or was ended.")
        })?;
        let told = by
            .is_none_or(|by| by.id != hold.by_id)
            .then(|| telling::to_person(file, &hold.by_id, NoticeKind::HoldOver, None, self));
        Ok(Change {
            hold: None,
            event: Some(NewEvent {
                by: by.map(person),
                actor: if by.is_some() {
                    Actor::Reviewer
                } else {
                    Actor::Clock
                },
                made: Happened::Judged(QualityAct::EndHold),
                to: file.life.state,
                note: None,
                reason: None,
            }),
            messages: told.into_iter().collect(),
            ..self.unchanged(file, at)
        })
    }
}

/// Ends the holds that are over, and reminds of those that are soon; gives how many of both.
pub async fn sweep(app: &App) -> Outcome<usize> {
    let now = app.now();
    let mut done = 0;
    for reference in app.store().held(now, None, AT_ONCE).await? {
        if let Some(file) = app.store().claim(&reference).await?
            && file.hold_is_over(now)
        {
            end(app, &file).await?;
            done += 1;
        }
    }
    let soon = app
        .store()
        .held(now + SOON, Some(ENDS_SOON), AT_ONCE)
        .await?;
    for reference in soon {
        if let Some(file) = app.store().claim(&reference).await?
            && let Some(reminder) = reminder(app, &file)
        {
            done += usize::from(app.store().remind(reminder).await?);
        }
    }
    Ok(done)
}

/// Ends a hold by itself. Stale means that somebody changed the claim meanwhile, and it is looked
/// at again.
pub(super) async fn end(app: &App, file: &ClaimFile) -> Outcome<()> {
    let change = desk(app).end_hold(file, None, app.now())?;
    app.store().change(change, None).await?;
    Ok(())
}

/// A hold that was not longer than the reminder's time is not reminded of.
fn reminder(app: &App, file: &ClaimFile) -> Option<NewReminder> {
    let now = app.now();
    let hold = file.hold.as_ref()?;
    if hold.until <= now || hold.until - hold.since <= SOON {
        return None;
    }
    let kind = NoticeKind::HoldEndsSoon;
    let mut message = telling::to_person(file, &hold.by_id, kind, None, &desk(app));
    message.facts.until = Some(hold.until);
    Some(NewReminder {
        reference: file.reference.clone(),
        version: file.version,
        said: Word {
            reminder: ENDS_SOON.to_owned(),
            clock: hold.until.timestamp_millis(),
            step: 0,
        },
        message,
        at: now,
    })
}
