//! Stands between a program and its files (`LD_PRELOAD`), for tests: writes down what happens below a
//! folder, and lets some of it fail when it is told to. `claimdesk_disk` has the form of both.
//!
//! The real thing is done by system calls, so that nothing here comes back to itself. Whatever changes
//! something below the folder happens one after another: the record has the order in which it
//! was. Nothing is really synchronised: the power that is cut is that of the record.
//!
//! A shared memory (SQLite's `-shm`) is not seen, and need not be: it is made anew after a crash.

#[cfg(target_os = "linux")]
pub mod calls;
#[cfg(target_os = "linux")]
mod watch;
