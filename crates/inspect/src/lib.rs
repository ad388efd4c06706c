//! What a file from outside has inside: faults for which it is not taken, and what it could do to
//! whoever opens it.
//!
//! Everything here reads bytes that somebody may have made to hurt whoever reads them. Nothing is
//! unpacked to a place, sizes are counted while they come rather than believed, and what has no
//! end in sight is a fault. The server runs it in a process of its own with limits set by the
//! system all the same: libraries that parse PDFs may use up stack and time.

mod mail;
mod office;
mod pdf;
mod picture;
mod relations;

use std::collections::BTreeSet;

use claimdesk_protocol::ActiveContent;
use serde::{Deserialize, Serialize};

/// How a file is to be looked through. What it is has been told from its first and last bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A Word, Excel or `PowerPoint` document: a zip with a main part of this name.
    Office {
        /// `word/document.xml` and the like.
        main: &'static str,
    },
    /// PDF.
    Pdf,
    /// PNG or JPEG.
    Picture,
    /// An e-mail, as text or as Outlook saves it.
    Mail,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It is cut off, or not what it begins as.
    Damaged,
    /// It asks for a password.
    Locked,
    /// It unpacks to far more than it is, has far too many parts, or archives in archives.
    Bomb,
    /// A part's name leads out of the folder it is unpacked to, or a part is a link.
    Names,
    /// A picture has more pixels than it may.
    Pixels,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inside {
    /// Why it is not taken, if it is not.
    pub fault: Option<Fault>,
    /// What it could do.
    pub active: BTreeSet<ActiveContent>,
    /// An Office document of the kind that may have macros, whether it has any or not.
    pub macro_kind: bool,
}

impl Inside {
    fn is(fault: Fault) -> Self {
        Self {
            fault: Some(fault),
            ..Self::default()
        }
    }
}

/// Looks through a file.
pub fn look(content: &[u8], family: Family) -> Inside {
    match family {
        Family::Office { main } => office::look(content, main),
        Family::Pdf => pdf::look(content),
        Family::Picture => picture::look(content),
        Family::Mail => mail::look(content),
    }
}

/// A PDF without a parser, for one that no parser comes to the end of.
pub fn look_at_the_bytes(content: &[u8]) -> BTreeSet<ActiveContent> {
    pdf::in_the_clear(content)
}

fn has(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}
