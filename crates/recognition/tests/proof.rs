//! What the text of a proof names, and what is hinted at because it does not.

use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::proof::{hints, named_in};
use claimdesk_recognition::claim::{ClaimForm, NamedInProof, Product, ProofHint, Reading};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TENANT: &str = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

fn named(text: &str) -> NamedInProof {
    named_in(text, &Programme::builtin())
}

fn ids(text: &str) -> Vec<String> {
    named(text).ids.iter().map(ToString::to_string).collect()
}

fn days(text: &str) -> Vec<String> {
    named(text).days.iter().map(ToString::to_string).collect()
}

#[test]
fn a_guid_is_found_however_it_is_written() {
    for text in [
        TENANT,
        "{3F2504E0-4F89-41D3-9A0C-0305E82C3301}",
        "3f2504e04f8941d39a0c0305e82c3301",
        "Tenant-ID:3f2504e0-4f89-41d3-9a0c-0305e82c3301.",
        "Lejer (3F2504E0–4F89–41D3–9A0C–0305E82C3301)",
        "3f2504e0-4f89-\n41d3-9a0c-0305e82c3301",
        "3f2504e0-4f89-41d3-9a0c-0305e8\u{ad}\n2c3301",
        "3f2504e0\u{2010}4f89-41d3 -9a0c-0305e82c3301",
    ] {
        assert_eq!(ids(text), [TENANT], "{text}");
    }
    for text in [
        "3f2504e0-4f89-41d3-9a0c-0305e82c330",
        "3f2504e0-4f89-41d3-9a0c-0305e82c33012",
        "x3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "3f2504e0-4f8-941d3-9a0c-0305e82c3301",
        "00000000-0000-0000-0000-000000000000",
    ] {
        assert_eq!(ids(text), [""; 0], "{text}");
    }
}

#[test]
fn a_day_is_found_as_danish_and_english_write_it() {
    for text in [
        "2026-11-02",
        "den 2. november 2026",
        "02.11.2026",
        "2.11.26",
        "02-11-2026",
        "2 Nov 2026",
        "2. NOV. 2026",
        "November 2, 2026",
        "the 2nd of November 2026",
        "2nd November, 2026",
        "Dato: 2 . 11 . 2026",
    ] {
        assert_eq!(days(text), ["2026-11-02"], "{text}");
    }
    // A day too many does no harm, one too few does.
    assert!(days("side 1/2. 2.11.2026").contains(&"2026-11-02".to_owned()));
    assert_eq!(days("2/11/2026"), ["2026-11-02", "2026-02-11"]);
    assert_eq!(days("13/11/2026"), ["2026-11-13"]);
    assert_eq!(
        days("1. maj 2026 og 31 May 2026"),
        ["2026-05-01", "2026-05-31"]
    );
    for text in [
        "31. februar 2026",
        "2. marketing 2026",
        "2026-13-02",
        "99999999999.11.2026",
        "november 2026",
    ] {
        assert_eq!(days(text), [""; 0], "{text}");
    }
}

