//! The tree of RFC 9162 over the entries, kept a row at a time.
//!
//! Row `n` keeps the hashes of every complete subtree that ends with leaf `n`: the leaf's own, and
//! one more for each time `n + 1` can be halved. So any complete subtree is found by the number of
//! its last leaf, a proof needs a few dozen rows of a million, and the right edge (the complete
//! subtrees that a tree of a size is made of) is all an append has to know. Proofs are checked by
//! `ct-merkle`, which knows nothing of these rows.

use sha2::{Digest, Sha256};

/// SHA-256 of a leaf or of a node.
pub type Hash = [u8; 32];

/// The most a tree can have is 2^63 entries: a row's number is a signed one in the database.
pub const MOST: u64 = 1 << 63;

/// The root of the tree without leaves: the hash of nothing.
pub fn empty() -> Hash {
    Sha256::digest(b"").into()
}

/// The hash of a leaf.
pub fn leaf(entry: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(entry);
    hash.finalize().into()
}

/// The hash of the node over these two.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The root over complete subtrees, from the largest to the smallest.
pub fn root(edge: &[Hash]) -> Hash {
    edge.iter()
        .rev()
        .copied()
        .reduce(|right, left| node(&left, &right))
        .unwrap_or_else(empty)
}

/// The right edge of a tree that grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    hashes: Vec<Hash>,
}

impl Edge {
    /// The edge as [`Edge::bytes`] gave it; `None` where it is not one of this size.
    pub fn read(size: u64, bytes: &[u8]) -> Option<Self> {
        let hashes: Vec<Hash> = bytes
            .chunks(32)
            .map(Hash::try_from)
            .collect::<Result<_, _>>()
            .ok()?;
        (hashes.len() == usize::try_from(size.count_ones()).ok()?).then_some(Self { size, hashes })
    }

    /// How many leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The hashes one after the other, the largest subtree first.
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.concat()
    }

    /// The root.
    pub fn root(&self) -> Hash {
        root(&self.hashes)
    }

    /// Adds a leaf; gives the hashes of its row, the leaf's own first.
    pub fn append(&mut self, leaf: Hash) -> Vec<Hash> {
        let mut row = vec![leaf];
        let mut last = leaf;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.hashes.pop() else { break };
            last = node(&left, &last);
            row.push(last);
        }
        self.hashes.push(last);
        self.size += 1;
        row
    }
}

/// A complete subtree: where its hash stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row: the number of its last leaf.
    pub row: u64,
    /// How often it was halved: which of the row's hashes it is.
    pub level: u32,
}

/// Leaves from the first up to, and without, the second.
type Range = (u64, u64);

/// The largest power of two below this number, which is at least 2.
fn split(leaves: u64) -> u64 {
    1 << (leaves - 1).ilog2()
}

