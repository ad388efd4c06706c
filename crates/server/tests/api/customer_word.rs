//! The customer's word: asked by mail, answered by the mail's link, and what follows from it.

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::TimeDelta;
use claimdesk_protocol::{
    Claim, CustomerEvent, CustomerQuestion, Happened, NoticeKind, Notices, Problem, ReviewClaim,
};
use claimdesk_recognition::Month;
use claimdesk_recognition::claim::{Actor, ClaimState, Move, Standing, Word};
use serde_json::{Value, json};

use crate::common::{Answer, Client, PLAIN, Server, form_with, version};

const KAREN: &str = "karen@havnensbageri.example";
const WORD: &str = "/api/v1/customer-word";

/// A server that people reach, so that customers can be asked.
async fn server() -> Server {
    Server::set(|config| config.mail.public_url = Some("https://claims.example".to_owned())).await
}

/// The mails to an address, oldest first by what they say of their time.
pub fn mails(server: &Server, to: &str) -> Vec<String> {
    let folder = server.config.data.join("mail");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .collect();
    files.sort_by_key(|file| file.metadata().unwrap().modified().unwrap());
    files
        .iter()
        .map(|file| std::fs::read_to_string(file.path()).unwrap())
        .map(|text| text.replace("=\r\n", "").replace("=3D", "="))
        .filter(|text| text.contains(&format!("<{to}>")))
        .collect()
}

/// The token of a mail's link.
fn token(mail: &str) -> String {
    let (_, rest) = mail.split_once("https://claims.example/word#").unwrap();
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(token.len(), 64, "256 bits: {mail}");
    token
}

/// Sends what is due.
pub async fn post(server: &Server) {
    let worker = server.worker();
    worker.mail().await.unwrap();
    // The next to post is another worker.
    worker.leave().await.unwrap();
}

/// Sends what is due, and gives the token of the newest mail to Karen.
pub async fn link(server: &Server) -> String {
    post(server).await;
    token(mails(server, KAREN).last().unwrap())
}

/// What somebody with this link gets; no cookie is sent.
async fn look(server: &Server, token: &str) -> Answer {
    let request = Request::get(WORD).header("customer-link", token);
    let request = request.body(Body::empty()).unwrap();
    server.nobody().send(request).await
}

pub async fn say(server: &Server, token: &str, body: &Value) -> Answer {
    let request = Request::post(WORD)
        .header("customer-link", token)
        .header("content-type", "application/json");
    let request = request.body(Body::from(body.to_string())).unwrap();
    server.nobody().send(request).await
}

pub fn agreeing() -> Value {
    json!({ "word": "agreed", "name": "Karen Vind", "note": "" })
}

fn declining() -> Value {
    json!({ "word": "declined", "name": "Karen Vind", "note": "Somebody else did it." })
}

async fn kinds(client: &Client) -> Vec<NoticeKind> {
    let told: Notices = client.get("/api/v1/notices").await.is(200).json();
    let mut kinds: Vec<_> = told.notices.iter().map(|notice| notice.kind).collect();
    kinds.reverse();
    kinds
}

fn standing(claim: &Claim) -> Standing {
    claim.customer.as_ref().unwrap().standing
}

async fn reviewed(client: &Client, reference: &str) -> ReviewClaim {
    let path = format!("/api/v1/review/claims/{reference}");
    client.get(&path).await.is(200).json()
}

