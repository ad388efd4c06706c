//! The `claimdesk` binary. Everything is in the library, so that tests reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    claimdesk_server::cli::main()
}
