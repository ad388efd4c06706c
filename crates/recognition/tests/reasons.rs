//! What an estimate says beside its points: what is full, what counts now, and why.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use TrackId::{Enterprise, Smb};
use claimdesk_recognition::Programme;
use claimdesk_recognition::programme::{MetricId, TrackId};
use claimdesk_recognition::score::{Figure, MetricScore, Why, estimate, read_inputs};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn scored(designation: &str, track: TrackId, id: MetricId, inputs: &str) -> MetricScore {
    let inputs = read_inputs(inputs).unwrap();
    let found = estimate(&Programme::builtin().paths(), designation, track, &inputs).unwrap();
    let mut metrics = found.tally.metrics.into_iter();
    metrics.find(|metric| metric.id == id).unwrap()
}

fn faults(text: &str) -> Vec<String> {
    let found = read_inputs(text).unwrap_err();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn of_several_associations_the_one_that_gives_most_is_named() {
    let usage = |inputs: &str| scored("modern_work", Enterprise, MetricId::UsageGrowth, inputs);
    let won = |key: &str| {
        vec![Why::Won {
            key: key.to_owned(),
        }]
    };
    let second = usage(r#"{"usage_growth": {"CPOR": 100, "DPOR": 4000}}"#);
    assert_eq!((second.full, second.why), (4000, won("DPOR")));
    let first = usage(r#"{"usage_growth": {"CPOR": 600, "DPOR": 4}}"#);
    assert_eq!((first.full, first.why), (1000, won("CPOR")));
    // Of equal ones the first, and nothing is named where nothing is won.
    let none = usage(r#"{"usage_growth": {"CPOR": 0, "DPOR": 0}}"#);
    assert_eq!((none.full, none.why), (1000, Vec::new()));
}

#[test]
fn each_kind_of_a_sum_tells_its_part_before_the_cap() {
    let usage = scored(
        "security",
        Enterprise,
        MetricId::UsageGrowth,
        r#"{"usage_growth": {"acr": 25000, "protectedUsers": 1}}"#,
    );
    assert_eq!(
        (usage.full, usage.points.rounded().to_string()),
        (20, "20.00".to_owned())
    );
    let told: Vec<(String, String)> = usage
        .why
        .iter()
        .map(|why| match why {
            Why::Part { key, points } => (key.clone(), points.to_string()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], ("acr".to_owned(), "20.00".to_owned()));
    let Figure::Points(sum) = usage.value else {
        panic!("{:?}", usage.value)
    };
    assert!(sum > usage.points, "the value is the sum before the cap");
}

#[test]
fn a_step_that_is_not_met_is_named_and_the_last_one_counts_people() {
    let certified = |inputs: &str| {
        scored(
            "security",
            Smb,
            MetricId::IntermediateCertifications,
            inputs,
        )
    };
    let unmet = certified(r#"{"intermediate_certifications": {"gates": [1, 0], "people": 3}}"#);
    assert_eq!(
        unmet.why,
        [Why::GateUnmet {
            gate: 2,
            needs: 1,
            has: 0
        }]
    );
    assert_eq!(unmet.now, Some(Figure::Count(3)));
    let met = certified(r#"{"intermediate_certifications": {"gates": [1, 1], "people": 3}}"#);
    assert_eq!((met.why, met.now), (Vec::new(), Some(Figure::Count(3))));
    assert!(met.full > 0);
    assert_eq!(certified("{}").now, None);
    // Without a list of people the last step has nobody.
    let gates = certified(r#"{"intermediate_certifications": {"gates": [1, 1]}}"#);
    assert_eq!(gates.value, Figure::Count(0));
    assert_eq!(
        faults(r#"{"intermediate_certifications": {"people": 1, "people": 2}}"#),
        ["intermediate_certifications.people: is there twice"]
    );
    assert_eq!(
        faults(r#"{"intermediate_certifications": {"gates": [1], "gates": [1]}}"#),
        ["intermediate_certifications.gates: is there twice"]
    );
    // One of the two is enough to be read as steps.
    assert!(read_inputs(r#"{"intermediate_certifications": {"people": 1}}"#).is_ok());
    assert!(read_inputs(r#"{"intermediate_certifications": {"gates": [1]}}"#).is_ok());
}

#[test]
fn people_that_count_now_are_told_and_other_counts_are_what_was_gained() {
    let people = scored(
        "modern_work",
        Smb,
        MetricId::AdvancedCertifications,
        r#"{"advanced_certifications": 1}"#,
    );
    assert_eq!(people.now, Some(Figure::Count(1)));
    let adds = scored(
        "modern_work",
        Smb,
        MetricId::NetCustomerAdds,
        r#"{"net_customer_adds": 4}"#,
    );
    assert_eq!((adds.now, adds.value), (None, Figure::Count(4)));
}

#[test]
fn growth_is_told_by_both_of_its_numbers_and_no_other() {
    let needed = "usage_growth: exactly {\"now\": …, \"baseline\": …} is needed";
    for inputs in [
        r#"{"usage_growth": {"now": 1}}"#,
        r#"{"usage_growth": {"baseline": 1}}"#,
        r#"{"usage_growth": {"now": 1, "baseline": 2, "CPOR": 3}}"#,
    ] {
        assert_eq!(faults(inputs), [needed], "{inputs}");
    }
}

#[test]
fn a_file_of_inputs_has_a_largest_size() {
    let filled = |bytes: usize| format!("{{{}}}", " ".repeat(bytes - 2));
    assert!(read_inputs(&filled(65_536)).is_ok());
    assert!(faults(&filled(65_537))[0].contains("more than 65536 bytes"));
}

#[test]
fn the_numbers_of_both_tracks_are_asked_once_in_the_tables_order() {
    let paths = Programme::builtin().paths();
    for path in &paths.designations {
        let asked = path.numbers();
        let ids: Vec<MetricId> = asked.iter().map(|(id, _)| *id).collect();
        let table: Vec<MetricId> = path.tracks[0].metrics.iter().map(|one| one.id).collect();
        assert_eq!(ids, table, "{}", path.id);
        for (id, numbers) in &asked {
            let mut keys: Vec<&str> = numbers.iter().map(|number| number.key.as_str()).collect();
            let all = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), all, "{} {id:?}", path.id);
            for track in &path.tracks {
                let wanted = track.metric(*id).unwrap().numbers();
                assert!(wanted.iter().all(|one| keys.contains(&one.key.as_str())));
            }
        }
    }
    // Which of them have no decimals.
    let business = paths.designation("business_applications").unwrap();
    let whole: Vec<(String, bool)> = business
        .numbers()
        .into_iter()
        .flat_map(|(_, numbers)| numbers)
        .map(|number| (number.key, number.takes.is_whole()))
        .collect();
    for (key, expected) in [
        ("net_customer_adds", true),
        ("advanced_certifications", true),
        ("usage_growth.now", false),
    ] {
        assert!(
            whole.contains(&(key.to_owned(), expected)),
            "{key}: {whole:?}"
        );
    }
}
