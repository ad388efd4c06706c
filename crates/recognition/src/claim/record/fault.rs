//! What keeps a claims file from being used, as data: whoever shows it says it in the reader's
//! language, [`RecordError`]'s own text is English.

use std::fmt;

use thiserror::Error;

use super::{MAX_BYTES, shown};
use crate::Amount;
use crate::amount::AmountError;

/// A fault of a claims file: which claim, which field, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct RecordError {
    /// Where.
    pub place: Place,
    /// The field as the file writes it, `workloads[0].workload` in a list; `None` where no
    /// single field is at fault.
    pub field: Option<String>,
    /// What is wrong.
    pub cause: Cause,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        if let Some(field) = &self.field {
            write!(f, "`{field}` ")?;
        }
        self.cause.fmt(f)
    }
}

/// Where in a claims file a fault stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// The claim of this name.
    Claim(String),
    /// A claim without a name: the first is 1.
    Position(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => write!(f, "claims file"),
            Self::Claim(id) => write!(f, "claim `{}`", shown(id)),
            Self::Position(position) => write!(f, "claim {position} of the file"),
        }
    }
}

/// What is wrong. Texts of the file are cut to what a message may repeat; what is said of a
/// field goes on after its name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Cause {
    /// More bytes than are read.
    #[error("{0} bytes are more than the {MAX_BYTES} that are read")]
    TooLarge(usize),
    /// The file is no JSON list; the parser's own words, in English.
    #[error("not a JSON list of claims: {0}")]
    NoList(String),
    /// An entry of the list is no object; the parser's own words, in English.
    #[error("not a claim: {0}")]
    NoClaim(String),
    /// So many more than are told one by one.
    #[error("and {0} further faults")]
    Further(usize),
    /// An earlier claim has this name.
    #[error("is the one of an earlier claim")]
    Repeated,
    /// The field stands there twice.
    #[error("is given twice")]
    Twice,
    /// Nearly the name of a field that is known, which would be passed over.
    #[error("is written `{0}`")]
    Spelled(String),
    /// The field is left out.
    #[error("is missing")]
    Missing,
    /// A text of blanks.
    #[error("is empty")]
    Empty,
    /// No JSON string.
    #[error("is not a text")]
    NoText,
    /// No time.
    #[error("is not a time such as 2026-03-02T09:00:00Z")]
    NoTime,
    /// No day.
    #[error("is not a day such as 2027-01-31")]
    NoDay,
    /// A JSON number: its digits may have gone through a float.
    #[error("is not a text such as \"1800.00\"")]
    NoAmount,
    /// A text that is no amount, and why.
    #[error("is `{0}`: {1}")]
    BadAmount(String, AmountError),
    /// An amount under zero.
    #[error("is negative: {0}")]
    Negative(Amount),
    /// `workloads` is no JSON list.
    #[error("is not a list")]
    NoListOfWorkloads,
    /// `workloads` is empty.
    #[error("names no workload")]
    NoWorkload,
    /// An entry of `workloads` is no object.
    #[error("is not a workload with its revenue")]
    NotAWorkload,
    /// The workload stands in the same claim already, perhaps under another name.
    #[error("is `{0}`, which this claim names already")]
    WorkloadAgain(String),
    /// Not one of the claim's states.
    #[error("is `{0}`, which is no state of a claim")]
    NoState(String),
    /// No GUID.
    #[error("is `{0}`, not a GUID")]
    NoGuid(String),
    /// A year that no claim can have.
    #[error("lies outside the years 1900 to 9998")]
    YearOutside,
    /// An approved claim without the time of it.
    #[error("is missing on an approved claim")]
    MissingApproval,
    /// A draft with a time of approval.
    #[error("stands on a draft, which was never submitted")]
    ApprovedDraft,
    /// Earlier than what must come before it: the name of that field.
    #[error("lies before `{0}`")]
    Before(&'static str),
}
