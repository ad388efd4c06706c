//! Who somebody is: passwords, passkeys, identity providers, sessions, tokens, one-time links, failed attempts,
//! and the first administrator.

pub mod device;
pub mod links;
pub mod oidc;
pub mod passkeys;
pub mod password;
pub mod recovery;
pub mod session;
pub mod setup;
pub mod throttle;
pub mod token;
