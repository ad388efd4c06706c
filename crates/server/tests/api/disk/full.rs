//! A disk that is full, and one that cannot be written any more: who sends is told, who reads goes on,
//! `/readyz` says which part is unwell, and all is as before once the disk is, by itself.

use std::path::Path;

use claimdesk_disk::orders::Orders;
use serde_json::Value;

use super::Watched;
use crate::postgres;
use crate::process::serve_by;
use crate::working::{
    Answer, Client, Home, PARTNER, Part, REVIEWER, With, asks_for, people, proof,
};

/// Everything that is unwell then.
const UNWELL: &str = "Not well: database, evidence, uploads. The log tells why.";

/// What a disk is told, and to what that leads.
#[derive(Clone, Copy, Debug)]
enum Trouble {
    /// There is no room for a byte more.
    Full,
    /// There is room for a part of what comes.
    NearlyFull,
    /// Nothing can be changed.
    ReadOnly,
}

impl Trouble {
    fn begins(self, orders: &Orders) {
        match self {
            Self::Full => orders.room(Some(0)).unwrap(),
            Self::NearlyFull => orders.room(Some(5_000)).unwrap(),
            Self::ReadOnly => orders.read_only(true).unwrap(),
        }
    }

    /// Whether a refusal tells it.
    fn is_told(self, answer: &Answer) {
        assert_eq!(answer.status, 503, "{self:?}: {answer:?}");
        let kind = answer.header("content-type");
        assert_eq!(kind, Some("application/problem+json"));
        assert_eq!(answer.header("retry-after"), Some("30"));
        let problem = answer.json();
        let code = problem["code"].as_str().unwrap();
        match self {
            Self::Full | Self::NearlyFull => assert_eq!(code, "disk_full", "{problem}"),
            // SQLite says only that it could not write.
            Self::ReadOnly => assert!(matches!(code, "disk_read_only" | "disk_fails"), "{problem}"),
        }
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            !detail.contains('/') && !detail.contains("sqlite"),
            "{detail}"
        );
    }
}

fn over(orders: &Orders) {
    orders.room(None).unwrap();
    orders.read_only(false).unwrap();
}

/// Whether the server says that it is ready; which parts are not, where it does not.
fn ready(nobody: &Client) -> Result<(), String> {
    let answer = nobody.get("/readyz").unwrap();
    if answer.status == 200 {
        return Ok(());
    }
    assert_eq!(answer.status, 503);
    Err(answer.json()["detail"].as_str().unwrap().to_owned())
}

/// A draft with this key.
fn draft(anna: &Client, key: &str) -> String {
    let made = anna.post("/api/v1/claims", With::key(key), &asks_for(key));
    let made = made.unwrap().is(201).json();
    made["reference"].as_str().unwrap().to_owned()
}

/// Somebody who reads for long, as a copy being taken does: meanwhile SQLite's log does not begin anew
/// in the room that it has, so that every change needs more.
fn reads_for_long(data: &Path) -> rusqlite::Connection {
    let reader = rusqlite::Connection::open(data.join("claimdesk.db")).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM claims")
        .unwrap();
    reader
}

#[test]
fn who_sends_is_told_who_reads_goes_on_and_all_is_well_afterwards() {
    if postgres::is_wanted() {
        return;
    }
    let watched = Watched::new();
    people(|| watched.command());
    let reads = reads_for_long(&watched.data());
    let server = serve_by(watched.command());
    let anna = Client::sign_in(&server.address, PARTNER);
    let rie = Client::sign_in(&server.address, REVIEWER);
    let nobody = Client::nobody(&server.address);
    for (nth, trouble) in [Trouble::Full, Trouble::NearlyFull, Trouble::ReadOnly]
        .into_iter()
        .enumerate()
    {
        // Before: a claim with its proof, one without, and an upload that has begun.
        let key = |name: &str| format!("{name}-{nth}");
        let with_proof = draft(&anna, &key("kept"));
        let content = proof(&key("kept"));
        let path = format!("/api/v1/claims/{with_proof}");
        let sends = format!("{path}/evidence?name=proof.png");
        let kept = anna.post(&sends, With::default(), &content);
        let kept = kept.unwrap().is(201).json()["id"].clone();
        let kept = format!("{path}/evidence/{}", kept.as_str().unwrap());
        let without = draft(&anna, &key("without"));
        let whole = format!("/api/v1/claims/{without}/evidence?name=proof.png");
        let in_parts = draft(&anna, &key("parts"));
        let part = proof(&key("parts"));
        let begins = With::part(Part::Begins(part.len()));
        let begun = anna.post(&format!("/api/v1/claims/{in_parts}/uploads"), begins, b"");
        let place = begun
            .unwrap()
            .is(201)
            .header("location")
            .unwrap()
            .to_owned();
        let first = With::part(Part::At(0));
        let came = anna.send("PATCH", &place, first, &part[..10_000]);
        came.unwrap().is(204);
        assert_eq!(ready(&nobody), Ok(()), "{trouble:?}");

        trouble.begins(&watched.orders);
        let other = proof(&key("without"));
        let new = key("new");
        let refused = [
            anna.post(&whole, With::default(), &other),
            anna.send(
                "PATCH",
                &place,
                With::part(Part::At(10_000)),
                &part[10_000..],
            ),
            anna.post("/api/v1/claims", With::key(&new), &asks_for(&new)),
        ];
        for answer in refused {
            trouble.is_told(&answer.unwrap());
        }
        assert_eq!(ready(&nobody), Err(UNWELL.to_owned()), "{trouble:?}");
        nobody.get("/healthz").unwrap().is(200);
        // Twice: also a server that has been told is still there.
        for _ in 0..2 {
            let claim = anna.get(&path).unwrap().is(200);
            let again = anna.post(&format!("{path}/submit"), With::read(&claim), b"");
            trouble.is_told(&again.unwrap());
            assert!(anna.get(&kept).unwrap().is(200).body == content);
            rie.get("/api/v1/review/claims").unwrap().is(200);
        }
        let asked = With::part(Part::Asked);
        let here = anna.send("HEAD", &place, asked, b"").unwrap().is(200);
        assert_eq!(here.offset(), Some(10_000), "no more than was acknowledged");
        let files = anna.get(&format!("/api/v1/claims/{without}")).unwrap();
        assert_eq!(files.json()["evidence"], Value::Array(Vec::new()));

        // Nobody starts it again.
        over(&watched.orders);
        assert_eq!(ready(&nobody), Ok(()), "{trouble:?} is over");
        let claim = anna.get(&path).unwrap().is(200);
        let sent = anna.post(&format!("{path}/submit"), With::read(&claim), b"");
        sent.unwrap().is(200);
        anna.post(&whole, With::default(), &other).unwrap().is(201);
        let rest = With::part(Part::At(10_000));
        let came = anna.send("PATCH", &place, rest, &part[10_000..]);
        came.unwrap().is(204);
        draft(&anna, &key("new"));
    }
    // And everything is in order on the disk.
    drop(server);
    drop(reads);
    let data = watched.data();
    let home = Home::at(&data);
    let _server = home.serve();
    home.has_no_halves();
    home.verify().unwrap();
}
