//! What happened to the files below a folder, in order.
//!
//! An entry is its length, its kind, and what belongs to the kind; numbers are little-endian. It is
//! written by one call, and a process that is killed leaves at most the last one unfinished.

use std::io;
use std::path::Path;

/// A file or a folder, whatever its names are: the number of its inode.
pub type Node = u64;

/// The name in a folder, as the system has it.
pub type Name = Vec<u8>;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A file was made. The number may be one that a removed file had.
    MadeFile {
        /// In this folder.
        folder: Node,
        /// By this name.
        name: Name,
        /// It.
        node: Node,
    },
    /// A folder was made.
    MadeFolder {
        /// In this one.
        folder: Node,
        /// By this name.
        name: Name,
        /// It.
        node: Node,
    },
    /// Bytes were written.
    Written {
        /// Into this file.
        node: Node,
        /// By this thread.
        thread: u64,
        /// From here on.
        at: u64,
        /// These.
        bytes: Vec<u8>,
    },
    /// A file was given a length.
    Resized {
        /// This file.
        node: Node,
        /// This one.
        length: u64,
    },
    /// Something was given another name; what had that one has it no longer.
    Moved {
        /// Where it was.
        from: Node,
        /// What it was called.
        name: Name,
        /// Where it is.
        to: Node,
        /// What it is called.
        new_name: Name,
        /// It.
        node: Node,
    },
    /// A file was given one more name.
    Linked {
        /// In this folder.
        folder: Node,
        /// The new one.
        name: Name,
        /// It.
        node: Node,
    },
    /// A name was taken away.
    Removed {
        /// From this folder.
        folder: Node,
        /// This one.
        name: Name,
    },
    /// A file or a folder was synchronised.
    Synced {
        /// It.
        node: Node,
        /// By this thread.
        thread: u64,
    },
    /// A file or a folder could not be synchronised.
    NotSynced {
        /// It.
        node: Node,
        /// By this thread.
        thread: u64,
    },
}

impl Entry {
    /// The entry as it stands in a record.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Out(vec![0; 4]);
        match self {
            Self::MadeFile { folder, name, node } => {
                out.kind(1).number(*folder).number(*node).rest(name);
            }
            Self::MadeFolder { folder, name, node } => {
                out.kind(2).number(*folder).number(*node).rest(name);
            }
            Self::Written {
                node,
                thread,
                at,
                bytes,
            } => {
                out.kind(3).number(*node).number(*thread);
                out.number(*at).rest(bytes);
            }
            Self::Resized { node, length } => {
                out.kind(4).number(*node).number(*length);
            }
            Self::Moved {
                from,
                name,
                to,
                new_name,
                node,
            } => {
                out.kind(5).number(*from).number(*to).number(*node);
                out.number(name.len().try_into().unwrap_or(u64::MAX));
                out.rest(name).rest(new_name);
            }
            Self::Linked { folder, name, node } => {
                out.kind(6).number(*folder).number(*node).rest(name);
            }
            Self::Removed { folder, name } => {
                out.kind(7).number(*folder).rest(name);
            }
            Self::Synced { node, thread } => {
                out.kind(8).number(*node).number(*thread);
            }
            Self::NotSynced { node, thread } => {
                out.kind(9).number(*node).number(*thread);
            }
        }
        let Out(mut bytes) = out;
        let length = u32::try_from(bytes.len().saturating_sub(4)).unwrap_or(u32::MAX);
        if let Some(head) = bytes.first_chunk_mut() {
            *head = length.to_le_bytes();
        }
        bytes
    }

    fn read(body: &[u8]) -> Option<Self> {
        let (kind, rest) = body.split_first()?;
        let mut of = In(rest);
        Some(match kind {
            1 | 2 | 6 => {
                let (folder, node, name) = (of.number()?, of.number()?, of.rest());
                match kind {
                    1 => Self::MadeFile { folder, name, node },
                    2 => Self::MadeFolder { folder, name, node },
                    _ => Self::Linked { folder, name, node },
                }
            }
            3 => Self::Written {
                node: of.number()?,
                thread: of.number()?,
                at: of.number()?,
                bytes: of.rest(),
            },
            4 => Self::Resized {
                node: of.number()?,
                length: of.number()?,
            },
            5 => {
                let (from, to, node) = (of.number()?, of.number()?, of.number()?);
                let length = usize::try_from(of.number()?).ok()?;
                let (name, new_name) = of.0.split_at_checked(length)?;
                Self::Moved {
                    from,
                    name: name.to_vec(),
                    to,
                    new_name: new_name.to_vec(),
                    node,
                }
            }
            7 => Self::Removed {
                folder: of.number()?,
                name: of.rest(),
            },
            8 | 9 => {
                let (node, thread) = (of.number()?, of.number()?);
                match kind {
                    8 => Self::Synced { node, thread },
                    _ => Self::NotSynced { node, thread },
                }
            }
            _ => return None,
        })
    }
}

