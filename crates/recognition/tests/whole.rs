//! Portfolios that were read apart and taken into one: everything that is told is as if one had read
//! all of it, down to the file and line of each row.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use std::sync::LazyLock;

use claimdesk_recognition::portfolio::{
    Absorbing, Expiry, Portfolio, RevenueRow, SkillRow, UsageRow,
};
use claimdesk_recognition::programme::{Formula, TrackId};
use claimdesk_recognition::score::Standing;
use claimdesk_recognition::{Amount, Month, Programme};
use proptest::prelude::*;

static PROGRAMME: LazyLock<Programme> = LazyLock::new(Programme::builtin);

/// A row of any of the three exports, by small numbers.
#[derive(Clone, Debug)]
struct Row {
    export: u8,
    back: i32,
    customer: u32,
    person: u32,
    amount: i64,
}

fn row() -> impl Strategy<Value = Row> {
    (0..3_u8, 0..15_i32, 0..4_u32, 0..3_u32, 1..900_i64).prop_map(
        |(export, back, customer, person, amount)| Row {
            export,
            back,
            customer,
            person,
            amount,
        },
    )
}

/// A certificate that counts.
static CERTIFICATE: LazyLock<String> = LazyLock::new(|| {
    let designation = PROGRAMME.designation("business_applications").unwrap();
    let metrics = designation.tracks.iter().flat_map(|track| &track.metrics);
    let mut lists = metrics.filter_map(|metric| match &metric.formula {
        Formula::CertifiedPeople { list } => Some(list),
        _ => None,
    });
    let mut listed = PROGRAMME.certificates[lists.next().unwrap()].iter();
    listed
        .find(|one| one.retires.is_none())
        .unwrap()
        .name
        .clone()
});

/// Adds a row that begins on this line.
fn add(portfolio: &mut Portfolio, row: &Row, line: u64) {
    let month = Month::parse("2026-10").unwrap().plus(-row.back);
    let tenant = format!("aaaaaaaa-0000-4000-8000-{:012x}", row.customer);
    let subscription = format!("bbbbbbbb-0000-4000-8000-{:012x}", row.customer);
    let name = format!("Kunde {}", row.person);
    let added = match row.export {
        0 => portfolio.add_revenue(&RevenueRow {
            line,
            month,
            association: "DPOR",
            tenant: &tenant,
            customer: &name,
            subscription: &subscription,
            workload: "Sales",
            amount: Amount::whole(row.amount),
        }),
        1 => portfolio.add_usage(&UsageRow {
            line,
            month,
            association: "DPOR",
            tenant: &tenant,
            customer: &name,
            subscription: &subscription,
            workload: "Portals",
            metric_type: "Paid",
            mau: Some(Amount::whole(row.amount)),
            pamau: None,
            mac: None,
        }),
        _ => portfolio.add_skill(&SkillRow {
            line,
            title: &CERTIFICATE,
            mcp_id: &row.person.to_string(),
            email: "",
            completed: "2026-03-01".parse().ok(),
            expires: Expiry::On("2027-03-01".parse().unwrap()),
            status: "Active",
        }),
    };
    added.unwrap();
}

/// Everything that is told of a portfolio.
fn told(portfolio: &Portfolio) -> Vec<String> {
    let mut told = Vec::new();
    for track in [TrackId::Smb, TrackId::Enterprise] {
        let october = Month::parse("2026-10").unwrap();
        let mut standing = Standing::new(portfolio, &PROGRAMME, track, Some(october)).unwrap();
        for back in 0..3 {
            let month = october.plus(-back);
            told.extend(standing.explain(month, usize::MAX).iter().map(json));
            let lists = (0..8).filter_map(|index| standing.certificates_of(index, month));
            told.extend(lists.map(|list| json(&list)));
        }
    }
    told
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_read_apart_are_one_whole(
        files in prop::collection::vec(prop::collection::vec(row(), 0..12), 1..4),
        names in 1..6_usize,
    ) {
        let empty = Portfolio::new(&PROGRAMME);
        let mut whole = empty.clone();
        let mut parts = Vec::new();
        for (number, rows) in files.iter().enumerate() {
            let mut part = empty.clone();
            for portfolio in [&mut whole, &mut part] {
                portfolio.begin_file(&format!("{number}.csv"));
                for (row, line) in rows.iter().zip(2..) {
                    add(portfolio, row, line);
                }
            }
            parts.push(part);
        }
        whole.settle();
        let whole = told(&whole);

        let mut joined = empty.clone();
        for part in parts.clone() {
            joined.absorb(part);
        }
        prop_assert_eq!(&told(&joined), &whole);

        let mut joined = empty.clone();
        for part in parts {
            let mut absorbing = Absorbing::new(part, 0);
            while !absorbing.step(&mut joined, names) {}
        }
        joined.settle();
        prop_assert_eq!(&told(&joined), &whole);
    }

    /// As a large file is read: its parts name no file and count their lines from 1.
    #[test]
    fn pieces_of_one_file_are_one_whole(
        rows in prop::collection::vec(row(), 0..24),
        cut in 0..24_usize,
        names in 1..6_usize,
    ) {
        let cut = cut.min(rows.len());
        let empty = Portfolio::new(&PROGRAMME);
        let mut before = empty.clone();
        before.begin_file("large.csv");
        let mut whole = before.clone();
        for (row, line) in rows.iter().zip(2..) {
            add(&mut whole, row, line);
        }
        whole.settle();
        let whole = told(&whole);
        for (row, line) in rows[..cut].iter().zip(2..) {
            add(&mut before, row, line);
        }
        let mut piece = empty.clone();
        for (row, line) in rows[cut..].iter().zip(1..) {
            add(&mut piece, row, line);
        }
        let lines = u64::try_from(cut).unwrap() + 1;
        let mut joined = before.clone();
        joined.absorb_after(piece.clone(), lines);
        joined.settle();
        prop_assert_eq!(&told(&joined), &whole);
        let mut absorbing = Absorbing::new(piece, lines);
        while !absorbing.step(&mut before, names) {}
        before.settle();
        prop_assert_eq!(&told(&before), &whole);
    }
}
