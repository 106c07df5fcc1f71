//! The one pass over a text that finds where rules should look: literals, any case, all at once.

use std::{collections::BTreeMap, ops::Range};

use super::{
    automaton::{Literal, State},
    literals::Literals,
    slots::Next,
};
use crate::{
    reading::turned::{self, Turn},
    rules::{Context, Find, Rule, context, shared},
};

/// What an anchor means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    /// A word that gives context to numbers behind it.
    Subject(Context),
    /// Rule `usize` may begin here (tokens) or be near (everything else).
    Rule(usize),
    /// A phrase may begin here, if the word behind may follow.
    Phrase(Next),
    /// A telling word stands here as a turned text has it.
    Turned(Turn),
}

/// All anchors, compiled.
#[derive(Debug)]
pub(crate) struct Anchors {
    /// The literals in ASCII: all that ASCII text can hold. Few kinds of bytes make small rows, which stay in the cache.
    ascii: Fitted,
    /// All literals, for any other text.
    every: Fitted,
}

/// A table whose rows are of the smallest numbers that have room for its states.
#[derive(Debug)]
enum Fitted {
    Small(Table<u16>),
    Large(Table<u32>),
}

impl Fitted {
    fn new(literals: &BTreeMap<String, Vec<Target>>, rules: &[&'static Rule]) -> Self {
        if let Ok(small) = Table::new(literals, rules) {
            return Fitted::Small(small);
        }
        match Table::new(literals, rules) {
            Ok(large) => Fitted::Large(large),
            Err(never) => match never {},
        }
    }
}

#[derive(Debug)]
struct Table<Row> {
    literals: Literals<Row>,
    targets: Vec<Vec<Target>>,
    /// Which of the literals mean nothing inside of a word: most of those that are met in prose stand there.
    begin_words: Vec<bool>,
}

impl<Row: Copy + Into<State> + TryFrom<State>> Table<Row> {
    fn new(literals: &BTreeMap<String, Vec<Target>>, rules: &[&'static Rule]) -> Result<Self, Row::Error> {
        // Text is folded while it is looked through: two alphabets would double the rows.
        let folded: Vec<_> = literals
            .iter()
            .map(|(literal, targets)| {
                let begins_word = literal.is_char_boundary(1) && targets.iter().all(|target| target.begins_word(rules));
                (literal.to_ascii_lowercase(), begins_word)
            })
            .collect();
        let all = folded.iter().map(|(text, begins_word)| Literal { text, begins_word: *begins_word });
        let compiled = Literals::new(all)?;
        let begin_words =
            literals.values().map(|targets| targets.iter().all(|target| target.begins_part(rules))).collect();
        Ok(Table { literals: compiled, targets: literals.values().cloned().collect(), begin_words })
    }

    fn each(&self, text: &str, mut tell: impl FnMut(Range<usize>, Target)) {
        let is_small =
            |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_lowercase);
        self.literals.each(text.as_bytes(), |literal, found| {
            let is_inside = is_small(Some(found.start)) && is_small(found.start.checked_sub(1));
            if is_inside && self.begin_words.get(literal).is_some_and(|begins| *begins) {
                return;
            }
            for &target in self.targets.get(literal).into_iter().flatten() {
                let stands = match target {
                    Target::Subject(_) => {
                        is_free_standing(text, found.start)
                            && !shared::label_goes_on(text, found.end)
                            && !is_part_of_id(text, &found)
                    }
                    _ => true,
                };
                if stands {
                    tell(found.clone(), target);
                }
            }
        });
    }
}

impl Target {
    /// Whether it means nothing but where a word begins, [`shared::begins_word`].
    fn begins_word(self, rules: &[&'static Rule]) -> bool {
        match self {
            Target::Phrase(_) => true,
            Target::Rule(rule) => matches!(rules[rule].find, Find::Token { .. }),
            Target::Turned(turn) => turn != Turn::Backwards,
            Target::Subject(_) => false,
        }
    }

    /// Whether it means nothing but where a word or a part of one begins, [`shared::begins_label`].
    fn begins_part(self, rules: &[&'static Rule]) -> bool {
        match self {
            Target::Subject(_) => true,
            Target::Rule(rule) if matches!(rules[rule].find, Find::Labelled { .. } | Find::Column { .. }) => true,
            _ => self.begins_word(rules),
        }
    }
}

impl Anchors {
    /// Gathers the anchors of `rules`, of the context words, and the words that begin phrases.
    pub(crate) fn new(rules: &[&'static Rule], phrase_starts: impl Iterator<Item = (String, Next)>) -> Self {
        let mut literals: BTreeMap<String, Vec<Target>> = BTreeMap::new();
        let mut add = |literal: &str, target: Target| {
            let targets = literals.entry(literal.to_lowercase()).or_default();
            if !targets.contains(&target) {
                targets.push(target);
            }
        };
        for (index, rule) in rules.iter().enumerate() {
            let starts = match rule.find {
                Find::Token { starts, .. } => starts,
                Find::Labelled { labels, .. } => {
                    labels.iter().for_each(|label| joined(label).for_each(|label| add(&label, Target::Rule(index))));
                    labels
                }
                Find::Column { labels, .. } => labels,
                Find::Named { names, .. } => names,
                Find::Near { anchors, .. } | Find::Planted { anchors, .. } | Find::Said { anchors, .. } => anchors,
                _ => &[],
            };
            starts.iter().for_each(|start| add(start, Target::Rule(index)));
        }
        for (subject, words) in context::WORDS {
            words.split('|').for_each(|word| add(word, Target::Subject(*subject)));
        }
        let mut starts: BTreeMap<String, Next> = BTreeMap::new();
        for (word, next) in phrase_starts {
            starts.entry(word).and_modify(|known| *known = known.or(next)).or_insert(next);
        }
        starts.iter().for_each(|(word, next)| add(word, Target::Phrase(*next)));
        turned::telling().for_each(|(word, turn)| add(&word, Target::Turned(turn)));
        // The automaton folds ASCII only, so words with capitals outside ASCII are anchors of their own.
        let capitals: Vec<_> =
            literals.iter().flat_map(|(word, to)| capitals(word).map(|word| (word, to.clone()))).collect();
        literals.extend(capitals);
        let ascii: BTreeMap<_, _> =
            literals.iter().filter(|(word, _)| word.is_ascii()).map(|(word, to)| (word.clone(), to.clone())).collect();
        Anchors { ascii: Fitted::new(&ascii, rules), every: Fitted::new(&literals, rules) }
    }

    /// Calls `tell` with each anchor in `text` that may mean something where it stands, in order of their ends.
    pub(crate) fn each(&self, text: &str, tell: impl FnMut(Range<usize>, Target)) {
        match if text.is_ascii() { &self.ascii } else { &self.every } {
            Fitted::Small(table) => table.each(text, tell),
            Fitted::Large(table) => table.each(text, tell),
        }
    }
}

/// Whether a word begins at `at`. Scripts written without spaces begin words anywhere.
fn is_free_standing(text: &str, at: usize) -> bool {
    shared::begins_label(text, at) || text.as_bytes().get(at).is_some_and(|&b| b >= 0x80)
}

/// Whether a word is a part of an identifier with a number behind it, as in `10.1016/j.cell.2021.04.048`. The keys of records
/// go on with words, `user.phone.home`, or with where in a list something stands.
fn is_part_of_id(text: &str, word: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    // `cell.` is a word with its full stop.
    let end = word.end - usize::from(bytes[word.clone()].ends_with(b"."));
    matches!(bytes[..word.start], [.., before, b'.'] if before.is_ascii_alphanumeric())
        && matches!(bytes.get(end..), Some([b'.', a, b, ..]) if a.is_ascii_digit() && b.is_ascii_digit())
}

/// A label of several words as programs write it: `date_of_birth`, `dateOfBirth`.
fn joined(label: &str) -> impl Iterator<Item = String> {
    let has_words = label.split(' ').filter(|word| word.starts_with(char::is_alphabetic)).count() > 1;
    has_words.then_some(["_", ""]).into_iter().flatten().map(|sign| label.replace(' ', sign))
}

/// `word` with a capital first letter, where that letter is outside ASCII, and all in capitals, where any letter is.
fn capitals(word: &str) -> impl Iterator<Item = String> {
    let first = word.chars().next().filter(|c| !c.is_ascii());
    let capitalised = first.map(|c| c.to_uppercase().chain(word.chars().skip(1)).collect::<String>());
    let shouted = (!word.is_ascii()).then(|| word.to_uppercase());
    // The first of a word without capitals, such as one in Chinese, is the word itself.
    let folded = word.to_owned();
    capitalised.into_iter().chain(shouted).filter(move |capital| *capital != folded)
}
