//! Answers that are forged, old, mixed up or used before: each is refused by its own check, nobody
//! is signed in, and nothing is changed.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Browser, Idp, Signs, asked_for, kept, with_provider, with_provider_and};
use crate::common::Server;

async fn refused(server: &Server, idp: &Idp, why: &str, what: &str) {
    let before = kept(server).await;
    let mut browser = Browser::new(server);
    assert_eq!(
        browser.signs_in(idp).await,
        format!("/sign-in?refused={why}"),
        "{what}"
    );
    assert!(browser.who().await.is_none(), "{what}");
    assert_eq!(kept(server).await, before, "{what}");
}

#[tokio::test]
async fn claims_that_are_not_ours_or_not_now_are_refused() {
    let (server, idp) = with_provider().await;
    let now = server.now().timestamp();
    let cases = [
        ("wrong_issuer", json!({ "iss": "https://login.example" })),
        (
            "wrong_issuer",
            json!({ "iss": format!("{}/", idp.issuer()) }),
        ),
        ("wrong_audience", json!({ "aud": "another" })),
        ("wrong_audience", json!({ "aud": [] })),
        ("wrong_audience", json!({ "aud": ["claimdesk", "another"] })),
        ("wrong_audience", json!({ "azp": "another" })),
        ("wrong_nonce", json!({ "nonce": "another" })),
        ("wrong_nonce", json!({ "nonce": null })),
        ("expired", json!({ "exp": now - 301 })),
        ("expired", json!({ "exp": now - 300 })),
        ("not_yet_valid", json!({ "iat": now + 301 })),
        ("no_role", json!({ "roles": ["Partner"] })),
        (
            "several_roles",
            json!({ "roles": ["reviewer", "administrator"] }),
        ),
        ("no_organisation", json!({ "organisation": null })),
        ("unknown_organisation", json!({ "organisation": "6999999" })),
        ("no_email", json!({ "email": null })),
        ("email_not_verified", json!({ "email_verified": false })),
    ];
    for (why, claims) in cases {
        let what = claims.to_string();
        idp.tells(claims);
        refused(&server, &idp, why, &what).await;
    }
    for claims in [
        json!({ "sub": null }),
        json!({ "exp": null }),
        json!({ "sub": "x".repeat(256) }),
    ] {
        let what = claims.to_string();
        idp.tells(claims);
        let mut browser = Browser::new(&server);
        let led = browser.signs_in(&idp).await;
        // The library reads no token without them, and the answer with it.
        assert!(
            led == "/sign-in?refused=no_token" || led == "/sign-in?refused=unavailable",
            "{what}: {led}"
        );
        assert!(browser.who().await.is_none());
    }
}

#[tokio::test]
async fn clocks_may_be_five_minutes_apart() {
    let (server, idp) = with_provider().await;
    for minutes in [-5, -4, 4, 5] {
        idp.at(server.now() + TimeDelta::minutes(minutes));
        idp.tells(
            json!({ "sub": format!("clock-{minutes}"), "email": format!("c{minutes}@a.example") }),
        );
        let mut browser = Browser::new(&server);
        assert_eq!(browser.signs_in(&idp).await, "/claims", "{minutes}");
    }
    idp.at(server.now() + TimeDelta::minutes(6));
    refused(&server, &idp, "not_yet_valid", "6 minutes ahead").await;
    idp.at(server.now() - TimeDelta::minutes(10));
    refused(&server, &idp, "expired", "10 minutes behind").await;
}

#[tokio::test]
async fn only_a_published_key_of_a_pair_signs() {
    let (server, idp) = with_provider().await;
    for signs in [
        Signs::Not,
        Signs::WithPublicKey,
        Signs::WithClientSecret,
        Signs::WithAnotherKey,
    ] {
        idp.says().signs = signs;
        refused(&server, &idp, "wrong_signature", &format!("{signs:?}")).await;
    }
    idp.says().signs = Signs::Well;
    assert_eq!(Browser::new(&server).signs_in(&idp).await, "/claims");
}

