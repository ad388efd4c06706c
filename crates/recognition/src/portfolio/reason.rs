//! Why a row was set aside.

/// Why a row was set aside. Nothing vanishes: rows are counted by reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The month cannot be read.
    UnknownMonth,
    /// The association is in no list.
    UnknownAssociation,
    /// The workload is in no list.
    UnknownWorkload,
    /// The amount cannot be read.
    UnreadableAmount,
    /// A count of users or profiles cannot be read.
    UnreadableUnits,
    /// No count of users or profiles at all.
    NoUnits,
    /// A date cannot be read.
    UnreadableDate,
    /// Neither an MCPID nor an e-mail address.
    NoPerson,
    /// The sum is too large to be held exactly.
    TooLarge,
    /// More or fewer cells than the header has.
    WrongNumberOfCells,
    /// The last row, cut off before its end.
    CutShort,
    /// Bytes that are no UTF-8.
    NotUtf8,
}

impl Reason {
    /// The reason in words, as `score --format json` counts it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownMonth => "unknown month",
            Self::UnknownAssociation => "unknown association",
            Self::UnknownWorkload => "unknown workload",
            Self::UnreadableAmount => "unreadable amount",
            Self::UnreadableUnits => "unreadable units",
            Self::NoUnits => "no units",
            Self::UnreadableDate => "unreadable date",
            Self::NoPerson => "no person",
            Self::TooLarge => "too large",
            Self::WrongNumberOfCells => "wrong number of cells",
            Self::CutShort => "cut short",
            Self::NotUtf8 => "not UTF-8",
        }
    }
}
