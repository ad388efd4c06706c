//! What must hold for every portfolio and every claim.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

mod invented;

use std::sync::LazyLock;

use claimdesk_recognition::claim::ApprovedClaim;
use claimdesk_recognition::portfolio::Portfolio;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{Question, Scorecard, score};
use claimdesk_recognition::{Month, Points, Programme};
use invented::{claim, portfolio, revenue_row, track, usage_row};
use proptest::prelude::*;

static PROGRAMME: LazyLock<Programme> = LazyLock::new(Programme::builtin);

fn ask(portfolio: &Portfolio, claims: &[ApprovedClaim], track: TrackId) -> Scorecard {
    let question = Question {
        track,
        month: Month::parse("2026-10"),
        forecast: 14,
    };
    score(portfolio, claims, &PROGRAMME, &question).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_chunks_letter_case_and_duplicates_change_nothing(
        revenue in prop::collection::vec(revenue_row(), 0..60),
        usage in prop::collection::vec(usage_row(), 0..60),
        chunk in 1..200_usize,
        track in track(),
    ) {
        let plain = ask(&portfolio(&revenue, &usage, usize::MAX), &[], track);
        let mut turned: Vec<String> = revenue.iter().rev().map(|row| row.to_uppercase()).collect();
        turned.extend(revenue.iter().map(|row| format!("{}1", row.strip_suffix('0').unwrap())));
        let usage_turned: Vec<String> = usage.iter().rev().map(|row| row.to_lowercase()).collect();
        prop_assert_eq!(plain, ask(&portfolio(&turned, &usage_turned, chunk), &[], track));
    }

    #[test]
    fn totals_stay_within_a_hundred_and_explain_themselves(
        revenue in prop::collection::vec(revenue_row(), 0..60),
        usage in prop::collection::vec(usage_row(), 0..60),
        claims in prop::collection::vec(claim(), 0..6),
        track in track(),
    ) {
        let card = ask(&portfolio(&revenue, &usage, usize::MAX), &claims, track);
        prop_assert!(card.tally.total >= Points::ZERO && card.tally.total <= Points::whole(100));
        prop_assert_eq!(card.tally.metrics.iter().map(|metric| metric.points).sum::<Points>(), card.tally.total);
        for metric in &card.tally.metrics {
            prop_assert_eq!(card.tally.blockers.contains(&metric.id), !metric.points.is_positive());
            prop_assert!(metric.points <= Points::whole(i64::from(metric.max)));
        }
        prop_assert_eq!(card.tally.qualified, card.tally.blockers.is_empty() && card.tally.total >= Points::whole(70));
    }

    #[test]
    fn a_claim_moves_only_net_customer_adds_and_never_down_in_its_first_twelve_months(
        revenue in prop::collection::vec(revenue_row(), 0..60),
        usage in prop::collection::vec(usage_row(), 0..40),
        claim in claim(),
        track in track(),
    ) {
        let portfolio = portfolio(&revenue, &usage, usize::MAX);
        // A subscription whose end is told stops in the forecast: that is not the claim's doing.
        let claim = ApprovedClaim { subscription_end: None, ..claim };
        let question = |month| Question { track, month: Some(month), forecast: 0 };
        for offset in 0..12 {
            let month = claim.covered.from.plus(offset);
            if month > Month::parse("2026-10").unwrap() {
                break;
            }
            let without = score(&portfolio, &[], &PROGRAMME, &question(month)).unwrap();
            let with = score(&portfolio, std::slice::from_ref(&claim), &PROGRAMME, &question(month)).unwrap();
            prop_assert_eq!(&without.tally.metrics[1..], &with.tally.metrics[1..]);
            let gained = with.tally.total - without.tally.total;
            prop_assert!(gained >= Points::ZERO && gained <= Points::whole(15), "{}: {:?}", month, gained);
        }
    }
}