struct Out(Vec<u8>);

impl Out {
    fn kind(&mut self, kind: u8) -> &mut Self {
        self.0.push(kind);
        self
    }

    fn number(&mut self, number: u64) -> &mut Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn rest(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }
}

struct In<'a>(&'a [u8]);

impl In<'_> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn rest(&self) -> Vec<u8> {
        self.0.to_vec()
    }
}

/// The entries of a record, each with the record's length when it had just been written: whoever
/// looked at the length then can tell what came before.
///
/// # Errors
///
/// When the file cannot be read, or has something else in it.
pub fn read(file: &Path) -> io::Result<Vec<(u64, Entry)>> {
    let all = std::fs::read(file)?;
    let (mut rest, mut at, mut entries) = (all.as_slice(), 0_u64, Vec::new());
    while let Some((head, behind)) = rest.split_first_chunk() {
        let length = u32::from_le_bytes(*head);
        let Some((body, behind)) = usize::try_from(length)
            .ok()
            .and_then(|length| behind.split_at_checked(length))
        else {
            // Whoever wrote it was killed.
            break;
        };
        at = at.saturating_add(4).saturating_add(length.into());
        let entry = Entry::read(body).ok_or(io::ErrorKind::InvalidData)?;
        entries.push((at, entry));
        rest = behind;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_an_unfinished_end_is_left_out() {
        let name = b"claimdesk.db-wal".to_vec();
        let entries = [
            Entry::MadeFile {
                folder: 1,
                name: name.clone(),
                node: 2,
            },
            Entry::MadeFolder {
                folder: 1,
                name: b"evidence".to_vec(),
                node: u64::MAX,
            },
            Entry::Written {
                node: 2,
                thread: 77,
                at: 4096,
                bytes: vec![7; 300],
            },
            Entry::Resized { node: 2, length: 5 },
            Entry::Moved {
                from: 1,
                name: name.clone(),
                to: 3,
                new_name: b"ab".to_vec(),
                node: 2,
            },
            Entry::Linked {
                folder: 1,
                name: name.clone(),
                node: 2,
            },
            Entry::Removed { folder: 3, name },
            Entry::Synced {
                node: 2,
                thread: 77,
            },
            Entry::NotSynced {
                node: 1,
                thread: 78,
            },
        ];
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record");
        let whole: Vec<u8> = entries.iter().flat_map(Entry::bytes).collect();
        let last = entries.last().unwrap().bytes();
        for missing in 0..last.len() {
            std::fs::write(&file, &whole[..whole.len() - missing]).unwrap();
            let read = read(&file).unwrap();
            let wanted = if missing == 0 { 9 } else { 8 };
            assert!(read.iter().map(|(_, entry)| entry).eq(&entries[..wanted]));
            if missing == 0 {
                assert_eq!(read[8].0, u64::try_from(whole.len()).unwrap());
                assert_eq!(read[0].0, u64::try_from(entries[0].bytes().len()).unwrap());
            }
        }
        std::fs::write(&file, [1, 0, 0, 0, 77]).unwrap();
        assert!(super::read(&file).is_err());
    }
}
