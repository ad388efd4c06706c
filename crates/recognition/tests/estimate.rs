//! Points of all six designations from entered numbers, against sums done by hand.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use claimdesk_recognition::programme::{PathMetric, TrackId};
use claimdesk_recognition::score::{Estimate, Numbers, estimate, higher, read_inputs};
use claimdesk_recognition::{Amount, Points, Programme};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn points(designation: &str, track: TrackId, inputs: &str) -> Estimate {
    let inputs = read_inputs(inputs).unwrap();
    estimate(&Programme::builtin().paths(), designation, track, &inputs).unwrap()
}

fn faults(designation: &str, track: TrackId, inputs: &str) -> Vec<String> {
    read_inputs(inputs)
        .and_then(|inputs| estimate(&Programme::builtin().paths(), designation, track, &inputs))
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Metric points in the table's order, then the total, as they are shown.
fn shown(estimate: &Estimate) -> Vec<String> {
    estimate
        .tally
        .metrics
        .iter()
        .map(|metric| metric.points)
        .chain([estimate.tally.total])
        .map(|points| points.rounded().to_string())
        .collect()
}

use TrackId::{Enterprise, Smb};

#[test]
fn every_designation_by_hand() {
    for (designation, track, inputs, expected) in [
        (
            "business_applications",
            Smb,
            r#"{"net_customer_adds": 3, "intermediate_certifications": 5, "advanced_certifications": 1,
                "usage_growth": {"now": 31000, "baseline": 25000}, "deployments": 1}"#,
            "9.00 20.00 7.50 24.00 4.00 64.50",
        ),
        // Under the baseline's floor growth gives nothing.
        (
            "business_applications",
            Enterprise,
            r#"{"net_customer_adds": 9, "intermediate_certifications": 25, "advanced_certifications": 3,
                "usage_growth": {"now": 90000, "baseline": 49999.99}, "deployments": -2}"#,
            "15.00 20.00 6.43 0.00 0.00 41.43",
        ),
        // Usage by CPOR 600/1000, by DPOR 2000/4000; deployments 2/5 or 6/10.
        (
            "modern_work",
            Enterprise,
            r#"{"net_customer_adds": 4, "intermediate_certifications": 3, "advanced_certifications": 1,
                "usage_growth": {"CPOR": 600, "DPOR": 2000}, "deployments": {"CPOR": 2, "DPOR": 6}}"#,
            "16.00 7.50 7.50 18.00 15.00 64.00",
        ),
        // A fall by one association takes nothing from the other.
        (
            "modern_work",
            Smb,
            r#"{"net_customer_adds": 10, "intermediate_certifications": 2, "advanced_certifications": 1,
                "usage_growth": {"CPOR": -50, "CSP": 1}, "deployments": {"CSP": 25}}"#,
            "20.00 10.00 15.00 0.02 25.00 70.02",
        ),
        // 40 points at six people, once both gates are met.
        (
            "security",
            Enterprise,
            r#"{"net_customer_adds": 10, "intermediate_certifications": {"gates": [2, 2], "people": 4},
                "deployments": 2, "usage_growth": {"acr": 12500, "protectedUsers": 250}}"#,
            "20.00 26.67 6.67 12.00 65.33",
        ),
        (
            "security",
            Enterprise,
            r#"{"intermediate_certifications": {"gates": [2, 1], "people": 9}}"#,
            "0.00 0.00 0.00 0.00 0.00",
        ),
        // SMB: a met gate earns its 4 alone; 4 + 4 + 3 × 8 with both.
        (
            "security",
            Smb,
            r#"{"net_customer_adds": 1, "intermediate_certifications": {"gates": [1, 0], "people": 3},
                "deployments": 6, "usage_growth": {"acr": 15000, "protectedUsers": 1000}}"#,
            "4.00 4.00 20.00 20.00 48.00",
        ),
        (
            "security",
            Smb,
            r#"{"intermediate_certifications": {"gates": [1, 1], "people": 3}}"#,
            "0.00 32.00 0.00 0.00 32.00",
        ),
        (
            "data_ai",
            Enterprise,
            r#"{"net_customer_adds": 2, "intermediate_certifications": {"gates": [2, 2], "people": 8},
                "usage_growth": 12.5, "deployments": 5}"#,
            "20.00 32.00 12.50 10.00 74.50",
        ),
        (
            "data_ai",
            Smb,
            r#"{"intermediate_certifications": {"gates": [1, 1], "people": 12}}"#,
            "0.00 40.00 0.00 0.00 40.00",
        ),
        (
            "digital_app_innovation",
            Smb,
            r#"{"net_customer_adds": 3, "intermediate_certifications": {"gates": [1], "people": 2},
                "advanced_certifications": {"gates": [0], "people": 5}, "usage_growth": 20, "deployments": 1}"#,
            "30.00 12.00 0.00 20.00 2.00 64.00",
        ),
        (
            "infrastructure",
            Enterprise,
            r#"{"net_customer_adds": 1, "intermediate_certifications": {"gates": [2], "people": 5},
                "advanced_certifications": {"gates": [3], "people": 1}, "usage_growth": "0.01", "deployments": 9}"#,
            "10.00 20.00 4.00 0.01 10.00 44.01",
        ),
    ] {
        let estimate = points(designation, track, inputs);
        assert_eq!(
            shown(&estimate).join(" "),
            expected,
            "{designation} {}",
            track.as_str()
        );
        let line = estimate.tally.total >= Points::whole(70) && estimate.tally.blockers.is_empty();
        assert_eq!(estimate.tally.qualified, line);
    }
}

