//! What is taken away from a claim: the template to be signed, the bundle for Partner Center,
//! the pack of all that a decision rests on.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use claimdesk_protocol::Role;
use serde_json::json;

use super::{own, shown};
use crate::app::App;
use crate::claims::{expiry, scans, view};
use crate::evidence::name;
use crate::extract::{Asked, Reference, SignedIn};
use crate::language::InLanguage;
use crate::openapi::{Download, DownloadAs, FileBytes, ReadOneAs};
use crate::papers::archive::{self, Entry};
use crate::papers::{chain, pack as packed, partner_center, template as proof};
use crate::policy::{self, Partner};
use crate::problem::{Outcome, Refusal};

/// The proof of execution, filled in from the claim, for the customer's signature.
#[utoipa::path(get, path = "/api/v1/claims/{reference}/template", tag = "claims",
    params(("reference" = String, Path), InLanguage),
    responses((status = 200, description = "A PDF", content_type = "application/pdf", body = FileBytes), ReadOneAs))]
pub async fn template(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    Asked(asked): Asked<InLanguage>,
) -> Outcome<Response> {
    let file = own(&app, &partner, &reference).await?;
    let language = asked.read()?;
    let claim = proof::Claim {
        reference: &file.reference,
        partner: &file.organisation.name,
        form: &file.form,
    };
    let name = proof::file_name(claim, language);
    let content = proof::write(claim, language).map_err(Refusal::internal)?;
    download("application/pdf", &name, content.into())
}

/// The claim's fields in Partner Center's order, as PDF and JSON, with the files of evidence:
/// one zip with a manifest of their hashes.
#[utoipa::path(get, path = "/api/v1/claims/{reference}/bundle", tag = "claims",
    params(("reference" = String, Path), InLanguage),
    responses((status = 200, description = "A zip", content_type = "application/zip", body = FileBytes), DownloadAs))]
pub async fn bundle(
    State(app): State<App>,
    partner: Partner,
    Reference(reference): Reference,
    Asked(asked): Asked<InLanguage>,
) -> Outcome<Response> {
    let file = own(&app, &partner, &reference).await?;
    let language = asked.read()?;
    scans::all_are_here(&file)?;
    let claim = shown(&app, &file).await?;
    let (proof, names): (Vec<Entry>, Vec<String>) = packed::proof(&claim).into_iter().unzip();
    let fields = partner_center::fields(&reference, &claim.form, &names);
    let paper = partner_center::write(&reference, &claim.organisation, &fields, language)
        .map_err(Refusal::internal)?;
    let told = json!({ "reference": reference, "fields": fields });
    let told = serde_json::to_vec_pretty(&told).map_err(Refusal::internal)?;
    let mut entries = vec![
        Entry::made(partner_center::file_name(language), paper),
        Entry::made("fields.json", told),
    ];
    entries.extend(proof);
    let body = archive::body(
        "claimdesk bundle 1",
        &reference,
        app.evidence().clone(),
        entries,
    )
    .map_err(Refusal::internal)?;
    download(
        "application/zip",
        &format!("Partner Center {reference}.zip"),
        body,
    )
}

/// The claim, what happened to it, the decision, its entries of the audit log with their proofs,
/// and the files of evidence: one zip with a
/// manifest of their hashes, which `claimdesk pack verify` compares.
#[utoipa::path(get, path = "/api/v1/claims/{reference}/pack", tag = "claims",
    params(("reference" = String, Path)),
    responses((status = 200, description = "A zip", content_type = "application/zip", body = FileBytes), Download))]
pub async fn pack(
    State(app): State<App>,
    SignedIn(user): SignedIn,
    Reference(reference): Reference,
) -> Outcome<Response> {
    let role = user.role;
    let file = policy::sees_claim(user, expiry::read(&app, &reference).await?, &reference)?;
    scans::all_are_here(&file)?;
    let mut claim = shown(&app, &file).await?;
    if role != Role::Partner {
        claim = view::claim(&file, claim.assessment, app.programme(), app.now());
    }
    let chain = chain::of(&app, &reference, role == Role::Partner).await?;
    let entries = packed::entries(&claim, &chain).map_err(Refusal::internal)?;
    let body = archive::body(
        "claimdesk pack 1",
        &reference,
        app.evidence().clone(),
        entries,
    )
    .map_err(Refusal::internal)?;
    download(
        "application/zip",
        &format!("Evidence {reference}.zip"),
        body,
    )
}

fn download(kind: &'static str, named: &str, body: Body) -> Outcome<Response> {
    let disposition = name::disposition("attachment", named);
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).map_err(Refusal::internal)?,
    );
    Ok(response)
}
