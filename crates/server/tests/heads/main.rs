//! The fuzz targets for heads of requests and problem details: on their seeds and on what once went wrong, whole,
//! cut off and mixed up, and on random bytes.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

#[expect(unreachable_pub, reason = "programs of their own in `fuzz`")]
#[path = "../../../../fuzz/src/heads.rs"]
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["../../fuzz/seeds", "../recognition/tests/regressions"];
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| fs::read_dir(here.join(folder).join(name)).ok())
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

#[test]
fn seeds_hold_whole_cut_off_and_with_another_byte() {
    for (name, target) in targets::TARGETS {
        let seeds = seeds(name);
        assert!(seeds.len() > 1, "no seeds for {name}");
        for seed in &seeds {
            target(seed);
            for at in 0..seed.len() {
                target(&seed[..at]);
                target(&seed[at..]);
                for other in [0, b' ', b'"', b',', b';', b'=', 0xff] {
                    let mut changed = seed.clone();
                    changed[at] = other;
                    target(&changed);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn anything_at_all_is_read_or_not(data in proptest::collection::vec(any::<u8>(), 0..5_000)) {
        for (_, target) in targets::TARGETS {
            target(&data);
        }
    }

    #[test]
    fn what_looks_like_a_head_is_read_or_not(
        text in "(Bearer |sha256 |filename |claimdesk\n)?[ -~\t\n]{0,200}",
    ) {
        for (_, target) in targets::TARGETS {
            target(text.as_bytes());
        }
    }
}
