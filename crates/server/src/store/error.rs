//! What goes wrong with a store.

/// What is wrong with where things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no room.
    Full,
    /// Nothing can be written.
    ReadOnly,
    /// Reading or writing fails.
    Fails,
    /// The database is away, is going, or lets nobody in. Whether what was under way is kept is not
    /// known.
    Away,
}

/// The store failed. Never a matter of what somebody sent.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the store failed: {words}")]
pub struct StoreError {
    words: String,
    trouble: Option<Trouble>,
}

impl StoreError {
    /// A failure that is neither the disk's nor the database's.
    pub fn new(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            trouble: None,
        }
    }

    /// A failure of where things are kept.
    pub fn of(trouble: Option<Trouble>, words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            trouble,
        }
    }

    /// What is wrong with where things are kept, if that is it.
    pub const fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }
}
