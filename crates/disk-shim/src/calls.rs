//! The system's functions, as the program calls them.
//!
//! Each does what the system does when nothing below the folder is meant. `open` and its like take
//! their mode as an argument of its own, although the system's take it or not: it comes in the same
//! place either way.

use claimdesk_disk::record::Entry;
use libc::{c_char, c_int, c_uint, c_void, iovec, mode_t, off_t, size_t, ssize_t, syscall as call};

use crate::watch::{Fate, Kind, Place, Seen, Watch, watch};

const HERE: c_int = libc::AT_FDCWD;

/// Fails with this.
fn fail(error: c_int) -> c_int {
    // SAFETY: the thread's own.
    unsafe { *libc::__errno_location() = error };
    -1
}

/// What a system call gave, for functions that give a small number.
fn small(given: libc::c_long) -> c_int {
    given.try_into().unwrap_or(-1)
}

fn long(given: libc::c_long) -> ssize_t {
    given.try_into().unwrap_or(-1)
}

/// Does something unless it is to fail, and writes it down once it was done.
fn change(watch: &Watch, kind: Kind, does: impl FnOnce() -> c_int, entry: &Entry) -> c_int {
    if let Fate::Fails(error) = watch.fate(kind) {
        return fail(error);
    }
    let done = does();
    if done == 0 {
        watch.note(entry);
    }
    done
}

unsafe fn opens(folder: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    let really = |flags: c_int| {
        // SAFETY: what the caller gave is given on.
        small(unsafe { call(libc::SYS_openat, folder, path, flags, mode) })
    };
    let Some(watch) = watch() else {
        return really(flags);
    };
    let changes =
        flags & libc::O_ACCMODE != libc::O_RDONLY || flags & (libc::O_CREAT | libc::O_TRUNC) != 0;
    // SAFETY: the path is the caller's, for the system.
    let found = changes.then(|| unsafe { watch.place(folder, path) });
    let Some(Some(_)) = found else {
        return really(flags);
    };
    let _turn = watch.turn();
    // SAFETY: as above; what has the name may have changed while it was waited for.
    let Some(Place { folder, name, seen }) = (unsafe { watch.place(folder, path) }) else {
        return really(flags);
    };
    if flags & libc::O_CREAT == 0 || seen.is_some() {
        if let Fate::Fails(error) = watch.fate(Kind::Changes) {
            return fail(error);
        }
        let opened = really(flags);
        if opened >= 0
            && flags & libc::O_TRUNC != 0
            && let Some(Seen { node, .. }) = seen
        {
            watch.note(&Entry::Resized { node, length: 0 });
        }
        return opened;
    }
    if let Fate::Fails(error) = watch.fate(Kind::Makes) {
        return fail(error);
    }
    let opened = really(flags);
    if opened >= 0
        && let Some(Seen { node, .. }) = watch.open(opened)
    {
        watch.note(&Entry::MadeFile { folder, name, node });
    }
    opened
}

/// Who is at it.
fn thread() -> u64 {
    // SAFETY: no memory is concerned.
    let thread = unsafe { call(libc::SYS_gettid) };
    thread.unsigned_abs()
}

/// Writes what is to be written, at a place or where the file is at.
fn writes(descriptor: c_int, bytes: &[u8], at: Option<off_t>) -> Option<ssize_t> {
    let watch = watch()?;
    watch.open(descriptor)?;
    let _turn = watch.turn();
    let Seen { node, size } = watch.open(descriptor)?;
    let at = at.unwrap_or_else(|| {
        // SAFETY: no memory is concerned.
        let appends = unsafe { libc::fcntl(descriptor, libc::F_GETFL) } & libc::O_APPEND != 0;
        if appends {
            return size.try_into().unwrap_or(off_t::MAX);
        }
        // SAFETY: as above.
        unsafe { libc::lseek(descriptor, 0, libc::SEEK_CUR) }
    });
    let from = u64::try_from(at).ok()?;
    let mut many = bytes.len();
    match watch.fate(Kind::Writes) {
        Fate::Fails(error) => return Some(fail(error) as ssize_t),
        Fate::Half => many = many.div_ceil(2),
        Fate::Done => {}
    }
    let end = from.saturating_add(many.try_into().unwrap_or(u64::MAX));
    match watch.room(many, end.saturating_sub(size)) {
        Ok(fits) => many = fits,
        Err(error) => return Some(fail(error) as ssize_t),
    }
    // SAFETY: no more than there is; a file that is only appended to ignores the place, which is right.
    let written = unsafe { call(libc::SYS_pwrite64, descriptor, bytes.as_ptr(), many, at) };
    if let Ok(done) = usize::try_from(written) {
        watch.note(&Entry::Written {
            node,
            thread: thread(),
            at: from,
            bytes: bytes.get(..done).unwrap_or_default().to_vec(),
        });
    }
    Some(long(written))
}

