//! An automaton that finds many literals at once, small enough to stay in a core's nearer caches.
//!
//! A table with a row for each state is what makes such an automaton quick, and what makes it large: ten thousand literals
//! in all scripts take 64 MB. But most states stand inside of a literal, where all bytes but one lead wherever they lead from
//! a shorter suffix. Such a state keeps that one byte and the row of the suffix: the same automaton in a tenth of the memory,
//! for one comparison more at each step.
//!
//! # Source
//! A. Aho, M. Corasick, "Efficient string matching" (1975). That rows are shared and exceptions stored apart is the idea of
//! R. Tarjan, A. Yao, "Storing a sparse table" (1979), at its simplest.

use std::collections::VecDeque;

/// Number of a state. Those to which rows lead have the lowest numbers, and those in which a literal ends lie together.
pub(super) type State = u32;

/// A literal to look for, in small letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal<'l> {
    pub(super) text: &'l str,
    /// Whether it means nothing behind a letter or digit of ASCII. Where the bytes in front are known it is not told then.
    pub(super) begins_word: bool,
}

/// Literals, compiled; capitals of ASCII are read as small letters. A row is of numbers that have room for all states to which
/// rows lead, one in three: half of the bytes are half of what the caches must hold.
#[derive(Debug)]
pub(super) struct Automaton<Row> {
    /// What each byte is to the automaton: 0 what no literal holds, else a column.
    columns: [u8; 256],
    states: Vec<Packed>,
    /// Rows of the state that each column leads to.
    rows: Vec<Row>,
    /// The first state in which a literal ends, and how many there are.
    first_end: State,
    n_ends: State,
    /// Where the literals of each such state lie in `ends`, which has those of the last one at its end.
    ends_at: Vec<u32>,
    ends: Vec<End>,
}

/// A literal that ends in a state.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) literal: u32,
    /// In bytes.
    pub(super) length: u32,
}

/// From the lowest bit on: the column that leads elsewhere than the row does (8 bits, [`NO_COLUMN`] for none), where it leads
/// (28), and where the row begins (28).
#[derive(Clone, Copy, Debug)]
struct Packed(u64);

/// UTF-8 has fewer than 255 different bytes.
const NO_COLUMN: u8 = u8::MAX;

impl Packed {
    const BITS: u32 = 28;

    fn of(row: usize, exception: Option<(u8, State)>) -> Self {
        let (column, to) = exception.unwrap_or((NO_COLUMN, 0));
        Packed((row as u64) << (8 + Self::BITS) | u64::from(to) << 8 | u64::from(column))
    }

    fn column(self) -> u8 {
        self.0 as u8
    }

    fn to(self) -> State {
        (self.0 >> 8) as State & ((1 << Self::BITS) - 1)
    }

    fn row(self) -> usize {
        (self.0 >> (8 + Self::BITS)) as usize
    }
}

/// The state before the first byte.
pub(super) const START: State = 0;

impl<Row: Copy + Into<State> + TryFrom<State>> Automaton<Row> {
    /// Compiles `literals`, which are numbered in their order; an error if a row has no room. Empty ones are
    /// never found.
    pub(super) fn new<'l>(literals: impl Iterator<Item = Literal<'l>>) -> Result<Self, Row::Error> {
        Trie::of(literals).compiled()
    }

    /// The state behind `byte`.
    #[inline]
    pub(super) fn next(&self, state: State, byte: u8) -> State {
        let (column, at) = (self.columns[usize::from(byte)], self.states[state as usize]);
        let usual: State = self.rows[at.row().wrapping_add(usize::from(column))].into();
        // Without a branch: which of both it is would be guessed wrong once a word.
        let is_exception = u32::from(at.column() == column).wrapping_neg();
        usual ^ (usual ^ at.to()) & is_exception
    }

    /// Whether a literal ends in `state`.
    #[inline]
    pub(super) fn is_end(&self, state: State) -> bool {
        state.wrapping_sub(self.first_end) < self.n_ends
    }

    /// Each literal that ends in `state`, the longest first.
    #[inline]
    pub(super) fn ends(&self, state: State) -> &[End] {
        let nth = self.is_end(state).then(|| (state - self.first_end) as usize);
        let place = |nth: usize| self.ends_at.get(nth).map_or(0, |at| *at as usize);
        let range = nth.map_or(0..0, |nth| place(nth)..place(nth + 1));
        self.ends.get(range).unwrap_or_default()
    }
}

