//! Two small servers of `peers/`: Fastify with better-sqlite3, and Django behind gunicorn. They do for a
//! submission what ours does, with the same durability.

use serde_json::{Value, json};

use super::{Target, emptied, form, memory, python, text};
use crate::bench::http::{Client, Request};
use crate::bench::npm;
use crate::server::Process;
use crate::workspace::Workspace;

/// The session that `peers/small.sql` has.
const COOKIE: &str = "session=test";
const LOCATION: &str = "6100001";

struct Small {
    name: &'static str,
    process: Process,
    today: String,
}

pub(super) fn fastify(workspace: &Workspace) -> anyhow::Result<Box<dyn Target>> {
    let scripts = npm::prepared(workspace, "peers")?;
    let folder = emptied(workspace, "fastify")?;
    let process = Process::start(&folder.join("log"), "/ready", |address| {
        let mut command = workspace.command("node");
        command
            .current_dir(&scripts)
            .arg("fastify.mjs")
            .arg(folder.join("claims.db"))
            .arg(port(address));
        Ok(command)
    })?;
    Ok(Box::new(Small {
        name: "Fastify, better-sqlite3",
        process,
        today: today(),
    }))
}

pub(super) fn django(workspace: &Workspace) -> anyhow::Result<Box<dyn Target>> {
    let python = python::prepared(workspace)?;
    let scripts = workspace.path("crates/xtask/src/bench/peers");
    let folder = emptied(workspace, "django")?;
    let file = folder.join("claims.db");
    python.run(
        "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())",
        &[file.as_os_str(), scripts.join("small.sql").as_os_str()],
    )?;
    let process = Process::start(&folder.join("log"), "/ready", |address| {
        let mut command = python.command("gunicorn");
        command
            .current_dir(&scripts)
            .env("CLAIMS_FILE", &file)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .args(["--bind", address, "--workers", "2", "--threads", "16"])
            .arg("--no-control-socket")
            .args(["--keep-alive", "60", "--worker-tmp-dir"])
            .arg(&folder)
            .arg("django_app:application");
        Ok(command)
    })?;
    Ok(Box::new(Small {
        name: "Django, gunicorn",
        process,
        today: today(),
    }))
}

fn port(address: &str) -> &str {
    address.rsplit(':').next().unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "what is measured has the day of the machine"
)]
fn today() -> String {
    chrono::Utc::now().date_naive().to_string()
}

fn made(path: &str, headers: &[(&str, &str)], body: &[u8]) -> Request {
    let mut all = vec![("cookie", COOKIE)];
    all.extend_from_slice(headers);
    Request::with_body("POST", path, &all, body)
}

impl Target for Small {
    fn name(&self) -> &str {
        self.name
    }

    fn address(&self) -> &str {
        &self.process.address
    }

    fn draft(&self, client: &mut Client, number: u64) -> anyhow::Result<Request> {
        let body = json!({
            "form": form(number, LOCATION, &self.today),
            "evidence": { "name": "proof.pdf", "sha256": format!("{number:064x}"), "size": 142 },
        });
        let draft = client
            .send(&made("/claims", &[], body.to_string().as_bytes()))?
            .json()?;
        let reference = text(&draft["reference"])?;
        Ok(made(
            &format!("/claims/{reference}/submit"),
            &[
                ("if-match", "\"1\""),
                ("idempotency-key", &format!("bench-{reference}")),
            ],
            b"",
        ))
    }

    fn is_sent(&self, answer: &Value) -> bool {
        answer["state"] == "submitted"
    }

    fn list(&self) -> Request {
        Request::get("/claims?limit=50", &[("cookie", COOKIE)])
    }

    fn listed(&self, answer: &Value) -> usize {
        answer["claims"].as_array().map_or(0, Vec::len)
    }

    fn memory(&self) -> Option<u64> {
        memory(self.process.id())
    }
}
