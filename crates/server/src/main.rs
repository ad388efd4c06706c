//! The `claimdesk` binary.
fn main() {}
