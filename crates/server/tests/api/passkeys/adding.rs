//! Passkeys and codes added, renewed and taken away by their owner, and by an administrator.

use chrono::TimeDelta;
use claimdesk_protocol::{Info, PasskeysChanged};
use serde_json::{Value, json};

use super::{
    ADD, ASK, CODES, Device, OWN, add, added, asked, by, by_password, named, own, remove, set,
    take_away,
};
use crate::common::{PLAIN, Server};
use crate::customer_word::{mails, post};
use crate::process::command;

#[tokio::test]
async fn the_first_passkey_brings_codes_and_is_told() {
    let server = named().await;
    let pia = server.at_work("pia");
    let before = own(&pia).await;
    assert_eq!((before.passkeys.len(), before.recovery_codes), (0, 0));
    assert!(before.password);

    let asked = asked(&pia, OWN).await;
    let options = &asked.options;
    assert_eq!(options["rp"]["id"], "claims.example");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(
        options["authenticatorSelection"]["userVerification"],
        "required"
    );
    assert_eq!(
        options["attestation"], "none",
        "which device it is is nobody's business"
    );
    let mut device = Device::good();
    let made = device.make(options);
    let first: PasskeysChanged = add(&pia, &asked.id, "  Laptop ", made).await.is(200).json();
    assert_eq!(first.own.passkeys[0].name, "Laptop");
    assert_eq!((first.codes.len(), first.own.recovery_codes), (8, 8));

    // Another one leaves the codes as they are; the device is told which are there.
    let options = super::asked(&pia, OWN).await.options;
    assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1);
    let second = added(&pia, &mut Device::good()).await;
    assert_eq!((second.codes.len(), second.own.recovery_codes), (0, 8));
    assert_eq!(second.own.passkeys.len(), 2);

    post(&server).await;
    let told = mails(&server, "pia@example.com");
    assert_eq!(told.len(), 2);
    assert!(
        told[0].contains("How you sign in to Claimdesk was changed"),
        "{}",
        told[0]
    );
    // Nobody else is told what Pia has.
    assert_eq!(own(&server.at_work("rolf")).await.passkeys, []);
}

#[tokio::test]
async fn what_is_kept_signs_nobody_in() {
    let server = named().await;
    let pia = server.at_work("pia");
    let codes = added(&pia, &mut Device::good()).await.codes;
    for code in codes {
        for form in [code.clone(), code.replace('-', "")] {
            assert_eq!(server.keeps(&form).await, [""; 0], "{form}");
        }
    }
}

/// Has a device behave badly.
type Change = fn(&mut Device);

#[tokio::test]
async fn what_is_no_passkey_is_refused_at_its_field() {
    let server = named().await;
    let pia = server.at_work("pia");
    let bad: [(&str, Change); 6] = [
        ("another site", |device| {
            device.origin = "https://claims.example.evil".to_owned();
        }),
        ("without TLS", |device| {
            device.origin = "http://claims.example".to_owned();
        }),
        ("another host", |device| {
            device.host = "evil.example".to_owned();
        }),
        ("nobody verified", |device| device.verifies = false),
        ("another challenge", |device| {
            device.answers = Some("AAAA".repeat(8));
        }),
        ("another act", |device| device.says = Some("webauthn.get")),
    ];
    for (what, change) in bad {
        let asked = asked(&pia, OWN).await;
        let mut device = Device::good();
        change(&mut device);
        let made = device.make(&asked.options);
        let refused = add(&pia, &asked.id, "Laptop", made).await;
        assert_eq!(refused.status, 422, "{what}");
        refused.refused_for(422, "invalid", "credential");
        // It cannot be answered again, not even well.
        let made = Device::good().make(&asked.options);
        add(&pia, &asked.id, "Laptop", made)
            .await
            .refused_for(422, "invalid", "id");
    }
    for nothing in [
        json!(null),
        json!({}),
        json!([]),
        json!("x"),
        json!({ "id": "x" }),
    ] {
        let asked = asked(&pia, OWN).await;
        add(&pia, &asked.id, "Laptop", nothing)
            .await
            .refused_for(422, "invalid", "credential");
    }
    let long = "n".repeat(61);
    for name in ["", "  ", long.as_str(), "a\u{7}b"] {
        let asked = asked(&pia, OWN).await;
        let made = Device::good().make(&asked.options);
        add(&pia, &asked.id, name, made)
            .await
            .refused_for(422, "invalid", "name");
    }
    assert_eq!(own(&pia).await.passkeys, []);
    by_password(&server, "pia", None).await.is(200);
}

#[tokio::test]
async fn what_one_was_asked_another_does_not_answer_nor_later() {
    let server = named().await;
    let (pia, rolf) = (server.at_work("pia"), server.at_work("rolf"));
    let one = asked(&pia, OWN).await;
    let made = Device::good().make(&one.options);
    add(&rolf, &one.id, "Mine", made.clone())
        .await
        .refused_for(422, "invalid", "id");
    let to_sign_in = asked(&server.nobody(), ASK).await;
    add(&pia, &to_sign_in.id, "Mine", made.clone())
        .await
        .refused_for(422, "invalid", "id");
    server.later(TimeDelta::minutes(5));
    add(&pia, &one.id, "Late", made)
        .await
        .refused_for(422, "invalid", "id");
    // A passkey is one account's.
    let mut device = Device::good();
    added(&pia, &mut device).await;
    let of_rolf = asked(&rolf, OWN).await;
    let made = device.make(&of_rolf.options);
    add(&rolf, &of_rolf.id, "Mine", made)
        .await
        .refused(409, "not_now");
    let twice = asked(&pia, OWN).await;
    let made = device.make(&twice.options);
    add(&pia, &twice.id, "Mine", made)
        .await
        .refused_for(422, "invalid", "credential");
}

