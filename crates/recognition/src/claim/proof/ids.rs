//! GUIDs in running text: in any case, with or without dashes and braces, broken over lines.

use crate::names::Guid;

const DIGITS: usize = 32;
/// Blanks that may stand inside of one, where a line was broken.
const MOST_BLANKS: usize = 4;

/// Every GUID, in order. Looks at each place a bounded number of times.
pub(super) fn in_text(text: &[char]) -> impl Iterator<Item = Guid> {
    (0..text.len()).filter_map(|start| {
        let begins = start
            .checked_sub(1)
            .and_then(|before| text.get(before))
            .is_none_or(|before| !before.is_alphanumeric());
        begins.then(|| at(text.get(start..)?)).flatten()
    })
}

/// The GUID that begins here.
fn at(text: &[char]) -> Option<Guid> {
    let (mut bits, mut digits, mut blanks) = (0_u128, 0, 0);
    let mut rest = text.iter();
    while digits < DIGITS {
        match rest.next()? {
            ' ' if digits > 0 && blanks < MOST_BLANKS => blanks += 1,
            // Where a GUID has them; a broken line may have doubled one.
            '-' if matches!(digits, 8 | 12 | 16 | 20) => {}
            c => {
                bits = bits << 4 | u128::from(c.to_digit(16)?);
                digits += 1;
            }
        }
    }
    // A longer run of digits is something else.
    let ends = rest.next().is_none_or(|after| !after.is_alphanumeric());
    ends.then(|| Guid::from_bits(bits)).flatten()
}
