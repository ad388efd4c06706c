//! What a PDF does when it is opened or clicked.

use std::collections::BTreeSet;

use claimdesk_protocol::ActiveContent;
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{MaybeRef, Name, Object};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::{Fault, Inside, has};

/// Objects that are looked at: those of a contract of a thousand pages.
const MOST_OBJECTS: usize = 2_000_000;
/// Dictionaries in dictionaries.
const DEEPEST: usize = 32;

pub(super) fn look(content: &[u8]) -> Inside {
    let pdf = match Pdf::new(content.to_vec()) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            return Inside::is(Fault::Locked);
        }
        // Readers mend what a parser gives up on, so that this is no reason to refuse it.
        Err(_) => {
            let mut active = in_the_clear(content);
            active.insert(ActiveContent::NotLookedThrough);
            return Inside {
                active,
                ..Inside::default()
            };
        }
    };
    let mut walk = Walk {
        active: in_the_clear(content),
        left: MOST_OBJECTS,
    };
    for object in pdf.objects() {
        walk.object(&object, 0);
    }
    if walk.left == 0 {
        walk.active.insert(ActiveContent::NotLookedThrough);
    }
    Inside {
        active: walk.active,
        ..Inside::default()
    }
}

/// What stands in the file without being packed. Only names that no packed bytes have by chance.
pub(super) fn in_the_clear(content: &[u8]) -> BTreeSet<ActiveContent> {
    let names: [(&[u8], ActiveContent); 4] = [
        (b"/JavaScript", ActiveContent::Scripts),
        (b"/Launch", ActiveContent::Launches),
        (b"/EmbeddedFile", ActiveContent::Attachments),
        (b"/FileAttachment", ActiveContent::Attachments),
    ];
    let there = names.into_iter().filter(|(name, _)| has(content, name));
    there.map(|(_, active)| active).collect()
}

struct Walk {
    active: BTreeSet<ActiveContent>,
    left: usize,
}

impl Walk {
    /// One object and what stands in it. What it refers to comes by itself.
    fn object(&mut self, object: &Object<'_>, depth: usize) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        if depth > DEEPEST {
            self.active.insert(ActiveContent::NotLookedThrough);
            return;
        }
        match object {
            Object::Dict(dict) => self.dict(dict, depth),
            Object::Stream(stream) => self.dict(stream.dict(), depth),
            Object::Array(array) => {
                for item in array.raw_iter() {
                    if let MaybeRef::NotRef(item) = item {
                        self.object(&item, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// Actions and names of ISO 32000-1, 12.6.4, 7.7.4 and 7.11.
    fn dict(&mut self, dict: &Dict<'_>, depth: usize) {
        for (key, value) in dict.entries() {
            match key.as_ref() {
                b"JS" | b"JavaScript" => {
                    self.active.insert(ActiveContent::Scripts);
                }
                b"EmbeddedFiles" | b"EF" => {
                    self.active.insert(ActiveContent::Attachments);
                }
                b"AA" => {
                    self.active.insert(ActiveContent::ActsWhenOpened);
                }
                // Where the first page is to be shown is no action to speak of.
                b"OpenAction" => {
                    let action = dict.get::<Dict<'_>>(b"OpenAction".as_slice());
                    let kind = action.and_then(|action| action.get::<Name<'_>>(b"S".as_slice()));
                    if kind.is_some_and(|kind| kind.as_ref() != b"GoTo") {
                        self.active.insert(ActiveContent::ActsWhenOpened);
                    }
                }
                _ => {}
            }
            let MaybeRef::NotRef(value) = value else {
                continue;
            };
            if let Object::Name(name) = &value {
                match (key.as_ref(), name.as_ref()) {
                    (b"S", b"JavaScript") => {
                        self.active.insert(ActiveContent::Scripts);
                    }
                    (b"S", b"Launch") => {
                        self.active.insert(ActiveContent::Launches);
                    }
                    (b"Subtype", b"FileAttachment") => {
                        self.active.insert(ActiveContent::Attachments);
                    }
                    _ => {}
                }
            }
            self.object(&value, depth + 1);
        }
    }
}