#[tokio::test]
async fn who_is_named_is_asked_and_agrees_and_both_sides_see_it() {
    let server = server().await;
    let (anna, rie) = (server.anna(), server.rie());
    let sent = anna.sent().await;
    let asked = sent.customer.clone().unwrap();
    assert_eq!((asked.email.as_str(), asked.asked_at), (KAREN, None));
    assert_eq!(asked.standing, Standing::Asking, "nothing has gone out yet");
    let token = link(&server).await;
    let mail = mails(&server, KAREN).remove(0);
    assert!(mail.contains("30 November 2026") && mail.contains("30. november 2026"));
    // What is made at random may have any digits in it.
    let mut told = mail
        .lines()
        .filter(|line| !line.contains("://") && line.contains(' '));
    let tells =
        |line: &str| line.contains("820") && !line.contains('@') && !line.contains("boundary");
    assert!(!told.any(tells), "nothing of money");

    let seen: CustomerQuestion = look(&server, &token).await.is(200).json();
    assert_eq!(seen.organisation, "Nordlys A/S");
    assert_eq!(seen.products, ["Business Central", "Power BI"]);
    assert_eq!(seen.contact_name, "Karen Vind");
    assert_eq!((seen.standing, seen.open), (Standing::Waiting, true));
    assert!(seen.silence_from.is_some() && seen.said.is_none() && !seen.approved);
    // Looking, however often and by whatever program, says nothing.
    look(&server, &token).await.is(200);
    let before = anna.claim(&sent.reference).await;
    assert_eq!(
        (before.version, standing(&before)),
        (sent.version, Standing::Waiting)
    );

    let answer = say(&server, &token, &agreeing()).await.is(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.headers.get("set-cookie").is_none());
    let said: CustomerQuestion = answer.json();
    assert_eq!(said.said.unwrap().word, Word::Agreed);
    let claim = anna.claim(&sent.reference).await;
    assert_eq!(standing(&claim), Standing::Agreed);
    let event = claim.events.last().unwrap();
    assert_eq!(event.made, Happened::Customer(CustomerEvent::Agreed));
    assert_eq!(
        (event.by.as_str(), event.actor),
        ("Karen Vind", Actor::Customer)
    );
    assert_eq!(
        claim.waiting, sent.waiting,
        "the clock of the claim is not touched"
    );
    assert_eq!(kinds(&anna).await.last(), Some(&NoticeKind::CustomerAgreed));
    let seen = reviewed(&rie, &sent.reference).await;
    assert_eq!(standing(&seen.claim), Standing::Agreed);
    rie.approves(&sent.reference).await.is(200);
}

#[tokio::test]
async fn what_the_customer_declined_is_not_approved_until_they_change_their_mind() {
    let server = server().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    let token = link(&server).await;
    let on = rie.opens(&claim).await;
    say(&server, &token, &declining()).await.is(200);
    // The reviewer decided on what was known before: it is not taken.
    rie.decides("approve", &claim, on, json!({}))
        .await
        .refused(412, "stale");
    let seen = reviewed(&rie, &claim).await;
    assert_eq!(standing(&seen.claim), Standing::Declined);
    let event = seen.claim.events.last().unwrap();
    assert_eq!(event.note.as_deref(), Some("Somebody else did it."));
    assert_eq!(seen.claim.life.state, ClaimState::UnderReview);
    rie.decides("approve", &claim, seen.claim.version, json!({}))
        .await
        .refused(409, "customer_declined");
    assert_eq!(
        reviewed(&rie, &claim).await.claim.version,
        seen.claim.version
    );
    // Who has the claim is told, and so is the partner; other reviewers are not.
    assert_eq!(
        kinds(&rie).await.last(),
        Some(&NoticeKind::CustomerDeclined)
    );
    assert_eq!(
        kinds(&anna).await.last(),
        Some(&NoticeKind::CustomerDeclined)
    );
    assert_eq!(kinds(&server.rune()).await, []);

    say(&server, &token, &agreeing()).await.is(200);
    let now = reviewed(&rie, &claim).await.claim;
    assert_eq!(standing(&now), Standing::Agreed);
    rie.decides("approve", &claim, now.version, json!({}))
        .await
        .is(200);
    let made: Vec<Happened> = anna
        .claim(&claim)
        .await
        .events
        .iter()
        .map(|e| e.made)
        .collect();
    assert!(
        made.contains(&Happened::Customer(CustomerEvent::Declined)),
        "each word is kept"
    );
}

