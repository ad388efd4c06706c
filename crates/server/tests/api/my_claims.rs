//! The own organisation's claims: searched, filtered, sorted, paged, counted, and as a file.

use chrono::TimeDelta;
use claimdesk_protocol::{ClaimPage, StateCount};
use claimdesk_recognition::claim::ClaimState;
use serde_json::json;

use crate::common::{Client, Server, form, form_with};

async fn list(client: &Client, query: &str) -> ClaimPage {
    client
        .get(&format!("/api/v1/claims?{query}"))
        .await
        .is(200)
        .json()
}

/// All pages of a list, two rows at a time.
async fn customers(client: &Client, query: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = list(client, &format!("{query}&limit=2{cursor}")).await;
        names.extend(page.claims.into_iter().map(|claim| claim.customer_name));
        let Some(next) = page.next else { return names };
        cursor = format!("&cursor={next}");
    }
}

async fn draft(server: &Server, name: &str, subscription: &str, revenue: &str) -> String {
    server.later(TimeDelta::seconds(1));
    let form = form_with(&json!({
        "customerName": name,
        "subscriptionId": format!("{subscription}-7b1d-4c55-8f3a-2f6f0f0d1a01"),
        "products": [{ "workload": "Sales", "monthlyRevenueUsd": revenue }],
        "proofProducts": ["Sales"],
    }));
    server.anna().draft(form).await.reference
}

#[tokio::test]
async fn claims_come_in_every_order_both_ways_page_by_page() {
    let server = Server::start().await;
    for (name, subscription, revenue) in [
        ("Østvand", "00000001", "100.5"),
        ("bager Jensen", "00000002", "20"),
        ("Ålborg Is", "00000003", "3"),
        ("Bager Hansen", "00000004", "20"),
        ("", "00000005", "not yet"),
    ] {
        draft(&server, name, subscription, revenue).await;
    }
    let anna = server.anna();
    let by_change = ["", "Bager Hansen", "Ålborg Is", "bager Jensen", "Østvand"];
    assert_eq!(customers(&anna, "sort=changed").await, by_change);
    let mut backwards = customers(&anna, "sort=changed&order=asc").await;
    backwards.reverse();
    assert_eq!(backwards, by_change);
    assert_eq!(
        customers(&anna, "sort=customer").await,
        ["", "Bager Hansen", "bager Jensen", "Ålborg Is", "Østvand"]
    );
    let by_value = customers(&anna, "sort=value").await;
    assert_eq!(
        (by_value[0].as_str(), by_value[3].as_str()),
        ("Østvand", "Ålborg Is")
    );
    assert_eq!(by_value.len(), 5);
    for sort in ["due", "month"] {
        for order in ["asc", "desc"] {
            let all = customers(&anna, &format!("sort={sort}&order={order}")).await;
            assert_eq!(all.len(), 5, "{sort} {order}");
        }
    }
    // A cursor belongs to its list.
    let next = list(&anna, "sort=customer&limit=2").await.next.unwrap();
    anna.get(&format!("/api/v1/claims?sort=value&cursor={next}"))
        .await
        .refused_for(422, "invalid", "cursor");
}

