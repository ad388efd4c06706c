//! Rule files on the command line: checked, compared, put beside the others, used.

use std::fs;

use claimdesk_recognition::Programme;

use super::{case, json, printed, refused};

#[test]
fn a_new_version_is_checked_compared_added_and_used() {
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    let data = data.to_str().unwrap();
    let file = home.path().join("next.json");
    let file = file.to_str().unwrap();
    fs::write(file, printed(&["programme", "show"])).unwrap();
    // As it stands it is the built-in version again.
    let said = refused(&["programme", "add", file, "--data", data]);
    assert!(said.contains("is there already"), "{said}");

    let mut next = Programme::builtin();
    "2027-07".clone_into(&mut next.id);
    next.effective_from = "2027-07-01".parse().unwrap();
    for metric in &mut next.designations[0].tracks[1].metrics {
        metric.full *= 2;
    }
    fs::write(file, serde_json::to_string(&next).unwrap()).unwrap();
    assert!(printed(&["programme", "check", file]).contains("2027-07-01"));
    assert!(printed(&["programme", "add", file, "--data", data]).contains("2027-07.json"));
    let list = printed(&["programme", "list", "--data", data]);
    assert_eq!(list.lines().count(), 2, "{list}");

    let built_in = Programme::builtin().id;
    let changes = json(&[
        "programme",
        "compare",
        &built_in,
        "2027-07",
        "--data",
        data,
        "--format",
        "json",
    ]);
    assert!(changes["portfolio"].is_null());
    let places: Vec<&str> = changes["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["place"].as_str().unwrap())
        .collect();
    assert_eq!(places.len(), 7, "{places:?}");
    assert!(
        places.contains(&"designations.business_applications.tracks.smb.metrics.deployments.full")
    );

    let exports = case("portfolio-a");
    let exports = exports.to_str().unwrap();
    let score = |more: &[&str]| {
        json(
            &[
                &[
                    "score",
                    "--track",
                    "smb",
                    "--format",
                    "json",
                    "--exports",
                    exports,
                ],
                more,
            ]
            .concat(),
        )
    };
    let (old, new) = (
        score(&[]),
        score(&["--programme", "2027-07", "--data", data]),
    );
    assert_eq!(new["programme"], "2027-07");
    let points = |told: &serde_json::Value| told["total"].as_f64().unwrap();
    assert!(
        points(&new) < points(&old),
        "{} {}",
        points(&new),
        points(&old)
    );
    assert_eq!(new, score(&["--programme", file]));
    let both = [
        "programme",
        "compare",
        &built_in,
        file,
        "--track",
        "smb",
        "--exports",
        exports,
    ];
    let compared = json(&[&both[..], &["--format", "json"]].concat());
    assert_eq!(compared["portfolio"]["old"]["total"], old["total"]);
    assert_eq!(compared["portfolio"]["new"]["metrics"], new["metrics"]);
    let text = printed(&both);
    for part in ["deployments.full", "2027-07", "qualified"] {
        assert!(text.contains(part), "{part}: {text}");
    }

    let said = refused(&[
        "score",
        "--track",
        "smb",
        "--exports",
        exports,
        "--programme",
        "2031-01",
    ]);
    assert!(
        said.contains("`2031-01`") && said.contains(&built_in),
        "{said}"
    );
}

#[test]
fn a_faulty_file_is_refused_with_every_fault() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("bad.json");
    let mut bad = Programme::builtin();
    bad.designations[0].tracks[0].metrics[0].max = 20;
    bad.claims.review_hours = 0;
    fs::write(&file, serde_json::to_string(&bad).unwrap()).unwrap();
    let said = refused(&["programme", "check", file.to_str().unwrap()]);
    for part in [
        "bad.json",
        "designations[0].tracks[0]",
        "add up to 105",
        "claims.reviewHours",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn the_schema_is_the_one_in_the_docs_and_knows_right_from_wrong() {
    let schema = json(&["programme", "schema"]);
    let kept = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/programme.schema.json"
    );
    let kept: serde_json::Value = serde_json::from_str(&fs::read_to_string(kept).unwrap()).unwrap();
    assert!(
        kept == schema,
        "cargo run -p claimdesk-server -- programme schema > docs/programme.schema.json"
    );
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut file = json(&["programme", "show"]);
    let faults: Vec<String> = validator
        .iter_errors(&file)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect();
    assert_eq!(faults, [""; 0]);
    file["designations"][0]["tracks"][0]["metrics"][0]["formula"] = "guess".into();
    file["qualifying"]["total"] = "seventy".into();
    file["surplus"] = 1.into();
    assert_eq!(validator.iter_errors(&file).count(), 3);
}
