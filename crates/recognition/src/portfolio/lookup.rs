//! Names as files write them, found by their folded spellings.

use rustc_hash::FxHashMap;

use crate::names;

/// The programme's names by their folded spellings, looked up once per distinct spelling.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// As the programme writes them.
    shown: Vec<String>,
    by_folded: FxHashMap<String, u8>,
    by_spelling: FxHashMap<Box<str>, Option<u8>>,
}

impl Names {
    pub(super) fn new<'a>(entries: impl Iterator<Item = (&'a str, &'a [String])>) -> Self {
        let mut by_folded = FxHashMap::default();
        let mut shown = Vec::new();
        for (index, (name, aliases)) in entries.enumerate() {
            shown.push(name.to_owned());
            let index = u8::try_from(index).unwrap_or(u8::MAX);
            for spelling in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
                by_folded.entry(names::fold(spelling)).or_insert(index);
            }
        }
        Self {
            shown,
            by_folded,
            by_spelling: FxHashMap::default(),
        }
    }

    pub(super) fn find(&mut self, spelling: &str) -> Option<u8> {
        if let Some(found) = self.by_spelling.get(spelling) {
            return *found;
        }
        let found = self.by_folded.get(&names::fold(spelling)).copied();
        // A hostile file may have a new spelling in each row.
        if self.by_spelling.len() < 4096 {
            self.by_spelling.insert(spelling.into(), found);
        }
        found
    }

    pub(super) fn index(&self, name: &str) -> Option<u8> {
        self.by_folded.get(&names::fold(name)).copied()
    }

    pub(super) fn name(&self, index: u8) -> Option<&str> {
        self.shown.get(usize::from(index)).map(String::as_str)
    }
}
