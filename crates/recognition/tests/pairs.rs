//! The list of a metric's pairs says what the explanation and the figures say.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

mod invented;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use claimdesk_recognition::portfolio::{Portfolio, RevenueRow};
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{
    Figure, PairName, PairQuery, PairRow, PairShow, PairSort, Standing,
};
use claimdesk_recognition::{Amount, Month, Programme};
use invented::{claim, portfolio, revenue_row, track, usage_row};
use proptest::prelude::*;

static PROGRAMME: LazyLock<Programme> = LazyLock::new(Programme::builtin);

const SORTS: [PairSort; 6] = [
    PairSort::Effect,
    PairSort::Customer,
    PairSort::Workload,
    PairSort::Now,
    PairSort::Baseline,
    PairSort::Change,
];

fn october() -> Month {
    Month::parse("2026-10").unwrap()
}

fn rows(standing: &mut Standing<'_>, index: usize, query: &PairQuery) -> Vec<PairRow> {
    let mut list = standing.pairs(index, october()).unwrap();
    let order = list.find(standing, query);
    order
        .into_iter()
        .map(|place| list.row(standing, place).unwrap())
        .collect()
}

fn shown(show: PairShow) -> PairQuery {
    PairQuery {
        show,
        ..PairQuery::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_list_has_the_pairs_of_the_explanation_and_adds_up_to_the_figures(
        revenue in prop::collection::vec(revenue_row(), 0..60),
        usage in prop::collection::vec(usage_row(), 0..60),
        claims in prop::collection::vec(claim(), 0..4),
        track in track(),
    ) {
        let portfolio = portfolio(&revenue, &usage, usize::MAX);
        let mut standing = Standing::new(&portfolio, &PROGRAMME, track, Some(october())).unwrap();
        for claim in &claims {
            standing.put("C", claim);
        }
        for (index, explained) in standing.explain(october(), usize::MAX).into_iter().enumerate() {
            let Some(list) = standing.pairs(index, october()) else {
                prop_assert!(standing.certificates_of(index, october()).is_some());
                continue;
            };
            let all = rows(&mut standing, index, &PairQuery::default());
            prop_assert_eq!(all.len(), explained.pairs.len());
            for (row, pair) in all.iter().zip(&explained.pairs) {
                prop_assert_eq!(&row.pair, &pair.pair);
                prop_assert_eq!(row.effect(), pair.effect);
                // A side of which nothing counts has no amount in the list.
                let amount = |amount: Option<Amount>| amount.unwrap_or(Amount::ZERO);
                prop_assert_eq!(amount(row.now), amount(pair.now.as_ref().map(|side| side.amount)));
                prop_assert_eq!(amount(row.baseline), amount(pair.baseline.as_ref().map(|side| side.amount)));
                prop_assert_eq!(row.counts, pair.now.as_ref().is_some_and(|side| side.counts));
                prop_assert_eq!(row.change + amount(row.baseline), amount(row.now));
                let place = list.place_of(&standing, &row.pair).unwrap();
                prop_assert_eq!(list.row(&standing, place).unwrap(), row.clone());
                let unfolded = standing.explain_pair(index, october(), &row.pair);
                prop_assert_eq!(unfolded.as_ref(), Some(pair));
            }
            let nobody = PairName { tenant: invented::tenant(99), workload: "Sales".to_owned(), customer: None };
            prop_assert_eq!(list.place_of(&standing, &nobody), None);
            prop_assert_eq!(list.counts().all, all.len());
            prop_assert_eq!(
                list.counts().baseline,
                all.iter().filter(|row| row.counted).count()
            );
            prop_assert_eq!(
                list.counts().under_floor,
                all.iter().filter(|row| row.now.is_some() && !row.counts).count()
            );
            let counts = list.counts();
            match (explained.score.now, explained.score.value) {
                (Some(Figure::Count(now)), Figure::Count(value)) => {
                    prop_assert_eq!(i64::try_from(counts.now).unwrap(), now);
                    let net = i64::try_from(counts.came).unwrap() - i64::try_from(counts.went).unwrap();
                    prop_assert_eq!(net, value);
                    prop_assert_eq!(all.iter().map(|row| i64::from(row.effect())).sum::<i64>(), value);
                }
                (Some(Figure::Consumption(now)), _) => {
                    let sum = all.iter().filter_map(|row| row.now).fold(Amount::ZERO, |sum, amount| sum + amount);
                    prop_assert_eq!(sum, now);
                }
                other => prop_assert!(false, "{other:?}"),
            }
            for show in PairShow::ALL {
                prop_assert_eq!(rows(&mut standing, index, &shown(show)).len(), counts.of(show));
            }
        }
    }

    #[test]
    fn every_order_has_the_same_pairs_and_keeps_to_its_key(
        revenue in prop::collection::vec(revenue_row(), 0..60),
        usage in prop::collection::vec(usage_row(), 0..30),
        descending in any::<bool>(),
        text in prop::sample::select(vec!["", "sales", "POWER  bi", "0000-4000", "aaaaaaaa-0000-4000-8000-000000000002", "nobody", "000002 sales"]),
    ) {
        let portfolio = portfolio(&revenue, &usage, usize::MAX);
        let mut standing = Standing::new(&portfolio, &PROGRAMME, TrackId::Smb, Some(october())).unwrap();
        let expected: BTreeSet<PairName> = rows(&mut standing, 0, &PairQuery::default())
            .into_iter()
            .map(|row| row.pair)
            .filter(|pair| {
                let hay = format!("{} {}", pair.tenant, pair.workload.to_lowercase());
                text.split_whitespace().all(|word| hay.contains(&word.to_lowercase()))
            })
            .collect();
        for sort in SORTS {
            let query = PairQuery { text: text.to_owned(), sort, descending, ..PairQuery::default() };
            let mut found = rows(&mut standing, 0, &query);
            prop_assert_eq!(&found.iter().map(|row| row.pair.clone()).collect::<BTreeSet<_>>(), &expected);
            prop_assert_eq!(found.len(), expected.len());
            if descending {
                found.reverse();
            }
            let sorted = match sort {
                PairSort::Effect => found.is_sorted_by_key(|row| (row.effect() == 0, std::cmp::Reverse(row.now.max(row.baseline)))),
                PairSort::Customer => found.is_sorted_by_key(|row| row.pair.tenant.clone()),
                PairSort::Workload => found.is_sorted_by_key(|row| row.pair.workload.clone()),
                PairSort::Now => found.is_sorted_by_key(|row| row.now),
                PairSort::Baseline => found.is_sorted_by_key(|row| row.baseline),
                PairSort::Change => found.is_sorted_by_key(|row| row.change),
            };
            prop_assert!(sorted, "{sort:?}");
        }
    }
}

/// So many customers, each with a name, in an order that is not the one of their numbers.
fn named(customers: usize) -> Portfolio {
    let mut portfolio = Portfolio::new(&PROGRAMME);
    for number in 0..customers {
        let mixed = number * 7_919 % customers;
        let added = portfolio.add_revenue(&RevenueRow {
            line: 2,
            month: october(),
            association: "DPOR",
            tenant: &format!("aaaaaaaa-0000-4000-8000-{number:012x}"),
            customer: &if number % 10 == 9 {
                String::new()
            } else {
                format!("Kunde {mixed:06}")
            },
            subscription: "s",
            workload: if number % 2 == 0 { "Sales" } else { "Finance" },
            amount: Amount::whole(i64::try_from(mixed).unwrap()),
        });
        assert_eq!(added, Ok(()));
    }
    portfolio
}

#[test]
fn customers_are_found_and_sorted_by_name() {
    // More than one part, so that texts are made in several.
    let portfolio = named(20_000);
    let mut standing = Standing::new(&portfolio, &PROGRAMME, TrackId::Smb, None).unwrap();
    let query = |text: &str| PairQuery {
        text: text.to_owned(),
        sort: PairSort::Customer,
        ..PairQuery::default()
    };
    let all = rows(&mut standing, 0, &query(""));
    assert_eq!(all.len(), 20_000);
    let name = |row: &PairRow| (row.pair.customer.is_none(), row.pair.customer.clone());
    assert!(all.is_sorted_by_key(name), "those without a name last");
    for (text, any) in [
        ("kunde 000123", true),
        ("KUNDE", true),
        ("00012 kunde sales", true),
        ("{AAAAAAAA-0000-4000-8000-000000004E1F}", true),
        ("kunde marketing", false),
    ] {
        let found = rows(&mut standing, 0, &query(text));
        let counted = all
            .iter()
            .filter(|row| {
                let hay = format!(
                    "{} {} {}",
                    row.pair.customer.clone().unwrap_or_default().to_lowercase(),
                    row.pair.tenant,
                    row.pair.workload.to_lowercase()
                );
                let folded = text.to_lowercase();
                folded
                    .trim_matches(['{', '}'])
                    .split(' ')
                    .all(|word| hay.contains(word))
            })
            .count();
        assert_eq!(found.len(), counted, "{text}");
        assert_eq!(found.is_empty(), !any, "{text}");
    }
}

#[test]
fn what_is_missing_for_a_query_is_made_in_parts() {
    let portfolio = named(20_000);
    let mut standing = Standing::new(&portfolio, &PROGRAMME, TrackId::Smb, None).unwrap();
    let mut list = standing.pairs(0, october()).unwrap();
    let query = PairQuery {
        text: "sales".to_owned(),
        sort: PairSort::Customer,
        ..PairQuery::default()
    };
    let mut parts = 0;
    while list.prepare(&standing, &query) {
        parts += 1;
    }
    assert!(
        parts >= 5,
        "three of texts, one of ranks, one of the order: {parts}"
    );
    assert!(!list.prepare(&standing, &query));
    assert_eq!(list.find(&standing, &query).len(), 10_000);
}
