//! What is in a `.zip`, from its directory: read in slices, bounded, and distrusted.
//!
//! The caller reads the file and unpacks it; here stands only what the bytes mean. First the end
//! of the file ([`find_directory`]), then the directory ([`members`]), then for each member the
//! header before its data ([`data_start`]). A [`Watch`] stands beside the unpacking: it stops what
//! unpacks to more than was said, and knows the checksum.

use std::ops::Range;

use thiserror::Error;

mod checksum;

pub use checksum::Checksum;

/// How much of the end of a file is to be read to find the directory in it.
pub const END: u64 = 22 + 65_535;
/// The most members that are looked at.
pub const MEMBERS: usize = 10_000;
/// The largest directory that is read.
const DIRECTORY: u64 = 16 << 20;
/// The bytes of the header before a member's data that [`data_start`] wants.
pub const MEMBER_HEADER: u64 = 30;

/// Why a `.zip`, or a member of it, cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ZipFault {
    /// No directory at its end.
    #[error("the archive has no directory: it is cut short, or no .zip")]
    NoDirectory,
    /// In several files.
    #[error("the archive is one of several parts: put them together first")]
    Parts,
    /// Zip64, for archives over 4 GB.
    #[error("the archive is in the zip64 form for over 4 GB: unpack it, and give the files")]
    Zip64,
    /// Too many members.
    #[error("the archive has over {MEMBERS} files")]
    TooMany,
    /// The directory says what cannot be.
    #[error("the archive's directory is damaged: download it again")]
    Damaged,
    /// Two members are made of the same bytes, as in archives that unpack without end.
    #[error("files in the archive overlap: it is damaged, or made to do harm")]
    Overlap,
    /// A member is encrypted.
    #[error("the file is encrypted: unpack it with its password")]
    Encrypted,
    /// A member is packed in a way that browsers do not know.
    #[error("the file is packed by method {method}: unpack it, or pack it again as a plain .zip")]
    Method {
        /// The method's number.
        method: u16,
    },
    /// A member unpacks to another length than the directory says.
    #[error("the file unpacks to another length than the archive says: it is damaged")]
    Length,
    /// A member unpacks to other bytes than those that were packed.
    #[error("the file's checksum is wrong: the archive is damaged")]
    Checksum,
}

/// How a member is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Stored,
    /// Raw deflate.
    Deflated,
}

/// A file in the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its path in the archive.
    pub name: String,
    /// How it is packed, or why it cannot be read.
    pub packing: Result<Packing, ZipFault>,
    /// How many bytes it takes in the archive.
    pub packed: u64,
    /// How many bytes it unpacks to, as the archive says.
    pub unpacked: u64,
    /// Of the unpacked bytes.
    pub checksum: u32,
    /// Where the header before its data begins.
    pub header: u64,
}

/// Where the directory lies in a file of this size; `end` is the last [`END`] bytes of it, or all
/// of it where it is shorter.
///
/// # Errors
///
/// When there is none, or none that is read here.
pub fn find_directory(end: &[u8], size: u64) -> Result<Range<u64>, ZipFault> {
    // The last one whose comment reaches just to the end: a comment may hold anything.
    let place = (0..=end.len().saturating_sub(22))
        .rev()
        .find(|place| {
            end.get(*place..)
                .is_some_and(|tail| tail.starts_with(b"PK\x05\x06") && comment_fits(tail))
        })
        .ok_or(ZipFault::NoDirectory)?;
    let tail = end.get(place..).unwrap_or_default();
    let field = |at: usize| u16_at(tail, at).ok_or(ZipFault::Damaged);
    let (disk, directory_disk, here, all) = (field(4)?, field(6)?, field(8)?, field(10)?);
    let length = u32_at(tail, 12).ok_or(ZipFault::Damaged)?;
    let start = u32_at(tail, 16).ok_or(ZipFault::Damaged)?;
    if all == u16::MAX || length == u32::MAX || start == u32::MAX {
        return Err(ZipFault::Zip64);
    }
    if disk != 0 || directory_disk != 0 || here != all {
        return Err(ZipFault::Parts);
    }
    if usize::from(all) > MEMBERS {
        return Err(ZipFault::TooMany);
    }
    let (start, length) = (u64::from(start), u64::from(length));
    let end_record = size.saturating_sub(end.len() as u64) + place as u64;
    if length > DIRECTORY || start + length > end_record {
        return Err(ZipFault::Damaged);
    }
    Ok(start..start + length)
}

