//! Sessions listed and ended, and the password changed by its owner.

use chrono::TimeDelta;
use claimdesk_protocol::{OpenSessions, Session};
use serde_json::json;

use super::{
    CHANGE, NEW, SESSIONS, browser, cookie, delete, put, sign_in, sign_in_as, with, with_people,
};
use crate::common::{PASSWORD, PLAIN, Server};
use crate::customer_word::{mails, post};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

#[tokio::test]
async fn own_sessions_are_told_apart_and_ended() {
    let server = with_people().await;
    let first = sign_in_as(&server, "pia", PASSWORD, FIREFOX).await.is(200);
    let first = with(&server, cookie(&first));
    server.later(TimeDelta::hours(1));
    let second = browser(&server, "pia").await;
    let third = browser(&server, "pia").await;
    let rolf = browser(&server, "rolf").await;

    let list: OpenSessions = second.get(SESSIONS).await.is(200).json();
    assert_eq!(list.sessions.len(), 3);
    assert!(list.sessions[0].current && !list.sessions[1].current);
    let oldest = &list.sessions[2];
    assert_eq!(
        (oldest.browser.as_deref(), oldest.system.as_deref()),
        (Some("Firefox"), Some("Linux"))
    );
    assert_eq!(oldest.began_at, server.now() - TimeDelta::hours(1));
    // An ID signs nobody in: not as it stands, nor as a token's hash would.
    for session in &list.sessions {
        let thief = with(&server, format!("claimdesk={}", session.id));
        thief.get(SESSIONS).await.refused(401, "not_signed_in");
    }

    // Another's session is not there, and stays.
    let of_pia = format!("{SESSIONS}/{}", oldest.id);
    delete(&rolf, &of_pia).await.refused(404, "not_found");
    first.get(SESSIONS).await.is(200);

    let left: OpenSessions = delete(&second, &of_pia).await.is(200).json();
    assert_eq!(left.sessions.len(), 2);
    first.get(SESSIONS).await.refused(401, "not_signed_in");
    delete(&second, &of_pia).await.refused(404, "not_found");

    let left: OpenSessions = delete(&second, SESSIONS).await.is(200).json();
    assert_eq!(left.sessions.len(), 1);
    third.get(SESSIONS).await.refused(401, "not_signed_in");
    second.get(SESSIONS).await.is(200);
    rolf.get(SESSIONS).await.is(200);
}

