//! A backup taken while people work, brought back, and looked through for damage.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::TimeDelta;
use claimdesk_protocol::Claim;
use claimdesk_server::backup::{self, Taken};
use claimdesk_server::evidence::Place;
use futures::future::join_all;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Client, PLAIN, Server, form, form_with, pdf};
use crate::postgres;
use crate::process::command;

/// A folder for backups and one for what is brought back.
struct Shelf(TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn backups(&self) -> PathBuf {
        self.0.path().join("backups")
    }

    fn brought_back(&self) -> PathBuf {
        self.0.path().join("brought back")
    }

    /// A backup of the server's folder, named after its clock.
    async fn take(&self, server: &Server, keep: Option<usize>) -> Taken {
        server.later(TimeDelta::seconds(1));
        let data = postgres::at(&server.config.data).await;
        let place = &server.config.evidence;
        backup::take(&data, place, &self.backups(), server.now(), keep)
            .await
            .unwrap()
    }
}

fn run_with(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = command(folder);
    command.args(arguments);
    postgres::of_arguments(&mut command, arguments);
    command
}

/// The command with its standard output and error as text, and how it ended.
fn run(arguments: &[&str], folder: &Path) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = run_with(folder, arguments)
        .stderr(std::process::Stdio::piped())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

pub async fn sends_one(client: &Client, nth: usize) -> Claim {
    let form = form_with(&json!({
        "customerName": format!("Kunde {nth}"),
        "subscriptionId": format!("9c4a1e52-7b1d-4c55-8f3a-{nth:012}"),
    }));
    let draft = client.draft(form).await;
    let proof = [pdf(), format!("% {nth}\n").into_bytes()].concat();
    client
        .attach(&draft.reference, "proof.pdf", proof)
        .await
        .is(201);
    let claim = client.claim(&draft.reference).await;
    client.makes("submit", &claim).await.is(200).json()
}

/// All that a partner and a reviewer can see of a claim, its files with it.
async fn seen(server: &Server, reference: &str) -> (Value, Value, Vec<Vec<u8>>) {
    let (anna, rie) = (server.anna(), server.rie());
    let own: Value = anna
        .get(&format!("/api/v1/claims/{reference}"))
        .await
        .is(200)
        .json();
    let review: Value = rie
        .get(&format!("/api/v1/review/claims/{reference}"))
        .await
        .is(200)
        .json();
    let files = own["evidence"].as_array().unwrap();
    let contents = join_all(files.iter().map(|file| {
        let id = file["id"].as_str().unwrap();
        let path = format!("/api/v1/claims/{reference}/evidence/{id}");
        let anna = anna.clone();
        async move { anna.get(&path).await.is(200).body.to_vec() }
    }))
    .await;
    (own, review, contents)
}

