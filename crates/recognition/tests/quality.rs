//! Second pairs of eyes, second looks, annulments, posted months.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::quality::{
    Decision, PostRefused, Share, UndoRefused, may_post, tells_from,
};
use claimdesk_recognition::claim::{
    ClaimForm, ClaimState, Decided, Life, Move, Product, QualityRules,
};
use claimdesk_recognition::{Amount, Month, Programme};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

fn lived(moves: &[(Move, &str)]) -> Life {
    let rules = Programme::builtin().claims;
    moves.iter().fold(Life::default(), |life, (made, time)| {
        life.after(*made, at(time), &rules).unwrap()
    })
}

const OPENED: [(Move, &str); 2] = [
    (Move::Submit, "2026-11-23T10:00:00Z"),
    (Move::Open, "2026-11-23T11:00:00Z"),
];

/// The life before a decision, the decision, and the life after it.
fn decided(before: &[(Move, &str)], decided: Decided, time: &str) -> (Decision, Life) {
    let before = lived(before);
    let rules = Programme::builtin().claims;
    let life = before.after(decided.made(), at(time), &rules).unwrap();
    let decision = Decision {
        decided,
        at: at(time),
        before,
    };
    (decision, life)
}

#[test]
fn what_the_products_bring_together_calls_for_a_second_pair_of_eyes() {
    let product = |workload: &str, amount: &str| Product {
        workload: workload.to_owned(),
        monthly_revenue_usd: amount.to_owned(),
    };
    let form = ClaimForm {
        products: vec![product("Sales", "600.00"), product("Power BI", "400.00")],
        ..ClaimForm::default()
    };
    for (above, needed) in [
        (None, false),
        (Some("1000"), false),
        (Some("999.99"), true),
        (Some("0"), true),
    ] {
        let rules = QualityRules {
            second_eyes_above: above.map(|text| Amount::parse(text).unwrap()),
            ..QualityRules::default()
        };
        assert_eq!(rules.needs_second_eyes(&form), needed, "{above:?}");
    }
}

#[test]
fn a_share_is_drawn_evenly_and_the_same_again() {
    assert_eq!(Share::percent(9), None);
    assert_eq!(Share::percent(101), None);
    let drawn = |percent: u8, decided: Decided, before: u32| {
        let rules = QualityRules {
            looks_at_approvals: Share::percent(percent).unwrap(),
            looks_at_rejections: Share::percent(percent).unwrap(),
            ..QualityRules::default()
        };
        (0..10_000)
            .filter(|number| rules.draws(&format!("CD-{number:04}-2QXW"), decided, before))
            .collect::<Vec<u32>>()
    };
    for decided in Decided::ALL {
        assert!(drawn(0, decided, 0).is_empty());
        assert_eq!(drawn(100, decided, 0).len(), 10_000);
        for percent in [10_u8, 25, 50, 90] {
            let count = drawn(percent, decided, 0).len();
            let wanted = usize::from(percent) * 100;
            // Five standard deviations of 10,000 fair draws at a half are 250.
            assert!(count.abs_diff(wanted) < 250, "{percent}: {count}");
        }
    }
    let first = drawn(50, Decided::Approved, 0);
    assert_eq!(first, drawn(50, Decided::Approved, 0));
    // Another kind and another decision on the same claim are draws of their own.
    assert_ne!(first, drawn(50, Decided::Rejected, 0));
    assert_ne!(first, drawn(50, Decided::Approved, 1));
    // A greater share has everything of a smaller one.
    let fewer = drawn(10, Decided::Approved, 0);
    assert!(fewer.iter().all(|number| first.contains(number)));
}

#[test]
fn what_was_drawn_stays_drawn() {
    // An installation may replay its draws years later: these must never change.
    let rules = QualityRules {
        looks_at_approvals: Share::percent(37).unwrap(),
        looks_at_rejections: Share::percent(73).unwrap(),
        ..QualityRules::default()
    };
    let drawn = |decided: Decided| -> String {
        (0..48)
            .map(|number| rules.draws(&format!("CD-{number:04}-2QXW"), decided, 0))
            .map(|drawn| if drawn { '+' } else { '.' })
            .collect()
    };
    assert_eq!(
        drawn(Decided::Approved),
        "...++....++..+.+.+...++++++..+...+............++"
    );
    assert_eq!(
        drawn(Decided::Rejected),
        ".+..+++.++++++.++++.++++++...++.+.++++.++++..++."
    );
}

#[test]
fn a_decision_is_known_by_its_word_and_by_its_move() {
    for decided in Decided::ALL {
        assert_eq!(Decided::parse(decided.as_str()), Some(decided));
        assert_eq!(Decided::by(decided.made()), Some(decided));
    }
    assert_eq!(Decided::parse("Approved"), None);
    assert_eq!(Decided::by(Move::Ask), None);
}

