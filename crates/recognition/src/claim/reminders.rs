//! What a clock has to say before it runs out, and after it: to whom, and when.
//!
//! Pure: the installation says how early and how often ([`ReminderRules`]), the claim's
//! [`Life`] says which clock runs, and whoever keeps the time asks [`Life::reminder`].

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};

use super::calendar::{after_business_days, is_business_day};
use super::life::{Actor, ClaimState, Life, Wait};
use crate::programme::{ClaimRules, Holiday};

/// How early somebody is reminded of a clock, and how often of one that ran out.
///
/// The clocks themselves are the programme's; when to speak of them is the installation's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderRules {
    /// Hours before the promised review ends.
    pub review_hours: Vec<u32>,
    /// Whole business days that are left of the partner's time to answer.
    pub answer_business_days: Vec<u32>,
    /// Days before the right to dispute ends.
    pub dispute_days: Vec<u32>,
    /// Whole business days that are left for the answer to a dispute.
    pub dispute_answer_business_days: Vec<u32>,
    /// Hours between two words about what a reviewer owes and is late; 0 says nothing of it.
    pub late_hours: u32,
    /// Whole business days that are left of the customer's time to decline before silence is
    /// consent; 0 reminds nobody.
    pub customer_business_days: u32,
    /// Whole business days that are left of the partner's time to bring the final proof, where a
    /// provisional one holds the day of filing; 0 reminds nobody.
    pub final_proof_business_days: u32,
}

impl Default for ReminderRules {
    fn default() -> Self {
        Self {
            review_hours: vec![24],
            answer_business_days: vec![5, 2, 1],
            dispute_days: vec![7],
            dispute_answer_business_days: vec![1],
            late_hours: 24,
            customer_business_days: 2,
            final_proof_business_days: 2,
        }
    }
}

/// Before a clock runs out, or after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// It runs out soon.
    Soon,
    /// It ran out, and the other side still waits.
    Late,
}

/// Something a clock has to say now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What is waited for.
    pub wait: Wait,
    /// Before it ran out or after.
    pub when: When,
    /// The clock: the first instant that is late. A clock that stood still is another one
    /// afterwards, because it ends at another time.
    pub clock: DateTime<Utc>,
    /// Which of the clock's words it is: so many hours or days before, or the how many-th after it, from 1.
    pub step: u32,
    /// Since when it is due.
    pub at: DateTime<Utc>,
}

impl Wait {
    /// Who holds the ball.
    pub const fn holder(self) -> Actor {
        match self {
            Self::Review | Self::DisputeAnswer => Actor::Reviewer,
            Self::Answer | Self::MayDispute => Actor::Partner,
        }
    }
}

impl ReminderRules {
    /// The states whose clocks have something to say.
    pub const STATES: [ClaimState; 5] = [
        ClaimState::Submitted,
        ClaimState::UnderReview,
        ClaimState::Disputed,
        ClaimState::ActionRequired,
        ClaimState::Rejected,
    ];

    /// No time for a final proof that ends after this instant has anything to say yet.
    pub fn final_proof_horizon(&self, now: DateTime<Utc>, rules: &ClaimRules) -> DateTime<Utc> {
        after_business_days(now, self.final_proof_business_days, &rules.holidays)
    }

    /// No clock of this state that ends after this instant has anything to say yet.
    pub fn horizon(
        &self,
        state: ClaimState,
        now: DateTime<Utc>,
        rules: &ClaimRules,
    ) -> DateTime<Utc> {
        let most = |steps: &[u32]| steps.iter().copied().max().unwrap_or_default();
        let business = |steps: &[u32]| after_business_days(now, most(steps), &rules.holidays);
        let later = |time: TimeDelta| now.checked_add_signed(time).unwrap_or(now);
        match state {
            ClaimState::ActionRequired => business(&self.answer_business_days),
            ClaimState::Disputed => business(&self.dispute_answer_business_days),
            ClaimState::Rejected => later(TimeDelta::days(i64::from(most(&self.dispute_days)))),
            _ => later(TimeDelta::hours(i64::from(most(&self.review_hours)))),
        }
    }
}

