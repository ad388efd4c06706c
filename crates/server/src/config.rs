//! What can be set from outside, after flags and environment are read.

use std::net::SocketAddr;
use std::path::PathBuf;

/// How `claimdesk serve` is to run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder of the database and the evidence.
    pub data: PathBuf,
    /// Fill an empty database with an invented programme.
    pub demo: bool,
    /// What may be sent.
    pub limits: Limits,
    /// Cookies only over TLS, bound to this host.
    pub secure_cookies: bool,
    /// The program that reads the text of files, where it is not the one that is running.
    pub reader: Option<PathBuf>,
}

/// What may be sent.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of a JSON body.
    pub body_bytes: usize,
    /// Bytes of a file of evidence.
    pub evidence_bytes: u64,
    /// Files of evidence on a claim.
    pub evidence_files: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 1_000_000,
            evidence_bytes: 25_000_000,
            evidence_files: 10,
        }
    }
}
