//! A disk as tests need one.
//!
//! `claimdesk-disk-shim` stands between a server and its data folder (`LD_PRELOAD`). It writes down
//! every file operation ([`record`]), and lets some fail when it is told to ([`orders`]). From the
//! record, [`Disk`] tells what was on a disk whose power was cut after any of them: what was
//! synchronised and, of the rest, nothing or anything.
//!
//! A record has more in it than an image that is kept beside the folder: one run can be cut at every
//! place, and the very same run with some of its synchronisations taken away is the negative control.

mod image;
pub mod orders;
pub mod record;

pub use image::{Cut, Disk, Trust};

/// A generator that gives the same for the same seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// One that begins here.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below this one.
    pub const fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0) % sides
    }
}

/// A number that has nothing to do with its neighbours'.
pub const fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