impl Life {
    /// What the running clock has to say by now: of several words that are due, the latest.
    ///
    /// What should have been said before that is passed over: after a time without anybody to
    /// say it, nobody is told five things at once. What was due before the clock began is not
    /// said either, because the word of what began it tells when it ends.
    pub fn reminder(
        &self,
        now: DateTime<Utc>,
        rules: &ClaimRules,
        wanted: &ReminderRules,
    ) -> Option<Reminder> {
        let waiting = self.waiting(rules)?;
        let (wait, clock) = (waiting.wait, waiting.until);
        if clock <= now {
            return late(wait, clock, now, wanted.late_hours);
        }
        let begun = self.review_running_since.or(self.since)?;
        let earlier = |time: TimeDelta| clock.checked_sub_signed(time).unwrap_or(clock);
        let business = |step| before_business_days(clock, step, &rules.holidays);
        let moments: Vec<(u32, DateTime<Utc>)> = match wait {
            Wait::Review => moments(&wanted.review_hours, |step| {
                earlier(TimeDelta::hours(i64::from(step)))
            }),
            Wait::Answer => moments(&wanted.answer_business_days, business),
            Wait::MayDispute => moments(&wanted.dispute_days, |step| {
                earlier(TimeDelta::days(i64::from(step)))
            }),
            Wait::DisputeAnswer => moments(&wanted.dispute_answer_business_days, business),
        };
        moments
            .into_iter()
            .filter(|(_, at)| begun < *at && *at <= now)
            .max_by_key(|(_, at)| *at)
            .map(|(step, at)| Reminder {
                wait,
                when: When::Soon,
                clock,
                step,
                at,
            })
    }
}

fn moments(steps: &[u32], at: impl Fn(u32) -> DateTime<Utc>) -> Vec<(u32, DateTime<Utc>)> {
    // Nothing before the end is the end itself, and that has words of its own.
    let steps = steps.iter().copied().filter(|step| *step > 0);
    steps.map(|step| (step, at(step))).collect()
}

/// What is owed and late. A partner's time that ran out needs no word: the claim ends by
/// itself, or nothing was owed.
fn late(wait: Wait, clock: DateTime<Utc>, now: DateTime<Utc>, hours: u32) -> Option<Reminder> {
    if wait.holder() != Actor::Reviewer || hours == 0 {
        return None;
    }
    let passed = (now - clock).num_hours() / i64::from(hours);
    let at = clock.checked_add_signed(TimeDelta::hours(passed * i64::from(hours)))?;
    Some(Reminder {
        wait,
        when: When::Late,
        clock,
        step: u32::try_from(passed + 1).unwrap_or(u32::MAX),
        at,
    })
}

