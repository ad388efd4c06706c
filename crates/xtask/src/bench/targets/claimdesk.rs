//! Ours, as a partner and as a reviewer use it.

use anyhow::Context;
use serde_json::{Value, json};

use super::{PROOF, Target, form, memory, text};
use crate::bench::http::{Client, Request};
use crate::server::Server;
use crate::workspace::Workspace;

/// The demonstration with somebody signed in.
pub(in crate::bench) struct Claimdesk {
    server: Server,
    partner: String,
    reviewer: String,
    location: String,
    /// The server's day: a proof must not be dated in its future.
    today: String,
}

impl Claimdesk {
    /// Starts with an empty folder.
    pub(in crate::bench) fn start(workspace: &Workspace, place: &str) -> anyhow::Result<Self> {
        Self::of(Server::start(workspace, place)?)
    }

    /// Signs in to a server that runs.
    pub(in crate::bench) fn of(server: Server) -> anyhow::Result<Self> {
        let mut client = Client::connect(&server.address)?;
        let (partner, session) = sign_in(&mut client, "partner")?;
        let (reviewer, _) = sign_in(&mut client, "reviewer")?;
        let mut found = Self {
            location: text(&session["user"]["organisation"]["locations"][0])?,
            server,
            partner,
            reviewer,
            today: String::new(),
        };
        let draft = client
            .send(&found.made("/claims", &[], b"{\"form\":{}}"))?
            .json()?;
        found.today = text(&draft["changedAt"])?.chars().take(10).collect();
        Ok(found)
    }

    /// What the partner asks for.
    pub(in crate::bench) fn read(&self, path: &str) -> Request {
        Request::get(&format!("/api/v1{path}"), &[("cookie", &self.partner)])
    }

    /// What the reviewer asks for.
    pub(in crate::bench) fn reviewed(&self, path: &str) -> Request {
        Request::get(&format!("/api/v1{path}"), &[("cookie", &self.reviewer)])
    }

    /// Begins a claim with all its answers.
    pub(in crate::bench) fn begins(&self, number: u64) -> Request {
        let body = json!({ "form": form(number, &self.location, &self.today) }).to_string();
        self.made("/claims", &[], body.as_bytes())
    }

    /// A draft without a proof: its reference and its version.
    pub(in crate::bench) fn filed(
        &self,
        client: &mut Client,
        number: u64,
    ) -> anyhow::Result<(String, i64)> {
        let draft = client.send(&self.begins(number))?.json()?;
        Ok((
            text(&draft["reference"])?,
            draft["version"].as_i64().context("a claim has a version")?,
        ))
    }

    /// Saves other answers of a draft.
    pub(in crate::bench) fn saves(&self, reference: &str, version: i64, number: u64) -> Request {
        let mut form = form(number, &self.location, &self.today);
        form["comments"] = json!(format!("Saved as version {version}"));
        self.written(
            "PUT",
            &format!("/claims/{reference}/form"),
            &[("if-match", &format!("\"{version}\""))],
            json!({ "form": form }).to_string().as_bytes(),
        )
    }

    /// A request of the partner that changes something.
    pub(in crate::bench) fn made(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Request {
        self.written("POST", path, headers, body)
    }

    fn written(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Request {
        let mut all = vec![
            ("cookie", self.partner.as_str()),
            ("sec-fetch-site", "same-origin"),
        ];
        all.extend_from_slice(headers);
        Request::with_body(method, &format!("/api/v1{path}"), &all, body)
    }
}

impl Target for Claimdesk {
    fn name(&self) -> &'static str {
        "claimdesk"
    }

    fn address(&self) -> &str {
        &self.server.address
    }

    fn draft(&self, client: &mut Client, number: u64) -> anyhow::Result<Request> {
        let (reference, version) = self.filed(client, number)?;
        let proof = self.made(
            &format!("/claims/{reference}/evidence?name=proof.pdf"),
            &[("content-type", "application/pdf")],
            PROOF,
        );
        client.send(&proof)?.json()?;
        // A file makes no new version.
        Ok(self.made(
            &format!("/claims/{reference}/submit"),
            &[
                ("if-match", &format!("\"{version}\"")),
                ("idempotency-key", &format!("bench-{reference}")),
            ],
            b"",
        ))
    }

    fn is_sent(&self, answer: &Value) -> bool {
        !answer["life"]["submittedAt"].is_null()
    }

    fn list(&self) -> Request {
        self.read("/claims")
    }

    fn listed(&self, answer: &Value) -> usize {
        answer["claims"].as_array().map_or(0, Vec::len)
    }

    fn memory(&self) -> Option<u64> {
        memory(self.server.process())
    }
}

/// The session's cookie, and who it is.
fn sign_in(client: &mut Client, role: &str) -> anyhow::Result<(String, Value)> {
    let info = client.send(&Request::get("/api/v1/info", &[]))?.json()?;
    let account = info["demo"]["accounts"]
        .as_array()
        .and_then(|accounts| accounts.iter().find(|account| account["role"] == role))
        .with_context(|| format!("the demonstration has no {role}"))?;
    let body = json!({ "email": account["email"], "password": account["password"] });
    let answer = client.send(&Request::with_body(
        "POST",
        "/api/v1/session",
        &[("sec-fetch-site", "same-origin")],
        body.to_string().as_bytes(),
    ))?;
    let session = answer.json()?;
    let cookie = answer
        .header("set-cookie")
        .and_then(|value| value.split(';').next())
        .context("signing in gave no session")?;
    Ok((cookie.to_owned(), session))
}
