//! Whose account it is: the provider's name for a person decides, and an administrator.

use axum::http::Method;
use claimdesk_protocol::{ProviderConnections, Role};
use serde_json::{Value, json};

use super::{Browser, Idp, kept, with_provider, with_provider_and};
use crate::common::{PLAIN, Server};

#[tokio::test]
async fn somebody_new_has_an_account_with_the_role_and_organisation_they_are_given() {
    let (server, idp) = with_provider().await;
    let info: Value = server.nobody().get("/api/v1/info").await.is(200).json();
    assert_eq!(info["provider"], "Example");
    let mut browser = Browser::new(&server);
    assert_eq!(browser.signs_in(&idp).await, "/claims");
    let user = browser.who().await.unwrap();
    assert_eq!(
        (user.name.as_str(), user.role),
        ("Anna Holm", Role::Partner)
    );
    assert_eq!(user.email, "anna.holm@nordlys.example");
    assert_eq!(user.organisation.unwrap().name, "Nordlys A/S");
    browser.get("/api/v1/claims").await.is(200);
    // There is no password to it.
    for password in ["", "none", "anna.holm@nordlys.example"] {
        let body = json!({ "email": "anna.holm@nordlys.example", "password": password });
        server
            .nobody()
            .post("/api/v1/session", PLAIN, body)
            .await
            .refused(401, "wrong_credentials");
    }
}

#[tokio::test]
async fn what_the_provider_changes_holds_from_the_next_sign_in() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    browser.signs_in(&idp).await;
    let before = browser.who().await.unwrap();
    let changes = json!({ "roles": ["reviewer"], "organisation": null, "name": "Anna Ny", "email": "ny@nordlys.example" });
    idp.tells(changes);
    assert_eq!(browser.who().await.unwrap(), before, "not by itself");
    assert_eq!(browser.signs_in(&idp).await, "/review");
    let after = browser.who().await.unwrap();
    assert_eq!(after.id, before.id);
    assert_eq!((after.role, after.organisation), (Role::Reviewer, None));
    assert_eq!(
        (after.name.as_str(), after.email.as_str()),
        ("Anna Ny", "ny@nordlys.example")
    );
    browser
        .get("/api/v1/claims")
        .await
        .refused(403, "not_allowed");
    // A new address that is another account's stays that account's.
    idp.tells(json!({ "roles": ["auditor"], "email": "rie@example.com" }));
    assert_eq!(browser.signs_in(&idp).await, "/audit");
    assert_eq!(browser.who().await.unwrap().email, "ny@nordlys.example");
    // Whose role was taken away is not let in again, and nothing is changed by it.
    let kept_before = kept(&server).await;
    idp.tells(json!({ "roles": [] }));
    assert_eq!(
        Browser::new(&server).signs_in(&idp).await,
        "/sign-in?refused=no_role"
    );
    assert_eq!(kept(&server).await, kept_before);
}

#[tokio::test]
async fn an_account_is_never_taken_by_its_e_mail() {
    let (server, idp) = with_provider().await;
    let before = kept(&server).await;
    for (claims, why) in [
        (
            json!({ "email": "ada@example.com", "email_verified": false }),
            "email_not_verified",
        ),
        (
            json!({ "email": "ADA@example.com", "email_verified": true }),
            "account_exists",
        ),
        (json!({ "email": "ada@example.com" }), "account_exists"),
    ] {
        let what = claims.to_string();
        idp.tells(claims);
        let mut browser = Browser::new(&server);
        assert_eq!(
            browser.signs_in(&idp).await,
            format!("/sign-in?refused={why}"),
            "{what}"
        );
        assert!(browser.who().await.is_none(), "{what}");
    }
    assert_eq!(kept(&server).await, before);
}

async fn waiting(server: &Server) -> Vec<claimdesk_protocol::ProviderConnection> {
    let all: ProviderConnections = server
        .ada()
        .get("/api/v1/admin/connections")
        .await
        .is(200)
        .json();
    all.waiting
}

#[tokio::test]
async fn an_administrator_says_that_two_are_one() {
    let (server, idp) = with_provider().await;
    let ada = server.ada();
    idp.tells(json!({ "email": "anna@example.com" }));
    let mut browser = Browser::new(&server);
    for _ in 0..2 {
        assert_eq!(
            browser.signs_in(&idp).await,
            "/sign-in?refused=account_exists"
        );
    }
    let asked = waiting(&server).await;
    assert_eq!(asked.len(), 1, "once for a person");
    assert_eq!(
        (asked[0].user.id.as_str(), asked[0].subject.as_str()),
        ("anna", "anna-there")
    );
    assert_eq!(asked[0].name, "Anna Holm");
    let path = format!("/api/v1/admin/connections/{}", asked[0].id);
    // Forgotten, it waits again at the next try; answered, it waits no more.
    let left: ProviderConnections = ada
        .request(Method::DELETE, &path, PLAIN, None)
        .await
        .is(200)
        .json();
    assert_eq!(left.waiting, []);
    ada.request(Method::PUT, &path, PLAIN, None)
        .await
        .refused(404, "not_found");
    browser.signs_in(&idp).await;
    let path = format!("/api/v1/admin/connections/{}", waiting(&server).await[0].id);
    ada.request(Method::PUT, &path, PLAIN, None).await.is(200);
    ada.request(Method::PUT, &path, PLAIN, None)
        .await
        .refused(404, "not_found");
    assert_eq!(browser.signs_in(&idp).await, "/claims");
    assert_eq!(browser.who().await.unwrap().id, "anna");
}

