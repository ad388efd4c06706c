//! The commands that read files from outside hold themselves to their limits.

use crate::refused;

/// The server tells them to set little memory aside. Whoever does not has them end before they look at
/// a byte: what is set aside is given out whatever the limit says.
#[test]
fn whoever_has_too_much_memory_set_aside_reads_nothing() {
    let why = refused(&["read-pdf"]);
    assert!(why.contains("more memory is set aside"), "{why}");
}
