//! Names as files write them, found by their folded spellings.

use rustc_hash::FxHashMap;

use crate::names;

/// How many spellings are remembered: real exports have a few dozen.
const SPELLINGS: usize = 4096;

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
        // A hostile file may have a new spelling in each row, and a book in each spelling.
        if self.by_spelling.len() < SPELLINGS && spelling.len() <= names::LONGEST {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_file_cannot_fill_the_memory_with_spellings() {
        let mut names = Names::new([("Sales", &["CRM".to_owned()][..])].into_iter());
        for number in 0..2 * SPELLINGS {
            assert_eq!(names.find(&format!("unknown {number}")), None);
        }
        assert_eq!(names.find(&"long ".repeat(names::LONGEST)), None);
        assert_eq!(names.by_spelling.len(), SPELLINGS);
        assert_eq!(names.find(" crm "), Some(0));

        let mut names = Names::new([("Sales", &[][..])].into_iter());
        assert_eq!(names.find(&"long ".repeat(names::LONGEST)), None);
        assert!(names.by_spelling.is_empty());
    }
}
