//! Several servers, and what they share: the database, a bucket with the evidence, and the key of the
//! audit log that the first one made. Each has a data folder of its own.

use std::ffi::OsString;
use std::process::Command;

use super::SERVERS;
use crate::bucket::double::Double;
use crate::bucket::environment;
use crate::postgres;
use crate::process::{Running, command, command_of, serve_by};

/// Several servers, and what they share.
pub(super) struct Fleet {
    folders: Vec<tempfile::TempDir>,
    pub(super) bucket: Double,
    running: Vec<Option<Running>>,
    /// The version they begin as, where that is another than this one.
    pub(super) before: Option<OsString>,
}

impl Fleet {
    /// None of them runs yet. The first one's folder comes with a database.
    pub(super) fn of(first: tempfile::TempDir) -> Self {
        let others = (1..SERVERS).map(|_| tempfile::tempdir().unwrap());
        Self {
            bucket: Double::start(),
            running: (0..SERVERS).map(|_| None).collect(),
            folders: std::iter::once(first).chain(others).collect(),
            before: None,
        }
    }

    pub(super) fn start(&mut self, number: usize) -> String {
        let mut begins = self.command(number);
        begins
            .env(
                "CLAIMDESK_DATABASE",
                postgres::known(self.folders[0].path()).unwrap(),
            )
            .envs(environment(&self.bucket));
        if number > 0 {
            begins.env(
                "CLAIMDESK_AUDIT_KEY_FILE",
                self.folders[0].path().join("audit.key"),
            );
        }
        let running = serve_by(begins);
        let address = running.address.clone();
        self.running[number] = Some(running);
        address
    }

    pub(super) fn command(&self, number: usize) -> Command {
        let folder = self.folders[number].path();
        match &self.before {
            Some(program) => command_of(program, folder),
            None => command(folder),
        }
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub(super) fn kill(&mut self, number: usize) {
        if let Some(mut running) = self.running[number].take() {
            running.child.kill().unwrap();
            running.child.wait().unwrap();
        }
    }

    /// Kills all of them.
    pub(super) fn stop(&mut self) {
        self.running.clear();
    }
}
