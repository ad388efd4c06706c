//! What is taken away from a claim: the template, the bundle, the pack.

use std::io::{Cursor, Read};

use claimdesk_protocol::Claim;
use claimdesk_recognition::Programme;
use claimdesk_server::evidence::pdf::{self, Found};
use claimdesk_server::papers::archive::Manifest;
use claimdesk_server::papers::check::{Difference, check};
use serde_json::{Value, json};

use crate::common::{Answer, Client, Server, form, form_with, pdf};

pub async fn template(client: &Client, reference: &str, language: &str) -> Vec<u8> {
    let path = format!("/api/v1/claims/{reference}/template?language={language}");
    let answer = client.get(&path).await.is(200);
    assert_eq!(answer.header("content-type"), "application/pdf");
    answer.body.to_vec()
}

fn text_of(content: &[u8]) -> String {
    match pdf::read(content.to_vec()) {
        Found::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn the_template_says_what_the_claim_says_in_both_languages() {
    let server = Server::start().await;
    let anna = server.anna();
    let wordy =
        json!({ "workDone": "Flyttede bogføringen, trænede fire folk på Ærø og i Ålborg." });
    let draft = anna.draft(form_with(&wordy)).await;
    for (language, said) in [
        (
            "da",
            [
                "Dokumentation for udført arbejde",
                "820,00",
                "1. maj 2026",
                "2. november 2026",
                "Hvad kunden bekræfter",
                "Side 1 af 2",
            ],
        ),
        (
            "en",
            [
                "Proof of execution",
                "820.00",
                "1 May 2026",
                "2 November 2026",
                "What the customer acknowledges",
                "Page 1 of 2",
            ],
        ),
    ] {
        let content = template(&anna, &draft.reference, language).await;
        let text = text_of(&content);
        let claims = [
            "Nordlys A/S",
            "6100001",
            "Havnens Bageri",
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "havnensbageri.example",
            "9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1a01",
            "Kystlicens A/S",
            "6400030",
            "Business Central",
            "Power BI",
            "på Ærø og i Ålborg.",
            "Karen Vind",
            "karen@havnensbageri.example",
            "Anna Holm",
        ];
        for said in said.into_iter().chain(claims) {
            assert!(text.contains(said), "{said}: {text}");
        }
        // The same claim is the same bytes; and what it says of itself.
        assert_eq!(template(&anna, &draft.reference, language).await, content);
        let raw = String::from_utf8_lossy(&content);
        for said in [
            &format!("/Lang({language})") as &str,
            "/StructTreeRoot",
            "pdfuaid:part",
        ] {
            assert!(raw.replace(' ', "").contains(said), "{said}");
        }
    }
    let path = format!("/api/v1/claims/{}/template", draft.reference);
    let named = anna.get(&format!("{path}?language=da")).await;
    assert!(
        named
            .header("content-disposition")
            .starts_with("attachment; filename=\"Dokumentation for udf")
    );
    for asked in ["?language=", "?language=sv"] {
        anna.get(&format!("{path}{asked}"))
            .await
            .refused_for(422, "invalid", "language");
    }
}

#[tokio::test]
async fn a_template_of_little_and_of_very_much_is_a_whole_document() {
    let server = Server::start().await;
    let anna = server.anna();
    let empty = anna.draft(json!({})).await;
    let text = text_of(&template(&anna, &empty.reference, "en").await);
    assert!(text.contains("Signature of the customer"), "{text}");

    let products: Vec<Value> = Programme::builtin()
        .revenue_workloads
        .iter()
        .take(30)
        .map(|workload| json!({ "workload": workload.name, "monthlyRevenueUsd": "1" }))
        .collect();
    let long =
        "Et meget langt ord: ".to_owned() + &"æ".repeat(300) + " \u{1f600}\u{0}\u{202e} 漢字 ";
    let much = json!({
        "products": products,
        "workDone": (long.clone() + "\n\n").repeat(5),
        "customerName": "æ".repeat(200),
        "transactingPartnerName": long.chars().take(200).collect::<String>(),
        "monthlyRevenueUsd": Value::Null,
    });
    let mut much = form_with(&much);
    much.as_object_mut().unwrap().remove("monthlyRevenueUsd");
    let much = anna.draft(much).await;
    let text = text_of(&template(&anna, &much.reference, "da").await);
    assert!(text.contains("Side 3 af"), "{text}");
    assert!(text.matches('æ').count() >= 200 + 5 * 300, "{text}");
}

pub fn zip_of(answer: &Answer) -> zip::ZipArchive<Cursor<Vec<u8>>> {
    assert_eq!(answer.header("content-type"), "application/zip");
    zip::ZipArchive::new(Cursor::new(answer.body.to_vec())).unwrap()
}

pub fn file(zip: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Vec<u8> {
    let mut content = Vec::new();
    zip.by_name(name)
        .unwrap()
        .read_to_end(&mut content)
        .unwrap();
    content
}

#[tokio::test]
async fn the_bundle_has_the_fields_in_order_and_the_files_by_their_names() {
    let server = Server::start().await;
    let anna = server.anna();
    let draft = anna.draft(form()).await;
    let first = template(&anna, &draft.reference, "da").await;
    let second = [pdf(), vec![7; 400_000]].concat();
    anna.attach(
        &draft.reference,
        "Bevis%20p%C3%A5%20%C3%A6.pdf",
        first.clone(),
    )
    .await
    .is(201);
    // Files stand in the order they came.
    server.later(chrono::TimeDelta::seconds(1));
    anna.attach(
        &draft.reference,
        "bevis%20p%C3%A5%20%C3%86.pdf",
        second.clone(),
    )
    .await
    .is(201);

    let path = format!("/api/v1/claims/{}/bundle", draft.reference);
    anna.get(&format!("{path}?language=sv"))
        .await
        .refused_for(422, "invalid", "language");
    let answer = anna.get(&format!("{path}?language=da")).await.is(200);
    let mut zip = zip_of(&answer);
    let names: Vec<String> = (0..zip.len())
        .map(|index| zip.by_index(index).unwrap().name().unwrap().into_owned())
        .collect();
    assert_eq!(
        names,
        [
            "manifest.json",
            "Felter til Partner Center.pdf",
            "fields.json",
            "proof/Bevis på æ.pdf",
            "proof/bevis på Æ (2).pdf",
        ]
    );
    assert_eq!(file(&mut zip, "proof/Bevis på æ.pdf"), first);
    assert_eq!(file(&mut zip, "proof/bevis på Æ (2).pdf"), second);

    let fields: Value = serde_json::from_slice(&file(&mut zip, "fields.json")).unwrap();
    let told: Vec<(&str, &str)> = fields["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| {
            (
                field["name"].as_str().unwrap(),
                field["value"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told[0], ("Solution area", "Business Applications"));
    assert_eq!(
        told[4],
        (
            "Customer tenant ID (Directory ID)",
            "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
        )
    );
    assert_eq!(
        told[6],
        ("Products / workloads", "Business Central\nPower BI")
    );
    assert_eq!(told[16].1, "proof/Bevis på æ.pdf\nproof/bevis på Æ (2).pdf");
    let paper = text_of(&file(&mut zip, "Felter til Partner Center.pdf"));
    let mut place = 0;
    for (name, value) in told {
        let value: Vec<&str> = value.split_whitespace().collect();
        let said = format!("{name} {}", value.first().copied().unwrap_or_default());
        let found = paper[place..].find(said.trim());
        place += found.unwrap_or_else(|| panic!("{said}: {paper}"));
    }
    let checked = check(Cursor::new(answer.body.to_vec())).unwrap();
    assert_eq!(
        (checked.differences, checked.manifest.files.len()),
        (vec![], 4)
    );
    // The same claim is the same zip.
    assert_eq!(
        anna.get(&format!("{path}?language=da")).await.is(200).body,
        answer.body
    );
}

#[tokio::test]
async fn a_pack_has_claim_timeline_decision_and_files() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let claim = anna.sent().await;
    rie.approves(&claim.reference).await.is(200);
    let path = format!("/api/v1/claims/{}/pack", claim.reference);
    let (own, theirs) = (anna.get(&path).await.is(200), rie.get(&path).await.is(200));
    for answer in [&own, &theirs] {
        let mut zip = zip_of(answer);
        let told: Claim = serde_json::from_slice(&file(&mut zip, "claim.json")).unwrap();
        assert_eq!(told.form, claim.form);
        let decision: Value = serde_json::from_slice(&file(&mut zip, "decision.json")).unwrap();
        assert_eq!(decision["state"], "approved");
        assert_eq!(
            (&decision["decided"]["by"], &decision["decided"]["note"]),
            (&json!("rie"), &json!("Fine."))
        );
        assert_eq!(decision["credits"].as_array().unwrap().len(), 2);
        let timeline: Value = serde_json::from_slice(&file(&mut zip, "timeline.json")).unwrap();
        assert_eq!(timeline.as_array().unwrap().len(), told.events.len());
        assert_eq!(file(&mut zip, "proof/proof.pdf"), pdf());
        assert_eq!(
            check(Cursor::new(answer.body.to_vec()))
                .unwrap()
                .differences,
            []
        );
    }
    server.ada().get(&path).await.refused(403, "not_allowed");
    server
        .nobody()
        .get(&path)
        .await
        .refused(401, "not_signed_in");
    let draft = anna.complete_draft().await;
    let path = format!("/api/v1/claims/{}/pack", draft.reference);
    anna.get(&path).await.is(200);
    rie.get(&path).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_is_taken_away_of_another_organisations_claim_is_not_there() {
    let server = Server::start().await;
    let claim = server.anna().sent().await;
    for paper in ["template?language=da", "bundle?language=da", "pack"] {
        let path = format!("/api/v1/claims/{}/{paper}", claim.reference);
        server.bo().get(&path).await.refused(404, "not_found");
        server.anna().get(&path).await.is(200);
    }
}

#[tokio::test]
async fn a_file_that_changed_on_the_disk_is_not_given_away_as_it_was() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.complete_draft().await;
    let sha256 = &claim.evidence[0].sha256;
    let kept = server
        .config
        .data
        .join("evidence/sha256")
        .join(&sha256[..2])
        .join(sha256);
    let mut content = std::fs::read(&kept).unwrap();
    content[20] ^= 1;
    std::fs::write(&kept, content).unwrap();
    let path = format!("/api/v1/claims/{}/pack", claim.reference);
    let request = axum::http::Request::get(path).header("cookie", anna.cookie().await.unwrap());
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(server.router.clone(), request)
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let whole = http_body_util::BodyExt::collect(response.into_body()).await;
    assert!(whole.is_err(), "a zip that ends well");
}

#[tokio::test]
async fn a_pack_that_was_changed_is_found_out() {
    let server = Server::start().await;
    let anna = server.anna();
    let claim = anna.complete_draft().await;
    let path = format!("/api/v1/claims/{}/pack", claim.reference);
    let answer = anna.get(&path).await.is(200);
    let mut zip = zip_of(&answer);
    let manifest: Manifest = serde_json::from_slice(&file(&mut zip, "manifest.json")).unwrap();
    let names: Vec<&str> = manifest
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "claim.json",
            "timeline.json",
            "decision.json",
            "audit.json",
            "proof/proof.pdf"
        ]
    );

    // One changed, one left out, one put in.
    let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, content: &[u8]| {
        let options = zip::write::SimpleFileOptions::default();
        other.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut other, content).unwrap();
    };
    for name in ["manifest.json", "claim.json", "timeline.json"] {
        put(name, &file(&mut zip, name));
    }
    put("proof/proof.pdf", &[pdf(), vec![b' ']].concat());
    put("note.txt", b"all is well");
    let changed = other.finish().unwrap().into_inner();
    assert_eq!(
        check(Cursor::new(changed.clone())).unwrap().differences,
        [
            Difference::Missing("decision.json".to_owned()),
            Difference::Missing("audit.json".to_owned()),
            Difference::Changed("proof/proof.pdf".to_owned()),
            Difference::Added("note.txt".to_owned()),
        ]
    );
    let folder = tempfile::tempdir().unwrap();
    let verify = |name: &str, content: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        std::process::Command::new(env!("CARGO_BIN_EXE_claimdesk"))
            .args(["pack", "verify"])
            .arg(file)
            .output()
            .unwrap()
    };
    let well = verify("good.zip", &answer.body);
    assert!(well.status.success(), "{well:?}");
    let said = String::from_utf8(well.stdout).unwrap();
    assert!(
        said.contains(&claim.reference) && said.contains("all 5 files"),
        "{said}"
    );
    let ill = verify("changed.zip", &changed);
    assert_eq!(ill.status.code(), Some(2));
    let said = String::from_utf8(ill.stdout).unwrap();
    assert!(
        said.contains("changed: proof/proof.pdf") && said.contains("missing: decision.json"),
        "{said}"
    );
    assert_eq!(verify("none.zip", b"no zip").status.code(), Some(2));
}
