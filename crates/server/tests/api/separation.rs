//! What somebody may not see is not there for them.

use axum::http::Method;
use serde_json::{Value, json};

use crate::common::{Answer, PLAIN, Server, form_with, pdf, rival_form, version};
use crate::papers;

#[tokio::test]
async fn another_organisations_claim_is_not_there() {
    let server = Server::start().await;
    let (anna, bo) = (server.anna(), server.bo());
    let claim = anna.sent().await;
    let base = format!("/api/v1/claims/{}", claim.reference);
    let file = format!("{base}/evidence/{}", claim.evidence[0].id);
    bo.get(&base).await.refused(404, "not_found");
    bo.get(&file).await.refused(404, "not_found");
    bo.get(&format!("{base}/due.ics"))
        .await
        .refused(404, "not_found");
    bo.request(Method::DELETE, &file, PLAIN, None)
        .await
        .refused(404, "not_found");
    bo.attach(&claim.reference, "x.pdf", crate::common::pdf())
        .await
        .refused(404, "not_found");
    for made in ["submit", "answer", "withdraw", "dispute", "disassociate"] {
        bo.makes(made, &claim).await.refused(404, "not_found");
    }
    bo.save(&claim, crate::common::form())
        .await
        .refused(404, "not_found");
    // As a claim that does not exist.
    bo.get("/api/v1/claims/CD-0000-0000")
        .await
        .refused(404, "not_found");
    bo.get("/api/v1/claims/nonsense")
        .await
        .refused(404, "not_found");
    let list: Value = bo.get("/api/v1/claims").await.is(200).json();
    assert_eq!(list["claims"], json!([]));
}

#[tokio::test]
async fn drafts_are_the_partners_own() {
    let server = Server::start().await;
    let (anna, rie) = (server.anna(), server.rie());
    let draft = anna.complete_draft().await;
    let path = format!("/api/v1/review/claims/{}", draft.reference);
    rie.get(&path).await.refused(404, "not_found");
    rie.post_empty(&format!("{path}/open"), PLAIN)
        .await
        .refused(404, "not_found");
    rie.get(&format!(
        "/api/v1/claims/{}/evidence/{}",
        draft.reference, draft.evidence[0].id
    ))
    .await
    .refused(404, "not_found");
    anna.makes("withdraw", &draft).await.is(200);
    rie.get(&path).await.refused(404, "not_found");
    let queue: Value = rie
        .get("/api/v1/review/claims?state=withdrawn")
        .await
        .is(200)
        .json();
    assert_eq!(
        (&queue["claims"], &queue["counts"]),
        (&json!([]), &json!([]))
    );
}

#[tokio::test]
async fn nobody_decides_a_claim_of_the_own_organisation() {
    let server = Server::start().await;
    let (anna, rie, rune) = (server.anna(), server.rie(), server.rune());
    let claim = anna.sent().await;
    let path = format!("/api/v1/review/claims/{}", claim.reference);
    rune.get(&path).await.is(200);
    rune.post_empty(&format!("{path}/open"), PLAIN)
        .await
        .refused(403, "not_allowed");
    let on = rie.opens(&claim.reference).await;
    rune.post(&format!("{path}/approve"), version(on), json!({}))
        .await
        .refused(403, "not_allowed");
}

#[tokio::test]
async fn reviewers_read_the_files_of_claims_that_were_sent() {
    let server = Server::start().await;
    let claim = server.anna().sent().await;
    let path = format!(
        "/api/v1/claims/{}/evidence/{}",
        claim.reference, claim.evidence[0].id
    );
    server.rie().get(&path).await.is(200);
    server.ada().get(&path).await.refused(403, "not_allowed");
    server
        .nobody()
        .get(&path)
        .await
        .refused(401, "not_signed_in");
}

