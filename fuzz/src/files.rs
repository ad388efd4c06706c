//! Files of evidence, looked through.

use claimdesk_inspect::{Family, Inside, look, look_at_the_bytes};

/// A file of any bytes, as each kind it could be taken for: it is looked through or refused, the same
/// each time, and a file that is refused tells nothing else. Parsing PDFs is left out: that library
/// may panic, and the server runs it in a process of its own.
pub fn files(data: &[u8]) {
    let office = |main| Family::Office { main };
    for family in [
        office("word/document.xml"),
        office("xl/workbook.xml"),
        office("ppt/presentation.xml"),
        Family::Picture,
        Family::Mail,
    ] {
        let inside = look(data, family);
        assert_eq!(look(data, family), inside, "{family:?}");
        if let Some(fault) = inside.fault {
            let refused = Inside {
                fault: Some(fault),
                ..Inside::default()
            };
            assert_eq!(inside, refused, "{family:?}");
        }
    }
    // Names are found wherever they stand.
    let found = look_at_the_bytes(data);
    let more = [b"/Launch ", data].concat();
    assert!(look_at_the_bytes(&more).is_superset(&found));
}
