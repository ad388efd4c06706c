//! Options that several commands have.

use std::path::PathBuf;

use claimdesk_recognition::programme::TrackId;
use clap::{Args, ValueEnum};

use crate::data::DataFolder;
use crate::store::db::Address;

/// A track, as it is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Track {
    /// Small and medium-sized customers.
    Smb,
    /// Large customers.
    Enterprise,
}

impl From<Track> for TrackId {
    fn from(track: Track) -> Self {
        match track {
            Track::Smb => Self::Smb,
            Track::Enterprise => Self::Enterprise,
        }
    }
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person.
    Text,
    /// For a program.
    Json,
}

/// Where an installation is.
#[derive(Debug, Args)]
pub(crate) struct Data {
    /// Folder of the database and the evidence.
    #[arg(
        long,
        env = "CLAIMDESK_DATA",
        default_value = "./claimdesk-data",
        value_name = "DIR"
    )]
    data: PathBuf,
    /// The database, where it is on a PostgreSQL server and not in the folder:
    /// `postgres://USER@HOST/NAME`. The password may be in PGPASSWORD.
    #[arg(long, env = "CLAIMDESK_DATABASE", hide_env_values = true, value_name = "URL", value_parser = address)]
    database: Option<Address>,
}

/// An address of a server, as it is typed.
fn address(typed: &str) -> Result<Address, String> {
    Address::server(typed).map_err(|error| format!("this takes postgres://USER@HOST/NAME: {error}"))
}

impl Data {
    /// The database, where it is on a server.
    pub(crate) const fn database(&self) -> Option<&Address> {
        self.database.as_ref()
    }

    /// The folder.
    pub(crate) fn folder(&self) -> DataFolder {
        DataFolder::at(&self.data).on(self.database.clone())
    }
}