/// A node for each beginning of a literal.
struct Trie {
    columns: [u8; 256],
    n_columns: usize,
    /// Columns that go on from each node, and to which.
    children: Vec<Vec<(u8, u32)>>,
    /// The byte that leads to each node, and from which.
    parents: Vec<(u8, u32)>,
    /// The literals that are each node, and then those that end in it.
    ends: Vec<Vec<u32>>,
    lengths: Vec<u32>,
    begin_words: Vec<bool>,
}

impl Trie {
    fn of<'l>(literals: impl Iterator<Item = Literal<'l>>) -> Self {
        let mut trie = Trie {
            columns: [0; 256],
            n_columns: 1,
            children: vec![Vec::new()],
            parents: vec![(0, START)],
            ends: vec![Vec::new()],
            lengths: Vec::new(),
            begin_words: Vec::new(),
        };
        for (number, literal) in literals.enumerate() {
            trie.lengths.push(literal.text.len() as u32);
            trie.begin_words.push(literal.begins_word);
            let node = literal.text.bytes().fold(0, |node, byte| trie.child(node, byte));
            if node != 0 {
                trie.ends[node].push(number as u32);
            }
        }
        for capital in b'A'..=b'Z' {
            trie.columns[usize::from(capital)] = trie.columns[usize::from(capital.to_ascii_lowercase())];
        }
        trie
    }

    /// The node behind `node` and `byte`, a new one where there is none.
    fn child(&mut self, node: usize, byte: u8) -> usize {
        let column = &mut self.columns[usize::from(byte)];
        if *column == 0 {
            *column = self.n_columns as u8;
            self.n_columns += 1;
        }
        let column = *column;
        if let Some((_, child)) = self.children[node].iter().find(|(other, _)| *other == column) {
            return *child as usize;
        }
        let new = self.children.len();
        self.children[node].push((column, new as u32));
        self.children.push(Vec::new());
        self.parents.push((byte, node as State));
        self.ends.push(Vec::new());
        new
    }

    /// Whether `literal`, which ends in `node` and is shorter, may mean something there.
    fn may_stand(&self, literal: u32, node: usize) -> bool {
        let up = |node: u32| self.parents[node as usize].1;
        let begins = || (0..self.lengths[literal as usize]).fold(node as u32, |node, _| up(node));
        !self.begin_words[literal as usize] || !self.parents[begins() as usize].0.is_ascii_alphanumeric()
    }

    fn compiled<Row: TryFrom<State>>(mut self) -> Result<Automaton<Row>, Row::Error> {
        let (order, suffixes) = self.suffixes();
        // Row and exception of each node, by nodes; a suffix is shorter, so it has them before.
        let mut rows: Vec<u32> = vec![0; self.n_columns];
        let mut shapes: Vec<(usize, Option<(u8, u32)>)> = vec![(0, None); self.children.len()];
        for &node in &order {
            let suffix = suffixes[node] as usize;
            if node != 0 {
                let of_suffix: Vec<u32> =
                    self.ends[suffix].iter().copied().filter(|literal| self.may_stand(*literal, node)).collect();
                self.ends[node].extend(of_suffix);
            }
            let (row, exception) = shapes[suffix];
            shapes[node] = match *self.children[node] {
                [] if node != 0 => (row, exception),
                [only] if node != 0 && exception.is_none_or(|(column, _)| column == only.0) => (row, Some(only)),
                _ => {
                    let own = if node == 0 { 0 } else { rows.len() };
                    if node != 0 {
                        rows.extend_from_within(row..row + self.n_columns);
                    }
                    for &(column, to) in exception.iter().chain(&self.children[node]) {
                        rows[own + usize::from(column)] = to;
                    }
                    (own, None)
                }
            };
        }
        // Nodes to which rows lead come first, each kind in order of length: what is short is met most, and lies together.
        let mut is_target = vec![false; order.len()];
        rows.iter().for_each(|node| is_target[*node as usize] = true);
        let is_end = |node: &usize| !self.ends[*node].is_empty();
        let kind = |node: &usize| match (is_target[*node], is_end(node)) {
            (true, false) => 0,
            (true, true) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        let first_end = order.iter().filter(|node| kind(node) == 0).count() as State;
        let mut numbered = order;
        numbered.sort_by_key(kind);
        let mut numbers = vec![0; numbered.len()];
        numbered.iter().zip(0..).for_each(|(node, number)| numbers[*node] = number);
        let number = |node: u32| numbers[node as usize];
        let packed = |node: &usize| {
            let (row, exception) = shapes[*node];
            Packed::of(row, exception.map(|(column, to)| (column, number(to))))
        };
        let mut ends_at = vec![0];
        let mut ends = Vec::new();
        for node in numbered.iter().filter(|node| is_end(node)) {
            let end = |literal: &u32| End { literal: *literal, length: self.lengths[*literal as usize] };
            ends.extend(self.ends[*node].iter().map(end));
            ends_at.push(ends.len() as u32);
        }
        Ok(Automaton {
            columns: self.columns,
            states: numbered.iter().map(packed).collect(),
            rows: rows.into_iter().map(|node| Row::try_from(number(node))).collect::<Result<_, _>>()?,
            first_end,
            n_ends: ends_at.len() as State - 1,
            ends_at,
            ends,
        })
    }

    /// The nodes in order of their length, and of each the node of its longest suffix that is one.
    fn suffixes(&self) -> (Vec<usize>, Vec<u32>) {
        let step = |node: usize, column: u8| self.children[node].iter().find(|(other, _)| *other == column);
        let mut suffixes = vec![0_u32; self.children.len()];
        let (mut order, mut waiting) = (Vec::with_capacity(self.children.len()), VecDeque::from([0]));
        while let Some(node) = waiting.pop_front() {
            order.push(node);
            for &(column, child) in &self.children[node] {
                let mut shorter = suffixes[node] as usize;
                let met = loop {
                    match step(shorter, column) {
                        Some((_, met)) if node != 0 => break *met,
                        None if shorter != 0 => shorter = suffixes[shorter] as usize,
                        _ => break 0,
                    }
                };
                suffixes[child as usize] = met;
                waiting.push_back(child as usize);
            }
        }
        (order, suffixes)
    }
}

