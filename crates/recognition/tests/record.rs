//! The claims file: what it refuses, by the claim and the field, and what it makes of the rest.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a broken case ends the test")]

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use claimdesk_recognition::claim::{ClaimState, Place, RecordError, read_claims};
use claimdesk_recognition::{Amount, Month, Programme};
use serde_json::{Value, json};

fn claim(changes: &[(&str, Value)]) -> Value {
    let mut claim = json!({
        "id": "C-1", "association": "CPOR RevRec", "state": "approved",
        "customerTenantId": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "subscriptionId": "7d444840-9dc0-11d1-b245-5ffdce74fad2",
        "submittedAt": "2026-03-02T09:00:00Z", "approvedAt": "2026-03-03T15:20:00Z",
        "endedOn": null, "subscriptionEnd": "2027-01-31",
        "workloads": [{"workload": "Business Central", "monthlyRevenueUsd": "1800.00"}]
    });
    for (field, value) in changes {
        if value == "left out" {
            claim.as_object_mut().unwrap().remove(*field);
        } else {
            claim[*field] = value.clone();
        }
    }
    claim
}

fn faults(text: &str) -> Vec<String> {
    read_claims(text, &Programme::builtin())
        .unwrap_err()
        .iter()
        .map(RecordError::to_string)
        .collect()
}

fn one(changes: &[(&str, Value)]) -> Vec<String> {
    faults(&json!([claim(changes)]).to_string())
}

#[test]
fn each_fault_names_its_claim_and_its_field() {
    let workload =
        |name: &str, amount: Value| json!({"workload": name, "monthlyRevenueUsd": amount});
    let sales = |amount: Value| json!([workload("Sales", amount)]);
    for (field, value, told) in [
        (
            "id",
            json!("left out"),
            "claim 1 of the file: `id` is missing",
        ),
        ("id", json!(" "), "claim 1 of the file: `id` is empty"),
        ("id", json!(7), "claim 1 of the file: `id` is not a text"),
        (
            "association",
            Value::Null,
            "claim `C-1`: `association` is missing",
        ),
        (
            "state",
            json!("left out"),
            "claim `C-1`: `state` is missing",
        ),
        (
            "state",
            json!("pending"),
            "claim `C-1`: `state` is `pending`, which is no state of a claim",
        ),
        (
            "customerTenantId",
            json!("contoso"),
            "claim `C-1`: `customerTenantId` is `contoso`, not a GUID",
        ),
        (
            "subscriptionId",
            json!("1\n2"),
            "claim `C-1`: `subscriptionId` is `1\\n2`, not a GUID",
        ),
        (
            "submittedAt",
            json!("2 March"),
            "claim `C-1`: `submittedAt` is not a time such as 2026-03-02T09:00:00Z",
        ),
        (
            "submittedAt",
            json!("2026-03-03T15:20:01Z"),
            "claim `C-1`: `approvedAt` lies before `submittedAt`",
        ),
        (
            "approvedAt",
            Value::Null,
            "claim `C-1`: `approvedAt` is missing on an approved claim",
        ),
        (
            "approvedAt",
            json!("+12026-03-03T15:20:01Z"),
            "claim `C-1`: `approvedAt` lies outside the years 1900 to 9998",
        ),
        (
            "endedOn",
            json!("2026-03-02"),
            "claim `C-1`: `endedOn` lies before `approvedAt`",
        ),
        (
            "subscriptionEnd",
            json!("31.1.2027"),
            "claim `C-1`: `subscriptionEnd` is not a day such as 2027-01-31",
        ),
        (
            "state",
            json!("draft"),
            "claim `C-1`: `approvedAt` stands on a draft, which was never submitted",
        ),
        (
            "ended_on",
            Value::Null,
            "claim `C-1`: `ended_on` is written `endedOn`",
        ),
        (
            "workloads",
            json!("left out"),
            "claim `C-1`: `workloads` is missing",
        ),
        (
            "workloads",
            json!({}),
            "claim `C-1`: `workloads` is not a list",
        ),
        (
            "workloads",
            json!([]),
            "claim `C-1`: `workloads` names no workload",
        ),
        (
            "workloads",
            json!(["Sales"]),
            "claim `C-1`: `workloads[0]` is not a workload with its revenue",
        ),
        (
            "workloads",
            json!([{"workload": "Sales"}]),
            "claim `C-1`: `workloads[0].monthlyRevenueUsd` is missing",
        ),
        (
            "workloads",
            sales(json!(1800)),
            "claim `C-1`: `workloads[0].monthlyRevenueUsd` is not a text such as \"1800.00\"",
        ),
        (
            "workloads",
            sales(json!("0.0000000000000000001")),
            "claim `C-1`: `workloads[0].monthlyRevenueUsd` is `0.0000000000000000001`: more than \
             18 decimals",
        ),
        (
            "workloads",
            sales(json!("1000000000001")),
            "claim `C-1`: `workloads[0].monthlyRevenueUsd` is `1000000000001`: larger than \
             1,000,000,000,000",
        ),
        (
            "workloads",
            sales(json!("-1.5")),
            "claim `C-1`: `workloads[0].monthlyRevenueUsd` is negative: -1.5",
        ),
        (
            "workloads",
            json!([
                workload("Power App", json!("1")),
                workload(" power  APPS", json!("2"))
            ]),
            "claim `C-1`: `workloads[1].workload` is `power  APPS`, which this claim names already",
        ),
    ] {
        assert_eq!(one(&[(field, value)]), [told], "{field}");
    }
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let text = json!([
        claim(&[]),
        claim(&[
            ("state", json!("odd")),
            ("customerTenantId", json!("x")),
            ("workloads", json!([]))
        ]),
        7,
        claim(&[("id", json!("C-2")), ("endedOn", json!(false))]),
    ])
    .to_string();
    let told = faults(&text);
    assert_eq!(told.len(), 6, "{told:#?}");
    assert_eq!(told[3], "claim `C-1`: `id` is the one of an earlier claim");
    assert!(
        told[4].starts_with("claim 3 of the file: not a claim: invalid type"),
        "{told:#?}"
    );
    assert!(told[5].starts_with("claim `C-2`: `endedOn`"), "{told:#?}");

    let errors = read_claims(&text, &Programme::builtin()).unwrap_err();
    assert_eq!(errors[0].place, Place::Claim("C-1".to_owned()));
    assert_eq!(errors[0].field.as_deref(), Some("state"));
    assert_eq!(errors[4].place, Place::Position(3));
}

