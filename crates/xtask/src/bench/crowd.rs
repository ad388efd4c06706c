//! A database with as many claims as a distributor has.

use std::path::PathBuf;

use anyhow::Context;
use serde_json::Value;

use super::http::Client;
use super::targets::{Claimdesk, Target};
use crate::run::run as run_to_end;
use crate::say;
use crate::server::{Server, data};
use crate::workspace::Workspace;

/// Where the database lies among what is built.
const PLACE: &str = "bench/crowd";

/// A database that grows.
pub(super) struct Crowd<'w> {
    workspace: &'w Workspace,
    /// The claim that all others are copies of.
    template: String,
}

impl<'w> Crowd<'w> {
    /// Begins with one claim that waits for a reviewer.
    pub(super) fn begin(workspace: &'w Workspace) -> anyhow::Result<Self> {
        let server = Claimdesk::start(workspace, PLACE)?;
        let mut client = Client::connect(server.address())?;
        let request = server.draft(&mut client, 0)?;
        let sent: Value = client.send(&request)?.json()?;
        let template = sent["reference"].as_str();
        Ok(Self {
            workspace,
            template: template.context("a claim has a reference")?.to_owned(),
        })
    }

    /// Makes it so many, while no server has it open.
    pub(super) fn grow(&self, claims: u64) -> anyhow::Result<()> {
        say::note(&format!(
            "filling a database with {} claims",
            say::thousands(claims)
        ));
        run_to_end(
            self.workspace
                .command("python3")
                .arg(self.workspace.path("crates/xtask/src/bench/crowd.py"))
                .arg(self.folder().join("claimdesk.db"))
                .arg(&self.template)
                .arg(claims.to_string()),
        )
    }

    /// Its data folder.
    pub(super) fn folder(&self) -> PathBuf {
        data(self.workspace, PLACE)
    }

    /// Starts a server on it.
    pub(super) fn serve(&self) -> anyhow::Result<Server> {
        Server::again(self.workspace, PLACE)
    }

    /// Starts a server on it, and signs in.
    pub(super) fn signed_in(&self) -> anyhow::Result<Claimdesk> {
        Claimdesk::of(self.serve()?)
    }
}
