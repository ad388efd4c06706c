//! The conformance cases, natively and in WebAssembly in the browser.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first fault"
)]

use std::collections::BTreeMap;

use claimdesk_exports::{ExportKind, Importer};
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::read_claims;
use claimdesk_recognition::portfolio::Portfolio;
use claimdesk_recognition::programme::TrackId;
use claimdesk_recognition::score::{Question, score};
use serde::Deserialize;
use serde_json::Value;

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[derive(Deserialize)]
struct Arguments {
    track: TrackId,
    forecast: u32,
}

struct Case {
    name: &'static str,
    arguments: &'static str,
    expected: &'static str,
    claims: &'static str,
    exports: &'static [(ExportKind, &'static str)],
}

macro_rules! file {
    ($case:literal, $file:literal) => {
        include_str!(concat!("../../../tests/conformance/", $case, "/", $file))
    };
}

macro_rules! case {
    ($case:literal, [$($kind:ident $file:literal),*]) => {
        Case {
            name: $case,
            arguments: file!($case, "arguments.json"),
            expected: file!($case, "expected.json"),
            claims: file!($case, "claims.json"),
            exports: &[$((ExportKind::$kind, file!($case, $file))),*],
        }
    };
}

const CASES: &[Case] = &[
    case!("dual-recognition", [Revenue "revenue.csv"]),
    case!("portfolio-a", [Revenue "revenue.csv", Usage "usage.csv", Skills "skills.csv"]),
    case!("portfolio-b", [Revenue "revenue.csv", Usage "usage.csv", Skills "skills.csv"]),
    case!("portfolio-c", [Revenue "revenue.csv", Usage "usage.csv", Skills "skills.csv"]),
];

/// The answer, and how many rows were set aside by reason.
fn answer(case: &Case, chunk: usize) -> (Value, BTreeMap<&'static str, u64>) {
    let programme = Programme::builtin();
    let arguments: Arguments = serde_json::from_str(case.arguments).unwrap();
    let mut portfolio = Portfolio::new(&programme);
    let mut rows = serde_json::json!({"revenue": 0, "usage": 0, "skills": 0});
    let mut set_aside = BTreeMap::new();
    for (kind, text) in case.exports {
        let mut importer = Importer::expecting(*kind);
        for piece in text.as_bytes().chunks(chunk) {
            importer.feed(piece, &mut portfolio).unwrap();
        }
        let report = importer.finish(&mut portfolio).unwrap();
        let key = match kind {
            ExportKind::Revenue => "revenue",
            ExportKind::Usage => "usage",
            ExportKind::Skills => "skills",
        };
        rows[key] = report.rows.into();
        for aside in report.set_aside {
            *set_aside.entry(aside.reason.as_str()).or_default() += aside.count;
        }
    }
    let claims: Vec<_> = read_claims(case.claims, &programme)
        .unwrap()
        .approved
        .into_iter()
        .map(|filed| filed.claim)
        .collect();
    let question = Question {
        track: arguments.track,
        month: None,
        forecast: arguments.forecast,
    };
    let mut value =
        serde_json::to_value(score(&portfolio, &claims, &programme, &question).unwrap()).unwrap();
    value["rows"] = rows;
    (value, set_aside)
}

/// Every field of `expected` stands in `actual`, numbers compared as numbers.
fn compare(path: &str, expected: &Value, actual: &Value) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, value) in expected {
                let found = actual
                    .get(key)
                    .unwrap_or_else(|| panic!("{path}.{key} is missing"));
                compare(&format!("{path}.{key}"), value, found);
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            assert_eq!(expected.len(), actual.len(), "{path}");
            for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                compare(&format!("{path}[{index}]"), expected, actual);
            }
        }
        (Value::Number(expected), Value::Number(actual)) => {
            assert_eq!(expected.as_f64(), actual.as_f64(), "{path}");
        }
        _ => assert_eq!(expected, actual, "{path}"),
    }
}

#[test]
fn every_case_has_its_exact_answer() {
    for case in CASES {
        let mut expected: Value = serde_json::from_str(case.expected).unwrap();
        let told = expected
            .as_object_mut()
            .unwrap()
            .remove("setAside")
            .unwrap();
        let (actual, mut aside) = answer(case, 4096);
        compare(case.name, &expected, &actual);
        // The contract sets aside rows without units; the cases do not count them.
        aside.remove("no units");
        assert_eq!(
            serde_json::to_value(aside).unwrap(),
            told,
            "{}: rows set aside",
            case.name
        );
    }
}

#[test]
fn the_size_of_the_chunks_changes_nothing() {
    for case in CASES {
        let whole = answer(case, usize::MAX);
        for chunk in [1, 7, 1000] {
            assert_eq!(answer(case, chunk), whole, "{} by {chunk}", case.name);
        }
    }
}
