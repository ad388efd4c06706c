//! The table of who may do what, for people to read.
//!
//! The table is the one that the server's tests try (`crates/server/tests/api/matrix`), every cell of it.

use std::fmt::Write as _;

use anyhow::{Context, bail};

use crate::say;
use crate::workspace::Workspace;

const TABLE: &str = "crates/server/tests/api/matrix/matrix.tsv";
const DOCUMENT: &str = "docs/security.md";
const BEGIN: &str = "<!-- `cargo xtask matrix` writes what follows -->\n";
const END: &str = "<!-- and no further -->";

/// Puts the table in the document, and prints it.
pub(crate) fn write(workspace: &Workspace) -> anyhow::Result<()> {
    let path = workspace.path(DOCUMENT);
    let text = std::fs::read_to_string(&path).context(DOCUMENT)?;
    let table = std::fs::read_to_string(workspace.path(TABLE)).context(TABLE)?;
    let table = markdown(&table)?;
    let (before, _, after) = around(&text)?;
    std::fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).context(DOCUMENT)?;
    say::text(&table);
    Ok(())
}

/// What is before, between and after the marks.
fn around(document: &str) -> anyhow::Result<(&str, &str, &str)> {
    let marked = document.split_once(BEGIN).and_then(|(before, rest)| {
        let (table, after) = rest.split_once(END)?;
        Some((before, table, after))
    });
    marked.with_context(|| format!("{DOCUMENT} has no place for the table: {BEGIN}{END}"))
}

fn markdown(table: &str) -> anyhow::Result<String> {
    let (legend, rows): (Vec<&str>, Vec<&str>) =
        table.lines().partition(|line| line.starts_with('#'));
    let mut text = String::from("\n| letter | a claim that is |\n| --- | --- |\n");
    for line in legend {
        let (letter, meaning) = line
            .trim_start_matches('#')
            .split_once('\t')
            .with_context(|| format!("{TABLE}: {line}"))?;
        writeln!(text, "| {letter} | {meaning} |")?;
    }
    text.push('\n');
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.split('\t').map(cell).collect();
        if number == 0 {
            writeln!(text, "| {} |", cells.join(" | "))?;
            writeln!(text, "|{}", " --- |".repeat(cells.len()))?;
            continue;
        }
        let Some((operation, cells)) = cells.split_first() else {
            bail!("{TABLE}: an empty line");
        };
        writeln!(text, "| `{operation}` | {} |", cells.join(" | "))?;
    }
    text.push('\n');
    Ok(text)
}

/// A cell in words: what is allowed, and what others get.
fn cell(written: &str) -> String {
    let parts = written.split(' ').map(|part| match part.split_once(':') {
        Some((states, "yes")) => states.to_owned(),
        Some((states, code)) => format!("{states}: {code}"),
        None if part == "empty" => "yes".to_owned(),
        None => part.to_owned(),
    });
    match written.split_once(' ') {
        // An operation: method and path.
        Some((method, _)) if method.chars().all(char::is_uppercase) && !written.contains(':') => {
            written.to_owned()
        }
        _ => parts.collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_the_table_that_is_tried() -> anyhow::Result<()> {
        let workspace = Workspace::here()?;
        let document = std::fs::read_to_string(workspace.path(DOCUMENT))?;
        let table = std::fs::read_to_string(workspace.path(TABLE))?;
        let (_, written, _) = around(&document)?;
        assert_eq!(written, markdown(&table)?, "run `cargo xtask matrix`");
        Ok(())
    }

    #[test]
    fn cells_are_words() {
        assert_eq!(cell("DQ:yes 409"), "DQ, 409");
        assert_eq!(cell("Dw:404 P:403 yes"), "Dw: 404, P: 403, yes");
        assert_eq!(cell("empty"), "yes");
        assert_eq!(cell("GET /claims"), "GET /claims");
    }
}
