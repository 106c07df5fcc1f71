//! The one pass over a text that finds where rules should look: literals, any case, all at once.

use std::{collections::BTreeMap, ops::Range};

use wicket_types::Guard;

use super::{
    automaton::{Literal, State},
    literals::Literals,
    slots::Next,
};
use crate::{
    Wants,
    reading::turned::{self, Turn},
    rules::{Context, Find, Rule, context, shared},
};

/// What an anchor means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    /// A word that gives context to numbers behind it.
    Subject(Context),
    /// The rule with this number may begin here (tokens) or be near (everything else).
    Rule(u32),
    /// A phrase may begin here, if the word behind may follow.
    Phrase(Next),
    /// A telling word stands here as a turned text has it.
    Turned(Turn),
}

/// All anchors, compiled.
#[derive(Debug)]
pub(crate) struct Anchors {
    /// Those of every rule.
    all: Tables,
    /// Those of attacks: most readings of a text are looked through for nothing else, and these are one in ten.
    of_attacks: Tables,
}

/// Some anchors, compiled twice.
#[derive(Debug)]
struct Tables {
    /// The literals in ASCII: all that ASCII text can hold. Few kinds of bytes make small rows, which stay in the cache.
    ascii: Fitted,
    /// All literals, for any other text.
    every: Fitted,
}

impl Tables {
    fn new(literals: &BTreeMap<String, Vec<Target>>, rules: &[&'static Rule]) -> Self {
        let in_ascii = literals.iter().filter(|(word, _)| word.is_ascii());
        let ascii = in_ascii.map(|(word, to)| (word.clone(), to.clone())).collect();
        Tables { ascii: Fitted::new(&ascii, rules), every: Fitted::new(literals, rules) }
    }

    fn for_text(&self, text: &str) -> &Fitted {
        if text.is_ascii() { &self.ascii } else { &self.every }
    }
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
    /// Of all literals, one after the other.
    targets: Vec<Target>,
    /// Where those of each literal begin, and at last where all end.
    targets_at: Vec<u32>,
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
        let ends = literals.values().scan(0, |end, targets| {
            *end += targets.len() as u32;
            Some(*end)
        });
        let begin_words =
            literals.values().map(|targets| targets.iter().all(|target| target.begins_part(rules))).collect();
        Ok(Table {
            literals: compiled,
            targets: literals.values().flatten().copied().collect(),
            targets_at: [0].into_iter().chain(ends).collect(),
            begin_words,
        })
    }

    fn targets_of(&self, literal: usize) -> &[Target] {
        let at = |literal: usize| self.targets_at.get(literal).map_or(0, |at| *at as usize);
        self.targets.get(at(literal)..at(literal + 1)).unwrap_or_default()
    }

    fn each(&self, text: &str, mut tell: impl FnMut(Range<usize>, Target)) {
        self.literals.each(text.as_bytes(), |literal, found| {
            if is_inside(text.as_bytes(), found.start) && self.begin_words.get(literal).is_some_and(|begins| *begins) {
                return;
            }
            for &target in self.targets_of(literal) {
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
            Target::Rule(rule) => matches!(rules[rule as usize].find, Find::Token { .. }),
            Target::Turned(turn) => turn != Turn::Backwards,
            Target::Subject(_) => false,
        }
    }

    /// Whether it means something where attacks alone are looked for.
    fn is_of_attack(self, rules: &[&'static Rule]) -> bool {
        match self {
            Target::Phrase(_) | Target::Turned(_) => true,
            Target::Rule(rule) => rules[rule as usize].kind.guard() == Some(Guard::Injection),
            Target::Subject(_) => false,
        }
    }

    /// Whether it means nothing but where a word or a part of one begins, [`shared::begins_label`].
    fn begins_part(self, rules: &[&'static Rule]) -> bool {
        match self {
            Target::Subject(_) => true,
            Target::Rule(rule) => {
                matches!(rules[rule as usize].find, Find::Token { .. } | Find::Labelled { .. } | Find::Column { .. })
            }
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
        for (index, rule) in (0..).zip(rules) {
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
        let all = Tables::new(&literals, rules);
        literals.values_mut().for_each(|targets| targets.retain(|target| target.is_of_attack(rules)));
        literals.retain(|_, targets| !targets.is_empty());
        Anchors { all, of_attacks: Tables::new(&literals, rules) }
    }

    /// Calls `tell` with each anchor in `text` that may mean something where it stands, in order of their ends: with those that
    /// matter to what is wanted, and with others unless these are attacks alone.
    pub(crate) fn each(&self, text: &str, wants: Wants, tell: impl FnMut(Range<usize>, Target)) {
        let is_of_attacks = wants == Wants::of(&[Guard::Injection]);
        match if is_of_attacks { &self.of_attacks } else { &self.all }.for_text(text) {
            Fitted::Small(table) => table.each(text, tell),
            Fitted::Large(table) => table.each(text, tell),
        }
    }
}

/// Whether `at` is inside of a word or of a part of one, [`shared::begins_label`], as far as bytes of ASCII tell.
fn is_inside(bytes: &[u8], at: usize) -> bool {
    let (before, here) = (at.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at));
    let (Some(before), Some(here)) = (before, here) else { return false };
    let is_hump = before.is_ascii_lowercase() && here.is_ascii_uppercase();
    before.is_ascii_alphanumeric() && here.is_ascii() && !is_hump
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