#[test]
fn a_field_given_twice_and_a_file_that_is_none_are_refused() {
    let twice = claim(&[])
        .to_string()
        .replacen('{', r#"{"state":"draft","#, 1);
    assert_eq!(
        faults(&format!("[{twice}]"))[0],
        "claim `C-1`: `state` is given twice"
    );
    for text in ["", "{}", "[", "[{]", "null"] {
        let told = faults(text);
        assert!(
            told.len() == 1 && told[0].starts_with("claims file: not a JSON list of claims"),
            "{text}: {told:?}"
        );
    }
}

#[test]
fn a_file_of_nothing_but_faults_is_told_in_a_bounded_list() {
    let told = faults(&format!("[{}0]", "0,".repeat(250)));
    assert_eq!(told.len(), 101);
    assert_eq!(told[100], "claims file: and 151 further faults");
    let told = faults(&" ".repeat(64 * 1024 * 1024 + 1));
    assert_eq!(
        told,
        ["claims file: 67108865 bytes are more than the 67108864 that are read"]
    );
}

#[test]
fn claims_are_sorted_by_what_they_are_to_the_forecast() {
    let named = |id: &str, state: &str| {
        claim(&[
            ("id", json!(id)),
            ("state", json!(state)),
            ("approvedAt", Value::Null),
        ])
    };
    let file = json!([
        claim(&[]),
        named("S", "submitted"),
        named("U", "Under review"),
        named("A", "action_required"),
        named("D", "disputed"),
        named("N", "draft"),
        named("R", "rejected"),
        named("W", "withdrawn"),
        claim(&[("id", json!("O")), ("association", json!("PAL"))]),
        claim(&[
            ("id", json!("X")),
            (
                "workloads",
                json!([{"workload": "Abacus", "monthlyRevenueUsd": "1"}])
            ),
        ]),
    ]);
    let read = read_claims(&format!("\u{feff}{file}"), &Programme::builtin()).unwrap();
    assert_eq!(read.approved.len(), 1);
    assert_eq!(read.approved[0].id, "C-1");
    assert_eq!(read.approved[0].claim.covered.from.to_string(), "2026-04");
    assert_eq!(
        read.approved[0].claim.workloads,
        [("Business Central".to_owned(), Amount::whole(1800))]
    );
    let pending: Vec<&str> = read.pending.iter().map(|claim| claim.id.as_str()).collect();
    assert_eq!(pending, ["S", "U", "A", "D"]);
    assert_eq!(read.drafts[0].id, "N");
    let reasons: BTreeMap<String, u64> = read
        .reasons()
        .into_iter()
        .map(|(reason, count)| (reason.to_string(), count))
        .collect();
    let told: Vec<(&str, u64)> = reasons
        .iter()
        .map(|(reason, n)| (reason.as_str(), *n))
        .collect();
    assert_eq!(
        told,
        [
            ("claim is action required", 1),
            ("claim is disputed", 1),
            ("claim is draft", 1),
            ("claim is rejected", 1),
            ("claim is submitted", 1),
            ("claim is under review", 1),
            ("claim is withdrawn", 1),
            ("claim of an unknown workload", 1),
            ("claim of another association", 1),
        ]
    );
}

#[test]
fn an_open_claim_counts_from_the_month_after_the_end_of_its_clock() {
    let programme = Programme::builtin();
    let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    for (state, submitted, now, first) in [
        // 48 hours from submission, whether opened or not …
        (
            "submitted",
            Some("2026-11-28T23:59:59Z"),
            "2026-11-29T00:00:00Z",
            "2026-12",
        ),
        (
            "under_review",
            Some("2026-11-29T00:00:00Z"),
            "2026-11-29T00:00:00Z",
            "2027-01",
        ),
        // … and not in the past when the review is late.
        (
            "submitted",
            Some("2026-08-01T00:00:00Z"),
            "2026-11-30T23:59:59Z",
            "2026-12",
        ),
        // 14 business days from Monday 2 November run out with the 20th; then 48 hours.
        (
            "action_required",
            Some("2026-10-30T08:00:00Z"),
            "2026-11-02T12:00:00Z",
            "2026-12",
        ),
        // From Tuesday the 10th they reach the end of Monday the 30th.
        (
            "action_required",
            Some("2026-10-30T08:00:00Z"),
            "2026-11-10T12:00:00Z",
            "2027-01",
        ),
        // Five business days from Friday the 20th: the end of the 27th. From the 23rd: the 30th.
        (
            "disputed",
            Some("2026-10-01T08:00:00Z"),
            "2026-11-20T12:00:00Z",
            "2026-12",
        ),
        (
            "disputed",
            Some("2026-10-01T08:00:00Z"),
            "2026-11-24T12:00:00Z",
            "2027-01",
        ),
        // Sent now.
        ("draft", None, "2026-11-28T23:59:59Z", "2026-12"),
        ("draft", None, "2026-11-29T00:00:00Z", "2027-01"),
        // Where the file does not tell when, now is the latest it can have been.
        ("submitted", None, "2026-11-29T00:00:00Z", "2027-01"),
    ] {
        let text = json!([claim(&[
            ("state", json!(state)),
            ("submittedAt", json!(submitted)),
            ("approvedAt", Value::Null),
        ])]);
        let read = read_claims(&text.to_string(), &programme).unwrap();
        let open = read.pending.first().or(read.drafts.first()).unwrap();
        assert_eq!(Some(open.life.state), ClaimState::parse(state));
        let assumed = open.assumed(instant(now), &programme.claims);
        assert_eq!(
            assumed.covered.from,
            Month::parse(first).unwrap(),
            "{state} {submitted:?} {now}"
        );
        assert_eq!(assumed.covered.until, Month::parse("2027-01"));
        assert_eq!(assumed.workloads, open.workloads);
    }
}