#[tokio::test]
async fn claims_are_found_by_the_beginning_of_what_is_known_of_them() {
    let server = Server::start().await;
    let first = draft(&server, "Havnens Bageri", "aaaaaa11", "10").await;
    draft(&server, "HAVNENS Fisk", "bbbbbb22", "10").await;
    draft(&server, "Fjord", "bbbbbb33", "10").await;
    let anna = server.anna();
    for (find, expected) in [
        ("havnens", vec!["Havnens Bageri", "HAVNENS Fisk"]),
        ("%20Havnens%20%20b", vec!["Havnens Bageri"]),
        ("bbbbbb22", vec!["HAVNENS Fisk"]),
        ("BBBBBB22-7b", vec!["HAVNENS Fisk"]),
        // The tenant of all three.
        ("3f2504e0", vec!["Havnens Bageri", "HAVNENS Fisk", "Fjord"]),
        (&first, vec!["Havnens Bageri"]),
        (&first.to_lowercase()[..6], vec!["Havnens Bageri"]),
        ("nobody", vec![]),
        ("bageri", vec![]),
    ] {
        let mut found = customers(&anna, &format!("find={find}")).await;
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{find}");
    }
    assert!(customers(&server.bo(), "find=havnens").await.is_empty());
    assert!(
        customers(&server.bo(), &format!("find={first}"))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn states_are_counted_filtered_and_told_with_what_a_claim_gives() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let sent = anna.sent().await;
    rie.approves(&sent.reference).await.is(200);
    let draft = anna.draft(form()).await;
    let withdrawn = anna.draft(form()).await;
    anna.makes("withdraw", &withdrawn).await.is(200);

    let all = list(&anna, "").await;
    assert_eq!(
        all.counts,
        [
            (ClaimState::Draft, 1),
            (ClaimState::Approved, 1),
            (ClaimState::Withdrawn, 1)
        ]
        .map(|(state, count)| StateCount { state, count })
    );
    let waits = list(&anna, "waits=partner").await;
    assert_eq!(waits.claims.len(), 1);
    assert_eq!(waits.claims[0].reference, draft.reference);
    // The same figures as on the claim's own page.
    assert_eq!(
        waits.claims[0].worth.as_ref(),
        Some(&anna.claim(&draft.reference).await.assessment.worth)
    );
    let approved = list(&anna, "state=approved&sort=month").await;
    assert_eq!(
        approved.claims[0].worth.as_ref(),
        Some(&sent.assessment.worth)
    );
    assert!(approved.claims[0].counts_from.is_some());
    assert!(approved.claims[0].reviewer.is_none());
    assert!(
        list(&anna, "state=approved&waits=partner")
            .await
            .claims
            .is_empty()
    );
    assert!(list(&server.bo(), "").await.counts.is_empty());
}

#[tokio::test]
async fn what_is_asked_of_the_list_is_checked() {
    let server = Server::start().await;
    let anna = server.anna();
    let long = "x".repeat(201);
    for (query, field) in [
        ("sort=size", "sort"),
        ("order=up", "order"),
        ("waits=me", "waits"),
        (&format!("find={long}"), "find"),
    ] {
        let code = if field == "find" {
            "too_long"
        } else {
            "not_offered"
        };
        let answer = anna.get(&format!("/api/v1/claims?{query}")).await;
        assert_eq!(
            answer.refused_for(422, "invalid", field).errors[0].code,
            code
        );
    }
    anna.get("/api/v1/claims/export?language=fr")
        .await
        .refused_for(422, "invalid", "language");
}

#[tokio::test]
async fn the_file_has_every_claim_that_fits_and_no_formula() {
    let server = Server::start().await;
    let anna = server.anna();
    for number in 0..3 {
        draft(&server, &format!("Kunde {number}"), "aaaaaa11", "10.25").await;
    }
    let formula = draft(&server, "=HYPERLINK(1)", "aaaaaa11", "10").await;
    let answer = anna
        .get("/api/v1/claims/export?find=kunde&limit=1")
        .await
        .is(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        answer
            .header("content-disposition")
            .contains("claimdesk-claims-2026-11-23.csv")
    );
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.starts_with("\u{feff}Reference,Customer,"));
    assert!(
        text.lines()
            .nth(1)
            .unwrap()
            .contains(",Kunde 0,Sales,Draft,")
    );
    assert!(text.contains(",10.25,"));
    let text = anna
        .get(&format!("/api/v1/claims/export?find={formula}&language=da"))
        .await
        .is(200);
    let text = String::from_utf8(text.body.to_vec()).unwrap();
    assert!(text.contains(",'=HYPERLINK(1),Sales,Kladde,"), "{text}");
}
