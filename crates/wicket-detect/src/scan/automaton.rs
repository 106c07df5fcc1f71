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

/// The beginnings of literals, a node for each.
struct Trie {
    columns: [u8; 256],
    n_columns: usize,
    nodes: Vec<Node>,
    lengths: Vec<u32>,
    begin_words: Vec<bool>,
}

/// A node; [`NONE`] for a node or a literal that is not there. A list of its own for each of them would be two in three bytes
/// that are asked of the allocator at the start, in pieces too small to be given back.
#[derive(Clone, Copy)]
struct Node {
    /// The byte that leads to it, and its column.
    byte: u8,
    column: u8,
    parent: u32,
    /// The first of the nodes behind it, and the next of those behind its parent.
    child: u32,
    sibling: u32,
    /// The literal that it is.
    literal: u32,
}

/// What a node keeps of where bytes lead.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// A row of its own.
    Row,
    /// The row of its suffix, and at most one column that leads elsewhere.
    Shared(Option<(u8, u32)>),
}

impl Shape {
    fn exception(self) -> Option<(u8, u32)> {
        match self {
            Shape::Row => None,
            Shape::Shared(exception) => exception,
        }
    }
}

/// No node and no literal.
const NONE: u32 = u32::MAX;

impl Trie {
    fn of<'l>(literals: impl Iterator<Item = Literal<'l>>) -> Self {
        let root = Node { byte: 0, column: 0, parent: START, child: NONE, sibling: NONE, literal: NONE };
        let (lengths, begin_words) = (Vec::new(), Vec::new());
        let mut trie = Trie { columns: [0; 256], n_columns: 1, nodes: vec![root], lengths, begin_words };
        for (number, literal) in literals.enumerate() {
            trie.lengths.push(literal.text.len() as u32);
            trie.begin_words.push(literal.begins_word);
            let node = literal.text.bytes().fold(0, |node, byte| trie.grown(node, byte));
            if node != 0 {
                trie.nodes[node].literal = number as u32;
            }
        }
        for capital in b'A'..=b'Z' {
            trie.columns[usize::from(capital)] = trie.columns[usize::from(capital.to_ascii_lowercase())];
        }
        trie
    }

    /// The node behind `node` and `byte`, a new one where there is none.
    fn grown(&mut self, node: usize, byte: u8) -> usize {
        let column = &mut self.columns[usize::from(byte)];
        if *column == 0 {
            *column = self.n_columns as u8;
            self.n_columns += 1;
        }
        let column = *column;
        if let Some((_, child)) = self.child(node, column) {
            return child as usize;
        }
        let (new, sibling) = (self.nodes.len(), self.nodes[node].child);
        self.nodes.push(Node { byte, column, parent: node as u32, child: NONE, sibling, literal: NONE });
        self.nodes[node].child = new as u32;
        new
    }

    /// Columns that go on from `node`, and to which.
    fn children(&self, node: usize) -> impl Iterator<Item = (u8, u32)> {
        let at = |child: u32| (child != NONE).then_some(child);
        let all =
            std::iter::successors(at(self.nodes[node].child), move |child| at(self.nodes[*child as usize].sibling));
        all.map(|child| (self.nodes[child as usize].column, child))
    }

    fn child(&self, node: usize, column: u8) -> Option<(u8, u32)> {
        self.children(node).find(|(other, _)| *other == column)
    }

    /// The literals that end in `node` and may mean something there, the longest first.
    fn ends(&self, node: usize, suffixes: &[u32]) -> impl Iterator<Item = u32> {
        let suffix = move |node: &usize| (*node != 0).then(|| suffixes[*node] as usize);
        let literals = std::iter::successors(Some(node), suffix).map(|node| self.nodes[node].literal);
        literals.filter(move |literal| *literal != NONE && self.may_stand(*literal, node))
    }

    /// Whether `literal`, which ends in `node`, may mean something there.
    fn may_stand(&self, literal: u32, node: usize) -> bool {
        let up = |node: usize| self.nodes[node].parent as usize;
        let begins = || (0..self.lengths[literal as usize]).fold(node, |node, _| up(node));
        !self.begin_words[literal as usize] || !self.nodes[begins()].byte.is_ascii_alphanumeric()
    }

    fn compiled<Row: Copy + TryFrom<State>>(self) -> Result<Automaton<Row>, Row::Error> {
        let (order, suffixes) = self.suffixes();
        let shapes = self.shapes(&order, &suffixes);
        // Nodes to which rows lead come first, each kind in order of length: what is short is met most, and lies together.
        let mut is_target = vec![false; order.len()];
        is_target[START as usize] = true;
        for &node in order.iter().filter(|node| shapes[**node] == Shape::Row) {
            self.leads(node, &shapes, &suffixes).for_each(|(_, to)| is_target[to as usize] = true);
        }
        let is_end = |node: &usize| self.ends(*node, &suffixes).next().is_some();
        let kind = |node: &usize| match (is_target[*node], is_end(node)) {
            (true, false) => 0,
            (true, true) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        let first_end = order.iter().filter(|node| kind(node) == 0).count() as State;
        let mut numbered = order.clone();
        numbered.sort_by_cached_key(kind);
        let mut numbers = vec![0; numbered.len()];
        numbered.iter().zip(0..).for_each(|(node, number)| numbers[*node] = number);
        let number = |node: u32| numbers[node as usize];
        let (rows, row_of) = self.rows(&order, &suffixes, &shapes, |node| Row::try_from(number(node)))?;
        let packed = |node: &usize| {
            Packed::of(row_of[*node] as usize, shapes[*node].exception().map(|(column, to)| (column, number(to))))
        };
        let mut ends_at = vec![0];
        let mut ends = Vec::new();
        for node in numbered.iter().filter(|node| is_end(node)) {
            let end = |literal: u32| End { literal, length: self.lengths[literal as usize] };
            ends.extend(self.ends(*node, &suffixes).map(end));
            ends_at.push(ends.len() as u32);
        }
        Ok(Automaton {
            columns: self.columns,
            states: numbered.iter().map(packed).collect(),
            rows,
            first_end,
            n_ends: ends_at.len() as State - 1,
            ends_at,
            ends,
        })
    }

    /// What each node keeps, by nodes. A suffix is shorter, so it has its shape before.
    fn shapes(&self, order: &[usize], suffixes: &[u32]) -> Vec<Shape> {
        let mut shapes = vec![Shape::Row; self.nodes.len()];
        for &node in order.iter().filter(|node| **node != 0) {
            let exception = shapes[suffixes[node] as usize].exception();
            let (first, has_more) = (self.children(node).next(), self.children(node).nth(1).is_some());
            shapes[node] = match first {
                None => Shape::Shared(exception),
                Some(only) if !has_more && exception.is_none_or(|(column, _)| column == only.0) => {
                    Shape::Shared(Some(only))
                }
                Some(_) => Shape::Row,
            };
        }
        shapes
    }

    /// Where a row of `node` leads elsewhere than that of its suffix.
    fn leads(&self, node: usize, shapes: &[Shape], suffixes: &[u32]) -> impl Iterator<Item = (u8, u32)> {
        let exception = shapes[suffixes[node] as usize].exception();
        exception.into_iter().chain(self.children(node))
    }

    /// The rows, and where that of each node begins. Room is asked for once: what a growing table leaves behind is memory that
    /// the process keeps.
    fn rows<Row: Copy, E>(
        &self,
        order: &[usize],
        suffixes: &[u32],
        shapes: &[Shape],
        number: impl Fn(u32) -> Result<Row, E>,
    ) -> Result<(Vec<Row>, Vec<u32>), E> {
        let n_rows = shapes.iter().filter(|shape| **shape == Shape::Row).count();
        let mut rows = Vec::with_capacity(n_rows * self.n_columns);
        let mut row_of = vec![0_u32; self.nodes.len()];
        rows.resize(self.n_columns, number(START)?);
        for &node in order {
            let shared = row_of[suffixes[node] as usize];
            if shapes[node] != Shape::Row {
                row_of[node] = shared;
                continue;
            }
            if node != 0 {
                row_of[node] = rows.len() as u32;
                rows.extend_from_within(shared as usize..shared as usize + self.n_columns);
            }
            for (column, to) in self.leads(node, shapes, suffixes) {
                rows[row_of[node] as usize + usize::from(column)] = number(to)?;
            }
        }
        Ok((rows, row_of))
    }

    /// The nodes in order of their length, and of each the node of its longest suffix that is one.
    fn suffixes(&self) -> (Vec<usize>, Vec<u32>) {
        let mut suffixes = vec![0_u32; self.nodes.len()];
        let (mut order, mut waiting) = (Vec::with_capacity(self.nodes.len()), VecDeque::from([0]));
        while let Some(node) = waiting.pop_front() {
            order.push(node);
            for (column, child) in self.children(node) {
                let mut shorter = suffixes[node] as usize;
                let met = loop {
                    match self.child(shorter, column) {
                        Some((_, met)) if node != 0 => break met,
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