/// The instant from which so many whole business days are left until the end of a day.
pub(super) fn before_business_days(
    end: DateTime<Utc>,
    count: u32,
    holidays: &[Holiday],
) -> DateTime<Utc> {
    let mut day = end.date_naive();
    let mut left = count;
    while left > 0 {
        let Some(before) = day.checked_sub_days(Days::new(1)) else {
            break;
        };
        day = before;
        if is_business_day(day, holidays) {
            left -= 1;
        }
    }
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Programme;
    use crate::claim::Move;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn life(moves: &[(Move, &str)]) -> Life {
        let rules = Programme::builtin().claims;
        moves.iter().fold(Life::default(), |life, (made, time)| {
            life.after(*made, at(time), &rules).unwrap()
        })
    }

    /// What is said at these times, as `(wait, when, step)`.
    fn said(life: &Life, wanted: &ReminderRules, time: &str) -> Option<(Wait, When, u32)> {
        let rules = Programme::builtin().claims;
        life.reminder(at(time), &rules, wanted)
            .map(|reminder| (reminder.wait, reminder.when, reminder.step))
    }

    const SENT: (Move, &str) = (Move::Submit, "2026-11-23T10:00:00Z");
    const OPENED: (Move, &str) = (Move::Open, "2026-11-23T12:00:00Z");
    const ASKED: (Move, &str) = (Move::Ask, "2026-11-23T20:00:00Z");

    #[test]
    fn a_review_is_spoken_of_a_day_before_and_every_day_after() {
        let wanted = ReminderRules::default();
        for life in [life(&[SENT]), life(&[SENT, OPENED])] {
            let said = |time| said(&life, &wanted, time);
            assert_eq!(said("2026-11-24T09:59:59Z"), None);
            let soon = Some((Wait::Review, When::Soon, 24));
            assert_eq!(said("2026-11-24T10:00:00Z"), soon);
            assert_eq!(said("2026-11-25T09:59:59Z"), soon);
            let late = |step| Some((Wait::Review, When::Late, step));
            assert_eq!(said("2026-11-25T10:00:00Z"), late(1));
            assert_eq!(said("2026-11-26T09:59:59Z"), late(1));
            assert_eq!(said("2026-11-26T10:00:00Z"), late(2));
            assert_eq!(said("2026-12-05T10:00:00Z"), late(11));
        }
    }

    #[test]
    fn the_partners_time_to_answer_is_counted_in_business_days() {
        let wanted = ReminderRules::default();
        let asked = life(&[SENT, OPENED, ASKED]);
        let said = |time| said(&asked, &wanted, time);
        let soon = |step| Some((Wait::Answer, When::Soon, step));
        // Fourteen business days end with Friday, 11 December.
        assert_eq!(said("2026-12-06T23:59:59Z"), None);
        assert_eq!(said("2026-12-07T00:00:00Z"), soon(5));
        assert_eq!(said("2026-12-09T23:59:59Z"), soon(5));
        assert_eq!(said("2026-12-10T00:00:00Z"), soon(2));
        assert_eq!(said("2026-12-11T00:00:00Z"), soon(1));
        // Then it ends by itself.
        assert_eq!(said("2026-12-12T00:00:00Z"), None);
    }

    #[test]
    fn while_the_review_clock_stands_still_it_says_nothing_and_later_it_is_another() {
        let wanted = ReminderRules::default();
        let rules = Programme::builtin().claims;
        let asked = life(&[SENT, OPENED, ASKED]);
        // The 48 hours since submission are over, and nobody owes a review.
        assert_eq!(said(&asked, &wanted, "2026-11-26T10:00:00Z"), None);
        // Ten hours had run, so 38 are left.
        let answered = life(&[SENT, OPENED, ASKED, (Move::Answer, "2026-12-01T09:00:00Z")]);
        assert_eq!(said(&answered, &wanted, "2026-12-01T22:59:59Z"), None);
        let soon = answered.reminder(at("2026-12-01T23:00:00Z"), &rules, &wanted);
        let soon = soon.unwrap();
        assert_eq!((soon.when, soon.step), (When::Soon, 24));
        assert_eq!(soon.clock, at("2026-12-02T23:00:00Z"));
        assert_eq!(soon.at, at("2026-12-01T23:00:00Z"));
    }

    #[test]
    fn what_is_late_is_said_as_often_as_it_is_wanted() {
        let wanted = ReminderRules {
            late_hours: 5,
            ..ReminderRules::default()
        };
        let rules = Programme::builtin().claims;
        let sent = life(&[SENT]);
        let late = |time| sent.reminder(at(time), &rules, &wanted).unwrap();
        // Promised until the 25th at 10:00.
        let third = late("2026-11-25T20:00:00Z");
        assert_eq!((third.step, third.at), (3, at("2026-11-25T20:00:00Z")));
        assert_eq!(late("2026-11-26T00:59:59Z"), third);
    }

    #[test]
    fn what_was_due_before_the_clock_began_is_not_said() {
        let wanted = ReminderRules::default();
        let late_answer = [
            SENT,
            OPENED,
            // Forty of the 48 hours are gone when it is asked.
            (Move::Ask, "2026-11-25T02:00:00Z"),
            (Move::Answer, "2026-11-30T09:00:00Z"),
        ];
        let answered = life(&late_answer);
        assert_eq!(said(&answered, &wanted, "2026-11-30T09:00:01Z"), None);
        assert_eq!(
            said(&answered, &wanted, "2026-11-30T17:00:00Z"),
            Some((Wait::Review, When::Late, 1))
        );
    }

    #[test]
    fn a_right_to_dispute_is_spoken_of_before_it_ends_and_never_after() {
        let wanted = ReminderRules::default();
        let rejected = [SENT, OPENED, (Move::Reject, "2026-11-23T20:00:00Z")];
        let said_of = |moves: &[(Move, &str)], time| said(&life(moves), &wanted, time);
        // Thirty days end with 23 December.
        assert_eq!(said_of(&rejected, "2026-12-16T23:59:59Z"), None);
        assert_eq!(
            said_of(&rejected, "2026-12-17T00:00:00Z"),
            Some((Wait::MayDispute, When::Soon, 7))
        );
        assert_eq!(said_of(&rejected, "2026-12-24T00:00:00Z"), None);
        let disputed = [&rejected[..], &[(Move::Dispute, "2026-12-01T08:00:00Z")]].concat();
        // Five business days end with Tuesday, 8 December.
        assert_eq!(said_of(&disputed, "2026-12-07T23:59:59Z"), None);
        assert_eq!(
            said_of(&disputed, "2026-12-08T00:00:00Z"),
            Some((Wait::DisputeAnswer, When::Soon, 1))
        );
        assert_eq!(
            said_of(&disputed, "2026-12-09T00:00:00Z"),
            Some((Wait::DisputeAnswer, When::Late, 1))
        );
        let decided = [&disputed[..], &[(Move::Approve, "2026-12-08T08:00:00Z")]].concat();
        assert_eq!(said_of(&decided, "2026-12-09T00:00:00Z"), None);
    }

    #[test]
    fn an_installation_has_its_own_times() {
        let wanted = ReminderRules {
            review_hours: vec![12, 2, 0],
            answer_business_days: vec![],
            dispute_days: vec![1],
            dispute_answer_business_days: vec![3],
            late_hours: 6,
            ..ReminderRules::default()
        };
        let sent = life(&[SENT]);
        assert_eq!(said(&sent, &wanted, "2026-11-24T21:59:59Z"), None);
        let soon = |step| Some((Wait::Review, When::Soon, step));
        assert_eq!(said(&sent, &wanted, "2026-11-24T22:00:00Z"), soon(12));
        assert_eq!(said(&sent, &wanted, "2026-11-25T08:00:00Z"), soon(2));
        assert_eq!(
            said(&sent, &wanted, "2026-11-25T16:00:00Z"),
            Some((Wait::Review, When::Late, 2))
        );
        let silent = ReminderRules {
            late_hours: 0,
            ..wanted.clone()
        };
        assert_eq!(said(&sent, &silent, "2026-11-25T16:00:00Z"), None);
        let asked = life(&[SENT, OPENED, ASKED]);
        assert_eq!(said(&asked, &wanted, "2026-12-11T12:00:00Z"), None);
    }

    #[test]
    fn nothing_beyond_the_horizon_speaks() {
        let rules = Programme::builtin().claims;
        let wanted = ReminderRules::default();
        let lives = [
            life(&[SENT]),
            life(&[SENT, OPENED]),
            life(&[SENT, OPENED, ASKED]),
            life(&[SENT, OPENED, (Move::Reject, "2026-11-23T20:00:00Z")]),
            life(&[
                SENT,
                OPENED,
                (Move::Reject, "2026-11-23T20:00:00Z"),
                (Move::Dispute, "2026-11-24T08:00:00Z"),
            ]),
        ];
        for life in lives {
            let clock = life.waiting(&rules).unwrap().until;
            for hours in 0..24 * 40 {
                let now = at("2026-11-24T08:30:00Z") + TimeDelta::hours(hours);
                let beyond = clock > wanted.horizon(life.state, now, &rules);
                let speaks = life.reminder(now, &rules, &wanted).is_some();
                assert!(!(beyond && speaks), "{:?} at {now}", life.state);
            }
        }
    }
}
