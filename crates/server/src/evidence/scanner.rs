//! The virus scanner: `ClamAV`, by the protocol of its daemon (`man clamd`, COMMANDS: `VERSION` and
//! `INSTREAM`).
//!
//! Our own, and not the crate for it: that reads answers without a limit, and listens only after
//! all was sent, so that it never hears why a file that is too large was cut off. Whatever is not
//! plainly one of the two answers is no answer, and never means that a file is clean.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use futures::StreamExt;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Semaphore;

use super::Content;
use crate::traces;

/// Files that are given to it at the same time.
const AT_ONCE: usize = 4;
/// How long it may take for one, with waiting for a turn.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most of an answer that is read: a name and a word.
const LONGEST_ANSWER: u64 = 1024;
/// The most of a name that is kept.
const LONGEST_NAME: usize = 200;
/// What is sent at a time.
const PIECE: usize = 64 * 1024;

/// Where the scanner listens: `host:port`, or the path of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// By TCP. Nothing is encrypted on the way: only for this machine or a network of one's own.
    Tcp(String),
    /// By a socket of this machine.
    Socket(PathBuf),
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let socket = text.strip_prefix("unix:").unwrap_or(text);
        if socket.starts_with('/') {
            return Ok(Self::Socket(socket.into()));
        }
        let port = text.rsplit_once(':').and_then(|(host, port)| {
            let port = port.parse::<u16>().ok()?;
            (!host.is_empty() && port > 0).then_some(port)
        });
        match port {
            Some(_) => Ok(Self::Tcp(text.to_owned())),
            None => Err(
                "this is neither host:port, as 127.0.0.1:3310, nor the path of a socket, as /run/clamav/clamd.ctl"
                    .to_owned(),
            ),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => f.write_str(address),
            Self::Socket(path) => write!(f, "{}", path.display()),
        }
    }
}

/// What it said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean {
        /// The scanner and the version of its signatures.
        scanner: String,
    },
    /// Something was found.
    Bad {
        /// The scanner and the version of its signatures.
        scanner: String,
        /// What.
        found: String,
    },
    /// It did not say either.
    Unknown(Trouble),
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody listens, or the connection was cut.
    Unreachable,
    /// It took too long.
    Slow,
    /// It said something else.
    Unclear,
    /// The file is larger than it takes (`StreamMaxLength`).
    TooLarge,
}

/// How the scanner is reached.
#[derive(Clone, Debug)]
pub struct ScannerSettings {
    /// Where it listens.
    pub address: Address,
    /// How long it may take for a file.
    pub patience: Duration,
}

impl ScannerSettings {
    /// With the usual patience.
    pub const fn at(address: Address) -> Self {
        Self {
            address,
            patience: PATIENCE,
        }
    }
}

/// The scanner.
#[derive(Debug)]
pub struct Scanner {
    settings: ScannerSettings,
    turns: Semaphore,
}

trait Talks: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Talks for T {}

impl Scanner {
    /// Reached so. Nothing is asked of it yet.
    pub fn new(settings: ScannerSettings) -> Self {
        Self {
            settings,
            turns: Semaphore::new(AT_ONCE),
        }
    }

    /// Gives it a file.
    ///
    /// # Errors
    ///
    /// When the file itself cannot be read. Whatever the scanner does is a verdict.
    pub async fn scan(&self, content: Content) -> Result<Verdict, object_store::Error> {
        let scans = tokio::time::timeout(self.settings.patience, self.ask(content));
        let verdict = match traces::part("virus scanner", scans).await {
            Ok(verdict) => verdict?,
            Err(_) => Verdict::Unknown(Trouble::Slow),
        };
        if let Verdict::Unknown(trouble) = &verdict {
            tracing::warn!(?trouble, address = %self.settings.address, "the virus scanner gave no answer");
        }
        Ok(verdict)
    }

    async fn ask(&self, content: Content) -> Result<Verdict, object_store::Error> {
        // The semaphore is never closed.
        let _turn = self.turns.acquire().await.ok();
        let scanner = match self.version().await {
            Ok(scanner) => scanner,
            Err(trouble) => return Ok(Verdict::Unknown(trouble)),
        };
        let Ok(stream) = self.connect().await else {
            return Ok(Verdict::Unknown(Trouble::Unreachable));
        };
        let answer = instream(stream, content).await?;
        Ok(verdict(&answer, scanner))
    }

    async fn version(&self) -> Result<String, Trouble> {
        let asks = async {
            let mut stream = self.connect().await?;
            stream.write_all(b"zVERSION\0").await?;
            stream.flush().await?;
            answer(&mut stream).await
        };
        let said = asks
            .await
            .map_err(|_: std::io::Error| Trouble::Unreachable)?;
        said.starts_with("ClamAV ")
            .then(|| shortened(&said))
            .ok_or(if said.is_empty() {
                Trouble::Unreachable
            } else {
                Trouble::Unclear
            })
    }

