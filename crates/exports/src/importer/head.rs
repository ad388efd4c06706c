//! What the first bytes of a file tell.

use crate::report::ImportError;

/// True when a line that is not blank, and its end, are there.
pub(super) fn has_whole_line(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    text.iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .and_then(|at| text.get(at..))
        .is_some_and(|line| memchr::memchr2(b'\n', b'\r', line).is_some())
}

/// The text that a file begins with, without its mark, and what stands between the cells.
pub(crate) fn text(held: &[u8]) -> Result<(&[u8], u8), ImportError> {
    let text = held.strip_prefix(b"\xef\xbb\xbf").unwrap_or(held);
    // Only the header is looked at, so that the answer does not hang on how much of the file
    // the first chunk held.
    let header = text
        .split(|byte| matches!(byte, b'\n' | b'\r'))
        .find(|line| !line.iter().all(u8::is_ascii_whitespace))
        .ok_or(ImportError::Empty)?;
    if let Some(error) = not_text(held, header) {
        return Err(error);
    }
    let count = |wanted: u8| memchr::memchr_iter(wanted, header).count();
    let (commas, tabs, semicolons) = (count(b','), count(b'\t'), count(b';'));
    if semicolons > commas && semicolons > tabs {
        return Err(ImportError::Semicolons);
    }
    Ok((text, if tabs > commas { b'\t' } else { b',' }))
}

/// What a file is that is not CSV in UTF-8.
fn not_text(held: &[u8], header: &[u8]) -> Option<ImportError> {
    let starts = |magic: &[u8]| held.starts_with(magic);
    if starts(b"\xff\xfe") || starts(b"\xfe\xff") {
        return Some(ImportError::Utf16);
    }
    let what = if starts(b"PK\x03\x04") {
        "a zip archive or a workbook"
    } else if starts(b"%PDF") {
        "a PDF"
    } else if starts(b"\xd0\xcf\x11\xe0") {
        "an old Office document"
    } else if starts(b"\x1f\x8b") {
        "compressed"
    } else if starts(b"MZ") || starts(b"\x7fELF") {
        "a program"
    } else if starts(b"<") {
        "a web page or XML"
    } else if header.contains(&0) {
        let alternate = |offset: usize| {
            header
                .iter()
                .skip(offset)
                .step_by(2)
                .take(8)
                .all(|byte| *byte == 0)
        };
        if alternate(0) || alternate(1) {
            return Some(ImportError::Utf16);
        }
        "binary"
    } else {
        return None;
    };
    Some(ImportError::NotCsv { what })
}
