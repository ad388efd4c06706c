//! Invitations and forgotten passwords: links that work once.

use chrono::TimeDelta;
use claimdesk_protocol::{Invitation, LinkOf, Session};
use claimdesk_server::config::Limits;
use claimdesk_server::store::db;
use serde_json::{Value, json};

use super::{LINK, NEW, RESET, browser, by_link, cookie, put, sign_in, token, with, with_people};
use crate::common::{Answer, PASSWORD, PLAIN, Server, key};
use crate::customer_word::{mails, post};

const USERS: &str = "/api/v1/admin/users";

fn per() -> Value {
    json!({ "name": "Per", "email": "per@example.com", "role": "reviewer", "organisationId": null })
}

async fn ask(server: &Server, email: &str) -> Answer {
    let body = json!({ "email": email });
    server.nobody().post(RESET, PLAIN, body).await
}

#[tokio::test]
async fn somebody_is_invited_and_chooses_a_password_that_nobody_else_knows() {
    let server = with_people().await;
    let ada = browser(&server, "ada").await;
    let made: Invitation = ada.post(USERS, key("p-1"), per()).await.is(201).json();
    assert!(made.mailed);
    assert_eq!(made.until, server.now() + TimeDelta::hours(72));
    let link = made.link.unwrap();
    assert!(
        link.starts_with("https://claims.example/welcome#"),
        "{link}"
    );
    let shown = token(&link);

    // A repeat is the same act, and is not told the secret again; nor is it kept anywhere.
    let again: Invitation = ada.post(USERS, key("p-1"), per()).await.is(201).json();
    assert_eq!((again.user, again.link), (made.user.clone(), None));
    for entry in std::fs::read_dir(&server.config.data).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let there = bytes.windows(64).any(|window| window == shown.as_bytes());
            assert!(!there, "{}", path.display());
        }
    }

    // The mail has a link of its own.
    post(&server).await;
    let mail = mails(&server, "per@example.com").pop().unwrap();
    let mailed = token(&mail);
    assert_ne!(mailed, shown);
    assert!(mail.contains("Your account in Claimdesk"), "{mail}");

    // Before it is used there is no way in.
    sign_in(&server, "per", "")
        .await
        .refused(401, "wrong_credentials");
    let users: Value = ada.get(USERS).await.json();
    let standing = |users: &Value| {
        let all = users["users"].as_array().unwrap();
        let per = all.iter().find(|user| user["name"] == "Per").unwrap();
        per["invited"].as_bool().unwrap()
    };
    assert!(standing(&users));

    // Looking changes nothing.
    for _ in 0..2 {
        let of: LinkOf = by_link(&server, &mailed, None).await.is(200).json();
        assert_eq!((of.name.as_str(), of.known), ("Per", false));
    }
    by_link(&server, &mailed, Some("per-claimdesk-per"))
        .await
        .refused_for(422, "invalid", "password");
    let answer = by_link(&server, &mailed, Some(NEW)).await.is(200);
    let session: Session = answer.json();
    assert_eq!(session.user.unwrap().email, "per@example.com");
    let per = with(&server, cookie(&answer));
    per.get("/api/v1/review/claims").await.is(200);
    sign_in(&server, "per", NEW).await.is(200);
    assert!(!standing(&ada.get(USERS).await.json()));

    // Both links are used up, for looking and for using.
    for used in [&mailed, &shown] {
        by_link(&server, used, None).await.refused(404, "not_found");
        by_link(&server, used, Some(PASSWORD))
            .await
            .refused(404, "not_found");
    }
    sign_in(&server, "per", NEW).await.is(200);
}

#[tokio::test]
async fn a_link_is_over_after_its_time_and_when_a_newer_one_is_made() {
    let server = with_people().await;
    let ada = browser(&server, "ada").await;
    let made: Invitation = ada.post(USERS, PLAIN, per()).await.is(201).json();
    let first = token(&made.link.unwrap());
    let anew = format!("{USERS}/{}/link", made.user.id);
    let again: Invitation = ada.post_empty(&anew, PLAIN).await.is(200).json();
    let second = token(&again.link.unwrap());
    by_link(&server, &first, None)
        .await
        .refused(404, "not_found");
    by_link(&server, &second, None).await.is(200);
    // The mail of the first, which had not gone out, does not bring a link any more.
    post(&server).await;
    assert_eq!(mails(&server, "per@example.com").len(), 1);

    server.later(TimeDelta::hours(72));
    by_link(&server, &second, None)
        .await
        .refused(404, "not_found");
    by_link(&server, &second, Some(NEW))
        .await
        .refused(404, "not_found");
    server.worker().clocks().await.unwrap();
    let left: i64 = db::query_scalar("SELECT count(*) FROM account_links")
        .fetch_one(&mut server.database().await)
        .await
        .unwrap();
    assert_eq!(left, 0);
    ada.post_empty(&format!("{USERS}/nobody/link"), PLAIN)
        .await
        .is(401);
    let ada = browser(&server, "ada").await;
    ada.post_empty(&format!("{USERS}/nobody/link"), PLAIN)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_gets_in() {
    let server = with_people().await;
    let ada = browser(&server, "ada").await;
    let made: Invitation = ada.post(USERS, PLAIN, per()).await.is(201).json();
    let link = token(&made.link.unwrap());
    let (one, two) = tokio::join!(
        by_link(&server, &link, Some(NEW)),
        by_link(&server, &link, Some("syv grønne gasbetonblokke")),
    );
    let mut codes = [one.status.as_u16(), two.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 404]);
    let winner = if one.status == 200 {
        NEW
    } else {
        "syv grønne gasbetonblokke"
    };
    sign_in(&server, "per", winner).await.is(200);
}