#[test]
fn digits_are_read_as_they_stand() {
    // As a float, 0.29999999999999999 is 0.3.
    let under = points("data_ai", Smb, r#"{"usage_growth": 0.29999999999999999}"#);
    let metric = &under.tally.metrics[2];
    assert!(metric.points < Points::ratio(3, 10), "{metric:?}");
    assert_eq!(metric.points.rounded().to_string(), "0.30");
}

#[test]
fn the_json_form_has_the_fixed_fields() {
    let estimate = points(
        "business_applications",
        Smb,
        r#"{"intermediate_certifications": 2, "usage_growth": {"now": 30000, "baseline": 25000}}"#,
    );
    let json = serde_json::to_value(&estimate).unwrap();
    assert_eq!(json["designation"], "business_applications");
    assert_eq!(json["track"], "smb");
    assert_eq!(json["total"], 28.0);
    assert_eq!(json["qualified"], false);
    assert_eq!(
        json["blockers"],
        serde_json::json!([
            "net_customer_adds",
            "advanced_certifications",
            "deployments"
        ])
    );
    let growth = &json["metrics"][3];
    assert_eq!(
        [
            &growth["now"],
            &growth["baseline"],
            &growth["value"],
            &growth["points"]
        ]
        .map(serde_json::Value::as_f64),
        [Some(30000.0), Some(25000.0), Some(20.0), Some(20.0)]
    );
    assert_eq!(json["metrics"][1]["now"], 2);
    assert_eq!(json["metrics"][0]["now"], serde_json::Value::Null);
}

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    assert_eq!(
        faults(
            "security",
            Smb,
            r#"{"net_customer_adds": 1.5, "intermediate_certifications": {"gates": [1], "people": 3},
                "advanced_certifications": 2, "usage_growth": {"acr": 1, "users": 2}, "deployments": {"a": 1}}"#
        ),
        [
            "advanced_certifications: `security` has no such metric; it has net_customer_adds, \
             intermediate_certifications, deployments, usage_growth",
            "deployments: a whole number is needed",
            "intermediate_certifications.gates: 2 numbers are needed, one for each gate, not 1",
            "net_customer_adds: a whole number is needed",
            "usage_growth.users: not known here: {\"acr\": …, \"protectedUsers\": …} is needed",
        ]
    );
    assert_eq!(
        faults(
            "business_applications",
            Smb,
            r#"{"adds": 1, "deployments": "many", "deployments": 2, "usage_growth": {"now": 1},
                "advanced_certifications": {"gates": [-1], "people": 0.5, "x": 1}}"#
        ),
        [
            "adds: no such metric; there are net_customer_adds, intermediate_certifications, \
             advanced_certifications, usage_growth, deployments",
            "deployments: `many` is not a number such as 1,234.56",
            "usage_growth: exactly {\"now\": …, \"baseline\": …} is needed",
            "advanced_certifications.gates: a list of whole numbers of people is needed, such as [2, 2]",
            "advanced_certifications.people: a whole number of people is needed, 0 or more",
            "advanced_certifications.x: not known here: {\"gates\": […], \"people\": …} is needed",
        ]
    );
    assert_eq!(
        faults(
            "business_applications",
            Smb,
            r#"{"intermediate_certifications": -1}"#
        ),
        ["intermediate_certifications: people: 0 or more is needed"]
    );
    assert_eq!(faults("cloud", Smb, "{}").len(), 1);
    assert!(faults("security", Smb, "[1]")[0].starts_with("inputs: a JSON object"));
    assert_eq!(
        faults("security", Smb, r#"{"deployments": 1, "deployments": 1}"#),
        ["deployments: is there twice"]
    );
}

