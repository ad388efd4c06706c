//! What benchmarks are measured beside, from npm: installed among what is built, as locked.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;

use crate::run::run as run_to_end;
use crate::workspace::Workspace;

/// Copies a folder of `bench/` to where things are built, and installs its packages if they
/// changed. The answer is the folder, to run scripts in.
pub(super) fn prepared(workspace: &Workspace, name: &str) -> anyhow::Result<PathBuf> {
    let folder = workspace.target(&format!("bench/{name}"));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let source = workspace.path(&format!("crates/xtask/src/bench/{name}"));
    let mut changed = !folder.join("node_modules").exists();
    for entry in fs::read_dir(&source).with_context(|| source.display().to_string())? {
        let file = entry?.path();
        let text = fs::read(&file).with_context(|| file.display().to_string())?;
        let name = file.file_name().context("a file without a name")?;
        let there = folder.join(name);
        if fs::read(&there).is_ok_and(|old| old == text) {
            continue;
        }
        changed |= name.to_string_lossy().starts_with("package");
        fs::write(&there, text).with_context(|| there.display().to_string())?;
    }
    if changed {
        // Not `npm ci`: a lock cannot name what some packages offer for other systems.
        run_to_end(workspace.command("npm").current_dir(&folder).args([
            "install",
            "--no-save",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]))?;
    }
    Ok(folder)
}
