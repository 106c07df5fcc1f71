//! A person who was named in full is often named again by one word: `Ana Kovač … Kovač said`. Where the tagger knows
//! the full name, the word alone is a name too, whatever stands around it.

use std::collections::HashMap;

use super::{
    Name, PERSON,
    features::{COMMON, Known as _, hash_of},
    model::Model,
    token::{self, Sort, Token},
};

/// How sure a full name must be for its words to be looked for, in natural log-odds.
const SURE: f32 = 2.0;
/// A name of another class that is surer than this stays what it is.
const FIRM: f32 = 1.5;
/// A word of fewer characters is an initial, or may be anything.
const SHORTEST: usize = 3;

/// Adds the names of `text` that repeat a word of a sure person of several words to `names`, which are in order. O(n).
pub(super) fn with_repeated(model: &Model, text: &str, names: Vec<Name>) -> Vec<Name> {
    let known = words_of_persons(model, text, &names);
    if known.is_empty() {
        return names;
    }
    let margin_of = |token: &Token| known.get(text.get(token.span()).unwrap_or_default()).copied();
    let mut found: Vec<Name> = Vec::with_capacity(names.len());
    let mut rest = names.into_iter().peekable();
    let mut open: Option<Name> = None;
    for token in token::tokens(text) {
        while let Some(name) = rest.next_if(|name| name.span.end <= token.start) {
            found.push(name);
        }
        let inside = rest.peek_mut().filter(|name| name.span.start < token.end);
        let margin = margin_of(&token);
        match (inside, margin) {
            // The word alone was taken for a place or a firm, and not surely.
            (Some(name), Some(margin)) if name.span == token.span() && name.margin < FIRM => {
                name.class = PERSON;
                name.margin = margin;
            }
            (None, Some(margin)) => match &mut open {
                Some(name) if text.get(name.span.end..token.start) == Some(" ") => name.span.end = token.end,
                _ => {
                    found.extend(open.take());
                    open = Some(Name { span: token.span(), class: PERSON, margin });
                }
            },
            _ => {}
        }
    }
    found.extend(open);
    found.extend(rest);
    found.sort_by_key(|name| name.span.start);
    found
}

/// The words of persons whose names have several, each with half of how sure its name is: a word less a proof.
fn words_of_persons<'t>(model: &Model, text: &'t str, names: &[Name]) -> HashMap<&'t str, f32> {
    let mut known = HashMap::new();
    for name in names.iter().filter(|name| name.class == PERSON && name.margin >= SURE) {
        let words: Vec<&str> = text
            .get(name.span.clone())
            .into_iter()
            .flat_map(|name| token::tokens(name).filter(|token| token.sort == Sort::Word).map(|t| &name[t.span()]))
            .collect();
        if words.len() < 2 {
            continue;
        }
        for word in words {
            let is_name = word.starts_with(char::is_uppercase) && word.chars().nth(SHORTEST - 1).is_some();
            if is_name && model.marks_of(hash_of(word)) & COMMON == 0 {
                let margin = known.entry(word).or_insert(0.0_f32);
                *margin = margin.max(name.margin / 2.0);
            }
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{ORGANIZATION, standard};

    /// What of `text` is a person, where the first words are one as sure as `margin`, and `other` an organisation.
    fn persons(text: &str, first: &str, margin: f32, other: Option<(&str, f32)>) -> Vec<String> {
        let mut names = vec![Name { span: 0..first.len(), class: PERSON, margin }];
        names.extend(other.map(|(name, margin)| {
            let at = text.rfind(name).expect("the name is in the text");
            Name { span: at..at + name.len(), class: ORGANIZATION, margin }
        }));
        let found = with_repeated(standard().expect("weights"), text, names);
        assert!(found.is_sorted_by_key(|name| name.span.start));
        found.iter().filter(|name| name.class == PERSON).map(|name| text[name.span.clone()].to_owned()).collect()
    }

    #[test]
    fn a_part_of_a_full_name_is_a_name_again() {
        let text = "Ana Kovač left. Kovač's key, Ana said, is lost.";
        assert_eq!(persons(text, "Ana Kovač", 4.0, None), ["Ana Kovač", "Kovač", "Ana"]);
        // Half as sure as the full name, which must be sure itself.
        assert_eq!(persons(text, "Ana Kovač", 1.0, None), ["Ana Kovač"]);
        assert_eq!(persons("Will Kovač left. Will he return? WILL", "Will Kovač", 4.0, None), ["Will Kovač"]);
        assert_eq!(persons("Kovač left. Kovač said so.", "Kovač", 4.0, None), ["Kovač"]);
    }

    #[test]
    fn another_class_gives_way_only_where_it_is_unsure() {
        let text = "Ana Kovač left, and Kovač closed.";
        assert_eq!(persons(text, "Ana Kovač", 4.0, Some(("Kovač", 0.8))), ["Ana Kovač", "Kovač"]);
        assert_eq!(persons(text, "Ana Kovač", 4.0, Some(("Kovač", 3.0))), ["Ana Kovač"]);
    }
}
