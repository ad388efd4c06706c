//! Files: taken by content, refused with the reason, given back as they were.

use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use claimdesk_protocol::Evidence;
use claimdesk_server::config::Limits;
use futures::stream;

use crate::common::{PLAIN, Server, form, pdf};

fn small() -> Limits {
    Limits {
        evidence_bytes: 100_000,
        evidence_files: 2,
        ..Limits::default()
    }
}

/// Everything below the evidence folder.
fn files_in(server: &Server) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return 0;
        };
        entries
            .map(|entry| entry.unwrap().path())
            .map(|path| if path.is_dir() { count(&path) } else { 1 })
            .sum()
    }
    count(&server.config.data.join("evidence"))
}

#[tokio::test]
async fn what_is_no_evidence_is_refused_and_leaves_nothing() {
    let server = Server::with(small()).await;
    let anna = server.anna();
    let draft = anna.draft(form()).await;
    let over = [pdf(), vec![b'x'; 100_000]].concat();
    for (name, content, status, code) in [
        (
            "proof.pdf",
            b"MZ\x90\x00\x03\x00\x00\x00".to_vec(),
            422,
            "file_kind",
        ),
        (
            "proof.pdf",
            b"\x7fELF\x02\x01\x01\x00".to_vec(),
            422,
            "file_kind",
        ),
        (
            "proof.pdf",
            b"<html><script>alert(1)</script></html>".to_vec(),
            422,
            "file_kind",
        ),
        (
            "proof.pdf",
            b"PK\x03\x04 anything.txt".to_vec(),
            422,
            "file_kind",
        ),
        ("proof.docx", pdf(), 422, "file_name"),
        ("proof.exe", pdf(), 422, "file_name"),
        ("proof.pdf", Vec::new(), 422, "file_empty"),
        ("proof.pdf", over.clone(), 413, "file_too_large"),
    ] {
        anna.attach(&draft.reference, name, content)
            .await
            .refused_for(status, code, "evidence");
    }
    // Over the limit without having said how long it is.
    let pieces = over
        .chunks(1000)
        .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)));
    let body = Body::from_stream(stream::iter(pieces.collect::<Vec<_>>()));
    anna.attach(&draft.reference, "proof.pdf", body)
        .await
        .refused(413, "file_too_large");
    assert_eq!(files_in(&server), 0);
    assert_eq!(anna.claim(&draft.reference).await.form, draft.form);

    let seems = anna
        .attach(&draft.reference, "proof.pdf", b"MZ\x90\x00\x03".to_vec())
        .await;
    assert!(seems.refused(422, "file_kind").detail.contains("a program"));
}

#[tokio::test]
async fn a_broken_upload_leaves_nothing() {
    let server = Server::with(small()).await;
    let anna = server.anna();
    let draft = anna.draft(form()).await;
    let pieces = vec![Ok(Bytes::from(pdf())), Err(std::io::Error::other("gone"))];
    let body = Body::from_stream(stream::iter(pieces));
    anna.attach(&draft.reference, "proof.pdf", body)
        .await
        .refused(400, "malformed");
    assert_eq!(files_in(&server), 0);
}

#[tokio::test]
async fn a_claim_has_only_so_many_files_and_the_same_one_once() {
    let server = Server::with(small()).await;
    let anna = server.anna();
    let draft = anna.draft(form()).await;
    let first: Evidence = anna
        .attach(&draft.reference, "a.pdf", pdf())
        .await
        .is(201)
        .json();
    let again: Evidence = anna
        .attach(&draft.reference, "b.pdf", pdf())
        .await
        .is(200)
        .json();
    assert_eq!(first, again);
    let other = [pdf(), b"2".to_vec()].concat();
    anna.attach(&draft.reference, "c.pdf", other).await.is(201);
    let third = [pdf(), b"3".to_vec()].concat();
    anna.attach(&draft.reference, "d.pdf", third.clone())
        .await
        .refused(422, "too_many_files");

    let path = format!("/api/v1/claims/{}/evidence/{}", draft.reference, first.id);
    anna.request(Method::DELETE, &path, PLAIN, None)
        .await
        .is(204);
    anna.get(&path).await.refused(404, "not_found");
    anna.request(Method::DELETE, &path, PLAIN, None)
        .await
        .refused(404, "not_found");
    anna.attach(&draft.reference, "d.pdf", third).await.is(201);
}