#[test]
fn the_line_is_reached_exactly_or_not_at_all() {
    let entered = |now: &str| {
        format!(
            r#"{{"net_customer_adds": 5, "intermediate_certifications": 20, "advanced_certifications": 7,
                "usage_growth": {{"now": {now}, "baseline": 50000}}, "deployments": 2}}"#
        )
    };
    let at_line = points("business_applications", Enterprise, &entered("56000"));
    assert_eq!(
        (at_line.tally.total, at_line.tally.qualified),
        (Points::whole(70), true)
    );
    let under = points(
        "business_applications",
        Enterprise,
        &entered("55999.999999999999999999"),
    );
    assert_eq!(under.tally.total.rounded().to_string(), "70.00");
    assert!(!under.tally.qualified, "70.00 shown, but not reached");
}

#[test]
fn of_two_tracks_the_higher_total_counts() {
    let inputs = r#"{"net_customer_adds": 4, "intermediate_certifications": 2, "advanced_certifications": 1,
        "usage_growth": {"CPOR": 500}, "deployments": {"CPOR": 1}}"#;
    let [enterprise, smb] = [Enterprise, Smb].map(|track| points("modern_work", track, inputs));
    assert_eq!(shown(&enterprise).last().unwrap(), "48.50");
    assert_eq!(shown(&smb).last().unwrap(), "68.00");
    let both = [enterprise.clone(), smb];
    assert_eq!(higher(&both).unwrap().track, Smb);
    // Of equals the first.
    let same = [
        enterprise.clone(),
        Estimate {
            track: Smb,
            ..enterprise
        },
    ];
    assert_eq!(higher(&same).unwrap().track, Enterprise);
    assert_eq!(higher(&[]), None);
}

#[test]
fn numbers_by_key_are_what_is_entered() {
    let paths = Programme::builtin().paths();
    for path in &paths.designations {
        for track in &path.tracks {
            let asked = track.metrics.iter().flat_map(PathMetric::numbers);
            let numbers: Numbers = asked
                .enumerate()
                .map(|(place, number)| {
                    let value = Amount::whole(i64::try_from(place).unwrap() + 1);
                    assert!(number.takes.takes(value), "{}", number.key);
                    (number.key, value)
                })
                .collect();
            let inputs = track.inputs(&numbers);
            assert!(estimate(&paths, &path.id, track.id, &inputs).is_ok());
        }
    }
    let security = paths.designation("security").unwrap().track(Smb).unwrap();
    let numbers = [
        ("intermediate_certifications.gate1", 1),
        ("intermediate_certifications.gate2", 1),
        ("intermediate_certifications.people", 3),
        ("usage_growth.protectedUsers", 500),
        ("usage_growth.CPOR", 9),
    ];
    let numbers = numbers.map(|(key, value)| (key.to_owned(), Amount::whole(value)));
    let inputs = security.inputs(&Numbers::from(numbers));
    let found = estimate(&paths, "security", Smb, &inputs).unwrap();
    assert_eq!(shown(&found).join(" "), "0.00 32.00 0.00 10.00 42.00");
}

#[test]
fn each_number_is_only_what_it_may_be() {
    let paths = Programme::builtin().paths();
    let takes = |designation: &str, key: &str| {
        let path = paths.designation(designation).unwrap();
        let mut numbers = path.numbers().into_iter().flat_map(|(_, numbers)| numbers);
        numbers.find(|number| number.key == key).unwrap().takes
    };
    for (designation, key, good, bad) in [
        ("business_applications", "net_customer_adds", "-3", "1.5"),
        (
            "business_applications",
            "advanced_certifications",
            "0",
            "-1",
        ),
        (
            "business_applications",
            "usage_growth.now",
            "31000.50",
            "-0.01",
        ),
        ("data_ai", "usage_growth", "-12.5", "1000000.01"),
        ("modern_work", "usage_growth.CSP", "1500", "0.1"),
        (
            "infrastructure",
            "intermediate_certifications.people",
            "1000000",
            "1000001",
        ),
    ] {
        let takes = takes(designation, key);
        let told = [good, bad].map(|text| takes.takes(Amount::parse(text).unwrap()));
        assert_eq!(told, [true, false], "{key}");
    }
}
