//! The life of a claim: its states, the moves between them, and the clocks.
//!
//! `recognition.md` section 6 is the whole table; a move that is not in it is refused.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::calendar::{after_business_days, after_days};
use crate::programme::ClaimRules;

/// Where a claim stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClaimState {
    /// Saved, not sent.
    #[default]
    Draft,
    /// Sent, or sent back with an answer.
    Submitted,
    /// A reviewer opened it.
    UnderReview,
    /// The reviewer asks for something.
    ActionRequired,
    /// Accepted; counts from the following month.
    Approved,
    /// Not accepted, or declined by the customer; can be disputed once.
    Rejected,
    /// The partner disputes the rejection.
    Disputed,
    /// The end: the dispute was lost, or the partner disassociated.
    RejectedFinal,
    /// The partner took it back before it was decided.
    Withdrawn,
}

impl ClaimState {
    /// Every state, in the order of the table.
    pub const ALL: [Self; 9] = [
        Self::Draft,
        Self::Submitted,
        Self::UnderReview,
        Self::ActionRequired,
        Self::Approved,
        Self::Rejected,
        Self::Disputed,
        Self::RejectedFinal,
        Self::Withdrawn,
    ];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::UnderReview => "under_review",
            Self::ActionRequired => "action_required",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Disputed => "disputed",
            Self::RejectedFinal => "rejected_final",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// True while a reviewer owes the partner an answer: these claims make the queue.
    pub const fn waits_for_reviewer(self) -> bool {
        matches!(self, Self::Submitted | Self::UnderReview | Self::Disputed)
    }

    /// True while the partner has to act: a draft waits to be sent, a question to be answered.
    pub const fn waits_for_partner(self) -> bool {
        matches!(self, Self::Draft | Self::ActionRequired)
    }

    /// True while an approval can still come.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Draft
                | Self::Submitted
                | Self::UnderReview
                | Self::ActionRequired
                | Self::Disputed
        )
    }

    /// Reads the name in any case, with blanks or underscores between its words.
    pub fn parse(text: &str) -> Option<Self> {
        let letters = |text: &str| -> String {
            text.chars()
                .filter(char::is_ascii_alphabetic)
                .map(|c| c.to_ascii_lowercase())
                .collect()
        };
        let wanted = letters(text);
        Self::ALL
            .into_iter()
            .find(|state| letters(state.as_str()) == wanted)
    }
}

/// What can happen to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Move {
    /// The partner sends it.
    Submit,
    /// A reviewer opens it.
    Open,
    /// The reviewer asks for something.
    Ask,
    /// The partner answers.
    Answer,
    /// Nobody answered in time.
    Expire,
    /// The reviewer accepts it.
    Approve,
    /// The reviewer does not accept it.
    Reject,
    /// The partner disputes a rejection.
    Dispute,
    /// The customer declines after approval: by their link, or a reviewer who was told writes it down.
    Decline,
    /// The partner ends the association.
    Disassociate,
    /// The partner takes it back.
    Withdraw,
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 11] = [
        Self::Submit,
        Self::Open,
        Self::Ask,
        Self::Answer,
        Self::Expire,
        Self::Approve,
        Self::Reject,
        Self::Dispute,
        Self::Decline,
        Self::Disassociate,
        Self::Withdraw,
    ];

    /// As written in JSON and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Open => "open",
            Self::Ask => "ask",
            Self::Answer => "answer",
            Self::Expire => "expire",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Dispute => "dispute",
            Self::Decline => "decline",
            Self::Disassociate => "disassociate",
            Self::Withdraw => "withdraw",
        }
    }

    /// Who may make it. A decline is the customer's own too (`word.rs`).
    pub const fn actor(self) -> Actor {
        match self {
            Self::Submit | Self::Answer | Self::Dispute | Self::Disassociate | Self::Withdraw => {
                Actor::Partner
            }
            Self::Open | Self::Ask | Self::Approve | Self::Reject | Self::Decline => {
                Actor::Reviewer
            }
            Self::Expire => Actor::Clock,
        }
    }

    /// The state it leads to, from this one; `None` when the table does not have it.
    pub const fn leads_from(self, state: ClaimState) -> Option<ClaimState> {
        use ClaimState as S;
        match (state, self) {
            (S::Draft, Self::Submit) | (S::ActionRequired, Self::Answer) => Some(S::Submitted),
            (S::Submitted, Self::Open) => Some(S::UnderReview),
            (S::UnderReview, Self::Ask) => Some(S::ActionRequired),
            (S::UnderReview | S::Disputed, Self::Approve) => Some(S::Approved),
            (S::UnderReview, Self::Reject)
            | (S::ActionRequired, Self::Expire)
            | (S::Approved, Self::Decline) => Some(S::Rejected),
            (S::Rejected, Self::Dispute) => Some(S::Disputed),
            (S::Disputed, Self::Reject) | (S::Approved, Self::Disassociate) => {
                Some(S::RejectedFinal)
            }
            (S::Draft | S::Submitted | S::UnderReview | S::ActionRequired, Self::Withdraw) => {
                Some(S::Withdrawn)
            }
            _ => None,
        }
    }
}

