//! What a file that came in has inside, before it is kept.

use claimdesk_inspect::{Family, Fault, Inside};
use claimdesk_protocol::ActiveContent;

use super::apart::{Apart, Ended};
use super::sniff::Kind;
use super::{Evidence, Received};
use crate::problem::{Outcome, Refusal};

/// The command that looks through the file on standard input.
pub const INSPECT: &str = "inspect-file";

/// A way to look through a file, as the process that does it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum How {
    /// A Word document.
    Word,
    /// An Excel workbook.
    Excel,
    /// A presentation.
    Powerpoint,
    /// A PDF.
    Pdf,
    /// A PDF, without a parser.
    PdfBytes,
    /// A picture.
    Picture,
    /// An e-mail.
    Mail,
}

impl How {
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Docx | Kind::Docm => Self::Word,
            Kind::Xlsx | Kind::Xlsm => Self::Excel,
            Kind::Pptx | Kind::Pptm => Self::Powerpoint,
            Kind::Pdf => Self::Pdf,
            Kind::Png | Kind::Jpeg => Self::Picture,
            Kind::Eml | Kind::Msg => Self::Mail,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Excel => "excel",
            Self::Powerpoint => "powerpoint",
            Self::Pdf => "pdf",
            Self::PdfBytes => "pdf-bytes",
            Self::Picture => "picture",
            Self::Mail => "mail",
        }
    }

    /// Does it. Only for a process of its own.
    pub fn look(self, content: &[u8]) -> Inside {
        let office = |main| Family::Office { main };
        let family = match self {
            Self::Word => office("word/document.xml"),
            Self::Excel => office("xl/workbook.xml"),
            Self::Powerpoint => office("ppt/presentation.xml"),
            Self::Pdf => Family::Pdf,
            Self::Picture => Family::Picture,
            Self::Mail => Family::Mail,
            Self::PdfBytes => {
                let mut active = claimdesk_inspect::look_at_the_bytes(content);
                active.insert(ActiveContent::NotLookedThrough);
                return Inside {
                    active,
                    ..Inside::default()
                };
            }
        };
        claimdesk_inspect::look(content, family)
    }
}

/// Looks through what came in; refuses what is not taken.
pub async fn look(
    apart: &Apart,
    evidence: &Evidence,
    received: &Received,
    kind: Kind,
) -> Outcome<Inside> {
    let _turn = apart.turn().await.ok_or_else(Refusal::busy)?;
    let ask = async |how: How| {
        let file = evidence.file_of(received).await?;
        let ended = apart.run(&[INSPECT, how.as_str()], file).await;
        match ended.map_err(Refusal::internal)? {
            Ended::Well(said) => serde_json::from_slice(&said)
                .map(Some)
                .map_err(Refusal::internal),
            Ended::Badly => Ok(None),
        }
    };
    let mut inside: Option<Inside> = ask(How::of(kind)).await?;
    if inside.is_none() && kind == Kind::Pdf {
        // A parser of PDFs gives up on what a reader of PDFs mends; a person looks at it.
        inside = ask(How::PdfBytes).await?;
    }
    let inside = inside.ok_or_else(|| refusal(Fault::Bomb))?;
    match inside.fault {
        Some(fault) => Err(refusal(fault)),
        None => Ok(inside),
    }
}

/// The refusal for a fault.
pub fn refusal(fault: Fault) -> Refusal {
    match fault {
        Fault::Damaged => Refusal::file(
            "file_damaged",
            "The file cannot be read: it is damaged, cut off, or not what it begins as. Open it on your own machine, save it again, and add the new file.",
        ),
        Fault::Locked => Refusal::file(
            "file_locked",
            "The file is protected with a password, and nobody who reviews it could open it. Save it without a password and add it again.",
        ),
        Fault::Bomb => Refusal::file(
            "file_bomb",
            "The file unpacks to far more than it is, or has far too much in it to be looked through. Save it as a PDF and add that.",
        ),
        Fault::Names => Refusal::file(
            "file_names",
            "The file has parts whose names lead out of it, or that are links. Save it again with Word, Excel or PowerPoint, or as a PDF, and add the new file.",
        ),
        Fault::Pixels => Refusal::file(
            "file_pixels",
            "The picture has more than 100 million pixels. Save it smaller and add it again.",
        ),
    }
}
