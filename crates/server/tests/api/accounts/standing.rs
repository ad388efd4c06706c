//! Roles and access, changed by administrators; they hold from the next request on.

use claimdesk_protocol::{Role, Session};
use serde_json::{Value, json};

use super::{browser, delete, put, sign_in, with_people};
use crate::common::{Client, PASSWORD, PLAIN, Server, form};

const USERS: &str = "/api/v1/admin/users";
const QUEUE: &str = "/api/v1/review/claims";

async fn access(ada: &Client, who: &str, disabled: bool) -> crate::common::Answer {
    let body = json!({ "disabled": disabled });
    put(ada, &format!("{USERS}/{who}/access"), body).await
}

async fn role(ada: &Client, who: &str, role: &str, organisation: Value) -> crate::common::Answer {
    let body = json!({ "role": role, "organisationId": organisation });
    put(ada, &format!("{USERS}/{who}/role"), body).await
}

#[tokio::test]
async fn somebody_who_is_kept_out_is_out_at_the_next_request() {
    let server = with_people().await;
    let (ada, pia) = (browser(&server, "ada").await, browser(&server, "pia").await);
    pia.get(QUEUE).await.is(200);
    access(&ada, "pia", true).await.is(200);
    pia.get(QUEUE).await.refused(401, "not_signed_in");
    let session: Session = pia.get("/api/v1/session").await.json();
    assert_eq!(session.user, None);
    // The refusal is the one of a wrong password, after the same work.
    let runs = server.app.passwords().runs();
    sign_in(&server, "pia", PASSWORD)
        .await
        .refused(401, "wrong_credentials");
    assert_eq!(server.app.passwords().runs() - runs, 1);
    // Twice is once, and the old session does not come back with the person.
    access(&ada, "pia", true).await.is(200);
    access(&ada, "pia", false).await.is(200);
    pia.get(QUEUE).await.refused(401, "not_signed_in");
    browser(&server, "pia").await.get(QUEUE).await.is(200);
    access(&ada, "nobody", true).await.refused(404, "not_found");
}

#[tokio::test]
async fn an_installation_keeps_an_administrator() {
    let server = with_people().await;
    let ada = browser(&server, "ada").await;
    let new = json!({ "name": "Axel", "email": "axel@example.com", "role": "administrator", "organisationId": null });
    // Whoever was invited and has not come cannot administer.
    ada.post(USERS, PLAIN, new).await.is(201);
    access(&ada, "ada", true)
        .await
        .refused(409, "last_administrator");
    role(&ada, "ada", "reviewer", Value::Null)
        .await
        .refused(409, "last_administrator");
    server.person("asta", Role::Administrator, None).await;
    role(&ada, "ada", "reviewer", Value::Null).await.is(200);
    ada.get(USERS).await.refused(403, "not_allowed");
    let asta = browser(&server, "asta").await;
    access(&asta, "asta", true)
        .await
        .refused(409, "last_administrator");
}

#[tokio::test]
async fn of_two_administrators_who_keep_each_other_out_one_stays() {
    let server = with_people().await;
    server.person("asta", Role::Administrator, None).await;
    let (ada, asta) = (
        browser(&server, "ada").await,
        browser(&server, "asta").await,
    );
    tokio::join!(access(&ada, "asta", true), access(&asta, "ada", true));
    let mut left = 0;
    for client in [&ada, &asta] {
        left += usize::from(client.get(USERS).await.status == 200);
    }
    assert_eq!(left, 1);
}

#[tokio::test]
async fn another_role_and_organisation_hold_at_the_next_request() {
    let server = Server::start().await;
    let (ada, anna, rie) = (server.ada(), server.anna(), server.rie());
    let draft = anna.draft(form()).await;
    let path = format!("/api/v1/claims/{}", draft.reference);
    let all: Value = ada.get("/api/v1/admin/organisations").await.json();
    let id = |name: &str| {
        let all = all["organisations"].as_array().unwrap();
        all.iter().find(|one| one["name"] == name).unwrap()["id"].clone()
    };
    // At another organisation the claim is another's.
    role(&ada, "anna", "partner", id("Fjordvang ApS"))
        .await
        .is(200);
    anna.get(&path).await.refused(404, "not_found");
    role(&ada, "anna", "reviewer", Value::Null).await.is(200);
    anna.get(&path).await.refused(403, "not_allowed");
    anna.get(QUEUE).await.is(200);
    role(&ada, "anna", "partner", id("Nordlys A/S"))
        .await
        .is(200);
    anna.get(&path).await.is(200);

    role(&ada, "rie", "partner", Value::Null)
        .await
        .refused_for(422, "invalid", "organisationId");
    role(&ada, "rie", "administrator", id("Nordlys A/S"))
        .await
        .refused_for(422, "invalid", "organisationId");
    role(&ada, "rie", "partner", json!("none"))
        .await
        .refused_for(422, "invalid", "organisationId");
    rie.get(QUEUE).await.is(200);
    role(&ada, "nobody", "reviewer", Value::Null)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn colleagues_who_are_kept_out_are_neither_offered_nor_told() {
    let server = Server::start().await;
    let (ada, anna, rie) = (server.ada(), server.anna(), server.rie());
    server.person("rolf", Role::Reviewer, None).await;
    access(&ada, "rolf", true).await.is(200);
    let claim = anna.sent().await;
    let on = rie.opens(&claim.reference).await;
    rie.decides("assign", &claim.reference, on, json!({ "to": "rolf" }))
        .await
        .refused_for(422, "invalid", "to");
    access(&ada, "rolf", false).await.is(200);
    let told: Value = server.at_work("rolf").get("/api/v1/notices").await.json();
    assert_eq!(told["notices"], json!([]));
}

#[tokio::test]
async fn an_administrator_ends_somebodys_sessions() {
    let server = with_people().await;
    let (ada, pia) = (browser(&server, "ada").await, browser(&server, "pia").await);
    let path = |who: &str| format!("{USERS}/{who}/sessions");
    delete(&ada, &path("pia")).await.is(204);
    pia.get(QUEUE).await.refused(401, "not_signed_in");
    ada.get(USERS).await.is(200);
    browser(&server, "pia").await.get(QUEUE).await.is(200);
    delete(&ada, &path("nobody"))
        .await
        .refused(404, "not_found");
}
