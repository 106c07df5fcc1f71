//! The Merkle tree of RFC 9162, kept as its frontier: the roots of the complete subtrees, largest first.

use aws_lc_rs::digest::{Context, SHA256};

use super::Digest;

/// Hash of a leaf, RFC 9162 section 2.1.1: SHA-256(0x00 ‖ record).
pub(super) fn leaf(record: &[u8]) -> Digest {
    hash(&[&[0], record])
}

/// Hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
pub(super) fn node(left: &Digest, right: &Digest) -> Digest {
    hash(&[&[1], left, right])
}

/// The next link of the chain: SHA-256(previous ‖ leaf).
pub(super) fn chain(previous: &Digest, leaf: &Digest) -> Digest {
    hash(&[previous, leaf])
}

pub(super) fn hash(parts: &[&[u8]]) -> Digest {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

/// A tree that only grows. O(log n) memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    size: u64,
    /// INVARIANT: one root for each bit that is set in `size`, from the highest bit to the lowest.
    frontier: Vec<Digest>,
}

impl Tree {
    /// The tree with this frontier; `None` if it does not fit the size.
    pub fn from_frontier(size: u64, frontier: Vec<Digest>) -> Option<Self> {
        (size.count_ones() as usize == frontier.len()).then_some(Tree { size, frontier })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn frontier(&self) -> &[Digest] {
        &self.frontier
    }

    /// Adds a leaf. Each bit that the count carries over joins two subtrees of one size.
    pub fn push(&mut self, leaf: Digest) {
        let mut root = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.frontier.pop() {
                root = node(&left, &root);
            }
        }
        self.frontier.push(root);
        self.size += 1;
    }

    /// The root, RFC 9162 section 2.1.1; SHA-256 of nothing for the empty tree.
    pub fn root(&self) -> Digest {
        let joined = self.frontier.iter().rev().copied().reduce(|right, left| node(&left, &right));
        joined.unwrap_or_else(|| hash(&[]))
    }
}

/// All complete subtrees of a finished tree: `levels[k][i]` is the root of leaves `i·2^k … (i+1)·2^k - 1`.
#[derive(Debug)]
pub(super) struct Levels(Vec<Vec<Digest>>);

impl Levels {
    pub fn new(leaves: Vec<Digest>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let above = below.chunks_exact(2).map(|pair| node(&pair[0], &pair[1])).collect();
            levels.push(above);
        }
        Levels(levels)
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.0.first().map_or(0, |leaves| leaves.len() as u64)
    }

    pub fn leaf(&self, seq: u64) -> Option<Digest> {
        self.0.first()?.get(usize::try_from(seq).ok()?).copied()
    }

    /// Root of the leaves `start … end - 1`, where `start` lies on a border of subtrees of that size.
    pub fn root(&self, start: u64, end: u64) -> Digest {
        let size = end - start;
        if size == 0 {
            return hash(&[]);
        }
        if size.is_power_of_two() {
            let level = size.trailing_zeros();
            let index = usize::try_from(start >> level).ok();
            let found = index.and_then(|index| self.0.get(level as usize)?.get(index));
            if let Some(found) = found {
                return *found;
            }
        }
        let middle = start + split(size);
        node(&self.root(start, middle), &self.root(middle, end))
    }

    /// PATH(seq, D[0..size]) of RFC 9162 section 2.1.3.1, from the leaf up. Callers keep `seq < size <= self.size()`.
    pub fn inclusion(&self, seq: u64, size: u64) -> Vec<Digest> {
        let (mut start, mut end, mut path) = (0, size, Vec::new());
        while end - start > 1 {
            let middle = start + split(end - start);
            if seq < middle {
                path.push(self.root(middle, end));
                end = middle;
            } else {
                path.push(self.root(start, middle));
                start = middle;
            }
        }
        path.reverse();
        path
    }

    /// PROOF(old, D[0..new]) of RFC 9162 section 2.1.4.1. Callers keep `0 < old <= new <= self.size()`.
    pub fn consistency(&self, old: u64, new: u64) -> Vec<Digest> {
        let (mut start, mut end, mut path, mut whole) = (0, new, Vec::new(), true);
        while old < end {
            let middle = start + split(end - start);
            if old <= middle {
                path.push(self.root(middle, end));
                end = middle;
            } else {
                path.push(self.root(start, middle));
                start = middle;
                whole = false;
            }
        }
        if !whole {
            path.push(self.root(start, end));
        }
        path.reverse();
        path
    }
}

/// The largest power of two below `size`, for sizes above 1.
fn split(size: u64) -> u64 {
    1 << (63 - (size - 1).leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(n: u64) -> Vec<Digest> {
        (0..n).map(|n| leaf(&n.to_be_bytes())).collect()
    }

    #[test]
    fn the_frontier_and_the_definition_give_the_same_root() {
        /// MTH of RFC 9162, section 2.1.1, word by word.
        fn by_definition(leaves: &[Digest]) -> Digest {
            match leaves {
                [] => hash(&[]),
                [one] => *one,
                many => {
                    let (left, right) = many.split_at(split(many.len() as u64) as usize);
                    node(&by_definition(left), &by_definition(right))
                }
            }
        }
        let mut tree = Tree::default();
        for n in 0..70 {
            let all = leaves(n);
            assert_eq!(tree.root(), by_definition(&all), "size {n}");
            assert_eq!(Levels::new(all).root(0, n), tree.root(), "size {n}");
            tree.push(leaf(&n.to_be_bytes()));
        }
    }

    #[test]
    fn a_frontier_of_the_wrong_length_is_no_tree() {
        assert!(Tree::from_frontier(5, vec![[0; 32]; 2]).is_some());
        assert!(Tree::from_frontier(5, vec![[0; 32]; 3]).is_none());
    }
}
