//! Hashes of their content in the names of files, so that server, browser and service worker may
//! keep them for ever.
//!
//! Trunk gives one to the public module and to styles, and none to modules of the kind "worker"
//! and to files that it copies.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::Context;

use super::{INDEX, fingerprint, put, read_text, write as write_file};

/// The modules beside the public one; `public/early.js` reads their hashes from its tag.
const PARTS: [&str; 3] = ["desk", "portfolio", "review"];

/// Renames them all, and tells whoever names them.
pub(super) fn write(dist: &Path) -> anyhow::Result<()> {
    let mut attributes = String::new();
    for part in PARTS {
        let hash = module(dist, part)?;
        write!(attributes, "data-{part}={hash} ")?;
    }
    put(
        &dist.join(INDEX),
        "data-base=",
        &format!("{attributes}data-base="),
    )?;
    // Each before the file that names it.
    script(dist, "offline.mjs", "boot.mjs")?;
    script(dist, "boot.mjs", INDEX)?;
    script(dist, "early.js", INDEX)
}

/// Renames a module, script and code by one hash.
fn module(dist: &Path, part: &str) -> anyhow::Result<String> {
    let old = |end: &str| format!("claimdesk-{part}{end}");
    let [script, code] = [".js", "_bg.wasm"].map(old);
    let hash = format!("{:016x}", fingerprint(dist, &[&script, &code])?);
    let new = |end: &str| format!("claimdesk-{part}-{hash}{end}");
    let text = read_text(&dist.join(&script))?;
    write_file(
        &dist.join(new(".js")),
        text.replace(&code, &new("_bg.wasm")),
    )?;
    fs::remove_file(dist.join(&script)).with_context(|| script.clone())?;
    fs::rename(dist.join(&code), dist.join(new("_bg.wasm"))).with_context(|| code.clone())?;
    Ok(hash)
}

/// Renames a script that one other file names.
fn script(dist: &Path, name: &str, named_in: &str) -> anyhow::Result<()> {
    let hash = fingerprint(dist, &[name])?;
    let (stem, end) = name
        .rsplit_once('.')
        .with_context(|| format!("{name} has no ending"))?;
    let new = format!("{stem}-{hash:016x}.{end}");
    put(
        &dist.join(named_in),
        &format!("/{name}"),
        &format!("/{new}"),
    )?;
    fs::rename(dist.join(name), dist.join(new)).with_context(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::super::tests::{dist, names_in};
    use super::*;

    #[test]
    fn every_script_and_module_is_named_by_its_content() -> anyhow::Result<()> {
        let dist = dist("names")?;
        write(&dist)?;
        let names = names_in(&dist)?;
        let page = read_text(&dist.join(INDEX))?;
        for (stem, end) in [("boot-", ".mjs"), ("early-", ".js")] {
            let name = names.iter().find(|name| name.starts_with(stem));
            let name = name.with_context(|| format!("{stem} in {names:?}"))?;
            assert!(name.ends_with(end), "{name}");
            assert!(page.contains(&format!("/{name}")), "{name} in {page}");
        }
        for part in PARTS {
            let (_, after) = page
                .split_once(&format!("data-{part}="))
                .with_context(|| page.clone())?;
            let hash = &after[..16];
            let code = format!("claimdesk-{part}-{hash}_bg.wasm");
            let script = read_text(&dist.join(format!("claimdesk-{part}-{hash}.js")))?;
            assert_eq!(script, format!("new URL('{code}')"));
            assert_eq!(read(&dist.join(code))?, part.as_bytes());
        }
        assert!(page.contains("data-base=/ data-js=/a-3f2504e04f8941d3.js"));
        Ok(fs::remove_dir_all(dist)?)
    }

    #[test]
    fn another_content_is_another_name_all_the_way_up() -> anyhow::Result<()> {
        let (one, other) = (dist("names-one")?, dist("names-other")?);
        write_file(&other.join("offline.mjs"), "begin anew")?;
        write(&one)?;
        write(&other)?;
        let differing: Vec<String> = names_in(&other)?
            .into_iter()
            .filter(|name| !one.join(name).exists())
            .collect();
        assert_eq!(differing.len(), 2, "{differing:?}");
        assert_ne!(read(&one.join(INDEX))?, read(&other.join(INDEX))?);
        fs::remove_dir_all(one)?;
        Ok(fs::remove_dir_all(other)?)
    }
}