#[tokio::test]
async fn an_installation_comes_back_as_it_was() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let approved = sends_one(&anna, 1).await.reference;
    rie.approves(&approved).await.is(200);
    let waiting = sends_one(&anna, 2).await.reference;
    let stayed = server.signed_in("anna").await;
    let programmes = server.config.data.join("programmes");
    fs::create_dir(&programmes).unwrap();
    fs::write(programmes.join("notes.txt"), "kept with the rest").unwrap();

    let shelf = Shelf::new();
    let taken = shelf.take(&server, None).await;
    assert_eq!((taken.evidence.files, taken.new.files), (2, 2));
    assert_eq!(taken.faults, []);
    let before = [
        seen(&server, &approved).await,
        seen(&server, &waiting).await,
    ];
    let credits: Value = anna.get("/api/v1/credits").await.is(200).json();
    // What happens after the backup is not in it.
    let later = sends_one(&anna, 3).await.reference;

    let home = shelf.brought_back();
    let restored = [path(&taken.folder), "--data", path(&home)];
    let (code, said, _) = run(&[&["restore"], &restored[..]].concat(), &home);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("2 files of evidence"), "{said}");
    let (code, said, _) = run(&["verify"], &home);
    assert_eq!(code, Some(0), "{said}");

    let back = server.on(home.clone()).await;
    assert_eq!(seen(&back, &approved).await, before[0]);
    assert_eq!(seen(&back, &waiting).await, before[1]);
    assert_eq!(
        back.anna()
            .get("/api/v1/credits")
            .await
            .is(200)
            .json::<Value>(),
        credits
    );
    back.anna()
        .get(&format!("/api/v1/claims/{later}"))
        .await
        .refused(404, "not_found");
    assert_eq!(
        fs::read_to_string(home.join("programmes/notes.txt")).unwrap(),
        "kept with the rest"
    );
    // A session does not outlive the installation it was begun on.
    let mut same = back.nobody();
    same.cookie = stayed.cookie;
    same.get("/api/v1/claims")
        .await
        .refused(401, "not_signed_in");
    // And it goes on from there.
    sends_one(&back.anna(), 4).await;
    back.rie().approves(&waiting).await.is(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backups_are_whole_while_people_work() {
    let server = Server::start().await;
    let shelf = Shelf::new();
    let working = join_all((0..8).map(|who| {
        let anna = server.anna();
        async move {
            for nth in 0..6 {
                sends_one(&anna, who * 100 + nth).await;
            }
        }
    }));
    let saving = async {
        let mut taken = Vec::new();
        for nth in 0..6 {
            // Whatever was answered before is in it; some of the work is done, and some is not.
            let answered = loop {
                let listed: Value = server.anna().get("/api/v1/claims?limit=100").await.json();
                let claims = listed["claims"].as_array().unwrap().iter();
                let answered: Vec<String> = claims
                    .filter(|claim| claim["state"] == "submitted")
                    .map(|claim| claim["reference"].as_str().unwrap().to_owned())
                    .collect();
                if answered.len() >= nth * 8 {
                    break answered;
                }
                tokio::task::yield_now().await;
            };
            taken.push((answered, shelf.take(&server, None).await));
        }
        taken
    };
    let (_, taken) = tokio::join!(working, saving);
    assert!(taken.iter().any(|(answered, _)| !answered.is_empty()));
    for (nth, (answered, taken)) in taken.into_iter().enumerate() {
        assert_eq!(taken.faults, []);
        let checked = backup::check_backup(&taken.folder).await.unwrap();
        assert_eq!(checked.faults, []);
        let home = shelf.brought_back().join(nth.to_string());
        let restored = backup::restore(&taken.folder, &postgres::at(&home).await, &Place::Folder)
            .await
            .unwrap();
        assert_eq!(restored.faults, []);
        let back = server.on(home).await;
        for reference in answered {
            let claim = back.anna().claim(&reference).await;
            assert_eq!(claim.evidence.len(), 1);
        }
        back.store.close().await;
    }
}

#[tokio::test]
async fn a_later_backup_adds_what_is_new_and_old_ones_are_let_go_of() {
    let server = Server::start().await;
    let anna = server.anna();
    let shelf = Shelf::new();
    let draft = anna.draft(form()).await;
    anna.attach(&draft.reference, "gone.pdf", pdf())
        .await
        .is(201);
    let first = shelf.take(&server, Some(2)).await;
    let file = anna.claim(&draft.reference).await.evidence[0].id.clone();
    anna.request(
        axum::http::Method::DELETE,
        &format!("/api/v1/claims/{}/evidence/{file}", draft.reference),
        PLAIN,
        None,
    )
    .await
    .is(204);
    sends_one(&anna, 1).await;
    let second = shelf.take(&server, Some(2)).await;
    assert_eq!((second.evidence.files, second.new.files), (1, 1));
    assert_eq!(second.removed, 0);
    sends_one(&anna, 2).await;
    let third = shelf.take(&server, Some(2)).await;
    assert_eq!((third.evidence.files, third.new.files), (2, 1));
    assert_eq!(third.removed, 1);
    assert!(!first.folder.exists());
    for kept in [&second, &third] {
        let checked = backup::check_backup(&kept.folder).await.unwrap();
        assert_eq!(checked.faults, []);
    }
    // The file that only the first one had went with it.
    assert_eq!(evidence_of(&shelf).len(), 2);
}

/// The files of evidence all backups share.
fn evidence_of(shelf: &Shelf) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![shelf.backups().join("evidence/sha256")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

#[tokio::test]
async fn damage_is_found_and_named() {
    let server = Server::start().await;
    let claim = sends_one(&server.anna(), 1).await;
    let sha256 = claim.evidence[0].sha256.clone();
    let place = |folder: &Path| {
        folder
            .join("evidence/sha256")
            .join(&sha256[..2])
            .join(&sha256)
    };
    let shelf = Shelf::new();
    let data = server.config.data.clone();

    // One bit of a file in use.
    let whole = fs::read(place(&data)).unwrap();
    let mut flipped = whole.clone();
    flipped[10] ^= 1;
    fs::write(place(&data), &flipped).unwrap();
    let named = format!(
        "changed: evidence {sha256}, proof.pdf of claim {}",
        claim.reference
    );
    let (code, said, errors) = run(&["verify"], &data);
    assert_eq!((code, said.trim()), (Some(2), named.as_str()));
    assert_eq!(errors.trim(), "claimdesk: one thing is not as it was");
    // A backup saves the rest, and says so.
    let to = shelf.backups();
    let (code, said, _) = run(&["backup", "--to", path(&to)], &data);
    assert_eq!(code, Some(2));
    assert!(
        said.contains("0 files of evidence") && said.contains(&named),
        "{said}"
    );

    fs::write(place(&data), &whole).unwrap();
    let taken = shelf.take(&server, None).await;
    assert_eq!(taken.faults, []);
    let backup = path(&taken.folder).to_owned();
    let (code, said, _) = run(&["verify", "--backup", &backup], &data);
    assert_eq!(code, Some(0), "{said}");

    // A file that the backups share.
    fs::remove_file(place(&to)).unwrap();
    let (code, said, _) = run(&["verify", "--backup", &backup], &data);
    let missing = named.replace("changed", "missing");
    assert_eq!((code, said.trim()), (Some(2), missing.as_str()));
    // All else still comes back.
    let home = shelf.brought_back();
    let (code, said, _) = run(&["restore", &backup, "--data", path(&home)], &data);
    assert!(code == Some(2) && said.contains(&missing), "{said}");
    let back = server.on(home).await;
    assert_eq!(back.anna().claim(&claim.reference).await.evidence.len(), 1);
    back.store.close().await;

    // The database.
    let database = taken.folder.join("data/claimdesk.db");
    let mut bytes = fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&database, bytes).unwrap();
    let (code, said, _) = run(&["verify", "--backup", &backup], &data);
    assert_eq!((code, said.trim()), (Some(2), "changed: claimdesk.db"));
    let elsewhere = shelf.0.path().join("elsewhere");
    let (code, _, errors) = run(&["restore", &backup, "--data", path(&elsewhere)], &data);
    assert_eq!(code, Some(2));
    assert!(errors.contains("missing or damaged"), "{errors}");
    assert!(fs::read_dir(&elsewhere).unwrap().next().is_none());
}

#[tokio::test]
async fn what_cannot_be_done_is_refused() {
    let server = Server::start().await;
    let data = server.config.data.clone();
    let shelf = Shelf::new();
    let taken = shelf.take(&server, None).await;
    let backup = path(&taken.folder).to_owned();
    let refused = |arguments: &[&str], words: &str| {
        let (code, said, errors) = run(arguments, &data);
        assert_eq!((code, said.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    };
    // Over what is there.
    refused(&["restore", &backup, "--data", path(&data)], "is not empty");
    let empty = shelf.0.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let to = shelf.backups();
    // On a server it is elsewhere.
    if !postgres::is_wanted() {
        refused(&["verify", "--data", path(&empty)], "has no database");
        refused(
            &["backup", "--data", path(&empty), "--to", path(&to)],
            "has no database",
        );
    }
    refused(
        &["restore", path(&empty), "--data", path(&empty)],
        "is not a backup",
    );
    refused(&["backup", "--to", path(&to), "--keep", "0"], "0");

    // Two at a time into one folder.
    let held = fs::File::create(to.join(".lock")).unwrap();
    held.lock().unwrap();
    refused(&["backup", "--to", path(&to)], "is under way");
    drop(held);

    // What a backup that was killed left is no backup, and goes with the next one.
    let begun = to.join(".20261123T090000Z.partial");
    fs::create_dir_all(begun.join("data")).unwrap();
    shelf.take(&server, None).await;
    assert!(!begun.exists());

    // Made by a program that knows more.
    let manifest = taken.folder.join("manifest.json");
    let was: Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    let put = |change: &dyn Fn(&mut Value)| {
        let mut changed = was.clone();
        change(&mut changed);
        fs::write(&manifest, changed.to_string()).unwrap();
    };
    put(&|changed| changed["schema"] = json!(999_999));
    refused(
        &["restore", &backup, "--data", path(&empty)],
        "a newer program",
    );
    put(&|changed| changed["format"] = json!(2));
    refused(&["restore", &backup, "--data", path(&empty)], "numbered 2");
    put(&|changed| changed["files"][0]["path"] = json!("../../x"));
    refused(
        &["restore", &backup, "--data", path(&empty)],
        "a file outside of itself",
    );
    put(&|changed| changed["files"] = json!([]));
    refused(
        &["restore", &backup, "--data", path(&empty)],
        "missing or damaged",
    );
}