/// Who makes a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Actor {
    /// The claiming partner.
    Partner,
    /// A reviewer.
    Reviewer,
    /// Time itself.
    Clock,
    /// The customer, by the link that was sent to them.
    Customer,
}

/// Where a claim stands and everything its clocks need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Life {
    /// The state.
    pub state: ClaimState,
    /// When the present state was entered; `None` for a draft.
    pub since: Option<DateTime<Utc>>,
    /// When it was first submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Whole seconds of the review clock that have run before the present stretch.
    pub review_seconds_run: i64,
    /// The part of a second beside them, in nanoseconds: without it every question and answer
    /// would give up to a second away.
    #[serde(skip_serializing_if = "is_zero")]
    pub review_nanos_run: u32,
    /// Since when the review clock runs; `None` while it stands still.
    pub review_running_since: Option<DateTime<Utc>>,
    /// When it was approved.
    pub approved_at: Option<DateTime<Utc>>,
    /// When an approved claim ended by decline or disassociation.
    pub ended_at: Option<DateTime<Utc>>,
    /// The one dispute has been used.
    pub disputed: bool,
}

/// Why a move is refused. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MoveRefused {
    /// Not from this state.
    #[error("a claim in state `{}` cannot take the move `{}`", .from.as_str(), .made.as_str())]
    NotFromHere {
        /// The state.
        from: ClaimState,
        /// The move.
        made: Move,
    },
    /// The time for it ran out.
    #[error("the time for this move ran out at {deadline}")]
    TooLate {
        /// The first instant that was too late.
        deadline: DateTime<Utc>,
    },
    /// The clock has not run out yet.
    #[error("the clock runs until {deadline}")]
    TooEarly {
        /// The first instant that is late.
        deadline: DateTime<Utc>,
    },
    /// A claim can be disputed once.
    #[error("this claim has been disputed once already")]
    DisputedBefore,
}

/// Who is waited for, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Waiting {
    /// For what.
    pub wait: Wait,
    /// The first instant that is late. For a review, by this product's promise.
    pub until: DateTime<Utc>,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Wait {
    /// The reviewer's decision.
    Review,
    /// The partner's answer.
    Answer,
    /// The partner may dispute until then.
    MayDispute,
    /// The reviewer's answer to a dispute.
    DisputeAnswer,
}

impl Waiting {
    /// True when a reviewer owes the partner something that is late. A right to dispute that
    /// has passed is nothing anybody owes.
    pub fn is_overdue(self, at: DateTime<Utc>) -> bool {
        matches!(self.wait, Wait::Review | Wait::DisputeAnswer) && self.until <= at
    }
}