#[tokio::test]
async fn who_guesses_links_waits_and_good_ones_work_all_the_same() {
    let server = with_people().await;
    let ada = browser(&server, "ada").await;
    let made: Invitation = ada.post(USERS, PLAIN, per()).await.is(201).json();
    let link = token(&made.link.unwrap());
    for _ in 0..5 {
        by_link(&server, &"0".repeat(64), None)
            .await
            .refused(404, "not_found");
    }
    by_link(&server, &"0".repeat(64), None)
        .await
        .refused(429, "too_many_attempts");
    server
        .nobody()
        .get(LINK)
        .await
        .refused(429, "too_many_attempts");
    by_link(&server, &link, None).await.is(200);
}

#[tokio::test]
async fn a_forgotten_password_tells_nobody_who_has_an_account() {
    let server = with_people().await;
    let browser_before = browser(&server, "pia").await;
    let mut told = Vec::new();
    for email in ["PIA@example.com ", "nobody@example.com"] {
        let runs = server.app.passwords().runs();
        let answer = ask(&server, email).await.is(202);
        let mut head: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        head.sort();
        // The same work: as many passwords hashed, as many rows and entries written.
        let mut database = server.database().await;
        let mut rows = Vec::new();
        for count in [
            "SELECT count(*) FROM account_mail",
            "SELECT count(*) FROM audit WHERE operation = 'post.account.reset'",
        ] {
            let count: i64 = db::query_scalar(count)
                .fetch_one(&mut database)
                .await
                .unwrap();
            rows.push(count);
        }
        told.push((
            answer.body,
            head,
            server.app.passwords().runs() - runs,
            rows,
        ));
    }
    assert_eq!(told[0].3, [1, 1]);
    assert_eq!(told[1].3, [2, 2]);
    assert_eq!(
        (&told[0].0, &told[0].1, told[0].2),
        (&told[1].0, &told[1].1, told[1].2)
    );
    // Signing in costs the same work too, whoever is tried.
    let mut spent = Vec::new();
    for name in ["pia", "nobody"] {
        let runs = server.app.passwords().runs();
        sign_in(&server, name, "wrong").await.is(401);
        spent.push(server.app.passwords().runs() - runs);
    }
    assert_eq!(spent, [1, 1]);

    post(&server).await;
    assert!(mails(&server, "nobody@example.com").is_empty());
    let mail = mails(&server, "pia@example.com").pop().unwrap();
    let link = token(&mail);
    let of: LinkOf = by_link(&server, &link, None).await.is(200).json();
    assert_eq!(
        (of.known, of.until),
        (true, server.now() + TimeDelta::hours(1))
    );
    // Asked for is not used: all stands until then.
    browser_before.get("/api/v1/review/claims").await.is(200);
    by_link(&server, &link, Some(NEW)).await.is(200);
    browser_before
        .get("/api/v1/review/claims")
        .await
        .refused(401, "not_signed_in");
    sign_in(&server, "pia", NEW).await.is(200);
    post(&server).await;
    let last = mails(&server, "pia@example.com").pop().unwrap();
    assert!(last.contains("was changed"), "{last}");
}

#[tokio::test]
async fn nobody_is_flooded_with_links() {
    let server = with_people().await;
    for _ in 0..3 {
        ask(&server, "pia@example.com").await.is(202);
    }
    post(&server).await;
    assert_eq!(mails(&server, "pia@example.com").len(), 1);
    server.later(TimeDelta::minutes(6));
    ask(&server, "pia@example.com").await.is(202);
    post(&server).await;
    assert_eq!(mails(&server, "pia@example.com").len(), 2);
    for _ in 0..4 {
        ask(&server, "rolf@example.com").await.is(202);
    }
    ask(&server, "rolf@example.com").await.is(202);
    ask(&server, "rolf@example.com")
        .await
        .refused(429, "too_many_attempts");
    server.later(TimeDelta::hours(2));
    server.worker().clocks().await.unwrap();
    let left: i64 = db::query_scalar("SELECT count(*) FROM account_mail WHERE mail = 'none'")
        .fetch_one(&mut server.database().await)
        .await
        .unwrap();
    assert_eq!(left, 0, "what went to nobody is forgotten");
}

#[tokio::test]
async fn whoever_is_kept_out_gets_no_link() {
    let server = with_people().await;
    let ada = browser(&server, "ada").await;
    ask(&server, "pia@example.com").await.is(202);
    put(
        &ada,
        &format!("{USERS}/pia/access"),
        json!({ "disabled": true }),
    )
    .await
    .is(200);
    post(&server).await;
    assert!(
        !server.config.data.join("mail").exists() || mails(&server, "pia@example.com").is_empty()
    );
    server.later(TimeDelta::minutes(6));
    ask(&server, "pia@example.com").await.is(202);
    post(&server).await;
    assert!(
        !server.config.data.join("mail").exists() || mails(&server, "pia@example.com").is_empty()
    );
    ada.post_empty(&format!("{USERS}/pia/link"), PLAIN)
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_server_that_does_not_know_its_address_shows_the_path_and_sends_nothing() {
    let server = Server::empty(Limits::default(), false).await;
    server
        .person("ada", claimdesk_protocol::Role::Administrator, None)
        .await;
    let ada = browser(&server, "ada").await;
    let made: Invitation = ada.post(USERS, PLAIN, per()).await.is(201).json();
    assert!(!made.mailed);
    let link = made.link.unwrap();
    assert!(link.starts_with("/welcome#"), "{link}");
    by_link(&server, &token(&link), Some(NEW)).await.is(200);
    ask(&server, "per@example.com")
        .await
        .refused(403, "not_allowed");
    let info: Value = server.nobody().get("/api/v1/info").await.json();
    assert_eq!(info["resetsByMail"], json!(false));
}
