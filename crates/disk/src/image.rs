//! What a disk has when its power is cut.
//!
//! The strictest disk there may be: the content of a file is there as it was when the file was last
//! synchronised, and a name when its folder was, whichever of them came first. Of what was not
//! synchronised nothing need be there, and any of it may be.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::Dice;
use crate::record::{Entry, Name, Node};

/// Which synchronisations hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// All of them.
    All,
    /// Those that SQLite would not do with `synchronous=NORMAL` do not: after a commit, of the log, by
    /// the thread that wrote it. That before a checkpoint does, and that of the log's head.
    NoCommits,
    /// Those of folders do not.
    NoFolders,
}

/// What becomes of what was not synchronised.
#[derive(Clone, Debug)]
pub enum Cut {
    /// Nothing of it is there.
    Nothing,
    /// Some of it is, also half of a write.
    Some(Dice),
    /// All of it is: as if the process had ended and the machine had not.
    Everything,
}

/// SQLite's log, by its name, and the bytes of its head.
const LOG: &[u8] = b"-wal";
const LOG_HEAD: usize = 32;
/// Less than this a disk does not write.
const SECTOR: usize = 512;

#[derive(Clone, Debug)]
enum Change {
    Written { at: usize, bytes: Vec<u8> },
    Resized(usize),
}

impl Change {
    fn on(&self, content: &mut Vec<u8>) {
        match self {
            Self::Written { at, bytes } => {
                let end = at + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*at..end].copy_from_slice(bytes);
            }
            Self::Resized(length) => content.resize(*length, 0),
        }
    }

    /// What a disk may have of it whose power was cut.
    fn some_of(&self, dice: &mut Dice) -> Option<Self> {
        match (self, dice.throw(4)) {
            // A length changes in order, with the names.
            (Self::Resized(_), _) | (Self::Written { .. }, 1 | 2) => Some(self.clone()),
            (Self::Written { .. }, 0) => None,
            (Self::Written { at, bytes }, _) => {
                let half = bytes.len() / 2 / SECTOR * SECTOR;
                let bytes = bytes[..half].to_vec();
                Some(Self::Written { at: *at, bytes })
            }
        }
    }
}

/// A file or a folder for good: the number of an inode is given again once its file is removed, and
/// its name may be there still when the power is cut.
type Id = usize;

#[derive(Clone, Debug)]
enum Renaming {
    Has(Name, Id),
    HasNot(Name),
    /// One that is atomic: a file takes another's place in the same folder.
    Takes(Name, Name, Id),
}