#[cfg(test)]
mod tests {
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::*;

    fn found(literals: &[String], text: &str, begins_word: bool) -> Vec<(usize, usize)> {
        let literals = literals.iter().map(|text| Literal { text, begins_word });
        let automaton = Automaton::<u16>::new(literals).unwrap();
        let mut state = START;
        let mut found = Vec::new();
        for (at, byte) in text.bytes().enumerate() {
            state = automaton.next(state, byte);
            found.extend(automaton.ends(state).iter().map(|end| (end.literal as usize, at + 1 - end.length as usize)));
        }
        found
    }

    proptest! {
        #[test]
        fn it_finds_what_the_library_finds(
            literals in proptest::collection::btree_set("[abcé]{1,6}", 1..40),
            text in "[abcdAé -]{0,200}",
        ) {
            let literals: Vec<String> = literals.into_iter().collect();
            let library = AhoCorasick::new(&literals).unwrap();
            let small = text.to_ascii_lowercase();
            let expected: Vec<_> =
                library.find_overlapping_iter(&small).map(|m| (m.pattern().as_usize(), m.start())).collect();
            prop_assert_eq!(found(&literals, &text, false), expected.clone());
            // Those that begin words are all found where they do, and nothing but literals is.
            let of_words = found(&literals, &text, true);
            let begins = |at: usize| at.checked_sub(1).is_none_or(|before| !small.as_bytes()[before].is_ascii_alphanumeric());
            prop_assert!(of_words.iter().all(|found| expected.contains(found)));
            prop_assert!(expected.iter().all(|found| of_words.contains(found) || !begins(found.1)));
        }
    }

    #[test]
    fn nothing_and_what_is_empty_are_never_found() {
        assert_eq!(found(&[], "abc", false), []);
        assert_eq!(found(&[String::new(), "b".to_owned()], "abc", false), [(1, 1)]);
    }

    #[test]
    fn what_begins_words_is_not_told_inside_of_a_longer_literal() {
        let literals = ["hi".to_owned(), "while".to_owned()];
        assert_eq!(found(&literals, "while hi", true), [(1, 0), (0, 6)]);
    }

    #[test]
    fn rows_without_room_are_an_error() {
        let words: Vec<String> = (0..300).map(|nth| format!("{nth}")).collect();
        let literals = || words.iter().map(|text| Literal { text, begins_word: false });
        assert!(Automaton::<u8>::new(literals()).is_err() && Automaton::<u16>::new(literals()).is_ok());
    }
}
