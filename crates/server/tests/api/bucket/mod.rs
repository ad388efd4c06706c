//! Evidence in a bucket: what is acknowledged is there, what is given out is what was sent, and no
//! store is trusted that writes over what it has.

pub mod double;
mod orphans;
mod outages;
mod servers;
mod start;

use std::time::Duration;

use chrono::TimeDelta;
use claimdesk_protocol::{Claim, Evidence as File};
use claimdesk_server::backup;
use claimdesk_server::config::Limits;
use claimdesk_server::evidence::Place;
use claimdesk_server::ids;
use futures::future::join_all;

use double::{BUCKET, Double, KEY_ID, SECRET};

use crate::common::{Client, Server, form, form_with, pdf};
use crate::hostile::a_png;
use crate::postgres;
use crate::process::{command, serve_by};
use crate::scans::clamd::{Behaves, Clamd};
use crate::working::{self, With, add_to};

/// More than goes in one request, or in two parts.
const LARGE: usize = 17_000_000;
/// More than goes in one request.
const TWO_PARTS: usize = 9_000_000;

async fn server_on(double: &Double) -> Server {
    Server::set(|config| {
        config.evidence = double.place();
        config.limits = Limits {
            evidence_bytes: 25_000_000,
            ..Limits::default()
        };
    })
    .await
}

/// A proof like no other: a PDF, or, where it is to have so many bytes, a picture, which is quickly
/// looked through.
fn proof(nth: usize, size: usize) -> Vec<u8> {
    let begin = if size == 0 { pdf() } else { a_png(9, 9) };
    let mut content = [begin, format!("% {nth}\n%%EOF\n").into_bytes()].concat();
    content.resize(size.max(content.len()), b' ');
    content
}

/// What it is called.
fn name(size: usize) -> &'static str {
    if size == 0 { "proof.pdf" } else { "proof.png" }
}

fn sha256(content: &[u8]) -> String {
    ids::hex(&ids::digest(content))
}

async fn nth_draft(client: &Client, nth: usize) -> Claim {
    let form = form_with(&serde_json::json!({
        "subscriptionId": format!("9c4a1e52-7b1d-4c55-8f3a-{nth:012}"),
    }));
    client.draft(form).await
}

fn path(claim: &Claim, file: &File) -> String {
    format!("/api/v1/claims/{}/evidence/{}", claim.reference, file.id)
}