impl Life {
    /// The life after a move at this time.
    pub fn after(
        &self,
        made: Move,
        at: DateTime<Utc>,
        rules: &ClaimRules,
    ) -> Result<Self, MoveRefused> {
        let to = made
            .leads_from(self.state)
            .ok_or(MoveRefused::NotFromHere {
                from: self.state,
                made,
            })?;
        self.check_time(made, at, rules)?;
        let mut next = self.clone();
        next.state = to;
        next.since = Some(at);
        match made {
            Move::Submit => {
                next.submitted_at = Some(at);
                next.review_running_since = Some(at);
            }
            Move::Answer => next.review_running_since = Some(at),
            Move::Ask | Move::Approve | Move::Reject | Move::Withdraw => next.stop_review_clock(at),
            Move::Dispute => next.disputed = true,
            Move::Decline | Move::Disassociate => next.ended_at = Some(at),
            Move::Open | Move::Expire => {}
        }
        if made == Move::Approve {
            next.approved_at = Some(at);
            // A dispute won after a customer's decline begins a new association.
            next.ended_at = None;
        }
        Ok(next)
    }

    fn check_time(
        &self,
        made: Move,
        at: DateTime<Utc>,
        rules: &ClaimRules,
    ) -> Result<(), MoveRefused> {
        let deadline = self.waiting(rules).map(|waiting| waiting.until);
        match (made, deadline) {
            (Move::Dispute, _) if self.disputed => Err(MoveRefused::DisputedBefore),
            (Move::Answer | Move::Dispute, Some(deadline)) if at >= deadline => {
                Err(MoveRefused::TooLate { deadline })
            }
            (Move::Expire, Some(deadline)) if at < deadline => {
                Err(MoveRefused::TooEarly { deadline })
            }
            _ => Ok(()),
        }
    }

    fn stop_review_clock(&mut self, at: DateTime<Utc>) {
        let run = self.review_run(at);
        self.review_running_since = None;
        self.review_seconds_run = run.num_seconds();
        self.review_nanos_run = run.subsec_nanos().unsigned_abs();
    }

    /// What the review clock has run by this time.
    fn review_run(&self, at: DateTime<Utc>) -> TimeDelta {
        // A clock that was set back must not give time.
        let running = self
            .review_running_since
            .map_or(TimeDelta::zero(), |since| {
                (at - since).max(TimeDelta::zero())
            });
        let before = TimeDelta::new(self.review_seconds_run.max(0), self.review_nanos_run);
        // What no clock can have run is read as nothing, which is in the partner's favour.
        let before = before.unwrap_or_default();
        before.checked_add(&running).unwrap_or(before)
    }

    /// Whole seconds of the review clock that have run by this time.
    pub fn review_seconds(&self, at: DateTime<Utc>) -> i64 {
        self.review_run(at).num_seconds()
    }

    /// What is left of the promised review when its clock has run this long; under zero when
    /// it is late.
    fn review_left(run: TimeDelta, rules: &ClaimRules) -> TimeDelta {
        TimeDelta::hours(i64::from(rules.review_hours))
            .checked_sub(&run)
            .unwrap_or_default()
    }

    /// Who is waited for and until when; `None` where nothing is.
    pub fn waiting(&self, rules: &ClaimRules) -> Option<Waiting> {
        let since = self.since?;
        let (wait, until) = match self.state {
            ClaimState::Submitted | ClaimState::UnderReview => {
                let running_since = self.review_running_since?;
                let left = Self::review_left(self.review_run(running_since), rules);
                (Wait::Review, later(running_since, left))
            }
            ClaimState::ActionRequired => (
                Wait::Answer,
                after_business_days(since, rules.answer_business_days, &rules.holidays),
            ),
            ClaimState::Rejected if !self.disputed => {
                (Wait::MayDispute, after_days(since, rules.dispute_days))
            }
            ClaimState::Disputed => (
                Wait::DisputeAnswer,
                after_business_days(since, rules.dispute_answer_business_days, &rules.holidays),
            ),
            _ => return None,
        };
        Some(Waiting { wait, until })
    }

    /// True for a claim whose partner did not answer in time: the move [`Move::Expire`] is due.
    pub fn has_expired(&self, at: DateTime<Utc>, rules: &ClaimRules) -> bool {
        self.waiting(rules)
            .is_some_and(|waiting| waiting.wait == Wait::Answer && waiting.until <= at)
    }