/// After a write that was done at a place, the file is at its end.
fn goes_on(descriptor: c_int, written: ssize_t) {
    if let Ok(written) = off_t::try_from(written)
        && written > 0
    {
        // SAFETY: no memory is concerned.
        unsafe { libc::lseek(descriptor, written, libc::SEEK_CUR) };
    }
}

unsafe fn gathered(parts: *const iovec, count: c_int) -> Vec<u8> {
    let count = usize::try_from(count).unwrap_or(0);
    if parts.is_null() || count == 0 {
        return Vec::new();
    }
    // SAFETY: the caller's, for the system.
    let parts = unsafe { std::slice::from_raw_parts(parts, count) };
    let mut all = Vec::new();
    for part in parts {
        // SAFETY: as above.
        all.extend_from_slice(unsafe { slice(part.iov_base, part.iov_len) });
    }
    all
}

unsafe fn slice<'a>(bytes: *const c_void, count: size_t) -> &'a [u8] {
    if bytes.is_null() {
        return &[];
    }
    // SAFETY: the caller's, for the system.
    unsafe { std::slice::from_raw_parts(bytes.cast(), count) }
}

fn resizes(descriptor: c_int, length: off_t) -> c_int {
    // SAFETY: no memory is concerned.
    let really = || small(unsafe { call(libc::SYS_ftruncate, descriptor, length) });
    let Some((watch, seen)) = watch().and_then(|watch| Some((watch, watch.open(descriptor)?)))
    else {
        return really();
    };
    let _turn = watch.turn();
    let length = u64::try_from(length).unwrap_or(0);
    let node = seen.node;
    change(
        watch,
        Kind::Changes,
        really,
        &Entry::Resized { node, length },
    )
}

fn syncs(descriptor: c_int, number: libc::c_long) -> c_int {
    let Some((watch, seen)) = watch().and_then(|watch| Some((watch, watch.open(descriptor)?)))
    else {
        // SAFETY: no memory is concerned.
        return small(unsafe { call(number, descriptor) });
    };
    let node = seen.node;
    let fate = watch.fate(Kind::Syncs);
    let delay = watch.delay();
    if delay > 0 {
        std::thread::sleep(std::time::Duration::from_micros(delay));
    }
    let _turn = watch.turn();
    if let Fate::Fails(error) = fate {
        watch.note(&Entry::NotSynced {
            node,
            thread: thread(),
        });
        return fail(error);
    }
    watch.note(&Entry::Synced {
        node,
        thread: thread(),
    });
    0
}

unsafe fn moves(
    from: c_int,
    old: *const c_char,
    to: c_int,
    new: *const c_char,
    flags: c_uint,
) -> c_int {
    // SAFETY: what the caller gave is given on.
    let really = || small(unsafe { call(libc::SYS_renameat2, from, old, to, new, flags) });
    let Some(watch) = watch() else {
        return really();
    };
    let _turn = watch.turn();
    // SAFETY: the paths are the caller's, for the system.
    let places = unsafe { (watch.place(from, old), watch.place(to, new)) };
    let (Some(from), Some(to)) = places else {
        return really();
    };
    let entry = Entry::Moved {
        from: from.folder,
        name: from.name,
        to: to.folder,
        new_name: to.name,
        node: from.seen.map_or(0, |seen| seen.node),
    };
    change(watch, Kind::Changes, really, &entry)
}

unsafe fn removes(folder: c_int, path: *const c_char, flags: c_int) -> c_int {
    // SAFETY: what the caller gave is given on.
    let really = || small(unsafe { call(libc::SYS_unlinkat, folder, path, flags) });
    let Some(watch) = watch() else {
        return really();
    };
    let _turn = watch.turn();
    // SAFETY: the path is the caller's, for the system.
    let Some(Place { folder, name, .. }) = (unsafe { watch.place(folder, path) }) else {
        return really();
    };
    change(
        watch,
        Kind::Changes,
        really,
        &Entry::Removed { folder, name },
    )
}

