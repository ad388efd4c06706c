//! `cargo xtask deb`: a Debian package of the finished binary.
//!
//! With the unit, the settings and the example files of `docs/operating/`: what is said there about
//! a machine is then done by `apt install ./claimdesk_….deb`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::build;
use crate::run::{output, run as run_to_end};
use crate::say;
use crate::workspace::Workspace;

/// Where the unit of `docs/operating/` has the binary, and where a package puts it.
const BY_HAND: &str = "/usr/local/bin/claimdesk";
const BY_PACKAGE: &str = "/usr/bin/claimdesk";
const UNIT: &str = "usr/lib/systemd/system/claimdesk.service";
const SETTINGS: &str = "etc/claimdesk.env";

/// What the settings say before anybody changes them.
const NO_SETTINGS: &str = "\
# Settings of claimdesk.service; `claimdesk serve --help` tells all of them.
#CLAIMDESK_PUBLIC_URL=https://claims.example.com
#CLAIMDESK_TRUSTED_PROXY=127.0.0.1/32
#CLAIMDESK_SMTP_HOST=mail.example.com
#CLAIMDESK_METRICS_LISTEN=127.0.0.1:9464
";

/// Nothing is started by itself: there is no public address yet, and no TLS in front.
const AFTER_INSTALL: &str = "\
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    if [ \"$1\" = configure ] && [ -n \"$2\" ]; then
        systemctl try-restart claimdesk.service
    fi
fi
";

/// What people enter stays in /var/lib/claimdesk, also after a purge.
const BEFORE_REMOVAL: &str = "\
#!/bin/sh
set -e
if [ \"$1\" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now claimdesk.service
fi
";

/// Builds it, and tells where it is.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    anyhow::ensure!(
        workspace.find("dpkg-deb").is_some(),
        "dpkg-deb is not there (apt-get install dpkg): packages are built on Debian or Ubuntu"
    );
    build::all(workspace)?;
    let package = package(workspace)?;
    say::text(&format!("{}", package.display()));
    Ok(())
}

fn package(workspace: &Workspace) -> anyhow::Result<PathBuf> {
    let binary = workspace.claimdesk();
    let version = output(std::process::Command::new(&binary).arg("--version"))?;
    let version = version
        .trim()
        .rsplit(' ')
        .next()
        .context("no version")?
        .to_owned();
    let architecture = output(workspace.command("dpkg").arg("--print-architecture"))?;
    let architecture = architecture.trim();
    let target = workspace.path("target");
    let root = target.join("deb");
    if root.exists() {
        fs::remove_dir_all(&root)?;
    }
    let settled = |path: &str, mode: u32, content: &[u8]| put(&root.join(path), mode, content);
    settled("usr/bin/claimdesk", 0o755, &fs::read(&binary)?)?;
    let unit = fs::read_to_string(workspace.path("docs/operating/claimdesk.service"))?;
    anyhow::ensure!(unit.contains(BY_HAND), "the unit does not start {BY_HAND}");
    let unit = unit.replace(BY_HAND, BY_PACKAGE);
    settled(UNIT, 0o644, unit.as_bytes())?;
    settled(SETTINGS, 0o640, NO_SETTINGS.as_bytes())?;
    let documents = root.join("usr/share/doc/claimdesk");
    copied(&workspace.path("docs"), &documents.join("docs"))?;
    for (from, to) in [("README.md", "README.md"), ("LICENSE-MIT", "copyright")] {
        put(&documents.join(to), 0o644, &fs::read(workspace.path(from))?)?;
    }
    let size = size(&root)? / 1024;
    let control = format!(
        "Package: claimdesk\n\
         Version: {version}\n\
         Architecture: {architecture}\n\
         Maintainer: Claimdesk <claimdesk@localhost>\n\
         Installed-Size: {size}\n\
         Depends: libc6 (>= {}), libgcc-s1, ca-certificates\n\
         Suggests: postgresql, clamav-daemon, nginx\n\
         Section: web\n\
         Priority: optional\n\
         Description: claims for recognition of a second partner, filed and decided\n \
         Partners of Microsoft's Business Applications file claims of influenced\n \
         revenue, see what they are worth in designation points, and reviewers decide\n \
         them. One binary with its page inside; see /usr/share/doc/claimdesk/README.md.\n",
        libc(&binary)?
    );
    settled("DEBIAN/control", 0o644, control.as_bytes())?;
    settled(
        "DEBIAN/conffiles",
        0o644,
        format!("/{SETTINGS}\n").as_bytes(),
    )?;
    settled("DEBIAN/postinst", 0o755, AFTER_INSTALL.as_bytes())?;
    settled("DEBIAN/prerm", 0o755, BEFORE_REMOVAL.as_bytes())?;
    let package = target.join(format!("claimdesk_{version}_{architecture}.deb"));
    run_to_end(
        workspace
            .command("dpkg-deb")
            .args(["--build", "--root-owner-group"])
            .arg(&root)
            .arg(&package),
    )?;
    Ok(package)
}

/// The newest C library whose names the binary uses: the oldest it runs on.
fn libc(binary: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(binary)?;
    let names = bytes.split(|byte| *byte == 0);
    let versions = names.filter_map(|name| {
        let version = str::from_utf8(name).ok()?.strip_prefix("GLIBC_2.")?;
        version.parse::<u32>().ok()
    });
    let newest = versions.max().context("the binary names no C library")?;
    Ok(format!("2.{newest}"))
}

fn put(file: &Path, mode: u32, content: &[u8]) -> anyhow::Result<()> {
    let told = || file.display().to_string();
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(told)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).with_context(told)?;
    }
    fs::write(file, content).with_context(told)?;
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).with_context(told)
}

fn copied(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().context("a file without a name")?;
        if path.is_dir() {
            copied(&path, &to.join(name))?;
        } else {
            put(&to.join(name), 0o644, &fs::read(&path)?)?;
        }
    }
    Ok(())
}

fn size(folder: &Path) -> anyhow::Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        sum += match entry.metadata()? {
            folder if folder.is_dir() => size(&entry.path())?,
            file => file.len(),
        };
    }
    Ok(sum)
}
