//! Options that several commands have.

use claimdesk_recognition::programme::TrackId;
use clap::ValueEnum;

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
