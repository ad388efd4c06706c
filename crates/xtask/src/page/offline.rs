//! What the service worker keeps, so that calculator, portfolio and rules work without a
//! connection: `public/sw.js` with its version and its list of files.

use std::path::Path;

use serde_json::json;

use super::{INDEX, files, fingerprint, put};

/// The worker itself, and what no page asks for. The document it fetches as the server sends it.
const NOT_KEPT: [&str; 3] = [INDEX, "robots.txt", WORKER];
/// What needs the server anyway: kept when it was there once, not fetched beforehand.
const BEHIND_THE_SIGN_IN: [&str; 2] = ["claimdesk-desk-", "claimdesk-review-"];
const WORKER: &str = "sw.js";

/// Writes the version into the document and, with the list, into the worker.
pub(super) fn write(dist: &Path) -> anyhow::Result<()> {
    let version = format!("{:016x}", fingerprint(dist, &["."])?);
    let built = json!({ "version": version, "files": kept(dist)? });
    put(
        &dist.join(INDEX),
        "data-base=",
        &format!("data-version={version} data-base="),
    )?;
    put(
        &dist.join(WORKER),
        "const built = null;",
        &format!("const built = {built};"),
    )
}

/// The addresses of the files to keep.
fn kept(dist: &Path) -> anyhow::Result<Vec<String>> {
    let mut kept = Vec::new();
    for file in files(dist)? {
        let Some(name) = file.strip_prefix(dist)?.to_str() else {
            anyhow::bail!("{} cannot be an address", file.display());
        };
        let behind = BEHIND_THE_SIGN_IN.iter().any(|it| name.starts_with(it));
        if !behind && !NOT_KEPT.contains(&name) {
            kept.push(format!("/{}", name.replace('\\', "/")));
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::super::tests::dist;
    use super::super::{names, read_text};
    use super::*;

    #[test]
    fn the_worker_keeps_what_works_without_the_server() -> anyhow::Result<()> {
        let dist = dist("offline")?;
        names::write(&dist)?;
        write(&dist)?;
        let worker = read_text(&dist.join(WORKER))?;
        let line = worker
            .lines()
            .find_map(|line| line.strip_prefix("const built = ")?.strip_suffix(';'))
            .context("the worker has its list")?;
        let built: serde_json::Value = serde_json::from_str(line)?;
        let version = built["version"].as_str().context("a version")?;
        let page = read_text(&dist.join(INDEX))?;
        assert!(page.contains(&format!("data-version={version} ")), "{page}");

        let files: Vec<&str> = built["files"]
            .as_array()
            .context("files")?
            .iter()
            .filter_map(|file| file.as_str())
            .collect();
        let has = |start: &str| files.iter().any(|file| file.starts_with(start));
        for start in [
            "/a-3f2504e04f8941d3.js",
            "/boot-",
            "/claimdesk-portfolio-",
            "/early-",
            "/offline-",
        ] {
            assert!(has(start), "{start} in {files:?}");
        }
        for start in [
            "/claimdesk-desk",
            "/claimdesk-review",
            "/index.html",
            "/robots.txt",
            "/sw.js",
        ] {
            assert!(!has(start), "{start} in {files:?}");
        }
        Ok(std::fs::remove_dir_all(dist)?)
    }
}