    async fn connect(&self) -> std::io::Result<Box<dyn Talks>> {
        Ok(match &self.settings.address {
            Address::Tcp(address) => Box::new(TcpStream::connect(address).await?),
            Address::Socket(path) => Box::new(UnixStream::connect(path).await?),
        })
    }
}

/// Sends a file and gives what was answered; nothing when the connection was cut without a word.
/// It is listened to all the while: a file that is too large is answered in the middle.
async fn instream(
    stream: Box<dyn Talks>,
    mut content: Content,
) -> Result<String, object_store::Error> {
    let (mut from, mut to) = tokio::io::split(stream);
    let sends = async {
        let mut cut = to.write_all(b"zINSTREAM\0").await.is_err();
        while !cut && let Some(bytes) = content.next().await {
            for piece in bytes?.chunks(PIECE) {
                let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
                let sent = async {
                    to.write_all(&length.to_be_bytes()).await?;
                    to.write_all(piece).await
                };
                cut |= sent.await.is_err();
            }
        }
        if !cut {
            let ends = async {
                to.write_all(&[0; 4]).await?;
                to.flush().await
            };
            // Whether it arrived is told by the answer.
            drop(ends.await);
        }
        Ok::<_, object_store::Error>(())
    };
    let hears = async { answer(&mut from).await.unwrap_or_default() };
    tokio::pin!(sends, hears);
    tokio::select! {
        said = &mut hears => Ok(said),
        sent = &mut sends => {
            sent?;
            Ok(hears.await)
        }
    }
}

/// One answer: it ends with a zero byte, or with the connection.
async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<String> {
    let mut said = Vec::new();
    let mut limited = stream.take(LONGEST_ANSWER);
    loop {
        let mut piece = [0; 256];
        let read = match limited.read(&mut piece).await {
            Ok(0) => break,
            Ok(read) => read,
            // Cut off behind its answer, which counts.
            Err(_) if said.contains(&0) => break,
            Err(error) => return Err(error),
        };
        said.extend_from_slice(piece.get(..read).unwrap_or_default());
        if said.contains(&0) {
            break;
        }
    }
    let end = said.iter().position(|byte| *byte == 0);
    // Half an answer is none.
    let Some(end) = end else {
        return Ok(if said.is_empty() {
            String::new()
        } else {
            "?".to_owned()
        });
    };
    Ok(String::from_utf8_lossy(said.get(..end).unwrap_or_default()).into_owned())
}

fn verdict(answer: &str, scanner: String) -> Verdict {
    match answer {
        "" => Verdict::Unknown(Trouble::Unreachable),
        "stream: OK" => Verdict::Clean { scanner },
        "INSTREAM size limit exceeded. ERROR" => Verdict::Unknown(Trouble::TooLarge),
        other => {
            let found = other
                .strip_prefix("stream: ")
                .and_then(|rest| rest.strip_suffix(" FOUND"))
                .filter(|name| !name.trim().is_empty());
            match found {
                Some(found) => Verdict::Bad {
                    scanner,
                    found: shortened(found),
                },
                None => Verdict::Unknown(Trouble::Unclear),
            }
        }
    }
}

/// A name from the scanner, as it may be shown.
fn shortened(name: &str) -> String {
    let seen = name.chars().filter(|c| !c.is_control());
    seen.take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_hosts_with_ports_or_paths() {
        for (text, expected) in [
            ("127.0.0.1:3310", Address::Tcp("127.0.0.1:3310".to_owned())),
            ("[::1]:3310", Address::Tcp("[::1]:3310".to_owned())),
            ("clamav:3310", Address::Tcp("clamav:3310".to_owned())),
            ("/run/clamd.ctl", Address::Socket("/run/clamd.ctl".into())),
            (
                "unix:/run/clamd.ctl",
                Address::Socket("/run/clamd.ctl".into()),
            ),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        for text in [
            "",
            "clamav",
            ":3310",
            "clamav:0",
            "clamav:70000",
            "unix:clamd",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_the_two_answers_are_verdicts() {
        let said = |answer: &str| verdict(answer, "ClamAV 1".to_owned());
        assert!(matches!(said("stream: OK"), Verdict::Clean { .. }));
        assert!(matches!(
            said("stream: Eicar-Test-Signature FOUND"),
            Verdict::Bad { found, .. } if found == "Eicar-Test-Signature"
        ));
        for (answer, trouble) in [
            ("", Trouble::Unreachable),
            ("INSTREAM size limit exceeded. ERROR", Trouble::TooLarge),
            ("stream:  FOUND", Trouble::Unclear),
            ("stream: OK FOUND ", Trouble::Unclear),
            ("OK", Trouble::Unclear),
            ("stream: OK\nstream: X FOUND ERROR", Trouble::Unclear),
            ("UNKNOWN COMMAND", Trouble::Unclear),
            ("?", Trouble::Unclear),
        ] {
            assert_eq!(said(answer), Verdict::Unknown(trouble), "{answer}");
        }
    }
}
