//! What is wrong with a log, row by row.
//!
//! [`Checker`] is given the rows in their order and nothing else, so that a log of any size is
//! checked as it is read. What was found wrong once is taken as the rows above have it from there
//! on: one change is one finding, not a finding for every entry after it.

use std::fmt;

use chrono::{DateTime, Utc};

use super::entry::spelled;
use super::tree::{self, Edge, Hash};

/// Findings that are kept; the rest is counted.
const MOST: usize = 100;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An entry and its hash do not belong together.
    Changed(u64),
    /// Where an entry should stand, another stands.
    Moved {
        /// The place.
        row: u64,
        /// The place the entry tells.
        says: Option<u64>,
    },
    /// Entries are not there, from the first to the last.
    Missing(u64, u64),
    /// A row that the log did not have.
    PutIn(i64),
    /// The hash over these entries is not theirs, from the first to the last.
    Hashes(u64, u64),
    /// The names, addresses or reasons kept beside an entry are not those it was written with.
    Words(u64),
    /// A signed head is not the head of these entries.
    Head {
        /// The entries under it.
        size: u64,
        /// The head before it that is right: what was changed stands behind this.
        right: u64,
        /// When it was signed.
        at: DateTime<Utc>,
        /// Where it was kept.
        kept: String,
    },
    /// A signed head tells of more entries than there are.
    CutOff {
        /// The entries under it.
        size: u64,
        /// Entries that are there.
        there: u64,
        /// When it was signed.
        at: DateTime<Utc>,
        /// Where it was kept.
        kept: String,
    },
    /// A text that should be a signed head.
    NoHead {
        /// Where it was kept.
        kept: String,
        /// What is wrong with it.
        why: String,
    },
    /// A file of evidence.
    Evidence {
        /// The claim.
        reference: String,
        /// Its hash in the database.
        sha256: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(row) => write!(f, "entry {row} was changed"),
            Self::Moved {
                row,
                says: Some(says),
            } => write!(
                f,
                "entry {row} was changed: entry {says} stands in its place"
            ),
            Self::Moved { row, says: None } => {
                write!(f, "entry {row} was changed: what stands there is no entry")
            }
            Self::Missing(from, to) if from == to => write!(f, "entry {from} was taken out"),
            Self::Missing(from, to) => write!(f, "entries {from} to {to} were taken out"),
            Self::PutIn(row) => write!(f, "entry {row} was put in"),
            Self::Hashes(from, to) => write!(
                f,
                "the hash over entries {from} to {to} is not theirs: one of them, or the hash, was changed"
            ),
            Self::Words(row) => write!(
                f,
                "the words kept with entry {row} are not those it was written with"
            ),
            Self::Head {
                size,
                right,
                at,
                kept,
            } => write!(
                f,
                "{kept}: the head over {size} entries, signed {}, is not that of the log: entries from {right} to {} were changed",
                spelled(*at),
                size.saturating_sub(1)
            ),
            Self::CutOff {
                size,
                there,
                at,
                kept,
            } => write!(
                f,
                "{kept}: a head over {size} entries was signed {}, and the log has {there}: its end was taken out",
                spelled(*at)
            ),
            Self::NoHead { kept, why } => write!(f, "{kept}: {why}"),
            Self::Evidence {
                reference,
                sha256,
                why,
            } => write!(f, "claim {reference}, file {sha256}: {why}"),
        }
    }
}

/// A head to compare with.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The entries under it.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// Where it was kept, for people.
    pub kept: String,
}

/// What a check came to.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Entries.
    pub size: u64,
    /// Signed heads that were compared.
    pub heads: usize,
    /// Entries whose words were compared.
    pub words: u64,
    /// Files whose content was compared; nothing where that was not asked for.
    pub files: Option<usize>,
    /// The first findings.
    pub findings: Vec<Finding>,
    /// All of them.
    pub found: usize,
}

impl Report {
    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        self.found += 1;
        if self.findings.len() < MOST {
            self.findings.push(finding);
        }
    }
}

/// Checks rows as they come.
pub struct Checker {
    /// What the log says of itself.
    edge: Edge,
    /// By size, the largest first.
    heads: Vec<Expected>,
    /// The last head that was right.
    right: u64,
    next: u64,
    /// The complete subtrees so far; `None` where a finding has told of them.
    stack: Vec<Option<Hash>>,
    report: Report,
}

impl Checker {
    /// For a log that says this of its right edge, and these heads.
    pub fn new(edge: Edge, mut heads: Vec<Expected>) -> Self {
        heads.sort_by_key(|head| std::cmp::Reverse(head.size));
        let mut checker = Self {
            edge,
            report: Report {
                heads: heads.len(),
                ..Report::default()
            },
            heads,
            right: 0,
            next: 0,
            stack: Vec::new(),
        };
        checker.compare_heads();
        checker
    }