#[tokio::test]
async fn a_declined_claim_is_rejected_for_that_reason() {
    let server = server().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    let token = link(&server).await;
    say(&server, &token, &declining()).await.is(200);
    let on = rie.opens(&claim).await;
    let no = json!({ "reason": "customer_declined", "note": "Your customer declined." });
    rie.decides("reject", &claim, on, no).await.is(200);
    // For the dispute it still matters what the customer says.
    let seen: CustomerQuestion = look(&server, &token).await.is(200).json();
    assert!(seen.open && !seen.approved);
    anna.makes("dispute", &anna.claim(&claim).await)
        .await
        .is(200);
    let disputed = reviewed(&rie, &claim).await.claim;
    rie.decides("approve", &claim, disputed.version, json!({}))
        .await
        .refused(409, "customer_declined");
    say(&server, &token, &agreeing()).await.is(200);
    let on = reviewed(&rie, &claim).await.claim.version;
    rie.decides("approve", &claim, on, json!({})).await.is(200);
}

#[tokio::test]
async fn a_decline_of_an_approved_claim_ends_it_from_that_month_on() {
    let server = server().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    let token = link(&server).await;
    rie.approves(&claim).await.is(200);
    let seen: CustomerQuestion = look(&server, &token).await.is(200).json();
    assert!(seen.approved && seen.open);
    server.at("2027-03-10T10:00:00Z");
    say(&server, &token, &declining()).await.is(200);
    let ended = anna.claim(&claim).await;
    assert_eq!(ended.life.state, ClaimState::Rejected);
    let event = ended.events.last().unwrap();
    assert_eq!(event.made, Happened::Moved(Move::Decline));
    assert_eq!(
        (event.by.as_str(), event.actor),
        ("Karen Vind", Actor::Customer)
    );
    assert!(!ended.credits.is_empty());
    for credit in &ended.credits {
        assert_eq!(credit.until, Month::parse("2027-02"));
    }
    assert_eq!(kinds(&anna).await.last(), Some(&NoticeKind::Ended));
    assert_eq!(
        kinds(&rie).await.last(),
        Some(&NoticeKind::CustomerDeclined)
    );
    // Again it has no effect, and is no second event.
    say(&server, &token, &declining()).await.is(200);
    assert_eq!(anna.claim(&claim).await.version, ended.version);
    // When nothing can come of it any more, it is said, and nothing changes.
    server.at("2027-05-10T10:00:00Z");
    say(&server, &token, &declining()).await.is(200);
    let late: CustomerQuestion = look(&server, &token).await.is(200).json();
    assert!(!late.open);
    say(&server, &token, &agreeing())
        .await
        .refused(409, "not_now");
    assert_eq!(anna.claim(&claim).await.version, ended.version);
}

#[tokio::test]
async fn silence_is_consent_over_a_weekend_and_holidays_with_one_reminder_before() {
    let server = server().await;
    let anna = server.anna();
    // A Thursday before Christmas, of which Friday and Saturday are holidays.
    server.at("2026-12-17T15:00:00Z");
    let claim = anna.sent().await.reference;
    link(&server).await;
    for (time, expected, letters) in [
        ("2026-12-22T23:59:00Z", Standing::Waiting, 1),
        // Wednesday and Thursday are left.
        ("2026-12-23T00:00:00Z", Standing::Waiting, 2),
        ("2026-12-24T23:59:00Z", Standing::Waiting, 2),
        ("2026-12-25T00:00:00Z", Standing::Silent, 2),
        ("2026-12-27T00:00:00Z", Standing::Silent, 2),
    ] {
        server.at(time);
        let worker = server.worker();
        assert!(worker.clocks().await.unwrap());
        worker.mail().await.unwrap();
        worker.leave().await.unwrap();
        assert_eq!(standing(&anna.claim(&claim).await), expected, "{time}");
        assert_eq!(mails(&server, KAREN).len(), letters, "{time}");
    }
    let reminder = mails(&server, KAREN).pop().unwrap();
    assert!(reminder.contains("Subject: Reminder: Nordlys A/S asks whether you agree"));
    assert!(reminder.contains("24 December 2026"));
    // Its link is good, as the first one still is; declining later counts.
    for mail in mails(&server, KAREN) {
        look(&server, &token(&mail)).await.is(200);
    }
    say(&server, &token(&reminder), &declining()).await.is(200);
    assert_eq!(standing(&anna.claim(&claim).await), Standing::Declined);
}

