//! What a tagger sees of a word: itself, its shape, its ends, its neighbours, the lists it stands on, and the field or
//! column it stands in. Every feature is a hash; training and use share this file, so they cannot drift apart.

use std::ops::Range;

use super::{
    fields::Fields,
    gazetteer::{WORDS, with_word},
    token::{Sort, Token},
};

/// Features of each token.
pub const FEATURES: usize = 72;

/// The features that name the word itself: training leaves them out now and then, so that the rest learns to do
/// without.
pub const LEXICAL: [usize; 9] = [1, 2, 3, 4, 5, 6, 13, 14, 21];

/// A set of lists that a word stands on, and in the upper half the group of words like it, see [`group`].
pub type Marks = u32;

/// The bit of words that are often written small.
pub const COMMON: Marks = 1 << 15;

/// The bits of [`Marks`] that tell lists.
pub const LISTS: Marks = 0xffff;

/// Bits of a group: its way down a binary tree of words, so that its first bits name a larger group.
pub const GROUP_BITS: u32 = 10;

/// Marks that say which group a word is of.
pub fn group(bits: u32) -> Marks {
    (bits | 1 << GROUP_BITS) << 16
}

/// The first `bits` of a word's group; 0 for a word of none.
fn group_of(seen: &Seen, bits: u32) -> u32 {
    seen.marks >> 16 >> (GROUP_BITS - bits)
}

/// A token with everything that its own and its neighbours' features are made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    lower: u32,
    shape: u32,
    heads: [u32; 4],
    tails: [u32; 4],
    marks: Marks,
    field: u32,
    since: u32,
    column: u32,
    /// Of which kind of known name the word is the whole, the first or a later word; 0 for none.
    known: u32,
    begins: bool,
    is_word: bool,
    case: Case,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Case {
    #[default]
    None,
    Lower,
    Capital,
    Upper,
}

/// What is known of words by the hashes of their lower-case forms, see [`hash_of`].
pub trait Known {
    /// The lists of a word.
    fn marks_of(&self, word: u32) -> Marks;
    /// What has a name, see [`super::gazetteer`].
    fn kind_of(&self, name: u32) -> Option<u32>;
}

/// Looks at every token.
pub fn look(text: &str, tokens: &[Token], known: &impl Known) -> Vec<Seen> {
    let mut fields = Fields::default();
    let mut begins = true;
    let mut seen: Vec<Seen> = tokens
        .iter()
        .map(|token| {
            let mut seen = Seen { begins, ..of(text.get(token.span()).unwrap_or_default(), token.sort) };
            if seen.is_word {
                seen.marks = known.marks_of(seen.lower);
            }
            let sign = text.as_bytes().get(token.start).copied().unwrap_or_default();
            (seen.field, seen.since, seen.column) = fields.next(token.sort, sign, seen.lower);
            begins = token.sort == Sort::Break || begins && token.sort == Sort::Sign;
            seen
        })
        .collect();
    for name in known_names(text, tokens, &seen, known) {
        let is_alone = name.tokens.len() == 1;
        for (nth, seen) in seen[name.tokens].iter_mut().enumerate() {
            seen.known = 1 + name.kind * 3 + if is_alone { 0 } else { 1 + u32::from(nth > 0) };
        }
    }
    seen
}

/// A name that is known.
#[derive(Clone, Debug)]
pub struct KnownName {
    /// Which tokens it is.
    pub tokens: Range<usize>,
    /// What has it, see [`super::gazetteer`].
    pub kind: u32,
}

/// The longest known names. Where anything has a capital, a small word begins none.
pub fn known_names(text: &str, tokens: &[Token], seen: &[Seen], known: &impl Known) -> Vec<KnownName> {
    let is_small_text = manner(seen) == 1;
    let mut found: Vec<KnownName> = Vec::new();
    for at in 0..seen.len() {
        let is_taken = found.last().is_some_and(|name| name.tokens.end > at);
        let may_begin = seen[at].is_word && (seen[at].case != Case::Lower || is_small_text);
        if may_begin && !is_taken {
            found.extend(longest_name(text, tokens, seen, at, known));
        }
    }
    found
}

/// The longest known name that begins at `at`.
fn longest_name(text: &str, tokens: &[Token], seen: &[Seen], at: usize, known: &impl Known) -> Option<KnownName> {
    let (mut name, mut n_words, mut longest) = (0, 0, None);
    for (next, token) in tokens.iter().enumerate().skip(at) {
        if seen[next].is_word {
            (name, n_words) = (with_word(name, seen[next].lower), n_words + 1);
            longest = known.kind_of(name).map(|kind| KnownName { tokens: at..next + 1, kind }).or(longest);
        } else if !matches!(text.get(token.span()), Some("-" | "." | "'" | "’")) {
            break;
        }
        if n_words == WORDS {
            break;
        }
    }
    longest
}

/// The hash under which a word stands on a list: of its lower-case letters.
pub fn hash_of(word: &str) -> u32 {
    word.chars().flat_map(char::to_lowercase).fold(SEED, step)
}

const SEED: u32 = 0x811c_9dc5;

fn step(hash: u32, c: char) -> u32 {
    (hash ^ c as u32).wrapping_mul(0x0100_0193)
}

