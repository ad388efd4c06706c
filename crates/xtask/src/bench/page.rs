//! The page in a real browser: an export from drop to scorecard beside two other ways, a keystroke
//! to painted points, and the first visit as Lighthouse has it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::exports::{self, Size};
use super::npm;
use crate::chromium::Chromium;
use crate::run::run as run_to_end;
use crate::say;
use crate::server::Server;
use crate::workspace::Workspace;

/// The export that is dropped.
const DROPPED: Size = Size {
    rows: 200_000,
    customers: 5_000,
};
/// Among how many customers opportunities are ticked.
const CUSTOMERS: u64 = 10_000;
const ROUNDS: usize = 5;
const STROKES: usize = 400;
const VISITS: usize = 5;

// What the scripts tell; times in milliseconds, memory in kB.

#[derive(Deserialize)]
struct Imports {
    claimdesk: Vec<Import>,
    papaparse: Vec<Import>,
    duckdb: Vec<Import>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Import {
    from_drop: f64,
    from_load: f64,
    longest: f64,
    memory: u64,
    counted: Value,
}

#[derive(Deserialize)]
struct Keys {
    empty: Strokes,
    calculator: Strokes,
    opportunities: Strokes,
}

#[derive(Deserialize)]
struct Strokes {
    times: Vec<f64>,
    memory: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Visit {
    /// Performance, accessibility, best practices, search engines; of 100.
    scores: [f64; 4],
    largest_paint: f64,
    usable: f64,
    blocked: f64,
    shift: f64,
    bytes: f64,
    failed: Vec<String>,
}

/// Measures all of it.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let chromium = Chromium::ensure(workspace)?;
    let revenue = exports::revenue(workspace, DROPPED)?;
    let large = [
        exports::steady_revenue(workspace, CUSTOMERS)?,
        exports::usage(workspace, CUSTOMERS)?,
    ];
    let folder = npm::prepared(workspace, "page")?;
    let server = Server::start(workspace, "bench")?;
    let flags: Vec<String> = Chromium::flags()
        .split(' ')
        .map(ToOwned::to_owned)
        .collect();
    let settings = json!({
        "chromium": chromium.browser, "flags": flags, "address": server.address,
        "rounds": ROUNDS, "strokes": STROKES, "visited": VISITS,
        "revenue": revenue, "large": large,
    });
    let scripts = Scripts {
        workspace,
        folder,
        settings,
    };
    let imports: Imports = scripts.told("imports")?;
    same_counts(&imports)?;
    tell_imports(&imports);
    tell_keys(&scripts.told("keys")?);
    let visits: Vec<Visit> = scripts.told("visits")?;
    tell_visits(&visits);
    Ok(())
}

/// The scripts that drive the browser, and what they are told.
struct Scripts<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
    settings: Value,
}

impl Scripts<'_> {
    /// Runs one part of them to its end.
    fn told<T: DeserializeOwned>(&self, part: &str) -> anyhow::Result<T> {
        let settings = self.folder.join("settings.json");
        let answers = self.folder.join(format!("{part}.json"));
        fs::write(&settings, self.settings.to_string())
            .with_context(|| settings.display().to_string())?;
        run_to_end(
            self.workspace
                .command("node")
                .current_dir(&self.folder)
                .arg("measure.mjs")
                .args([&settings, &answers])
                .arg(part),
        )?;
        serde_json::from_slice(&fs::read(&answers)?).with_context(|| answers.display().to_string())
    }
}

/// All three must count the same pairs in the latest month and a year before.
fn same_counts(imports: &Imports) -> anyhow::Result<()> {
    let months = ["October, 2026", "October, 2025"];
    for own in &imports.claimdesk {
        for (way, theirs) in [
            ("PapaParse", &imports.papaparse),
            ("duckdb-wasm", &imports.duckdb),
        ] {
            for other in theirs {
                let counted = months.map(|month| other.counted[month].as_i64());
                let ours = [0, 1].map(|at| own.counted[at].as_i64());
                ensure!(
                    ours == counted && ours[0].is_some(),
                    "claimdesk counts {ours:?} pairs now and a year ago, {way} {counted:?}"
                );
            }
        }
    }
    Ok(())
}

fn tell_imports(imports: &Imports) {
    say::text(&format!(
        "page: {} rows from drop to scorecard, in the browser; medians of {ROUNDS}, in turns",
        say::thousands(DROPPED.rows)
    ));
    let ways = [
        ("claimdesk", &imports.claimdesk),
        ("PapaParse", &imports.papaparse),
        ("duckdb-wasm", &imports.duckdb),
    ];
    for (way, rounds) in ways {
        let of = |figure: fn(&Import) -> f64| median(rounds.iter().map(figure).collect());
        say::text(&format!(
            "  {way:12} {:>7.0} ms from drop, {:>7.0} ms from page load, longest task {:>5.0} ms, \
             {} kB",
            of(|it| it.from_drop),
            of(|it| it.from_load),
            rounds.iter().map(|it| it.longest).fold(0.0, f64::max),
            say::thousands(rounds.iter().map(|it| it.memory).max().unwrap_or(0)),
        ));
    }
}

fn tell_keys(keys: &Keys) {
    say::text(&format!(
        "  from keystroke to painted points, processor slowed four times, {STROKES} strokes"
    ));
    let kinds = [
        (
            "an empty page, which is the browser's own".to_owned(),
            &keys.empty,
        ),
        ("digits in the calculator".to_owned(), &keys.calculator),
        (
            format!(
                "opportunities ticked among {} customers",
                say::thousands(CUSTOMERS)
            ),
            &keys.opportunities,
        ),
    ];
    for (kind, strokes) in kinds {
        let mut sorted = strokes.times.clone();
        sorted.sort_by(f64::total_cmp);
        say::text(&format!(
            "    {kind}: half within {:.1} ms, 99 of 100 within {:.1} ms, the slowest {:.1} ms; {} kB",
            at(&sorted, 50),
            at(&sorted, 99),
            at(&sorted, 100),
            say::thousands(strokes.memory),
        ));
    }
}

fn tell_visits(visits: &[Visit]) {
    let of = |figure: fn(&Visit) -> f64| median(visits.iter().map(figure).collect());
    let failed: Vec<&str> = visits
        .iter()
        .flat_map(|visit| &visit.failed)
        .map(String::as_str)
        .collect();
    say::text(&format!(
        "  first visit, Lighthouse's mobile profile, median of {VISITS}: performance {:.0}, \
         accessibility {:.0}, best practices {:.0}, search engines {:.0}\n    largest paint {:.0} ms, \
         usable {:.0} ms, blocked {:.0} ms, layout shift {:.3}, {:.0} bytes{}",
        of(|it| it.scores[0]),
        of(|it| it.scores[1]),
        of(|it| it.scores[2]),
        of(|it| it.scores[3]),
        of(|it| it.largest_paint),
        of(|it| it.usable),
        of(|it| it.blocked),
        of(|it| it.shift),
        of(|it| it.bytes),
        if failed.is_empty() {
            String::new()
        } else {
            format!("\n    it finds fault with {}", failed.join(", "))
        }
    ));
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    at(&values, 50)
}

/// The value below which so many hundredths lie.
fn at(sorted: &[f64], hundredths: usize) -> f64 {
    let index = (sorted.len() * hundredths / 100).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().unwrap_or_default()
}
