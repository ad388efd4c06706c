//! The life of a claim against a second one written differently: states are words, moves a
//! table of words, the clock a list of intervals, days are counted by hand.
//!
//! `CLAIMDESK_LIFE_STEPS` and `CLAIMDESK_LIFE_SEED` make the run longer or other;
//! `cargo xtask test --long` does both. A step that differs tells its seed.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::{ClaimState, Life, Move, MoveRefused, Wait};
use claimdesk_recognition::programme::ClaimRules;
use proptest::prelude::*;

/// Nanoseconds, so that nothing is rounded.
type Nanos = i128;
const SECOND: Nanos = 1_000_000_000;
const HOUR: Nanos = 3600 * SECOND;
const DAY: Nanos = 24 * HOUR;

/// `from move to`, as `recognition.md` section 6 has it, and the withdrawals.
const TABLE: &str = "
    draft submit submitted
    submitted open under_review
    under_review approve approved
    under_review reject rejected
    under_review ask action_required
    action_required answer submitted
    action_required expire rejected
    rejected dispute disputed
    disputed approve approved
    disputed reject rejected_final
    approved decline rejected
    approved disassociate rejected_final
    draft withdraw withdrawn
    submitted withdraw withdrawn
    under_review withdraw withdrawn
    action_required withdraw withdrawn
";

fn target(from: &str, made: &str) -> Option<&'static str> {
    static LINES: LazyLock<Vec<[&str; 3]>> = LazyLock::new(|| {
        let words = |line: &'static str| line.split_whitespace().collect::<Vec<_>>();
        let lines = TABLE.lines().filter(|line| !line.trim().is_empty());
        lines.map(|line| words(line).try_into().unwrap()).collect()
    });
    let found = LINES
        .iter()
        .find(|[state, word, _]| *state == from && *word == made);
    found.map(|[_, _, to]| *to)
}

/// The calendar, with days counted from 1 January 1970, a Thursday.
struct Days {
    off: BTreeSet<i128>,
}

impl Days {
    fn of(rules: &ClaimRules) -> Self {
        let midnight = |day: &str| nanos(format!("{day}T00:00:00Z").parse().unwrap());
        let off = rules
            .holidays
            .iter()
            .map(|holiday| midnight(&holiday.date.to_string()) / DAY)
            .collect();
        Self { off }
    }

    /// The midnight after so many working days after the day of `from`.
    fn working(&self, from: Nanos, mut count: u32) -> Nanos {
        let mut day = from.div_euclid(DAY);
        while count > 0 {
            day += 1;
            // 0 is a Thursday: Saturday 2, Sunday 3.
            if !matches!(day.rem_euclid(7), 2 | 3) && !self.off.contains(&day) {
                count -= 1;
            }
        }
        (day + 1) * DAY
    }
}

fn nanos(at: DateTime<Utc>) -> Nanos {
    i128::from(at.timestamp()) * SECOND + i128::from(at.timestamp_subsec_nanos())
}

#[derive(Debug)]
struct Model {
    state: &'static str,
    entered: Nanos,
    submitted: Option<Nanos>,
    approved: Option<Nanos>,
    ended: Option<Nanos>,
    /// When the review clock ran; the last may still run.
    ran: Vec<(Nanos, Option<Nanos>)>,
    disputes: u32,
}

#[derive(Debug, PartialEq)]
enum Refused {
    NotInTheTable,
    Late(Nanos),
    Early(Nanos),
    Twice,
}

impl Model {
    const fn new() -> Self {
        Self {
            state: "draft",
            entered: 0,
            submitted: None,
            approved: None,
            ended: None,
            ran: Vec::new(),
            disputes: 0,
        }
    }

    fn has_run(&self, at: Nanos) -> Nanos {
        let length = |(from, to): &(Nanos, Option<Nanos>)| (to.unwrap_or(at) - from).max(0);
        self.ran.iter().map(length).sum()
    }

