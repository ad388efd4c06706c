//! Invented portfolios and claims for the properties.

#![allow(dead_code, reason = "each file of tests takes what it needs")]

use std::sync::LazyLock;

use chrono::{NaiveDate, TimeDelta};
use claimdesk_exports::{ExportKind, Importer};
use claimdesk_recognition::claim::{ApprovedClaim, Covered};
use claimdesk_recognition::names::Guid;
use claimdesk_recognition::portfolio::{Expiry, Portfolio, SkillRow};
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::{Amount, Month, Programme};
use proptest::prelude::*;

const HEADER: &str = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionId,Workloads,AdjustedRevenueAmtCD,IsDuplicateRowForPGA";
const USAGE: &str = "FiscalMonthName,PartnerAssociationType,CustomerTenantID,SubscriptionID,MetricType,Workload,PAMAU,MAC,MAU";

/// A customer.
pub(crate) fn tenant(number: u32) -> String {
    format!("aaaaaaaa-0000-4000-8000-{number:012x}")
}

/// One of its subscriptions.
pub(crate) fn subscription(number: u32) -> String {
    format!("bbbbbbbb-0000-4000-8000-{number:012x}")
}

/// Months around the last one: 30 of them, so that baselines are there.
pub(crate) fn month() -> impl Strategy<Value = Month> {
    (0..30_i32).prop_map(|back| Month::parse("2026-10").unwrap().plus(-back))
}

/// A row of the revenue export.
pub(crate) fn revenue_row() -> impl Strategy<Value = String> {
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

/// A row of the usage export.
pub(crate) fn usage_row() -> impl Strategy<Value = String> {
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

/// Either track.
pub(crate) fn track() -> impl Strategy<Value = TrackId> {
    prop::sample::select(vec![TrackId::Smb, TrackId::Enterprise])
}

/// An approved claim on a subscription that the rows may know.
pub(crate) fn claim() -> impl Strategy<Value = ApprovedClaim> {
    (
        0..5_u32,
        0..3_u32,
        // Several in one claim: then the fewest claims are not those that add most first.
        prop::sample::subsequence(
            vec!["Sales", "Finance", "Power BI", "Customer Insights"],
            1..=3,
        ),
        0..3_000_i64,
        0..800_i64,
        prop::option::of(0..1_200_i64),
    )
        .prop_map(|(customer, number, workloads, dollars, approved, lasts)| {
            let day = NaiveDate::from_ymd_opt(2024, 10, 1).unwrap() + TimeDelta::days(approved);
            let end = lasts.map(|days| day + TimeDelta::days(days));
            let approved_at = day.and_hms_opt(12, 0, 0).unwrap().and_utc();
            ApprovedClaim {
                tenant: Guid::parse(&tenant(customer)).unwrap(),
                subscription: Guid::parse(&subscription(customer * 10 + number)).unwrap(),
                subscription_end: end,
                covered: Covered::new(approved_at, end, None),
                workloads: workloads
                    .into_iter()
                    .map(|workload| (workload.to_owned(), Amount::whole(dollars)))
                    .collect(),
            }
        })
}

/// What the rows say, read in chunks of this many bytes.
pub(crate) fn portfolio(revenue: &[String], usage: &[String], chunk: usize) -> Portfolio {
    static EMPTY: LazyLock<Portfolio> = LazyLock::new(|| Portfolio::new(&Programme::builtin()));
    let mut portfolio = EMPTY.clone();
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

/// Gives people a certificate: the line it stands in, who, when it was completed and until when it holds.
pub(crate) fn certify(portfolio: &mut Portfolio, title: &str, rows: &[(u64, &str, &str, &str)]) {
    for (line, person, completed, expires) in rows {
        let row = SkillRow {
            line: *line,
            title,
            mcp_id: person,
            email: "",
            completed: completed.parse().ok(),
            expires: Expiry::On(expires.parse().unwrap()),
            status: "Active",
        };
        portfolio.add_skill(&row).unwrap();
    }
}
