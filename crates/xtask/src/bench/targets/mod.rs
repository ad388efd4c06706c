//! Servers that take claims: ours, and those it is measured beside.

mod claimdesk;
mod pocketbase;
mod python;
mod small;

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use serde_json::{Value, json};

use super::exports::guid;
use super::http::{Client, Request};
use crate::say;
use crate::workspace::Workspace;

pub(super) use claimdesk::Claimdesk;

/// As small as a PDF can be.
const PROOF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
    2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A server that takes claims.
pub(super) trait Target: Sync {
    /// What it is called in the tables, with what has to be known of it.
    fn name(&self) -> &str;
    /// `127.0.0.1:…`
    fn address(&self) -> &str;
    /// Makes a draft that every rule lets pass, on a customer and a subscription of its own; gives
    /// what sends it to review.
    fn draft(&self, client: &mut Client, number: u64) -> anyhow::Result<Request>;
    /// True of the answer to what [`draft`](Self::draft) gave, where the claim is sent.
    fn is_sent(&self, answer: &Value) -> bool;
    /// Asks for the 50 claims that were changed last.
    fn list(&self) -> Request;
    /// How many claims an answer to that lists.
    fn listed(&self, answer: &Value) -> usize;
    /// Memory of all its processes, in kB; none where this system does not tell.
    fn memory(&self) -> Option<u64>;
}

/// Starts one, which ends with its value.
type Start = fn(&Workspace) -> anyhow::Result<Box<dyn Target>>;

/// Everything that can be measured, ours first.
const ALL: [(&str, Start); 4] = [
    ("claimdesk", |workspace| {
        Ok(Box::new(Claimdesk::start(workspace, "bench")?))
    }),
    ("Fastify", small::fastify),
    ("Django", small::django),
    ("PocketBase", pocketbase::start),
];

/// Starts each in turn and measures it; one that cannot be started is told and left out, but not ours.
pub(super) fn each(
    workspace: &Workspace,
    mut measure: impl FnMut(&dyn Target) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for (index, (name, start)) in ALL.into_iter().enumerate() {
        match start(workspace) {
            Ok(target) => measure(target.as_ref()).with_context(|| name.to_owned())?,
            Err(error) if index > 0 => say::note(&format!("{name} is not compared: {error:#}")),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The answers of a claim that every rule lets pass.
fn form(number: u64, location: &str, today: &str) -> Value {
    json!({
        "partnerLocationId": location,
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
        "acknowledgedOn": today,
        "proofNamesTenant": true,
        "proofNamesDomain": true,
        "proofProducts": ["Sales"],
    })
}

/// A text of an answer.
fn text(value: &Value) -> anyhow::Result<String> {
    value
        .as_str()
        .map(ToOwned::to_owned)
        .context("an answer without the text it should have")
}

/// What a process and its children hold in memory, in kB, as Linux tells it.
pub(super) fn memory(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let own = status.lines().find_map(|line| {
        let rest = line.strip_prefix("VmRSS:")?;
        rest.split_whitespace().next()?.parse::<u64>().ok()
    })?;
    let children =
        fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let theirs = children
        .split_whitespace()
        .filter_map(|child| memory(child.parse().ok()?))
        .sum::<u64>();
    Some(own + theirs)
}

/// Memory as it is told.
pub(super) fn kilobytes(memory: Option<u64>) -> String {
    memory.map_or_else(
        || "memory not known here".to_owned(),
        |memory| format!("{} kB", say::thousands(memory)),
    )
}

/// An empty folder among what is built.
fn emptied(workspace: &Workspace, place: &str) -> anyhow::Result<PathBuf> {
    let folder = workspace.target(&format!("bench/{place}"));
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder)
}
