//! Whoever changes the log behind the server's back is found.

use claimdesk_protocol::AuditHead;
use claimdesk_server::audit::head::{self, Verifier};

use crate::common::{Server, form};
use crate::process::command;
#[tokio::test]
async fn whoever_changes_the_table_is_found() {
    for (statement, named) in [
        (
            "UPDATE audit SET entry = replace(entry, '\"count\":1', '\"count\":2') WHERE sequence = 9",
            "entry 9 was changed",
        ),
        (
            "DELETE FROM audit WHERE sequence = 9",
            "entry 9 was taken out",
        ),
        ("DELETE FROM audit WHERE sequence >= 9", "were taken out"),
        (
            "UPDATE audit SET sequence = -1 WHERE sequence = 9; UPDATE audit SET sequence = 9 WHERE sequence = 10; UPDATE audit SET sequence = 10 WHERE sequence = -1",
            "entry 9 was changed: entry 10 stands in its place",
        ),
        (
            "INSERT INTO audit (sequence, entry, hashes) SELECT 900, entry, hashes FROM audit WHERE sequence = 9",
            "entry 900 was put in",
        ),
        (
            "UPDATE audit SET hashes = zeroblob(32) WHERE sequence = 10",
            "entry 10 was changed",
        ),
        (
            "UPDATE audit_log SET edge = zeroblob(length(edge))",
            "the hash over entries 0 to",
        ),
        (
            "UPDATE audit_words SET salt = zeroblob(16) WHERE sequence = (SELECT min(sequence) FROM audit_words)",
            "the words kept with entry",
        ),
        (
            "UPDATE audit_heads SET note = replace(note, 'time 2026', 'time 2025')",
            "its signature does not belong to its text",
        ),
    ] {
        let server = Server::start().await;
        server.anna().sent().await;
        server.anna().sent().await;
        server.worker().clocks().await.unwrap();
        assert_eq!(server.found(&[]).await, [""; 0]);
        server.sql(statement).await;
        let found = server.found(&[]).await;
        assert!(
            found.iter().any(|finding| finding.contains(named)),
            "{statement}: {found:?}"
        );
        let told = command(&server.config.data)
            .args(["audit", "verify"])
            .output()
            .unwrap();
        assert_eq!(told.status.code(), Some(2));
        assert!(String::from_utf8(told.stdout).unwrap().contains(named));
    }
}

#[tokio::test]
async fn a_log_that_was_made_anew_is_found_by_a_head_kept_elsewhere() {
    let server = Server::start().await;
    server.anna().sent().await;
    let head: AuditHead = server.bo().get("/api/v1/audit/head").await.is(200).json();
    server
        .nobody()
        .get("/api/v1/audit/head")
        .await
        .refused(401, "not_signed_in");
    let key = Verifier::read(&head.key).unwrap();
    let (signed, _) = head::open(&head.head, std::slice::from_ref(&key)).unwrap();
    assert_eq!((signed.size, signed.at), (head.size, server.now()));
    let kept = [("mine.txt".to_owned(), head.head.clone())];
    assert_eq!(server.found(&kept).await, [""; 0]);
    // All of it again, without the last change but with right hashes and the same key.
    server.sql("DELETE FROM audit; DELETE FROM audit_words; DELETE FROM audit_heads; UPDATE audit_log SET size = 0, edge = x''").await;
    let again = server.restarted().await;
    again.anna().draft(form()).await;
    let found = again.found(&[]).await;
    assert_eq!(found, [""; 0], "by itself it is a log like any other");
    let found = again.found(&kept).await;
    assert!(found[0].starts_with("mine.txt: a head over"), "{found:?}");
    while again.count().await < usize::try_from(head.size).unwrap() {
        again.anna().draft(form()).await;
    }
    let found = again.found(&kept).await;
    assert!(
        found[0].contains("is not that of the log: entries from 0 to"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_file_that_changed_is_named() {
    let server = Server::start().await;
    let claim = server.anna().sent().await;
    let sha256 = &claim.evidence[0].sha256;
    let file = server
        .config
        .data
        .join("evidence/sha256")
        .join(&sha256[..2])
        .join(sha256);
    let mut content = std::fs::read(&file).unwrap();
    content[20] ^= 1;
    std::fs::write(&file, content).unwrap();
    let found = server.found(&[]).await;
    assert_eq!(
        found,
        [format!(
            "claim {}, file {sha256}: its content has changed",
            claim.reference
        )]
    );
    server
        .sql("UPDATE evidence SET sha256 = '00' || substr(sha256, 3)")
        .await;
    let found = server.found(&[]).await.join("\n");
    assert!(
        found.contains("it is not there")
            && found.contains("the log does not tell that it was added"),
        "{found}"
    );
}
