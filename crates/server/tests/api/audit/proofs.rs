//! Proofs that are checked where the log is not.

use serde_json::{Value, json};

use crate::common::Server;
use crate::process::command;
#[tokio::test]
async fn proofs_are_checked_without_the_log() {
    let server = Server::start().await;
    server.anna().sent().await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        command(&server.config.data)
            .arg("audit")
            .args(arguments)
            .output()
            .unwrap()
    };
    let text = |arguments: &[&str]| String::from_utf8(run(arguments).stdout).unwrap();
    let public = text(&["key"]);
    for made in [
        vec!["prove", "--entry", "5"],
        vec!["prove", "--from", "3", "--to", "11"],
    ] {
        let proof = text(&made);
        let file = folder.path().join("proof");
        std::fs::write(&file, &proof).unwrap();
        let name = file.to_str().unwrap();
        let checked = run(&["check", name, "--key", public.trim()]);
        assert!(checked.status.success(), "{checked:?}");
        for (from, to) in [
            ("\\\"sequence\\\":5", "\\\"sequence\\\":6"),
            ("\"kind\"", "\"sort\""),
            ("claimdesk audit ", "claimdesk "),
            (": \"claimdesk/", ": \"claimdesk!"),
        ] {
            let forged = proof.replacen(from, to, 1);
            if forged != proof {
                std::fs::write(&file, &forged).unwrap();
                assert_eq!(run(&["check", name]).status.code(), Some(2), "{forged}");
            }
        }
        // One digit of one hash.
        let mut forged: Value = serde_json::from_str(&proof).unwrap();
        let hash = forged["hashes"][0].as_str().unwrap();
        let other = if hash.starts_with('0') { "1" } else { "0" };
        forged["hashes"][0] = json!(format!("{other}{}", &hash[1..]));
        std::fs::write(&file, forged.to_string()).unwrap();
        assert_eq!(run(&["check", name]).status.code(), Some(2));
    }
    assert_eq!(run(&["prove", "--entry", "999"]).status.code(), Some(2));
    let note = folder.path().join("head");
    std::fs::write(&note, text(&["head"])).unwrap();
    let verified = run(&[
        "verify",
        "--evidence",
        "--key",
        public.trim(),
        "--against",
        note.to_str().unwrap(),
    ]);
    assert!(verified.status.success(), "{verified:?}");
}