    /// The next row.
    pub fn row(&mut self, row: i64, entry: &str, hashes: &[u8]) {
        let Some(row_number) = u64::try_from(row)
            .ok()
            .filter(|row| *row < self.edge.size())
        else {
            self.report.add(Finding::PutIn(row));
            return;
        };
        self.skip_to(row_number);
        let level_count = usize::try_from(row_number.trailing_ones()).unwrap_or(64) + 1;
        let stated: Option<Vec<Hash>> = (hashes.len() == level_count * 32)
            .then(|| {
                hashes
                    .chunks(32)
                    .map(Hash::try_from)
                    .collect::<Result<_, _>>()
                    .ok()
            })
            .flatten();
        let own = tree::leaf(entry.as_bytes());
        let says = sequence_of(entry);
        let leaf_stated = stated.as_ref().and_then(|stated| stated.first());
        let leaf = if says != Some(row_number) {
            self.report.add(Finding::Moved {
                row: row_number,
                says,
            });
            None
        } else if leaf_stated != Some(&own) {
            self.report.add(Finding::Changed(row_number));
            None
        } else {
            Some(own)
        };
        self.push(leaf, stated.as_deref());
    }

    /// Entries that are not there.
    fn skip_to(&mut self, row: u64) {
        if self.next < row {
            self.report.add(Finding::Missing(self.next, row - 1));
        }
        while self.next < row {
            self.push(None, None);
        }
    }

    fn push(&mut self, leaf: Option<Hash>, stated: Option<&[Hash]>) {
        let mut last = leaf;
        for level in 1..=self.next.trailing_ones() {
            let left = self.stack.pop().flatten();
            let above = usize::try_from(level)
                .ok()
                .and_then(|level| stated?.get(level).copied());
            let made = left
                .zip(last)
                .map(|(left, right)| tree::node(&left, &right));
            if let (Some(made), Some(above)) = (made, above)
                && made != above
            {
                let first = self.next + 1 - (1 << level);
                self.report.add(Finding::Hashes(first, self.next));
            }
            last = above.or(made);
        }
        self.stack.push(last);
        self.next += 1;
        self.compare_heads();
    }

    /// Compares the heads that were signed over what has come so far.
    fn compare_heads(&mut self) {
        while let Some(head) = self.heads.pop_if(|head| head.size == self.next) {
            let edge: Option<Vec<Hash>> = self.stack.iter().copied().collect();
            // Where part of it is not known, a finding has told of it.
            let Some(edge) = edge else { continue };
            if tree::root(&edge) == head.root {
                self.right = head.size;
            } else {
                self.report.add(Finding::Head {
                    size: head.size,
                    right: self.right,
                    at: head.at,
                    kept: head.kept,
                });
            }
        }
    }

    /// After the last row.
    pub fn finish(mut self) -> Report {
        let size = self.edge.size();
        self.skip_to(size);
        let stated = self.edge.bytes();
        let mut first = 0;
        for (level, (mine, stated)) in (0..64)
            .rev()
            .filter(|level| size >> level & 1 == 1)
            .zip(self.stack.iter().zip(stated.chunks(32)))
        {
            let next = first + (1_u64 << level);
            if mine.is_some_and(|mine| mine != *stated) {
                self.report.add(Finding::Hashes(first, next - 1));
            }
            first = next;
        }
        for head in self.heads.drain(..) {
            self.report.add(Finding::CutOff {
                size: head.size,
                there: size,
                at: head.at,
                kept: head.kept,
            });
        }
        self.report.size = size;
        self.report
    }
}

/// The place an entry tells of itself. Looked for from the end and not read as JSON: a million
/// entries are to be checked in a second or two, and a text in an entry cannot look like it,
/// because its quotes are escaped.
fn sequence_of(entry: &str) -> Option<u64> {
    let (_, rest) = entry.rsplit_once("\"sequence\":")?;
    let end = rest.find(',')?;
    rest.get(..end)?.parse().ok()
}

