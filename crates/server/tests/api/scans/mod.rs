//! The virus scanner, in every way it can answer or not: what it did not see is never taken for
//! clean.

pub mod clamd;

use std::process::Stdio;
use std::time::Duration;

use chrono::TimeDelta;
use claimdesk_protocol::{Claim, Evidence, Scan, ScanState};
use claimdesk_recognition::claim::Move;
use claimdesk_server::claims::{Desk, Said};
use claimdesk_server::evidence::scanner::{Address, ScannerSettings};
use claimdesk_server::store::scans::{NewScan, ScanStore};
use claimdesk_server::store::{Store, Written};
use serde_json::json;
use tokio::net::TcpListener;

use clamd::{Behaves, Clamd};

use crate::common::{Client, Server, form, pdf};
use crate::final_proof;
use crate::hostile::{a_docx, eicar, files_in};
use crate::process::command;

async fn scanned_by(clamd: &Clamd) -> Server {
    Server::set(|config| config.scanner = Some(clamd.settings())).await
}

fn states(claim: &Claim) -> Vec<ScanState> {
    claim.evidence.iter().map(|file| file.scan.state).collect()
}

fn path(claim: &Claim) -> String {
    let file = &claim.evidence[0];
    format!("/api/v1/claims/{}/evidence/{}", claim.reference, file.id)
}

/// What the audit log has of a claim, oldest first: operation, state, reason.
async fn log(server: &Server, claim: &Claim) -> Vec<(String, String, String)> {
    let eva = server.eva().await;
    let page: serde_json::Value = eva
        .get(&format!("/api/v1/audit/entries?object={}", claim.reference))
        .await
        .is(200)
        .json();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut rows: Vec<_> = page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                text(&row["operation"]),
                text(&row["to"]),
                text(&row["reason"]),
            )
        })
        .collect();
    rows.reverse();
    rows
}

#[tokio::test]
async fn without_a_scanner_a_file_is_shown_as_not_scanned() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.complete_draft().await;
    assert_eq!(states(&claim), [ScanState::NotScanned]);
    anna.get(&path(&claim)).await.is(200);
    anna.makes("submit", &claim).await.is(200);
}

#[tokio::test]
async fn a_clean_file_is_here_at_once_and_says_who_looked() {
    let clamd = Clamd::start(Behaves::Well).await;
    let server = scanned_by(&clamd).await;
    let anna = server.anna();
    let claim = anna.complete_draft().await;
    let scan = &claim.evidence[0].scan;
    assert_eq!(scan.state, ScanState::Clean);
    assert_eq!(scan.at, Some(server.now()));
    assert!(
        scan.scanner
            .as_ref()
            .unwrap()
            .starts_with("ClamAV 1.4.6/27800")
    );
    anna.get(&path(&claim)).await.is(200);
    anna.makes("submit", &claim).await.is(200);
    let log = log(&server, &claim).await;
    assert!(
        log.iter()
            .any(|(_, to, why)| to == "kept" && why == "clean"),
        "{log:?}"
    );
}

#[tokio::test]
async fn an_infected_file_is_refused_by_name_and_leaves_only_a_trace() {
    let clamd = Clamd::start(Behaves::Well).await;
    let server = scanned_by(&clamd).await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let in_pdf = [pdf(), eicar().into_bytes()].concat();
    let mail = format!(
        "From: a@b.example\r\nTo: c@d.example\r\nDate: today\r\n\r\n{}",
        eicar()
    );
    for (name, content) in [("proof.pdf", in_pdf), ("proof.eml", mail.into_bytes())] {
        let problem = anna
            .attach(&claim.reference, name, content)
            .await
            .refused_for(422, "file_infected", "evidence");
        assert!(
            problem.detail.contains("Eicar-Test-Signature"),
            "{problem:?}"
        );
    }
    assert_eq!(files_in(&server, "evidence"), 0);
    assert!(anna.claim(&claim.reference).await.evidence.is_empty());
    let log = log(&server, &claim).await;
    let refused = log.iter().filter(|(operation, to, why)| {
        operation.starts_with("post.") && to == "refused" && why == "Eicar-Test-Signature"
    });
    assert_eq!(refused.count(), 2, "{log:?}");
}