/// What proves that a leaf is in a tree of this size, from the leaf up: ranges whose hashes make it.
fn path(leaf: u64, size: u64) -> Vec<Range> {
    let (mut low, mut high) = (0, size);
    let mut ranges = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if leaf < middle {
            ranges.push((middle, high));
            high = middle;
        } else {
            ranges.push((low, middle));
            low = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// What proves that a tree of one size is the beginning of one of another, in RFC 9162's order.
fn beginning(old: u64, size: u64) -> Vec<Range> {
    let (mut low, mut high) = (0, size);
    let mut whole = true;
    let mut ranges = Vec::new();
    while high != old {
        let middle = low + split(high - low);
        if old <= middle {
            ranges.push((middle, high));
            high = middle;
        } else {
            ranges.push((low, middle));
            low = middle;
            whole = false;
        }
    }
    if !whole {
        ranges.push((low, high));
    }
    ranges.reverse();
    ranges
}

/// The complete subtrees that these leaves are made of, the largest first.
fn places((mut low, high): Range) -> Vec<Place> {
    let mut places = Vec::new();
    while low < high {
        let level = (high - low).ilog2();
        low += 1 << level;
        places.push(Place {
            row: low - 1,
            level,
        });
    }
    places
}

/// A proof to be made: for each of its hashes, the subtrees it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan(Vec<Vec<Place>>);

impl Plan {
    /// Of the tree of this size itself: one hash, the root.
    pub fn root(size: u64) -> Self {
        Self(vec![places((0, size))])
    }

    /// That a leaf is in a tree of this size; `None` where it is not.
    pub fn inclusion(leaf: u64, size: u64) -> Option<Self> {
        (leaf < size && size <= MOST)
            .then(|| Self(path(leaf, size).into_iter().map(places).collect()))
    }

    /// That a tree of the first size is the beginning of one of the second; `None` where it cannot
    /// be.
    pub fn consistency(old: u64, size: u64) -> Option<Self> {
        ((1..=size).contains(&old) && size <= MOST)
            .then(|| Self(beginning(old, size).into_iter().map(places).collect()))
    }

    /// The rows it needs.
    pub fn rows(&self) -> impl Iterator<Item = u64> {
        self.0.iter().flatten().map(|place| place.row)
    }

    /// The hashes of the proof; `None` where a row that it needs is not there.
    pub fn make(&self, hash_at: impl Fn(Place) -> Option<Hash>) -> Option<Vec<Hash>> {
        self.0
            .iter()
            .map(|parts| {
                let hashes: Option<Vec<Hash>> = parts.iter().map(|place| hash_at(*place)).collect();
                hashes.map(|hashes| root(&hashes))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use ct_merkle::mem_backed_tree::MemoryBackedTree;
    use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};

    use super::*;

    /// Trees of every size up to this one.
    const SIZES: u64 = 70;

    fn entry(number: u64) -> Vec<u8> {
        format!("entry {number}").into_bytes()
    }

    #[test]
    fn roots_and_proofs_are_those_of_the_library() {
        let mut theirs: MemoryBackedTree<Sha256, Vec<u8>> = MemoryBackedTree::new();
        let mut rows: Vec<Vec<Hash>> = Vec::new();
        let mut edge = Edge::default();
        let mut roots = vec![edge.root()];
        for size in 1..=SIZES {
            let content = entry(size - 1);
            rows.push(edge.append(leaf(&content)));
            theirs.push(content);
            let hash_at = |place: Place| {
                let row = rows.get(usize::try_from(place.row).ok()?)?;
                row.get(usize::try_from(place.level).ok()?).copied()
            };
            let root = RootHash::<Sha256>::new(edge.root().into(), size);
            assert!(root == theirs.root(), "{size}");
            assert_eq!(Plan::root(size).make(hash_at), Some(vec![edge.root()]));
            assert_eq!(Edge::read(size, &edge.bytes()).as_ref(), Some(&edge));
            for number in 0..size {
                let proof = Plan::inclusion(number, size)
                    .unwrap()
                    .make(hash_at)
                    .unwrap();
                let index = usize::try_from(number).unwrap();
                assert_eq!(proof.concat(), theirs.prove_inclusion(index).as_bytes());
                let proof = InclusionProof::try_from_bytes(proof.concat()).unwrap();
                root.verify_inclusion(&entry(number), number, &proof)
                    .unwrap();
            }
            for old in 1..=size {
                let proof = Plan::consistency(old, size).unwrap().make(hash_at).unwrap();
                let before = roots[usize::try_from(old)
                    .unwrap_or_default()
                    .min(roots.len() - 1)];
                let before = if old == size { edge.root() } else { before };
                let proof = ConsistencyProof::try_from_bytes(proof.concat()).unwrap();
                root.verify_consistency(&RootHash::new(before.into(), old), &proof)
                    .unwrap();
            }
            roots.push(edge.root());
        }
        assert_eq!(Plan::inclusion(SIZES, SIZES), None);
        assert_eq!(Plan::consistency(0, SIZES), None);
        assert_eq!(Plan::consistency(SIZES + 1, SIZES), None);
    }

    #[test]
    fn an_edge_of_another_size_is_none() {
        assert_eq!(Edge::read(3, &[0; 32]), None);
        assert_eq!(Edge::read(1, &[0; 33]), None);
        assert_eq!(Edge::read(0, b""), Some(Edge::default()));
    }
}
