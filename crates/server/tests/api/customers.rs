//! What is known of a customer from earlier claims.

use chrono::TimeDelta;
use claimdesk_protocol::KnownCustomers;
use claimdesk_server::store::db;
use serde_json::{Value, json};

use crate::common::{Client, Server, form_with, pdf};

async fn sent(client: &Client, changes: Value) -> String {
    let claim = client.draft(form_with(&changes)).await;
    client
        .attach(&claim.reference, "proof.pdf", pdf())
        .await
        .is(201);
    let claim = client.claim(&claim.reference).await;
    client.makes("submit", &claim).await.is(200);
    claim.reference
}

async fn known(client: &Client, query: &str) -> KnownCustomers {
    client
        .get(&format!("/api/v1/claims/customers{query}"))
        .await
        .is(200)
        .json()
}

fn names(known: &KnownCustomers) -> Vec<&str> {
    known
        .customers
        .iter()
        .map(|one| one.answers.customer_name.as_str())
        .collect()
}

const OTHER_TENANT: &str = "5f1d8c1e-7a34-4c1f-9a0e-2b6f4d9c0a17";

#[tokio::test]
async fn a_customer_is_known_by_the_latest_claim_that_was_sent() {
    let server = Server::start().await;
    let anna = server.anna();
    sent(&anna, json!({})).await;
    server.later(TimeDelta::hours(1));
    let latest = sent(
        &anna,
        json!({ "customerName": "HAVNENS  bageri", "customerContactName": "Søren Ærø" }),
    )
    .await;
    server.later(TimeDelta::hours(1));
    // Not sent: half an answer is nothing to go on.
    anna.draft(form_with(&json!({ "customerContactName": "Nobody yet" })))
        .await;

    for query in [
        "",
        "?find=havnens%20b",
        "?find=%20HAVNENS",
        // The tenant, in whatever spelling.
        "?find=3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    ] {
        let known = known(&anna, query).await;
        assert_eq!(known.customers.len(), 1, "{query}");
        let one = &known.customers[0];
        assert_eq!(one.reference, latest, "{query}");
        assert_eq!(one.answers.customer_contact_name, "Søren Ærø");
        assert_eq!(one.answers.customer_domain, "havnensbageri.example");
        assert_eq!(one.answers.transacting_partner_id, "6400030");
        // What was done for them is another claim's business.
        assert_eq!(one.answers, one.answers.about_customer());
    }
    assert!(known(&anna, "?find=avnens").await.customers.is_empty());
    assert!(
        known(&anna, &format!("?find={OTHER_TENANT}"))
            .await
            .customers
            .is_empty()
    );
}

#[tokio::test]
async fn nobody_learns_of_another_organisations_customers() {
    let server = Server::start().await;
    sent(&server.anna(), json!({})).await;
    for query in [
        "",
        "?find=havnens",
        "?find=3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    ] {
        assert!(
            known(&server.bo(), query).await.customers.is_empty(),
            "{query}"
        );
    }
    server
        .rie()
        .get("/api/v1/claims/customers?find=havnens")
        .await
        .refused(403, "not_allowed");
    server
        .nobody()
        .get("/api/v1/claims/customers")
        .await
        .refused(401, "not_signed_in");
}

#[tokio::test]
async fn names_that_begin_alike_are_told_apart_and_there_are_never_many() {
    let server = Server::start().await;
    let anna = server.anna();
    for (name, number) in ["Ærø", "Ærøskøbing", "Ås"].into_iter().zip(1..) {
        let subscription = format!("9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1b0{number}");
        sent(
            &anna,
            json!({ "customerName": name, "subscriptionId": subscription }),
        )
        .await;
    }
    // The same name, and another tenant: another customer.
    sent(
        &anna,
        json!({ "customerName": "Ærø", "customerTenantId": OTHER_TENANT,
                "subscriptionId": "9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1b04" }),
    )
    .await;
    let found = known(&anna, "?find=%C3%86R").await;
    assert_eq!(names(&found), ["Ærø", "Ærø", "Ærøskøbing"]);
    for number in 1..=6 {
        let subscription = format!("9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1c0{number}");
        sent(
            &anna,
            json!({ "customerName": format!("Bager {number}"), "subscriptionId": subscription }),
        )
        .await;
    }
    assert_eq!(known(&anna, "?find=bager").await.customers.len(), 5);
}

#[tokio::test]
async fn what_is_looked_for_is_checked() {
    let server = Server::start().await;
    let anna = server.anna();
    let long = format!("?find={}", "a".repeat(201));
    for query in ["?find=", "?find=a", "?find=%20a%20", &long] {
        anna.get(&format!("/api/v1/claims/customers{query}"))
            .await
            .refused_for(422, "invalid", "find");
    }
    // Signs that mean something to a database are letters like any other.
    for query in ["?find=%25%25", "?find=__", "?find=%27%20OR%201%3D1"] {
        assert!(known(&anna, query).await.customers.is_empty());
    }
}

#[tokio::test]
async fn claims_of_before_are_found_too() {
    let server = Server::start().await;
    sent(&server.anna(), json!({ "customerName": "ÅMOSEN Energi" })).await;
    // As a file was that an older version wrote.
    let mut connection = server.database().await;
    db::query("UPDATE claims SET customer_tenant = NULL, customer_folded = NULL")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    assert!(
        known(&server.anna(), "?find=%C3%A5mosen")
            .await
            .customers
            .is_empty()
    );
    let server = server.restarted().await;
    let found = known(&server.anna(), "?find=%C3%A5mosen").await;
    assert_eq!(names(&found), ["ÅMOSEN Energi"]);
    assert_eq!(
        known(&server.anna(), "?find=3f2504e0-4f89-41d3-9a0c-0305e82c3301")
            .await
            .customers
            .len(),
        1
    );
}