#[tokio::test]
async fn a_file_comes_back_as_it_went_and_cannot_act_as_a_page() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.draft(form()).await;
    let content = [pdf(), vec![7; 300_000]].concat();
    let added = anna
        .attach(
            &draft.reference,
            "../Bevis%20p%C3%A5%20%22A%22.pdf",
            content.clone(),
        )
        .await
        .is(201);
    let added: Evidence = added.json();
    assert_eq!(added.name, "Bevis på _A_.pdf");
    assert_eq!(
        (added.media_type.as_str(), added.size),
        ("application/pdf", 300_000 + pdf().len() as u64)
    );
    let path = format!("/api/v1/claims/{}/evidence/{}", draft.reference, added.id);

    let down = anna.get(&path).await.is(200);
    assert_eq!(down.body, content);
    assert_eq!(down.header("content-type"), "application/pdf");
    assert_eq!(down.header("x-content-type-options"), "nosniff");
    assert_eq!(
        down.header("content-disposition"),
        "attachment; filename=\"Bevis p_ _A_.pdf\"; filename*=UTF-8''Bevis%20p%C3%A5%20_A_.pdf"
    );
    assert!(
        down.header("content-security-policy")
            .starts_with("sandbox")
    );

    let shown = anna.get(&format!("{path}?inline=1")).await.is(200);
    assert!(shown.header("content-disposition").starts_with("inline"));
    assert!(
        shown
            .header("content-security-policy")
            .contains("frame-ancestors 'self'")
    );

    let mail = b"From: a@b.example\r\nTo: c@d.example\r\nDate: today\r\n\r\n<script>".to_vec();
    let mail: Evidence = anna
        .attach(&draft.reference, "ok.eml", mail)
        .await
        .is(201)
        .json();
    let path = format!(
        "/api/v1/claims/{}/evidence/{}?inline=1",
        draft.reference, mail.id
    );
    assert!(
        anna.get(&path)
            .await
            .is(200)
            .header("content-disposition")
            .starts_with("attachment")
    );
}

#[tokio::test]
async fn a_file_that_changed_on_the_disk_is_not_given_out() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.complete_draft().await;
    let file = &claim.evidence[0];
    let path = format!("/api/v1/claims/{}/evidence/{}", claim.reference, file.id);
    let kept = server
        .config
        .data
        .join("evidence/sha256")
        .join(&file.sha256[..2])
        .join(&file.sha256);
    let whole = std::fs::read(&kept).unwrap();
    let mut flipped = whole.clone();
    flipped[10] ^= 1;
    let mut shorter = whole.clone();
    shorter.pop();
    for changed in [flipped, shorter] {
        std::fs::write(&kept, changed).unwrap();
        anna.get(&path).await.refused(500, "evidence_damaged");
    }
    std::fs::remove_file(&kept).unwrap();
    anna.get(&path).await.refused(500, "evidence_damaged");
    std::fs::write(&kept, &whole).unwrap();
    anna.get(&path).await.is(200);
    let levels = claimdesk_server::store::levels::Levels::default();
    let text = server.app.metrics().text(&levels, server.now()).unwrap();
    assert!(
        text.contains("claimdesk_evidence_damaged_total 3\n"),
        "{text}"
    );
}

#[tokio::test]
async fn files_of_a_claim_that_was_sent_stand() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.sent().await;
    anna.attach(&claim.reference, "more.pdf", [pdf(), vec![1]].concat())
        .await
        .refused(409, "not_now");
    let path = format!(
        "/api/v1/claims/{}/evidence/{}",
        claim.reference, claim.evidence[0].id
    );
    anna.request(Method::DELETE, &path, PLAIN, None)
        .await
        .refused(409, "not_now");
}

#[tokio::test]
async fn an_upload_sent_again_with_its_key_is_the_same_file() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.draft(form()).await;
    let send = |content: Vec<u8>| {
        let path = format!("/api/v1/claims/{}/evidence?name=a.pdf", draft.reference);
        let request = Request::post(path).header("idempotency-key", "up-1");
        anna.send(request.body(Body::from(content)).unwrap())
    };
    let first = send(pdf()).await.is(201);
    assert_eq!(send(pdf()).await.is(201).body, first.body);
    send([pdf(), vec![1]].concat())
        .await
        .refused(422, "key_reused");
    assert_eq!(anna.claim(&draft.reference).await.evidence.len(), 1);
}

#[tokio::test]
async fn what_was_coming_in_when_the_server_died_is_gone_with_the_next_start() {
    let server = Server::start().await;
    let incoming = server.config.data.join("evidence/incoming");
    std::fs::create_dir_all(&incoming).unwrap();
    // As the folder store names a file it is in the middle of, and one it had ended.
    for name in ["858e584158bd0d49#1", "858e584158bd0d49"] {
        std::fs::write(incoming.join(name), "half a contr").unwrap();
    }
    let server = server.restarted().await;
    let left = std::fs::read_dir(server.config.data.join("evidence/incoming")).unwrap();
    assert_eq!(left.count(), 0);
}
