//! Signing in with a passkey, or with a password and a recovery code.

use chrono::TimeDelta;
use claimdesk_protocol::Session;
use serde_json::json;

use super::{ASK, Device, SESSION, added, answer, asked, browser, by, by_password, named, own};
use crate::accounts::NEW;
use crate::common::PLAIN;
use crate::customer_word::{mails, post};

#[tokio::test]
async fn a_passkey_signs_its_owner_in_by_itself() {
    let server = named().await;
    let pia = server.signed_in("pia").await;
    let mut device = Device::good();
    added(&pia, &mut device).await;
    server.later(TimeDelta::hours(1));
    let options = asked(&server.nobody(), ASK).await.options;
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["allowCredentials"], json!([]), "it names nobody's");

    let came = by(&server, &mut device).await.is(200);
    let session: Session = came.json();
    assert_eq!(session.user.unwrap().id, "pia");
    assert!(!session.passkey_due);
    let here = browser(&server, &came);
    assert_eq!(own(&here).await.passkeys[0].used_at, Some(server.now()));
    // Whoever was signed in in this browser before is not any more.
    let asked = asked(&here, ASK).await;
    let signed = device.sign(&asked.options);
    let body = json!({ "id": asked.id, "credential": signed });
    let again = here
        .post("/api/v1/session/passkey/answer", PLAIN, body)
        .await;
    again.is(200);
    here.get(super::OWN).await.refused(401, "not_signed_in");
}

#[tokio::test]
async fn with_a_passkey_the_password_alone_is_not_enough() {
    let server = named().await;
    let codes = added(&server.signed_in("pia").await, &mut Device::good())
        .await
        .codes;
    by_password(&server, "pia", None)
        .await
        .refused(401, "second_step");
    // Whoever does not know the password learns nothing of passkeys.
    let wrong =
        json!({ "email": "pia@example.com", "password": "not it", "recoveryCode": codes[0] });
    server
        .nobody()
        .post(SESSION, PLAIN, wrong)
        .await
        .refused(401, "wrong_credentials");
    by_password(&server, "pia", Some("0000-0000-0000-0000-0000-0000"))
        .await
        .refused_for(422, "invalid", "recoveryCode");
    let typed = format!(" {} ", codes[0].replace('-', " ").to_uppercase());
    let came = by_password(&server, "pia", Some(&typed)).await.is(200);
    assert_eq!(own(&browser(&server, &came)).await.recovery_codes, 7);
    by_password(&server, "pia", Some(&codes[0]))
        .await
        .refused_for(422, "invalid", "recoveryCode");
    // Another's code is none, and without passkeys no code is asked for.
    let others = added(&server.signed_in("rolf").await, &mut Device::good())
        .await
        .codes;
    by_password(&server, "pia", Some(&others[0]))
        .await
        .refused_for(422, "invalid", "recoveryCode");
    by_password(&server, "rie", Some("whatever")).await.is(200);
    post(&server).await;
    assert_eq!(
        mails(&server, "pia@example.com").len(),
        2,
        "added, and a code used"
    );
}

#[tokio::test]
async fn a_link_by_mail_does_not_go_round_a_passkey() {
    let server = named().await;
    let mut device = Device::good();
    let codes = added(&server.signed_in("pia").await, &mut device)
        .await
        .codes;
    let made = server
        .ada()
        .post_empty("/api/v1/admin/users/pia/link", PLAIN)
        .await;
    let made: serde_json::Value = made.is(200).json();
    let token = crate::accounts::token(made["link"].as_str().unwrap());
    let chosen = crate::accounts::by_link(&server, &token, Some(NEW))
        .await
        .is(200);
    assert_eq!(chosen.header("set-cookie"), "");
    let session: Session = chosen.json();
    assert_eq!(session.user, None);
    let mut body = json!({ "email": "pia@example.com", "password": NEW });
    let nobody = server.nobody();
    nobody
        .post(SESSION, PLAIN, body.clone())
        .await
        .refused(401, "second_step");
    body["recoveryCode"] = json!(codes[0]);
    nobody.post(SESSION, PLAIN, body).await.is(200);
    by(&server, &mut device).await.is(200);
}

#[tokio::test]
async fn codes_are_not_guessed() {
    let server = named().await;
    let codes = added(&server.signed_in("pia").await, &mut Device::good())
        .await
        .codes;
    for _ in 0..5 {
        by_password(&server, "pia", Some("0000-0000-0000-0000-0000-0000"))
            .await
            .refused(422, "invalid");
    }
    by_password(&server, "pia", Some(&codes[0]))
        .await
        .refused(429, "too_many_attempts");
}

