//! The page: built by Trunk, its styles put together, named by content, listed for use without a
//! connection, then compressed once so that the server never has to.

mod names;
mod offline;
mod styles;

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
const MADE_OF: [&str; 20] = [
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
    "crates/xtask/src/page",
    "crates/xtask/src/page.rs",
    "index.html",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
    "tests/e2e/package-lock.json",
];
/// What is worth compressing; pictures and fonts are compressed already.
const TEXTUAL: [&str; 10] = [
    "css",
    "csv",
    "html",
    "js",
    "json",
    "mjs",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];
/// The page's document.
const INDEX: &str = "index.html";

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
    let mut builds = trunk(workspace);
    if let Some(flag) = Workspace::unplaced() {
        // Added to the flags of the configuration.
        builds.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flag);
    }
    run(builds.args(["build", "--release", "--locked"]))?;
    styles::write(&workspace.dist())?;
    names::write(&workspace.dist())?;
    offline::write(&workspace.dist())?;
    compress(&workspace.dist())?;
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    write(&stamp, stamped(made_of)?)
}

/// One number for names and contents; good for "is it the same", not against malice.
fn fingerprint(root: &Path, parts: &[&str]) -> anyhow::Result<u64> {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        for file in files(&root.join(part))? {
            file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
            read(&file)?.hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| file.display().to_string())
}

fn read_text(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn write(file: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    fs::write(file, content).with_context(|| file.display().to_string())
}

/// Puts something in the place of what stands in a file exactly once.
fn put(file: &Path, place: &str, text: &str) -> anyhow::Result<()> {
    let before = read_text(file)?;
    let found = before.matches(place).count();
    anyhow::ensure!(
        found == 1,
        "{}: `{place}` stands there {found} times, not once",
        file.display()
    );
    write(file, before.replacen(place, text, 1))
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
        let raw = read(&file)?;
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
    write(Path::new(&name), packed)?;
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

    /// What Trunk leaves, as far as the steps after it read it; in a folder of the test's own.
    pub(super) fn dist(test: &str) -> anyhow::Result<PathBuf> {
        let dist = std::env::temp_dir().join(format!("claimdesk-{test}-{}", std::process::id()));
        // Of an earlier run.
        let _ = fs::remove_dir_all(&dist);
        fs::create_dir_all(&dist)?;
        let mut files = vec![
            (
                INDEX.to_owned(),
                "<html lang=en><link href=/icon.svg rel=icon><script src=/early.js data-base=/ \
                 data-js=/a-3f2504e04f8941d3.js></script><link href=/one.css \
                 integrity=sha384-aGF= rel=stylesheet><link href=/two.css rel=stylesheet>\
                 <script type=module src=/boot.mjs></script>"
                    .to_owned(),
            ),
            ("a-3f2504e04f8941d3.js".to_owned(), "public".to_owned()),
            ("one.css".to_owned(), "@layer one,two;.a{top:0}".to_owned()),
            ("two.css".to_owned(), ".a{top:1px}".to_owned()),
            ("early.js".to_owned(), "early".to_owned()),
            ("boot.mjs".to_owned(), "import(\"/offline.mjs\")".to_owned()),
            ("offline.mjs".to_owned(), "begin".to_owned()),
            (
                "sw.js".to_owned(),
                include_str!("../../../public/sw.js").to_owned(),
            ),
            ("robots.txt".to_owned(), "User-agent: *".to_owned()),
        ];
        for part in ["portfolio", "desk", "review"] {
            let wasm = format!("claimdesk-{part}_bg.wasm");
            files.push((format!("claimdesk-{part}.js"), format!("new URL('{wasm}')")));
            files.push((wasm, part.to_owned()));
        }
        for (name, content) in files {
            write(&dist.join(name), content)?;
        }
        Ok(dist)
    }

    /// The names in it, in order.
    pub(super) fn names_in(dist: &Path) -> anyhow::Result<Vec<String>> {
        let name = |file: PathBuf| Some(file.strip_prefix(dist).ok()?.to_str()?.to_owned());
        Ok(files(dist)?.into_iter().filter_map(name).collect())
    }

    #[test]
    fn what_is_put_somewhere_stands_there_once() -> anyhow::Result<()> {
        let dist = dist("put")?;
        let early = dist.join("early.js");
        put(&early, "early", "late")?;
        assert_eq!(read_text(&early)?, "late");
        assert!(put(&early, "early", "late").is_err());
        Ok(fs::remove_dir_all(dist)?)
    }

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