#[tokio::test]
async fn whatever_is_no_answer_keeps_a_file_away_until_there_is_one() {
    let clamd = Clamd::start(Behaves::Well).await;
    let server = scanned_by(&clamd).await;
    let anna = server.anna();
    let worker = server.worker();
    for behaves in [
        Behaves::TooLarge,
        Behaves::Silent,
        Behaves::Garbage,
        Behaves::Floods,
        Behaves::Drops,
        Behaves::Half,
    ] {
        clamd.is_now(behaves);
        let claim = anna.draft(form()).await;
        let own = [pdf(), format!("{behaves:?}").into_bytes()].concat();
        let file: Evidence = anna
            .attach(&claim.reference, "proof.pdf", own)
            .await
            .is(201)
            .json();
        assert_eq!(file.scan.state, ScanState::Waiting, "{behaves:?}");
        assert_eq!(file.scan.too_large, behaves == Behaves::TooLarge);
        let claim = anna.claim(&claim.reference).await;
        assert_eq!(states(&claim), [ScanState::Waiting]);
        // Seen by its partner, and given to nobody.
        anna.get(&path(&claim))
            .await
            .refused(409, "file_quarantined");
        for paper in ["pack", "bundle"] {
            anna.get(&format!("/api/v1/claims/{}/{paper}", claim.reference))
                .await
                .refused(409, "file_quarantined");
        }
        anna.makes("submit", &claim)
            .await
            .refused_for(409, "file_quarantined", "evidence");
        assert_eq!(anna.claim(&claim.reference).await.version, claim.version);

        // Not asked again at once; then it waits twice as long.
        assert_eq!(worker.scans().await.unwrap(), 0);
        let due = |at| server.store.due_scans(at, 9);
        assert!(due(server.now()).await.unwrap().is_empty());
        server.later(TimeDelta::minutes(1));
        assert_eq!(worker.scans().await.unwrap(), 0, "{behaves:?}");
        server.later(TimeDelta::minutes(1));
        assert!(due(server.now()).await.unwrap().is_empty());
        server.later(TimeDelta::minutes(1));
        clamd.is_now(Behaves::Well);
        assert_eq!(worker.scans().await.unwrap(), 1);
        let claim = anna.claim(&claim.reference).await;
        assert_eq!(states(&claim), [ScanState::Clean], "{behaves:?}");
        anna.get(&path(&claim)).await.is(200);
        anna.makes("submit", &claim).await.is(200);
    }
}