    /// For what, and until when.
    fn waits(&self, days: &Days) -> Option<(&'static str, Nanos)> {
        match self.state {
            "submitted" | "under_review" => {
                let (from, _) = *self.ran.last()?;
                let before = self.has_run(from);
                Some(("review", from + 48 * HOUR - before))
            }
            "action_required" => Some(("answer", days.working(self.entered, 14))),
            "rejected" if self.disputes == 0 => {
                Some(("may_dispute", (self.entered.div_euclid(DAY) + 31) * DAY))
            }
            "disputed" => Some(("dispute_answer", days.working(self.entered, 5))),
            _ => None,
        }
    }

    fn make(&mut self, made: &str, at: Nanos, days: &Days) -> Result<(), Refused> {
        let to = target(self.state, made).ok_or(Refused::NotInTheTable)?;
        let until = self.waits(days).map(|(_, until)| until);
        match (made, until) {
            ("dispute", _) if self.disputes > 0 => return Err(Refused::Twice),
            ("answer" | "dispute", Some(until)) if at >= until => return Err(Refused::Late(until)),
            ("expire", Some(until)) if at < until => return Err(Refused::Early(until)),
            _ => {}
        }
        let runs = |state: &str| matches!(state, "submitted" | "under_review");
        match (runs(self.state), runs(to)) {
            (false, true) => self.ran.push((at, None)),
            (true, false) => self.ran.last_mut().unwrap().1 = Some(at),
            _ => {}
        }
        match to {
            "submitted" => self.submitted = self.submitted.or(Some(at)),
            "approved" => (self.approved, self.ended) = (Some(at), None),
            "disputed" => self.disputes += 1,
            _ if self.state == "approved" => self.ended = Some(at),
            _ => {}
        }
        self.state = to;
        self.entered = at;
        Ok(())
    }
}

const fn word(wait: Wait) -> &'static str {
    match wait {
        Wait::Review => "review",
        Wait::Answer => "answer",
        Wait::MayDispute => "may_dispute",
        Wait::DisputeAnswer => "dispute_answer",
    }
}

/// The two lives, side by side.
struct Pair {
    life: Life,
    model: Model,
    rules: &'static ClaimRules,
    days: Days,
}

impl Pair {
    fn new() -> Self {
        static RULES: LazyLock<ClaimRules> = LazyLock::new(|| Programme::builtin().claims);
        Self {
            life: Life::default(),
            model: Model::new(),
            days: Days::of(&RULES),
            rules: &RULES,
        }
    }

    /// Makes the move in both; says how they differ, if they do.
    fn step(&mut self, made: Move, at: DateTime<Utc>) -> Result<(), String> {
        let outcome = self.life.after(made, at, self.rules);
        let expected = self.model.make(made.as_str(), nanos(at), &self.days);
        let told = match &outcome {
            Ok(_) => Ok(()),
            Err(MoveRefused::NotFromHere { .. }) => Err(Refused::NotInTheTable),
            Err(MoveRefused::TooLate { deadline }) => Err(Refused::Late(nanos(*deadline))),
            Err(MoveRefused::TooEarly { deadline }) => Err(Refused::Early(nanos(*deadline))),
            Err(MoveRefused::DisputedBefore) => Err(Refused::Twice),
        };
        same("outcome", &told, &expected)?;
        if let Ok(next) = outcome {
            self.life = next;
        }
        let (life, model) = (&self.life, &self.model);
        same("state", &life.state.as_str(), &model.state)?;
        let waits = life.waiting(self.rules);
        let waits = waits.map(|waiting| (word(waiting.wait), nanos(waiting.until)));
        same("waiting", &waits, &model.waits(&self.days))?;
        let run = i128::from(life.review_seconds(at)) * SECOND;
        let expected = model.has_run(nanos(at));
        same("seconds run", &run, &(expected - expected % SECOND))?;
        same("submitted", &life.submitted_at.map(nanos), &model.submitted)?;
        same("approved", &life.approved_at.map(nanos), &model.approved)?;
        same("ended", &life.ended_at.map(nanos), &model.ended)?;
        same("disputed", &life.disputed, &(model.disputes == 1))?;
        let late = model.waits(&self.days);
        let expired = matches!(late, Some(("answer", until)) if nanos(at) >= until);
        same("expired", &life.has_expired(at, self.rules), &expired)
    }

