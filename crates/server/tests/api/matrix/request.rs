//! A request for an operation, with everything it needs to succeed where it is allowed.

use axum::body::Body;
use axum::http::Request;
use axum::http::request::Builder;
use serde_json::{Value, json};

use super::situation::Situation;
use super::table::Row;
use crate::common::{PASSWORD, form, pdf};
use crate::customer_word;
use crate::webhooks;

/// What operations that are not about a claim are about.
#[derive(Debug)]
pub struct Things {
    /// The ID of a webhook.
    pub webhook: String,
    /// The token of a customer's link.
    pub link: String,
    /// Somebody who was invited, and the token of their link.
    pub invited: (String, String),
    /// The ID of an API token.
    pub token: String,
    /// Different in each request, for what has to be new.
    pub new: u32,
}

impl Row {
    /// Asks for it on this claim.
    pub fn on(&self, situation: &Situation) -> Request<Body> {
        let id = if self.path.contains("/uploads/") {
            &situation.upload
        } else {
            &situation.evidence
        };
        let path = self
            .path
            .replace("{reference}", &situation.claim.reference)
            .replace("{id}", id);
        let request = self
            .to(&path)
            .header("if-match", format!("\"{}\"", situation.claim.version));
        let last = self.path.rsplit('/').next().unwrap_or_default();
        if self.path.contains("/uploads") {
            return upload(request, self.method.as_str());
        }
        match (self.method.as_str(), last) {
            ("GET" | "DELETE", _)
            | ("POST", "open" | "submit" | "answer" | "withdraw" | "end-hold" | "customer-word") => {
                empty(request)
            }
            ("POST", "evidence") => request.body(Body::from(another_pdf())).unwrap(),
            ("PUT", "kind") => json_body(request, &json!({ "kind": "provisional" })),
            ("PUT", "form") => json_body(request, &json!({ "form": situation.claim.form })),
            ("POST", "reject") => json_body(
                request,
                &json!({ "reason": "insufficient_proof", "note": "The page is blank." }),
            ),
            ("POST", "ask") => json_body(
                request,
                &json!({ "note": "Which?", "fields": ["comments"] }),
            ),
            ("POST", "assign") => json_body(request, &json!({ "to": "rolf" })),
            ("POST", "hold") => json_body(
                request,
                &json!({ "reason": "proof_looked_at", "note": "A colleague knows more.", "days": 2 }),
            ),
            ("POST", "second-look") => {
                json_body(request, &json!({ "agrees": true, "note": "So it is." }))
            }
            _ => json_body(request, &json!({ "note": "Because." })),
        }
    }

    /// Asks for it where it is not about a claim.
    pub fn about(&self, things: &Things) -> Request<Body> {
        let id = match self.path.split('/').nth(1).unwrap_or_default() {
            "admin" => &things.invited.0,
            "tokens" => &things.token,
            _ => &things.webhook,
        };
        let path = self
            .path
            .replace("{id}", id)
            .replace("{message}", "x")
            .replace("{month}", "2026-11")
            .replace("{sequence}", "1")
            .replace("{name}", "revenue.csv");
        let mut request = self.to(&path);
        if self.path == "/customer-word" {
            request = request.header("customer-link", &things.link);
        }
        if self.path == "/account/link" {
            request = request.header("account-link", &things.invited.1);
        }
        let new = things.new;
        let said = match (self.method.as_str(), self.path.as_str()) {
            ("POST", "/session") => json!({ "email": "pia@example.com", "password": PASSWORD }),
            ("POST", "/setup") => json!({
                "token": "x", "name": "Eve", "email": "eve@example.com", "password": PASSWORD,
            }),
            ("POST", "/customer-word") => customer_word::agreeing(),
            ("POST", "/claims") => json!({ "form": form() }),
            ("PUT", "/notices/read") => json!({ "id": "x" }),
            ("PUT", "/notices/settings") => {
                json!({ "language": "da", "timeZone": "Europe/Copenhagen", "mail": "needed" })
            }
            ("POST", "/admin/organisations") => json!({
                "name": format!("Havblik {new}"), "locations": [format!("{}", 6_300_020 + new)],
                "track": "smb",
            }),
            ("POST", "/admin/users") => json!({
                "name": "Per", "email": format!("per{new}@example.com"), "role": "reviewer",
                "organisationId": null,
            }),
            ("PUT", "/admin/users/{id}/role") => {
                json!({ "role": "auditor", "organisationId": null })
            }
            ("PUT", "/admin/users/{id}/access") => json!({ "disabled": true }),
            ("PUT", "/account/password") => {
                json!({ "present": PASSWORD, "password": "noget helt andet her" })
            }
            ("POST", "/account/reset") => json!({ "email": format!("ib{new}@example.com") }),
            ("POST", "/account/link") => json!({ "password": "noget helt andet her" }),
            ("POST", "/session/passkey/answer") => json!({ "id": "x", "credential": {} }),
            ("POST", "/account/passkeys/answer") => {
                json!({ "id": "x", "name": "Laptop", "credential": {} })
            }
            ("POST", "/tokens") => json!({
                "name": "Reports", "scopes": ["claims.read"], "days": 30,
            }),
            ("POST", "/webhooks") | ("PUT", "/webhooks/{id}") => {
                webhooks::wanted("http://127.0.0.1:9/")
            }
            _ => return empty(request),
        };
        json_body(request, &said)
    }

    fn to(&self, path: &str) -> Builder {
        let asks = match self.path.rsplit('/').next().unwrap_or_default() {
            "export" => "?language=en&format=csv",
            "evidence" => "?name=another.pdf",
            "template" | "bundle" | "due.ics" => "?language=en",
            _ => "",
        };
        Request::builder()
            .method(self.method.clone())
            .uri(format!("/api/v1{path}{asks}"))
    }
}

fn empty(request: Builder) -> Request<Body> {
    request.body(Body::empty()).unwrap()
}

fn json_body(request: Builder, said: &Value) -> Request<Body> {
    request
        .header("content-type", "application/json")
        .body(Body::from(said.to_string()))
        .unwrap()
}

/// By the tus protocol.
fn upload(request: Builder, method: &str) -> Request<Body> {
    let request = request.header("tus-resumable", "1.0.0");
    match method {
        "POST" => request
            .header("upload-length", another_pdf().len())
            .header("upload-metadata", "filename cHJvb2YucGRm")
            .body(Body::empty())
            .unwrap(),
        "PATCH" => request
            .header("upload-offset", "0")
            .header("content-type", "application/offset+octet-stream")
            .body(Body::from(pdf()))
            .unwrap(),
        _ => empty(request),
    }
}

/// Another file than the claim has.
fn another_pdf() -> Vec<u8> {
    let mut content = pdf();
    content.extend_from_slice(b"% another\n");
    content
}