unsafe fn makes_folder(folder: c_int, path: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: what the caller gave is given on.
    let really = || small(unsafe { call(libc::SYS_mkdirat, folder, path, mode) });
    let Some(watch) = watch() else {
        return really();
    };
    let _turn = watch.turn();
    // SAFETY: the path is the caller's, for the system.
    let Some(place) = (unsafe { watch.place(folder, path) }) else {
        return really();
    };
    if place.seen.is_some() {
        return fail(libc::EEXIST);
    }
    if let Fate::Fails(error) = watch.fate(Kind::Makes) {
        return fail(error);
    }
    let done = really();
    // SAFETY: as above.
    if done == 0
        && let Some(Place {
            folder,
            name,
            seen: Some(Seen { node, .. }),
        }) = (unsafe { watch.place(folder, path) })
    {
        watch.note(&Entry::MadeFolder { folder, name, node });
    }
    done
}

unsafe fn links(
    from: c_int,
    old: *const c_char,
    to: c_int,
    new: *const c_char,
    flags: c_int,
) -> c_int {
    // SAFETY: what the caller gave is given on.
    let really = || small(unsafe { call(libc::SYS_linkat, from, old, to, new, flags) });
    let Some(watch) = watch() else {
        return really();
    };
    let _turn = watch.turn();
    // SAFETY: the paths are the caller's, for the system.
    let places = unsafe { (watch.place(from, old), watch.place(to, new)) };
    let (
        Some(Place {
            seen: Some(seen), ..
        }),
        Some(to),
    ) = places
    else {
        return really();
    };
    let entry = Entry::Linked {
        folder: to.folder,
        name: to.name,
        node: seen.node,
    };
    change(watch, Kind::Makes, really, &entry)
}

/// Reads fail as well, where anything does.
fn may_read(descriptor: c_int) -> Result<(), c_int> {
    let Some(watch) = watch() else { return Ok(()) };
    if watch.open(descriptor).is_none() {
        return Ok(());
    }
    match watch.fate(Kind::Reads) {
        Fate::Fails(error) => Err(fail(error)),
        Fate::Done | Fate::Half => Ok(()),
    }
}

/// The system's functions by their names. Those with 64 in it are the same.
macro_rules! functions {
    ($([$($name:ident),+] $arguments:tt -> $gives:ty $body:block)+) => {
        $(same! { [$($name),+] $arguments $gives $body })+
    };
}

macro_rules! same {
    ([$($name:ident),+] $arguments:tt $gives:ty $body:block) => {
        $(one! { $name $arguments $gives $body })+
    };
}

macro_rules! one {
    ($name:ident ($($argument:ident: $kind:ty),*) $gives:ty $body:block) => {
        /// The system's function of this name.
        ///
        /// # Safety
        ///
        /// As that.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $kind),*) -> $gives $body
    };
}

