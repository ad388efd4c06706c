//! Options that several commands have.

use std::path::PathBuf;

use claimdesk_recognition::programme::TrackId;
use clap::{Args, ValueEnum};

use crate::data::DataFolder;

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
}

impl Data {
    /// The folder.
    pub(crate) fn folder(&self) -> DataFolder {
        DataFolder::at(&self.data)
    }
}
