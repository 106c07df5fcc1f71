//! Words, signs and line breaks of a text, each with what a tagger wants to know of it.

use std::ops::Range;

/// One word, one sign or one line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the text, on character borders.
    pub start: usize,
    /// End exclusive.
    pub end: usize,
    /// What it is.
    pub sort: Sort,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Letters and digits, and apostrophes between letters.
    Word,
    /// Any other character, or a run of the same one.
    Sign,
    /// A line break.
    Break,
}

impl Token {
    /// Its place in the text.
    pub fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The tokens of `text` in order. O(n).
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((start, c)) = rest.next() {
            let mut end = start + c.len_utf8();
            if c == '\n' {
                return Some(Token { start, end, sort: Sort::Break });
            }
            if c.is_whitespace() && c != '\t' {
                continue;
            }
            let sort = if is_word(c) { Sort::Word } else { Sort::Sign };
            if stands_alone(c) {
                return Some(Token { start, end, sort });
            }
            while let Some(&(at, next)) = rest.peek() {
                let goes_on = match sort {
                    Sort::Word => is_word(next) && !stands_alone(next) || joins(text, at, next),
                    _ => next == c,
                };
                if !goes_on {
                    break;
                }
                end = at + next.len_utf8();
                rest.next();
            }
            return Some(Token { start, end, sort });
        }
        None
    })
}

fn is_word(c: char) -> bool {
    // Vowel signs of Indian scripts and accents that stand apart belong to their words.
    c.is_alphanumeric() || c == '_' || matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}')
}

/// Characters of scripts that put no spaces between words.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{309f}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether the apostrophe at `at` is inside a word: `O'Brien`, but not the genitive of `Anna's`.
fn joins(text: &str, at: usize, c: char) -> bool {
    if !matches!(c, '\'' | '’') {
        return false;
    }
    let mut after = text.get(at + c.len_utf8()..).unwrap_or_default().chars();
    let Some(first) = after.next().filter(|first| first.is_alphabetic()) else { return false };
    let is_genitive = matches!(first, 's' | 'S') && !after.next().is_some_and(char::is_alphanumeric);
    !is_genitive
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_signs_and_breaks() {
        let cut = |text: &'static str| tokens(text).map(|t| &text[t.span()]).collect::<Vec<_>>();
        assert_eq!(cut("Anna's boss, O'Brien."), ["Anna", "'", "s", "boss", ",", "O'Brien", "."]);
        assert_eq!(
            cut("\"first_name\": \"Zoë\"\n---"),
            ["\"", "first_name", "\"", ":", "\"", "Zoë", "\"", "\n", "---"]
        );
        assert_eq!(cut("王伟 lives in 서울"), ["王", "伟", "lives", "in", "서울"]);
        assert_eq!(cut(" \u{a0} "), Vec::<&str>::new());
    }
}
