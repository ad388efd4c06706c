//! Files that come in parts: nothing that was acknowledged is lost, and what was not is not kept.

use axum::body::{Body, Bytes};
use axum::http::{Method, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use claimdesk_protocol::{Claim, Upload};
use claimdesk_server::config::Limits;
use claimdesk_server::ids;
use claimdesk_server::routes::claims::uploads;
use futures::stream;

use crate::common::{Answer, Client, Server, form, pdf};

const LENGTH: usize = 300_000;

fn content() -> Vec<u8> {
    let mut content = pdf();
    content.resize(LENGTH, b' ');
    content
}

fn sha256(bytes: &[u8]) -> String {
    ids::hex(&ids::digest(bytes))
}

/// A request by the protocol.
async fn tus(
    client: &Client,
    method: Method,
    address: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(address)
        .header("tus-resumable", "1.0.0");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(body.into()).unwrap()).await
}

pub async fn begin(client: &Client, claim: &Claim, of: &[u8], key: &str) -> Answer {
    let metadata = format!(
        "filename {},sha256 {}",
        STANDARD.encode("bevis på.pdf"),
        STANDARD.encode(sha256(of))
    );
    let length = of.len().to_string();
    let address = format!("/api/v1/claims/{}/uploads", claim.reference);
    let headers = [
        ("upload-length", length.as_str()),
        ("upload-metadata", &metadata),
        ("idempotency-key", key),
    ];
    tus(client, Method::POST, &address, &headers, Body::empty()).await
}

async fn begun(client: &Client, claim: &Claim) -> String {
    let answer = begin(client, claim, &content(), "begin-1").await.is(201);
    let upload: Upload = answer.json();
    assert_eq!(answer.header("location"), upload.location);
    upload.location
}

pub async fn part(client: &Client, address: &str, offset: usize, bytes: &[u8]) -> Answer {
    let sum = format!("sha256 {}", STANDARD.encode(ids::digest(bytes)));
    part_with(client, address, offset, &sum, bytes.to_vec()).await
}

async fn part_with(
    client: &Client,
    address: &str,
    offset: usize,
    sum: &str,
    body: impl Into<Body>,
) -> Answer {
    let offset = offset.to_string();
    let headers = [
        ("content-type", "application/offset+octet-stream"),
        ("upload-offset", offset.as_str()),
        ("upload-checksum", sum),
    ];
    tus(client, Method::PATCH, address, &headers, body).await
}

/// How much is there.
async fn here(client: &Client, address: &str) -> usize {
    let answer = tus(client, Method::HEAD, address, &[], Body::empty())
        .await
        .is(200);
    assert_eq!(answer.header("upload-length"), LENGTH.to_string());
    answer.header("upload-offset").parse().unwrap()
}

fn parts_in(server: &Server) -> usize {
    std::fs::read_dir(server.config.data.join("uploads"))
        .unwrap()
        .count()
}

#[tokio::test]
async fn a_file_that_came_in_parts_over_a_restart_is_evidence_once() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let address = begun(&anna, &claim).await;
    let content = content();
    let answer = part(&anna, &address, 0, &content[..100_000]).await.is(204);
    assert_eq!(answer.header("upload-offset"), "100000");
    assert!(answer.header("upload-expires").ends_with("GMT"));

    let server = server.restarted().await;
    let anna = server.anna();
    assert_eq!(here(&anna, &address).await, 100_000);
    part(&anna, &address, 100_000, &content[100_000..])
        .await
        .is(204);
    let evidence = anna.claim(&claim.reference).await.evidence;
    assert_eq!(evidence.len(), 1);
    assert_eq!(
        (evidence[0].sha256.as_str(), evidence[0].name.as_str()),
        (sha256(&content).as_str(), "bevis på.pdf")
    );
    // The answer was lost: at the end nothing more is to be sent, and nothing comes twice.
    assert_eq!(here(&anna, &address).await, LENGTH);
    part(&anna, &address, LENGTH, b"").await.is(204);
    assert_eq!(anna.claim(&claim.reference).await.evidence.len(), 1);
    assert_eq!(parts_in(&server), 0);
    let path = format!(
        "/api/v1/claims/{}/evidence/{}",
        claim.reference, evidence[0].id
    );
    assert_eq!(anna.get(&path).await.is(200).body, content);
}

