//! Signing out, here and there.

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::TimeDelta;
use claimdesk_protocol::SignedOut;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::{Browser, Signs, asked_for, with_provider};
use crate::common::{Answer, Server};

pub async fn says_signed_out(server: &Server, token: &str) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("logout_token", token)
        .finish();
    let request = Request::post("/api/v1/session/oidc/logout")
        .header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(Body::from(body)).unwrap();
    server.nobody().send(request).await
}

#[tokio::test]
async fn who_came_by_the_provider_signs_out_there_as_well() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    browser.signs_in(&idp).await;
    let answer = browser
        .request(Method::DELETE, "/api/v1/session")
        .await
        .is(200);
    assert!(browser.who().await.is_none());
    let SignedOut { provider } = answer.json();
    assert!(
        provider.starts_with(&format!("{}/end?theirs=1&", idp.issuer())),
        "{provider}"
    );
    assert_eq!(asked_for(&provider, "client_id"), "claimdesk");
    assert_eq!(
        asked_for(&provider, "post_logout_redirect_uri"),
        "https://claims.example/"
    );
    // Who came by a password does not.
    let mut anna = Browser::new(&server);
    let cookie = server.signed_in("anna").await.cookie.unwrap();
    let (name, value) = cookie.split_once('=').unwrap();
    anna.jar.insert(name.to_owned(), value.to_owned());
    anna.request(Method::DELETE, "/api/v1/session")
        .await
        .is(204);
}

#[tokio::test]
async fn the_provider_ends_a_session_or_all_of_a_person() {
    let (server, idp) = with_provider().await;
    let mut browsers = Vec::new();
    for (number, sid) in ["a", "b", "c"].iter().enumerate() {
        let sub = if number == 2 {
            "bo-there"
        } else {
            "anna-there"
        };
        idp.tells(json!({ "sid": sid, "sub": sub, "email": format!("{sub}@a.example") }));
        let mut browser = Browser::new(&server);
        assert_eq!(browser.signs_in(&idp).await, "/claims");
        browsers.push(browser);
    }
    let by_password = server.signed_in("anna").await;
    let in_now = async |browsers: &mut Vec<Browser>| {
        let mut who = Vec::new();
        for browser in browsers {
            who.push(browser.who().await.is_some());
        }
        who
    };
    let out = |claims: &Value| idp.logout_token(&json!({}), claims);
    // Another person's session is not theirs to end.
    let crossed = out(&json!({ "sid": "c", "jti": "0" }));
    says_signed_out(&server, &crossed).await.is(200);
    assert_eq!(in_now(&mut browsers).await, [true, true, true]);
    let one = out(&json!({ "sub": null, "sid": "a", "jti": "1" }));
    let answer = says_signed_out(&server, &one).await.is(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(in_now(&mut browsers).await, [false, true, true]);
    let all = out(&json!({ "jti": "2" }));
    says_signed_out(&server, &all).await.is(200);
    assert_eq!(in_now(&mut browsers).await, [false, false, true]);
    by_password.get("/api/v1/claims").await.is(200);
    // Each token is taken once.
    let problem = says_signed_out(&server, &all)
        .await
        .refused(400, "logout_token");
    assert!(problem.detail.contains("taken before"), "{problem:?}");
}

#[tokio::test]
async fn what_is_no_logout_token_ends_nothing() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    browser.signs_in(&idp).await;
    let now = server.now().timestamp();
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let cases = [
        (
            json!({}),
            json!({ "iss": "https://login.example" }),
            "`iss`",
        ),
        (json!({}), json!({ "aud": "another" }), "`aud`"),
        (json!({}), json!({ "aud": null }), "`aud`"),
        (json!({}), json!({ "iat": null }), "`iat`"),
        (json!({}), json!({ "iat": now + 301 }), "`iat`"),
        (json!({}), json!({ "iat": now - 601 }), "`iat`"),
        (json!({}), json!({ "exp": now - 300 }), "`iat`"),
        (json!({}), json!({ "events": null }), "`events`"),
        (json!({}), json!({ "events": {} }), "`events`"),
        (json!({}), json!({ "events": { event: "yes" } }), "`events`"),
        (json!({}), json!({ "nonce": "n" }), "`nonce`"),
        (json!({}), json!({ "sub": null }), "neither `sub` nor `sid`"),
        (json!({}), json!({ "jti": null }), "`jti`"),
        (json!({ "typ": "at+jwt" }), json!({}), "cannot be read"),
        (json!({ "crit": ["x"] }), json!({}), "cannot be read"),
        (json!({ "alg": "XX" }), json!({}), "cannot be read"),
        (json!({ "kid": "unknown" }), json!({}), "no key"),
    ];
    for (header, claims, why) in cases {
        let token = idp.logout_token(&header, &claims);
        let problem = says_signed_out(&server, &token)
            .await
            .refused(400, "logout_token");
        assert!(
            problem.detail.contains(why),
            "{header} {claims}: {problem:?}"
        );
    }
    for (signs, why) in [
        (Signs::Not, "algorithm"),
        (Signs::WithPublicKey, "algorithm"),
        (Signs::WithClientSecret, "algorithm"),
        (Signs::WithAnotherKey, "no key"),
    ] {
        idp.says().signs = signs;
        let token = idp.logout_token(&json!({}), &json!({}));
        let problem = says_signed_out(&server, &token)
            .await
            .refused(400, "logout_token");
        assert!(problem.detail.contains(why), "{signs:?}: {problem:?}");
    }
    for garbage in [
        "",
        "x",
        "a.b",
        "a.b.c",
        "....",
        "é.é.é",
        &"x".repeat(20_000),
    ] {
        says_signed_out(&server, garbage)
            .await
            .refused(400, "logout_token");
    }
    assert!(browser.who().await.is_some());
}

#[tokio::test]
async fn a_key_that_is_new_signs_logout_tokens_too() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    browser.signs_in(&idp).await;
    idp.rotates(2, "two");
    idp.publish();
    server.later(TimeDelta::minutes(2));
    idp.at(server.now());
    let token = idp.logout_token(&json!({}), &json!({}));
    says_signed_out(&server, &token).await.is(200);
    assert!(browser.who().await.is_none());
}
