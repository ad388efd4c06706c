//! A file that was given, and what became of it.

use claimdesk_exports::zip::Member;
use claimdesk_exports::{Column, ImportError, Mapping, Report};
use leptos::prelude::*;
use web_sys::Blob;

use super::source::Trouble;

/// A file and what became of it.
#[derive(Clone)]
pub(super) struct Given {
    /// Its name among the files.
    pub(super) number: u32,
    /// As the reader knows it: with its folders, and behind its archive.
    pub(super) path: String,
    pub(super) content: Content,
    /// In bytes, as it was given.
    pub(super) size: u64,
    /// When it was last changed; the checksum of a member.
    pub(super) stamp: u64,
    /// The archive it lies in.
    pub(super) archive: Option<u32>,
    pub(super) state: RwSignal<State>,
    pub(super) progress: RwSignal<Progress>,
    /// It is to be read no further.
    pub(super) stop: StoredValue<bool>,
    /// What the reader is saying about its columns, while they do.
    pub(super) saying: RwSignal<Option<Mapping>>,
    /// The number of the copy that is kept on this device.
    pub(super) kept: StoredValue<Option<u32>>,
}

/// Where its bytes are.
#[derive(Clone)]
pub(super) enum Content {
    Whole(Blob),
    Member(Blob, Box<Member>),
}

/// How far it has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// Bytes, unpacked ones of a packed file.
    pub(super) bytes: u64,
    pub(super) rows: u64,
}

/// What became of a file.
#[derive(Clone)]
pub(super) enum State {
    Waiting,
    Reading,
    /// An archive; so many files of it are listed on their own.
    Opened(usize),
    /// Its columns are to be named before it is read.
    Asking(Box<Question>),
    Read(Box<Outcome>),
    /// It stopped; what was read until then counts.
    Stopped(ImportError, Option<Box<Outcome>>),
    /// A claims file; told to whoever asked for such.
    Claims,
    /// Nothing of it counts.
    Unread(Trouble),
    /// Nothing of it counts, because the reader said so.
    Cancelled,
    /// The same file is there already.
    Twice,
}

/// What was read of a file.
#[derive(Clone)]
pub(super) struct Outcome {
    pub(super) report: Report,
    /// `None` for a file that is all header.
    pub(super) columns: Option<Understood>,
}

/// Which column was taken for which.
#[derive(Clone)]
pub(super) struct Understood {
    pub(super) header: Vec<String>,
    pub(super) examples: Vec<String>,
    pub(super) mapping: Mapping,
    /// The reader has said so for files with this header.
    pub(super) said: bool,
}

/// What is to be asked before a file is read.
#[derive(Clone)]
pub(super) struct Question {
    pub(super) why: Why,
    pub(super) columns: Understood,
}

/// Why a file is not read as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The header is no export's.
    Unknown(ImportError),
    /// These could be one column or another.
    Doubtful(Vec<Column>),
}

/// What kind of an end a state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Pending,
    Counted,
    Asks,
    Failed,
    /// Nothing to be told about.
    Quiet,
}

impl State {
    pub(super) const fn class(&self) -> Class {
        match self {
            Self::Waiting | Self::Reading => Class::Pending,
            Self::Asking(_) => Class::Asks,
            Self::Read(_) | Self::Claims => Class::Counted,
            Self::Stopped(..) | Self::Unread(_) => Class::Failed,
            Self::Opened(_) | Self::Cancelled | Self::Twice => Class::Quiet,
        }
    }

    /// Whether figures rest on the file.
    pub(super) const fn counts(&self) -> bool {
        matches!(
            self,
            Self::Read(_) | Self::Claims | Self::Stopped(_, Some(_))
        )
    }

    /// Whether the same file given again would be one too many.
    pub(super) const fn is_held(&self) -> bool {
        self.counts()
            || matches!(
                self,
                Self::Waiting | Self::Reading | Self::Opened(_) | Self::Asking(_)
            )
    }

    /// What is known of its columns.
    pub(super) fn columns(&self) -> Option<&Understood> {
        match self {
            Self::Asking(question) => Some(&question.columns),
            Self::Read(outcome) | Self::Stopped(_, Some(outcome)) => outcome.columns.as_ref(),
            _ => None,
        }
    }
}

/// How many files there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) pending: usize,
    pub(super) counted: usize,
    pub(super) asks: usize,
    pub(super) failed: usize,
}

impl Counts {
    fn of(&mut self, class: Class) -> Option<&mut usize> {
        match class {
            Class::Pending => Some(&mut self.pending),
            Class::Counted => Some(&mut self.counted),
            Class::Asks => Some(&mut self.asks),
            Class::Failed => Some(&mut self.failed),
            Class::Quiet => None,
        }
    }

    pub(super) fn add(&mut self, class: Class) {
        if let Some(count) = self.of(class) {
            *count += 1;
        }
    }

    pub(super) fn take(&mut self, class: Class) {
        if let Some(count) = self.of(class) {
            *count = count.saturating_sub(1);
        }
    }
}
