//! Who is told of what happens, and calendar files.

use chrono::TimeDelta;
use claimdesk_protocol::{NoticeKind as Kind, Notices};
use serde_json::{Value, json};

use crate::common::{Client, PLAIN, Server, form_with, version};
use axum::http::Method;

async fn notices(client: &Client) -> Notices {
    client.get("/api/v1/notices").await.is(200).json()
}

async fn kinds(client: &Client) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = notices(client)
        .await
        .notices
        .iter()
        .map(|notice| notice.kind)
        .collect();
    kinds.reverse();
    kinds
}

#[tokio::test]
async fn each_move_tells_those_it_concerns() {
    let server = Server::start().await;
    let (anna, rie, rune) = (server.anna(), server.rie(), server.rune());
    let claim = anna.sent().await;
    let reference = claim.reference.as_str();
    assert_eq!(kinds(&anna).await, [Kind::Received]);
    assert_eq!(kinds(&rie).await, [Kind::NewClaim]);
    let received = &notices(&anna).await.notices[0];
    assert_eq!(received.until, claim.waiting.map(|waiting| waiting.until));
    assert_eq!(received.customer, "Havnens Bageri");

    let on = rie.opens(reference).await;
    rie.decides(
        "ask",
        reference,
        on,
        json!({ "note": "Sign it.", "fields": [] }),
    )
    .await
    .is(200);
    assert_eq!(
        kinds(&anna).await,
        [Kind::Received, Kind::Opened, Kind::Asked]
    );
    anna.makes("answer", &anna.claim(reference).await)
        .await
        .is(200);
    assert_eq!(kinds(&rie).await, [Kind::NewClaim, Kind::Answered]);

    let on = rie.opens(reference).await;
    let no = json!({ "reason": "insufficient_proof", "note": "No." });
    rie.decides("reject", reference, on, no.clone())
        .await
        .is(200);
    let rejected = notices(&anna).await.notices.remove(0);
    assert_eq!(rejected.kind, Kind::Rejected);
    assert!(rejected.until.is_some() && rejected.reason.is_some());
    anna.makes("dispute", &anna.claim(reference).await)
        .await
        .is(200);
    assert_eq!(kinds(&rie).await.last(), Some(&Kind::Disputed));
    let on = anna.claim(reference).await.version;
    rie.decides("reject", reference, on, no).await.is(200);
    assert_eq!(kinds(&anna).await.last(), Some(&Kind::DisputeLost));
    // Those who have nothing to do with it hear nothing.
    assert_eq!(kinds(&server.bo()).await, []);
    assert_eq!(kinds(&rune).await, [], "it is their own organisation's");
    assert_eq!(kinds(&server.ada()).await, []);
}

#[tokio::test]
async fn an_approval_says_from_which_month_it_counts_and_its_end_is_told() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await.reference;
    rie.approves(&claim).await.is(200);
    let approved = notices(&anna).await.notices.remove(0);
    assert_eq!(approved.kind, Kind::Approved);
    assert_eq!(
        approved.from.map(|month| month.to_string()).as_deref(),
        Some("2026-12")
    );
    anna.makes("disassociate", &anna.claim(&claim).await)
        .await
        .is(200);
    assert_eq!(kinds(&anna).await.last(), Some(&Kind::Ended));
}

#[tokio::test]
async fn a_hand_over_is_told_to_who_has_it_then_and_taking_is_not() {
    let server = Server::start().await;
    let (rie, rune) = (server.rie(), server.rune());
    let claim = server.bo().sent_with(crate::common::rival_form()).await;
    let path = format!("/api/v1/review/claims/{}/assign", claim.reference);
    rie.post(&path, version(claim.version), json!({ "to": "rie" }))
        .await
        .is(200);
    assert_eq!(kinds(&rie).await, [Kind::NewClaim]);
    rie.post(&path, version(claim.version + 1), json!({ "to": "rune" }))
        .await
        .is(200);
    assert_eq!(kinds(&rune).await, [Kind::NewClaim, Kind::HandedToYou]);
    assert_eq!(kinds(&rie).await, [Kind::NewClaim]);
}

#[tokio::test]
async fn what_was_not_kept_is_not_told() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let draft = anna.complete_draft().await;
    let stale = version(draft.version - 1);
    let path = format!("/api/v1/claims/{}/submit", draft.reference);
    anna.post_empty(&path, stale).await.refused(412, "stale");
    assert_eq!(kinds(&anna).await, []);
    // Two at once: one is kept, and told once. A repeat by its key is the same act.
    let with = |key| crate::common::With {
        version: Some(draft.version),
        key: Some(key),
    };
    let (one, two, again) = tokio::join!(
        anna.post_empty(&path, with("a")),
        anna.post_empty(&path, with("b")),
        anna.post_empty(&path, with("a")),
    );
    let good = [one, two, again]
        .iter()
        .filter(|answer| answer.status.is_success())
        .count();
    assert!(good >= 1);
    assert_eq!(kinds(&anna).await, [Kind::Received]);
    assert_eq!(kinds(&rie).await, [Kind::NewClaim]);
    // A claim that cannot be sent tells nobody.
    let short = anna.draft(form_with(&json!({ "channel": "" }))).await;
    anna.makes("submit", &short).await.refused(422, "blocked");
    assert_eq!(kinds(&rie).await.len(), 1);
}

