//! The words that the model knows, as a trie of bytes whose arrows lie in one table.

use std::collections::BTreeMap;

/// What marks a word that continues another.
const CONTINUED: &[u8] = b"##";
const ROOT: u32 = 0;
/// A place of the table without an arrow, and a node at which no word ends.
const NONE: u32 = u32::MAX;

/// The words by their ids.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    /// `(from * 256 + byte, to)` for each arrow, at the first free place from [`Vocabulary::place`] on; a power of two
    /// of places, at most half of them taken.
    arrows: Vec<(u32, u32)>,
    /// The id of the word that ends at each node.
    words: Vec<u32>,
    /// The node from which words that continue another begin.
    continued: u32,
    unknown: u32,
}

impl Vocabulary {
    /// Takes words in the order of their ids. At most 2^23 bytes in all, so that a node and a byte fit into 32 bits;
    /// `None` if there are more.
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w [u8]> + Clone, unknown: u32) -> Option<Self> {
        let bytes: usize = words.clone().map(<[u8]>::len).sum();
        if bytes > 1 << 23 {
            return None;
        }
        let mut nodes = vec![NONE];
        let mut arrows = BTreeMap::new();
        let mut grow = |nodes: &mut Vec<u32>, word: &[u8]| {
            word.iter().fold(ROOT, |node, byte| {
                *arrows.entry(node << 8 | u32::from(*byte)).or_insert_with(|| {
                    nodes.push(NONE);
                    nodes.len() as u32 - 1
                })
            })
        };
        let continued = grow(&mut nodes, CONTINUED);
        for (id, word) in words.enumerate() {
            let node = grow(&mut nodes, word) as usize;
            nodes[node] = id as u32;
        }
        let mut vocabulary = Self {
            arrows: vec![(NONE, NONE); (arrows.len() * 2).next_power_of_two()],
            words: nodes,
            continued,
            unknown,
        };
        for (key, to) in arrows {
            let place = vocabulary.place(key);
            vocabulary.arrows[place] = (key, to);
        }
        Some(vocabulary)
    }

    /// The id that stands for whatever is not known.
    pub(crate) fn unknown(&self) -> u32 {
        self.unknown
    }

    /// The longest word with which `letters` begins: its id and length.
    pub(crate) fn longest(&self, letters: &[u8], continued: bool) -> Option<(u32, usize)> {
        let mut node = if continued { self.continued } else { ROOT };
        let mut longest = None;
        for (before, byte) in letters.iter().enumerate() {
            let (_, next) = self.arrows[self.place(node << 8 | u32::from(*byte))];
            if next == NONE {
                break;
            }
            node = next;
            let word = self.words[node as usize];
            if word != NONE {
                longest = Some((word, before + 1));
            }
        }
        longest
    }

    /// Where the arrow of `key` lies, or would lie.
    fn place(&self, key: u32) -> usize {
        let mask = self.arrows.len() - 1;
        // Multiplied by 2^32 over the golden ratio, whose upper bits depend on all of the key's.
        let spread = u64::from(key.wrapping_mul(0x9E37_79B9)) * self.arrows.len() as u64;
        let mut place = (spread >> 32) as usize & mask;
        while self.arrows[place].0 != key && self.arrows[place].0 != NONE {
            place = (place + 1) & mask;
        }
        place
    }
}
