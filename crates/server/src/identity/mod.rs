//! Who somebody is: passwords, sessions, failed attempts, and the first administrator.

pub mod password;
pub mod session;
pub mod setup;
pub mod throttle;