#[tokio::test]
async fn a_scanner_that_is_down_keeps_files_away_and_is_watched() {
    let clamd = Clamd::start(Behaves::Well).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let server = Server::set(|config| {
        config.scanner = Some(ScannerSettings {
            address: Address::Tcp(nobody.to_string()),
            ..clamd.settings()
        });
    })
    .await;
    let anna = server.anna();
    let claim = anna.complete_draft().await;
    assert_eq!(states(&claim), [ScanState::Waiting]);
    server.later(TimeDelta::minutes(10));
    let levels = {
        use claimdesk_server::store::levels::Gauged;
        server.store.levels(server.now()).await.unwrap()
    };
    let text = server.app.metrics().text(&levels, server.now()).unwrap();
    for line in [
        "claimdesk_evidence_quarantined 1",
        "claimdesk_evidence_longest_quarantined_seconds 600",
        "claimdesk_evidence_bad 0",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn a_final_proof_is_scanned_before_anybody_is_given_it() {
    let clamd = Clamd::start(Behaves::Well).await;
    let server = scanned_by(&clamd).await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = final_proof::filed(&anna).await;
    rie.opens(&claim.reference).await;
    // Files that came at one moment stand in any order.
    server.later(TimeDelta::minutes(1));
    clamd.is_now(Behaves::FindsAll);
    let signed = final_proof::signed;
    anna.attach(&claim.reference, "signed.pdf", signed())
        .await
        .refused(422, "file_infected");
    clamd.is_now(Behaves::Drops);
    anna.attach(&claim.reference, "signed.pdf", signed())
        .await
        .is(201);
    let came = anna.claim(&claim.reference).await;
    let last = came.evidence.last().unwrap();
    assert_eq!(last.scan.state, ScanState::Waiting);
    let file = format!("/api/v1/claims/{}/evidence/{}", came.reference, last.id);
    rie.get(&file).await.refused(409, "file_quarantined");
    let approves = async || {
        let on = anna.claim(&claim.reference).await.version;
        rie.decides("approve", &claim.reference, on, json!({ "note": "" }))
            .await
    };
    approves().await.refused(409, "file_quarantined");
    clamd.is_now(Behaves::Well);
    server.later(TimeDelta::minutes(2));
    assert_eq!(server.worker().scans().await.unwrap(), 1);
    rie.get(&file).await.is(200);
    approves().await.is(200);
}

#[tokio::test]
async fn what_is_found_later_keeps_a_claim_from_being_approved() {
    let clamd = Clamd::start(Behaves::Well).await;
    let server = scanned_by(&clamd).await;
    let (anna, rie) = (server.anna(), server.rie());
    let worker = server.worker();
    let claim = anna.sent().await;
    let on = rie.opens(&claim.reference).await;
    server.later(TimeDelta::days(7));
    clamd.is_now(Behaves::FindsAll);
    assert_eq!(worker.scans().await.unwrap(), 1);
    let seen: serde_json::Value = rie
        .get(&format!("/api/v1/review/claims/{}", claim.reference))
        .await
        .is(200)
        .json();
    let scan = &seen["claim"]["evidence"][0]["scan"];
    assert_eq!(
        (&scan["state"], &scan["found"]),
        (&json!("bad"), &json!("Doc.Dropper"))
    );
    for client in [&rie, &anna] {
        client
            .get(&path(&claim))
            .await
            .refused(409, "file_infected");
    }
    let approves = |client: &Client| {
        let (client, reference) = (client.clone(), claim.reference.clone());
        async move {
            client
                .decides("approve", &reference, on, json!({ "note": "" }))
                .await
        }
    };
    approves(&rie)
        .await
        .refused_for(409, "file_infected", "evidence");
    // The same file again, for another claim: refused, whoever sends it.
    let other = anna.draft(form()).await;
    anna.attach(&other.reference, "proof.pdf", pdf())
        .await
        .refused(422, "file_infected");
    // A false alarm is over when the scanner says so.
    server.later(TimeDelta::days(7));
    clamd.is_now(Behaves::Well);
    assert_eq!(worker.scans().await.unwrap(), 1);
    approves(&rie).await.is(200);
    let log = log(&server, &claim).await;
    let told: Vec<&str> = log
        .iter()
        .filter(|(operation, ..)| operation == "job.scans")
        .map(|(_, to, _)| to.as_str())
        .collect();
    assert_eq!(told, ["bad", "clean"], "{log:?}");
}

#[tokio::test]
async fn what_is_found_while_one_decides_keeps_the_decision_from_being_written() {
    let clamd = Clamd::start(Behaves::Well).await;
    let server = scanned_by(&clamd).await;
    let claim = server.anna().sent().await;
    server.rie().opens(&claim.reference).await;
    let file = server.store.claim(&claim.reference).await.unwrap().unwrap();
    let users = server.store.users().await.unwrap();
    let rie = users.iter().find(|user| user.id == "rie");
    let desk = Desk {
        store: &server.store,
        programme: server.app.programme(),
        quality: server.app.quality(),
        asks_customers: false,
    };
    let now = server.now();
    let change = desk
        .plan(&file, Move::Approve, rie, Said::default(), now)
        .await
        .unwrap();
    for (state, written) in [
        (ScanState::Bad, Written::Stale),
        (ScanState::Clean, Written::Done(())),
    ] {
        let new = NewScan {
            sha256: file.evidence[0].sha256.clone(),
            scan: Scan {
                state,
                ..Scan::default()
            },
            next_at: now,
        };
        server.store.scanned(new, now).await.unwrap();
        let became = server.store.change(change.clone(), None).await.unwrap();
        assert_eq!(became, written, "{state:?}");
    }
}

#[tokio::test]
async fn a_scanner_that_is_new_sees_the_files_of_before() {
    let server = Server::start().await;
    let claim = server.anna().complete_draft().await;
    let clamd = Clamd::start(Behaves::Well).await;
    let mut server = server;
    server.config.scanner = Some(clamd.settings());
    let server = server.restarted().await;
    let anna = server.anna();
    assert_eq!(
        states(&anna.claim(&claim.reference).await),
        [ScanState::Waiting]
    );
    assert_eq!(server.worker().scans().await.unwrap(), 1);
    assert_eq!(
        states(&anna.claim(&claim.reference).await),
        [ScanState::Clean]
    );
    // Taken away again, it leaves what it said.
    let mut server = server;
    server.config.scanner = None;
    let server = server.restarted().await;
    assert_eq!(
        states(&server.anna().claim(&claim.reference).await),
        [ScanState::Clean]
    );
}

async fn scan_by_hand(server: &Server, address: &str) -> (Option<i32>, String) {
    let out = tokio::process::Command::from(command(&server.config.data))
        .args(["evidence", "scan", "--clamav", address])
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    (out.status.code(), said)
}

#[tokio::test]
async fn the_command_scans_all_and_tells_what_is_bad() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let bad = [pdf(), eicar().into_bytes()].concat();
    anna.attach(&claim.reference, "bad.pdf", bad).await.is(201);
    anna.attach(&claim.reference, "good.docx", a_docx(&[]))
        .await
        .is(201);
    let clamd = Clamd::start(Behaves::Well).await;
    let (code, said) = scan_by_hand(&server, &clamd.address.to_string()).await;
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains(": Eicar-Test-Signature\n"), "{said}");
    assert!(said.ends_with("1 clean, 1 bad, 0 not scanned\n"), "{said}");
    let mut claim = anna.claim(&claim.reference).await;
    claim
        .evidence
        .sort_by(|one, other| one.name.cmp(&other.name));
    assert_eq!(states(&claim), [ScanState::Bad, ScanState::Clean]);
}

