//! What a disk is told to do, while it is in use.
//!
//! Eight numbers in a file that the shim has in its memory: what is written there holds from the next
//! operation on.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// The environment's name for the folder that is watched: absolute, and without symbolic links.
pub const FOLDER: &str = "CLAIMDESK_DISK_FOLDER";
/// The environment's name for the file of the record. Without it there is none.
pub const RECORD: &str = "CLAIMDESK_DISK_RECORD";
/// The environment's name for the file of the orders.
pub const ORDERS: &str = "CLAIMDESK_DISK_ORDERS";

/// Bytes of a file of orders.
pub const LENGTH: usize = 64;

/// Which number of the file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Bytes that files may still grow by.
    Room,
    /// Not 0: nothing can be changed.
    ReadOnly,
    /// Of a thousand operations, so many fail.
    Faults,
    /// Which ones.
    Seed,
    /// Microseconds that a synchronisation takes before it is one.
    Delay,
    /// Operations that could have failed.
    Operations,
    /// Operations that did, for whatever reason.
    Failed,
}

impl Word {
    /// Where it stands, counted in numbers.
    pub const fn place(self) -> usize {
        match self {
            Self::Room => 0,
            Self::ReadOnly => 1,
            Self::Faults => 2,
            Self::Seed => 3,
            Self::Delay => 4,
            Self::Operations => 5,
            Self::Failed => 6,
        }
    }
}

/// A file of orders.
#[derive(Debug)]
pub struct Orders(File);

impl Orders {
    /// Makes the file: nothing fails.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn make(file: &Path) -> io::Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(file)?;
        file.write_all_at(&[0; LENGTH], 0)?;
        let orders = Self(file);
        orders.room(None)?;
        Ok(orders)
    }

    fn set(&self, word: Word, number: u64) -> io::Result<()> {
        self.0.write_all_at(&number.to_le_bytes(), place(word))
    }

    fn get(&self, word: Word) -> io::Result<u64> {
        let mut number = [0; 8];
        self.0.read_exact_at(&mut number, place(word))?;
        Ok(u64::from_le_bytes(number))
    }

    /// Files may grow by so many bytes together; without a number, by any.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn room(&self, bytes: Option<u64>) -> io::Result<()> {
        self.set(Word::Room, bytes.unwrap_or(u64::MAX))
    }

    /// Whether nothing can be changed.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn read_only(&self, is: bool) -> io::Result<()> {
        self.set(Word::ReadOnly, is.into())
    }

    /// So many of a thousand operations fail: those that this seed says.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn faults(&self, of_a_thousand: u64, seed: u64) -> io::Result<()> {
        self.set(Word::Seed, seed)?;
        self.set(Word::Faults, of_a_thousand)
    }

    /// A synchronisation takes so long: who answers before it is one is found out.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn delay(&self, microseconds: u64) -> io::Result<()> {
        self.set(Word::Delay, microseconds)
    }

    /// How many operations failed until now.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn failed(&self) -> io::Result<u64> {
        self.get(Word::Failed)
    }
}

fn place(word: Word) -> u64 {
    u64::try_from(word.place() * 8).unwrap_or(u64::MAX)
}
