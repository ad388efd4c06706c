//! What a store has to be before evidence goes there, and what is said of one that is not.

use std::process::{Command, Stdio};
use std::sync::Arc;

use claimdesk_server::clock::SystemClock;
use claimdesk_server::config::Secret;
use claimdesk_server::evidence::Place;
use claimdesk_server::evidence::bucket::BucketSettings;
use claimdesk_server::serve;

use super::double::{Double, Habit, KEY_ID, SECRET};
use super::{environment, server_on};
use crate::common::Server;
use crate::process::command;

/// Why a server with this bucket does not start; nothing if it does.
pub(super) async fn refusal(server: &Server, settings: BucketSettings) -> Option<String> {
    let mut config = server.config.clone();
    config.evidence = Place::Bucket(Box::new(settings));
    match Box::pin(serve::open(&config, Arc::new(SystemClock))).await {
        Ok(opened) => {
            opened.store.close().await;
            None
        }
        Err(error) => Some(format!("{error:#}")),
    }
}

#[tokio::test]
async fn a_store_that_writes_over_what_it_has_is_refused() {
    let server = Server::start().await;
    let double = Double::start();
    for habit in [Habit::WritesOver, Habit::WritesOverParts] {
        double.is_now(habit);
        // Each time: a refusal leaves nothing by which the next start would be taken in.
        for _ in 0..2 {
            let why = refusal(&server, double.settings()).await.unwrap();
            assert!(
                why.contains("If-None-Match") && why.contains("leave --evidence out"),
                "{why}"
            );
        }
    }
    assert_eq!(double.keys(), Vec::<String>::new());
    // One that was mended is taken, the first time and every other.
    double.is_now(Habit::Good);
    for _ in 0..3 {
        assert_eq!(refusal(&server, double.settings()).await, None);
    }
    assert_eq!(double.unfinished(), 0);
    // And one that is no longer good is not, although it was.
    double.is_now(Habit::WritesOver);
    assert!(refusal(&server, double.settings()).await.is_some());
}

#[tokio::test]
async fn what_is_wrong_with_a_bucket_is_told_with_its_cure() {
    let server = Server::start().await;
    let double = Double::start();
    let nobody = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let change = |change: &dyn Fn(&mut BucketSettings)| {
        let mut settings = double.settings();
        change(&mut settings);
        settings
    };
    for (settings, words) in [
        (
            change(&|settings| settings.address.bucket = "nowhere".to_owned()),
            ["there is no bucket nowhere", "correct --evidence"],
        ),
        (
            change(&|settings| settings.key.id = Secret::new("ANOTHER".to_owned())),
            ["does not know the access key", "AWS_ACCESS_KEY_ID"],
        ),
        (
            change(&|settings| settings.key.secret = Secret::new("another".to_owned())),
            ["does not accept our signature", "AWS_SECRET_ACCESS_KEY"],
        ),
        (
            change(&|settings| settings.endpoint = Some(nobody.parse().unwrap())),
            ["cannot be reached", "refused"],
        ),
    ] {
        let why = refusal(&server, settings).await.unwrap();
        for word in words {
            assert!(why.contains(word), "{why}");
        }
        assert!(why.contains("cannot be used for evidence"), "{why}");
        assert!(!why.contains(KEY_ID) && !why.contains(SECRET), "{why}");
    }
    double.is_now(Habit::ReadOnly);
    let why = refusal(&server, double.settings()).await.unwrap();
    assert!(why.contains("s3:PutObject"), "{why}");
    double.is_now(Habit::Down);
    let why = refusal(&server, double.settings()).await.unwrap();
    assert!(why.contains("did not answer"), "{why}");
}

#[tokio::test]
async fn a_prefix_is_of_one_installation() {
    let double = Double::start();
    let server = server_on(&double).await;
    server.restarted().await;
    let other = Server::start().await;
    let why = refusal(&other, double.settings()).await.unwrap();
    assert!(
        why.contains("another installation") && why.contains("a prefix of its own"),
        "{why}"
    );
    let mut elsewhere = double.settings();
    elsewhere.address.prefix = "other".to_owned();
    assert_eq!(refusal(&other, elsewhere).await, None);
}

#[test]
fn the_key_is_printed_nowhere() {
    let double = Double::start();
    let folder = tempfile::tempdir().unwrap();
    let run = |secret: &str, arguments: &[&str]| -> Command {
        let mut command = command(folder.path());
        command
            .env("RUST_LOG", "trace")
            .envs(environment(&double))
            .env("AWS_SECRET_ACCESS_KEY", secret)
            .env("AWS_SESSION_TOKEN", "canary-of-the-session")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    };
    let printed = |output: std::process::Output| {
        let all = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&all).into_owned()
    };
    let holds_none = |text: &str| {
        for canary in [
            KEY_ID,
            SECRET,
            "canary-of-the-session",
            "canary-that-is-wrong",
        ] {
            assert!(!text.contains(canary), "{canary} is in {text}");
        }
    };
    // A key that is wrong, and one that is right, at the finest level of the log.
    let mut wrong = run(
        "canary-that-is-wrong",
        &["serve", "--listen", "127.0.0.1:0"],
    );
    let text = printed(wrong.output().unwrap());
    assert!(text.contains("does not accept our signature"), "{text}");
    holds_none(&text);
    let help = printed(run(SECRET, &["serve", "--help"]).output().unwrap());
    assert!(
        help.contains("--s3-endpoint") && help.contains("AWS_ACCESS_KEY_ID"),
        "{help}"
    );
    holds_none(&help);
    let mut serves = run(SECRET, &["serve", "--demo", "--listen", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    let (mut out, mut log) = (serves.stdout.take().unwrap(), serves.stderr.take().unwrap());
    let reads = std::thread::spawn(move || {
        let mut text = Vec::new();
        std::io::Read::read_to_end(&mut log, &mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    });
    let mut first = [0; 20];
    std::io::Read::read_exact(&mut out, &mut first).unwrap();
    serves.kill().unwrap();
    serves.wait().unwrap();
    let log = reads.join().unwrap();
    assert!(
        double.files().len() > 3,
        "the demonstration's files are there"
    );
    assert!(log.contains("DEBUG"), "the log says little");
    holds_none(&log);
}

#[test]
fn a_bucket_without_a_key_or_with_an_address_in_the_clear_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let told = |set: &[(&str, &str)]| {
        let output = command(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env_remove("AWS_ACCESS_KEY_ID")
            .env_remove("AWS_SECRET_ACCESS_KEY")
            .envs(set.iter().copied())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let evidence = ("CLAIMDESK_EVIDENCE", "s3://evidence/claims");
    for (set, word) in [
        (vec![evidence], "--s3-credentials-file"),
        (
            vec![("CLAIMDESK_EVIDENCE", "/var/evidence")],
            "s3://BUCKET/PREFIX",
        ),
        (
            vec![evidence, ("CLAIMDESK_S3_ENDPOINT", "http://10.0.0.7")],
            "--s3-plain-http",
        ),
        (
            vec![("CLAIMDESK_S3_ENDPOINT", "https://s3.example.com")],
            "--evidence",
        ),
    ] {
        let words = told(&set);
        assert!(words.contains(word), "{words}");
    }
}