/// A real clamd with a database of one signature. Started and ended here.
#[tokio::test]
#[ignore = "needs clamd (Debian: clamav-daemon) and some seconds"]
async fn a_real_clamd_says_what_the_invented_one_does() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("db")).unwrap();
    std::fs::write(
        at("db").join("test.hdb"),
        "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n",
    )
    .unwrap();
    let socket = at("clamd.ctl");
    let settings = format!(
        "LocalSocket {}\nDatabaseDirectory {}\nForeground yes\nStreamMaxLength 1M\nLogFile {}\n",
        socket.display(),
        at("db").display(),
        at("clamd.log").display()
    );
    std::fs::write(at("clamd.conf"), settings).unwrap();
    let mut clamd = tokio::process::Command::new("clamd")
        .arg("-c")
        .arg(at("clamd.conf"))
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let ready = async {
        while tokio::net::UnixStream::connect(&socket).await.is_err() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), ready)
        .await
        .unwrap();
    let server = Server::set(|config| {
        config.scanner = Some(ScannerSettings::at(Address::Socket(socket.clone())));
    })
    .await;
    let anna = server.anna();
    let claim = anna.complete_draft().await;
    assert_eq!(states(&claim), [ScanState::Clean]);
    assert!(
        claim.evidence[0]
            .scan
            .scanner
            .as_ref()
            .unwrap()
            .starts_with("ClamAV ")
    );
    // In a document, as a part of its own: the scanner unpacks it.
    let docx = crate::hostile::with_part("word/media/image1.png", eicar().as_bytes());
    anna.attach(&claim.reference, "bad.docx", docx)
        .await
        .refused(422, "file_infected");
    let large = [pdf(), vec![b' '; 2_000_000]].concat();
    let large: Evidence = anna
        .attach(&claim.reference, "large.pdf", large)
        .await
        .is(201)
        .json();
    assert_eq!(large.scan.state, ScanState::Waiting);
    assert!(large.scan.too_large);
    clamd.kill().await.unwrap();
    let late = [pdf(), b"late".to_vec()].concat();
    let late: Evidence = anna
        .attach(&claim.reference, "late.pdf", late)
        .await
        .is(201)
        .json();
    assert_eq!(late.scan.state, ScanState::Waiting);
}
