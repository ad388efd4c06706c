//! Puts the programme into the page in its compact form.

use std::path::PathBuf;

use claimdesk_recognition::Programme;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo names no folder for what is made")?;
    let folder = PathBuf::from(folder);
    let programme = Programme::builtin();
    std::fs::write(folder.join("programme.bin"), programme.to_compact()?)?;
    // What anybody sees first must be small.
    std::fs::write(folder.join("paths.bin"), programme.paths().to_compact()?)?;
    Ok(())
}
