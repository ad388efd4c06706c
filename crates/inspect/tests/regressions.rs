//! The fuzz target on its seeds, and on every input that once went wrong: a file in
//! `tests/regressions/` for each.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

#[expect(unreachable_pub, reason = "a module of a crate of its own in `fuzz`")]
#[path = "../../../fuzz/src/files.rs"]
mod target;

use std::fs;
use std::path::Path;

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn seeds_and_regressions_hold_whole_cut_off_and_bent() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = files(&here.join("../../fuzz/seeds/files"));
    assert!(!seeds.is_empty());
    for input in &seeds {
        target::files(input);
        for end in 0..input.len() {
            target::files(&input[..end]);
            // A byte that is another one, where each could be a length, a place or a flag.
            let mut bent = input.clone();
            bent[end] ^= 0xff;
            target::files(&bent);
        }
    }
    for input in files(&here.join("tests/regressions")) {
        target::files(&input);
    }
}
