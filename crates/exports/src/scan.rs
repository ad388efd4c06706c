//! Finds the cells of plainly written rows, 64 bytes at a step.
//!
//! Only rows whose meaning nobody can doubt are taken: a quote opens at the start of a cell and
//! closes at its end, no quote is doubled, no carriage return stands alone. Any other row is left
//! to the full reader, so that both together mean exactly what that one means.

use wide::u8x16;

/// Rows longer than this are left to the full reader, which knows the limits.
const LONGEST: usize = 1 << 16;

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// A plain row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plain {
    /// How many bytes it takes with its line break.
    pub(crate) length: usize,
    /// How many breaks it holds.
    pub(crate) breaks: u64,
}

/// Where the cells of a row end, counted from its start.
#[derive(Default)]
pub(crate) struct Ends {
    places: Vec<u32>,
    count: usize,
}

impl Ends {
    pub(crate) fn as_slice(&self) -> &[u32] {
        self.places.get(..self.count).unwrap_or_default()
    }

    /// Those that somebody else has found.
    pub(crate) fn set(&mut self, places: impl Iterator<Item = u32>) {
        self.places.clear();
        self.places.extend(places);
        self.count = self.places.len();
    }

    /// A place for each bit of a block that begins at `block`, of the row that begins at `row`.
    #[inline]
    fn add(&mut self, block: usize, row: usize, mut bits: u64) {
        /// So many are written in a step: a row's cells differ in length, and a processor that
        /// has to guess after each whether there is another one guesses wrong too often.
        const STEP: usize = 8;
        // Places lie under `LONGEST`, though the block may begin before the row.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a difference of less than 2^17"
        )]
        let first = block.wrapping_sub(row) as u32;
        while bits != 0 {
            let found = bits.count_ones() as usize;
            if self.places.len() < self.count + STEP {
                self.places.resize(self.count + BLOCK, 0);
            }
            let room = self.places.get_mut(self.count..).unwrap_or_default();
            for place in room.iter_mut().take(STEP) {
                *place = first.wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
            self.count += found.min(STEP);
        }
    }
}

/// The rows at the start of some bytes, one after the other as long as they are plain.
pub(crate) struct Rows<'c> {
    bytes: &'c [u8],
    /// What stands between cells, what ends a row, quotes, and what may stand before a row's end.
    wanted: [u8x16; 4],
    /// The most cells of a row.
    most: usize,
    /// Where the next row begins.
    row: usize,
    /// Where the block at hand begins, and where the next one does.
    block: usize,
    next: usize,
    /// Bits of the block at hand that end a cell and are still to come.
    ends: u64,
    /// Those of them that end a row too.
    row_ends: u64,
    /// Breaks within quotes that are still to come.
    inner: u64,
    /// Breaks within quotes that the row at hand has had.
    breaks: u64,
    /// Something in the block at hand, or before it, is not plain.
    doubtful: bool,
    carried: Carried,
}

/// What a block must know of the one before it.
struct Carried {
    /// All ones within quotes.
    quoted: u64,
    /// One if the last byte ended a cell, was the quote that closes one, or was a return.
    ended: u64,
    closed: u64,
    returned: u64,
}

impl<'c> Rows<'c> {
    /// Of bytes that begin with a row.
    pub(crate) fn new(bytes: &'c [u8], delimiter: u8, most: usize) -> Self {
        Self {
            bytes,
            wanted: [delimiter, b'\n', b'"', b'\r'].map(u8x16::splat),
            most,
            row: 0,
            block: 0,
            next: 0,
            ends: 0,
            row_ends: 0,
            inner: 0,
            breaks: 0,
            doubtful: false,
            carried: Carried {
                quoted: 0,
                ended: 1,
                closed: 0,
                returned: 0,
            },
        }
    }

    /// Where the next row begins.
    pub(crate) fn place(&self) -> usize {
        self.row
    }

    /// Reads one row: `ends` gets where each of its cells ends, counted from the row's start.
    /// `None` where no row stands that is plain and whole, or a blank one does.
    pub(crate) fn next(&mut self, ends: &mut Ends) -> Option<Plain> {
        ends.count = 0;
        if matches!(self.bytes.get(self.row), None | Some(b'\n' | b'\r')) {
            return None;
        }
        loop {
            // The first end of a row in this block, if there is one, and all that stands before it.
            let row_end = self.row_ends & self.row_ends.wrapping_neg();
            let before = row_end.wrapping_sub(1);
            ends.add(self.block, self.row, self.ends & before);
            if ends.count >= self.most {
                return None;
            }
            if row_end != 0 {
                return self.row_end(row_end, ends);
            }
            if self.doubtful || self.next >= self.bytes.len() || self.next > self.row + LONGEST {
                return None;
            }
            self.look();
        }
    }