/// Reads everything that people of one organisation can read, and looks for what is another's.
#[tokio::test]
async fn nothing_of_one_organisation_is_in_what_another_reads() {
    let server = Server::start().await;
    let (anna, bo, dorte, rie) = (server.anna(), server.bo(), server.dorte(), server.rie());
    let theirs = json!({
        "customerName": "Kanarie Bageri",
        "customerDomain": "kanarie.example",
        "customerContactName": "Kanarie Vind",
        "customerContactTitle": "Kanarie",
        "customerContactEmail": "vind@kanarie.example",
        "partnerContactName": "Kanarie Holm",
        "partnerContactEmail": "holm@kanarie.example",
        "workDone": "Kanarie work.",
        "comments": "Kanarie comments.",
    });
    let mut references = Vec::new();
    for state in 0..4 {
        let mut form = form_with(&theirs);
        if state > 0 {
            // The first is on the subscription that another organisation claims, too.
            form["subscriptionId"] = json!(format!("9c4a1e52-7b1d-4c55-8f3a-2f6f0f0d1b0{state}"));
        }
        let draft = anna.draft(form).await;
        references.push(draft.reference.clone());
        anna.attach(&draft.reference, "kanarie.pdf", pdf())
            .await
            .is(201);
        if state == 3 {
            continue;
        }
        let draft = anna.claim(&draft.reference).await;
        anna.makes("submit", &draft).await.is(200);
        let on = rie.opens(&draft.reference).await;
        let no = json!({ "reason": "insufficient_proof", "note": "Kanarie note." });
        match state {
            1 => rie.decides(
                "approve",
                &draft.reference,
                on,
                json!({ "note": "Kanarie." }),
            ),
            _ => rie.decides("reject", &draft.reference, on, no),
        }
        .await
        .is(200);
    }

    let own = bo.sent_with(rival_form()).await;
    let on = rie.opens(&own.reference).await;
    let no = json!({ "reason": "insufficient_proof", "note": "No." });
    rie.decides("reject", &own.reference, on, no).await.is(200);
    let file = &own.evidence[0].id;
    let base = format!("/api/v1/claims/{}", own.reference);
    let mut paths: Vec<String> = [
        "/info",
        "/session",
        "/notices",
        "/webhooks",
        "/audit/head",
        "/claims",
        "/claims?find=kanarie",
        "/claims?find=3f2504e0",
        "/claims?sort=customer&limit=1",
        "/claims/export?language=da",
        "/claims/customers",
        "/claims/customers?find=kanarie",
        "/claims/customers?find=3F2504E0-4F89-41D3-9A0C-0305E82C3301",
        "/credits",
    ]
    .map(|path| format!("/api/v1{path}"))
    .to_vec();
    let of_the_claim = ["", "/pack", "/bundle", "/template", "/due.ics"];
    paths.extend(of_the_claim.map(|path| format!("{base}{path}")));
    paths.push(format!("{base}/evidence/{file}"));
    for path in &paths {
        let read = bo.get(path).await.is(200);
        has_nothing_of(&read, &references, path);
    }
    // What is written comes back, and no more.
    let draft = bo.draft(rival_form()).await;
    let saved = bo.save(&draft, rival_form()).await.is(200);
    has_nothing_of(&saved, &references, "form");

    // The seller is credited with what others claimed, and learns of nothing else.
    for path in paths.iter().filter(|path| !path.contains(&own.reference)) {
        let read = dorte.get(path).await.is(200);
        if path.ends_with("/credits") {
            assert!(!said(&read).contains("vind@") && !said(&read).contains("kanarie work"));
        } else {
            has_nothing_of(&read, &references, path);
        }
    }
    for reference in &references {
        let path = format!("/api/v1/claims/{reference}");
        dorte.get(&path).await.refused(404, "not_found");
    }
}

/// All that an answer says; of a zip what is in it, too.
fn said(answer: &Answer) -> String {
    let mut said = String::from_utf8_lossy(&answer.body).into_owned();
    if answer.header("content-type") == "application/zip" {
        let mut zip = papers::zip_of(answer);
        for at in 0..zip.len() {
            let name = zip.by_index(at).unwrap().name().unwrap().into_owned();
            said += &String::from_utf8_lossy(&papers::file(&mut zip, &name));
            said += &name;
        }
    }
    said.to_lowercase()
}

#[track_caller]
fn has_nothing_of(answer: &Answer, references: &[String], path: &str) {
    let said = said(answer);
    for canary in ["kanarie", "nordlys"] {
        assert!(!said.contains(canary), "{canary} in {path}: {said}");
    }
    for reference in references {
        assert!(!said.contains(&reference.to_lowercase()), "{path}: {said}");
    }
}