#[tokio::test]
async fn whoever_is_kept_out_here_does_not_come_by_the_provider() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    assert_eq!(browser.signs_in(&idp).await, "/claims");
    let user = browser.who().await.unwrap();
    let path = format!("/api/v1/admin/users/{}/access", user.id);
    let access = async |disabled: bool| {
        let body = json!({ "disabled": disabled });
        server
            .ada()
            .request(Method::PUT, &path, PLAIN, Some(body))
            .await
            .is(200);
    };
    access(true).await;
    assert_eq!(browser.who().await, None, "at the next request");
    assert_eq!(browser.signs_in(&idp).await, "/sign-in?refused=kept_out");
    assert_eq!(browser.who().await, None);
    access(false).await;
    assert_eq!(browser.signs_in(&idp).await, "/claims");
    assert_eq!(browser.who().await.unwrap().id, user.id);
}

#[tokio::test]
async fn the_last_administrator_is_not_taken_away_by_the_provider() {
    let (server, idp) = with_provider().await;
    idp.tells(json!({ "roles": ["administrator"], "organisation": null }));
    let mut browser = Browser::new(&server);
    assert_eq!(browser.signs_in(&idp).await, "/admin");
    let admin = browser.who().await.unwrap();
    server
        .ada()
        .request(
            Method::PUT,
            "/api/v1/admin/users/ada/access",
            PLAIN,
            Some(json!({ "disabled": true })),
        )
        .await
        .is(200);
    idp.tells(json!({ "roles": ["reviewer"], "organisation": null }));
    let mut elsewhere = Browser::new(&server);
    assert_eq!(
        elsewhere.signs_in(&idp).await,
        "/sign-in?refused=last_administrator"
    );
    assert_eq!(browser.who().await.unwrap(), admin, "nothing has changed");
    server.person("asta", Role::Administrator, None).await;
    assert_eq!(elsewhere.signs_in(&idp).await, "/review");
}

#[tokio::test]
async fn a_subject_is_the_providers_who_gave_it() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    browser.signs_in(&idp).await;
    let first = browser.who().await.unwrap();
    // Another provider, which gives the same name to whom it likes.
    let other = Idp::open(server.now()).await;
    let mut server = server;
    server.config.oidc = Some(other.settings());
    let server = server.restarted().await;
    other.tells(json!({ "email": "other@nordlys.example" }));
    let mut browser = Browser::new(&server);
    assert_eq!(browser.signs_in(&other).await, "/claims");
    assert_ne!(browser.who().await.unwrap().id, first.id);
    // It does not take the account of the first by its e-mail either.
    other.tells(json!({ "sub": "somebody", "email": first.email }));
    let led = Browser::new(&server).signs_in(&other).await;
    assert_eq!(led, "/sign-in?refused=account_exists");
}

#[tokio::test]
async fn roles_and_organisations_are_read_as_the_administrator_says() {
    use claimdesk_server::identity::oidc::Values;
    let (server, idp) = with_provider_and(|config| {
        let oidc = config.oidc.as_mut().unwrap();
        oidc.role_claim = "groups".to_owned();
        oidc.roles = Values::read("g-1=partner,g-2=reviewer", Role::parse).unwrap();
        oidc.organisation_claim = "tid".to_owned();
        oidc.organisations = Values::read("tenant-7=6200010", |id| Some(id.to_owned())).unwrap();
    })
    .await;
    idp.tells(json!({ "groups": ["x", "g-1"], "tid": "tenant-7" }));
    let mut browser = Browser::new(&server);
    assert_eq!(browser.signs_in(&idp).await, "/claims");
    let at = browser.who().await.unwrap().organisation.unwrap();
    assert_eq!(at.name, "Fjordvang ApS");
    // By its own ID as well.
    idp.tells(json!({ "sub": "two", "email": "b@b.example", "groups": "g-2", "tid": at.id }));
    assert_eq!(browser.signs_in(&idp).await, "/review");
    assert_eq!(browser.who().await.unwrap().organisation, Some(at));
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_the_browser_had() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    browser.signs_in(&idp).await;
    let old = browser.jar["claimdesk"].clone();
    browser.signs_in(&idp).await;
    assert_ne!(browser.jar["claimdesk"], old, "never the same token");
    browser.jar.insert("claimdesk".to_owned(), old);
    assert!(browser.who().await.is_none());
}