#[tokio::test]
async fn who_answered_or_left_is_not_reminded() {
    let server = server().await;
    let anna = server.anna();
    anna.sent().await;
    let token = link(&server).await;
    say(&server, &token, &agreeing()).await.is(200);
    let other = anna
        .sent_with(form_with(
            &json!({ "customerContactEmail": "jens@havnensbageri.example" }),
        ))
        .await;
    post(&server).await;
    anna.makes("withdraw", &other).await.is(200);
    server.at("2026-11-27T09:00:00Z");
    server.worker().clocks().await.unwrap();
    post(&server).await;
    assert_eq!(mails(&server, KAREN).len(), 1);
    assert_eq!(mails(&server, "jens@havnensbageri.example").len(), 1);
}

#[tokio::test]
async fn the_same_word_again_changes_nothing_also_at_once() {
    let server = server().await;
    let anna = server.anna();
    let claim = anna.sent().await;
    let token = link(&server).await;
    let body = declining();
    let all = futures::future::join_all((0..8).map(|_| say(&server, &token, &body))).await;
    for answer in all {
        answer.is(200);
    }
    say(&server, &token, &body).await;
    let after = anna.claim(&claim.reference).await;
    assert_eq!(after.version, claim.version + 1);
    let told = kinds(&anna).await;
    assert_eq!(told, [NoticeKind::Received, NoticeKind::CustomerDeclined]);
}