#[tokio::test]
async fn sessions_are_ended_by_who_signed_in_a_moment_ago() {
    let server = with_people().await;
    let pia = browser(&server, "pia").await;
    browser(&server, "pia").await;
    let list: OpenSessions = pia.get(SESSIONS).await.is(200).json();
    let other = format!("{SESSIONS}/{}", list.sessions[1].id);
    server.later(TimeDelta::minutes(10));
    delete(&pia, &other).await.refused(403, "sign_in_again");
    delete(&pia, SESSIONS).await.refused(403, "sign_in_again");
    let list: OpenSessions = pia.get(SESSIONS).await.is(200).json();
    assert_eq!(list.sessions.len(), 2);
    let again = browser(&server, "pia").await;
    delete(&again, SESSIONS).await.is(200);
    pia.get(SESSIONS).await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn sessions_that_are_over_by_their_age_are_not_listed() {
    let server = with_people().await;
    browser(&server, "pia").await;
    server.later(TimeDelta::hours(12));
    let now = browser(&server, "pia").await;
    let list: OpenSessions = now.get(SESSIONS).await.is(200).json();
    assert_eq!(list.sessions.len(), 1);
}

#[tokio::test]
async fn a_session_that_somebody_planted_is_not_taken_over() {
    let server = with_people().await;
    // One that is good, of the attacker, and one that never was.
    let attacker = cookie(&sign_in(&server, "rolf", PASSWORD).await.is(200));
    for planted in [attacker, format!("claimdesk={}", "a".repeat(64))] {
        let said = json!({ "email": "pia@example.com", "password": PASSWORD });
        let victim = with(&server, planted.clone());
        let answer = victim.post("/api/v1/session", PLAIN, said).await.is(200);
        assert_ne!(cookie(&answer), planted);
        let thief: Session = with(&server, planted).get("/api/v1/session").await.json();
        assert_eq!(thief.user, None, "the planted one is nobody's");
    }
}

#[tokio::test]
async fn a_changed_password_ends_everything_else_and_is_told() {
    let server = with_people().await;
    let (here, elsewhere) = (browser(&server, "pia").await, browser(&server, "pia").await);
    let rolf = browser(&server, "rolf").await;
    let old = here.cookie.clone().unwrap();

    let change = |present: &str, new: &str| json!({ "present": present, "password": new });
    put(&here, CHANGE, change("not it", NEW))
        .await
        .refused_for(422, "invalid", "present");
    for (bad, code) in [
        ("too short", "too_short"),
        ("P@ssw0rd1234!", "easy"),
        ("pia-claimdesk-pia", "about_you"),
        (PASSWORD, "same"),
    ] {
        let problem = put(&here, CHANGE, change(PASSWORD, bad))
            .await
            .refused_for(422, "invalid", "password");
        assert_eq!(problem.errors[0].code, code, "{bad}");
    }
    elsewhere.get(SESSIONS).await.is(200);

    let answer = put(&here, CHANGE, change(PASSWORD, NEW)).await.is(200);
    let fresh = cookie(&answer);
    assert_ne!(fresh, old, "who gave a password again has a new session");
    for over in [&here, &elsewhere] {
        over.get(SESSIONS).await.refused(401, "not_signed_in");
    }
    with(&server, fresh).get(SESSIONS).await.is(200);
    rolf.get(SESSIONS).await.is(200);
    sign_in(&server, "pia", PASSWORD)
        .await
        .refused(401, "wrong_credentials");
    sign_in(&server, "pia", NEW).await.is(200);

    post(&server).await;
    let told = mails(&server, "pia@example.com");
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("Your password for Claimdesk was changed"),
        "{}",
        told[0]
    );
    assert!(
        told[0].contains("https://claims.example/account"),
        "{}",
        told[0]
    );
}

#[tokio::test]
async fn whoever_finds_an_open_browser_does_not_get_to_guess() {
    let server = with_people().await;
    let found = browser(&server, "pia").await;
    let guess = json!({ "present": "a guess", "password": NEW });
    for _ in 0..5 {
        put(&found, CHANGE, guess.clone())
            .await
            .refused(422, "invalid");
    }
    put(
        &found,
        CHANGE,
        json!({ "present": PASSWORD, "password": NEW }),
    )
    .await
    .refused(429, "too_many_attempts");
    // Pia herself signs in all the same.
    sign_in(&server, "pia", PASSWORD).await.is(200);
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins() {
    let server = with_people().await;
    let (one, two) = (browser(&server, "pia").await, browser(&server, "pia").await);
    let to = |new: &str| json!({ "present": PASSWORD, "password": new });
    let (first, second) = tokio::join!(
        put(&one, CHANGE, to(NEW)),
        put(&two, CHANGE, to("syv grønne gasbetonblokke")),
    );
    let mut codes = [first.status.as_u16(), second.status.as_u16()];
    codes.sort_unstable();
    // The loser was signed out, or found another password there.
    assert!(matches!(codes, [200, 401 | 409 | 422]), "{codes:?}");
}

#[tokio::test]
async fn only_a_session_of_the_browser_changes_an_account() {
    let server = Server::start().await;
    let nobody = server.nobody();
    nobody.get(SESSIONS).await.refused(401, "not_signed_in");
    delete(&nobody, SESSIONS)
        .await
        .refused(401, "not_signed_in");
    let body = json!({ "present": PASSWORD, "password": NEW });
    put(&nobody, CHANGE, body)
        .await
        .refused(401, "not_signed_in");
}
