//! The ways to the line: they qualify, nothing smaller does, and nothing is offered in vain.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use claimdesk_recognition::programme::{
    Counts, Entry, Full, MetricId, Path, PathMetric, PathTrack, Paths, StepGate, TrackChoice,
    TrackId,
};
use claimdesk_recognition::score::{
    Kind, Numbers, Takes, Tally, Way, Ways, estimate, ways, ways_of,
};
use claimdesk_recognition::{Amount, Points, Programme};
use proptest::prelude::*;

fn numbers(entered: &[(&str, &str)]) -> Numbers {
    entered
        .iter()
        .map(|(key, value)| ((*key).to_owned(), Amount::parse(value).unwrap()))
        .collect()
}

fn tally(paths: &Paths, designation: &str, track: TrackId, numbers: &Numbers) -> Tally {
    let table = paths
        .designation(designation)
        .unwrap()
        .track(track)
        .unwrap();
    let inputs = table.inputs(numbers);
    estimate(paths, designation, track, &inputs).unwrap().tally
}

fn told(designation: &str, track: TrackId, entered: &[(&str, &str)]) -> Ways {
    let paths = Programme::builtin().paths();
    let table = paths
        .designation(designation)
        .unwrap()
        .track(track)
        .unwrap();
    ways(paths.line, table, &numbers(entered))
}

/// `2 units, 72.86: net_customer_adds +1, deployments +1`.
fn shown(way: &Way) -> String {
    let more: Vec<String> = way
        .gains
        .iter()
        .flat_map(|gain| &gain.more)
        .map(|more| format!("{} +{}", more.key, more.by))
        .collect();
    format!(
        "{} units, {}: {}",
        way.units,
        way.total.rounded(),
        more.join(", ")
    )
}

const SMB: [(&str, &str); 6] = [
    ("net_customer_adds", "3"),
    ("intermediate_certifications", "5"),
    ("advanced_certifications", "1"),
    ("usage_growth.now", "31000"),
    ("usage_growth.baseline", "25000"),
    ("deployments", "1"),
];

#[test]
fn the_cheapest_way_and_those_by_one_kind() {
    let found = told("business_applications", TrackId::Smb, &SMB);
    // 64.50: one advanced person more gives 7.50.
    assert_eq!(
        shown(found.cheapest.as_ref().unwrap()),
        "1 units, 72.00: advanced_certifications +1"
    );
    let alone: Vec<(Kind, String)> = found
        .alone
        .iter()
        .map(|(kind, way)| (*kind, shown(way)))
        .collect();
    assert_eq!(
        alone,
        [
            (
                Kind::Customers,
                "2 units, 70.50: net_customer_adds +2".to_owned()
            ),
            (
                Kind::Certificates,
                "1 units, 72.00: advanced_certifications +1".to_owned()
            ),
            (
                Kind::Usage,
                "6 units, 70.50: usage_growth.now +1500".to_owned()
            ),
            (
                Kind::Deployments,
                "2 units, 72.50: deployments +2".to_owned()
            ),
        ]
    );
    let next: Vec<String> = found
        .next
        .iter()
        .map(|gain| {
            format!(
                "{} +{} {}",
                gain.more[0].key,
                gain.more[0].by,
                gain.points.rounded()
            )
        })
        .collect();
    // Five intermediate people are the most that count.
    assert_eq!(
        next,
        [
            "net_customer_adds +1 12.00",
            "advanced_certifications +1 15.00",
            "usage_growth.now +250 25.00",
            "deployments +1 8.00",
        ]
    );
}

