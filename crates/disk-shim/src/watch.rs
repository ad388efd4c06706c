//! Which folder is watched, what is written down of it, and what is to fail.

use std::ffi::{CStr, CString};
use std::os::unix::ffi::OsStringExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use claimdesk_disk::mixed;
use claimdesk_disk::orders::{FOLDER, LENGTH, ORDERS, RECORD, Word};
use claimdesk_disk::record::{Entry, Node};
use libc::{c_char, c_int};

/// What is done with the folder.
pub(crate) struct Watch {
    folder: Vec<u8>,
    record: Option<c_int>,
    orders: Option<&'static Orders>,
    turn: Mutex<()>,
}

type Orders = [AtomicU64; LENGTH / 8];

static WATCH: OnceLock<Option<Watch>> = OnceLock::new();

/// A file or a folder that is watched, as it is now.
pub(crate) struct Seen {
    pub(crate) node: Node,
    pub(crate) size: u64,
}

/// What an operation is: which faults it can have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Reads content.
    Reads,
    /// Makes something that needs room.
    Makes,
    /// Writes content.
    Writes,
    /// Changes names or lengths.
    Changes,
    /// Synchronises.
    Syncs,
}

/// What becomes of an operation.
pub(crate) enum Fate {
    /// It is done.
    Done,
    /// It fails with this.
    Fails(c_int),
    /// Less of it is done than was asked for.
    Half,
}

/// What is watched, if anything is.
pub(crate) fn watch() -> Option<&'static Watch> {
    WATCH.get_or_init(begin).as_ref()
}

fn begin() -> Option<Watch> {
    let folder = std::env::var_os(FOLDER)?.into_vec();
    let record = std::env::var_os(RECORD).and_then(|file| {
        let flags = libc::O_WRONLY | libc::O_CREAT | libc::O_APPEND | libc::O_CLOEXEC;
        open(file.into_vec(), flags)
    });
    let orders = std::env::var_os(ORDERS).and_then(|file| {
        let file = open(file.into_vec(), libc::O_RDWR | libc::O_CLOEXEC)?;
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: a new mapping of a file that has as many bytes as are mapped; it is never taken away.
        let mapped = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                LENGTH,
                protection,
                libc::MAP_SHARED,
                file,
                0,
            )
        };
        if mapped == libc::MAP_FAILED {
            return None;
        }
        // SAFETY: it begins a page, is as long as the numbers are, and they are shared with another
        // process by being atomic.
        Some(unsafe { &*mapped.cast::<Orders>() })
    });
    Some(Watch {
        folder,
        record,
        orders,
        turn: Mutex::new(()),
    })
}

fn open(file: Vec<u8>, flags: c_int) -> Option<c_int> {
    let file = CString::new(file).ok()?;
    // SAFETY: the path ends with a zero and lives on until the call is over.
    let opened = unsafe {
        libc::syscall(
            libc::SYS_openat,
            libc::AT_FDCWD,
            file.as_ptr(),
            flags,
            0o600,
        )
    };
    c_int::try_from(opened).ok().filter(|opened| *opened >= 0)
}

impl Watch {
    /// Nothing else is changed until the guard is gone.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down what has just happened.
    pub(crate) fn note(&self, entry: &Entry) {
        let Some(record) = self.record else { return };
        let bytes = entry.bytes();
        // SAFETY: the bytes live on until the call is over.
        unsafe {
            libc::syscall(libc::SYS_write, record, bytes.as_ptr(), bytes.len());
        }
    }

    fn word(&self, word: Word) -> Option<&AtomicU64> {
        self.orders?.get(word.place())
    }

    fn order(&self, word: Word) -> u64 {
        let word = self.word(word);
        word.map_or(0, |word| word.load(Ordering::SeqCst))
    }

    /// How long a synchronisation takes.
    pub(crate) fn delay(&self) -> u64 {
        self.order(Word::Delay)
    }

    /// What becomes of an operation of this kind.
    pub(crate) fn fate(&self, kind: Kind) -> Fate {
        if self.order(Word::ReadOnly) != 0 && !matches!(kind, Kind::Reads | Kind::Syncs) {
            return self.fails(libc::EROFS);
        }
        if kind == Kind::Makes && self.word(Word::Room).is_some() && self.order(Word::Room) == 0 {
            return self.fails(libc::ENOSPC);
        }
        let of_a_thousand = self.order(Word::Faults);
        let Some(operations) = self.word(Word::Operations).filter(|_| of_a_thousand > 0) else {
            return Fate::Done;
        };
        let number = operations.fetch_add(1, Ordering::SeqCst);
        let dice = mixed(self.order(Word::Seed).wrapping_add(number));
        if dice % 1000 >= of_a_thousand {
            return Fate::Done;
        }
        match (kind, dice / 1000 % 3) {
            (Kind::Writes, 0) => {
                self.failed();
                Fate::Half
            }
            (Kind::Writes | Kind::Makes, 1) => self.fails(libc::ENOSPC),
            _ => self.fails(libc::EIO),
        }
    }

