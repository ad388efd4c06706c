//! One stylesheet in the place of one for each part.
//!
//! Each file would be a request that the first paint waits for, and over a mobile network a dozen
//! of them take two rounds more than one. In the sources, and in development, they stay apart.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use super::{INDEX, fingerprint, put, read_text, write as write_file};

/// Where the file stands until it has its name.
const UNNAMED: &str = "style.css";

/// Puts all stylesheets that the document names into one, in their order, which decides about
/// rules of the same weight.
pub(super) fn write(dist: &Path) -> anyhow::Result<()> {
    let index = dist.join(INDEX);
    let page = read_text(&index)?;
    let (mut told, mut all, mut rest) = (String::new(), String::new(), page.as_str());
    while let Some((before, link, after)) = next(rest) {
        let name = link
            .split_whitespace()
            .find_map(|part| part.strip_prefix("href=/"))
            .with_context(|| format!("`{link}` names no file"))?;
        let sheet = dist.join(name);
        told.push_str(before);
        if all.is_empty() {
            told.push_str("<link href=/style.css rel=stylesheet>");
        }
        all.push_str(&read_text(&sheet)?);
        fs::remove_file(&sheet).with_context(|| sheet.display().to_string())?;
        rest = after;
    }
    ensure!(!all.is_empty(), "{} names no stylesheet", index.display());
    told.push_str(rest);
    write_file(&index, told)?;

    write_file(&dist.join(UNNAMED), all)?;
    let named = format!("style-{:016x}.css", fingerprint(dist, &[UNNAMED])?);
    put(&index, &format!("/{UNNAMED}"), &format!("/{named}"))?;
    fs::rename(dist.join(UNNAMED), dist.join(named)).context(UNNAMED)
}

/// The next link to a stylesheet, its attributes alone, and what stands before and behind it.
fn next(page: &str) -> Option<(&str, &str, &str)> {
    const OPEN: &str = "<link ";
    let mut from = 0;
    loop {
        let open = from + page.get(from..)?.find(OPEN)?;
        let inside = open + OPEN.len();
        let close = inside + page.get(inside..)?.find('>')?;
        let link = page.get(inside..close)?;
        if link.split_whitespace().any(|part| part == "rel=stylesheet") {
            return Some((page.get(..open)?, link, page.get(close + 1..)?));
        }
        from = close;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{dist, names_in};
    use super::*;

    #[test]
    fn many_stylesheets_become_one_in_their_order() -> anyhow::Result<()> {
        let dist = dist("styles")?;
        write(&dist)?;
        let names = names_in(&dist)?;
        let sheets: Vec<&String> = names
            .iter()
            .filter(|name| Path::new(name).extension().is_some_and(|end| end == "css"))
            .collect();
        let [sheet] = sheets.as_slice() else {
            anyhow::bail!("{sheets:?}");
        };
        assert_eq!(
            read_text(&dist.join(sheet))?,
            "@layer one,two;.a{top:0}.a{top:1px}"
        );
        let page = read_text(&dist.join(INDEX))?;
        assert!(
            page.contains(&format!("<link href=/{sheet} rel=stylesheet>")),
            "{page}"
        );
        assert_eq!(page.matches("stylesheet").count(), 1, "{page}");
        // What stood between and around them is still there.
        for other in ["rel=icon", "src=/early.js", "src=/boot.mjs"] {
            assert!(page.contains(other), "{other} in {page}");
        }
        Ok(fs::remove_dir_all(dist)?)
    }

    #[test]
    fn a_page_without_any_is_told() -> anyhow::Result<()> {
        let dist = dist("styles-none")?;
        write_file(&dist.join(INDEX), "<link href=/icon.svg rel=icon>")?;
        assert!(write(&dist).is_err());
        Ok(fs::remove_dir_all(dist)?)
    }
}
