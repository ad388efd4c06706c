//! Build, serve, test and bench Claimdesk: `cargo xtask help` tells the commands.
//!
//! Each command does all it needs from a fresh clone, and finds its work done the second time.

#[cfg(test)]
mod asvs;
mod bench;
mod build;
mod chromium;
mod deb;
mod dev;
mod matrix;
mod page;
mod run;
mod say;
mod sbom;
mod serve;
mod server;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::{anyhow, bail};
use lexopt::prelude::*;

use crate::workspace::Workspace;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  build                     the finished binary at target/release/claimdesk, page included
  serve [ARGUMENT...]       build, then `claimdesk serve ARGUMENT...`, for instance --demo
  dev [ARGUMENT...]         the page with live reload on port 8080, a demonstration server behind it
  test [--long] [--only STEP]
                            everything: fmt, deny, clippy, native, postgres, wasm, build, e2e (these are
                            the STEPs);
                            --long tries many more random cases, and the steps fuzz and contract
  deb                       a Debian package of it, with unit and settings
  matrix                    who may do what, printed, and written in docs/security.md
  sbom                      what the binary and the page are made of, as CycloneDX JSON
  bench [NAME...]           score: a million rows of revenue, beside DuckDB
                            submit: durable submissions a second
                            assess: claims assessed a second, beside two rule engines
                            estimate: one changed input among 10,000 customers, native and wasm
                            lists: lists and queues of up to a million claims
                            mixed: 1,000 requests a second, four of five of them reads
                            start: from the process to the first answer, and idle memory
                            size: what claims take on the disk, and a backup of many
                            uploads: files of evidence, beside the disk
                            page: the page in the browser, beside two other ways
                            audit: a log of a million entries written, verified, proved
";

fn main() -> ExitCode {
    match command() {
        Ok(code) => code,
        Err(error) => {
            say::failure(&error);
            ExitCode::FAILURE
        }
    }
}

fn command() -> anyhow::Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let Some(first) = arguments.next()? else {
        say::text(HELP);
        return Ok(ExitCode::FAILURE);
    };
    let workspace = Workspace::here()?;
    match first {
        Value(name) => match name.string()?.as_str() {
            "build" => {
                nothing_more(&mut arguments)?;
                build::all(&workspace)?;
            }
            "deb" => {
                nothing_more(&mut arguments)?;
                deb::run(&workspace)?;
            }
            "sbom" => {
                nothing_more(&mut arguments)?;
                say::text(sbom::document(&workspace)?.trim_end());
            }
            "serve" => return serve::run(&workspace, arguments.raw_args()?.collect()),
            "dev" => return dev::run(&workspace, arguments.raw_args()?.collect()),
            "test" => test::run(&workspace, &test_plan(&mut arguments)?)?,
            "matrix" => {
                nothing_more(&mut arguments)?;
                matrix::write(&workspace)?;
            }
            "bench" => bench::run(&workspace, &bench_names(&mut arguments)?)?,
            "help" => say::text(HELP),
            other => bail!("no command `{other}`\n\n{HELP}"),
        },
        Short('h') | Long("help") => say::text(HELP),
        other => return Err(unknown(other)),
    }
    Ok(ExitCode::SUCCESS)
}

fn unknown(argument: lexopt::Arg<'_>) -> anyhow::Error {
    anyhow!("{}\n\n{HELP}", argument.unexpected())
}

fn nothing_more(arguments: &mut lexopt::Parser) -> anyhow::Result<()> {
    match arguments.next()? {
        None => Ok(()),
        Some(argument) => Err(unknown(argument)),
    }
}

fn test_plan(arguments: &mut lexopt::Parser) -> anyhow::Result<test::Plan> {
    let mut plan = test::Plan::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("long") => plan.long = true,
            Long("only") => plan
                .only
                .push(test::Step::parse(&arguments.value()?.string()?)?),
            other => return Err(unknown(other)),
        }
    }
    Ok(plan)
}

fn bench_names(arguments: &mut lexopt::Parser) -> anyhow::Result<Vec<bench::Name>> {
    let mut names = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(name) => names.push(bench::Name::parse(&name.string()?)?),
            other => return Err(unknown(other)),
        }
    }
    Ok(names)
}
