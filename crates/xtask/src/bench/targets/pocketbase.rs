//! `PocketBase`, as it comes: a record whose state is set. It checks no rule, writes no log, and its
//! commits are not on the disk when it answers (`synchronous=NORMAL`).

use serde_json::{Value, json};

use super::{Target, emptied, form, memory, python, text};
use crate::bench::http::{Client, Request};
use crate::run::run as run_to_end;
use crate::server::Process;
use crate::workspace::Workspace;

const EMAIL: &str = "bench@claimdesk.example";
const PASSWORD: &str = "only-for-a-benchmark";

struct PocketBase {
    process: Process,
    token: String,
}

pub(super) fn start(workspace: &Workspace) -> anyhow::Result<Box<dyn Target>> {
    let python = python::prepared(workspace)?;
    let folder = emptied(workspace, "pocketbase")?;
    let data = folder.join("data");
    run_to_end(
        python
            .command("pocketbase")
            .args(["superuser", "upsert", EMAIL, PASSWORD, "--dir"])
            .arg(&data),
    )?;
    let process = Process::start(&folder.join("log"), "/api/health", |address| {
        let mut command = python.command("pocketbase");
        command
            .arg("serve")
            .arg(format!("--http={address}"))
            .arg("--dir")
            .arg(&data);
        Ok(command)
    })?;
    let mut client = Client::connect(&process.address)?;
    let body = json!({ "identity": EMAIL, "password": PASSWORD }).to_string();
    let session = client.send(&Request::with_body(
        "POST",
        "/api/collections/_superusers/auth-with-password",
        &[],
        body.as_bytes(),
    ))?;
    let server = PocketBase {
        token: text(&session.json()?["token"])?,
        process,
    };
    let claims = json!({
        "name": "claims",
        "type": "base",
        "fields": [
            { "name": "state", "type": "text", "required": true },
            { "name": "customer", "type": "text" },
            { "name": "subscription", "type": "text" },
            { "name": "form", "type": "json" },
            { "name": "changed", "type": "autodate", "onCreate": true, "onUpdate": true },
        ],
        "indexes": [
            "CREATE INDEX claims_by_change ON claims (changed)",
            "CREATE INDEX claims_by_state ON claims (state, changed)",
            "CREATE INDEX claims_by_subscription ON claims (subscription)",
        ],
    });
    client
        .send(&server.asked("POST", "/api/collections", &claims))?
        .json()?;
    Ok(Box::new(server))
}

impl PocketBase {
    fn asked(&self, method: &str, path: &str, body: &Value) -> Request {
        Request::with_body(
            method,
            path,
            &[("authorization", &self.token)],
            body.to_string().as_bytes(),
        )
    }
}

impl Target for PocketBase {
    fn name(&self) -> &'static str {
        "PocketBase (no checks, no log, NORMAL)"
    }

    fn address(&self) -> &str {
        &self.process.address
    }

    fn draft(&self, client: &mut Client, number: u64) -> anyhow::Result<Request> {
        let form = form(number, "6100001", "2026-11-01");
        let record = json!({
            "state": "draft",
            "customer": form["customerName"],
            "subscription": form["subscriptionId"],
            "form": form,
        });
        let records = "/api/collections/claims/records";
        let made = client.send(&self.asked("POST", records, &record))?.json()?;
        let id = text(&made["id"])?;
        let sent = json!({ "state": "submitted" });
        Ok(self.asked("PATCH", &format!("{records}/{id}"), &sent))
    }

    fn is_sent(&self, answer: &Value) -> bool {
        answer["state"] == "submitted"
    }

    fn list(&self) -> Request {
        Request::get(
            "/api/collections/claims/records?perPage=50&sort=-changed&skipTotal=1",
            &[("authorization", &self.token)],
        )
    }

    fn listed(&self, answer: &Value) -> usize {
        answer["items"].as_array().map_or(0, Vec::len)
    }

    fn memory(&self) -> Option<u64> {
        memory(self.process.id())
    }
}