    /// When a claim that is not decided would be approved if its clock ran out with an
    /// approval: a draft sent `now`, a review at its promised end, a question answered at its
    /// deadline and then reviewed, a dispute at the end of its business days. Never before
    /// `now`. `None` for a claim that is decided, withdrawn or unanswered in time.
    ///
    /// The forecast's readings beside "approved claims only", `recognition.md` section 4.
    pub fn assumed_approval(
        &self,
        now: DateTime<Utc>,
        rules: &ClaimRules,
    ) -> Option<DateTime<Utc>> {
        if !self.state.is_open() || self.has_expired(now, rules) {
            return None;
        }
        let whole_review = Self::review_left(TimeDelta::zero(), rules);
        let Some(Waiting { wait, until }) = self.waiting(rules) else {
            return Some(later(now, whole_review));
        };
        let until = until.max(now);
        Some(match wait {
            Wait::Answer => {
                let left = Self::review_left(self.review_run(until), rules);
                later(until, left.max(TimeDelta::zero()))
            }
            Wait::Review | Wait::MayDispute | Wait::DisputeAnswer => until,
        })
    }

    /// When Microsoft's documents would have the review done: business days until it begins,
    /// and for itself, counted from the first submission.
    pub fn microsoft_review_until(&self, rules: &ClaimRules) -> Option<DateTime<Utc>> {
        let [begin, review] = rules.microsoft_review_business_days;
        Some(after_business_days(
            self.submitted_at?,
            begin + review,
            &rules.holidays,
        ))
    }
}

/// This much later; the same instant where the calendar ends.
fn later(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_add_signed(by).unwrap_or(at)
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands the field by reference"
)]
const fn is_zero(nanos: &u32) -> bool {
    *nanos == 0
}

#[cfg(test)]
mod tests {
    use super::ClaimState as S;
    use super::*;
    use crate::Programme;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn life(moves: &[(Move, &str)]) -> Result<Life, MoveRefused> {
        let rules = Programme::builtin().claims;
        moves
            .iter()
            .try_fold(Life::default(), |life, (made, time)| {
                life.after(*made, at(time), &rules)
            })
    }

    #[test]
    fn a_reviewer_is_waited_for_where_the_clock_says_so() {
        let rules = Programme::builtin().claims;
        for state in ClaimState::ALL {
            let life = Life {
                state,
                since: Some(at("2026-11-02T09:00:00Z")),
                review_running_since: Some(at("2026-11-02T09:00:00Z")),
                ..Life::default()
            };
            let waited_for = life
                .waiting(&rules)
                .is_some_and(|waiting| matches!(waiting.wait, Wait::Review | Wait::DisputeAnswer));
            assert_eq!(state.waits_for_reviewer(), waited_for, "{state:?}");
        }
    }

    #[test]
    fn exactly_the_moves_of_the_table_are_allowed() {
        let allowed: Vec<(ClaimState, Move, ClaimState)> = ClaimState::ALL
            .into_iter()
            .flat_map(|from| {
                Move::ALL
                    .into_iter()
                    .filter_map(move |made| Some((from, made, made.leads_from(from)?)))
            })
            .collect();
        let table = [
            (S::Draft, Move::Submit, S::Submitted),
            (S::Draft, Move::Withdraw, S::Withdrawn),
            (S::Submitted, Move::Open, S::UnderReview),
            (S::Submitted, Move::Withdraw, S::Withdrawn),
            (S::UnderReview, Move::Ask, S::ActionRequired),
            (S::UnderReview, Move::Approve, S::Approved),
            (S::UnderReview, Move::Reject, S::Rejected),
            (S::UnderReview, Move::Withdraw, S::Withdrawn),
            (S::ActionRequired, Move::Answer, S::Submitted),
            (S::ActionRequired, Move::Expire, S::Rejected),
            (S::ActionRequired, Move::Withdraw, S::Withdrawn),
            (S::Approved, Move::Decline, S::Rejected),
            (S::Approved, Move::Disassociate, S::RejectedFinal),
            (S::Rejected, Move::Dispute, S::Disputed),
            (S::Disputed, Move::Approve, S::Approved),
            (S::Disputed, Move::Reject, S::RejectedFinal),
        ];
        assert_eq!(allowed.len(), table.len());
        for row in table {
            assert!(allowed.contains(&row), "{row:?}");
        }
    }

