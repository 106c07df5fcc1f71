//! What looks like a name and is an identifier: source code is full of words with capitals that a tagger of prose takes
//! for names, and of columns of numbers that it takes for addresses.

use std::ops::Range;

use super::{ADDRESS, ORGANIZATION};

/// Beginnings of family names behind which a second capital is usual.
const BEGINNINGS: &[&str] =
    &["Mc", "Mac", "De", "Di", "Da", "Du", "La", "Le", "Van", "Von", "Fitz", "St", "El", "Al", "Ben"];
/// Signs that no address is written with.
const NEVER_IN_AN_ADDRESS: &[char] = &['=', '<', '>', '{', '}', '[', ']', '|', '\\', '*', '_'];
/// Commas of an address that tells no number; with more it is a list of places.
const MOST_COMMAS: usize = 2;
/// Lines of the longest address.
const MOST_LINES: usize = 7;

/// Whether the name at `span` of `text`, of the tagger's `class`, is part of source code rather than one. O(length of it).
pub(super) fn is_code(text: &str, span: &Range<usize>, class: usize) -> bool {
    let Some(name) = text.get(span.clone()) else { return false };
    if class == ADDRESS {
        // `index 9a356e4..ec1f19f 100644`, as version control shows files.
        let is_state = name.len() > 7 && name.bytes().take(7).all(|byte| byte.is_ascii_hexdigit());
        return is_table(name) || is_state && text[..span.start].ends_with("..");
    }
    // `42 U.S.C. § 1983`: a collection of laws is cited. Persons stand in front of this sign, too.
    if name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'.') && text[span.end..].starts_with(" §") {
        return true;
    }
    let before = text.get(..span.start).and_then(|before| before.chars().next_back());
    let mut behind = text.get(span.end..).unwrap_or_default().chars();
    let (next, after) = (behind.next(), behind.next());
    let is_glued_before = matches!(before, Some('_' | '.' | '$' | '@' | '\\')) || text[..span.start].ends_with("::");
    let is_glued_behind = matches!(next, Some('_' | '(' | '[' | '='))
        || next == Some('.') && after.is_some_and(|c| c.is_lowercase() || c == '_')
        || next == Some(':') && after == Some(':');
    is_glued_before || is_glued_behind || name.contains('_') || name.contains("::") || is_path(name) || {
        // Firms write themselves as they like.
        class != ORGANIZATION && name.split(|c: char| !c.is_alphanumeric()).any(is_camel_case)
    }
}

/// Numbers in columns, numbered lines, codes, lists: hardly a letter, signs that no address has, or lines and lines.
fn is_table(name: &str) -> bool {
    let n_letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let n_signs = name.chars().filter(|c| !c.is_whitespace()).count();
    // A number alone may be that of a house or a postcode; a longer one is a code.
    let n_digits = name.chars().filter(char::is_ascii_digit).count();
    let n_commas = name.chars().filter(|c| *c == ',').count();
    n_letters == 0 && n_digits > 5
        || n_digits == 0 && n_commas > MOST_COMMAS
        || name.contains('\n') && n_letters * 4 < n_signs
        || name.contains(NEVER_IN_AN_ADDRESS)
        || name.contains("0x")
        || name.contains("....")
        || n_decimals(name) > 1
        || name.lines().count() > MOST_LINES
        || name.lines().skip(1).any(|line| {
            // The number of a line, as tools show files.
            let rest = line.trim_start().trim_start_matches(|c: char| c.is_ascii_digit());
            rest.starts_with('\t') || line.starts_with("  ") && rest.is_empty()
        })
}

/// Numbers with a fraction, `12,50` or `51.88`: prices and measurements have several, an address none.
fn n_decimals(name: &str) -> usize {
    let words = name.split(|c: char| c.is_whitespace() || c == ';').map(|word| word.trim_end_matches(['.', ',']));
    let is_decimal = |word: &&str| {
        let parts = word.split_once(['.', ',']).filter(|(whole, _)| !whole.is_empty());
        parts.is_some_and(|(whole, part)| [whole, part].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit())))
    };
    words.filter(is_decimal).count()
}

