//! Durable submissions of claims a second, over REST.
//!
//! Every answer that is counted came after the commit that holds its claim.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Response;

use super::exports::guid;
use super::{milliseconds, per_second, percentile};
use crate::say;
use crate::server::{Server, agent};
use crate::workspace::Workspace;

const CONNECTIONS: usize = 32;
const CLAIMS_EACH: usize = 160;
/// As small as a PDF can be.
const PROOF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// Fills a server of its own with drafts, then submits them from all connections at once.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let server = Server::start(workspace, "bench")?;
    let partner = Partner::sign_in(&server.address)?;
    let claims = CONNECTIONS * CLAIMS_EACH;
    say::note(&format!("filing {claims} drafts, each with a proof"));
    let all_ready = Barrier::new(CONNECTIONS);
    let results = thread::scope(|scope| {
        let connection = |number| {
            let (partner, all_ready) = (&partner, &all_ready);
            scope.spawn(move || partner.submit_many(number, all_ready))
        };
        let running: Vec<_> = (0..CONNECTIONS).map(connection).collect();
        running
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(anyhow::anyhow!("a connection's thread died")))
            })
            .collect::<anyhow::Result<Vec<_>>>()
    })?;
    let begun = results
        .iter()
        .map(|result| result.begun)
        .min()
        .context("no connection")?;
    let ended = results
        .iter()
        .map(|result| result.ended)
        .max()
        .context("no connection")?;
    let mut times: Vec<_> = results
        .into_iter()
        .flat_map(|result| result.times)
        .collect();
    times.sort();
    let rate = per_second(times.len() as u64, ended - begun);
    say::text(&format!(
        "submit: {} claims from {CONNECTIONS} connections, each answered after its commit\n  \
         {} a second; half within {}, 99 of 100 within {}, the slowest {}",
        say::thousands(times.len() as u64),
        say::thousands(rate),
        milliseconds(percentile(&times, 50)),
        milliseconds(percentile(&times, 99)),
        milliseconds(percentile(&times, 100)),
    ));
    Ok(())
}

/// Somebody signed in who files claims.
struct Partner {
    api: String,
    cookie: String,
    location: String,
    today: String,
}

/// What one connection saw.
struct Submitted {
    begun: Instant,
    ended: Instant,
    times: Vec<Duration>,
}

impl Partner {
    fn sign_in(address: &str) -> anyhow::Result<Self> {
        let api = format!("{address}/api/v1");
        let agent = agent();
        let info = good(agent.get(format!("{api}/info")).call()?)?;
        let account = info["demo"]["accounts"]
            .as_array()
            .and_then(|accounts| accounts.iter().find(|account| account["role"] == "partner"))
            .context("the demonstration has no partner's account")?;
        let body = json!({ "email": account["email"], "password": account["password"] });
        let answer = agent
            .post(format!("{api}/session"))
            .content_type("application/json")
            .header("sec-fetch-site", "same-origin")
            .send(body.to_string())?;
        let cookie = answer.headers().get("set-cookie").and_then(|value| {
            value
                .to_str()
                .ok()?
                .split(';')
                .next()
                .map(ToOwned::to_owned)
        });
        let session = good(answer)?;
        let mut partner = Self {
            api,
            cookie: cookie.context("signing in gave no session")?,
            location: text(&session["user"]["organisation"]["locations"][0])?,
            today: String::new(),
        };
        // The server's day: the proof must not be dated in its future.
        let draft = partner.post(
            &agent,
            "/claims",
            &[],
            json!({ "form": {} }).to_string().as_bytes(),
        )?;
        partner.today = text(&draft["changedAt"])?.chars().take(10).collect();
        Ok(partner)
    }

    /// Prepares drafts, waits for all others, submits.
    fn submit_many(&self, number: usize, all_ready: &Barrier) -> anyhow::Result<Submitted> {
        let agent = agent();
        let drafts: anyhow::Result<Vec<_>> = (0..CLAIMS_EACH)
            .map(|claim| self.draft(&agent, number * CLAIMS_EACH + claim))
            .collect();
        // Also on failure: the others wait for everybody.
        all_ready.wait();
        let mut times = Vec::with_capacity(CLAIMS_EACH);
        let begun = Instant::now();
        for (reference, version) in drafts? {
            let headers = [
                ("if-match", format!("\"{version}\"")),
                ("idempotency-key", format!("bench-{reference}")),
            ];
            let sent = Instant::now();
            let claim = self.post(
                &agent,
                &format!("/claims/{reference}/submit"),
                &headers,
                b"",
            )?;
            times.push(sent.elapsed());
            ensure!(
                !claim["life"]["submittedAt"].is_null(),
                "{reference} is not submitted: {claim}"
            );
        }
        Ok(Submitted {
            begun,
            ended: Instant::now(),
            times,
        })
    }

    /// A claim that every rule lets pass, on a customer and a subscription of its own.
    fn draft(&self, agent: &Agent, number: usize) -> anyhow::Result<(String, i64)> {
        let number = number as u64;
        let form = json!({ "form": {
            "partnerLocationId": self.location,
            "customerName": format!("Fabrikken {number} ApS"),
            "customerTenantId": guid(number),
            "customerDomain": format!("fabrikken{number}.example"),
            "subscriptionId": guid(1_000_000 + number),
            "channel": "csp",
            "subscriptionStart": "2026-01-01",
            "transactingPartnerName": "Kystlicens A/S",
            "products": [{ "workload": "Sales", "monthlyRevenueUsd": "1800.00" }],
            "workDone": "Implemented sales in three countries, with training",
            "workedSince": "2026-02-01",
            "customerContactName": "Anna Holm",
            "customerContactTitle": "CIO",
            "customerContactEmail": format!("anna@fabrikken{number}.example"),
            "partnerContactName": "Bo Lind",
            "partnerContactEmail": "bo@nordlys.example",
            "acknowledgedOn": self.today,
            "proofNamesTenant": true,
            "proofNamesDomain": true,
            "proofProducts": ["Sales"],
        }});
        let draft = self.post(agent, "/claims", &[], form.to_string().as_bytes())?;
        let reference = text(&draft["reference"])?;
        self.post(
            agent,
            &format!("/claims/{reference}/evidence?name=proof.pdf"),
            &[],
            PROOF,
        )?;
        let claim = self.get(agent, &format!("/claims/{reference}"))?;
        Ok((
            reference,
            claim["version"].as_i64().context("a claim has a version")?,
        ))
    }

    fn get(&self, agent: &Agent, path: &str) -> anyhow::Result<Value> {
        good(
            agent
                .get(format!("{}{path}", self.api))
                .header("cookie", &self.cookie)
                .call()?,
        )
    }

    fn post(
        &self,
        agent: &Agent,
        path: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> anyhow::Result<Value> {
        let mut request = agent
            .post(format!("{}{path}", self.api))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .content_type(if body == PROOF {
                "application/pdf"
            } else {
                "application/json"
            });
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        good(request.send(body)?).with_context(|| path.to_owned())
    }
}

/// The JSON of an answer that is no refusal.
fn good(mut answer: Response<ureq::Body>) -> anyhow::Result<Value> {
    let body = answer.body_mut().read_to_string()?;
    ensure!(
        answer.status().is_success(),
        "answered {}: {body}",
        answer.status()
    );
    serde_json::from_str(&body).context("an answer that is not JSON")
}

fn text(value: &Value) -> anyhow::Result<String> {
    value
        .as_str()
        .map(ToOwned::to_owned)
        .context("an answer without the text it should have")
}