impl Renaming {
    fn on(&self, names: &mut BTreeMap<Name, Id>) {
        match self {
            Self::Has(name, id) => {
                names.insert(name.clone(), *id);
            }
            Self::HasNot(name) => {
                names.remove(name);
            }
            Self::Takes(old, new, id) => {
                names.remove(old);
                names.insert(new.clone(), *id);
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Kept {
    File {
        synced: Vec<u8>,
        since: Vec<Change>,
        /// With what happened to it since its last synchronisation, whether or not that held.
        news: News,
    },
    Folder {
        synced: BTreeMap<Name, Id>,
        since: Vec<Renaming>,
    },
}

/// What was written into a log since it was last synchronised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum News {
    None,
    Head,
    /// By this thread.
    Frames(u64),
}

/// A disk, followed from its first entry on.
#[derive(Clone, Debug)]
pub struct Disk {
    trust: Trust,
    root: Id,
    /// Which is at a number at present.
    now: HashMap<Node, Id>,
    kept: Vec<Kept>,
    logs: HashSet<Id>,
}

impl Disk {
    /// What is in a folder now, all of it synchronised.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let mut disk = Self {
            trust: Trust::All,
            root: 0,
            now: HashMap::new(),
            kept: Vec::new(),
            logs: HashSet::new(),
        };
        disk.root = disk.take_in(folder)?;
        Ok(disk)
    }

    /// The same disk, of whose synchronisations these hold from now on.
    #[must_use]
    pub const fn trusting(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    fn take_in(&mut self, place: &Path) -> io::Result<Id> {
        let node = std::fs::metadata(place)?.ino();
        if !place.is_dir() {
            let name = place.as_os_str().as_bytes();
            return Ok(self.make(node, file(std::fs::read(place)?), name));
        }
        let mut names = BTreeMap::new();
        for entry in std::fs::read_dir(place)? {
            let entry = entry?;
            let inside = self.take_in(&entry.path())?;
            names.insert(entry.file_name().into_vec(), inside);
        }
        Ok(self.make(node, folder(names), b""))
    }

    fn make(&mut self, node: Node, kept: Kept, name: &[u8]) -> Id {
        let id = self.kept.len();
        self.kept.push(kept);
        self.now.insert(node, id);
        if name.ends_with(LOG) {
            self.logs.insert(id);
        }
        id
    }

    /// Goes on by one entry.
    ///
    /// # Errors
    ///
    /// When it speaks of something that was never made: the record is of another folder, or not
    /// everything was recorded.
    pub fn follow(&mut self, entry: &Entry) -> io::Result<()> {
        match entry {
            Entry::MadeFile { folder, name, node } => {
                let id = self.make(*node, file(Vec::new()), name);
                self.renames(*folder, Renaming::Has(name.clone(), id))
            }
            Entry::MadeFolder {
                folder: of,
                name,
                node,
            } => {
                let id = self.make(*node, folder(BTreeMap::new()), b"");
                self.renames(*of, Renaming::Has(name.clone(), id))
            }
            Entry::Written {
                node,
                thread,
                at,
                bytes,
            } => {
                let head = *at == 0 && bytes.len() == LOG_HEAD;
                let change = Change::Written {
                    at: usize::try_from(*at).map_err(io::Error::other)?,
                    bytes: bytes.clone(),
                };
                let what = if head {
                    News::Head
                } else {
                    News::Frames(*thread)
                };
                self.changes(*node, change, what)
            }
            Entry::Resized { node, length } => {
                let length = usize::try_from(*length).map_err(io::Error::other)?;
                self.changes(*node, Change::Resized(length), News::None)
            }
            Entry::Moved {
                from,
                name,
                to,
                new_name,
                node,
            } => {
                let id = self.id(*node)?;
                if from == to {
                    let takes = Renaming::Takes(name.clone(), new_name.clone(), id);
                    return self.renames(*from, takes);
                }
                self.renames(*to, Renaming::Has(new_name.clone(), id))?;
                self.renames(*from, Renaming::HasNot(name.clone()))
            }
            Entry::Linked { folder, name, node } => {
                let id = self.id(*node)?;
                self.renames(*folder, Renaming::Has(name.clone(), id))
            }
            Entry::Removed { folder, name } => {
                self.renames(*folder, Renaming::HasNot(name.clone()))
            }
            Entry::Synced { node, thread } => self.syncs(*node, *thread, true),
            Entry::NotSynced { node, thread } => self.syncs(*node, *thread, false),
        }
    }

    fn id(&self, node: Node) -> io::Result<Id> {
        let unknown = || io::Error::other(format!("{node} was never made"));
        self.now.get(&node).copied().ok_or_else(unknown)
    }

    fn at(&mut self, node: Node) -> io::Result<&mut Kept> {
        let id = self.id(node)?;
        self.kept.get_mut(id).ok_or_else(unknown)
    }

    fn renames(&mut self, folder: Node, renaming: Renaming) -> io::Result<()> {
        match self.at(folder)? {
            Kept::Folder { since, .. } => since.push(renaming),
            Kept::File { .. } => return Err(unknown()),
        }
        Ok(())
    }

    fn changes(&mut self, node: Node, change: Change, what: News) -> io::Result<()> {
        let Kept::File { since, news, .. } = self.at(node)? else {
            return Err(unknown());
        };
        since.push(change);
        *news = (*news).max(what);
        Ok(())
    }

    fn syncs(&mut self, node: Node, thread: u64, succeeded: bool) -> io::Result<()> {
        let (trust, is_log) = (self.trust, self.logs.contains(&self.id(node)?));
        match self.at(node)? {
            Kept::File {
                synced,
                since,
                news,
            } => {
                let of_commit = is_log && *news == News::Frames(thread);
                *news = News::None;
                if of_commit && trust == Trust::NoCommits {
                    return Ok(());
                }
                // What could not be written is not tried again: the system forgets that it is not on
                // disk, and the next synchronisation says nothing of it.
                let done = std::mem::take(since);
                if succeeded {
                    for change in &done {
                        change.on(synced);
                    }
                }
            }
            Kept::Folder { synced, since } if succeeded && trust != Trust::NoFolders => {
                since.drain(..).for_each(|renaming| renaming.on(synced));
            }
            Kept::Folder { .. } => {}
        }
        Ok(())
    }

    /// Makes a folder that has what is left of the disk when its power is cut now.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn cut(&self, mut cut: Cut, folder: &Path) -> io::Result<()> {
        self.write(self.root, &mut cut, folder)
    }

    fn write(&self, id: Id, cut: &mut Cut, place: &Path) -> io::Result<()> {
        match self.kept.get(id) {
            Some(Kept::Folder { synced, since }) => {
                let mut names = synced.clone();
                // Names change in order.
                let held = match cut {
                    Cut::Nothing => 0,
                    Cut::Some(dice) => {
                        let sides = u64::try_from(since.len()).unwrap_or(0) + 1;
                        usize::try_from(dice.throw(sides)).unwrap_or(0)
                    }
                    Cut::Everything => since.len(),
                };
                for renaming in since.iter().take(held) {
                    renaming.on(&mut names);
                }
                std::fs::create_dir_all(place)?;
                for (name, id) in names {
                    let name = std::ffi::OsString::from_vec(name);
                    self.write(id, cut, &place.join(name))?;
                }
                Ok(())
            }
            Some(Kept::File { synced, since, .. }) => {
                let mut content = synced.clone();
                for change in since {
                    let left = match cut {
                        Cut::Nothing => None,
                        Cut::Some(dice) => change.some_of(dice),
                        Cut::Everything => Some(change.clone()),
                    };
                    if let Some(left) = left {
                        left.on(&mut content);
                    }
                }
                std::fs::write(place, content)
            }
            None => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

fn unknown() -> io::Error {
    io::Error::other("the record speaks of what cannot be")
}

const fn file(synced: Vec<u8>) -> Kept {
    Kept::File {
        synced,
        since: Vec::new(),
        news: News::None,
    }
}

const fn folder(synced: BTreeMap<Name, Id>) -> Kept {
    Kept::Folder {
        synced,
        since: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLDER: Node = 1;
    const WRITER: u64 = 77;

    fn made(name: &str, node: Node) -> Entry {
        Entry::MadeFile {
            folder: FOLDER,
            name: name.into(),
            node,
        }
    }

    fn written(node: Node, at: u64, bytes: &[u8]) -> Entry {
        Entry::Written {
            node,
            thread: WRITER,
            at,
            bytes: bytes.to_vec(),
        }
    }

    fn moved(name: &str, new: &str, node: Node) -> Entry {
        Entry::Moved {
            from: FOLDER,
            name: name.into(),
            to: FOLDER,
            new_name: new.into(),
            node,
        }
    }

    const fn synced(node: Node) -> Entry {
        let thread = WRITER;
        Entry::Synced { node, thread }
    }

    fn removed(name: &str) -> Entry {
        Entry::Removed {
            folder: FOLDER,
            name: name.into(),
        }
    }

    fn after(trust: Trust, entries: &[Entry]) -> Disk {
        let mut disk = Disk {
            trust,
            root: 0,
            now: HashMap::new(),
            kept: Vec::new(),
            logs: HashSet::new(),
        };
        disk.make(FOLDER, folder(BTreeMap::new()), b"");
        for entry in entries {
            disk.follow(entry).unwrap();
        }
        disk
    }

    fn left(disk: &Disk, cut: Cut) -> BTreeMap<String, Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        disk.cut(cut, folder.path()).unwrap();
        let files = std::fs::read_dir(folder.path()).unwrap();
        let content = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        };
        files.map(|entry| content(entry.unwrap())).collect()
    }

    fn is(entries: &[Entry], wanted: &[(&str, &[u8])]) {
        let left = left(&after(Trust::All, entries), Cut::Nothing);
        let wanted = wanted
            .iter()
            .map(|(name, content)| ((*name).to_owned(), content.to_vec()));
        assert_eq!(left, wanted.collect(), "{entries:?}");
    }

    #[test]
    fn content_and_name_are_each_there_once_synchronised() {
        let begun = [made("a", 2), written(2, 0, b"one")];
        is(&begun, &[]);
        is(&[&begun[..], &[synced(2)]].concat(), &[]);
        is(&[&begun[..], &[synced(FOLDER)]].concat(), &[("a", b"")]);
        let both = [&begun[..], &[synced(2), synced(FOLDER)]].concat();
        is(&both, &[("a", b"one")]);
        let more = [&both[..], &[written(2, 3, b"two"), removed("a")]].concat();
        is(&more, &[("a", b"one")]);
        is(&[&more[..], &[synced(FOLDER)]].concat(), &[]);
    }

    #[test]
    fn a_file_that_takes_anothers_place_is_whole_either_way() {
        let begun = [
            made("a", 2),
            written(2, 0, b"old"),
            synced(2),
            made("half", 3),
            synced(FOLDER),
            written(3, 0, b"new"),
            synced(3),
            moved("half", "a", 3),
        ];
        is(&begun, &[("a", b"old"), ("half", b"new")]);
        is(&[&begun[..], &[synced(FOLDER)]].concat(), &[("a", b"new")]);
    }

    #[test]
    fn the_number_of_a_removed_file_is_another_ones_later() {
        let entries = [
            made("a", 2),
            written(2, 0, b"old"),
            synced(2),
            synced(FOLDER),
            removed("a"),
            made("b", 2),
            written(2, 0, b"young"),
            synced(2),
        ];
        is(&entries, &[("a", b"old")]);
    }

    #[test]
    fn what_failed_to_be_synchronised_is_not_made_good_by_the_next_time() {
        let entries = [
            made("a", 2),
            synced(FOLDER),
            written(2, 0, b"one"),
            Entry::NotSynced {
                node: 2,
                thread: WRITER,
            },
            written(2, 3, b"two"),
            synced(2),
        ];
        is(&entries, &[("a", b"\0\0\0two")]);
    }

    #[test]
    fn of_what_was_not_synchronised_anything_may_be_there() {
        let entries = [
            made("a", 2),
            synced(FOLDER),
            written(2, 0, &[1; 1024]),
            written(2, 1024, &[2; 1024]),
        ];
        let disk = after(Trust::All, &entries);
        let mut found = HashSet::new();
        for seed in 0..200 {
            let left = left(&disk, Cut::Some(Dice::new(seed)));
            found.insert(left["a"].clone());
        }
        let whole = [[1; 1024], [2; 1024]].concat();
        assert!(found.contains(&whole) && found.contains(&Vec::new()));
        assert!(found.contains(&whole[..1024 + 512]), "half of a write");
        let behind = [[0; 1024], [2; 1024]].concat();
        assert!(found.contains(&behind), "the second without the first");
        assert_eq!(left(&disk, Cut::Everything)["a"], whole);
    }

    #[test]
    fn a_log_that_is_synchronised_before_checkpoints_alone() {
        let entries = [
            made("x.db-wal", 2),
            synced(FOLDER),
            written(2, 0, &[7; LOG_HEAD]),
            synced(2),
            written(2, 32, b"frame"),
            synced(2),
        ];
        let whole = [&[7; LOG_HEAD][..], b"frame"].concat();
        let name = "x.db-wal";
        assert_eq!(
            left(&after(Trust::All, &entries), Cut::Nothing)[name],
            whole
        );
        let normal = after(Trust::NoCommits, &entries);
        assert_eq!(left(&normal, Cut::Nothing)[name], [7; LOG_HEAD]);
        let checkpoint = [&entries[..], &[synced(2)]].concat();
        let normal = after(Trust::NoCommits, &checkpoint);
        assert_eq!(left(&normal, Cut::Nothing)[name], whole);
        // A thread of its own carries the log, while another is about to commit.
        let beside = Entry::Synced {
            node: 2,
            thread: WRITER + 1,
        };
        let checkpoint = [&entries[..5], &[beside]].concat();
        let normal = after(Trust::NoCommits, &checkpoint);
        assert_eq!(left(&normal, Cut::Nothing)[name], whole);
        assert!(left(&after(Trust::NoFolders, &entries), Cut::Nothing).is_empty());
    }
}
