//! How large a picture is once it is unpacked, from its header.

use crate::{Fault, Inside};

/// The most pixels of a picture: a phone's panorama has 60 million, and four bytes each are what a
/// browser takes for it.
const MOST_PIXELS: u64 = 100_000_000;

pub(super) fn look(content: &[u8]) -> Inside {
    let size = if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(content)
    } else {
        jpeg(content)
    };
    match size {
        Some((width, height)) if width == 0 || height == 0 => Inside::is(Fault::Damaged),
        Some((width, height)) if u64::from(width) * u64::from(height) > MOST_PIXELS => {
            Inside::is(Fault::Pixels)
        }
        Some(_) => Inside::default(),
        None => Inside::is(Fault::Damaged),
    }
}

/// Width and height stand in the first chunk, which has to be `IHDR` (PNG, section 11.2.2).
fn png(content: &[u8]) -> Option<(u32, u32)> {
    if content.get(12..16)? != b"IHDR" {
        return None;
    }
    let number = |at: usize| {
        let bytes = content.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    Some((number(16)?, number(20)?))
}

/// Height and width stand in the frame header (ITU T.81, B.2.2), behind segments of any kind. A
/// height of 0 is told only after the scan; no camera does so.
fn jpeg(content: &[u8]) -> Option<(u32, u32)> {
    let short = |at: usize| {
        let bytes = content.get(at..at.checked_add(2)?)?;
        Some(u16::from_be_bytes(bytes.try_into().ok()?))
    };
    let mut at = 2;
    loop {
        // A marker is 0xff and a byte; more 0xff may stand before it.
        if *content.get(at)? != 0xff {
            return None;
        }
        while *content.get(at)? == 0xff {
            at += 1;
        }
        let marker = *content.get(at)?;
        at += 1;
        match marker {
            // Without a length: restarts, TEM.
            0x01 | 0xd0..=0xd8 => {}
            // The end, or the scan, without a frame before it.
            0x00 | 0xd9 | 0xda => return None,
            // Frames of every kind; C4, C8 and CC are tables.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((short(at + 5)?.into(), short(at + 3)?.into()));
            }
            _ => {
                let length = usize::from(short(at)?);
                if length < 2 {
                    return None;
                }
                at += length;
            }
        }
    }
}