/// Files of this machine that are on their way in or out.
fn on_their_way(server: &Server) -> usize {
    let folder = server.config.data.join("evidence/incoming");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

/// A draft whose proof is in the bucket, and what that is.
async fn with_proof(anna: &Client) -> (Claim, Vec<u8>, File) {
    let claim = anna.draft(form()).await;
    let content = proof(1, 0);
    let kept = anna.attach(&claim.reference, "proof.pdf", content.clone());
    let file = kept.await.is(201).json();
    (claim, content, file)
}

#[tokio::test]
async fn what_is_acknowledged_is_in_the_bucket_and_comes_back_as_it_was() {
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let (small, large) = (proof(1, 0), proof(2, LARGE));
    let mut files = Vec::new();
    for (name, content) in [("small.pdf", &small), ("large.png", &large)] {
        let file: File = anna
            .attach(&claim.reference, name, content.clone())
            .await
            .is(201)
            .json();
        assert_eq!(file.sha256, sha256(content));
        assert_eq!(double.files()[&file.sha256], *content);
        files.push((file, content.clone()));
    }
    assert_eq!((double.unfinished(), on_their_way(&server)), (0, 0));
    let name = &files[0].0.sha256;
    let key = format!("claims/sha256/{}/{name}", &name[..2]);
    assert!(double.keys().contains(&key), "{:?}", double.keys());
    // Not in the data folder as well.
    assert!(!server.config.data.join("evidence/sha256").exists());

    let server = server.restarted().await;
    let anna = server.anna();
    for (file, content) in &files {
        let answer = anna.get(&path(&claim, file)).await.is(200);
        assert_eq!(answer.body, content[..]);
        assert_eq!(answer.header("content-length"), content.len().to_string());
    }
    assert_eq!(on_their_way(&server), 0);
    // The same content again is the same file, and little is sent for it.
    let other = nth_draft(&anna, 2).await;
    double.asked();
    anna.attach(&other.reference, "again.png", large.clone())
        .await
        .is(201);
    let asked = double.asked();
    assert!(
        !asked.iter().any(|asked| asked.contains("partNumber")),
        "{asked:?}"
    );
    assert_eq!(double.files().len(), 2);
}

#[tokio::test]
async fn one_content_that_several_send_at_once_is_kept_once_and_acknowledged_to_each() {
    let double = Double::start();
    let server = server_on(&double).await;
    let beside = server.beside().await;
    let clients = [server.anna(), beside.anna(), server.anna(), beside.anna()];
    let drafts = join_all((0..4).map(|nth| nth_draft(&clients[nth], nth))).await;
    for size in [0, TWO_PARTS] {
        let content = proof(1, size);
        let sent = join_all(clients.iter().zip(&drafts).map(|(client, draft)| {
            let content = content.clone();
            async move { client.attach(&draft.reference, name(size), content).await }
        }));
        for answer in sent.await {
            let file: File = answer.is(201).json();
            assert_eq!(double.files()[&file.sha256], content);
        }
    }
    assert_eq!((double.files().len(), double.unfinished()), (2, 0));
}

#[tokio::test]
async fn what_changed_in_the_bucket_is_not_given_out_nor_taken_for_what_is_sent() {
    let double = Double::start();
    let server = server_on(&double).await;
    let anna = server.anna();
    let (claim, content, file) = with_proof(&anna).await;
    let key = format!("claims/sha256/{}/{}", &file.sha256[..2], file.sha256);
    let mut changed = content.clone();
    changed[40] ^= 1;
    for lying in [
        &changed[..],
        &content[..50],
        &[&content[..], b"more"].concat(),
    ] {
        double.lay(&key, lying, TimeDelta::zero());
        anna.get(&path(&claim, &file))
            .await
            .refused(500, "evidence_damaged");
        // It is never written over, so that nobody is told that it is there.
        let other = nth_draft(&anna, lying.len()).await;
        anna.attach(&other.reference, "again.pdf", content.clone())
            .await
            .refused(500, "evidence_damaged");
        assert_eq!(anna.claim(&other.reference).await.evidence, []);
    }
    let data = postgres::at(&server.config.data).await;
    let checked = backup::check_data(&data, &server.config.evidence).await;
    assert_eq!(checked.unwrap().faults.len(), 1);
    double.lay(&key, &content, TimeDelta::zero());
    assert_eq!(anna.get(&path(&claim, &file)).await.is(200).body, content);
}

#[tokio::test]
async fn a_backup_takes_the_bucket_along_and_comes_back_into_another_or_into_a_folder() {
    let (double, other) = (Double::start(), Double::start());
    let server = server_on(&double).await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let content = proof(1, LARGE);
    let file: File = anna
        .attach(&claim.reference, name(LARGE), content.clone())
        .await
        .is(201)
        .json();
    anna.complete_draft().await;
    let shelf = tempfile::tempdir().unwrap();
    let data = postgres::at(&server.config.data).await;
    let backups = shelf.path().join("backups");
    let place = &server.config.evidence;
    let taken = backup::take(&data, place, &backups, server.now(), None)
        .await
        .unwrap();
    assert_eq!((taken.evidence.files, taken.faults.len()), (2, 0));
    let checked = backup::check_backup(&taken.folder).await.unwrap();
    assert_eq!((checked.evidence.files, checked.faults.len()), (2, 0));

    for (name, place) in [("bucket", other.place()), ("folder", Place::Folder)] {
        let home = shelf.path().join(name);
        let restored = backup::restore(&taken.folder, &postgres::at(&home).await, &place)
            .await
            .unwrap();
        assert_eq!((restored.evidence.files, restored.faults.len()), (2, 0));
        let checked = backup::check_data(&postgres::at(&home).await, &place).await;
        assert_eq!(checked.unwrap().evidence.files, 2);
        let back = server
            .beside_set(|config| {
                config.data = home;
                config.evidence = place;
            })
            .await;
        let answer = back.anna().get(&path(&claim, &file)).await.is(200);
        assert_eq!(answer.body, content);
    }
    assert_eq!(other.files(), double.files());
    // Without one of its objects neither is whole, and the object is named.
    let key = format!("claims/sha256/{}/{}", &file.sha256[..2], file.sha256);
    double.lay(&key, b"short", TimeDelta::zero());
    let checked = backup::check_data(&data, place).await.unwrap();
    assert!(checked.faults[0].to_string().contains(&file.sha256));
}

#[tokio::test]
async fn every_command_that_goes_to_evidence_goes_to_the_bucket() {
    let double = Double::start();
    let clamd = Clamd::start(Behaves::Well).await;
    let server = server_on(&double).await;
    let (anna, scanner) = (server.anna(), clamd.address.to_string());
    let claim = anna.complete_draft().await;
    let file = &claim.evidence[0];
    let shelf = tempfile::tempdir().unwrap();
    let at = |name: &str| shelf.path().join(name).to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| {
        let mut command = command(&server.config.data);
        command.envs(environment(&double)).args(arguments);
        postgres::of_arguments(&mut command, arguments);
        async move {
            let output = tokio::task::spawn_blocking(move || {
                command.stderr(std::process::Stdio::piped()).output()
            });
            let output = output.await.unwrap().unwrap();
            let text = [output.stdout, output.stderr].concat();
            (output.status.code(), String::from_utf8(text).unwrap())
        }
    };
    let (backups, home) = (at("backups"), at("home"));
    let bucket = format!("s3://{BUCKET}/claims");
    let verify = ["audit", "verify", "--evidence"];
    let well: [(&[&str], &str); 5] = [
        (&["verify"], "so are 1 files of evidence"),
        (&["backup", "--to", &backups], "1 files of evidence"),
        (&verify, "1 files of evidence"),
        (
            &["audit", "verify", "--evidence", &bucket],
            "1 files of evidence",
        ),
        (
            &["evidence", "scan", "--clamav", &scanner],
            "1 clean, 0 bad",
        ),
    ];
    for (arguments, word) in well {
        let (code, said) = run(arguments).await;
        assert!(
            code == Some(0) && said.contains(word),
            "{arguments:?}: {said}"
        );
    }
    let backup = std::fs::read_dir(&backups)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let backup = backup
        .filter(|path| path.join("manifest.json").is_file())
        .last()
        .unwrap();
    let other = format!("s3://{BUCKET}/drill");
    let backup = backup.to_str().unwrap();
    let (code, said) = run(&["restore", backup, "--data", &home, "--evidence", &other]).await;
    assert_eq!(code, Some(0), "{said}");
    let there = format!("drill/sha256/{}/{}", &file.sha256[..2], file.sha256);
    assert!(double.keys().contains(&there), "{:?}", double.keys());
    // What is damaged there is named by each of them.
    let key = format!("claims/sha256/{}/{}", &file.sha256[..2], file.sha256);
    double.lay(&key, b"another", TimeDelta::zero());
    for arguments in [&["verify"][..], &["backup", "--to", &at("more")], &verify] {
        let (code, said) = run(arguments).await;
        assert!(
            code == Some(2) && said.contains(&file.sha256),
            "{arguments:?}: {said}"
        );
    }
}

/// How much memory a process has, and had at most, in kilobytes.
fn memory(id: u32) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    (of("VmRSS:"), of("VmHWM:"))
}

