//! Who somebody is: passwords, identity providers, sessions, failed attempts, and the first
//! administrator.

pub mod oidc;
pub mod password;
pub mod session;
pub mod setup;
pub mod throttle;
