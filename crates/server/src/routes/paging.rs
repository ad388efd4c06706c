//! Lists in pages: by the last row seen, so that a page is as quick far down as at the top.

use claimdesk_recognition::claim::ClaimState;
use serde::Deserialize;

use crate::ids;
use crate::problem::{Outcome, Refusal};
use crate::store::After;

/// Rows of a page when nothing is asked for.
const USUAL: u32 = 50;
/// The most that can be asked for.
const MOST: u32 = 100;
/// The longest cursor: one that carries the longest name of a customer has room in it.
const LONGEST: usize = 4096;

/// Which part of a list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Page {
    /// `next` of the page before, with everything else as it was.
    cursor: Option<String>,
    /// Rows of a page, 1 to 100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

impl Page {
    /// The row the page begins after, as this list writes its rows.
    pub fn after<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Outcome<Option<T>> {
        let Some(text) = self.cursor.as_deref().filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let row = carried(text).and_then(|row| read(&row));
        row.map(Some).ok_or_else(|| {
            Refusal::field(
                "cursor",
                "invalid",
                "A cursor is the `next` of the page before. Begin again without one.",
            )
        })
    }

    /// The number of rows asked for.
    pub fn limit(&self) -> Outcome<u32> {
        let limit = self.limit.unwrap_or(USUAL);
        if (1..=MOST).contains(&limit) {
            Ok(limit)
        } else {
            Err(Refusal::field(
                "limit",
                "invalid",
                format!("A page has 1 to {MOST} rows."),
            ))
        }
    }
}

/// The state of this name.
pub fn state(text: Option<&str>) -> Outcome<Option<ClaimState>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let known = ClaimState::ALL
        .into_iter()
        .find(|state| state.as_str() == text);
    known.map(Some).ok_or_else(|| {
        let names: Vec<&str> = ClaimState::ALL
            .into_iter()
            .map(ClaimState::as_str)
            .collect();
        Refusal::field(
            "state",
            "not_offered",
            format!("A claim's state is one of {}.", names.join(", ")),
        )
    })
}

/// Cuts a list that was read one row too long; gives the cursor of the next page.
pub fn cut<T>(rows: &mut Vec<T>, limit: u32, place: impl Fn(&T) -> (i64, &str)) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    rows.last().map(|row| {
        let (at, reference) = place(row);
        cursor(&format!("{at}/{reference}"))
    })
}

/// A cursor that carries this.
pub fn cursor(place: &str) -> String {
    ids::hex(place.as_bytes())
}

fn carried(cursor: &str) -> Option<String> {
    if !cursor.is_ascii() || !cursor.len().is_multiple_of(2) || cursor.len() > LONGEST {
        return None;
    }
    let bytes: Option<Vec<u8>> = cursor
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok()
}

/// Reads a row that [`cut`] wrote.
pub fn by_time(row: &str) -> Option<After> {
    let (at, reference) = row.split_once('/')?;
    Some(After {
        at: at.parse().ok()?,
        reference: ids::parse_reference(reference)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        let mut rows = vec![(5, "CD-7K4M-2QXW"), (9, "CD-0000-0000")];
        let cursor = cut(&mut rows, 1, |row| (row.0, row.1)).unwrap();
        assert_eq!(rows.len(), 1);
        let page = Page {
            cursor: Some(cursor),
            limit: None,
        };
        assert_eq!(
            page.after(by_time).unwrap(),
            Some(After {
                at: 5,
                reference: "CD-7K4M-2QXW".into()
            })
        );
        for wrong in ["zz", "0", "ææ", "41", "352f58"] {
            let page = Page {
                cursor: Some(wrong.into()),
                limit: None,
            };
            assert!(page.after(by_time).is_err(), "{wrong}");
        }
    }
}
