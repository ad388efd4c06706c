//! Reading a programme file: every fault at once, each with its place.

mod meaning;
mod shape;

use serde_json::Value;
use thiserror::Error;

use super::Programme;

/// The largest file that is read, in bytes.
pub(crate) const FILE_LIMIT: usize = 4 << 20;

/// A programme file that cannot be used, with every fault found: place, what is wrong, cure.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the programme file cannot be used: {}", .0.join("; "))]
pub struct ProgrammeError(pub Vec<String>);

impl Programme {
    /// Reads and checks a programme file.
    ///
    /// # Errors
    ///
    /// With all faults at once, each naming its place: `designations[0].tracks[1].metrics[2]`.
    pub fn from_json(text: &str) -> Result<Self, ProgrammeError> {
        if text.len() > FILE_LIMIT {
            return Err(ProgrammeError(vec![format!(
                "the file has {} bytes, at most {FILE_LIMIT} are read",
                text.len()
            )]));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text)
            .map_err(|error| ProgrammeError(vec![format!("not JSON: {error}")]))?;
        let mut faults = shape::faults(&value);
        if let Ok(programme) = serde_json::from_value::<Self>(value) {
            faults.extend(meaning::faults(&programme));
        }
        if !faults.is_empty() {
            return Err(ProgrammeError(faults));
        }
        // What the parts do not tell, something missing or unknown in between, is told here.
        let read = serde_json::from_str::<Self>(text);
        read.map_err(|error| ProgrammeError(vec![error.to_string()]))
    }
}

fn place(list: &str, number: usize) -> String {
    format!("{list}[{number}]")
}
