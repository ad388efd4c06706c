//! What the audit log proves of an evidence pack, and of one that was made anew.

use std::io::{Cursor, Write};

use claimdesk_server::ids;
use claimdesk_server::papers::archive::Manifest;
use claimdesk_server::papers::check::{Checked, check};
use serde_json::Value;

use crate::common::Server;
use crate::papers::{file, zip_of};
use crate::process::command;

/// The files of a pack, to be changed and packed again with a manifest that is right.
struct Forger(Vec<(String, Vec<u8>)>, Manifest);

impl Forger {
    fn with(mut self, name: &str, change: impl FnOnce(String) -> String) -> Self {
        let (_, content) = self.0.iter_mut().find(|(own, _)| own == name).unwrap();
        let changed = change(String::from_utf8(content.clone()).unwrap()).into_bytes();
        assert_ne!(*content, changed);
        *content = changed;
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.0.retain(|(own, _)| own != name);
        self.1.files.retain(|file| file.name != name);
        self
    }

    fn packed(mut self) -> Vec<u8> {
        for listed in &mut self.1.files {
            let (_, content) = self
                .0
                .iter()
                .find(|(name, _)| *name == listed.name)
                .unwrap();
            listed.size = u64::try_from(content.len()).unwrap();
            listed.sha256 = ids::hex(&ids::digest(content));
        }
        let manifest = serde_json::to_vec(&self.1).unwrap();
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in [("manifest.json".to_owned(), manifest)]
            .iter()
            .chain(&self.0)
        {
            zip.start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }
}

fn checked(zip: &[u8]) -> Checked {
    let checked = check(Cursor::new(zip.to_vec())).unwrap();
    assert_eq!(checked.differences, [], "the manifest is right");
    checked
}

#[tokio::test]
async fn the_log_proves_a_pack_and_no_forged_one() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    rie.approves(&claim.reference).await.is(200);
    let path = format!("/api/v1/claims/{}/pack", claim.reference);
    let (own, theirs) = (anna.get(&path).await.is(200), rie.get(&path).await.is(200));
    for answer in [&own, &theirs] {
        let proved = checked(&answer.body).proved.unwrap();
        assert_eq!(proved.faults, [""; 0]);
        // Begun, a file, submitted, opened, approved.
        assert_eq!(proved.entries, 5);
    }
    let forger = || {
        let mut zip = zip_of(&own);
        let manifest: Manifest = serde_json::from_slice(&file(&mut zip, "manifest.json")).unwrap();
        let names = manifest.files.iter().map(|listed| listed.name.clone());
        let contents = names
            .map(|name| (name.clone(), file(&mut zip, &name)))
            .collect();
        Forger(contents, manifest)
    };
    let faults = |forger: Forger| checked(&forger.packed()).proved.unwrap().faults.join("; ");
    assert_eq!(faults(forger()), "");
    let other = forger().with("audit.json", |text| {
        text.replace("under_review", "submitted")
    });
    assert!(faults(other).contains("is not in the log of this head"));
    let other = forger().with("claim.json", |text| text.replace("820.00", "8200.00"));
    assert!(faults(other).contains("claim.json: it is not what the last entry was about"));
    let other = forger().with("proof/proof.pdf", |text| format!("{text} "));
    assert!(faults(other).contains("proof/proof.pdf: no entry tells that it was added"));
    let other = forger().with("audit.json", |text| {
        let mut chain: Value = serde_json::from_str(&text).unwrap();
        chain["head"] = chain["head"]
            .as_str()
            .unwrap()
            .replace("time 2026", "time 2025")
            .into();
        chain.to_string()
    });
    assert!(faults(other).contains("its signature does not belong to its text"));
    let bare = checked(&forger().without("audit.json").packed());
    assert_eq!(
        bare.proved, None,
        "packs from before there was a log are good"
    );

    let folder = tempfile::tempdir().unwrap();
    let run = |zip: &[u8], more: &[&str]| {
        let file = folder.path().join("pack.zip");
        std::fs::write(&file, zip).unwrap();
        let mut verify = command(&server.config.data);
        verify
            .args(["pack", "verify"])
            .arg(file)
            .args(more)
            .output()
            .unwrap()
    };
    let key_of = |server: &Server| {
        let key = command(&server.config.data)
            .args(["audit", "key"])
            .output()
            .unwrap();
        String::from_utf8(key.stdout).unwrap()
    };
    let well = run(&own.body, &["--key", &key_of(&server)]);
    let said = String::from_utf8(well.stdout).unwrap();
    assert!(well.status.success(), "{said}");
    assert!(
        said.contains("5 entries of the audit log are proved"),
        "{said}"
    );
    let key = key_of(&Server::start().await);
    assert_eq!(run(&own.body, &["--key", &key]).status.code(), Some(2));
    let bare = forger().without("audit.json").packed();
    assert!(run(&bare, &[]).status.success());
    assert_eq!(run(&bare, &["--key", &key]).status.code(), Some(2));
}

#[tokio::test]
async fn partners_do_not_learn_from_a_pack_which_reviewer_had_the_claim() {
    let server = Server::start().await;
    let claim = server.anna().sent().await;
    let takes = serde_json::json!({ "to": "rie" });
    let rie = server.rie();
    rie.decides("assign", &claim.reference, claim.version, takes)
        .await
        .is(200);
    let path = format!("/api/v1/claims/{}/pack", claim.reference);
    for (client, told) in [(server.anna(), false), (rie, true)] {
        let chain = file(&mut zip_of(&client.get(&path).await.is(200)), "audit.json");
        let chain = String::from_utf8(chain).unwrap();
        assert_eq!(chain.contains("claims.assign"), told);
    }
}