/// The settings of a bucket, as the environment says them.
pub fn environment(double: &Double) -> [(&'static str, String); 4] {
    [
        ("CLAIMDESK_EVIDENCE", format!("s3://{BUCKET}/claims")),
        ("CLAIMDESK_S3_ENDPOINT", double.endpoint()),
        ("AWS_ACCESS_KEY_ID", KEY_ID.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
    ]
}

#[test]
fn memory_does_not_grow_with_the_file() {
    let double = Double::start();
    let folder = tempfile::tempdir().unwrap();
    let partner = ["--role", "partner", "--organisation", "Nordlys A/S"];
    let of = ["--location", "6100001", "--track", "smb"];
    add_to(
        folder.path(),
        "anna@example.com",
        &[&partner[..], &of].concat(),
    );
    let keys = folder.path().join("keys");
    let lines =
        format!("[default]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n");
    std::fs::write(&keys, lines).unwrap();
    let mut begins = command(folder.path());
    begins
        .env("RUST_LOG", "warn")
        .env("CLAIMDESK_EVIDENCE_MAX_MB", "60")
        .envs(environment(&double))
        // By a file, as an installation that lasts has it.
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .env("CLAIMDESK_S3_CREDENTIALS_FILE", &keys);
    let running = serve_by(begins);
    let anna = working::Client::sign_in(&running.address, "anna@example.com");
    let ask = |method: &str, path: &str, body: &[u8]| {
        anna.send(method, path, With::default(), body).unwrap()
    };
    let draft = serde_json::json!({ "form": form() }).to_string();
    let draft = ask("POST", "/api/v1/claims", draft.as_bytes()).json();
    let reference = draft["reference"].as_str().unwrap();
    let target = format!("/api/v1/claims/{reference}/evidence");
    let mut after = vec![memory(running.child.id())];
    for (nth, size) in [10_000_000, 50_000_000].into_iter().enumerate() {
        let content = proof(nth, size);
        let sent = ask("POST", &format!("{target}?name={nth}.png"), &content);
        assert_eq!(sent.status, 201, "{}", sent.json());
        let id = sent.json()["id"].as_str().unwrap().to_owned();
        let back = ask("GET", &format!("{target}/{id}"), b"");
        assert!(back.body == content, "{size} bytes came back as others");
        after.push(memory(running.child.id()));
    }
    println!("kilobytes now and at most, before, after 10 MB and after 50 MB: {after:?}");
    assert!(after[2].1 < after[1].1 + 16_000, "{after:?} kilobytes");
}

/// Asks until the server says that it is ready, or that evidence is not.
async fn says_that_it_is_ready(server: &Server, ready: bool) {
    let mut said = !ready;
    for _ in 0..100 {
        let answer = server.nobody().get("/readyz").await;
        said = answer.status == 200;
        if !said {
            let problem = answer.refused(503, "unavailable");
            assert_eq!(problem.detail, "Not well: evidence. The log tells why.");
        }
        if said == ready {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(said, ready, "after ten seconds");
}
