//! The fuzz targets on their seeds, and on every input that once went wrong: a file in
//! `tests/regressions/TARGET/` for each.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

#[expect(unreachable_pub, reason = "a library of its own in `fuzz`")]
#[path = "../../../fuzz/src/lib.rs"]
mod targets;

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
fn seeds_and_regressions_hold_whole_and_cut_off() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, target) in targets::TARGETS {
        let seeds = files(&here.join("../../fuzz/seeds").join(name));
        assert!(!seeds.is_empty(), "no seed for {name}");
        for input in &seeds {
            target(input);
            // What arrives in part is an input as well.
            for cut in [1, 2, 3, 5, 8] {
                target(&input[..input.len() * cut / 9]);
                target(&input[input.len() * cut / 9..]);
            }
        }
        for input in files(&here.join("tests/regressions").join(name)) {
            target(&input);
        }
    }
}