    fn row_end(&mut self, row_end: u64, ends: &mut Ends) -> Option<Plain> {
        let before = row_end.wrapping_sub(1);
        let at = self.block + row_end.trailing_zeros() as usize;
        let length = at + 1 - self.row;
        if length > LONGEST {
            return None;
        }
        // Any return stands before a break.
        let returned = length > 1 && self.bytes.get(at - 1) == Some(&b'\r');
        ends.add(self.block, self.row + usize::from(returned), row_end);
        let breaks = 1 + self.breaks + u64::from((self.inner & before).count_ones());
        self.breaks = 0;
        self.row = at + 1;
        let after = !(before | row_end);
        self.ends &= after;
        self.row_ends &= after;
        self.inner &= after;
        Some(Plain { length, breaks })
    }

    /// Looks at the next block.
    fn look(&mut self) {
        let rest = self.bytes.get(self.next..).unwrap_or_default();
        let last;
        let block = if let Some((block, _)) = rest.split_first_chunk() {
            block
        } else {
            // Nothing that is looked for is zero.
            let mut filled = [0; BLOCK];
            for (byte, filling) in rest.iter().zip(&mut filled) {
                *filling = *byte;
            }
            last = filled;
            &last
        };
        let [delimiters, breaks, quotes, returns] = hits(block, self.wanted);
        let carried = &self.carried;
        let inside = within(quotes) ^ carried.quoted;
        let row_ends = breaks & !inside;
        let ends = delimiters & !inside | row_ends;
        let closing = quotes & !inside;
        let doubtful = quotes & inside & !(ends << 1 | carried.ended)
            | (closing << 1 | carried.closed) & !(ends | returns)
            | (returns << 1 | carried.returned) & !row_ends;
        // What stands before the first doubtful byte is plain.
        let sure = (doubtful & doubtful.wrapping_neg()).wrapping_sub(1);
        if self.inner != 0 {
            self.breaks += u64::from(self.inner.count_ones());
        }
        (self.ends, self.row_ends) = (ends & sure, row_ends & sure);
        self.inner = breaks & inside;
        self.doubtful = doubtful != 0;
        self.carried = Carried {
            quoted: (inside >> 63).wrapping_neg(),
            ended: ends >> 63,
            closed: closing >> 63,
            returned: returns >> 63,
        };
        self.block = self.next;
        self.next += BLOCK;
    }
}

/// A bit for each byte of a block, for each of the wanted.
fn hits(block: &[u8; BLOCK], wanted: [u8x16; 4]) -> [u64; 4] {
    let (parts, _) = block.as_chunks::<16>();
    let parts = parts.iter().rev();
    parts.fold([0; 4], |mut hits, part| {
        let part = u8x16::new(*part);
        for (hits, wanted) in hits.iter_mut().zip(wanted) {
            *hits = *hits << 16 | u64::from(part.simd_eq(wanted).to_bitmask());
        }
        hits
    })
}

/// The bits from each opening quote up to the one that closes it, that one left out.
fn within(quotes: u64) -> u64 {
    if quotes == 0 {
        return 0;
    }
    [1, 2, 4, 8, 16, 32]
        .into_iter()
        .fold(quotes, |within, by| within ^ within << by)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first row's cells as they stand there, its length and its breaks.
    fn cells(text: &str) -> Option<(Vec<&str>, usize, u64)> {
        let mut ends = Ends::default();
        let mut rows = Rows::new(text.as_bytes(), b',', 8);
        let Plain { length, breaks } = rows.next(&mut ends)?;
        let mut start = 0;
        let cut = |end: &u32| {
            let cell = &text[start..*end as usize];
            start = *end as usize + 1;
            cell
        };
        Some((ends.as_slice().iter().map(cut).collect(), length, breaks))
    }

    #[test]
    fn plain_rows_are_taken() {
        for (text, expected, length, breaks) in [
            ("a,b,c\nrest", &["a", "b", "c"][..], 6, 1),
            ("a,,\n", &["a", "", ""][..], 4, 1),
            (
                "\"October, 2026\",x\r\nrest,",
                &["\"October, 2026\"", "x"][..],
                19,
                1,
            ),
            ("x,\"two\nlines\"\r\n", &["x", "\"two\nlines\""][..], 15, 2),
            ("\"\",\"\"\n", &["\"\"", "\"\""][..], 6, 1),
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
            "\n",
            "\r\n",
            "",
        ] {
            assert_eq!(cells(text), None, "{text:?}");
        }
    }

    #[test]
    fn rows_follow_each_other_wherever_blocks_meet() {
        // Quotes, returns and breaks come to stand at every place of a block.
        for pad in 0..=2 * BLOCK {
            let pad = "x".repeat(pad);
            let rows = [
                format!("{pad},\"a,\n{pad}\",b\r\n"),
                format!("\"{pad}\"\r\n"),
                format!("{pad},\n"),
                format!("\"\",\"{pad}\"\n"),
            ];
            let text = rows.concat() + "a\rb\n";
            let mut found = Rows::new(text.as_bytes(), b',', 8);
            let mut ends = Ends::default();
            for row in &rows {
                let breaks = row.matches('\n').count() as u64;
                let length = row.len();
                let plain = found.next(&mut ends);
                assert_eq!(plain, Some(Plain { length, breaks }), "{row:?} of {text:?}");
            }
            assert_eq!(found.next(&mut ends), None, "{text:?}");
            assert_eq!(found.place(), text.len() - 4);
        }
    }
}