#[tokio::test]
async fn notices_are_read_up_to_where_one_has_looked() {
    let server = Server::start().await;
    let anna = server.anna();
    for _ in 0..3 {
        anna.sent().await;
        server.later(TimeDelta::minutes(1));
    }
    let all = notices(&anna).await;
    assert_eq!((all.unread, all.notices.len()), (3, 3));
    let put = |id: String| {
        let anna = &anna;
        async move {
            anna.request(
                Method::PUT,
                "/api/v1/notices/read",
                PLAIN,
                Some(json!({ "id": id })),
            )
            .await
        }
    };
    let left: Notices = put(all.notices[1].id.clone()).await.is(200).json();
    assert_eq!(left.unread, 1);
    let read: Vec<bool> = left.notices.iter().map(|notice| notice.read).collect();
    assert_eq!(read, [false, true, true]);
    put("nothing".to_owned()).await.refused(404, "not_found");
    // Another person's notice is none of hers.
    let theirs = notices(&server.rie()).await.notices[0].id.clone();
    put(theirs).await.refused(404, "not_found");
    assert_eq!(notices(&server.rie()).await.unread, 3);
}

#[tokio::test]
async fn how_one_is_written_to_is_checked_and_kept() {
    let server = Server::start().await;
    let anna = server.anna();
    let put = |body: Value| {
        let anna = &anna;
        async move {
            anna.request(Method::PUT, "/api/v1/notices/settings", PLAIN, Some(body))
                .await
        }
    };
    let wanted = json!({ "language": "da", "timeZone": "Europe/Copenhagen", "mail": "needed" });
    put(wanted.clone()).await.is(200);
    let kept = serde_json::to_value(notices(&anna).await.settings).unwrap();
    assert_eq!(kept, wanted);
    put(json!({ "language": "da", "timeZone": "Mars/Olympus", "mail": "all" }))
        .await
        .refused_for(422, "invalid", "timeZone");
    put(json!({ "language": "tlh", "timeZone": null, "mail": "all" }))
        .await
        .refused_for(422, "invalid", "language");
    assert_eq!(
        serde_json::to_value(notices(&anna).await.settings).unwrap(),
        wanted
    );
    // Nobody else's.
    assert_eq!(
        notices(&server.bo()).await.settings,
        claimdesk_protocol::NoticeSettings::default()
    );
}

#[tokio::test]
async fn a_due_time_is_an_entry_for_a_calendar() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let name =
        "Bageri; Søn, Datter \\ Niece og mange andre familiemedlemmer i Nørresundby ved Limfjorden";
    let claim = anna
        .sent_with(form_with(&json!({ "customerName": name })))
        .await;
    let path = format!("/api/v1/claims/{}/due.ics", claim.reference);
    let answer = anna.get(&format!("{path}?language=da")).await.is(200);
    assert_eq!(
        answer.header("content-type"),
        "text/calendar; charset=utf-8"
    );
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains('\n'));
    }
    let whole = text.replace("\r\n ", "");
    let line = |name: &str| {
        let line = whole.split("\r\n").find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("{name}: {whole}")).to_owned()
    };
    assert_eq!(line("DTSTART"), "DTSTART:20261125T100000Z");
    assert_eq!(line("DTSTAMP"), "DTSTAMP:20261123T100000Z");
    assert_eq!(line("UID"), format!("UID:{}@claimdesk", claim.reference));
    assert_eq!(line("SEQUENCE"), format!("SEQUENCE:{}", claim.version));
    assert_eq!(
        line("SUMMARY"),
        format!("SUMMARY:{}: frist for afgørelse", claim.reference)
    );
    assert_eq!(
        line("DESCRIPTION"),
        "DESCRIPTION:Bageri\\; Søn\\, Datter \\\\ Niece og mange andre familiemedlemmer i Nørresundby ved Limfjorden"
    );
    // The same entry after a change, with a higher number.
    let on = rie.opens(&claim.reference).await;
    rie.get(&path).await.is(200);
    rie.decides(
        "ask",
        &claim.reference,
        on,
        json!({ "note": "Sign it.", "fields": [] }),
    )
    .await
    .is(200);
    let later = String::from_utf8(anna.get(&path).await.is(200).body.to_vec()).unwrap();
    assert!(later.contains(&format!("UID:{}@claimdesk", claim.reference)));
    assert!(later.contains(&format!("SEQUENCE:{}", on + 1)));
    assert!(later.contains("DTSTART:20261212T000000Z"));
    assert!(later.contains("answer due"));
    anna.get(&format!("{path}?language=xx"))
        .await
        .refused_for(422, "invalid", "language");
    let claim = anna.claim(&claim.reference).await;
    anna.makes("withdraw", &claim).await.is(200);
    anna.get(&path).await.refused(409, "not_now");
}

#[tokio::test]
async fn what_was_told_is_forgotten_once_it_is_old_and_its_mail_is_out() {
    let server = Server::start().await;
    let anna = server.anna();
    anna.sent().await;
    server.later(TimeDelta::days(401));
    let worker = server.worker();
    assert!(worker.clocks().await.unwrap());
    assert_eq!(kinds(&anna).await, [Kind::Received], "its mail still waits");
    worker.mail().await.unwrap();
    assert!(worker.clocks().await.unwrap());
    assert_eq!(kinds(&anna).await, []);
    // What is said of the claim today is not old.
    assert_eq!(kinds(&server.ada()).await, [Kind::ReviewLate]);
}
