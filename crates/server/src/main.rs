//! The `claimdesk` binary. Everything is in the library, so that tests reach it.

use std::process::ExitCode;

/// Many threads ask for small pieces, SQLite's among them: with the system's memory each request took a
/// fifth more time, and a load left a third more behind (docs/performance.md).
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    claimdesk_server::cli::main()
}
