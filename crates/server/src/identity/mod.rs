//! Who somebody is: passwords, sessions, tokens, failed attempts, and the first administrator.

pub mod password;
pub mod session;
pub mod setup;
pub mod throttle;
pub mod token;
