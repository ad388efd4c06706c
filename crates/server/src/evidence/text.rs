//! What a file of evidence says, found out without trusting it.
//!
//! A PDF is handed to a process of its own (`claimdesk read-pdf`, [`super::pdf`]) that may use so
//! much memory and time and no more; whatever becomes of it, the server goes on.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use claimdesk_recognition::Programme;
use claimdesk_recognition::claim::Reading;
use claimdesk_recognition::claim::proof::named_in;
use futures::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::Evidence;
use super::pdf::Found;

/// Files that are read at the same time.
const AT_ONCE: usize = 2;
/// How long one file may take, with waiting for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is taken from the process that reads: the text in UTF-8, and how it went.
const MOST_BYTES: u64 = 1_000_000;

/// Reads the text of files.
#[derive(Debug)]
pub struct Reader {
    program: Option<PathBuf>,
    turns: Semaphore,
}

impl Reader {
    /// Reads with this program, or with the one that is running.
    pub fn new(program: Option<PathBuf>) -> Self {
        let own = || {
            std::env::current_exe()
                .inspect_err(|error| tracing::warn!(%error, "texts of files will not be read"))
                .ok()
        };
        Self {
            program: program.or_else(own),
            turns: Semaphore::new(AT_ONCE),
        }
    }

    /// What a kept file says; nothing for what is no PDF.
    ///
    /// Never fails: that a file cannot be read is a thing to tell of it, and the server's own
    /// troubles are logged and told as the same.
    pub async fn read(
        &self,
        evidence: &Evidence,
        sha256: &str,
        media_type: &str,
        programme: &Programme,
    ) -> Option<Reading> {
        if media_type != "application/pdf" {
            return None;
        }
        let found = match tokio::time::timeout(PATIENCE, self.found(evidence, sha256)).await {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => {
                tracing::warn!(%error, sha256, "the text of a file could not be read");
                Found::Unreadable
            }
            Err(_) => {
                tracing::warn!(sha256, "the text of a file took too long to read");
                Found::Unreadable
            }
        };
        Some(match found {
            Found::Text(text) => Reading::Text(named_in(&text, programme)),
            Found::NoText => Reading::NoText,
            Found::Locked => Reading::Locked,
            Found::Unreadable => Reading::Unreadable,
        })
    }

    async fn found(&self, evidence: &Evidence, sha256: &str) -> anyhow::Result<Found> {
        let Some(program) = &self.program else {
            anyhow::bail!("no program to read it with");
        };
        let _turn = self.turns.acquire().await?;
        let mut content = evidence
            .open(sha256)
            .await
            .map_err(|refusal| anyhow::anyhow!(refusal.in_words()))?;
        let mut child = Command::new(program)
            .arg(READ_PDF)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Also when this is given up in the middle.
            .kill_on_drop(true)
            .spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let give = async {
            let Some(mut stdin) = stdin else {
                return Ok(());
            };
            while let Some(piece) = content.next().await {
                let piece = piece.map_err(anyhow::Error::from)?;
                if stdin.write_all(&piece).await.is_err() {
                    // It has ended, and its exit tells more than a broken pipe.
                    break;
                }
            }
            anyhow::Ok(())
        };
        let take = async {
            let mut said = Vec::new();
            if let Some(stdout) = stdout {
                stdout.take(MOST_BYTES).read_to_end(&mut said).await?;
            }
            anyhow::Ok(said)
        };
        let (given, said) = tokio::join!(give, take);
        given?;
        let status = child.wait().await?;
        if !status.success() {
            anyhow::bail!("the process that reads it ended: {status}");
        }
        Found::from_bytes(&said?).ok_or_else(|| anyhow::anyhow!("an answer that cannot be read"))
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