/// Has a device behave badly.
type Forge = Box<dyn Fn(&mut Device)>;

#[tokio::test]
async fn what_is_no_answer_signs_nobody_in_and_all_of_it_is_answered_alike() {
    let server = named().await;
    let mut device = Device::good();
    added(&server.signed_in("pia").await, &mut device).await;
    let mut of_rolf = Device::good();
    added(&server.signed_in("rolf").await, &mut of_rolf).await;
    let handle = of_rolf.handle.clone();
    let bad: [(&str, Forge); 10] = [
        (
            "another site",
            Box::new(|one| one.origin = "https://claims.example.evil".to_owned()),
        ),
        (
            "a site below",
            Box::new(|one| one.origin = "https://evil.claims.example".to_owned()),
        ),
        (
            "another port",
            Box::new(|one| one.origin = "https://claims.example:8443".to_owned()),
        ),
        (
            "another host",
            Box::new(|one| one.host = "evil.example".to_owned()),
        ),
        ("nobody verified", Box::new(|one| one.verifies = false)),
        (
            "another challenge",
            Box::new(|one| one.answers = Some("AAAA".repeat(8))),
        ),
        (
            "another act",
            Box::new(|one| one.says = Some("webauthn.create")),
        ),
        ("another key", Box::new(|one| *one = one.with_another_key())),
        ("an unknown passkey", Box::new(|one| one.id = vec![7; 32])),
        (
            "another's account",
            Box::new(move |one| one.handle.clone_from(&handle)),
        ),
    ];
    for (what, change) in bad {
        let mut forged = device.clone();
        change(&mut forged);
        let refused = by(&server, &mut forged).await;
        assert_eq!(refused.status, 401, "{what}");
        let problem = refused.refused(401, "unknown_passkey");
        assert!(problem.errors.is_empty(), "{what}");
        assert_eq!(refused.header("set-cookie"), "", "{what}");
        // Guesses from one address wait, and this one goes on.
        server.later(TimeDelta::hours(1));
        by(&server, &mut device).await.is(200);
    }
    // A copy of the device has counted less far.
    let mut copy = device.clone();
    by(&server, &mut device).await.is(200);
    by(&server, &mut copy).await.refused(401, "unknown_passkey");
    by(&server, &mut of_rolf).await.is(200);
}

#[tokio::test]
async fn an_answer_is_good_once_and_for_five_minutes() {
    let server = named().await;
    let mut device = Device::good();
    added(&server.signed_in("pia").await, &mut device).await;
    let one = asked(&server.nobody(), ASK).await;
    let signed = device.sign(&one.options);
    answer(&server, &one.id, signed.clone()).await.is(200);
    answer(&server, &one.id, signed)
        .await
        .refused_for(422, "invalid", "id");
    let two = asked(&server.nobody(), ASK).await;
    let signed = device.sign(&two.options);
    server.later(TimeDelta::minutes(5));
    answer(&server, &two.id, signed)
        .await
        .refused_for(422, "invalid", "id");
    // What one server asked another takes.
    let beside = server.beside().await;
    let three = asked(&server.nobody(), ASK).await;
    let signed = device.sign(&three.options);
    answer(&beside, &three.id, signed).await.is(200);
}

#[tokio::test]
async fn whoever_is_kept_out_is_so_with_a_passkey_too() {
    let server = named().await;
    let mut device = Device::good();
    added(&server.signed_in("pia").await, &mut device).await;
    let body = json!({ "disabled": true });
    let path = "/api/v1/admin/users/pia/access";
    let put = axum::http::Method::PUT;
    server
        .ada()
        .request(put, path, PLAIN, Some(body))
        .await
        .is(200);
    by(&server, &mut device)
        .await
        .refused(401, "unknown_passkey");
}

#[tokio::test]
async fn guesses_and_open_questions_have_an_end() {
    let server = named().await;
    for _ in 0..5 {
        by(&server, &mut Device::good())
            .await
            .refused(401, "unknown_passkey");
    }
    by(&server, &mut Device::good())
        .await
        .refused(429, "too_many_attempts");
    server
        .sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
             INSERT INTO passkey_challenges (id_hash, secret_state, until)
             SELECT randomblob(32), '', 9999999999999 FROM n",
        )
        .await;
    let full = server.nobody().post_empty(ASK, PLAIN).await;
    full.refused(503, "busy");
    assert_eq!(full.header("retry-after"), "2");
}
