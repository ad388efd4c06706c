//! IDs without regard to case, as small numbers.

use rustc_hash::FxHashMap;

use crate::names::{self, Guid};

/// The longest ID that is kept as it is; the rest of a longer one is cut off.
const LONGEST: usize = 256;

/// Numbers IDs in the order in which they are first seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    guids: FxHashMap<u128, u32>,
    texts: FxHashMap<Box<str>, u32>,
    ids: Vec<Id>,
}

#[derive(Clone, Debug)]
enum Id {
    Guid(Guid),
    Text(Box<str>),
}

impl Interner {
    /// The number of an ID, a new one if it has not been seen.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        let next = self.len();
        if let Some(guid) = Guid::parse(text) {
            return self.intern_guid(guid);
        }
        let mut folded = names::fold(text);
        if folded.len() > LONGEST {
            let end = (0..=LONGEST)
                .rev()
                .find(|at| folded.is_char_boundary(*at))
                .unwrap_or(0);
            folded.truncate(end);
        }
        if let Some(known) = self.texts.get(folded.as_str()) {
            return *known;
        }
        let folded = folded.into_boxed_str();
        self.ids.push(Id::Text(folded.clone()));
        self.texts.insert(folded, next);
        next
    }

    fn intern_guid(&mut self, guid: Guid) -> u32 {
        let next = self.len();
        let number = *self.guids.entry(guid.bits()).or_insert(next);
        if number == next {
            self.ids.push(Id::Guid(guid));
        }
        number
    }

    /// The number of an ID that has been seen.
    pub(crate) fn guid(&self, guid: Guid) -> Option<u32> {
        self.guids.get(&guid.bits()).copied()
    }

    /// The number of an ID, as written, that has been seen.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        match Guid::parse(text) {
            Some(guid) => self.guid(guid),
            None => self.texts.get(names::fold(text).as_str()).copied(),
        }
    }

    /// The ID of a number: GUIDs in lower case, other texts folded.
    pub(crate) fn text(&self, number: u32) -> Option<String> {
        match self.ids.get(usize::try_from(number).ok()?)? {
            Id::Guid(guid) => Some(guid.to_string()),
            Id::Text(text) => Some(text.to_string()),
        }
    }

    /// How many there are: the next number.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// Takes another's IDs in. The answer is the number here of each number there.
    pub(super) fn absorb(&mut self, other: Self) -> Vec<u32> {
        other
            .ids
            .into_iter()
            .map(|id| match id {
                Id::Guid(guid) => self.intern_guid(guid),
                Id::Text(text) => self.intern(&text),
            })
            .collect()
    }
}
