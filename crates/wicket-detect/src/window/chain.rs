//! Words that belong together although spaces part them: numbers in groups, streets, days and months, telephone
//! extensions.

use super::{class::DIGIT, cut::Word};
use crate::rules::phone::is_name_behind;

/// Most capitalised words in a row that can still be a street, before its number.
const MAX_NAMES: u8 = 5;

/// Words that may continue as one finding of personal data.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Chain {
    /// Some word had a digit.
    has_digit: bool,
    n_names: u8,
    last: Link,
    /// Lower-case words since a short number: `24th of september`.
    n_plain: u8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Link {
    /// Nothing can follow.
    #[default]
    End,
    /// A word with a digit.
    Number,
    /// A day of the month, or the first lower-case word behind it.
    Day,
    /// A capitalised word.
    Name,
    /// `de`, `la`, or the first word of a street: `via`.
    Particle,
}

/// Words in lower case that stand before or inside names of streets.
const PARTICLES: &[&str] = &[
    "de",
    "del",
    "la",
    "le",
    "l",
    "d",
    "du",
    "des",
    "di",
    "da",
    "do",
    "dos",
    "das",
    "della",
    "las",
    "los",
    "calle",
    "via",
    "viale",
    "piazza",
    "rua",
    "rue",
    "avenida",
    "ul.",
    "ulica",
    "al.",
    "aleja",
    "plac",
    "paseo",
    "plaza",
    "corso",
    "largo",
    "travessa",
    "praça",
    "av.",
    "avenue",
    "bd",
    "boulevard",
    "place",
    "chemin",
    "allée",
    "impasse",
    "quai",
    "route",
    "cours",
    "c/",
    "camino",
    "carrer",
    "ronda",
    "strada",
    "vicolo",
    "os.",
    "pl.",
];

impl Chain {
    /// Takes the next word.
    pub(super) fn add(&mut self, word: &Word<'_>) {
        let first = word.text.trim_start_matches(['(', '"', '\'', '*', '_', '#', '-']).chars().next();
        let ends_sentence = word.text.ends_with(['!', '?', ';', ':'])
            || word.text.ends_with('.') && word.text.len() > 5 && !word.text.ends_with("str.");
        self.last = if word.has(DIGIT) {
            self.has_digit = true;
            self.n_plain = 0;
            let n_digits = word.text.bytes().filter(u8::is_ascii_digit).count();
            // `1988. április 12.`: in Hungarian the year stands in front, and the month waits for its day.
            let is_year = n_digits == 4 && word.text.len() == 5 && word.text.ends_with('.');
            if is_year || n_digits <= 2 && word.text.len() <= 5 { Link::Day } else { Link::Number }
        } else if word.is_empty() || matches!(word.text, "+" | "-" | "/" | "(" | "–" | ",") {
            if self.has_digit { Link::Number } else { Link::End }
        } else if self.has_digit && is_extension(word.text) {
            Link::Number
        } else if ends_sentence {
            Link::End
        } else if first.is_some_and(char::is_uppercase) {
            self.n_names += 1;
            Link::Name
        } else if PARTICLES.iter().any(|particle| particle.eq_ignore_ascii_case(word.text)) {
            self.n_names += 1;
            // `3 de mayo de 1985`: the day still waits for its month, and the month for its year.
            let is_of = self.last == Link::Day && matches!(word.text, "de" | "del");
            if is_of { Link::Day } else { Link::Particle }
        } else if self.last == Link::Day && self.n_plain < 2 && word.text.len() <= 24 {
            self.n_plain += 1;
            Link::Day
        } else {
            Link::End
        };
    }

    /// Whether the word at the start of `next` can belong to the same finding; `None` if that cannot be told yet.
    pub(super) fn follows(&self, next: &str, at_end: bool) -> Option<bool> {
        if self.last == Link::End {
            return Some(false);
        }
        let bare = next.trim_start_matches([' ', '\n', '\r', '\t']);
        // A gap of more than three characters parts everything.
        if next.len() - bare.len() > 2 {
            return Some(false);
        }
        let Some(first) = bare.chars().next() else { return at_end.then_some(false) };
        let is_sign = matches!(first, '(' | '+' | '#' | '-' | '/' | '–' | ',');
        let is_name = first.is_uppercase();
        let is_lower = first.is_lowercase();
        Some(match self.last {
            Link::Number => {
                first.is_numeric() || is_sign || is_name || is_lower && self.particle_follows(bare, at_end)?
            }
            Link::Day => first.is_numeric() || is_sign || is_name || is_lower,
            Link::Name | Link::Particle => {
                first.is_numeric()
                    || is_name
                    || self.has_digit && is_sign
                    || is_lower && self.particle_follows(bare, at_end)?
            }
            Link::End => false,
        })
    }

    /// A heading in capitals is no street: too many names and no number.
    pub(super) fn is_heading(&self) -> bool {
        self.n_names > MAX_NAMES && !self.has_digit
    }

    fn particle_follows(&self, bare: &str, at_end: bool) -> Option<bool> {
        let end = bare.find(char::is_whitespace);
        let word = bare.get(..end.unwrap_or(bare.len())).unwrap_or_default();
        // No particle is that long, so a longer word is none before it has ended.
        if word.len() > 10 {
            return Some(false);
        }
        let is_particle = || PARTICLES.iter().any(|particle| particle.eq_ignore_ascii_case(word));
        (end.is_some() || at_end).then(|| is_particle() || self.has_digit && is_extension(word))
    }
}

/// What stands before or in an extension of a telephone number, or tells behind it what it is: `ext. 33`, `x33`, `fax`.
fn is_extension(word: &str) -> bool {
    matches!(word, "ext" | "ext.")
        || is_name_behind(word.trim_matches(['(', ')', ',', ';', '.']))
        || word.strip_prefix('x').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
