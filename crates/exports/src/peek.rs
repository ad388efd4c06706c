//! What stands under the header, to show a person who is asked which column is which.

use csv_core::{ReadRecordResult, ReaderBuilder};

use crate::importer::head;

/// How much of a cell is shown.
const SHOWN: usize = 40;
/// How many rows are looked at for a cell that is not blank.
const ROWS: usize = 20;

/// For each column the first cell under the header that is not blank, cut to 40 characters, as
/// far as the first bytes of a file tell.
pub fn examples(first_bytes: &[u8]) -> Vec<String> {
    let Ok((mut text, delimiter)) = head::text(first_bytes) else {
        return Vec::new();
    };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut cells, mut ends) = (vec![0; text.len()], vec![0; 4096]);
    let mut examples: Vec<String> = Vec::new();
    for row in 0..=ROWS {
        let (result, read, _, count) = reader.read_record(text, &mut cells, &mut ends);
        // A row that is not whole here would show half a cell.
        if result != ReadRecordResult::Record {
            break;
        }
        text = text.get(read..).unwrap_or_default();
        if row == 0 {
            examples = vec![String::new(); count];
            continue;
        }
        let mut start = 0;
        for (example, end) in examples.iter_mut().zip(ends.iter().take(count)) {
            let cell = cells.get(start..*end).unwrap_or_default();
            start = *end;
            if example.is_empty() {
                let text = String::from_utf8_lossy(cell);
                *example = text.trim().chars().take(SHOWN).collect();
            }
        }
    }
    examples
}

#[cfg(test)]
mod tests {
    use super::examples;

    #[test]
    fn the_first_cells_that_say_something_are_shown() {
        let text = "\u{feff}Periode,Kunde,Note\n\"oktober, 2026\",,\n2026-11,K-1,\n2026-12,cut";
        assert_eq!(examples(text.as_bytes()), ["oktober, 2026", "K-1", ""]);
        let long = format!("a\tb\n{}\t2\n", "x".repeat(100));
        assert_eq!(examples(long.as_bytes()), ["x".repeat(40), "2".to_owned()]);
    }

    #[test]
    fn what_is_no_text_has_none() {
        for bytes in [&b""[..], b"PK\x03\x04", b"a;b;c\n1;2;3\n", b"a,b"] {
            assert_eq!(examples(bytes), Vec::<String>::new());
        }
    }
}
