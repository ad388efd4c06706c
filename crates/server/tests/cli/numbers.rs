//! Points from entered numbers on the command line.

use std::fs;

use super::{json, printed, refused};

#[test]
fn an_estimate_prints_the_fixed_fields() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("numbers.json");
    fs::write(
        &file,
        r#"{"net_customer_adds": 10, "intermediate_certifications": {"gates": [2, 2], "people": 4},
            "deployments": 2, "usage_growth": {"acr": 12500, "protectedUsers": 250}}"#,
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let ask = [
        "estimate",
        "--designation",
        "security",
        "--track",
        "enterprise",
        "--inputs",
        file,
    ];
    let told = json(&[&ask[..], &["--format", "json"]].concat());
    assert_eq!(told["total"], 65.33);
    assert_eq!(told["qualified"], false);
    assert_eq!(told["blockers"], serde_json::json!([]));
    assert_eq!(told["metrics"][1]["points"], 26.67);
    let page = printed(&ask);
    for part in [
        "Security",
        "65.33",
        "acr: 10.00 points",
        "protectedUsers: 2.00 points",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let said = refused(&[
        "estimate",
        "--designation",
        "cloud",
        "--track",
        "smb",
        "--inputs",
        file,
    ]);
    assert!(
        said.contains("`cloud`") && said.contains("modern_work"),
        "{said}"
    );
    fs::write(file, r#"{"deployments": 1.5, "net_customer_adds": {}}"#).unwrap();
    let said = refused(&ask);
    assert!(
        said.contains("deployments") && said.contains("net_customer_adds"),
        "{said}"
    );
}