#[test]
fn an_undone_decision_leaves_the_review_where_it_was() {
    for kind in Decided::ALL {
        let (decision, life) = decided(&OPENED, kind, "2026-11-23T15:00:00Z");
        let later = at("2026-11-25T09:00:00Z");
        let again = decision.undone(&life, None, later).unwrap();
        assert_eq!(again.state, ClaimState::UnderReview);
        assert_eq!(again.submitted_at, life.submitted_at);
        assert_eq!((again.approved_at, again.ended_at), (None, None));
        assert!(!again.disputed);
        // Five of the 48 hours had run, and they go on from there.
        assert_eq!(again.review_seconds(later), 5 * 3600);
        let rules = Programme::builtin().claims;
        assert_eq!(
            again.waiting(&rules).unwrap().until,
            at("2026-11-27T04:00:00Z")
        );
        // It can be decided like any other, and that decision undone.
        let next = again
            .after(Move::Reject, at("2026-11-25T10:00:00Z"), &rules)
            .unwrap();
        assert_eq!(
            next.review_seconds(at("2027-01-01T00:00:00Z")),
            6 * 3600,
            "{kind:?}"
        );
    }
}

#[test]
fn an_undone_answer_to_a_dispute_leaves_the_dispute() {
    let disputed = [
        OPENED[0],
        OPENED[1],
        (Move::Approve, "2026-11-23T12:00:00Z"),
        (Move::Decline, "2026-11-24T12:00:00Z"),
        (Move::Dispute, "2026-11-25T12:00:00Z"),
    ];
    let before = lived(&disputed);
    for kind in Decided::ALL {
        let (decision, life) = decided(&disputed, kind, "2026-11-26T12:00:00Z");
        let again = decision.undone(&life, None, at("2026-11-26T13:00:00Z"));
        assert_eq!(again, Ok(before.clone()), "{kind:?}");
    }
}

#[test]
fn what_moved_on_or_is_posted_stands() {
    let rules = Programme::builtin().claims;
    let (decision, life) = decided(&OPENED, Decided::Approved, "2026-11-30T23:59:59Z");
    let later = at("2026-12-01T09:00:00Z");
    // It tells from December on.
    for (posted, refused) in [
        (None, None),
        (Some("2026-11"), None),
        (Some("2026-12"), Some(UndoRefused::Posted(month("2026-12")))),
        (Some("2027-01"), Some(UndoRefused::Posted(month("2026-12")))),
    ] {
        let undone = decision.undone(&life, posted.map(month), later);
        assert_eq!(undone.err(), refused, "{posted:?}");
    }
    for made in [Move::Decline, Move::Disassociate] {
        let moved = life.after(made, later, &rules).unwrap();
        let undone = decision.undone(&moved, None, later);
        assert_eq!(undone, Err(UndoRefused::MovedOn), "{made:?}");
    }
    let (rejection, rejected) = decided(&OPENED, Decided::Rejected, "2026-11-24T10:00:00Z");
    let disputed = rejected.after(Move::Dispute, later, &rules).unwrap();
    let undone = rejection.undone(&disputed, None, later);
    assert_eq!(undone, Err(UndoRefused::MovedOn));
    // Approved again at another time: another decision.
    let other = Life {
        since: Some(later),
        ..life
    };
    assert!(!decision.stands(&other));
}

#[test]
fn months_are_posted_once_they_have_begun_and_in_their_order() {
    assert_eq!(tells_from(at("2026-11-30T23:59:59Z")), month("2026-12"));
    assert_eq!(tells_from(at("2026-12-01T00:00:00Z")), month("2027-01"));
    let now = at("2026-12-01T00:00:00Z");
    for (wanted, open, refused) in [
        ("2026-12", None, None),
        ("2026-12", Some("2026-12"), None),
        ("2026-11", Some("2026-12"), None),
        (
            "2027-01",
            None,
            Some(PostRefused::NotBegun(month("2027-01"))),
        ),
        (
            "2026-12",
            Some("2026-11"),
            Some(PostRefused::EarlierOpen(month("2026-11"))),
        ),
    ] {
        let posted = may_post(month(wanted), open.map(month), now);
        assert_eq!(posted.err(), refused, "{wanted} {open:?}");
    }
    assert!(may_post(month("2026-12"), None, at("2026-11-30T23:59:59Z")).is_err());
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Decided and undone any number of times, the review's clock has run exactly while no
        /// decision stood.
        #[test]
        fn the_clock_runs_while_no_decision_stands(
            stretches in prop::collection::vec((0_i64..100_000, 0_i64..100_000, any::<bool>()), 1..12),
        ) {
            let rules = Programme::builtin().claims;
            let mut now = at("2026-11-23T11:00:00Z");
            let mut life = lived(&OPENED);
            let mut run = 3600;
            for (reviewed, stood, approve) in stretches {
                now += TimeDelta::seconds(reviewed);
                run += reviewed;
                let kind = if approve { Decided::Approved } else { Decided::Rejected };
                let decision = Decision { decided: kind, at: now, before: life.clone() };
                life = life.after(kind.made(), now, &rules).unwrap();
                prop_assert!(decision.stands(&life));
                now += TimeDelta::seconds(stood);
                prop_assert_eq!(life.review_seconds(now), run);
                life = decision.undone(&life, None, now).unwrap();
                prop_assert_eq!(life.state, ClaimState::UnderReview);
                prop_assert_eq!(life.review_seconds(now), run);
            }
        }
    }
}