#[test]
fn the_fewest_are_not_found_step_by_step() {
    // 22 points are missing. The largest single gain is two people for a gate and the last step…
    let found = told(
        "security",
        TrackId::Enterprise,
        &[
            ("net_customer_adds", "7"),
            ("intermediate_certifications.gate1", "2"),
            ("intermediate_certifications.gate2", "1"),
            ("intermediate_certifications.people", "3"),
            ("deployments", "6"),
            ("usage_growth.acr", "17500"),
        ],
    );
    // …one person at the gate counts the three who wait behind it.
    assert_eq!(
        shown(found.cheapest.as_ref().unwrap()),
        "2 units, 74.67: intermediate_certifications.gate2 +1, intermediate_certifications.people +1"
    );
}

#[test]
fn one_association_is_raised_never_two() {
    let found = told(
        "modern_work",
        TrackId::Enterprise,
        &[
            ("net_customer_adds", "5"),
            ("intermediate_certifications", "4"),
            ("advanced_certifications", "2"),
            ("usage_growth.CPOR", "100"),
            ("usage_growth.DPOR", "600"),
            ("deployments.DPOR", "8"),
        ],
    );
    // 45 + 4.50 + 20: a hundredth of 4,000 users is as good as one of 1,000, and DPOR is ahead.
    assert_eq!(
        shown(found.cheapest.as_ref().unwrap()),
        "1 units, 72.00: deployments.DPOR +1"
    );
    let usage = found.alone.iter().find(|(kind, _)| *kind == Kind::Usage);
    assert_eq!(
        shown(&usage.unwrap().1),
        "2 units, 70.10: usage_growth.DPOR +80"
    );
}

#[test]
fn a_baseline_under_the_floor_leaves_no_way() {
    let mut low = SMB;
    low[4] = ("usage_growth.baseline", "24999.99");
    let found = told("business_applications", TrackId::Smb, &low);
    assert_eq!(found.stuck, [MetricId::UsageGrowth]);
    assert_eq!((found.cheapest, found.alone.len()), (None, 0));
    assert!(
        found
            .next
            .iter()
            .all(|gain| gain.metric != MetricId::UsageGrowth)
    );
}

#[test]
fn a_fall_is_made_up_first() {
    let found = told(
        "business_applications",
        TrackId::Smb,
        &[
            ("net_customer_adds", "-2"),
            ("usage_growth.now", "20000"),
            ("usage_growth.baseline", "40000"),
        ],
    );
    let gain = |metric| {
        found
            .next
            .iter()
            .find(|gain| gain.metric == metric)
            .unwrap()
    };
    let adds = gain(MetricId::NetCustomerAdds);
    assert_eq!((adds.units, adds.points), (3, Points::whole(3)));
    let usage = gain(MetricId::UsageGrowth);
    assert_eq!((usage.units, usage.more[0].by), (51, Amount::whole(20_400)));
}

#[test]
fn where_nothing_is_missing_nothing_is_offered() {
    let mut full = SMB;
    full[2] = ("advanced_certifications", "2");
    let found = told("business_applications", TrackId::Smb, &full);
    assert_eq!(shown(&found.cheapest.unwrap()), "0 units, 72.00: ");
    assert!(found.alone.is_empty());
}

#[test]
fn where_both_tracks_are_scored_the_nearer_one_is_shown() {
    let paths = Programme::builtin().paths();
    let path = paths.designation("modern_work").unwrap();
    // 62 points on Enterprise, 61 on SMB, where one person with an advanced certificate gives 15.
    let entered = numbers(&[
        ("net_customer_adds", "3"),
        ("intermediate_certifications", "2"),
        ("usage_growth.CPOR", "1000"),
        ("deployments.CPOR", "3"),
    ]);
    let (track, found) = ways_of(paths.line, path, TrackId::Enterprise, &entered).unwrap();
    assert_eq!(track, TrackId::Smb);
    assert_eq!(
        shown(&found.cheapest.unwrap()),
        "1 units, 76.00: advanced_certifications +1"
    );
    // One more deployment, and one person is enough on both: more points on SMB.
    let mut nearer = entered.clone();
    nearer.insert("deployments.CPOR".to_owned(), Amount::whole(4));
    let (track, found) = ways_of(paths.line, path, TrackId::Enterprise, &nearer).unwrap();
    assert_eq!(track, TrackId::Smb);
    assert_eq!(
        shown(&found.cheapest.unwrap()),
        "1 units, 81.00: advanced_certifications +1"
    );
    let assigned = paths.designation("data_ai").unwrap();
    let (track, _) = ways_of(paths.line, assigned, TrackId::Enterprise, &entered).unwrap();
    assert_eq!(track, TrackId::Enterprise);
}

