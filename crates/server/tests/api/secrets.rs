//! Secrets come by the environment or a file, and leave by nothing that is printed.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::process::command;

/// What must be nowhere.
const MAIL_PASSWORD: &str = "canary-of-the-mail-server";
const TYPED_PASSWORD: &str = "canary-that-somebody-typed";
const COOKIE: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
const KEY: &str = "5ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7";

fn holds_no_secret(what: &str, text: &str) {
    for secret in [MAIL_PASSWORD, TYPED_PASSWORD, COOKIE, KEY, "cd_c0ffee"] {
        assert!(!text.contains(secret), "{what} has {secret}");
    }
}

fn with_secrets(command: &mut Command, key: &std::path::Path) {
    command
        .env("CLAIMDESK_SMTP_HOST", "127.0.0.1")
        .env("CLAIMDESK_SMTP_PORT", "9")
        .env("CLAIMDESK_SMTP_TLS", "none")
        .env("CLAIMDESK_SMTP_USER", "claimdesk")
        .env("CLAIMDESK_SMTP_PASSWORD", MAIL_PASSWORD)
        .env("CLAIMDESK_AUDIT_KEY_FILE", key)
        .env("RUST_LOG", "trace");
}

#[test]
fn no_secret_is_in_help_log_or_answers() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("audit.hex");
    std::fs::write(&key, KEY).unwrap();
    for arguments in [&["--help"][..], &["serve", "--help"]] {
        let mut help = command(folder.path());
        with_secrets(&mut help, &key);
        let said = help.args(arguments).output().unwrap();
        holds_no_secret("the help", &String::from_utf8_lossy(&said.stdout));
    }
    let log = folder.path().join("log");
    let mut serve = command(&folder.path().join("data"));
    with_secrets(&mut serve, &key);
    let mut child = serve
        .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let address = line.trim().rsplit_once('/').unwrap().1.to_owned();
    let ask = |request: &str| {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_mins(1)))
            .unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let body = format!(r#"{{"email":"x@example.com","password":"{TYPED_PASSWORD}"}}"#);
    let head = "HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    for request in [
        format!("GET /api/v1/info {head}\r\n"),
        format!("GET /api/v1/claims {head}Cookie: claimdesk={COOKIE}\r\n\r\n"),
        format!("GET /api/v1/claims {head}Authorization: Bearer cd_{COOKIE}00000000\r\n\r\n"),
        format!("GET /api/v1/customer-word {head}Customer-Link: {COOKIE}\r\n\r\n"),
        format!("GET /api/v1/claims?find={TYPED_PASSWORD} {head}\r\n"),
        format!(
            "POST /api/v1/session {head}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    ] {
        let answer = ask(&request);
        assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
        holds_no_secret("an answer", &answer);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    holds_no_secret("standard output", &rest);
    let log = String::from_utf8_lossy(&std::fs::read(&log).unwrap()).into_owned();
    assert!(log.contains("answered"), "the log says nothing: {log}");
    holds_no_secret("the log", &log);
}
