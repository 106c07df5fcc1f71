//! The lists of words that the tagger knows: names, places, forms of companies, words around names, common words.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use anyhow::Context;
use wicket_detect::names::{
    features::{self, COMMON, GROUP_BITS, Known, LISTS, Marks, group, hash_of},
    gazetteer::{self, Gazetteer, LARGE_PLACE},
    stretches,
    token::{Sort, tokens},
};

use crate::{corpus::Grammar, rows::Row};

/// What the first part of a list's name says of the words on it, one bit each.
const PREFIXES: &[&str] =
    &["given", "surname", "city", "country", "form", "kind", "before", "after", "street", "calendar", "known"];

/// The bits of towns, of countries and of known organisations among them.
const CITY: u32 = 2;
const COUNTRY: u32 = 3;
const KNOWN: u32 = 10;

/// The classes of places and of organisations.
const LOCATION: usize = 1;
const ORGANIZATION: usize = 2;

/// Lists that are never complete: training hides some of their words.
const OPEN: Marks = 0b100_0000_1111;

/// Names of places and organisations by hash; `gazetteer.py` made it.
pub const GAZETTEER: &[u8] = include_bytes!("../gazetteer.bin");

/// The share of the gazetteer that training hides, of that of words.
const OF_GAZETTEER: f32 = 0.3;

/// How often a word must be written small, and in how many of all its places.
const OFTEN: usize = 6;

/// Words by hash, with the lists that they stand on.
#[derive(Debug, Default)]
pub struct Lists(pub BTreeMap<u32, Marks>, Gazetteer);

/// The lists as one row sees them: a share of the words of open lists is hidden, and a smaller one of the gazetteer,
/// which lacks fewer names; others in each row, so that training meets names that stand on no list.
#[derive(Debug)]
pub struct Partly<'l> {
    /// All of them.
    pub lists: &'l Lists,
    /// What decides which words are hidden.
    pub salt: u32,
    /// The share of words that is hidden.
    pub hidden: f32,
}

impl Partly<'_> {
    fn hides(&self, hash: u32, share: f32) -> bool {
        let drawn = (hash ^ self.salt).wrapping_mul(0x9e37_79b1) >> 16;
        (drawn as f32) < share * 65536.0
    }
}

impl Known for Partly<'_> {
    fn marks_of(&self, word: u32) -> Marks {
        let marks = self.lists.0.get(&word).copied().unwrap_or_default();
        if self.hides(word, self.hidden) { marks & !OPEN } else { marks }
    }

    fn kind_of(&self, name: u32) -> Option<u32> {
        self.lists.1.kind_of(name).filter(|_| !self.hides(name, self.hidden * OF_GAZETTEER))
    }
}

impl Lists {
    /// The lists of all grammar files of a folder whose names begin with a known word.
    pub fn read(corpus: &Path, files: &[std::path::PathBuf]) -> anyhow::Result<Self> {
        let mut lists = Lists(BTreeMap::new(), Gazetteer::read(GAZETTEER).context("a damaged gazetteer")?);
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

    /// Marks the large places and the organisations that a teacher has overlooked: it knows less of them than the
    /// gazetteer does. Words that are names of persons or common words too are left to the teacher.
    pub fn add_known(&self, row: &mut Row) {
        let all = Partly { lists: self, salt: 0, hidden: 0.0 };
        let mut found = Vec::new();
        stretches(&row.text, |tokens| {
            for name in features::known_names(&row.text, tokens, &features::look(&row.text, tokens, &all), &all) {
                let class = match name.kind {
                    LARGE_PLACE => LOCATION,
                    gazetteer::ORGANIZATION => ORGANIZATION,
                    _ => continue,
                };
                let tokens = &tokens[name.tokens];
                let words = tokens.iter().filter(|token| token.sort == Sort::Word).map(|token| &row.text[token.span()]);
                let is_sure = words.clone().count() > 1 || words.clone().all(|word| self.is_name_of_no_person(word));
                let Some(span) = tokens.first().zip(tokens.last()).map(|(first, last)| first.start..last.end) else {
                    continue;
                };
                let is_free = row.names.iter().all(|(other, _)| other.end <= span.start || span.end <= other.start);
                if is_sure && is_free && row.text[span.clone()].starts_with(char::is_uppercase) {
                    found.push((span, class));
                }
            }
        });
        row.names.extend(found);
        row.names.sort_by_key(|(span, _)| span.start);
    }

    /// Whether a word stands on lists of places and of known names alone, if on any.
    fn is_name_of_no_person(&self, word: &str) -> bool {
        let marks = self.0.get(&hash_of(word)).copied().unwrap_or_default();
        marks & LISTS & !(1 << CITY | 1 << COUNTRY | 1 << KNOWN) == 0
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

    /// How many names the gazetteer holds.
    pub fn n_known(&self) -> usize {
        self.1.n_names()
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
}
