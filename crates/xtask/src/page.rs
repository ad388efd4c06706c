//! The page: built by Trunk, then compressed once so that the server never has to.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::run::run;
use crate::say;
use crate::workspace::Workspace;

/// All that the page is made of.
const MADE_OF: [&str; 18] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "build.rs",
    "crates/exports/Cargo.toml",
    "crates/exports/src",
    "crates/protocol/Cargo.toml",
    "crates/protocol/src",
    "crates/recognition/Cargo.toml",
    "crates/recognition/programmes",
    "crates/recognition/src",
    "index.html",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "tests/e2e/package-lock.json",
];
/// What is worth compressing; pictures and fonts are compressed already.
const TEXTUAL: [&str; 9] = [
    "css",
    "html",
    "js",
    "json",
    "mjs",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

/// Trunk, at the top of the checkout.
pub(crate) fn trunk(workspace: &Workspace) -> Command {
    let mut trunk = workspace.command("trunk");
    // All its tools are there already; it takes no other value of NO_COLOR than `true` or `false`.
    trunk
        .env("TRUNK_OFFLINE", "true")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env_remove("NO_COLOR");
    trunk
}

/// Builds and compresses the page into `dist`, unless it lies there as built from the same.
pub(crate) fn build(workspace: &Workspace) -> anyhow::Result<()> {
    let stamp = workspace.target("xtask/page.stamp");
    let made_of = fingerprint(workspace.root(), &MADE_OF)?;
    let stamped = |made_of| -> anyhow::Result<String> {
        Ok(format!(
            "{made_of:016x} {:016x}",
            fingerprint(workspace.root(), &["dist"])?
        ))
    };
    if fs::read_to_string(&stamp).is_ok_and(|kept| stamped(made_of).is_ok_and(|now| now == kept)) {
        say::note("unchanged since it was last built");
        return Ok(());
    }
    run(trunk(workspace).args(["build", "--release", "--locked"]))?;
    compress(&workspace.dist())?;
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    fs::write(&stamp, stamped(made_of)?).with_context(|| stamp.display().to_string())
}

/// One number for names and contents; good for "is it the same", not against malice.
fn fingerprint(root: &Path, parts: &[&str]) -> anyhow::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        for file in files(&root.join(part))? {
            file.hash(&mut hasher);
            fs::read(&file)
                .with_context(|| file.display().to_string())?
                .hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

/// The files at and below a path, in order; none where there is nothing.
fn files(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(path
            .is_file()
            .then(|| path.to_owned())
            .into_iter()
            .collect());
    }
    let mut entries = fs::read_dir(path)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.path()))
                .collect::<Result<Vec<_>, _>>()
        })
        .with_context(|| path.display().to_string())?;
    entries.sort();
    let below = entries
        .iter()
        .map(|entry| files(entry))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(below.into_iter().flatten().collect())
}

/// Puts `.br` and `.gz` beside each file that shrinks, and prints the sizes.
fn compress(dist: &Path) -> anyhow::Result<()> {
    say::note(&format!(
        "{:<52} {:>9} {:>9} {:>9}",
        "file", "raw", "gzip", "brotli"
    ));
    let mut totals = [0_u64; 3];
    let textual = |file: &PathBuf| {
        file.extension()
            .and_then(OsStr::to_str)
            .is_some_and(|end| TEXTUAL.contains(&end))
    };
    for file in files(dist)?.into_iter().filter(textual) {
        let raw = fs::read(&file).with_context(|| file.display().to_string())?;
        let sizes = [
            raw.len(),
            beside(&file, "gz", &raw, &gzip(&raw)?)?,
            beside(&file, "br", &raw, &brotli(&raw)?)?,
        ];
        let sizes = sizes.map(|size| size as u64);
        for (total, size) in totals.iter_mut().zip(sizes) {
            *total += size;
        }
        let name = file
            .strip_prefix(dist)
            .unwrap_or(&file)
            .display()
            .to_string();
        row(&name, sizes);
    }
    row("all", totals);
    Ok(())
}

fn row(name: &str, sizes: [u64; 3]) {
    let [raw, gzip, brotli] = sizes.map(say::thousands);
    say::note(&format!("{name:<52} {raw:>9} {gzip:>9} {brotli:>9}"));
}

/// Writes a compressed form where it is smaller; tells what then goes over the wire.
fn beside(file: &Path, ending: &str, raw: &[u8], packed: &[u8]) -> anyhow::Result<usize> {
    if packed.len() >= raw.len() {
        return Ok(raw.len());
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    fs::write(&name, packed).with_context(|| name.display().to_string())?;
    Ok(packed.len())
}

fn gzip(raw: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(raw)?;
    Ok(encoder.finish()?)
}

fn brotli(raw: &[u8]) -> anyhow::Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: raw.len(),
        ..Default::default()
    };
    let mut encoder = CompressorWriter::with_params(Vec::new(), 1 << 16, &parameters);
    encoder.write_all(raw)?;
    encoder.flush()?;
    Ok(encoder.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_compressed_comes_back() -> anyhow::Result<()> {
        let raw = "the same line again\n".repeat(500).into_bytes();
        let mut back = Vec::new();
        brotli::Decompressor::new(brotli(&raw)?.as_slice(), 4096).read_to_end(&mut back)?;
        assert_eq!(back, raw);
        back.clear();
        flate2::read::GzDecoder::new(gzip(&raw)?.as_slice()).read_to_end(&mut back)?;
        assert_eq!(back, raw);
        Ok(())
    }
}