#[tokio::test]
async fn with_the_last_passkey_the_codes_go() {
    let server = named().await;
    let (pia, rolf) = (server.at_work("pia"), server.at_work("rolf"));
    pia.post_empty(CODES, PLAIN).await.refused(404, "not_found");
    let (mut one, mut two) = (Device::good(), Device::good());
    let old = added(&pia, &mut one).await.codes;
    server.later(TimeDelta::minutes(1));
    let there = added(&pia, &mut two).await.own.passkeys;
    let new: PasskeysChanged = pia.post_empty(CODES, PLAIN).await.is(200).json();
    assert_eq!(new.codes.len(), 8);
    by_password(&server, "pia", Some(&old[0]))
        .await
        .refused_for(422, "invalid", "recoveryCode");
    by_password(&server, "pia", Some(&new.codes[0]))
        .await
        .is(200);

    remove(&rolf, &there[0].id).await.refused(404, "not_found");
    remove(&pia, &there[0].id).await.is(200);
    by(&server, &mut one).await.refused(401, "unknown_passkey");
    by(&server, &mut two).await.is(200);
    let left: PasskeysChanged = remove(&pia, &there[1].id).await.is(200).json();
    assert_eq!((left.own.passkeys.len(), left.own.recovery_codes), (0, 0));
    by_password(&server, "pia", None).await.is(200);
}

#[tokio::test]
async fn an_account_has_ten_at_most() {
    let server = named().await;
    let pia = server.at_work("pia");
    let eleventh = asked(&pia, OWN).await;
    for _ in 0..10 {
        added(&pia, &mut Device::good()).await;
    }
    pia.post_empty(OWN, PLAIN).await.refused(409, "not_now");
    let made = Device::good().make(&eleventh.options);
    add(&pia, &eleventh.id, "Eleventh", made)
        .await
        .refused(409, "not_now");
}

#[tokio::test]
async fn whoever_finds_an_open_browser_changes_nothing() {
    let server = named().await;
    let pia = server.signed_in("pia").await;
    let there = added(&pia, &mut Device::good()).await.own.passkeys;
    let ada = server.signed_in("ada").await;
    server.later(TimeDelta::minutes(10));
    let body = json!({ "id": "x", "name": "Mine", "credential": {} });
    for refused in [
        pia.post_empty(OWN, PLAIN).await,
        pia.post(ADD, PLAIN, body).await,
        remove(&pia, &there[0].id).await,
        pia.post_empty(CODES, PLAIN).await,
        take_away(&ada, "pia").await,
    ] {
        refused.refused(403, "sign_in_again");
    }
    // Reading goes on, and who signs in again goes on with everything.
    assert_eq!(own(&pia).await.passkeys, there);
    let pia = server.signed_in("pia").await;
    remove(&pia, &there[0].id).await.is(200);
}

#[tokio::test]
async fn an_administrator_helps_whoever_has_lost_everything() {
    let server = named().await;
    let pia = server.signed_in("pia").await;
    let mut device = Device::good();
    let codes = added(&pia, &mut device).await.codes;
    let members: Value = take_away(&server.ada(), "pia").await.is(200).json();
    let of_pia = members["users"].as_array().unwrap().iter();
    let of_pia = of_pia.clone().find(|one| one["id"] == "pia").unwrap();
    assert_eq!(of_pia["passkey"], false);
    pia.get(OWN).await.refused(401, "not_signed_in");
    by(&server, &mut device)
        .await
        .refused(401, "unknown_passkey");
    by_password(&server, "pia", Some(&codes[0])).await.is(200);
    post(&server).await;
    assert_eq!(mails(&server, "pia@example.com").len(), 2);
    take_away(&server.ada(), "nobody")
        .await
        .refused(404, "not_found");
    take_away(&server.rie(), "pia")
        .await
        .refused(403, "not_allowed");
}

#[tokio::test]
async fn the_last_administrator_is_helped_from_the_command_line() {
    let server = named().await;
    added(&server.signed_in("ada").await, &mut Device::good()).await;
    by_password(&server, "ada", None)
        .await
        .refused(401, "second_step");
    let takes = |email: &str| {
        command(&server.config.data)
            .args(["user", "take-passkeys-away", email])
            .output()
            .unwrap()
    };
    assert!(takes("Ada@example.com").status.success());
    by_password(&server, "ada", None).await.is(200);
    assert!(!takes("nobody@example.com").status.success());
}

#[tokio::test]
async fn where_devices_take_no_address_there_are_none() {
    let at = |url: &'static str| {
        Server::set(move |config| config.mail.public_url = Some(url.to_owned()))
    };
    let host = async |server: &Server| {
        let info: Info = server.nobody().get("/api/v1/info").await.is(200).json();
        info.passkeys
    };
    // A server on one's own machine has them there.
    assert_eq!(
        host(&Server::start().await).await.as_deref(),
        Some("localhost")
    );
    let under = host(&at("https://claims.example/desk").await).await;
    assert_eq!(under.as_deref(), Some("claims.example"));
    let plain = at("http://claims.example").await;
    assert_eq!(host(&plain).await, None);
    plain
        .nobody()
        .post_empty(ASK, PLAIN)
        .await
        .refused(403, "not_allowed");
    plain
        .anna()
        .post_empty(OWN, PLAIN)
        .await
        .refused(403, "not_allowed");
}

#[tokio::test]
async fn an_account_of_the_provider_has_none() {
    let server = set(|_| ()).await;
    server
        .sql("UPDATE users SET password_hash = '' WHERE id = 'pia'")
        .await;
    let pia = server.at_work("pia");
    assert!(!own(&pia).await.password);
    pia.post_empty(OWN, PLAIN).await.refused(403, "not_allowed");
}