functions! {
    [open, open64] (path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
        // SAFETY: the caller's.
        unsafe { opens(HERE, path, flags, mode) }
    }
    [openat, openat64] (folder: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int {
        // SAFETY: the caller's.
        unsafe { opens(folder, path, flags, mode) }
    }
    [creat, creat64] (path: *const c_char, mode: mode_t) -> c_int {
        // SAFETY: the caller's.
        unsafe { opens(HERE, path, libc::O_WRONLY | libc::O_CREAT | libc::O_TRUNC, mode) }
    }
    [write] (descriptor: c_int, bytes: *const c_void, count: size_t) -> ssize_t {
        // SAFETY: the caller's.
        if let Some(written) = writes(descriptor, unsafe { slice(bytes, count) }, None) {
            goes_on(descriptor, written);
            return written;
        }
        // SAFETY: the caller's.
        long(unsafe { call(libc::SYS_write, descriptor, bytes, count) })
    }
    [pwrite, pwrite64] (descriptor: c_int, bytes: *const c_void, count: size_t, at: off_t) -> ssize_t {
        // SAFETY: the caller's.
        if let Some(written) = writes(descriptor, unsafe { slice(bytes, count) }, Some(at)) {
            return written;
        }
        // SAFETY: the caller's.
        long(unsafe { call(libc::SYS_pwrite64, descriptor, bytes, count, at) })
    }
    [writev] (descriptor: c_int, parts: *const iovec, count: c_int) -> ssize_t {
        if watch().is_some_and(|watch| watch.open(descriptor).is_some()) {
            // SAFETY: the caller's.
            let all = unsafe { gathered(parts, count) };
            if let Some(written) = writes(descriptor, &all, None) {
                goes_on(descriptor, written);
                return written;
            }
        }
        // SAFETY: the caller's.
        long(unsafe { call(libc::SYS_writev, descriptor, parts, count) })
    }
    [pwritev, pwritev64] (descriptor: c_int, parts: *const iovec, count: c_int, at: off_t) -> ssize_t {
        if watch().is_some_and(|watch| watch.open(descriptor).is_some()) {
            // SAFETY: the caller's.
            let all = unsafe { gathered(parts, count) };
            if let Some(written) = writes(descriptor, &all, Some(at)) {
                return written;
            }
        }
        // SAFETY: the caller's.
        long(unsafe { call(libc::SYS_pwritev, descriptor, parts, count, at, 0) })
    }
    [read] (descriptor: c_int, bytes: *mut c_void, count: size_t) -> ssize_t {
        if let Err(failed) = may_read(descriptor) {
            return failed as ssize_t;
        }
        // SAFETY: the caller's.
        long(unsafe { call(libc::SYS_read, descriptor, bytes, count) })
    }
    [pread, pread64] (descriptor: c_int, bytes: *mut c_void, count: size_t, at: off_t) -> ssize_t {
        if let Err(failed) = may_read(descriptor) {
            return failed as ssize_t;
        }
        // SAFETY: the caller's.
        long(unsafe { call(libc::SYS_pread64, descriptor, bytes, count, at) })
    }
    [ftruncate, ftruncate64] (descriptor: c_int, length: off_t) -> c_int {
        resizes(descriptor, length)
    }
    [fsync] (descriptor: c_int) -> c_int {
        syncs(descriptor, libc::SYS_fsync)
    }
    [fdatasync] (descriptor: c_int) -> c_int {
        syncs(descriptor, libc::SYS_fdatasync)
    }
    [rename] (old: *const c_char, new: *const c_char) -> c_int {
        // SAFETY: the caller's.
        unsafe { moves(HERE, old, HERE, new, 0) }
    }
    [renameat] (from: c_int, old: *const c_char, to: c_int, new: *const c_char) -> c_int {
        // SAFETY: the caller's.
        unsafe { moves(from, old, to, new, 0) }
    }
    [renameat2] (from: c_int, old: *const c_char, to: c_int, new: *const c_char, flags: c_uint) -> c_int {
        // SAFETY: the caller's.
        unsafe { moves(from, old, to, new, flags) }
    }
    [unlink] (path: *const c_char) -> c_int {
        // SAFETY: the caller's.
        unsafe { removes(HERE, path, 0) }
    }
    [unlinkat] (folder: c_int, path: *const c_char, flags: c_int) -> c_int {
        // SAFETY: the caller's.
        unsafe { removes(folder, path, flags) }
    }
    [rmdir] (path: *const c_char) -> c_int {
        // SAFETY: the caller's.
        unsafe { removes(HERE, path, libc::AT_REMOVEDIR) }
    }
    [mkdir] (path: *const c_char, mode: mode_t) -> c_int {
        // SAFETY: the caller's.
        unsafe { makes_folder(HERE, path, mode) }
    }
    [mkdirat] (folder: c_int, path: *const c_char, mode: mode_t) -> c_int {
        // SAFETY: the caller's.
        unsafe { makes_folder(folder, path, mode) }
    }
    [link] (old: *const c_char, new: *const c_char) -> c_int {
        // SAFETY: the caller's.
        unsafe { links(HERE, old, HERE, new, 0) }
    }
    [linkat] (from: c_int, old: *const c_char, to: c_int, new: *const c_char, flags: c_int) -> c_int {
        // SAFETY: the caller's.
        unsafe { links(from, old, to, new, flags) }
    }
    // What is watched is copied by reading and writing.
    [copy_file_range] (from: c_int, at: *mut off_t, to: c_int, to_at: *mut off_t, count: size_t, flags: c_uint) -> ssize_t {
        if watch().is_some_and(|watch| watch.open(to).is_some()) {
            return fail(libc::EXDEV) as ssize_t;
        }
        // SAFETY: the caller's.
        long(unsafe { call(libc::SYS_copy_file_range, from, at, to, to_at, count, flags) })
    }
    [sendfile, sendfile64] (to: c_int, from: c_int, at: *mut off_t, count: size_t) -> ssize_t {
        if watch().is_some_and(|watch| watch.open(to).is_some()) {
            return fail(libc::EINVAL) as ssize_t;
        }
        // SAFETY: the caller's.
        long(unsafe { call(libc::SYS_sendfile, to, from, at, count) })
    }
    // What would be reserved is written.
    [fallocate, fallocate64] (descriptor: c_int, mode: c_int, at: off_t, length: off_t) -> c_int {
        if watch().is_some_and(|watch| watch.open(descriptor).is_some()) {
            return fail(libc::EOPNOTSUPP);
        }
        // SAFETY: no memory is concerned.
        small(unsafe { call(libc::SYS_fallocate, descriptor, mode, at, length) })
    }
}
