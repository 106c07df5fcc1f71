//! Small questions that many rules ask of the bytes around a place.

use std::{ops::Range, sync::LazyLock};

use aho_corasick::AhoCorasick;

use crate::scripts::parts_words;

/// Whether what stands at `at` goes on with a word that ends there: an ASCII letter or digit, `_`, or a letter of a script
/// that puts spaces between words. A place inside of a character is inside of a word.
pub(crate) fn is_word_at(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        Some(b) if b.is_ascii() => b.is_ascii_alphanumeric() || *b == b'_',
        Some(_) => text.get(at..).and_then(|rest| rest.chars().next()).is_none_or(joins),
        None => false,
    }
}

/// Whether a word could begin at `at`: no letter or digit stands right before, or one of them is of a script without spaces.
pub(crate) fn begins_word(text: &str, at: usize) -> bool {
    let is_foreign = || text.as_bytes().get(at).is_some_and(|b| !b.is_ascii());
    let is_unspaced = || text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(parts_words);
    match at.checked_sub(1).and_then(|i| text.as_bytes().get(i)) {
        Some(b) if b.is_ascii() => !b.is_ascii_alphanumeric() || is_foreign() && is_unspaced(),
        Some(_) => text.get(..at).and_then(|head| head.chars().next_back()).is_some_and(|c| !joins(c)),
        None => true,
    }
}

/// Whether a character outside ASCII is of one word with a letter or digit beside it. Quotation marks and spaces are not, and
/// Chinese, Japanese, Korean and some scripts of Asia put no space between a word and the number behind it (UAX 29, 4).
fn joins(c: char) -> bool {
    c.is_alphanumeric() && !parts_words(c)
}

/// Whether a label could begin at `at`: a word does, or a capital follows a small letter, as in `patientDOB`.
pub(crate) fn begins_label(text: &str, at: usize) -> bool {
    begins_word(text, at) || is_hump(text, at)
}

/// Whether a label that ends at `end` with a letter goes on there as a longer word; `dobOfPatient` does not.
pub(crate) fn label_goes_on(text: &str, end: usize) -> bool {
    is_letter_at(text, end) && !is_hump(text, end)
}

/// Whether a capital stands at `at` behind a small letter: where programs put two words together.
fn is_hump(text: &str, at: usize) -> bool {
    let byte = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at));
    byte(Some(at)).is_some_and(u8::is_ascii_uppercase) && byte(at.checked_sub(1)).is_some_and(u8::is_ascii_lowercase)
}

/// Whether an ASCII letter stands at `at`, so that a label ending there is part of a longer word.
pub(crate) fn is_letter_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic)
}

/// Where the next value of a list begins behind one that ends at `end`: behind a comma, a stroke or a word such as `and`.
pub(crate) fn next_of_list(text: &str, end: usize) -> Option<usize> {
    const WORDS: &[&str] =
        &["and", "or", "und", "oder", "et", "ou", "y", "o", "e", "i", "en", "och", "og", "ja", "a", "и"];
    let bytes = text.as_bytes();
    let spaces =
        |at: usize| bytes.get(at..).map_or(0, |rest| rest.iter().take(2).take_while(|byte| **byte == b' ').count());
    let mut at = end + usize::from(matches!(bytes.get(end), Some(b'"' | b'\'')));
    let sign = at + spaces(at);
    let has_sign = matches!(bytes.get(sign), Some(b',' | b';' | b'/' | b'&' | b'+'));
    at = sign + usize::from(has_sign);
    at += spaces(at);
    let rest = text.get(at..)?;
    let word = WORDS.iter().find(|word| rest.strip_prefix(**word).is_some_and(|rest| rest.starts_with(' ')));
    at += word.map_or(0, |word| word.len() + 1);
    at += usize::from(matches!(bytes.get(at), Some(b'"' | b'\'' | b'#')));
    (has_sign || word.is_some()).then_some(at)
}

/// Whether the text from `at` on is written as the value at `first` is: digits, letters and signs at the same places. Without
/// a digit it may be any word.
pub(crate) fn is_alike(text: &str, first: &Range<usize>, at: usize) -> bool {
    let bytes = text.as_bytes();
    let (Some(one), Some(other)) = (bytes.get(first.clone()), bytes.get(at..at + first.len())) else { return false };
    let class = |byte: &u8| match byte {
        b'0'..=b'9' => b'9',
        b'A'..=b'Z' => b'A',
        b'a'..=b'z' => b'a',
        sign => *sign,
    };
    one.iter().any(u8::is_ascii_digit) && one.iter().zip(other).all(|(one, other)| class(one) == class(other))
}

