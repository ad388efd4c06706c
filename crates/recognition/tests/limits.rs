//! Limits of a programme file: the last value that is taken, and the first that is not.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use claimdesk_recognition::Programme;
use serde_json::{Value, json};

type Change = fn(&mut Value, usize);

fn changed(change: Change, number: usize) -> Result<Programme, Vec<String>> {
    let mut file = serde_json::to_value(Programme::builtin()).unwrap();
    change(&mut file, number);
    Programme::from_json(&file.to_string()).map_err(|error| error.0)
}

/// A value for a limit, what is still taken, what is not, and where that is said.
const LIMITS: [(Change, usize, usize, &str); 10] = [
    (|f, n| f["id"] = json!("a".repeat(n)), 64, 65, "id"),
    (|f, n| f["id"] = json!("a".repeat(n)), 1, 0, "id"),
    (
        |f, n| f["qualifying"]["total"] = json!(n),
        100,
        101,
        "qualifying.total",
    ),
    (
        |f, n| f["qualifying"]["monthsBefore"] = json!(n),
        60,
        61,
        "qualifying",
    ),
    (
        |f, n| f["qualifying"]["renewalDays"] = json!(n),
        366,
        367,
        "qualifying",
    ),
    (entries, 250, 251, "revenueWorkloads"),
    (lists, 8, 9, "certificates"),
    (
        |f, n| f["claims"]["disputeDays"] = json!(n),
        1_000,
        1_001,
        "claims.disputeDays",
    ),
    (
        // The points of all gates of a stepped metric of 40.
        |f, n| gates(f)[0]["points"] = json!(n),
        GATE,
        GATE + 1,
        "designations[2].tracks[0].metrics[1].formula",
    ),
    (
        |f, n| gates(f)[0]["people"] = json!(n),
        1,
        0,
        "designations[2].tracks[0].metrics[1].formula.gates[0].people",
    ),
];

/// What the first gate of that metric may give at most beside the others.
const GATE: usize = 40;

fn gates(file: &mut Value) -> &mut Vec<Value> {
    let gates = file["designations"][2]["tracks"][0]["metrics"][1]["formula"]["stepped"]["gates"]
        .as_array_mut()
        .unwrap();
    gates.truncate(1);
    gates
}

fn entries(file: &mut Value, number: usize) {
    let list = file["revenueWorkloads"].as_array_mut().unwrap();
    for more in list.len()..number {
        let mut one = list[0].clone();
        one["name"] = json!(format!("Another {more}"));
        one["aliases"] = json!([]);
        list.push(one);
    }
}

fn lists(file: &mut Value, number: usize) {
    let all = file["certificates"].as_object_mut().unwrap();
    let one = all.values().next().unwrap().clone();
    for more in all.len()..number {
        all.insert(format!("list{more}"), one.clone());
    }
}

#[test]
fn the_last_that_fits_is_taken_and_the_next_is_not() {
    for (change, fits, beyond, place) in LIMITS {
        if let Err(faults) = changed(change, fits) {
            let about = faults
                .iter()
                .find(|fault| fault.starts_with(&format!("{place}:")));
            assert_eq!(about, None, "{place}, {fits}");
        }
        let faults = changed(change, beyond).unwrap_err();
        assert!(
            faults
                .iter()
                .any(|fault| fault.starts_with(&format!("{place}:"))),
            "{place}, {beyond}: {faults:#?}"
        );
    }
}

#[test]
fn what_a_formula_needs_is_asked_for() {
    let cases: &[(Change, &str, &str)] = &[
        (|f, _| f["id"] = json!(".hidden"), "id:", "letters"),
        (
            |f, _| f["revenueWorkloads"] = json!([]),
            "revenueWorkloads:",
            "1 to 250",
        ),
        (
            |f, _| {
                f["designations"][0]["tracks"][0]["metrics"][0]["formula"]["revenue_pairs"]["floor"] =
                    json!("-1");
            },
            "designations[0].tracks[0].metrics[0].formula",
            "under 0",
        ),
        (
            |f, _| {
                f["designations"][2]["tracks"][0]["metrics"][1]["formula"]["stepped"]["last"]["points"] =
                    json!(0);
            },
            "designations[2].tracks[0].metrics[1].formula.last",
            "above 0",
        ),
        (
            |f, _| {
                f["designations"][2]["tracks"][0]["metrics"][1]["formula"]["stepped"]["last"]["people"] =
                    json!(0);
            },
            "designations[2].tracks[0].metrics[1].formula.last",
            "above 0",
        ),
        (
            |f, _| {
                let by = &mut f["designations"][1]["tracks"][0]["metrics"][3]["formula"]["higher_of"]
                    ["by"];
                by[1]["key"] = by[0]["key"].clone();
            },
            "designations[1].tracks[0].metrics[3].formula",
            "already",
        ),
        (
            |f, _| {
                f["designations"][1]["tracks"][0]["metrics"][3]["formula"]["higher_of"]["by"][0]
                    ["full"] = json!(0);
            },
            "designations[1].tracks[0].metrics[3].formula",
            "above 0",
        ),
        (
            |f, _| {
                f["designations"][1]["tracks"][0]["metrics"][3]["formula"]["higher_of"]["by"]
                    .as_array_mut()
                    .unwrap()
                    .pop();
            },
            "designations[1].tracks[0].metrics[3].formula",
            "two or more",
        ),
        (
            |f, _| {
                let formula = &mut f["designations"][0]["tracks"][0]["metrics"][1]["formula"];
                formula["count"] = json!({});
            },
            "designations[0].tracks[0].metrics[1].formula",
            "is needed",
        ),
        (
            // The last holiday is the day before the rules hold.
            |f, _| {
                f["claims"]["holidays"] = json!([{ "date": "2026-06-30", "name": "A day" }]);
            },
            "claims.holidays",
            "ends before",
        ),
        (
            |f, _| {
                f["designations"][0]["tracks"][0]["metrics"][0]
                    .as_object_mut()
                    .unwrap()
                    .remove("formula");
            },
            "designations[0].tracks[0].metrics[0]",
            "formula",
        ),
    ];
    for (change, place, words) in cases {
        let told = changed(*change, 0).unwrap_err();
        assert!(
            told.iter()
                .any(|fault| fault.starts_with(place) && fault.contains(words)),
            "{place} … {words}: {told:#?}"
        );
    }
    // And on the very day they begin to hold is enough.
    let day: Change = |f, _| {
        f["claims"]["holidays"] = json!([{ "date": f["effectiveFrom"], "name": "A day" }]);
    };
    assert!(changed(day, 0).is_ok());
}
