//! Finds the cells of plainly written rows, 64 bytes at a step.
//!
//! Only rows whose meaning nobody can doubt are taken: a quote opens at the start of a cell and
//! closes at its end, no quote is doubled, no carriage return stands alone. Any other row is left
//! to the full reader, so that both together mean exactly what that one means.

use wide::u8x16;

/// Where a cell begins and ends in its row, quotes left out.
pub(crate) type Bounds = (u32, u32);

/// What was found at the start of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A whole row: how many bytes it takes with its line break, and how many breaks it holds.
    Row { length: usize, breaks: u64 },
    /// No plain row, or not all of it is there.
    Other,
}

/// Rows longer than this are left to the full reader, which knows the limits.
const LONGEST: usize = 1 << 16;

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// A bit for each byte of a block that is one of the wanted.
fn hits(block: &[u8; BLOCK], wanted: [u8x16; 3]) -> u64 {
    let (parts, _) = block.as_chunks::<16>();
    parts.iter().rev().fold(0, |hits, part| {
        let part = u8x16::new(*part);
        let found = wanted
            .iter()
            .fold(u8x16::ZERO, |found, wanted| found | part.simd_eq(*wanted));
        hits << 16 | u64::from(found.to_bitmask())
    })
}

/// Reads one row at the start of `bytes` into `cells`.
pub(crate) fn row(bytes: &[u8], delimiter: u8, most: usize, cells: &mut Vec<Bounds>) -> Found {
    cells.clear();
    let wanted = [delimiter, b'\n', b'"'].map(u8x16::splat);
    let mut state = Row {
        start: 0,
        quoted: false,
        closed: None,
        breaks: 0,
    };
    let window = bytes.get(..LONGEST).unwrap_or(bytes);
    let (blocks, rest) = window.as_chunks::<BLOCK>();
    for (number, block) in blocks.iter().enumerate() {
        let mut hits = hits(block, wanted);
        while hits != 0 {
            let at = number * BLOCK + hits.trailing_zeros() as usize;
            hits &= hits - 1;
            match state.hit(bytes, at, delimiter, most, cells) {
                Step::On => {}
                Step::End(found) => return found,
            }
        }
    }
    let done = window.len() - rest.len();
    for (offset, byte) in rest.iter().enumerate() {
        if *byte == delimiter || matches!(byte, b'\n' | b'"') {
            match state.hit(bytes, done + offset, delimiter, most, cells) {
                Step::On => {}
                Step::End(found) => return found,
            }
        }
    }
    Found::Other
}

enum Step {
    On,
    End(Found),
}

struct Row {
    /// Where the present cell begins, a quote left out.
    start: usize,
    quoted: bool,
    /// Where the quote of the present cell closed.
    closed: Option<usize>,
    breaks: u64,
}

impl Row {
    #[inline]
    fn hit(
        &mut self,
        bytes: &[u8],
        at: usize,
        delimiter: u8,
        most: usize,
        cells: &mut Vec<Bounds>,
    ) -> Step {
        let Some(byte) = bytes.get(at) else {
            return Step::End(Found::Other);
        };
        if self.quoted {
            match byte {
                b'"' => {
                    let ends = match bytes.get(at + 1) {
                        Some(b'\r') => bytes.get(at + 2) == Some(&b'\n'),
                        Some(next) => *next == delimiter || *next == b'\n',
                        None => false,
                    };
                    if !ends {
                        return Step::End(Found::Other);
                    }
                    (self.quoted, self.closed) = (false, Some(at));
                }
                b'\n' => self.breaks += 1,
                _ => {}
            }
            return Step::On;
        }
        match byte {
            b'"' if at == self.start && self.closed.is_none() => {
                (self.quoted, self.start) = (true, at + 1);
                Step::On
            }
            b'"' => Step::End(Found::Other),
            b'\n' => {
                let mut end = self.closed.unwrap_or(at);
                if self.closed.is_none() && end > self.start && bytes.get(end - 1) == Some(&b'\r') {
                    end -= 1;
                }
                // A return alone ends a row too, which only the full reader knows.
                let before = bytes.get(..at.saturating_sub(1)).unwrap_or_default();
                if cells.len() >= most || memchr::memchr(b'\r', before).is_some() {
                    return Step::End(Found::Other);
                }
                push(cells, self.start, end);
                Step::End(Found::Row {
                    length: at + 1,
                    breaks: self.breaks + 1,
                })
            }
            _ => {
                if cells.len() >= most {
                    return Step::End(Found::Other);
                }
                push(cells, self.start, self.closed.take().unwrap_or(at));
                self.start = at + 1;
                Step::On
            }
        }
    }
}

/// Bounds lie under [`LONGEST`], so they fit.
fn push(cells: &mut Vec<Bounds>, start: usize, end: usize) {
    let fit = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    cells.push((fit(start), fit(end)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Option<(Vec<&str>, usize, u64)> {
        let mut bounds = Vec::new();
        match row(text.as_bytes(), b',', 8, &mut bounds) {
            Found::Other => None,
            Found::Row { length, breaks } => {
                let cut = |(start, end): &Bounds| &text[*start as usize..*end as usize];
                Some((bounds.iter().map(cut).collect(), length, breaks))
            }
        }
    }

    #[test]
    fn plain_rows_are_taken() {
        for (text, expected, length, breaks) in [
            ("a,b,c\nrest", &["a", "b", "c"][..], 6, 1),
            ("a,,\n", &["a", "", ""][..], 4, 1),
            (
                "\"October, 2026\",x\r\nrest,",
                &["October, 2026", "x"][..],
                19,
                1,
            ),
            ("x,\"two\nlines\"\r\n", &["x", "two\nlines"][..], 15, 2),
            ("\"\",\"\"\n", &["", ""][..], 6, 1),
            (
                "one long cell without a comma at all,2\n",
                &["one long cell without a comma at all", "2"][..],
                39,
                1,
            ),
        ] {
            assert_eq!(
                cells(text),
                Some((expected.to_vec(), length, breaks)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn doubtful_rows_are_left() {
        for text in [
            "a,b",
            "a,\"b",
            "a,\"b\"",
            "a,\"b\"c\n",
            "a\"b,c\n",
            "\"a\"\"b\",c\n",
            "a\rb,c\n",
            "\"a\"\rb\n",
            "\"a\rb\",c\n",
            "1,2,3,4,5,6,7,8,9\n",
        ] {
            assert_eq!(cells(text), None, "{text:?}");
        }
    }
}