#[tokio::test]
async fn a_server_that_died_before_the_end_was_judged_goes_on_where_it_was() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let address = begun(&anna, &claim).await;
    let content = content();
    part(&anna, &address, 0, &content[..250_000]).await.is(204);
    // What a crash leaves: bytes that were never acknowledged.
    let id = address.rsplit('/').next().unwrap().to_owned();
    let file = server.config.data.join("uploads").join(id);
    let mut torn = std::fs::read(&file).unwrap();
    torn.resize(torn.len() + 40_000, 9);
    std::fs::write(&file, torn).unwrap();
    let server = server.restarted().await;
    let anna = server.anna();
    assert_eq!(here(&anna, &address).await, 250_000);
    part(&anna, &address, 250_000, &content[250_000..])
        .await
        .is(204);
    let evidence = anna.claim(&claim.reference).await.evidence;
    assert_eq!(evidence[0].sha256, sha256(&content));
}

#[tokio::test]
async fn a_file_that_lost_what_was_acknowledged_is_not_made_up() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let address = begun(&anna, &claim).await;
    let content = content();
    part(&anna, &address, 0, &content[..250_000]).await.is(204);
    let id = address.rsplit('/').next().unwrap();
    let file = server.config.data.join("uploads").join(id);
    let kept = std::fs::read(&file).unwrap();
    std::fs::write(&file, &kept[..100_000]).unwrap();
    part(&anna, &address, 250_000, &content[250_000..])
        .await
        .refused(404, "not_found");
    assert!(anna.claim(&claim.reference).await.evidence.is_empty());
}

#[tokio::test]
async fn parts_that_break_off_or_do_not_fit_their_checksum_leave_nothing() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let address = begun(&anna, &claim).await;
    let content = content();
    let sum = format!("sha256 {}", STANDARD.encode(ids::digest(b"another")));
    let answer = part_with(&anna, &address, 0, &sum, content[..1000].to_vec()).await;
    answer.refused(460, "checksum_mismatch");
    assert_eq!(here(&anna, &address).await, 0);

    let torn = || {
        let pieces = vec![
            Ok(Bytes::copy_from_slice(&content[..5000])),
            Err(std::io::Error::other("gone")),
        ];
        Body::from_stream(stream::iter(pieces))
    };
    let sum = format!("sha256 {}", STANDARD.encode(ids::digest(&content[..9000])));
    part_with(&anna, &address, 0, &sum, torn())
        .await
        .refused(400, "malformed");
    assert_eq!(here(&anna, &address).await, 0);
    // Without a checksum what came is kept, as the protocol has it.
    let headers = [
        ("content-type", "application/offset+octet-stream"),
        ("upload-offset", "0"),
    ];
    tus(&anna, Method::PATCH, &address, &headers, torn())
        .await
        .refused(400, "malformed");
    assert_eq!(here(&anna, &address).await, 5000);
    part(&anna, &address, 0, &content[..10])
        .await
        .refused(409, "wrong_offset");
    let over = vec![b' '; LENGTH];
    part(&anna, &address, 5000, &over)
        .await
        .refused(413, "too_large");
    assert_eq!(here(&anna, &address).await, 5000);
}

#[tokio::test]
async fn a_file_that_changed_between_its_parts_is_refused() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let address = begun(&anna, &claim).await;
    let content = content();
    part(&anna, &address, 0, &content[..100_000]).await.is(204);
    let changed = vec![b'x'; LENGTH - 100_000];
    part(&anna, &address, 100_000, &changed)
        .await
        .refused_for(422, "file_changed", "evidence");
    assert!(anna.claim(&claim.reference).await.evidence.is_empty());
    assert_eq!(parts_in(&server), 0);
    tus(&anna, Method::HEAD, &address, &[], Body::empty())
        .await
        .is(404);
}

#[tokio::test]
async fn what_is_no_evidence_is_refused_at_its_end() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let program = b"MZ\x90\x00\x03\x00\x00\x00".to_vec();
    let upload: Upload = begin(&anna, &claim, &program, "k").await.is(201).json();
    part(&anna, &upload.location, 0, &program)
        .await
        .refused_for(422, "file_kind", "evidence");
    assert_eq!(parts_in(&server), 0);
    let none = begin(&anna, &claim, b"", "k2").await;
    none.refused_for(422, "file_empty", "evidence");
    let sent = anna.sent().await;
    begin(&anna, &sent, &content(), "k3")
        .await
        .refused(409, "not_now");
}

