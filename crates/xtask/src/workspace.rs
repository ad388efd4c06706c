//! Where things lie.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

/// The checkout, and where what is built of it goes.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// The checkout that this program was built from.
    pub(crate) fn here() -> anyhow::Result<Self> {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .ancestors()
            .nth(2)
            .context("the checkout cannot be told from its path")?;
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let target = std::path::absolute(&target).context("the folder for what is built")?;
        Ok(Self {
            root: root.to_owned(),
            target,
        })
    }

    /// The top of the checkout.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path in the checkout.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A path among what is built.
    pub(crate) fn target(&self, path: &str) -> PathBuf {
        self.target.join(path)
    }

    /// The page, as Trunk leaves it and the server embeds it.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The package of the tools that npm brings, and of the end-to-end tests.
    pub(crate) fn npm(&self) -> PathBuf {
        self.path("tests/e2e")
    }

    /// The finished binary.
    pub(crate) fn claimdesk(&self) -> PathBuf {
        self.target("release/claimdesk")
            .with_extension(env::consts::EXE_EXTENSION)
    }

    /// Where tools go that are another version than the user's own.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target("tools")
    }

    /// A program to run at the top of the checkout, which finds the project's tools first.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.find(program).unwrap_or_else(|| program.into()));
        command.current_dir(&self.root);
        if let Ok(path) = env::join_paths(self.search()) {
            command.env("PATH", path);
        }
        command
    }

    /// The flag by which a compiler writes no path of the builder's package registry into what it makes:
    /// the places that panics tell are the same on every machine.
    pub(crate) fn unplaced() -> Option<String> {
        let sources = cargo_home()?.join("registry/src");
        Some(format!(
            "--remap-path-prefix={}=registry",
            sources.display()
        ))
    }

    /// Where a program lies, the project's own tools before the user's.
    pub(crate) fn find(&self, program: &str) -> Option<PathBuf> {
        let name = PathBuf::from(program).with_extension(env::consts::EXE_EXTENSION);
        self.search()
            .into_iter()
            .map(|folder| folder.join(&name))
            .find(|file| is_program(file))
    }

    fn search(&self) -> Vec<PathBuf> {
        let own = [
            self.tools().join("bin"),
            self.npm().join("node_modules/.bin"),
        ];
        let path = env::var_os("PATH").unwrap_or_default();
        own.into_iter()
            .chain(env::split_paths(&path))
            .chain(cargo_bin())
            .collect()
    }
}

/// Where `cargo install` puts programs.
fn cargo_bin() -> Option<PathBuf> {
    Some(cargo_home()?.join("bin"))
}

/// Where Cargo keeps what it fetches.
fn cargo_home() -> Option<PathBuf> {
    let from = |name: &str| env::var_os(name).filter(|value: &OsString| !value.is_empty());
    let home = from("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| Some(PathBuf::from(from("HOME")?).join(".cargo")))
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}
