//! Puts the programme into the page in its compact form.

use std::path::PathBuf;

use claimdesk_recognition::Programme;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo names no folder for what is made")?;
    let bytes = Programme::builtin().to_compact()?;
    std::fs::write(PathBuf::from(folder).join("programme.bin"), bytes)?;
    Ok(())
}
