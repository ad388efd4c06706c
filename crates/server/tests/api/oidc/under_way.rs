//! A sign-in is under way in one browser, for ten minutes, and comes back once.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;

use super::{Browser, Describes, asked_for, with_provider, with_provider_and};
use crate::common::{PLAIN, Server};

const NOT_BEGUN: &str = "/sign-in?refused=not_begun";

#[tokio::test]
async fn the_browser_is_led_with_all_that_guards_its_way_back() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    let answer = browser.get("/api/v1/session/oidc/start").await.is(303);
    let address = answer.header("location");
    assert!(address.starts_with(&format!("{}/authorize?", idp.issuer())));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "claimdesk"),
        (
            "redirect_uri",
            "https://claims.example/api/v1/session/oidc/callback",
        ),
        ("scope", "openid profile email"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(asked_for(address, name), value);
    }
    for (name, length) in [("state", 64), ("nonce", 64), ("code_challenge", 43)] {
        assert_eq!(asked_for(address, name).len(), length, "{name}");
    }
    let set = answer.header("set-cookie");
    for part in [
        "claimdesk-sign-in=",
        "; HttpOnly",
        "; SameSite=Lax",
        "; Max-Age=600",
    ] {
        assert!(set.contains(part), "{set}");
    }
    assert_eq!(answer.header("cache-control"), "no-store");
    // Each sign-in has secrets of its own.
    let other = browser.begins().await;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(asked_for(&other, name), asked_for(address, name));
    }
}

#[tokio::test]
async fn over_tls_the_browser_is_known_by_a_cookie_bound_to_this_host() {
    let (server, idp) = with_provider_and(|config| config.secure_cookies = true).await;
    let mut browser = Browser::new(&server);
    let answer = browser.get("/api/v1/session/oidc/start").await.is(303);
    let set = answer.header("set-cookie");
    assert!(
        set.starts_with("__Host-claimdesk-sign-in=") && set.ends_with("; Secure"),
        "{set}"
    );
    let address = answer.header("location");
    let (code, state) = (idp.lets_in(address), asked_for(address, "state"));
    let back = format!("/api/v1/session/oidc/callback?code={code}&state={state}");
    let answer = browser.get(&back).await.is(303);
    let set = answer.header("set-cookie");
    assert!(
        set.starts_with("__Host-claimdesk=") && set.contains("SameSite=Strict"),
        "{set}"
    );
}

#[tokio::test]
async fn an_answer_comes_back_once_and_to_the_browser_that_began() {
    let (server, idp) = with_provider().await;
    let (mut anna, mut thief) = (Browser::new(&server), Browser::new(&server));
    let address = anna.begins().await;
    let (code, state) = (idp.lets_in(&address), asked_for(&address, "state"));
    let back = [("code", code.as_str()), ("state", state.as_str())];
    // Without a cookie, and with one of another sign-in.
    assert_eq!(thief.comes_back(&back).await, NOT_BEGUN);
    thief.begins().await;
    assert_eq!(thief.comes_back(&back).await, NOT_BEGUN);
    assert!(thief.who().await.is_none());
    assert_eq!(idp.asked("token"), 0);
    // That did her no harm.
    assert_eq!(anna.comes_back(&back).await, "/claims");
    assert!(anna.who().await.is_some());
    // The same answer again, and the code in another sign-in of the same browser.
    assert_eq!(anna.comes_back(&back).await, NOT_BEGUN);
    let again = anna.begins().await;
    let state = asked_for(&again, "state");
    let replay = [("code", code.as_str()), ("state", state.as_str())];
    assert_eq!(
        anna.comes_back(&replay).await,
        "/sign-in?refused=code_refused"
    );
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_not_taken() {
    let (server, idp) = with_provider().await;
    // The thief's own code in the victim's browser: PKCE and the nonce are the victim's.
    let (mut victim, mut thief) = (Browser::new(&server), Browser::new(&server));
    let (hers, his) = (victim.begins().await, thief.begins().await);
    let (code, state) = (idp.lets_in(&his), asked_for(&hers, "state"));
    let back = [("code", code.as_str()), ("state", state.as_str())];
    assert_eq!(
        victim.comes_back(&back).await,
        "/sign-in?refused=code_refused"
    );
    assert!(victim.who().await.is_none());
}

#[tokio::test]
async fn two_tabs_may_sign_in_at_once_and_ten_minutes_are_the_end() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    let (one, two) = (browser.begins().await, browser.begins().await);
    for address in [&one, &two] {
        let (code, state) = (idp.lets_in(address), asked_for(address, "state"));
        let back = [("code", code.as_str()), ("state", state.as_str())];
        assert_eq!(browser.comes_back(&back).await, "/claims");
    }
    let late = browser.begins().await;
    let (code, state) = (idp.lets_in(&late), asked_for(&late, "state"));
    server.later(TimeDelta::minutes(10));
    let back = [("code", code.as_str()), ("state", state.as_str())];
    assert_eq!(browser.comes_back(&back).await, NOT_BEGUN);
}

