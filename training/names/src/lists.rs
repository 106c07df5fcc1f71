//! The lists of words that the tagger knows: names, places, forms of companies, words around names, common words.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use wicket_detect::names::{
    features::{COMMON, GROUP_BITS, Marks, group, hash_of},
    token::{Sort, tokens},
};

use crate::{corpus::Grammar, rows::Row};

/// What the first part of a list's name says of the words on it, one bit each.
const PREFIXES: &[&str] =
    &["given", "surname", "city", "country", "form", "kind", "before", "after", "street", "calendar", "known"];

/// Lists that are never complete: training hides some of their words.
const OPEN: Marks = 0b100_0000_1111;

/// How often a word must be written small, and in how many of all its places.
const OFTEN: usize = 6;

/// Words by hash, with the lists that they stand on.
#[derive(Debug, Default)]
pub struct Lists(pub BTreeMap<u32, Marks>);

impl Lists {
    /// The lists of all grammar files of a folder whose names begin with a known word.
    pub fn read(corpus: &Path, files: &[std::path::PathBuf]) -> anyhow::Result<Self> {
        let mut lists = Lists::default();
        for file in files {
            for (name, words) in Grammar::read(corpus, file)?.lists {
                let Some(bit) = PREFIXES.iter().position(|prefix| name.split('_').next() == Some(prefix)) else {
                    continue;
                };
                for line in words.iter().filter(|line| !line.contains('{')) {
                    for token in tokens(line).filter(|token| token.sort == Sort::Word) {
                        *lists.0.entry(hash_of(&line[token.span()])).or_default() |= 1 << bit;
                    }
                }
            }
        }
        Ok(lists)
    }

    /// Adds the groups of a file that `groups.py` wrote: a line has the bits of a group and its words.
    pub fn add_groups(&mut self, text: &str) {
        for line in text.lines() {
            let mut words = line.split(' ');
            let bits = words.next().and_then(|bits| u32::from_str_radix(bits, 2).ok());
            let Some(bits) = bits.filter(|bits| *bits < 1 << GROUP_BITS) else { continue };
            words.for_each(|word| *self.0.entry(hash_of(word)).or_default() |= group(bits));
        }
    }

    /// Marks the words that texts write small.
    pub fn add_common<'r>(&mut self, rows: impl Iterator<Item = &'r Row>) {
        let mut counts: HashMap<u32, (usize, usize)> = HashMap::new();
        for row in rows {
            for token in tokens(&row.text).filter(|token| token.sort == Sort::Word) {
                let word = &row.text[token.span()];
                let is_small = word.chars().all(char::is_lowercase);
                let count = counts.entry(hash_of(word)).or_default();
                count.0 += usize::from(is_small);
                count.1 += 1;
            }
        }
        for (word, (small, all)) in counts {
            if small >= OFTEN && small * 2 >= all {
                *self.0.entry(word).or_default() |= COMMON;
            }
        }
    }

    /// The lists of a word. A share of the words of open lists is hidden, others by `salt`, so that training meets
    /// names that stand on no list.
    pub fn of(&self, word: u32, salt: u32, hidden: f32) -> Marks {
        let marks = self.0.get(&word).copied().unwrap_or_default();
        let drawn = (word ^ salt).wrapping_mul(0x9e37_79b1) >> 16;
        if (drawn as f32) < hidden * 65536.0 { marks & !OPEN } else { marks }
    }
}
