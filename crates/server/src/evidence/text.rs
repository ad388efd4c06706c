//! What a file of evidence says, found out without trusting it.
//!
//! A PDF is handed to a process of its own (`claimdesk read-pdf`, [`super::pdf`]).

use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::Reading;
use claimdesk_recognition::claim::proof::named_in;

use super::apart::{Apart, Ended};
use super::pdf::Found;
use super::{Evidence, Received};

/// What a file that came in says; nothing for what is no PDF.
///
/// Never fails: that a file cannot be read is a thing to tell of it, and the server's own
/// troubles are logged and told as the same.
pub async fn read(
    apart: &Apart,
    evidence: &Evidence,
    received: &Received,
    media_type: &str,
    programme: &Programme,
) -> Option<Reading> {
    if media_type != "application/pdf" {
        return None;
    }
    let found = found(apart, evidence, received)
        .await
        .unwrap_or_else(|error| {
            tracing::warn!(%error, sha256 = received.sha256, "the text of a file could not be read");
            Found::Unreadable
        });
    Some(match found {
        Found::Text(text) => Reading::Text(named_in(&text, programme)),
        Found::NoText => Reading::NoText,
        Found::Locked => Reading::Locked,
        Found::Unreadable => Reading::Unreadable,
    })
}

async fn found(apart: &Apart, evidence: &Evidence, received: &Received) -> anyhow::Result<Found> {
    let Some(_turn) = apart.turn().await else {
        anyhow::bail!("too many files wait to be read");
    };
    let file = evidence
        .file_of(received)
        .await
        .map_err(|refusal| anyhow::anyhow!(refusal.in_words()))?;
    match apart.run(&[READ_PDF], file).await? {
        Ended::Well(said) => {
            Found::from_bytes(&said).ok_or_else(|| anyhow::anyhow!("an answer that cannot be read"))
        }
        Ended::Badly => Ok(Found::Unreadable),
    }
}

/// The command that reads a PDF from standard input.
pub const READ_PDF: &str = "read-pdf";

impl Found {
    /// As it goes from one process to the other: how it went, a line break, the text.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (state, text) = match self {
            Self::Text(text) => ("text", text.as_str()),
            Self::NoText => ("no text", ""),
            Self::Locked => ("locked", ""),
            Self::Unreadable => ("unreadable", ""),
        };
        format!("{state}\n{text}").into_bytes()
    }

    /// Reads that back.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (state, text) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
        Some(match state {
            "text" => Self::Text(text.to_owned()),
            "no text" => Self::NoText,
            "locked" => Self::Locked,
            "unreadable" => Self::Unreadable,
            _ => return None,
        })
    }
}