#[tokio::test]
async fn uploads_are_the_organisations_own_and_end_when_taken_back_or_left() {
    let server = Server::start().await;
    let (anna, bo) = (server.anna(), server.bo());
    let claim = anna.draft(form()).await;
    let address = begun(&anna, &claim).await;
    let theirs = bo.draft(form()).await;
    let id = address.rsplit('/').next().unwrap();
    let through_theirs = format!("/api/v1/claims/{}/uploads/{id}", theirs.reference);
    for address in [&address, &through_theirs] {
        tus(&bo, Method::HEAD, address, &[], Body::empty())
            .await
            .is(404);
        part(&bo, address, 0, b"x").await.refused(404, "not_found");
        tus(&bo, Method::DELETE, address, &[], Body::empty())
            .await
            .refused(404, "not_found");
    }
    begin(&bo, &claim, &content(), "k")
        .await
        .refused(404, "not_found");

    part(&anna, &address, 0, &content()[..1000]).await.is(204);
    tus(&anna, Method::DELETE, &address, &[], Body::empty())
        .await
        .is(204);
    assert_eq!(parts_in(&server), 0);
    part(&anna, &address, 1000, b"x")
        .await
        .refused(404, "not_found");

    let upload: Upload = begin(&anna, &claim, &content(), "again")
        .await
        .is(201)
        .json();
    part(&anna, &upload.location, 0, &content()[..1000])
        .await
        .is(204);
    server.later(TimeDelta::hours(25));
    tus(&anna, Method::HEAD, &upload.location, &[], Body::empty())
        .await
        .is(404);
    assert_eq!(parts_in(&server), 1);
    assert_eq!(uploads::sweep(&server.app).await.unwrap(), 1);
    assert_eq!(parts_in(&server), 0);
}

#[tokio::test]
async fn only_so_much_is_under_way_and_a_beginning_sent_again_is_one() {
    let limits = Limits {
        unfinished_uploads: 2,
        unfinished_bytes: 650_000,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let first: Upload = begin(&anna, &claim, &content(), "a").await.is(201).json();
    let again: Upload = begin(&anna, &claim, &content(), "a").await.is(201).json();
    assert_eq!(first, again);
    begin(&anna, &claim, &vec![1; 350_001], "b")
        .await
        .refused_for(409, "uploads_full", "evidence");
    begin(&anna, &claim, &content(), "c").await.is(201);
    begin(&anna, &claim, b"%PDF-", "d")
        .await
        .refused(409, "uploads_full");
    // Another organisation has a quota of its own, and a finished one no longer counts.
    let theirs = server.bo().draft(form()).await;
    begin(&server.bo(), &theirs, &content(), "e").await.is(201);
    part(&anna, &first.location, 0, &content()).await.is(204);
    begin(&anna, &claim, b"%PDF-", "f").await.is(201);
}

#[tokio::test]
async fn what_does_not_speak_the_protocol_is_told_so() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let address = format!("/api/v1/claims/{}/uploads", claim.reference);
    let options = tus(&anna, Method::OPTIONS, &address, &[], Body::empty())
        .await
        .is(204);
    for (name, value) in [
        ("tus-version", "1.0.0"),
        ("tus-extension", "creation,checksum,termination,expiration"),
        ("tus-max-size", "25000000"),
        ("tus-checksum-algorithm", "sha256"),
    ] {
        assert_eq!(options.header(name), value);
    }
    let bare = Request::post(&address).body(Body::empty()).unwrap();
    anna.send(bare).await.refused(412, "other_protocol");
    for headers in [
        vec![],
        vec![("upload-length", "-1")],
        vec![("upload-length", "5"), ("upload-metadata", "filename ***")],
        vec![("upload-length", "5"), ("upload-metadata", "sha256 YQ==")],
    ] {
        tus(&anna, Method::POST, &address, &headers, Body::empty())
            .await
            .refused(400, "malformed");
    }
    let over = [("upload-length", "25000001")];
    tus(&anna, Method::POST, &address, &over, Body::empty())
        .await
        .refused(413, "file_too_large");
    let address = begun(&anna, &claim).await;
    tus(
        &anna,
        Method::PATCH,
        &address,
        &[("upload-offset", "0")],
        "x",
    )
    .await
    .refused(415, "wrong_type");
    part_with(&anna, &address, 0, "sha1 YQ==", "x")
        .await
        .refused(400, "malformed");
}