#[tokio::test]
async fn no_link_is_like_another_and_tried_ones_wait() {
    let server = server().await;
    let anna = server.anna();
    anna.sent().await;
    let good = link(&server).await;
    let problem = |answer: Answer| -> Problem {
        let problem = answer.refused(404, "not_found");
        Problem {
            request_id: None,
            ..problem
        }
    };
    let mut seen = Vec::new();
    let almost = format!("{}0", &good[..63]);
    let almost = if almost == good {
        format!("{}1", &good[..63])
    } else {
        almost
    };
    for wrong in ["", "x", &almost, &"f".repeat(5000)] {
        seen.push(problem(look(&server, wrong).await));
        seen.push(problem(say(&server, wrong, &agreeing()).await));
        // Long enough for what was tried to be forgotten.
        server.later(TimeDelta::minutes(16));
    }
    let bare = server.nobody().get(WORD).await;
    seen.push(problem(bare));
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
    for _ in 0..4 {
        look(&server, "wrong").await.refused(404, "not_found");
    }
    let held = look(&server, "wrong").await;
    held.refused(429, "too_many_attempts");
    // Who tries them keeps nobody else's from working.
    look(&server, &good).await.is(200);
    let wait: i64 = held.header("retry-after").parse().unwrap();
    server.later(TimeDelta::seconds(wait));
    // A session does not help, and is not needed.
    anna.get(WORD).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_link_answers_for_its_own_claim_alone() {
    let server = server().await;
    let (anna, bo) = (server.anna(), server.bo());
    let first = anna.sent().await;
    let one = link(&server).await;
    let second = bo.sent_with(crate::common::rival_form()).await;
    server.later(TimeDelta::seconds(2));
    let two = link(&server).await;
    assert_ne!(one, two);
    let seen: CustomerQuestion = look(&server, &two).await.is(200).json();
    assert_eq!(seen.reference, second.reference);
    say(&server, &two, &declining()).await.is(200);
    assert_eq!(
        standing(&anna.claim(&first.reference).await),
        Standing::Waiting
    );
    assert_eq!(
        standing(&bo.claim(&second.reference).await),
        Standing::Declined
    );
}

#[tokio::test]
async fn a_changed_contact_gets_a_link_and_the_one_before_loses_theirs() {
    let server = server().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    let karens = link(&server).await;
    say(&server, &karens, &declining()).await.is(200);
    let ask = json!({ "note": "Is this the right contact?", "fields": [] });
    let on = rie.opens(&claim).await;
    rie.decides("ask", &claim, on, ask.clone()).await.is(200);
    // Answered with nothing changed: nobody is asked again, and the link is as good as before.
    anna.makes("answer", &anna.claim(&claim).await)
        .await
        .is(200);
    post(&server).await;
    assert_eq!(mails(&server, KAREN).len(), 1);
    look(&server, &karens).await.is(200);
    let on = rie.opens(&claim).await;
    rie.decides("ask", &claim, on, ask).await.is(200);
    let now = anna.claim(&claim).await;
    let changed = form_with(&json!({
        "customerContactName": "Jens Vind", "customerContactEmail": "jens@havnensbageri.example"
    }));
    let saved: Claim = anna.save(&now, changed).await.is(200).json();
    look(&server, &karens).await.is(200);
    anna.makes("answer", &saved).await.is(200);
    look(&server, &karens).await.refused(404, "not_found");
    post(&server).await;
    let jens = token(&mails(&server, "jens@havnensbageri.example")[0]);
    let seen: CustomerQuestion = look(&server, &jens).await.is(200).json();
    assert_eq!(seen.contact_name, "Jens Vind");
    // A new contact does not make the decline undone; what they say themselves does.
    assert_eq!(standing(&anna.claim(&claim).await), Standing::Declined);
    let said = json!({ "word": "agreed", "name": "Jens Vind" });
    say(&server, &jens, &said).await.is(200);
    assert_eq!(standing(&anna.claim(&claim).await), Standing::Agreed);
}

#[tokio::test]
async fn the_question_is_sent_again_three_times_a_day() {
    let server = server().await;
    let (anna, bo) = (server.anna(), server.bo());
    let claim = anna.sent().await.reference;
    let first = link(&server).await;
    let path = format!("/api/v1/claims/{claim}/customer-word");
    bo.post_empty(&path, version(1))
        .await
        .refused(404, "not_found");
    anna.post_empty(&path, PLAIN)
        .await
        .refused(428, "version_required");
    for count in 1..=3 {
        let on = anna.claim(&claim).await.version;
        let again: Claim = anna.post_empty(&path, version(on)).await.is(200).json();
        let event = again.events.last().unwrap();
        assert_eq!(event.made, Happened::Customer(CustomerEvent::Asked));
        post(&server).await;
        assert_eq!(mails(&server, KAREN).len(), 1 + count);
    }
    let now = anna.claim(&claim).await;
    assert_eq!(now.customer.as_ref().unwrap().asked_at, Some(server.now()));
    anna.post_empty(&path, version(now.version))
        .await
        .refused(409, "not_now");
    for mail in mails(&server, KAREN) {
        look(&server, &token(&mail)).await.is(200);
    }
    look(&server, &first).await.is(200);
    server.later(TimeDelta::hours(25));
    anna.post_empty(&path, version(now.version)).await.is(200);
    // The time since the first question runs on.
    assert_eq!(
        anna.claim(&claim).await.customer.unwrap().asked_at,
        now.customer.unwrap().asked_at
    );
    let last = anna.claim(&claim).await;
    anna.makes("withdraw", &last).await.is(200);
    anna.post_empty(&path, version(last.version + 1))
        .await
        .refused(409, "not_now");
}

#[tokio::test]
async fn a_word_has_a_name_and_limits_and_a_mind_changes_ten_times_a_day() {
    let server = server().await;
    let anna = server.anna();
    let claim = anna.sent().await;
    let token = link(&server).await;
    let with = |changes: Value| {
        let mut body = declining();
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    for (body, code, field) in [
        (with(json!({ "name": "  " })), "invalid", "name"),
        (with(json!({ "name": "x".repeat(201) })), "invalid", "name"),
        (with(json!({ "name": "Karen\nVind" })), "invalid", "name"),
        (with(json!({ "note": "x".repeat(2001) })), "invalid", "note"),
        (with(json!({ "word": "perhaps" })), "invalid", "word"),
        (with(json!({ "more": 1 })), "invalid", "more"),
    ] {
        say(&server, &token, &body)
            .await
            .refused_for(422, code, field);
    }
    assert_eq!(anna.claim(&claim.reference).await.version, claim.version);
    for turn in 0..10 {
        let body = if turn % 2 == 0 {
            declining()
        } else {
            agreeing()
        };
        say(&server, &token, &body).await.is(200);
    }
    say(&server, &token, &declining())
        .await
        .refused(429, "too_many_words");
    assert_eq!(
        standing(&anna.claim(&claim.reference).await),
        Standing::Agreed
    );
    server.later(TimeDelta::hours(25));
    say(&server, &token, &declining()).await.is(200);
}

#[tokio::test]
async fn a_mail_that_cannot_be_brought_counts_no_silence_and_is_shown() {
    let server = server().await;
    let (anna, ada) = (server.anna(), server.ada());
    let folder = server.config.data.join("mail");
    std::fs::remove_dir(&folder).unwrap();
    std::fs::write(&folder, "").unwrap();
    let claim = anna.sent().await.reference;
    for _ in 0..8 {
        post(&server).await;
        server.later(TimeDelta::hours(8));
    }
    let asked = anna.claim(&claim).await.customer.unwrap();
    assert!(asked.undelivered && asked.asked_at.is_none());
    server.later(TimeDelta::days(30));
    assert_eq!(
        standing(&anna.claim(&claim).await),
        Standing::Asking,
        "nobody was asked"
    );
    let list: Value = ada.get("/api/v1/admin/mail").await.is(200).json();
    let mail = list["mail"]
        .as_array()
        .unwrap()
        .iter()
        .find(|mail| mail["email"] == KAREN);
    let id = mail.unwrap()["id"].as_str().unwrap().to_owned();
    std::fs::remove_file(&folder).unwrap();
    std::fs::create_dir(&folder).unwrap();
    ada.request(
        Method::PUT,
        &format!("/api/v1/admin/mail/{id}/retry"),
        PLAIN,
        None,
    )
    .await
    .is(200);
    let token = link(&server).await;
    look(&server, &token).await.is(200);
    let asked = anna.claim(&claim).await.customer.unwrap();
    assert_eq!(
        (asked.standing, asked.undelivered),
        (Standing::Waiting, false)
    );
}

#[tokio::test]
async fn whoever_runs_it_decides_whether_customers_are_asked() {
    for (public, asks) in [
        (None, true),
        (Some("https://claims.example".to_owned()), false),
    ] {
        let server = Server::set(|config| {
            config.mail.public_url = public;
            config.mail.customers = asks;
        })
        .await;
        let anna = server.anna();
        let claim = anna.sent().await;
        assert_eq!(claim.customer, None);
        post(&server).await;
        assert_eq!(mails(&server, KAREN).len(), 0);
        let path = format!("/api/v1/claims/{}/customer-word", claim.reference);
        anna.post_empty(&path, version(claim.version))
            .await
            .refused(409, "not_now");
        server.rie().approves(&claim.reference).await.is(200);
    }
}

#[tokio::test]
async fn who_was_never_asked_can_be_asked_later_and_by_a_restarted_server() {
    let server = Server::set(|config| {
        config.mail.public_url = Some("https://claims.example".to_owned());
        config.mail.customers = false;
    })
    .await;
    let claim = server.anna().sent().await;
    let mut server = server;
    server.config.mail.customers = true;
    let server = server.restarted().await;
    let path = format!("/api/v1/claims/{}/customer-word", claim.reference);
    server
        .anna()
        .post_empty(&path, version(claim.version))
        .await
        .is(200);
    let token = link(&server).await;
    let server = server.restarted().await;
    say(&server, &token, &agreeing()).await.is(200);
}

#[tokio::test]
async fn the_token_is_nowhere_but_in_the_mail() {
    let server = server().await;
    server.anna().sent().await;
    let token = link(&server).await;
    say(&server, &token, &agreeing()).await.is(200);
    let data = server.config.data.clone();
    server.store.close().await;
    let mut read = 0;
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes
                .windows(token.len())
                .any(|part| part == token.as_bytes());
            assert!(!found, "{}", path.display());
            read += 1;
        }
    }
    assert!(read > 0);
}
