//! IDs without regard to case, as small numbers.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::names::{self, Guid};

/// Numbers IDs in the order in which they are first seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    /// Places in `ids`, found by their GUIDs. Looking one up is what reading an export waits
    /// for, so the table holds numbers and not the GUIDs themselves.
    guids: HashTable<u32>,
    texts: FxHashMap<Box<str>, u32>,
    /// By number: the bits of a GUID, or 0, which is none, for a text.
    ids: Vec<u128>,
    /// By number: what is no GUID.
    spelled: FxHashMap<u32, Box<str>>,
}

/// An ID as written, as far as it can be read without knowing others.
#[derive(Clone, Copy)]
pub(super) enum Id<'a> {
    Guid(Guid),
    Text(&'a str),
}

impl<'a> Id<'a> {
    /// Looking an ID up waits for the memory: whoever has several reads them all first, so that
    /// they are waited for together.
    pub(super) fn read(text: &'a str) -> Self {
        Guid::parse(text).map_or(Self::Text(text), Self::Guid)
    }
}

impl Interner {
    /// The number of an ID, a new one if it has not been seen.
    pub(super) fn intern(&mut self, id: Id<'_>) -> u32 {
        match id {
            Id::Guid(guid) => self.intern_guid(guid),
            Id::Text(text) => self.intern_text(text),
        }
    }

    fn intern_text(&mut self, text: &str) -> u32 {
        let next = self.len();
        let folded = names::fold_id(text);
        if let Some(known) = self.texts.get(folded.as_str()) {
            return *known;
        }
        let folded = folded.into_boxed_str();
        self.ids.push(0);
        self.spelled.insert(next, folded.clone());
        self.texts.insert(folded, next);
        next
    }

    fn intern_guid(&mut self, guid: Guid) -> u32 {
        if let Some(known) = self.guid(guid) {
            return known;
        }
        let next = self.len();
        self.ids.push(guid.bits());
        let ids = &self.ids;
        self.guids
            .insert_unique(hash(guid.bits()), next, |number| hash(at(ids, *number)));
        next
    }

    /// The number of an ID that has been seen.
    pub(crate) fn guid(&self, guid: Guid) -> Option<u32> {
        self.guids
            .find(hash(guid.bits()), |number| {
                at(&self.ids, *number) == guid.bits()
            })
            .copied()
    }

    /// The number of an ID, as written, that has been seen.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        match Guid::parse(text) {
            Some(guid) => self.guid(guid),
            None => self.texts.get(names::fold_id(text).as_str()).copied(),
        }
    }

    /// The ID of a number: GUIDs in lower case, other texts folded.
    pub(crate) fn text(&self, number: u32) -> Option<String> {
        if let Some(text) = self.spelled.get(&number) {
            return Some(text.to_string());
        }
        Guid::from_bits(at(&self.ids, number)).map(|guid| guid.to_string())
    }

    /// How many there are: the next number.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// Takes in at most so many of another's IDs, in their order there; `numbers` gets the number
    /// here of each.
    pub(super) fn absorb(&mut self, other: &mut Self, numbers: &mut Vec<u32>, most: usize) {
        let rest = other.ids.iter().zip(0..).skip(numbers.len()).take(most);
        for (bits, number) in rest {
            numbers.push(match Guid::from_bits(*bits) {
                Some(guid) => self.intern_guid(guid),
                None => self.intern_text(&other.spelled.remove(&number).unwrap_or_default()),
            });
        }
    }
}

fn hash(bits: u128) -> u64 {
    FxBuildHasher.hash_one(bits)
}

fn at(ids: &[u128], number: u32) -> u128 {
    usize::try_from(number)
        .ok()
        .and_then(|number| ids.get(number))
        .copied()
        .unwrap_or(0)
}