#[tokio::test]
async fn an_unknown_key_has_the_keys_fetched_again_once_a_minute() {
    let (server, idp) = with_provider().await;
    assert_eq!(Browser::new(&server).signs_in(&idp).await, "/claims");
    let fetched = idp.asked("keys");
    // A key that is never published: asked for once a minute, however often it comes.
    idp.rotates(2, "two");
    server.later(TimeDelta::minutes(2));
    idp.at(server.now());
    for _ in 0..4 {
        refused(&server, &idp, "wrong_signature", "an unknown key").await;
    }
    assert_eq!(idp.asked("keys"), fetched + 1);
    // A key that is published by now.
    idp.publish();
    refused(&server, &idp, "wrong_signature", "within the same minute").await;
    server.later(TimeDelta::minutes(1));
    idp.at(server.now());
    assert_eq!(Browser::new(&server).signs_in(&idp).await, "/claims");
    assert_eq!(idp.asked("keys"), fetched + 2);
    // The old key is none any more.
    idp.rotates(1, "one");
    server.later(TimeDelta::minutes(2));
    idp.at(server.now());
    refused(&server, &idp, "wrong_signature", "a key that is gone").await;
}

#[tokio::test]
async fn an_answer_of_another_provider_is_refused_before_the_code_is_used() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    for named in ["https://login.example", "x"] {
        let address = browser.begins().await;
        let (code, state) = (idp.lets_in(&address), asked_for(&address, "state"));
        let back = [("code", code.as_str()), ("state", &state), ("iss", named)];
        assert_eq!(browser.comes_back(&back).await, "/sign-in?refused=mixed_up");
    }
    assert_eq!(idp.asked("token"), 0, "the code went nowhere");
    // Who says that it names itself has to.
    idp.says().names_itself = true;
    server.later(TimeDelta::hours(2));
    idp.at(server.now());
    refused(&server, &idp, "mixed_up", "no `iss`").await;
    let address = browser.begins().await;
    let (code, state) = (idp.lets_in(&address), asked_for(&address, "state"));
    let issuer = idp.issuer();
    let back = [("code", code.as_str()), ("state", &state), ("iss", &issuer)];
    assert_eq!(browser.comes_back(&back).await, "/claims");
}

#[tokio::test]
async fn what_is_told_for_the_access_token_is_of_the_same_person() {
    let (server, idp) = with_provider().await;
    idp.tells(json!({ "roles": null, "organisation": null, "name": null }));
    let more = |sub: &str| {
        let told: Value = json!({ "sub": sub, "name": "Anna", "roles": "partner", "organisation": "6100001", "nonce": "x" });
        Some(told)
    };
    refused(&server, &idp, "unavailable", "nothing is told").await;
    idp.says().more = more("another");
    refused(&server, &idp, "wrong_subject", "another's roles").await;
    idp.says().more = more("anna-there");
    let mut browser = Browser::new(&server);
    assert_eq!(browser.signs_in(&idp).await, "/claims");
    assert_eq!(browser.who().await.unwrap().name, "Anna");
}

#[tokio::test]
async fn who_signed_in_too_weakly_is_not_let_in() {
    let asks = |strength: &'static str| {
        with_provider_and(move |config| {
            config.oidc.as_mut().unwrap().strength = Some(strength.parse().unwrap());
        })
    };
    let (server, idp) = asks("acr=phr,phrh").await;
    let address = Browser::new(&server).begins().await;
    assert_eq!(asked_for(&address, "acr_values"), "phr phrh");
    assert_eq!(asked_for(&address, "claims"), "");
    // Whoever does not say is taken to have asked for a password alone.
    refused(&server, &idp, "too_weak", "nothing is said").await;
    for claims in [
        json!({ "acr": "0" }),
        json!({ "acr": "phr phrh" }),
        json!({ "acr": "" }),
        json!({ "amr": ["phr"] }),
    ] {
        let what = claims.to_string();
        idp.tells(claims);
        refused(&server, &idp, "too_weak", &what).await;
    }
    // What is told beside the token is signed by nobody.
    idp.tells(json!({ "roles": null }));
    idp.says().more = Some(json!({ "sub": "anna-there", "roles": "partner", "acr": "phr" }));
    refused(&server, &idp, "too_weak", "told for the access token").await;
    idp.tells(json!({ "acr": "phrh" }));
    assert_eq!(Browser::new(&server).signs_in(&idp).await, "/claims");

    let (server, idp) = asks("acrs=c1").await;
    let address = Browser::new(&server).begins().await;
    assert_eq!(asked_for(&address, "acr_values"), "");
    let claims: Value = serde_json::from_str(&asked_for(&address, "claims")).unwrap();
    let wanted = json!({ "id_token": { "acrs": { "essential": true, "value": "c1" } } });
    assert_eq!(claims, wanted);
    idp.tells(json!({ "acrs": ["c2"] }));
    refused(&server, &idp, "too_weak", "another context").await;
    idp.tells(json!({ "acrs": ["c2", "c1"] }));
    assert_eq!(Browser::new(&server).signs_in(&idp).await, "/claims");
}