/// A full stop right between two words, the second in lower case: `dispatch.cpp`, `b.iter`; not `s.r.l.`.
fn is_path(name: &str) -> bool {
    let is_step = |w: &[u8]| w[1] == b'.' && w[0].is_ascii_alphanumeric() && w[2..].iter().all(u8::is_ascii_lowercase);
    name.as_bytes().windows(4).any(is_step)
}

/// A capital behind a small letter, but in names such as `McDonald`.
fn is_camel_case(word: &str) -> bool {
    let rest = BEGINNINGS
        .iter()
        .find_map(|beginning| word.strip_prefix(beginning).filter(|rest| rest.starts_with(char::is_uppercase)))
        .unwrap_or(word);
    rest.chars().zip(rest.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::PERSON;

    #[test]
    fn laws_and_states_of_files_are_no_places() {
        assert!(is("See 42 U.S.C. § 1983", "U.S.C.", PERSON));
        assert!(is("index 9a356e4..ec1f19f 100644", "ec1f19f 100644", ADDRESS));
        assert!(!is("gegen Thomas Müller § 823 BGB", "Thomas Müller", PERSON));
        assert!(!is("I live at...12 Mill Road, Ely", "12 Mill Road, Ely", ADDRESS));
    }

    fn is(text: &str, name: &str, class: usize) -> bool {
        let at = text.find(name).expect("the name is in the text");
        is_code(text, &(at..at + name.len()), class)
    }

    #[test]
    fn identifiers_are_no_names() {
        for (text, name) in [
            ("    CallModuleVarArgs,", "CallModuleVarArgs"),
            ("from sympy.polys import x", "sympy"),
            ("decompogen(Max(3, x), x)", "Max"),
            ("see RegisterDispatchKey.cpp", "RegisterDispatchKey.cpp"),
            ("let H_0 = 1", "H_0"),
            ("std::Marco::new()", "Marco"),
        ] {
            assert!(is(text, name, PERSON), "{text}");
        }
        assert!(is("  10\t\n  11\t### Fixed\n  12\t", "10\t\n  11\t### Fixed\n  12", ADDRESS));
        assert!(is("Your code is 482913", "482913", ADDRESS));
        assert!(is("Vorher 95,10. Diesel 1,649, Super", "Vorher 95,10. Diesel 1,649", ADDRESS));
        assert!(is("II. Sand, Kies ........ 40", "Kies ........ 40", ADDRESS));
        let places = "Oslo, Lima, San Diego-Carlsbad, Bonn";
        assert!(is(places, places, ADDRESS));
        assert!(is("0x2A9C33EA,0xC8402893\n0xD27CC81D", "2A9C33EA,0xC8402893\n0xD27CC81D", ADDRESS));
    }

    #[test]
    fn names_in_prose_and_records_stay() {
        for (text, name) in [
            ("Ask Ronald McDonald, please.", "Ronald McDonald"),
            ("(Berlin)", "Berlin"),
            (r#"{"name":"Ann Lee","age":3}"#, "Ann Lee"),
            ("Jean-Luc O'Neil and Li DeWitt.", "Li DeWitt"),
            ("signed: M. Curie.Then", "M. Curie"),
            ("at Ricci e Toldo s.r.l. in Como", "Ricci e Toldo s.r.l."),
        ] {
            assert!(!is(text, name, PERSON), "{text}");
        }
        assert!(!is("We use YouTube here", "YouTube", ORGANIZATION));
        let letter = "51 Franklin Street,\nFifth Floor\nBoston, MA 02110";
        assert!(!is(letter, letter, ADDRESS));
        assert!(!is("No.4,5th Cross, Bengaluru 560001", "No.4,5th Cross, Bengaluru 560001", ADDRESS));
    }
}