#[tokio::test]
async fn what_is_no_answer_is_refused() {
    let (server, idp) = with_provider().await;
    let mut browser = Browser::new(&server);
    let state = asked_for(&browser.begins().await, "state");
    for query in [
        "",
        "state=",
        "code=x",
        "state=x&code=y",
        "state=a&state=b&code=c",
        "state=%FF",
    ] {
        let path = format!("/api/v1/session/oidc/callback?{query}");
        let answer = browser.get(&path).await.is(303);
        assert_eq!(answer.header("location"), NOT_BEGUN, "{query}");
    }
    // What a provider says in words is never repeated.
    let declined = [
        ("state", state.as_str()),
        ("error", "access_denied"),
        ("error_description", "<script>"),
    ];
    assert_eq!(
        browser.comes_back(&declined).await,
        "/sign-in?refused=declined"
    );
    let state = asked_for(&browser.begins().await, "state");
    let empty = [("state", state.as_str())];
    assert_eq!(
        browser.comes_back(&empty).await,
        "/sign-in?refused=no_token"
    );
    assert_eq!(idp.asked("token"), 0);
}

#[tokio::test]
async fn a_sign_in_leads_to_a_place_of_the_page_only() {
    let (server, idp) = with_provider().await;
    for (to, led) in [
        ("/review", "/review"),
        ("/claims/CD-7K4M-2QXW", "/claims/CD-7K4M-2QXW"),
        ("/tokens", "/tokens"),
        ("/review/figures", "/review/figures"),
        ("https://evil.example/", "/claims"),
        ("//evil.example/claims", "/claims"),
        ("/%5Cevil.example", "/claims"),
        ("/claims%0d%0aset-cookie:%20a=b", "/claims"),
    ] {
        let mut browser = Browser::new(&server);
        let start = format!("/api/v1/session/oidc/start?to={to}");
        let answer = browser.get(&start).await.is(303);
        let address = answer.header("location");
        let (code, state) = (idp.lets_in(address), asked_for(address, "state"));
        let back = [("code", code.as_str()), ("state", state.as_str())];
        assert_eq!(browser.comes_back(&back).await, led, "{to}");
    }
}

#[tokio::test]
async fn another_site_has_nobody_signed_in() {
    let (server, idp) = with_provider().await;
    for (site, led) in [
        ("cross-site", "/sign-in"),
        ("same-site", "/sign-in"),
        ("same-origin", &*idp.issuer()),
    ] {
        let request = Request::get("/api/v1/session/oidc/start").header("sec-fetch-site", site);
        let answer = server
            .nobody()
            .send(request.body(Body::empty()).unwrap())
            .await
            .is(303);
        assert!(
            answer.header("location").starts_with(led),
            "{site}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn a_provider_that_is_down_is_told_and_left_alone() {
    let (server, idp) = with_provider_and(|config| {
        // Long enough for an answer, short enough to wait for none.
        config.oidc.as_mut().unwrap().patience = Duration::from_secs(1);
    })
    .await;
    let mut browser = Browser::new(&server);
    for describes in [
        Describes::Fails,
        Describes::Hangs,
        Describes::Redirects,
        Describes::Garbage,
        Describes::Endless,
        Describes::AsAnother,
        Describes::WithScript,
    ] {
        idp.says().describes = describes;
        let asked = idp.asked("description");
        for _ in 0..3 {
            assert_eq!(
                browser.begins().await,
                "/sign-in?refused=unavailable",
                "{describes:?}"
            );
        }
        assert_eq!(idp.asked("description"), asked + 1, "{describes:?}");
        // The server is as well as before, and so is everything else.
        server.nobody().get("/readyz").await.is(200);
        server.later(TimeDelta::seconds(6));
        idp.at(server.now());
    }
    idp.says().describes = Describes::Well;
    assert_eq!(browser.signs_in(&idp).await, "/claims");
    // Its description is good for an hour; the token's place is asked each time.
    idp.says().token_status = Some(500);
    assert_eq!(browser.signs_in(&idp).await, "/sign-in?refused=unavailable");
    idp.says().token_status = Some(302);
    assert_eq!(browser.signs_in(&idp).await, "/sign-in?refused=unavailable");
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_place() {
    let server = Server::start().await;
    for path in ["start", "callback?state=x"] {
        server
            .nobody()
            .get(&format!("/api/v1/session/oidc/{path}"))
            .await
            .refused(404, "no_such_route");
    }
    let logout = server
        .nobody()
        .post_empty("/api/v1/session/oidc/logout", PLAIN)
        .await;
    logout.refused(404, "no_such_route");
    let info: serde_json::Value = server.nobody().get("/api/v1/info").await.is(200).json();
    assert!(info["provider"].is_null());
}
