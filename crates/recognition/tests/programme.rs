//! A programme file with faults is refused with all of them, each with its place.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use claimdesk_recognition::Programme;
use serde_json::{Value, json};

fn built_in() -> Value {
    serde_json::to_value(Programme::builtin()).unwrap()
}

fn faults(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut file = built_in();
    change(&mut file);
    Programme::from_json(&file.to_string()).unwrap_err().0
}

#[test]
fn the_built_in_file_says_the_same_when_written_again() {
    let text = built_in().to_string();
    assert_eq!(Programme::from_json(&text), Ok(Programme::builtin()));
    assert_eq!(
        Programme::from_json(&format!("\u{feff}{text}")),
        Ok(Programme::builtin())
    );
}

/// One change to the file, and what must be said of it: a start and a part of the sentence.
#[test]
fn each_fault_names_its_place() {
    type Change = fn(&mut Value);
    let cases: &[(Change, &str, &str)] = &[
        (
            |f| f["schemaVersion"] = json!(2),
            "schemaVersion",
            "only 1 is",
        ),
        (|f| f["id"] = json!("a/b"), "id:", "letters"),
        (
            |f| f["sources"]["BA26"]["title"] = json!(" "),
            "sources.BA26",
            "title",
        ),
        (
            |f| f["designations"][0]["tracks"][1]["metrics"][0]["max"] = json!(16),
            "designations[0].tracks[1]:",
            "add up to 101",
        ),
        (
            |f| f["designations"][1]["tracks"][0]["metrics"][2]["full"] = json!(0),
            "designations[1].tracks[0].metrics[2].full",
            "above 0",
        ),
        (
            |f| f["designations"][1]["tracks"][0]["metrics"][3]["full"] = json!(7),
            "designations[1].tracks[0].metrics[3].full",
            "leave it out",
        ),
        (
            |f| f["designations"][0]["tracks"][0]["metrics"][0]["formula"] = json!({"cubic": {}}),
            "designations[0].tracks[0].metrics[0].formula",
            "`cubic` is no formula",
        ),
        (
            |f| f["designations"][0]["tracks"][0]["metrics"][0]["sources"] = json!([]),
            "designations[0].tracks[0].metrics[0].sources",
            "no source",
        ),
        (
            |f| f["designations"][0]["tracks"][0]["metrics"][0]["confidence"] = json!(""),
            "designations[0].tracks[0].metrics[0].confidence",
            "missing",
        ),
        (
            |f| f["designations"][0]["tracks"][0]["metrics"][1]["id"] = json!("deployments"),
            "designations[0].tracks[0].metrics[4].id",
            "already",
        ),
        (
            |f| {
                f["designations"][0]["tracks"].as_array_mut().unwrap().pop();
            },
            "designations[0].tracks",
            "`smb` is there 0 times",
        ),
        (
            |f| f["designations"][2]["id"] = json!("modern_work"),
            "designations[2].id",
            "already",
        ),
        (
            |f| f["revenueWorkloads"][3]["aliases"] = json!([" ai  BUILDER"]),
            "revenueWorkloads[3]",
            "revenueWorkloads[0] already",
        ),
        (
            |f| f["usageWorkloads"][0]["rate"] = json!("0"),
            "usageWorkloads[0].rate",
            "above 0",
        ),
        (
            |f| f["usageWorkloads"][0]["claimedAs"] = json!(["Excel"]),
            "usageWorkloads[0].claimedAs",
            "`Excel`",
        ),
        (
            |f| f["claims"]["association"] = json!("CPOR Nothing"),
            "claims.association",
            "not listed",
        ),
        (
            |f| f["claims"]["reviewHours"] = json!(0),
            "claims.reviewHours",
            "1 to 1000",
        ),
        (
            |f| f["claims"]["holidays"] = json!([]),
            "claims.holidays",
            "ends before",
        ),
        (
            |f| {
                f["claims"]["rules"].as_array_mut().unwrap().remove(4);
            },
            "claims.rules",
            "IdentifiersWellFormed is missing",
        ),
        (
            |f| {
                f["readings"].as_array_mut().unwrap()[0]["sources"] = json!(["NOWHERE"]);
            },
            "readings[0]",
            "`NOWHERE`",
        ),
        (
            |f| f["certificates"]["advanced"][1] = f["certificates"]["advanced"][0].clone(),
            "certificates.advanced[1]",
            "already",
        ),
        (|f| f["effectiveFrom"] = json!("soon"), "", "soon"),
        (
            |f| {
                f.as_object_mut().unwrap().remove("qualifying");
            },
            "qualifying",
            "missing",
        ),
        (|f| f["surprise"] = json!(1), "unknown field", "surprise"),
    ];
    for (change, place, words) in cases {
        let told = faults(change);
        assert!(
            told.iter()
                .any(|fault| fault.starts_with(place) && fault.contains(words)),
            "{place} … {words}: {told:#?}"
        );
    }
}

#[test]
fn many_faults_are_told_together() {
    let told = faults(|file| {
        let metrics = &mut file["designations"][0]["tracks"][0]["metrics"];
        metrics[0]["formula"] = json!("magic");
        metrics[1]["max"] = json!("twenty");
        metrics[2]["formula"] = json!({"stepped": {"gates": []}});
        file["claims"]["holidays"][0]["date"] = json!("2026-02-30");
        file["usageWorkloads"][2]["rate"] = json!(true);
        file["sources"]["BA26"] = json!("a book");
    });
    for place in [
        "designations[0].tracks[0].metrics[0].formula: `magic`",
        "designations[0].tracks[0].metrics[1]: ",
        "designations[0].tracks[0].metrics[2]: ",
        "claims: ",
        "usageWorkloads[2]: ",
        "sources.BA26: ",
    ] {
        assert!(
            told.iter().any(|fault| fault.starts_with(place)),
            "{place}: {told:#?}"
        );
    }
    assert_eq!(told.len(), 6, "{told:#?}");
}

#[test]
fn what_is_no_json_is_said_to_be_none() {
    for text in ["", "{", "null", "[]", "{\"a\": 1e999}"] {
        assert!(Programme::from_json(text).is_err(), "{text}");
    }
    // Blanks are no fault, up to the largest file that is read.
    let file = built_in().to_string();
    let filled = format!("{file}{}", " ".repeat((4 << 20) - file.len()));
    assert!(Programme::from_json(&filled).is_ok());
    let long = Programme::from_json(&format!("{filled} ")).unwrap_err();
    assert!(long.0[0].contains("at most"), "{long}");
}