/// Where the value of a heading begins: of a label that fills its line, with the value alone on the next, as forms have it
/// that were copied from a page. `from` is where the filler behind the label that begins at `label` ends.
pub(crate) fn below_heading(text: &str, label: usize, from: usize) -> Option<usize> {
    /// Longest words in front of the label on its line.
    const MOST: usize = 24;
    let bytes = text.as_bytes();
    let line = bytes[..label].iter().rev().take(MOST + 1).take_while(|&&byte| byte != b'\n').count();
    let rest = bytes.get(from..).unwrap_or_default();
    let gap = rest.iter().take(8).take_while(|byte| byte.is_ascii_whitespace()).count();
    let is_break = (1..=2).contains(&rest[..gap].iter().filter(|&&byte| byte == b'\n').count());
    (line <= MOST && is_break).then_some(from + gap)
}

/// Whether nothing but signs stands between `end` and the end of the line.
pub(crate) fn ends_line(text: &str, end: usize) -> bool {
    let rest = text.as_bytes().get(end..).unwrap_or_default();
    let signs = rest.iter().take(4).take_while(|byte| matches!(byte, b' ' | b'\r' | b'.' | b',' | b';' | b'"')).count();
    matches!(rest.get(signs), None | Some(b'\n'))
}

/// Whether a value is a stand-in that people write in documentation: `your_key`, `xxxx`, `<token>`, `changeme`.
pub(crate) fn is_placeholder(value: &str) -> bool {
    const STAND_INS: &[&str] = &[
        "example",
        "your",
        "xxxx",
        "placeholder",
        "changeme",
        "change_me",
        "change-me",
        "dummy",
        "-fake",
        "fake-",
        "insert",
        "redacted",
        "todo",
        "sample",
        "123456789",
        "0000000",
        "...",
        "***",
        "####",
        "1234-1234",
        "abcdefgh",
        "replace",
        "<",
        "${",
        "{{",
        "%s",
        "secret_here",
        "foobar",
        "aaaaaaa",
        "1111111",
    ];
    static STANDS_IN: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| in_any_case(STAND_INS));
    let stands_in = STANDS_IN.as_ref().is_some_and(|automaton| automaton.is_match(value));
    stands_in || counts_up(value.as_bytes()) || is_published(value)
}

/// An automaton for `parts`, in any case.
fn in_any_case(parts: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(parts).ok()
}

/// Whether a value is one that a manual prints, or that a test tool gives to everybody.
pub(crate) fn is_published(value: &str) -> bool {
    /// Parts of such values, in lower case.
    const PUBLISHED: &[&str] = &[
        // Signatures of the tokens that jwt.io shows.
        "sflkxwrjsmekkf2qt4fwpmejf36pok6yjv_adqssw5c",
        "kmufsidtnfmyg3nmigm6h9fnfurof3wh7smqjp-qv30",
        "tjva95orm7e2cbab30rmhrhdcefxjoyzgefonfh7hgq",
        // Stripe documentation, test keys.
        "4ec39hqlyjwdarjtt1zdp7dc",
        "bqokikjovbii2hlwgh4olfq2",
        // Emulators of Azure Storage and of Cosmos DB.
        "eby8vdm02xnocqflquwjpllmetlcdxj1ouzft50usrz6ifsufq2uverc",
        "c2y6ydjf5/r+ob0n8a7cgv30vrdjiwehlm+4qdu5de2nq9ndu",
        // The first accounts of Hardhat and Anvil.
        "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
        "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
        // RFC 7617, section 2: Aladdin, who may open sesame; RFC 6238 and its readers: Hello!, and what follows.
        "qwxhzgrpbjpvcgvuihnlc2ftz",
        "jbswy3dpehpk3pxp",
        // The hash that manuals of bcrypt show.
        "n9qo8uloickgx2zmrzomye",
    ];
    static IS_PUBLISHED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| in_any_case(PUBLISHED));
    IS_PUBLISHED.as_ref().is_some_and(|automaton| automaton.is_match(value))
}

/// Whether eight letters in a row stand as in the alphabet, from whichever letter on: `klmnopqr`.
fn counts_up(bytes: &[u8]) -> bool {
    let mut rows = bytes.chunk_by(|a, b| {
        a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && b.to_ascii_lowercase() == a.to_ascii_lowercase() + 1
    });
    rows.any(|row| row.len() >= 8)
}

/// Whether a token that ends at `end` is the name of a picture or a page: `video_ico-7f3a.png`.
pub(crate) fn is_file_at(text: &str, end: usize) -> bool {
    const ENDINGS: &[&str] =
        &[".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".html", ".xml", ".woff", ".ico"];
    text.get(end..).is_some_and(|rest| ENDINGS.iter().any(|ending| rest.starts_with(ending)))
}