    #[test]
    fn the_review_clock_stands_still_while_the_partner_is_asked() {
        let rules = Programme::builtin().claims;
        let answered = life(&[
            (Move::Submit, "2026-11-23T10:00:00Z"),
            (Move::Open, "2026-11-23T12:00:00Z"),
            (Move::Ask, "2026-11-23T20:00:00Z"),
            (Move::Answer, "2026-12-01T09:00:00Z"),
        ])
        .unwrap();
        let waiting = answered.waiting(&rules).unwrap();
        assert_eq!(waiting.wait, Wait::Review);
        // Ten of the 48 hours had run.
        assert_eq!(waiting.until, at("2026-12-02T23:00:00Z"));
        assert_eq!(
            answered.review_seconds(at("2026-12-01T10:00:00Z")),
            11 * 3600
        );
    }

    #[test]
    fn a_withdrawal_while_the_clock_stands_still_adds_nothing() {
        let withdrawn = life(&[
            (Move::Submit, "2026-11-23T10:00:00Z"),
            (Move::Open, "2026-11-23T10:00:00Z"),
            (Move::Ask, "2026-11-23T11:00:00Z"),
            (Move::Withdraw, "2026-11-24T11:00:00Z"),
        ])
        .unwrap();
        assert_eq!(withdrawn.review_seconds(at("2027-01-01T00:00:00Z")), 3600);
    }

    #[test]
    fn answers_and_disputes_have_a_last_moment() {
        let asked = [
            (Move::Submit, "2026-11-23T10:00:00Z"),
            (Move::Open, "2026-11-23T10:00:00Z"),
            (Move::Ask, "2026-11-23T11:00:00Z"),
        ];
        let deadline = at("2026-12-12T00:00:00Z");
        let with = |made, time| life(&[&asked[..], &[(made, time)]].concat());
        assert!(with(Move::Answer, "2026-12-11T23:59:59Z").is_ok());
        assert_eq!(
            with(Move::Answer, "2026-12-12T00:00:00Z"),
            Err(MoveRefused::TooLate { deadline })
        );
        assert_eq!(
            with(Move::Expire, "2026-12-11T23:59:59Z"),
            Err(MoveRefused::TooEarly { deadline })
        );
        let rules = Programme::builtin().claims;
        let waiting = life(&asked).unwrap();
        assert!(!waiting.has_expired(at("2026-12-11T23:59:59Z"), &rules));
        assert!(waiting.has_expired(deadline, &rules));
        let expired = with(Move::Expire, "2026-12-12T00:00:00Z").unwrap();
        let may_dispute = expired.waiting(&rules).unwrap();
        assert!(
            !may_dispute.is_overdue(at("2028-01-01T00:00:00Z")),
            "nobody owes a dispute"
        );
        assert_eq!(expired.state, ClaimState::Rejected);
        assert!(
            expired
                .after(Move::Dispute, at("2027-01-11T23:59:59Z"), &rules)
                .is_ok()
        );
        assert!(matches!(
            expired.after(Move::Dispute, at("2027-01-12T00:00:00Z"), &rules),
            Err(MoveRefused::TooLate { .. })
        ));
    }

