//! Office documents: zips that are looked through without being unpacked anywhere.

use std::io::{Cursor, Read};

use claimdesk_protocol::ActiveContent;
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::{Fault, Inside, has, relations};

/// Parts of a document, those of documents in it too. A presentation of 300 slides has 2,000.
const MOST_PARTS: usize = 10_000;
/// Bytes that all parts unpack to.
const MOST_BYTES: u64 = 300_000_000;
/// How much larger than the file all parts may be: text packs to a tenth, a sheet of the same
/// number to a fiftieth, and nothing written by anybody to less than this.
const MOST_RATIO: u64 = 200;
/// A small file may be as large as this whatever it is packed to.
const NEVER_TOO_MUCH: u64 = 20_000_000;
/// Documents in documents: a sheet in a text, and one in that.
const MOST_NESTED: usize = 2;
/// The list of parts and their types.
const TYPES: &str = "[Content_Types].xml";

pub(super) fn look(content: &[u8], main: &str) -> Inside {
    let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
    let mut walk = Walk {
        inside: Inside::default(),
        parts: 0,
        left: MOST_BYTES.min(size.saturating_mul(MOST_RATIO).max(NEVER_TOO_MUCH)),
    };
    match walk.archive(content, Some(main), 0) {
        Ok(()) => walk.inside,
        Err(fault) => Inside::is(fault),
    }
}

struct Walk {
    inside: Inside,
    parts: usize,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl Walk {
    /// Looks through an archive. `main` is the part it has to have, if it is to be a document.
    fn archive(&mut self, content: &[u8], main: Option<&str>, depth: usize) -> Result<(), Fault> {
        let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|_| Fault::Damaged)?;
        self.parts += archive.len();
        if self.parts > MOST_PARTS {
            return Err(Fault::Bomb);
        }
        // Two readers of such a file see two different ones.
        if archive.offset() != 0 || archive.has_duplicate_names() {
            return Err(Fault::Damaged);
        }
        self.names(&mut archive)?;
        // Before a byte is unpacked: parts that share their bytes are how a small file becomes a
        // large one without any that is suspicious for itself.
        if archive
            .has_overlapping_entries()
            .map_err(|_| Fault::Damaged)?
        {
            return Err(Fault::Bomb);
        }
        if let Some(main) = main {
            let there = |name: &str| archive.index_for_name(name).is_some();
            if !there(TYPES) || !there(main) {
                return Err(Fault::Damaged);
            }
        }
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).map_err(|_| Fault::Damaged)?;
            if part.is_dir() {
                continue;
            }
            let name = String::from_utf8_lossy(part.name_raw()).into_owned();
            let bytes = self.unpack(&mut part)?;
            self.part(&name, &bytes, depth)?;
        }
        Ok(())
    }

    fn names(&mut self, archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Fault> {
        let mut told = 0_u64;
        for index in 0..archive.len() {
            let part = archive.by_index_raw(index).map_err(|_| Fault::Damaged)?;
            if !is_harmless(part.name_raw()) || part.is_symlink() {
                return Err(Fault::Names);
            }
            if part.encrypted() {
                return Err(Fault::Locked);
            }
            told = told.saturating_add(part.size());
        }
        if told > self.left {
            return Err(Fault::Bomb);
        }
        Ok(())
    }

    /// The bytes of a part. What it says of its size is not believed.
    fn unpack(&mut self, part: &mut ZipFile<'_, Cursor<&[u8]>>) -> Result<Vec<u8>, Fault> {
        let told = part.size();
        let most = self.left.min(told);
        let mut bytes = Vec::new();
        let read = part
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|_| Fault::Damaged)?;
        let read = u64::try_from(read).unwrap_or(u64::MAX);
        if read > most {
            return Err(Fault::Bomb);
        }
        self.left -= read;
        Ok(bytes)
    }

    fn part(&mut self, name: &str, bytes: &[u8], depth: usize) -> Result<(), Fault> {
        let lower = name.to_ascii_lowercase();
        let ending = lower.rsplit('.').next().unwrap_or_default();
        let active = &mut self.inside.active;
        if lower.ends_with("vbaproject.bin") || lower.contains("/macrosheets/") {
            active.insert(ActiveContent::Macros);
        }
        if lower.contains("/embeddings/") || lower.contains("/activex/") {
            active.insert(ActiveContent::EmbeddedObjects);
        }
        if name == TYPES {
            let types = relations::text(bytes);
            if depth == 0 && has(&types, b"macroenabled") {
                self.inside.macro_kind = true;
            }
            if has(&types, b"macrosheet") {
                active.insert(ActiveContent::Macros);
            }
        } else if ending == "rels" {
            if relations::external(&relations::text(bytes)) {
                active.insert(ActiveContent::ExternalContent);
            }
        } else if ending == "xml" {
            relations::asks(&lower, &relations::text(bytes), active);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            if depth == MOST_NESTED {
                return Err(Fault::Bomb);
            }
            active.insert(ActiveContent::EmbeddedObjects);
            return self.archive(bytes, None, depth + 1);
        }
        Ok(())
    }
}

/// True of a name that stays in the folder it is unpacked to, on every system.
fn is_harmless(name: &[u8]) -> bool {
    let leads_out = name.starts_with(b"/")
        || name
            .split(|byte| *byte == b'/')
            .any(|step| step == b".." || step == b".");
    let odd = name
        .iter()
        .any(|byte| byte.is_ascii_control() || b"\\:".contains(byte));
    !name.is_empty() && !leads_out && !odd
}
