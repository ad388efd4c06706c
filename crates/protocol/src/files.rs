//! What is known of a file of evidence beside what it is: what it could do, and what the virus
//! scanner said.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something in a file that does more than show itself. No fault, and told to whoever opens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ActiveContent {
    /// An Office document has macros.
    Macros,
    /// An Office document has objects of other programs in it: OLE, `ActiveX`.
    EmbeddedObjects,
    /// An Office document fetches something from elsewhere when it is opened: a template, a
    /// picture, a linked workbook. Links that are followed by a click are none.
    ExternalContent,
    /// An Office document asks another program for what it shows (DDE).
    Dde,
    /// A PDF has JavaScript.
    Scripts,
    /// A PDF starts a program.
    Launches,
    /// A PDF does something by itself when it is opened.
    ActsWhenOpened,
    /// A PDF or an e-mail has other files in it, which were not looked at.
    Attachments,
    /// The file could not be looked through to its end.
    NotLookedThrough,
}

/// Where a file stands with the virus scanner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ScanState {
    /// No scanner has seen it: there was none.
    #[default]
    NotScanned,
    /// The scanner has not answered yet. The file is kept from everybody, and from a decision.
    Waiting,
    /// Nothing was found.
    Clean,
    /// Something was found after the file was taken. It is kept from everybody.
    Bad,
}

/// What the virus scanner said of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scan {
    /// Where it stands.
    pub state: ScanState,
    /// When the scanner said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// The scanner and the version of its signatures, as it names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanner: Option<String>,
    /// What was found, as the scanner names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The file waits because it is larger than the scanner takes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub too_large: bool,
}

impl ScanState {
    /// As it is stored and written down.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotScanned => "not_scanned",
            Self::Waiting => "waiting",
            Self::Clean => "clean",
            Self::Bad => "bad",
        }
    }

    /// True while the file is kept from everybody.
    pub const fn is_kept_away(self) -> bool {
        matches!(self, Self::Waiting | Self::Bad)
    }
}
