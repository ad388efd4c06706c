//! `docs/asvs.tsv` keeps its word: each requirement of OWASP ASVS 5.0.0, levels 1 and 2, has what
//! shows it or the reason why it does not apply, and what is named there is there.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail, ensure};

use crate::workspace::Workspace;

const LIST: &str = "docs/asvs.tsv";
/// Requirements of levels 1 and 2, without chapter 17 (WebRTC).
const REQUIREMENTS: usize = 246;

/// What is named exists: `api:module::test` among the server's tests (the path that a test run
/// prints), `unit:path::test` in a source, `e2e:spec` among the browser's, or a document.
fn exists(root: &Path, named: &str) -> anyhow::Result<()> {
    let (kind, rest) = named.split_once(':').unwrap_or(("", named));
    let (file, test) = rest.rsplit_once("::").unwrap_or((rest, ""));
    let files = match kind {
        "api" => {
            let module = root
                .join("crates/server/tests/api")
                .join(file.replace("::", "/"));
            vec![module.with_extension("rs"), module.join("mod.rs")]
        }
        "unit" => vec![root.join(file)],
        "e2e" => vec![root.join("tests/e2e/specs").join(file)],
        _ => vec![root.join(named)],
    };
    let contents: Vec<String> = files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect();
    ensure!(!contents.is_empty(), "{named}: no such file");
    if test.is_empty() {
        ensure!(kind == "e2e" || kind.is_empty(), "{named}: which test?");
        return Ok(());
    }
    let written = format!("fn {test}(");
    ensure!(
        contents.iter().any(|text| text.contains(&written)),
        "{named}: no such test"
    );
    Ok(())
}

fn check(root: &Path, line: &str) -> anyhow::Result<()> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [id, level, how, shown, note] = cells[..] else {
        bail!("{line}: five columns");
    };
    ensure!(id.starts_with('V') && ["1", "2"].contains(&level), "{line}");
    match how {
        "test" | "document" => {
            ensure!(!shown.is_empty(), "{id}: shown by what?");
            for named in shown.split(' ') {
                exists(root, named).context(id.to_owned())?;
            }
        }
        "does not apply" => ensure!(!note.is_empty() && shown.is_empty(), "{id}: why not?"),
        // Told, and counted in docs/security.md.
        "open" => ensure!(
            !note.is_empty() && shown.is_empty(),
            "{id}: what is missing?"
        ),
        other => bail!("{id}: {other}"),
    }
    Ok(())
}

#[test]
fn every_requirement_is_shown_or_does_not_apply() -> anyhow::Result<()> {
    let workspace = Workspace::here()?;
    let list = fs::read_to_string(workspace.path(LIST))?;
    let lines: Vec<&str> = list.lines().skip(1).collect();
    let mut ids: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split('\t').next())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((lines.len(), ids.len()), (REQUIREMENTS, REQUIREMENTS));
    let faults: Vec<String> = lines
        .iter()
        .filter_map(|line| check(workspace.root(), line).err())
        .map(|fault| format!("{fault:#}"))
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");

    let open = lines
        .iter()
        .filter(|line| line.contains("\topen\t"))
        .count();
    let told = fs::read_to_string(workspace.path("docs/security.md"))?;
    assert!(
        told.contains(&format!("{open} are open")),
        "docs/security.md tells how many are open: {open}"
    );
    Ok(())
}
