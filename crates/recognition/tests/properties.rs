//! What must hold for every portfolio and every claim.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use chrono::{NaiveDate, TimeDelta};
use claimdesk_exports::{ExportKind, Importer};
use claimdesk_recognition::claim::{ApprovedClaim, Covered};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::portfolio::Portfolio;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{Question, Scorecard, score};
use claimdesk_recognition::{Amount, Month, Points, Programme};
use proptest::prelude::*;

const HEADER: &str = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD,IsDuplicateRowForPGA";
const USAGE: &str = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionID,MetricType,Workload,PAMAU,MAC,MAU";

fn tenant(number: u32) -> String {
    format!("aaaaaaaa-0000-4000-8000-{number:012x}")
}

fn subscription(number: u32) -> String {
    format!("bbbbbbbb-0000-4000-8000-{number:012x}")
}

/// Months around the last one: 30 of them, so that baselines are there.
fn month() -> impl Strategy<Value = Month> {
    (0..30_i32).prop_map(|back| Month::parse("2026-10").unwrap().plus(-back))
}

fn revenue_row() -> impl Strategy<Value = String> {
    (
        month(),
        prop::sample::select(vec![
            "CSP Tier 1",
            "CSP T2",
            "DPOR",
            "PAL",
            "CPOR RevRec",
            "CPOR OSU",
        ]),
        0..4_u32,
        0..3_u32,
        prop::sample::select(vec!["Sales", "Finance", "Power BI", "Customer Insights"]),
        -20_000..200_000_i64,
    )
        .prop_map(|(month, association, customer, number, workload, cents)| {
            let sign = if cents < 0 { "-" } else { "" };
            let cents = cents.unsigned_abs();
            format!(
                "{month},{association},{},{},{workload},{sign}{}.{:02},0",
                tenant(customer),
                // A subscription belongs to one customer.
                subscription(customer * 10 + number),
                cents / 100,
                cents % 100,
            )
        })
}

fn usage_row() -> impl Strategy<Value = String> {
    (
        month(),
        prop::sample::select(vec!["CSP Tier 1", "DPOR", "PAL", "CPOR OSU"]),
        0..4_u32,
        prop::sample::select(vec![
            "Business Central",
            "Power BI",
            "Portals",
            "Finance & Operations",
        ]),
        0..400_u32,
    )
        .prop_map(|(month, association, customer, workload, users)| {
            format!(
                "{month},{association},{},{},Paid,{workload},{users},,{users}",
                tenant(customer),
                subscription(customer)
            )
        })
}

fn track() -> impl Strategy<Value = TrackId> {
    prop::sample::select(vec![TrackId::Smb, TrackId::Enterprise])
}

fn claim() -> impl Strategy<Value = ApprovedClaim> {
    (
        0..5_u32,
        0..3_u32,
        prop::sample::select(vec!["Sales", "Finance", "Power BI"]),
        0..3_000_i64,
        0..800_i64,
        prop::option::of(0..1_200_i64),
    )
        .prop_map(|(customer, number, workload, dollars, approved, lasts)| {
            let day = NaiveDate::from_ymd_opt(2024, 10, 1).unwrap() + TimeDelta::days(approved);
            let end = lasts.map(|days| day + TimeDelta::days(days));
            let approved_at = day.and_hms_opt(12, 0, 0).unwrap().and_utc();
            ApprovedClaim {
                tenant: Guid::parse(&tenant(customer)).unwrap(),
                subscription: Guid::parse(&subscription(customer * 10 + number)).unwrap(),
                subscription_end: end,
                covered: Covered::new(approved_at, end, None),
                workloads: vec![(workload.to_owned(), Amount::whole(dollars))],
            }
        })
}

fn portfolio(revenue: &[String], usage: &[String], chunk: usize) -> Portfolio {
    let mut portfolio = Portfolio::new(&Programme::builtin());
    for (kind, header, rows) in [
        (ExportKind::Revenue, HEADER, revenue),
        (ExportKind::Usage, USAGE, usage),
    ] {
        let text = format!("{header}\n{}\n", rows.join("\n"));
        let mut importer = Importer::expecting(kind);
        for piece in text.as_bytes().chunks(chunk) {
            importer.feed(piece, &mut portfolio).unwrap();
        }
        let report = importer.finish(&mut portfolio).unwrap();
        assert!(report.set_aside.is_empty(), "{:?}", report.set_aside);
    }
    portfolio
}

fn ask(portfolio: &Portfolio, claims: &[ApprovedClaim], track: TrackId) -> Scorecard {
    let question = Question {
        track,
        month: Month::parse("2026-10"),
        forecast: 14,
    };
    score(portfolio, claims, &Programme::builtin(), &question).unwrap()
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
            let without = score(&portfolio, &[], &Programme::builtin(), &question(month)).unwrap();
            let with = score(&portfolio, std::slice::from_ref(&claim), &Programme::builtin(), &question(month)).unwrap();
            prop_assert_eq!(&without.tally.metrics[1..], &with.tally.metrics[1..]);
            let gained = with.tally.total - without.tally.total;
            prop_assert!(gained >= Points::ZERO && gained <= Points::whole(15), "{}: {:?}", month, gained);
        }
    }
}