fn of(word: &str, sort: Sort) -> Seen {
    let mut seen = Seen { lower: SEED, shape: SEED, is_word: sort == Sort::Word, ..Seen::default() };
    let (mut n, mut last, mut run) = (0, ' ', 0);
    let (mut n_upper, mut n_lower, mut begins_upper) = (0, 0, false);
    // The last four characters, oldest first.
    let mut tail = ['\0'; 4];
    for c in word.chars() {
        let mut folded = c.to_lowercase();
        let low = folded.next().unwrap_or(c);
        seen.lower = folded.fold(step(seen.lower, low), step);
        if n < 4 {
            seen.heads[n] = seen.lower;
        }
        tail = [tail[1], tail[2], tail[3], low];
        let class = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_lowercase() => 'x',
            _ if c.is_numeric() => '9',
            _ if c.is_alphabetic() => 'o',
            _ => c,
        };
        n_upper += usize::from(class == 'X');
        n_lower += usize::from(class == 'x');
        begins_upper |= n == 0 && class == 'X';
        run = if class == last { run + 1 } else { 0 };
        last = class;
        // Runs count up to three, so that `Li` and `Lisa` differ while `Lisa` and `Lorraine` do not.
        if run < 3 {
            seen.shape = step(seen.shape, class);
        }
        n += 1;
    }
    for from in 0..4 {
        seen.tails[3 - from] = tail[from..].iter().fold(SEED, |hash, c| step(hash, *c));
    }
    seen.case = match (begins_upper, n_lower, n_upper) {
        (true, 0, 2..) => Case::Upper,
        (true, ..) => Case::Capital,
        (_, 1.., 0) => Case::Lower,
        _ => Case::None,
    };
    seen
}

/// How a stretch of text is written: as usual, or with hardly a capital, or with capitals on most words.
pub fn manner(seen: &[Seen]) -> u32 {
    let count = |case: Case| seen.iter().filter(|s| s.case == case).count();
    let (lower, capital, upper) = (count(Case::Lower), count(Case::Capital), count(Case::Upper));
    let all = lower + capital + upper;
    match () {
        () if capital + upper == 0 => 1,
        () if upper * 2 > all => 2,
        () if capital * 2 > all && all > 3 => 3,
        () => 0,
    }
}

/// The features of token `at`, as hashes; the order is fixed.
pub fn features(seen: &[Seen], at: usize, manner: u32) -> [u32; FEATURES] {
    let edge = Seen { lower: 1, shape: 2, ..Seen::default() };
    let near = |by: isize| at.checked_add_signed(by).and_then(|i| seen.get(i)).copied().unwrap_or(edge);
    let (b, a, w, c, d) = (near(-2), near(-1), near(0), near(1), near(2));
    let marks = |s: &Seen| s.marks & LISTS;
    let (coarse, fine) = (|s: &Seen| group_of(s, 6), |s: &Seen| group_of(s, GROUP_BITS));
    let case = w.case as u32;
    let since = w.since.min(5);
    let place = u32::from(w.begins) | manner << 1;
    let mut out = [
        0,
        w.lower,
        mix(w.lower, a.lower),
        mix(w.lower, c.lower),
        mix(w.lower, case),
        w.heads[3],
        w.tails[3],
        a.lower,
        c.lower,
        b.lower,
        d.lower,
        mix(b.lower, a.lower),
        mix(c.lower, d.lower),
        mix(w.heads[2], case),
        mix(w.tails[2], case),
        mix(w.heads[1], case),
        mix(w.tails[1], case),
        mix(w.heads[0], case),
        mix(w.tails[0], case),
        w.shape,
        mix(w.shape, place),
        mix(w.lower, w.field),
        mix(w.shape, a.lower),
        mix(w.shape, c.lower),
        mix(w.shape, a.shape),
        mix(w.shape, c.shape),
        mix(mix(a.shape, w.shape), c.shape),
        mix(mix(b.shape, a.shape), w.shape),
        mix(mix(w.shape, c.shape), d.shape),
        mix(marks(&w), case),
        mix(marks(&w), w.shape),
        mix(marks(&a), marks(&w)),
        mix(marks(&w), marks(&c)),
        mix(mix(marks(&a), marks(&w)), marks(&c)),
        mix(marks(&w), a.lower),
        mix(marks(&w), c.lower),
        mix(mix(marks(&w), place), case),
        mix(marks(&a), case),
        mix(marks(&c), case),
        mix(marks(&b), mix(marks(&a), case)),
        mix(marks(&c), mix(marks(&d), case)),
        mix(marks(&b), case),
        mix(marks(&d), case),
        mix(w.field, since),
        mix(w.field, case),
        mix(w.field, w.shape),
        mix(w.column, case),
        mix(w.column, w.shape),
        mix(mix(a.lower, c.lower), case),
        mix(mix(b.lower, a.lower), case),
        mix(place, case),
        mix(w.tails[2], marks(&c)),
        mix(a.tails[2], case),
        mix(c.tails[2], case),
        mix(fine(&w), case),
        mix(coarse(&w), case),
        mix(group_of(&w, 8), w.shape),
        mix(fine(&a), case),
        mix(fine(&c), case),
        mix(coarse(&a), coarse(&w)),
        mix(coarse(&w), coarse(&c)),
        mix(mix(coarse(&b), coarse(&a)), case),
        mix(mix(coarse(&c), coarse(&d)), case),
        mix(mix(coarse(&a), coarse(&c)), mix(coarse(&w), case)),
        mix(w.known, case),
        mix(w.known, marks(&w)),
        mix(w.known, a.lower),
        mix(w.known, c.lower),
        mix(mix(a.known, w.known), c.known),
        mix(w.known, coarse(&w)),
        mix(mix(w.known, coarse(&a)), case),
        mix(w.known, mix(w.field, w.column)),
    ];
    for (template, hash) in out.iter_mut().enumerate() {
        *hash = mix(*hash, template as u32 + 1);
    }
    out
}

/// Two hashes as one; the order matters.
pub(super) fn mix(a: u32, b: u32) -> u32 {
    let mixed = (a.rotate_left(5) ^ b.wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    mixed ^ mixed >> 15
}