/// The commitment an entry has to its words, found as quickly: it is the last of its fields.
pub fn words_of(entry: &str) -> Option<&str> {
    let (front, hash) = entry.strip_suffix("\"}")?.rsplit_once('"')?;
    front.ends_with("\"words\":").then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    struct Row {
        number: i64,
        entry: String,
        hashes: Vec<u8>,
    }

    fn entry(number: u64) -> String {
        format!(r#"{{"actor":"\"sequence\":9,","sequence":{number},"to":null}}"#)
    }

    /// A log with a head signed over every size that is a multiple of five.
    fn log(size: u64) -> (Vec<Row>, Edge, Vec<Expected>) {
        let (mut edge, mut rows, mut heads) = (Edge::default(), Vec::new(), Vec::new());
        for number in 0..size {
            let entry = entry(number);
            let hashes = edge.append(tree::leaf(entry.as_bytes())).concat();
            rows.push(Row {
                number: i64::try_from(number).unwrap(),
                entry,
                hashes,
            });
            if edge.size() % 5 == 0 {
                heads.push(Expected {
                    size: edge.size(),
                    root: edge.root(),
                    at: DateTime::UNIX_EPOCH,
                    kept: "kept".to_owned(),
                });
            }
        }
        (rows, edge, heads)
    }

    fn check(rows: &[Row], edge: &Edge, heads: &[Expected]) -> Vec<Finding> {
        let mut checker = Checker::new(edge.clone(), heads.to_vec());
        for row in rows {
            checker.row(row.number, &row.entry, &row.hashes);
        }
        checker.finish().findings
    }

    /// True where the finding is about this entry.
    fn names(finding: &Finding, number: u64) -> bool {
        match *finding {
            Finding::Changed(row) | Finding::Moved { row, .. } => row == number,
            Finding::Missing(from, to) | Finding::Hashes(from, to) => (from..=to).contains(&number),
            Finding::PutIn(row) => u64::try_from(row) == Ok(number),
            Finding::Head { size, right, .. } => (right..size).contains(&number),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn one_change_is_found_and_named(size in 1_u64..80, at in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(), kind in 0..7) {
            let (mut rows, mut edge, heads) = log(size);
            prop_assert_eq!(check(&rows, &edge, &heads), []);
            let length = rows.len();
            let (at, other) = (at.index(length), other.index(length));
            let number = u64::try_from(at).unwrap();
            match kind {
                // An entry alone.
                0 => rows[at].entry = rows[at].entry.replace("null", "\"approved\""),
                // An entry and its own hash.
                1 => {
                    rows[at].entry = rows[at].entry.replace("null", "\"approved\"");
                    let hash = tree::leaf(rows[at].entry.as_bytes());
                    rows[at].hashes[..32].copy_from_slice(&hash);
                }
                2 => drop(rows.remove(at)),
                // Two entries change places, without and with their hashes.
                3 | 4 => {
                    prop_assume!(at != other);
                    let (one, two) = (rows[at].clone(), rows[other].clone());
                    rows[at].entry = two.entry;
                    rows[other].entry = one.entry;
                    if kind == 4 {
                        rows[at].hashes = two.hashes;
                        rows[other].hashes = one.hashes;
                    }
                    let findings = check(&rows, &edge, &heads);
                    prop_assert!(findings.iter().any(|found| names(found, u64::try_from(other).unwrap())), "{:?}", findings);
                }
                // One put in: all after it move up, and the last stands beyond the end.
                5 => {
                    let mut new = rows[at].clone();
                    new.entry = new.entry.replace("null", "\"approved\"");
                    for row in &mut rows[at..] {
                        row.number += 1;
                    }
                    rows.insert(at, new);
                }
                // Everything computed anew, with the right edge: only the signed heads tell.
                _ => {
                    let changed = rows[at].entry.replace("null", "\"approved\"");
                    let entries: Vec<String> = rows.iter().enumerate()
                        .map(|(row, old)| if row == at { changed.clone() } else { old.entry.clone() })
                        .collect();
                    edge = Edge::default();
                    for (row, entry) in rows.iter_mut().zip(entries) {
                        row.hashes = edge.append(tree::leaf(entry.as_bytes())).concat();
                        row.entry = entry;
                    }
                    prop_assume!(number < size / 5 * 5);
                }
            }
            let findings = check(&rows, &edge, &heads);
            prop_assert!(findings.iter().any(|found| names(found, number)), "{:?}", findings);
            prop_assert!(kind > 2 || findings.len() <= 2, "one change is told once: {:?}", findings);
        }
    }

    #[test]
    fn the_commitment_is_the_last_field() {
        assert_eq!(
            words_of(r#"{"to":"\"words\":","words":"00ff"}"#),
            Some("00ff")
        );
        assert_eq!(words_of(r#"{"to":"words","words":null}"#), None);
        assert_eq!(words_of(r#"{"words":"00ff","x":"1"}"#), None);
    }

    #[test]
    fn a_log_that_lost_its_end_is_told_by_a_head_kept_elsewhere() {
        let (rows, _, heads) = log(12);
        let (_, edge, _) = log(7);
        let findings = check(&rows[..7], &edge, &heads);
        let cut = |found: &Finding| {
            matches!(
                found,
                Finding::CutOff {
                    size: 10,
                    there: 7,
                    ..
                }
            )
        };
        assert!(
            findings.len() == 1 && findings.iter().any(cut),
            "{findings:?}"
        );
    }
}
