//! The customer's word over whole lives of claims: whatever is said and done in whatever order.

#![cfg(not(target_arch = "wasm32"))]

use chrono::{DateTime, TimeDelta, Utc};
use claimdesk_recognition::Month;
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::{
    ClaimState, Covered, CustomerWord, Effect, Life, Move, Standing, Word,
};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Made(Move),
    Said(Word),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        proptest::sample::select(Move::ALL.to_vec()).prop_map(Step::Made),
        proptest::sample::select(Word::ALL.to_vec()).prop_map(Step::Said),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_last_word_counts_and_no_claim_stands_against_it(
        steps in proptest::collection::vec((step(), 0_i64..200_000), 0..40)
    ) {
        let rules = Programme::builtin().claims;
        let mut now: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
        let mut life = Life::default();
        let mut word = CustomerWord { asked_at: Some(now), said: None };
        let mut last = None;
        for (step, seconds) in steps {
            now += TimeDelta::seconds(seconds);
            match step {
                Step::Made(Move::Approve) if !word.allows_approval() => {}
                Step::Made(made) => {
                    if let Ok(next) = life.after(made, now, &rules) {
                        life = next;
                    }
                }
                Step::Said(said) => match word.hear(said, &life, now, &rules) {
                    Ok(Effect::Repeated) => prop_assert_eq!(last, Some(said)),
                    Ok(Effect::Kept) => {
                        prop_assert!(life.hears_customer(now, &rules));
                        last = Some(said);
                    }
                    Ok(Effect::Ends) => {
                        prop_assert_eq!(said, Word::Declined);
                        last = Some(said);
                        // The move exists wherever the rule says that a word makes it.
                        life = life.after(Move::Decline, now, &rules).unwrap();
                        let covered = Covered::new(
                            life.approved_at.unwrap(),
                            None,
                            life.ended_at.map(|ended| ended.date_naive()),
                        );
                        prop_assert!(!covered.contains(Month::at(now)));
                    }
                    Err(late) => {
                        prop_assert_eq!(late.from, life.state);
                        prop_assert!(!life.hears_customer(now, &rules));
                    }
                },
            }
            word.said = last;
            prop_assert!(
                !(life.state == ClaimState::Approved && last == Some(Word::Declined)),
                "approved against the customer's last word"
            );
            match word.standing(now, &rules) {
                Standing::Agreed => prop_assert_eq!(last, Some(Word::Agreed)),
                Standing::Declined => prop_assert_eq!(last, Some(Word::Declined)),
                Standing::Waiting => prop_assert!(now < word.silence_from(&rules).unwrap()),
                Standing::Silent => prop_assert!(now >= word.silence_from(&rules).unwrap()),
                Standing::Asking => prop_assert!(false, "the question went out"),
            }
        }
    }

    #[test]
    fn silence_never_counts_before_five_business_days_and_the_reminder_comes_before_it(
        asked in 0_i64..(2 * 365 * 86_400), after in 0_i64..(30 * 86_400)
    ) {
        let rules = Programme::builtin().claims;
        let wanted = claimdesk_recognition::claim::ReminderRules::default();
        let asked_at = "2026-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(asked);
        let sent = Life::default().after(Move::Submit, asked_at, &rules).unwrap();
        let word = CustomerWord { asked_at: Some(asked_at), said: None };
        let from = word.silence_from(&rules).unwrap();
        prop_assert!(from - asked_at >= TimeDelta::days(5));
        let now = asked_at + TimeDelta::seconds(after);
        if word.is_to_be_reminded(&sent, now, &rules, &wanted) {
            prop_assert_eq!(word.standing(now, &rules), Standing::Waiting);
            prop_assert!(from - now <= TimeDelta::days(2 + 9), "two business days and what lies between");
        }
    }
}