    #[test]
    fn what_is_decided_or_unanswered_is_not_assumed_approved() {
        let rules = Programme::builtin().claims;
        let sent = [(Move::Submit, "2026-11-23T10:00:00Z")];
        let opened = (Move::Open, "2026-11-23T10:00:00Z");
        let now = at("2026-11-24T10:00:00Z");
        let with = |moves: &[(Move, &str)]| life(&[&sent[..], moves].concat()).unwrap();
        assert_eq!(
            with(&[]).assumed_approval(now, &rules),
            Some(at("2026-11-25T10:00:00Z"))
        );
        let decided = with(&[opened, (Move::Approve, "2026-11-23T11:00:00Z")]);
        assert_eq!(decided.assumed_approval(now, &rules), None);
        let asked = with(&[opened, (Move::Ask, "2026-11-23T11:00:00Z")]);
        assert!(asked.assumed_approval(now, &rules).is_some());
        let late = at("2026-12-12T00:00:00Z");
        assert_eq!(asked.assumed_approval(late, &rules), None);
    }

    #[test]
    fn microsofts_documents_have_their_own_time() {
        let mut rules = Programme::builtin().claims;
        rules.microsoft_review_business_days = [3, 4];
        // A Monday; seven business days later it is the Wednesday of the next week.
        let sent = life(&[(Move::Submit, "2026-11-23T10:00:00Z")]).unwrap();
        assert_eq!(
            sent.microsoft_review_until(&rules),
            Some(at("2026-12-03T00:00:00Z"))
        );
        assert_eq!(life(&[]).unwrap().microsoft_review_until(&rules), None);
    }

    #[test]
    fn parts_of_a_second_are_written_where_there_are_any() {
        let mut life = life(&[(Move::Submit, "2026-11-23T10:00:00Z")]).unwrap();
        let plain = serde_json::to_value(&life).unwrap();
        assert_eq!(plain.get("reviewNanosRun"), None);
        life.review_nanos_run = 7;
        let value = serde_json::to_value(&life).unwrap();
        assert_eq!(value["reviewNanosRun"], 7);
        assert_eq!(serde_json::from_value::<Life>(value).unwrap(), life);
    }

    #[test]
    fn what_a_reviewer_owes_is_late_from_its_deadline() {
        let until = at("2026-11-25T10:00:00Z");
        let before = at("2026-11-25T09:59:59Z");
        for (wait, owed) in [
            (Wait::Review, true),
            (Wait::DisputeAnswer, true),
            (Wait::Answer, false),
            (Wait::MayDispute, false),
        ] {
            let waiting = Waiting { wait, until };
            assert!(!waiting.is_overdue(before), "{wait:?}");
            assert_eq!(waiting.is_overdue(until), owed, "{wait:?}");
        }
    }

    #[test]
    fn each_state_waits_for_one_side_or_for_nobody() {
        for state in ClaimState::ALL {
            let (partner, reviewer) = match state {
                ClaimState::Draft | ClaimState::ActionRequired => (true, false),
                ClaimState::Submitted | ClaimState::UnderReview | ClaimState::Disputed => {
                    (false, true)
                }
                _ => (false, false),
            };
            assert_eq!(state.waits_for_partner(), partner, "{state:?}");
            assert_eq!(state.waits_for_reviewer(), reviewer, "{state:?}");
        }
    }

    #[test]
    fn a_claim_is_disputed_once() {
        let rules = Programme::builtin().claims;
        let approved_on_dispute = life(&[
            (Move::Submit, "2026-11-23T10:00:00Z"),
            (Move::Open, "2026-11-23T10:00:00Z"),
            (Move::Reject, "2026-11-23T11:00:00Z"),
            (Move::Dispute, "2026-11-24T11:00:00Z"),
            (Move::Approve, "2026-11-25T11:00:00Z"),
            (Move::Decline, "2026-12-25T11:00:00Z"),
        ])
        .unwrap();
        assert_eq!(approved_on_dispute.waiting(&rules), None);
        assert_eq!(
            approved_on_dispute.after(Move::Dispute, at("2026-12-26T00:00:00Z"), &rules),
            Err(MoveRefused::DisputedBefore)
        );
    }

    #[test]
    fn states_are_read_in_any_spelling() {
        for text in [
            "under_review",
            "Under review",
            "underReview",
            "UNDER-REVIEW",
        ] {
            assert_eq!(
                ClaimState::parse(text),
                Some(ClaimState::UnderReview),
                "{text}"
            );
        }
        assert_eq!(ClaimState::parse("pending"), None);
    }
}
