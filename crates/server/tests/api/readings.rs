//! What the text of a proof says, and that no file takes the server down with its reader.

use std::fmt::Write;

use claimdesk_protocol::{Claim, Evidence};
use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::proof::hints;
use claimdesk_recognition::claim::{ProofHint, Reading};
use claimdesk_server::config::Limits;
use serde_json::json;

use crate::common::{Client, Server, form, form_with, pdf};
use crate::papers::template;

async fn reading(client: &Client, claim: &Claim, content: Vec<u8>) -> Reading {
    let added: Evidence = client
        .attach(&claim.reference, "proof.pdf", content)
        .await
        .is(201)
        .json();
    added.reading.unwrap()
}

fn hinted(claim: &Claim) -> Vec<ProofHint> {
    let read = claim.evidence.iter();
    let read = read.filter_map(|file| Some((file.name.as_str(), file.reading.as_ref()?)));
    hints(&claim.form, &Programme::builtin(), read)
}

/// A page of Helvetica, as some other program would write it.
fn plain_pdf(lines: &[&str]) -> Vec<u8> {
    let shown = lines.join(") Tj T* (");
    page_of(&format!("BT /F1 11 Tf 60 770 Td 15 TL ({shown}) Tj ET"))
}

fn page_of(content: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = String::new();
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    let _ = write!(
        file,
        "xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

#[tokio::test]
async fn the_template_itself_is_a_proof_that_names_everything() {
    let server = Server::start().await;
    let anna = server.anna();
    for language in ["da", "en"] {
        let claim = anna.draft(form()).await;
        let signed = template(&anna, &claim.reference, language).await;
        reading(&anna, &claim, signed).await;
        let claim = anna.claim(&claim.reference).await;
        assert_eq!(hinted(&claim), [], "{language}");

        // Hints follow what is changed afterwards.
        let other = json!({
            "customerTenantId": "11111111-2222-4333-8444-555555555555",
            "acknowledgedOn": "2026-11-03"
        });
        let claim: Claim = anna.save(&claim, form_with(&other)).await.is(200).json();
        assert_eq!(
            hinted(&claim),
            [ProofHint::Tenant, ProofHint::AcknowledgedOn]
        );
    }
}

#[tokio::test]
async fn another_customers_proof_is_hinted_at_and_still_taken() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let theirs = json!({
        "customerTenantId": "11111111-2222-4333-8444-555555555555",
        "products": [{ "workload": "Power BI", "monthlyRevenueUsd": "5" }]
    });
    let theirs = anna.draft(form_with(&theirs)).await;
    let proof = template(&anna, &theirs.reference, "en").await;
    let claim = anna.draft(form()).await;
    reading(&anna, &claim, proof.clone()).await;
    let claim = anna.claim(&claim.reference).await;
    let expected = [
        ProofHint::Tenant,
        ProofHint::Product {
            workload: "Business Central".to_owned(),
        },
    ];
    assert_eq!(hinted(&claim), expected);
    // The same content again is the same file with the same reading.
    let again: Evidence = anna
        .attach(&claim.reference, "again.pdf", proof)
        .await
        .is(200)
        .json();
    assert_eq!(Some(&again), claim.evidence.first());

    anna.makes("submit", &claim).await.is(200);
    let path = format!("/api/v1/review/claims/{}", claim.reference);
    let seen: claimdesk_protocol::ReviewClaim = rie.get(&path).await.is(200).json();
    assert_eq!(hinted(&seen.claim), expected);
}

#[tokio::test]
async fn texts_of_other_programs_are_read_and_scans_told_from_them() {
    let server = Server::with(Limits {
        evidence_files: 20,
        ..Default::default()
    })
    .await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    let whole = plain_pdf(&[
        "Statement of work, signed by the customer",
        "Tenant {3F2504E0-4F89-41D3-9A0C-0305E82C3301}",
        "Power BI and Business Central, 02.11.2026",
    ]);
    let Reading::Text(names) = reading(&anna, &claim, whole).await else {
        unreachable!("a page of text has text");
    };
    assert_eq!(names.workloads, ["Business Central", "Power BI"]);
    assert_eq!(names.ids.len(), 1);
    let claim = anna.claim(&claim.reference).await;
    assert_eq!(hinted(&claim), []);

    let square = page_of("0 0 100 100 re f");
    assert_eq!(reading(&anna, &claim, square).await, Reading::NoText);
    // No PDF that can be read, and no answer but the reading of it.
    assert_eq!(reading(&anna, &claim, pdf()).await, Reading::Unreadable);
    // A picture is not read.
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0".to_vec();
    let added = anna
        .attach(&claim.reference, "proof.png", png)
        .await
        .is(201);
    assert_eq!(added.json::<Evidence>().reading, None);
}

#[tokio::test]
async fn hostile_files_end_their_reader_and_not_the_server() {
    let server = Server::with(Limits {
        evidence_files: 20,
        ..Default::default()
    })
    .await;
    let anna = server.anna();
    let claim = anna.draft(form()).await;
    // Brackets in brackets: a reader that follows them runs out of stack.
    let deep = |open: &str, count: usize| {
        let mut file = b"%PDF-1.4\n1 0 obj\n".to_vec();
        file.extend(open.repeat(count).bytes());
        file.extend(b"\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n");
        file
    };
    // A page that draws itself, and one that draws itself twice.
    let own = |times: usize| {
        let draws = "/X0 Do ".repeat(times);
        format!(
            "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources 5 0 R >>\nendobj\n4 0 obj\n<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 5 0 R /Length {} >>\nstream\n{draws}\nendstream\nendobj\n5 0 obj\n<< /XObject << /X0 4 0 R >> >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n",
            draws.len()
        )
        .into_bytes()
    };
    let pages = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".to_vec();
    let hostile = [
        deep("[", 2_000_000),
        deep("<<", 1_000_000),
        deep("<< /A [", 500_000),
        own(1),
        own(2),
        pages,
        [
            b"%PDF-1.7\n".to_vec(),
            vec![b'('; 3_000_000],
            b"\n%%EOF\n".to_vec(),
        ]
        .concat(),
        include_bytes!("files/bomb.pdf").to_vec(),
    ];
    for (number, content) in hostile.into_iter().enumerate() {
        let began = std::time::Instant::now();
        let told = reading(&anna, &claim, content).await;
        assert!(
            matches!(told, Reading::Unreadable | Reading::NoText),
            "{number}: {told:?}"
        );
        assert!(
            began.elapsed().as_secs() < 15,
            "{number}: {:?}",
            began.elapsed()
        );
    }
    // The server goes on, and reads the next.
    let next = template(&anna, &claim.reference, "en").await;
    assert!(matches!(
        reading(&anna, &claim, next).await,
        Reading::Text(_)
    ));
}
