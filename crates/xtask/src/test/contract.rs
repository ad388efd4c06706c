//! Every operation of the OpenAPI document, asked by Schemathesis as anybody there is: no answer may be
//! a failure of the server, or one that the document does not tell.

use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use ureq::Agent;

use crate::run::{output, run};
use crate::say;
use crate::server::{Server, agent};
use crate::workspace::Workspace;

/// What has to be so of every answer. Left out is what judges by its own lights which of the refusals
/// an odd request gets: 412 for a version that is none is RFC 9110's.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";
/// Cases for each operation beside those that follow from its description.
const CASES: &str = "30";
/// These would end the session that asks, and leave the rest of the round to nobody.
const ENDS_THE_SESSION: [&str; 4] = [
    "delete.session",
    "delete.account.sessions",
    "delete.account.sessions.id",
    "put.account.password",
];
/// People of the invented programme, by what they may do.
const PEOPLE: [(&str, &str); 4] = [
    ("a partner", "anna@nordlys.example"),
    ("a reviewer", "rie@claimdesk.example"),
    ("an administrator", "ada@claimdesk.example"),
    ("an auditor", "eva@claimdesk.example"),
];
const PASSWORD: &str = "try-claimdesk";
/// A program that may do all that a token can.
const SCOPES: [&str; 3] = ["claims.read", "claims.file", "credits.read"];

/// Asks as nobody, as each role, and as a program. Schemathesis is not brought along: without it the step
/// says so, and passes.
pub(super) fn contract(workspace: &Workspace) -> anyhow::Result<()> {
    if workspace.find("schemathesis").is_none() {
        say::note("NOT RUN: schemathesis is not there; `pip install schemathesis` brings it");
        return Ok(());
    }
    let version = output(workspace.command("schemathesis").arg("--version"))?;
    ensure!(
        version.contains(" 4."),
        "schemathesis 4 is asked for, and this is {}",
        version.trim()
    );
    ask(workspace, "nobody", |_, _| Ok(None))?;
    for (role, email) in PEOPLE {
        ask(workspace, role, |agent, address| {
            Ok(Some(format!(
                "Cookie: {}",
                signed_in(agent, address, email)?
            )))
        })?;
    }
    ask(workspace, "a program", |agent, address| {
        let [(_, partner), ..] = PEOPLE;
        let cookie = signed_in(agent, address, partner)?;
        let wanted = json!({ "name": "contract", "scopes": SCOPES, "days": 1 });
        let mut answer = agent
            .post(format!("{address}/api/v1/tokens"))
            .header("content-type", "application/json")
            .header("cookie", cookie)
            .send(wanted.to_string())?;
        let made: Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        let secret = made["secret"].as_str().context("no token was made")?;
        Ok(Some(format!("Authorization: Bearer {secret}")))
    })
}

/// The cookie of a new session.
fn signed_in(agent: &Agent, address: &str, email: &str) -> anyhow::Result<String> {
    let who = json!({ "email": email, "password": PASSWORD });
    let answer = agent
        .post(format!("{address}/api/v1/session"))
        .header("content-type", "application/json")
        .send(who.to_string())?;
    let set = answer.headers().get("set-cookie");
    let set = set.and_then(|set| set.to_str().ok());
    let cookie = set.and_then(|set| set.split(';').next());
    Ok(cookie
        .with_context(|| format!("{email} is not signed in"))?
        .to_owned())
}

/// One round, on a server of its own: what one does does not change what the next finds.
fn ask(
    workspace: &Workspace,
    who: &str,
    known: impl FnOnce(&Agent, &str) -> anyhow::Result<Option<String>>,
) -> anyhow::Result<()> {
    say::note(&format!("as {who}"));
    let server = Server::start(workspace, "contract")?;
    let known = known(&agent(), &server.address)?;
    let mut asks: Command = workspace.command("schemathesis");
    asks.arg("run")
        .arg(format!("{}/api/openapi.json", server.address))
        .args(["--phases", "examples,coverage,fuzzing", "--checks", CHECKS])
        .args(["--max-examples", CASES, "--continue-on-failure"])
        // Odd descriptions have many of its first guesses thrown away, on some seeds.
        .args(["--suppress-health-check", "filter_too_much,too_slow"])
        .args(["--warnings", "off", "--no-color"]);
    asks.env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", workspace.path("tests/contract"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // What it writes down of a round is looked at once.
        .current_dir(workspace.target("contract"));
    if let Some(known) = &known {
        asks.args(["--header", known]);
        for operation in ENDS_THE_SESSION {
            asks.args(["--exclude-operation-id", operation]);
        }
    }
    run(&mut asks)
        .with_context(|| format!("as {who}; the server's words are in target/contract/server.log"))
}
