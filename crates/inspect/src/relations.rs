//! What the parts of an Office document refer to outside of it.
//!
//! Read as text, with no parser of XML: all that is asked is whether a name stands somewhere, and a
//! spelling that hides it from a search is taken for one that has something to hide.

use std::collections::BTreeSet;

use claimdesk_protocol::ActiveContent;

use crate::has;

/// The text of a part in lower case and in one byte a letter, also of one in UTF-16.
pub(super) fn text(part: &[u8]) -> Vec<u8> {
    let wide = part.starts_with(&[0xff, 0xfe])
        || part.starts_with(&[0xfe, 0xff])
        || part.get(..4).is_some_and(|first| first.contains(&0));
    let mut text = part.to_ascii_lowercase();
    if wide {
        text.retain(|byte| *byte != 0);
    }
    text
}

/// What relationships (ECMA-376 part 2, section 9.3) fetch by themselves. A link that is followed
/// by a click fetches nothing.
pub(super) fn external(relations: &[u8]) -> bool {
    let element = b"<relationship";
    let mut elements = memchr::memmem::find_iter(relations, element).peekable();
    while let Some(begin) = elements.next() {
        let end = elements.peek().copied().unwrap_or(relations.len());
        let one = relations.get(begin..end).unwrap_or_default();
        let outside = has(one, b"targetmode") && (has(one, b"external") || has(one, b"&#"));
        if outside && !has(one, b"/hyperlink") {
            return true;
        }
    }
    false
}

/// What a part of a document asks of other programs.
pub(super) fn asks(name: &str, part: &[u8], active: &mut BTreeSet<ActiveContent>) {
    let word = name.starts_with("word/") && has(&instructions(part), b"dde");
    if word || has(part, b"<ddelink") || has(part, b":ddelink") {
        active.insert(ActiveContent::Dde);
    }
}

/// The fields of a Word part, put together: one may be cut over several elements.
fn instructions(part: &[u8]) -> Vec<u8> {
    let mut fields = Vec::new();
    for begin in memchr::memmem::find_iter(part, b"instrtext") {
        let rest = part.get(begin..).unwrap_or_default();
        let Some(open) = memchr::memchr(b'>', rest) else {
            break;
        };
        let rest = rest.get(open + 1..).unwrap_or_default();
        let end = memchr::memchr(b'<', rest).unwrap_or(rest.len());
        fields.extend_from_slice(rest.get(..end).unwrap_or_default());
    }
    for begin in memchr::memmem::find_iter(part, b"fldsimple") {
        let rest = part.get(begin..).unwrap_or_default();
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        fields.extend_from_slice(rest.get(..end).unwrap_or_default());
    }
    fields.retain(|byte| !byte.is_ascii_whitespace());
    fields
}
