//! The table of hostile files: what becomes of each, in which words, and that a refused one leaves
//! nothing behind and costs nothing.

mod made;
mod table;

use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use claimdesk_protocol::{Claim, Evidence};
use claimdesk_server::config::Limits;
use claimdesk_server::store::uploads::{HeldEvidence, UploadStore};
use futures::stream;

use crate::common::{Answer, Client, PLAIN, Server, form, pdf};
use made::{docx, part, pdf_with};
use table::Becomes::{Refused, Taken};
use table::table;

pub use made::docx as a_docx;
pub use made::png as a_png;

/// A Word document with a part of this name.
pub fn with_part(name: &str, content: &[u8]) -> Vec<u8> {
    docx(&[part(name, content)])
}

/// Not in one piece, so that no scanner takes this file for what it is about.
pub fn eicar() -> String {
    [
        r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR",
        "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ]
    .concat()
}

/// Everything below these folders of the data folder.
pub fn files_in(server: &Server, folder: &str) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return 0;
        };
        entries
            .map(|entry| entry.unwrap().path())
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }
    count(&server.config.data.join(folder))
}

async fn held(server: &Server, claim: &Claim) -> HeldEvidence {
    let file = {
        use claimdesk_server::store::Store;
        server.store.claim(&claim.reference).await.unwrap().unwrap()
    };
    server
        .store
        .held_evidence(&file.organisation.id, server.now())
        .await
        .unwrap()
}

/// Sends a file under any name.
async fn send(client: &Client, claim: &Claim, name: &str, content: Vec<u8>) -> Answer {
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let path = format!("/api/v1/claims/{}/evidence?name={name}", claim.reference);
    client
        .send(Request::post(path).body(Body::from(content)).unwrap())
        .await
}