/// Small tables of every kind of entry, so that all ways can be tried.
fn entry() -> impl Strategy<Value = (u32, Entry)> {
    let fulls = || {
        prop::collection::vec(1..5_u32, 1..3).prop_map(|fulls| {
            fulls
                .into_iter()
                .enumerate()
                .map(|(index, full)| Full {
                    key: format!("k{index}"),
                    full,
                })
                .collect::<Vec<_>>()
        })
    };
    prop_oneof![
        (1..6_u32).prop_map(|full| (full, Entry::Count(Counts::Gained))),
        (1..6_u32).prop_map(|full| (full, Entry::Count(Counts::People))),
        (1..6_u32).prop_map(|full| (full, Entry::Percent)),
        (1..6_u32).prop_map(|full| (
            full,
            Entry::Consumption {
                baseline_floor: Amount::whole(70)
            }
        )),
        fulls().prop_map(|all| (0, Entry::HigherOf(all))),
        fulls().prop_map(|all| (0, Entry::SumOf(all))),
        (
            prop::collection::vec((1..3_u32, 0..3_u32), 0..3),
            1..6_u32,
            1..4_u32
        )
            .prop_map(|(gates, points, people)| {
                let gates = gates
                    .into_iter()
                    .map(|(people, points)| StepGate { people, points })
                    .collect();
                (
                    0,
                    Entry::Stepped {
                        gates,
                        points,
                        people,
                    },
                )
            }),
    ]
}

fn table() -> impl Strategy<Value = Paths> {
    (prop::collection::vec((6..20_u32, entry()), 1..4), 1..40_u32).prop_map(|(metrics, line)| {
        let metrics = metrics
            .into_iter()
            .zip(MetricId::ALL)
            .map(|((max, (full, entry)), id)| PathMetric {
                id,
                max,
                full,
                entry,
            })
            .collect();
        Paths {
            programme: "invented".to_owned(),
            line,
            designations: vec![Path {
                id: "invented".to_owned(),
                name: String::new(),
                how: TrackChoice::Assigned,
                proposal: None,
                tracks: vec![PathTrack {
                    id: TrackId::Smb,
                    metrics,
                }],
            }],
        }
    })
}

/// Numbers about where the points begin and end.
fn entered(track: &PathTrack, seeds: &[(i64, i64)]) -> Numbers {
    track
        .metrics
        .iter()
        .flat_map(PathMetric::numbers)
        .zip(seeds.iter().cycle())
        .map(|(number, (near, far))| {
            let value = match number.takes {
                Takes::Whole | Takes::Growth => Amount::whole(near - 2),
                Takes::People => Amount::whole((near - 2).max(0)),
                Takes::Percent => Amount::parse(&format!("{}.{far}", near - 2)).unwrap(),
                Takes::Value => Amount::whole(60 + far),
            };
            (number.key, value)
        })
        .collect()
}

/// What `units` more of a number are.
fn by_units(number: &str, units: i64, numbers: &Numbers) -> Amount {
    if let Some((metric, "now")) = number.split_once('.') {
        // Whole consumption value for each per cent of the baseline.
        let baseline = numbers[&format!("{metric}.baseline")].as_whole().unwrap();
        Amount::whole((baseline * units + 99).div_euclid(100))
    } else {
        Amount::whole(units)
    }
}