#[test]
fn products_are_found_by_the_programmes_names() {
    for (text, expected) in [
        (
            "Business Central og Power BI",
            vec!["Business Central", "Power BI"],
        ),
        ("DYNAMICS 365 BUSINESS\nCENTRAL", vec!["Business Central"]),
        ("BusinessCentral", vec!["Business Central"]),
        ("Power B I", vec!["Power BI"]),
        ("Business Centrals", vec![]),
        // Another spelling of the programme's.
        ("Omnichannel", vec!["Omni Channel"]),
        // Short ones only as they are written.
        ("Att. hr. Jensen", vec![]),
        ("HR", vec!["HR"]),
    ] {
        let found = named(text).workloads;
        let expected: Vec<String> = expected
            .into_iter()
            .filter_map(|name| {
                Programme::builtin()
                    .revenue_workload(name)
                    .map(str::to_owned)
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }
    let all = Programme::builtin().revenue_workloads;
    for workload in all {
        let text = format!("({}), ", workload.name);
        assert!(named(&text).workloads.contains(&workload.name), "{text}");
    }
}

fn form() -> ClaimForm {
    let product = |name: &str| Product {
        workload: name.to_owned(),
        monthly_revenue_usd: "100".to_owned(),
    };
    ClaimForm {
        customer_tenant_id: TENANT.to_uppercase(),
        products: vec![product("Business Central"), product("power bi")],
        acknowledged_on: "2026-11-02".to_owned(),
        ..ClaimForm::default()
    }
}

fn hinted(form: &ClaimForm, files: &[(&str, Reading)]) -> Vec<ProofHint> {
    let files = files.iter().map(|(name, reading)| (*name, reading));
    hints(form, &Programme::builtin(), files)
}

fn reads(text: &str) -> Reading {
    Reading::Text(named(text))
}

#[test]
fn what_no_text_names_is_hinted_at_and_nothing_else() {
    let whole = format!("{TENANT} Business Central, Power BI. 2. november 2026");
    assert_eq!(hinted(&form(), &[("a.pdf", reads(&whole))]), []);
    assert_eq!(
        hinted(&form(), &[("a.pdf", reads("Power BI"))]),
        [
            ProofHint::Tenant,
            ProofHint::Product {
                workload: "Business Central".to_owned()
            },
            ProofHint::AcknowledgedOn
        ]
    );
    // Two files together name it all.
    let (one, other) = (
        reads(&format!("{TENANT} 2.11.2026")),
        reads("business central power bi"),
    );
    assert_eq!(
        hinted(&form(), &[("a.pdf", one.clone()), ("b.pdf", other)]),
        []
    );
    // A scan is told of, and what only it might name is not.
    let file = || "scan.pdf".to_owned();
    assert_eq!(
        hinted(&form(), &[("scan.pdf", Reading::NoText)]),
        [ProofHint::NoText { file: file() }]
    );
    assert_eq!(
        hinted(&form(), &[("scan.pdf", Reading::Locked)]),
        [ProofHint::Locked { file: file() }]
    );
    assert_eq!(hinted(&form(), &[]), []);
    // What is missing in the form itself is the form's own fault to tell.
    assert_eq!(hinted(&ClaimForm::default(), &[("a.pdf", one)]), []);
}

#[test]
fn a_hint_follows_the_form() {
    let file = [(
        "a.pdf",
        reads(&format!("{TENANT} Business Central, Power BI 2.11.2026")),
    )];
    let moved = ClaimForm {
        customer_tenant_id: "9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a01".to_owned(),
        acknowledged_on: "2026-11-03".to_owned(),
        ..form()
    };
    assert_eq!(
        hinted(&moved, &file),
        [ProofHint::Tenant, ProofHint::AcknowledgedOn]
    );
}

#[test]
fn a_hostile_text_keeps_little() {
    let days: String = (1..=28)
        .flat_map(|day| (1..=12).map(move |month| format!("{day}.{month}.2026 ")))
        .collect();
    let ids: Vec<String> = (1..=500).map(|id| format!("{id:032x}")).collect();
    let ids = ids.join(" ");
    let named = named(&format!("{days}{ids}"));
    assert_eq!((named.days.len(), named.ids.len()), (200, 100));
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::unwrap_used, reason = "a test stops at the first fault")]
mod any {
    use chrono::NaiveDate;
    use claimdesk_recognition::names::Guid;
    use proptest::prelude::*;

    use super::*;

    fn guid(bits: u128, style: usize) -> String {
        let plain = Guid::from_bits(bits).unwrap().to_string();
        match style {
            0 => plain,
            1 => plain.to_uppercase(),
            2 => format!("{{{plain}}}"),
            3 => plain.replace('-', ""),
            _ => plain.replacen('-', "-\n", 1),
        }
    }

    fn day(date: NaiveDate, style: usize) -> String {
        let written = match style {
            0 => "%Y-%m-%d",
            1 => "%d.%m.%Y",
            2 => "%-d. %B %Y",
            3 => "%B %-d, %Y",
            4 => "%d/%m/%Y",
            _ => "%-d %b %Y",
        };
        date.format(written).to_string()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn text_is_read_whatever_it_is(text in any::<String>()) {
            let named = named(&text);
            prop_assert!(named.ids.len() <= 100 && named.days.len() <= 200);
        }

        #[test]
        fn what_is_written_is_found(
            before in "[a-zæøå ,.()]{0,40}", between in "[a-zæøå ]{0,20}", bits in 1_u128..,
            style in 0..5_usize, after in 0..36_000_u32, day_style in 0..6_usize,
        ) {
            let date = NaiveDate::from_ymd_opt(1995, 1, 1).unwrap() + chrono::Days::new(after.into());
            let text = format!(
                "{before}\n{} |{between}| {} | Power BI.",
                guid(bits, style),
                day(date, day_style)
            );
            let named = named(&text);
            prop_assert!(named.ids.contains(&Guid::from_bits(bits).unwrap()), "{text}");
            prop_assert!(named.days.contains(&date), "{text}");
            prop_assert!(named.workloads.iter().any(|one| one == "Power BI"), "{text}");
        }
    }
}
