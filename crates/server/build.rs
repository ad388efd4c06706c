//! A release binary carries the page, so it is built again when `dist` changes or appears. A
//! debug binary reads the folder as it runs.

fn main() {
    let release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    let watched = if release { "../../dist" } else { "build.rs" };
    println!("cargo::rerun-if-changed={watched}");
}
