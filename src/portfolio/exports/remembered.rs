//! Which column is which, as a person has said for files with this header; kept on this device.

use std::collections::BTreeMap;

use claimdesk_exports::{Column, ExportKind, Mapping};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::browser;

const KEPT: &str = "claimdesk.portfolio.columns";
/// The most headers that are remembered.
const HEADERS: usize = 200;

/// A mapping as it is kept: the export's title, and the place of each column by Microsoft's name.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    kind: String,
    columns: BTreeMap<String, usize>,
}

/// Mappings by the signature of the header.
#[derive(Clone, Copy)]
pub(super) struct Remembered(StoredValue<BTreeMap<String, Kept>>);

impl Remembered {
    /// What this device remembers.
    pub(super) fn begin() -> Self {
        let kept = browser::kept(KEPT).and_then(|text| serde_json::from_str(&text).ok());
        Self(StoredValue::new(kept.unwrap_or_default()))
    }

    /// The mapping of a header.
    pub(super) fn of(self, signature: &str) -> Option<Mapping> {
        self.0.with_value(|all| read(all.get(signature)?))
    }

    /// Remembers a mapping; false where it is for this visit only.
    pub(super) fn remember(self, signature: &str, mapping: &Mapping) -> bool {
        let columns = mapping.kind.columns().iter().filter_map(|(column, _)| {
            let place = mapping.place(*column)?;
            Some((column.title().to_owned(), place))
        });
        let kept = Kept {
            kind: mapping.kind.title().to_owned(),
            columns: columns.collect(),
        };
        self.change(|all| {
            while all.len() >= HEADERS && !all.contains_key(signature) {
                all.pop_first();
            }
            all.insert(signature.to_owned(), kept);
        })
    }

    /// Forgets it again.
    pub(super) fn forget(self, signature: &str) {
        self.change(|all| {
            all.remove(signature);
        });
    }

    fn change(self, change: impl FnOnce(&mut BTreeMap<String, Kept>)) -> bool {
        self.0.update_value(change);
        let text = self.0.with_value(serde_json::to_string);
        text.is_ok_and(|text| browser::keep(KEPT, &text))
    }
}

fn read(kept: &Kept) -> Option<Mapping> {
    let kind = ExportKind::ALL
        .into_iter()
        .find(|kind| kind.title() == kept.kind)?;
    let mut mapping = Mapping::new(kind);
    for (title, place) in &kept.columns {
        mapping.set(Column::by_title(title)?, Some(*place));
    }
    Some(mapping)
}