    fn failed(&self) {
        if let Some(failed) = self.word(Word::Failed) {
            failed.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn fails(&self, error: c_int) -> Fate {
        self.failed();
        Fate::Fails(error)
    }

    /// How many of these bytes there is room for, where a file grows by so many.
    pub(crate) fn room(&self, bytes: usize, grows: u64) -> Result<usize, c_int> {
        let Some(room) = self.word(Word::Room) else {
            return Ok(bytes);
        };
        let there = room.load(Ordering::SeqCst);
        if there == u64::MAX || grows == 0 {
            return Ok(bytes);
        }
        if there >= grows {
            room.store(there - grows, Ordering::SeqCst);
            return Ok(bytes);
        }
        self.failed();
        room.store(0, Ordering::SeqCst);
        let missing = usize::try_from(grows - there).unwrap_or(usize::MAX);
        match bytes.saturating_sub(missing) {
            0 => Err(libc::ENOSPC),
            some => Ok(some),
        }
    }

    /// The file or folder that is open here, if it is watched.
    pub(crate) fn open(&self, descriptor: c_int) -> Option<Seen> {
        // SAFETY: all zeros are a value of it, and the call fills it in.
        let mut stat: libc::stat = unsafe { std::mem::zeroed() };
        // SAFETY: as above.
        if unsafe { libc::fstat(descriptor, &raw mut stat) } != 0 {
            return None;
        }
        let kind = stat.st_mode & libc::S_IFMT;
        if kind != libc::S_IFREG && kind != libc::S_IFDIR {
            return None;
        }
        self.below(&name_of(descriptor)?).then(|| seen(&stat))
    }

    /// The path, if what is there is watched.
    ///
    /// # Safety
    ///
    /// `path` ends with a zero.
    pub(crate) unsafe fn place(&self, folder: c_int, path: *const c_char) -> Option<Place> {
        if path.is_null() {
            return None;
        }
        // SAFETY: the caller has promised it.
        let path = unsafe { CStr::from_ptr(path) }.to_bytes();
        let mut whole = match (path.first(), folder) {
            (Some(b'/'), _) => path.to_vec(),
            (_, libc::AT_FDCWD) => return None,
            _ => [&name_of(folder)?[..], b"/", path].concat(),
        };
        while whole.len() > 1 && whole.ends_with(b"/") {
            whole.pop();
        }
        if !self.below(&whole) {
            return None;
        }
        let slash = whole.iter().rposition(|byte| *byte == b'/')?;
        let parent = CString::new(whole.get(..slash)?).ok()?;
        let name = whole.get(slash + 1..)?.to_vec();
        Some(Place {
            folder: stat(&parent)?.node,
            seen: stat(&CString::new(whole).ok()?),
            name,
        })
    }

    /// True for what is in the folder, and for itself.
    fn below(&self, path: &[u8]) -> bool {
        path.strip_prefix(&self.folder[..])
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    }
}

/// A name in a watched folder.
pub(crate) struct Place {
    pub(crate) folder: Node,
    pub(crate) name: Vec<u8>,
    /// What has the name.
    pub(crate) seen: Option<Seen>,
}

fn seen(stat: &libc::stat) -> Seen {
    Seen {
        node: stat.st_ino,
        size: stat.st_size.try_into().unwrap_or(0),
    }
}

fn stat(path: &CStr) -> Option<Seen> {
    // SAFETY: all zeros are a value of it, and the call fills it in.
    let mut stat: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: the path ends with a zero.
    let failed = unsafe { libc::lstat(path.as_ptr(), &raw mut stat) };
    (failed == 0).then(|| seen(&stat))
}

/// By which name something was opened.
fn name_of(descriptor: c_int) -> Option<Vec<u8>> {
    let link = CString::new(format!("/proc/self/fd/{descriptor}")).ok()?;
    let mut name = vec![0; 4096];
    // SAFETY: the buffer is as long as is told.
    let length = unsafe { libc::readlink(link.as_ptr(), name.as_mut_ptr().cast(), name.len()) };
    name.truncate(usize::try_from(length).ok()?);
    Some(name)
}