/// Trying everything grows quickly; with more units than this it is not done.
const TRIED: u64 = 5;

/// The fewest units with which every way of spending them is tried.
fn fewest_by_trying(paths: &Paths, numbers: &Numbers, most: u64) -> Option<u64> {
    fn tries(
        paths: &Paths,
        keys: &[String],
        numbers: &Numbers,
        start: &Numbers,
        left: u64,
    ) -> bool {
        let Some((key, rest)) = keys.split_first() else {
            return left == 0 && tally(paths, "invented", TrackId::Smb, numbers).qualified;
        };
        (0..=left).any(|units| {
            let mut with = numbers.clone();
            let by = by_units(key, i64::try_from(units).unwrap(), start);
            *with.entry(key.clone()).or_default() += by;
            tries(paths, rest, &with, start, left - units)
        })
    }
    let track = &paths.designations[0].tracks[0];
    let keys: Vec<String> = track
        .metrics
        .iter()
        .flat_map(PathMetric::numbers)
        .map(|number| number.key)
        .filter(|key| !matches!(key.split_once('.'), Some((_, "baseline"))))
        .collect();
    (0..=most).find(|units| tries(paths, &keys, numbers, numbers, *units))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_way_given_qualifies_and_no_smaller_one_does(
        paths in table(),
        seeds in prop::collection::vec((0..7_i64, 0..50_i64), 4..12),
    ) {
        let track = &paths.designations[0].tracks[0];
        let numbers = entered(track, &seeds);
        let found = ways(paths.line, track, &numbers);
        let tried = fewest_by_trying(&paths, &numbers, TRIED);
        if let Some(way) = &found.cheapest {
            let after = tally(&paths, "invented", TrackId::Smb, &way.taken(&numbers));
            prop_assert!(after.qualified, "{}", shown(way));
            prop_assert_eq!(after.total, way.total);
            prop_assert_eq!(tried, (way.units <= TRIED).then_some(way.units), "{}", shown(way));
        } else {
            prop_assert_eq!(tried, None);
        }
        for (kind, way) in &found.alone {
            let after = tally(&paths, "invented", TrackId::Smb, &way.taken(&numbers));
            prop_assert!(after.qualified);
            prop_assert!(way.gains.iter().all(|gain| Kind::of(gain.metric) == *kind));
            prop_assert!(found.cheapest.as_ref().unwrap().units <= way.units);
        }
    }

    #[test]
    fn the_next_points_are_the_nearest_and_nothing_is_offered_above_a_cap(
        paths in table(),
        seeds in prop::collection::vec((0..7_i64, 0..50_i64), 4..12),
    ) {
        let track = &paths.designations[0].tracks[0];
        let numbers = entered(track, &seeds);
        let before = tally(&paths, "invented", TrackId::Smb, &numbers);
        let found = ways(paths.line, track, &numbers);
        for (metric, score) in track.metrics.iter().zip(&before.metrics) {
            let gain = found.next.iter().find(|gain| gain.metric == metric.id);
            let most = Points::whole(i64::from(metric.max));
            prop_assert!(!(score.points >= most && gain.is_some()), "above its cap");
            let Some(gain) = gain else { continue };
            prop_assert!(gain.points > score.points && gain.points <= most);
            // With one unit less of any number there is nothing more to get.
            for more in &gain.more {
                let units = (1..1_000).find(|units| by_units(&more.key, *units, &numbers) >= more.by);
                let mut less = numbers.clone();
                for other in &gain.more {
                    let by = if other.key == more.key {
                        by_units(&other.key, units.unwrap() - 1, &numbers)
                    } else {
                        other.by
                    };
                    *less.entry(other.key.clone()).or_default() += by;
                }
                let short = tally(&paths, "invented", TrackId::Smb, &less);
                let points = short.metrics.iter().find(|one| one.id == metric.id).unwrap().points;
                prop_assert!(points < gain.points);
            }
        }
    }
}
