//! A server whose disk loses its power, is full, cannot be changed, or fails now and then.
//!
//! A library stands between the server and its data folder (`crates/disk-shim`); cargo has built it
//! beside this program. The database is in a file here, also where the other tests have it on a server.

mod chance;
mod full;
mod power;

use std::path::{Path, PathBuf};
use std::process::Command;

use claimdesk_disk::orders::{FOLDER, ORDERS, Orders, RECORD};
use tempfile::TempDir;

use crate::process;

/// A disk under observation.
struct Watched {
    /// The data folder is below `place`, which is what is watched; the rest is beside that.
    root: TempDir,
    orders: Orders,
}

impl Watched {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let orders = Orders::make(&root.path().join("orders")).unwrap();
        std::fs::create_dir(root.path().join("place")).unwrap();
        Self { root, orders }
    }

    /// What is watched, by the name that the system has for it.
    fn place(&self) -> PathBuf {
        self.root.path().canonicalize().unwrap().join("place")
    }

    fn data(&self) -> PathBuf {
        self.place().join("data")
    }

    fn record(&self) -> PathBuf {
        self.root.path().join("record")
    }

    /// The server on this disk; nothing is written down.
    fn command(&self) -> Command {
        let mut command = process::command(&self.data());
        command
            .env("LD_PRELOAD", shim())
            .env(FOLDER, self.place())
            .env(ORDERS, self.root.path().join("orders"));
        command
    }

    /// The same, and everything is.
    fn recorded(&self) -> Command {
        let mut command = self.command();
        command.env(RECORD, self.record());
        command
    }
}

fn shim() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let library = here.with_file_name("libclaimdesk_disk_shim.so");
    assert!(library.is_file(), "{}", library.display());
    library
}

/// How far something goes: a small number, or what `cargo xtask test --long` asks for.
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Fails where two folders do not have the same in them.
fn same(one: &Path, other: &Path) {
    let names = |folder: &Path| {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(one), names(other), "{}", one.display());
    for name in names(one) {
        let (one, other) = (one.join(&name), other.join(&name));
        if one.is_dir() {
            same(&one, &other);
        } else {
            let equal = std::fs::read(&one).unwrap() == std::fs::read(&other).unwrap();
            assert!(equal, "{} differs", one.display());
        }
    }
}