fn comment_fits(tail: &[u8]) -> bool {
    u16_at(tail, 20).is_some_and(|comment| tail.len() == 22 + usize::from(comment))
}

/// The files that a directory names, folders left out; `directory` is all of it, and begins at
/// `start`.
///
/// # Errors
///
/// When it is damaged, names too many, or names files that overlap.
pub fn members(directory: &[u8], start: u64) -> Result<Vec<Member>, ZipFault> {
    let mut members = Vec::new();
    let mut spans: Vec<Range<u64>> = Vec::new();
    let mut rest = directory;
    while !rest.is_empty() {
        if !rest.starts_with(b"PK\x01\x02") {
            return Err(ZipFault::Damaged);
        }
        if spans.len() == MEMBERS {
            return Err(ZipFault::TooMany);
        }
        let (member, length) = member(rest)?;
        let data = member.header + MEMBER_HEADER;
        let span = member.header..data + member.packed;
        if span.end > start {
            return Err(ZipFault::Damaged);
        }
        spans.push(span);
        if !member.name.ends_with('/') {
            members.push(member);
        }
        rest = rest.get(length..).ok_or(ZipFault::Damaged)?;
    }
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let overlap = spans
        .windows(2)
        .any(|two| matches!(two, [a, b] if b.start < a.end));
    if overlap {
        return Err(ZipFault::Overlap);
    }
    Ok(members)
}

/// One entry of the directory, and how many bytes of it that takes.
fn member(entry: &[u8]) -> Result<(Member, usize), ZipFault> {
    let short = |at: usize| u16_at(entry, at).ok_or(ZipFault::Damaged);
    let long = |at: usize| u32_at(entry, at).ok_or(ZipFault::Damaged);
    let (flags, method) = (short(8)?, short(10)?);
    let (checksum, packed, unpacked) = (long(16)?, long(20)?, long(24)?);
    let (name_length, extra, comment) = (short(28)?, short(30)?, short(32)?);
    let header = long(42)?;
    if [packed, unpacked, header].contains(&u32::MAX) {
        return Err(ZipFault::Zip64);
    }
    let name_end = 46 + usize::from(name_length);
    let name = entry.get(46..name_end).ok_or(ZipFault::Damaged)?;
    let packing = if flags & (1 | 1 << 6) != 0 {
        Err(ZipFault::Encrypted)
    } else {
        match method {
            0 if packed != unpacked => Err(ZipFault::Length),
            0 => Ok(Packing::Stored),
            8 => Ok(Packing::Deflated),
            method => Err(ZipFault::Method { method }),
        }
    };
    let member = Member {
        name: String::from_utf8_lossy(name).replace('\\', "/"),
        packing,
        packed: u64::from(packed),
        unpacked: u64::from(unpacked),
        checksum,
        header: u64::from(header),
    };
    let length = name_end + usize::from(extra) + usize::from(comment);
    Ok((member, length))
}

/// Where a member's data begins; `header` is the [`MEMBER_HEADER`] bytes at its header.
///
/// # Errors
///
/// When no such header stands there.
pub fn data_start(member: &Member, header: &[u8]) -> Result<u64, ZipFault> {
    if !header.starts_with(b"PK\x03\x04") {
        return Err(ZipFault::Damaged);
    }
    let field = |at: usize| u16_at(header, at).ok_or(ZipFault::Damaged);
    let (name, extra) = (field(26)?, field(28)?);
    Ok(member.header + MEMBER_HEADER + u64::from(name) + u64::from(extra))
}

/// Stands beside the unpacking of a member: hears every byte of it.
#[derive(Clone, Debug)]
pub struct Watch {
    left: u64,
    expected: u32,
    sum: Checksum,
}

impl Watch {
    /// For this member.
    pub fn new(member: &Member) -> Self {
        Self {
            left: member.unpacked,
            expected: member.checksum,
            sum: Checksum::new(),
        }
    }

    /// The next unpacked bytes.
    ///
    /// # Errors
    ///
    /// When it is more than the archive says: unpacking is to stop then.
    pub fn hear(&mut self, bytes: &[u8]) -> Result<(), ZipFault> {
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or(ZipFault::Length)?;
        self.sum.add(bytes);
        Ok(())
    }

    /// There are no more.
    ///
    /// # Errors
    ///
    /// When it was less than the archive says, or something else.
    pub fn end(self) -> Result<(), ZipFault> {
        if self.left > 0 {
            Err(ZipFault::Length)
        } else if self.sum.value() != self.expected {
            Err(ZipFault::Checksum)
        } else {
            Ok(())
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests;
