use chrono::TimeDelta;

use super::*;
use crate::Programme;
use crate::claim::life::Move;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn life(moves: &[(Move, &str)]) -> Life {
    let rules = Programme::builtin().claims;
    moves.iter().fold(Life::default(), |life, (made, time)| {
        life.after(*made, at(time), &rules).unwrap()
    })
}

const SENT: (Move, &str) = (Move::Submit, "2026-11-23T10:00:00Z");
const OPENED: (Move, &str) = (Move::Open, "2026-11-23T12:00:00Z");
/// Fourteen business days after that Monday end with Friday, 11 December.
const UNTIL: &str = "2026-12-12T00:00:00Z";

#[test]
fn a_claim_waits_while_a_file_is_provisional() {
    use ProofKind::{Final, Provisional, Replaced};
    for (files, waits) in [
        (&[][..], false),
        (&[Final], false),
        (&[Provisional], true),
        (&[Final, Provisional], true),
        (&[Replaced, Final], false),
        (&[Replaced, Provisional], true),
    ] {
        assert_eq!(awaits_final(files.iter().copied()), waits, "{files:?}");
        let came = files.iter().map(|kind| kind.once_final_came());
        assert!(!awaits_final(came), "{files:?}");
    }
    for kind in ProofKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        assert_eq!(kind.is_final(), kind == ProofKind::default());
    }
}

#[test]
fn where_the_final_proof_can_come_is_a_table() {
    use FinalProofRefused::{NotFromHere, TooLate};
    let rules = Programme::builtin().claims;
    let deadline = at(UNTIL);
    let late = Err(TooLate { deadline });
    let in_time = at("2026-12-11T23:59:59Z");
    for state in ClaimState::ALL {
        let life = Life {
            state,
            submitted_at: (state != ClaimState::Draft).then(|| at(SENT.1)),
            ..Life::default()
        };
        let (before, after) = match state {
            ClaimState::Submitted | ClaimState::UnderReview => (Ok(()), late),
            ClaimState::Disputed => (Ok(()), Ok(())),
            _ => (Err(NotFromHere(state)), Err(NotFromHere(state))),
        };
        assert_eq!(life.takes_final_proof(in_time, &rules), before, "{state:?}");
        assert_eq!(life.takes_final_proof(deadline, &rules), after, "{state:?}");
    }
}

#[test]
fn a_provisional_proof_will_do_until_its_time_runs_out_whatever_is_asked_between() {
    let rules = Programme::builtin().claims;
    let draft = Life::default();
    assert!(draft.provisional_will_do(at("2036-01-01T00:00:00Z"), &rules));
    let asked = life(&[SENT, OPENED, (Move::Ask, "2026-12-08T09:00:00Z")]);
    assert!(asked.provisional_will_do(at("2026-12-11T23:59:59Z"), &rules));
    assert!(!asked.provisional_will_do(at(UNTIL), &rules));
    // While the partner has the claim, the clock of the answer is the one that runs.
    assert_eq!(asked.final_proof_until(&rules), None);
    let answered = asked
        .after(Move::Answer, at("2026-12-09T09:00:00Z"), &rules)
        .unwrap();
    assert_eq!(answered.final_proof_until(&rules), Some(at(UNTIL)));
}

#[test]
fn its_time_is_spoken_of_before_it_runs_out_and_after() {
    let rules = Programme::builtin().claims;
    let wanted = ReminderRules::default();
    let sent = life(&[SENT]);
    let said = |life: &Life, time| {
        let said = life.final_proof_reminder(at(time), &rules, &wanted);
        said.map(|said| (said.when, said.until))
    };
    let soon = Some((When::Soon, at(UNTIL)));
    assert_eq!(said(&sent, "2026-12-09T23:59:59Z"), None);
    assert_eq!(said(&sent, "2026-12-10T00:00:00Z"), soon);
    assert_eq!(said(&sent, "2026-12-11T23:59:59Z"), soon);
    assert_eq!(said(&sent, UNTIL), Some((When::Late, at(UNTIL))));
    // Nothing beyond the horizon speaks.
    for hours in 0..24 * 20 {
        let now = at(SENT.1) + TimeDelta::hours(hours);
        let speaks = sent.final_proof_reminder(now, &rules, &wanted).is_some();
        let beyond = at(UNTIL) > wanted.final_proof_horizon(now, &rules);
        assert!(!(beyond && speaks), "{now}");
    }
    let asked = life(&[SENT, OPENED, (Move::Ask, "2026-11-24T09:00:00Z")]);
    assert_eq!(said(&asked, "2026-12-11T12:00:00Z"), None);
    for days in [0, 15, 1000] {
        let wanted = ReminderRules {
            final_proof_business_days: days,
            ..ReminderRules::default()
        };
        // Never, or from before it was sent: nothing is said before it ran out.
        let now = at("2026-12-11T12:00:00Z");
        assert_eq!(sent.final_proof_reminder(now, &rules, &wanted), None);
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod any {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whenever a claim was sent, and however it goes back and forth, the day of filing is held
        /// until the same instant, and what takes a final proof is never late for it.
        #[test]
        fn the_time_does_not_move(
            sent in 0_i64..40_000,
            steps in proptest::collection::vec((0_usize..Move::ALL.len(), 1_i64..200), 0..12),
        ) {
            let rules = Programme::builtin().claims;
            let mut now = at("2026-01-01T00:00:00Z") + TimeDelta::hours(sent);
            let mut life = Life::default().after(Move::Submit, now, &rules).unwrap();
            let until = life.filing_held_until(&rules).unwrap();
            prop_assert!(until > now);
            for (made, hours) in steps {
                now += TimeDelta::hours(hours);
                if let Ok(next) = life.after(Move::ALL[made], now, &rules) {
                    life = next;
                }
                prop_assert_eq!(life.filing_held_until(&rules), Some(until));
                prop_assert_eq!(life.provisional_will_do(now, &rules), now < until);
                if let Some(clock) = life.final_proof_until(&rules) {
                    prop_assert!(life.state.waits_for_reviewer());
                    prop_assert_eq!(clock, until);
                    prop_assert_eq!(life.takes_final_proof(now, &rules).is_ok(), now < until);
                }
            }
        }
    }
}