#[tokio::test]
async fn each_hostile_file_gets_its_answer_and_leaves_nothing() {
    let server = Server::with(Limits {
        evidence_files: 100,
        ..Limits::default()
    })
    .await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let table = table();
    assert!(table.len() >= 40);
    let mut wrong = Vec::new();
    for (number, (name, content, becomes)) in table.into_iter().enumerate() {
        let before = (
            files_in(&server, "evidence"),
            held(&server, &claim).await,
            anna.claim(&claim.reference).await.evidence.len(),
        );
        let answer = send(&anna, &claim, name, content).await;
        let told = String::from_utf8_lossy(&answer.body).into_owned();
        match becomes {
            Refused(status, code, words) => {
                let found = (
                    answer.status.as_u16(),
                    told.contains(&format!("\"{code}\"")),
                );
                if found != (status, true) || !told.contains(words) {
                    wrong.push(format!("{number} {name}: {status} {code} {words}: {told}"));
                    continue;
                }
                answer.refused_for(status, code, "evidence");
                let after = (
                    files_in(&server, "evidence"),
                    held(&server, &claim).await,
                    anna.claim(&claim.reference).await.evidence.len(),
                );
                assert_eq!(after, before, "{name} left something");
            }
            Taken(kept, active) => {
                if answer.status.as_u16() != 201 {
                    wrong.push(format!("{number} {name}: {told}"));
                    continue;
                }
                let file: Evidence = answer.json();
                if (file.name.as_str(), &*file.active) != (kept, active) {
                    wrong.push(format!("{number} {name}: {} {:?}", file.name, file.active));
                }
                is_served_as_what_it_is(&anna, &claim, &file).await;
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn is_served_as_what_it_is(client: &Client, claim: &Claim, file: &Evidence) {
    let path = format!("/api/v1/claims/{}/evidence/{}", claim.reference, file.id);
    for (path, inline) in [(path.clone(), false), (format!("{path}?inline=1"), true)] {
        let answer = client.get(&path).await.is(200);
        assert_eq!(answer.header("content-type"), file.media_type);
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let shown = ["application/pdf", "image/png", "image/jpeg"];
        let shown = inline && shown.contains(&file.media_type.as_str());
        let disposition = answer.header("content-disposition");
        assert_eq!(disposition.starts_with("inline"), shown, "{disposition}");
        let policy = answer.header("content-security-policy");
        assert_eq!(policy.starts_with("sandbox;"), !shown, "{policy}");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!disposition.contains(['\r', '\n', '<', '>', '\0']));
    }
}

#[tokio::test]
async fn what_is_too_large_or_broken_off_leaves_nothing() {
    let server = Server::with(Limits {
        evidence_bytes: 100_000,
        ..Limits::default()
    })
    .await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let before = held(&server, &claim).await;
    let over = [pdf(), vec![b'x'; 100_000]].concat();
    send(&anna, &claim, "large.pdf", over)
        .await
        .refused_for(413, "file_too_large", "evidence");
    let pieces = vec![Ok(Bytes::from(pdf())), Err(std::io::Error::other("gone"))];
    let body = Body::from_stream(stream::iter(pieces));
    anna.attach(&claim.reference, "cut.pdf", body)
        .await
        .refused(400, "malformed");
    // By parts: a length that nobody could mean, and one that is no number.
    for (length, status, code) in [
        ("4294967296", 413, "file_too_large"),
        ("18446744073709551615", 413, "file_too_large"),
        ("18446744073709551616", 400, "malformed"),
        ("-1", 400, "malformed"),
        ("0", 422, "file_empty"),
    ] {
        let request = Request::post(format!("/api/v1/claims/{}/uploads", claim.reference))
            .header("tus-resumable", "1.0.0")
            .header("upload-length", length);
        anna.send(request.body(Body::empty()).unwrap())
            .await
            .refused(status, code);
    }
    assert_eq!(files_in(&server, "evidence"), 0);
    assert_eq!(files_in(&server, "uploads"), 0);
    assert_eq!(held(&server, &claim).await, before);
}

#[tokio::test]
async fn a_partner_has_so_much_room_and_so_many_files_an_hour() {
    let room = 2 * pdf_with("/A 1").len() as u64 + 10;
    let server = Server::with(Limits {
        partner_bytes: room,
        files_per_hour: 3,
        ..Limits::default()
    })
    .await;
    let (anna, bo) = (server.anna(), server.bo());
    let claim = anna.draft(form()).await;
    let first: Evidence = send(&anna, &claim, "1.pdf", pdf_with("/A 1"))
        .await
        .is(201)
        .json();
    send(&anna, &claim, "2.pdf", pdf_with("/A 2")).await.is(201);
    let full = send(&anna, &claim, "3.pdf", pdf_with("/A 3")).await;
    let problem = full.refused_for(409, "no_room", "evidence");
    assert!(
        problem.detail.contains("Remove files"),
        "{}",
        problem.detail
    );
    // Told before a byte comes, where the length is told.
    let request = Request::post(format!("/api/v1/claims/{}/uploads", claim.reference))
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "5000");
    anna.send(request.body(Body::empty()).unwrap())
        .await
        .refused_for(409, "no_room", "evidence");
    assert_eq!(files_in(&server, "evidence"), 2);

    // What is removed makes room, and the hour counts what was added.
    let path = format!("/api/v1/claims/{}/evidence/{}", claim.reference, first.id);
    anna.request(Method::DELETE, &path, PLAIN, None)
        .await
        .is(204);
    send(&anna, &claim, "3.pdf", pdf_with("/A 3")).await.is(201);
    let path = {
        let now = anna.claim(&claim.reference).await;
        format!(
            "/api/v1/claims/{}/evidence/{}",
            claim.reference, now.evidence[0].id
        )
    };
    anna.request(Method::DELETE, &path, PLAIN, None)
        .await
        .is(204);
    let fast = send(&anna, &claim, "4.pdf", pdf_with("/A 4")).await;
    fast.refused_for(429, "too_many_uploads", "evidence");
    assert_eq!(fast.header("retry-after"), "3600");
    // Another partner has room of their own, and the next hour is another one.
    let theirs = bo.draft(crate::common::rival_form()).await;
    send(&bo, &theirs, "1.pdf", pdf_with("/A 5")).await.is(201);
    server.later(chrono::TimeDelta::hours(1));
    send(&anna, &claim, "4.pdf", pdf_with("/A 4")).await.is(201);
}