    /// A time to try next: usually later, sometimes earlier, often close to a deadline.
    fn time(&self, now: DateTime<Utc>, dice: u64, kind: u64) -> DateTime<Utc> {
        let dice = i64::try_from(dice >> 2).unwrap();
        let deadline = self.life.waiting(self.rules).map(|waiting| waiting.until);
        match (kind, deadline) {
            (0, Some(deadline)) => deadline + TimeDelta::nanoseconds(dice % 3 - 1),
            (1, _) => now - TimeDelta::nanoseconds(dice % 7_200_000_000_000),
            (2, _) => now + TimeDelta::seconds(dice % (40 * 86_400)),
            _ => now + TimeDelta::nanoseconds(dice % 90_000_000_000_000),
        }
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, is: &T, should: &T) -> Result<(), String> {
    if is == should {
        Ok(())
    } else {
        Err(format!("{what}: {is:?}, by the model {should:?}"))
    }
}

/// Lives one after the other, moves and times by lot, until `steps` are tried. Returns the
/// states that the moves led to.
fn walk(seed: u64, steps: u64) -> Result<Vec<ClaimState>, String> {
    let mut state = seed;
    let mut lot = move || {
        // SplitMix64: small, and the same everywhere.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    };
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut pair = Pair::new();
    let mut now = start;
    let mut reached = Vec::new();
    for step in 0..steps {
        let possible: Vec<Move> = Move::ALL
            .into_iter()
            .filter(|made| target(pair.model.state, made.as_str()).is_some())
            .collect();
        if possible.is_empty() && lot() % 4 == 0 {
            pair.life = Life::default();
            pair.model = Model::new();
            now = start;
        }
        // Half of the tries are moves that the table has, so that lives go on.
        let from: &[Move] = if possible.is_empty() || lot() % 2 == 0 {
            &Move::ALL
        } else {
            &possible
        };
        let made = from[usize::try_from(lot() % from.len() as u64).unwrap()];
        let at = pair.time(now, lot(), lot() % 8);
        let before = pair.life.state;
        pair.step(made, at)
            .map_err(|differs| format!("seed {seed}, step {step}, {made:?} at {at}: {differs}"))?;
        if before != pair.life.state {
            reached.push(pair.life.state);
        }
        now = at;
    }
    Ok(reached)
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .map_or(otherwise, |text| text.parse().unwrap())
}

#[test]
fn lives_by_lot_go_as_the_model_goes() {
    const EACH: u64 = 1000;
    let steps = setting("CLAIMDESK_LIFE_STEPS", 100_000);
    let first = setting("CLAIMDESK_LIFE_SEED", 0);
    let walks = steps.div_ceil(EACH);
    let mut taken = 0;
    let mut reached = BTreeSet::new();
    for seed in 0..walks {
        match walk(first.wrapping_add(seed), EACH) {
            Ok(states) => {
                taken += states.len() as u64;
                reached.extend(states);
            }
            Err(differs) => panic!("{differs}"),
        }
    }
    assert!(
        taken > steps / 20,
        "only {taken} of {steps} tries were moves"
    );
    let others = ClaimState::ALL
        .into_iter()
        .filter(|state| *state != ClaimState::Draft);
    assert!(others.eq(reached), "a state was never reached");
}

#[test]
fn the_table_of_the_rules_is_the_one_of_the_model_word_by_word() {
    for from in ClaimState::ALL {
        for made in Move::ALL {
            let to = made.leads_from(from).map(ClaimState::as_str);
            assert_eq!(
                to,
                target(from.as_str(), made.as_str()),
                "{from:?} {made:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_sequence_of_moves_goes_as_the_model_goes(
        tries in proptest::collection::vec((0..Move::ALL.len(), any::<u64>(), 0..8_u64), 1..60)
    ) {
        let mut pair = Pair::new();
        let mut now: DateTime<Utc> = "2027-12-20T22:00:00Z".parse().unwrap();
        for (made, dice, kind) in tries {
            let at = pair.time(now, dice, kind);
            let step = pair.step(Move::ALL[made], at);
            prop_assert_eq!(step, Ok(()));
            now = at;
        }
    }
}
