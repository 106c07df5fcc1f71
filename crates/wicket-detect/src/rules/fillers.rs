//! What stands between a label and its value: signs, short words, notes in brackets, whose the value is.

use std::sync::LazyLock;

use super::shared::is_word_at;
use crate::packed::Words;

/// What stands between a subject and what is said of it, in Chinese, Japanese and Korean.
pub(crate) const PARTICLES: [&str; 8] = ["是", "为", "為", "は", "が", "은", "는", "이"];

/// How long the particle is that stands at `at`.
fn particle_at(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..).filter(|rest| rest.as_bytes().first() >= Some(&0x80))?;
    PARTICLES.iter().find(|particle| rest.starts_with(**particle)).map(|particle| particle.len())
}

/// How long the words are that say whose a value is, up to their colon: `of the buyer:`, `del comprador:`, `for the router:`.
/// Fillers such as `of the` may have been skipped before.
fn owner_at(text: &str, at: usize) -> Option<usize> {
    /// Longest words, in bytes.
    const REACH: usize = 24;
    const GENITIVES: &[&str] =
        &["of", "for", "de", "del", "della", "du", "des", "der", "da", "do", "van", "för", "til"];
    let rest = text.get(at..text.floor_char_boundary(at + REACH))?;
    let words = rest.get(..memchr::memchr(b':', rest.as_bytes())?)?;
    let head = text.get(text.floor_char_boundary(at.saturating_sub(8))..at)?.trim_end_matches(' ');
    let is_owner = words.split(' ').next().is_some_and(|word| GENITIVES.contains(&word))
        || head.ends_with(" of")
        || head.ends_with(" of the")
        || head.ends_with(" of my")
        || head.ends_with(" für");
    (is_owner && words.chars().all(|c| c.is_alphabetic() || c == ' ') && words.split(' ').count() < 4)
        .then_some(words.len() + 1)
}

/// Words that may stand between a label and its value.
const FILLERS: &[&str] = &[
    "number", "numbers", "no", "nr", "num", "is", "was", "code", "id", "to", "ist", "lautet", "es", "est", "jest",
    "of", "my", "the", "card", "on", "am", "le", "el", "il", "em", "den", "op", "will", "be", "set", "as", "und",
    "nummer", "numero", "date", "holder", "with", "value", "n", "nro", "numer", "datum", "er", "este", "bleibt",
    "still", "now", "it", "s", "dnia", "wurde", "reads", "nos", "are", "sind",
];

/// The same outside ASCII.
const FOREIGN_FILLERS: &[&str] =
    &["nº", "n°", "é", "è", "är", "número", "numéro", "für", "núm", "číslo", "día", "º", "č"];

/// How long the filler is that `text` goes on with at `at`, whole or the head of a longer word. None is longer than eight bytes.
fn filler_at(text: &str, at: usize) -> Option<usize> {
    static LISTED: LazyLock<Words> = LazyLock::new(|| Words::of(FILLERS.iter().copied()));
    let bytes = text.as_bytes();
    let n_ascii = bytes.get(at..)?.iter().take(9).take_while(|byte| byte.is_ascii_alphabetic()).count();
    if bytes.get(at + n_ascii).is_none_or(u8::is_ascii) {
        return ((1..=8).contains(&n_ascii) && LISTED.has_at(bytes, &(at..at + n_ascii))).then_some(n_ascii);
    }
    let is_letter = |c: &char| c.is_alphabetic() || matches!(c, 'º' | '°');
    let length = text.get(at..)?.chars().take(9).take_while(is_letter).map(char::len_utf8).sum();
    let word = text.get(at..at + length)?;
    let is_listed =
        word.is_ascii() && LISTED.has(word) || FOREIGN_FILLERS.iter().any(|filler| filler.eq_ignore_ascii_case(word));
    is_listed.then_some(length)
}

/// Skips what may stand between a label and its value: spaces, signs, and up to four short words such as `number is`.
pub(crate) fn skip_filler(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    for _ in 0..5 {
        let from = at;
        at += bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| is_between(**byte)).count());
        let rest = bytes.get(at..).unwrap_or_default();
        let first = rest.first().copied().unwrap_or_default();
        let told = match first {
            // Said without a space: `密码是`, `番号は`.
            0x80.. => particle_at(text, at),
            // A name in a program: `passport_no`, `acct_num`.
            b'_' => number_in_name(rest),
            _ => None,
        };
        // What is said in brackets of a label is no value: `license (CA)`, `date of birth (MM/DD/YYYY)`.
        let note = || note_at(bytes.get(from..)?).map(|length| from + length);
        let class_or_tag = || match first {
            // Which class of a document: `patente cat. B n.`, `licencia tipo A No.`
            b'c' | b'C' | b'k' | b'K' | b't' | b'T' => class_at(text.get(at..)?),
            // The cell of a label ends, and the next one begins with the value: `<td>SSN</td><td>536-22-8726</td>`.
            b'<' => tag_at(rest),
            _ => None,
        };
        let word = || filler_at(text, at).filter(|length| !is_word_at(text, at + length));
        let told = told.map(|length| at + length).or_else(note);
        let next =
            told.or_else(|| class_or_tag().or_else(word).or_else(|| owner_at(text, at)).map(|length| at + length));
        let Some(next) = next else { return at };
        at = next;
    }
    at
}

/// Whether a sign may stand between a label and its value.
const fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b':' | b'#' | b'=' | b'.' | b'"' | b'\'' | b'(' | b'-' | b'>' | b'*' | b'`' | b'|')
}

/// Skips spaces and the signs that stand between a label and its value.
pub(crate) fn skip_signs(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take(16).take_while(|byte| b" \t:#=.\"'(-*`|".contains(byte)).count()
}

/// Where the answer begins to a question that ends with a label, in the next line of a chat: `And your licence?` and below it
/// `Caller: 07204418.` `label` is where the label ends.
pub(crate) fn answer_to(text: &str, label: usize) -> Option<usize> {
    /// Longest end of a question, and longest mark of time and name of who answers, in bytes.
    const MOST: usize = 32;
    let bytes = text.as_bytes();
    let rest = bytes.get(label..)?;
    let end = rest.iter().take(MOST).position(|byte| matches!(byte, b'?' | b'.' | b'\n'))?;
    let line = rest.get(end..end + 2).filter(|signs| matches!(*signs, b"?\n" | b".\n")).map(|_| label + end + 2)?;
    let head = bytes.get(line..)?;
    let is_name = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b' ' || *byte >= 0x80;
    let time = if head.first() == Some(&b'[') { head.iter().take(MOST).position(|&byte| byte == b']')? + 1 } else { 0 };
    let name = head.get(time..)?.iter().take(MOST).take_while(|byte| is_name(byte)).count();
    let sign = head.get(time + name)?;
    let is_answer = *sign == b':' || *sign == b'>' && name == 0;
    is_answer.then(|| skip_filler(text, line + time + name + 1))
}

/// How long the end of a name is that says that it holds a number.
fn number_in_name(bytes: &[u8]) -> Option<usize> {
    let [b'_', rest @ ..] = bytes else { return None };
    let length = rest.iter().take(8).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = &rest[..length];
    let is_number =
        ["no", "nr", "num", "nbr", "number"].iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word));
    is_number.then_some(length + 1)
}

/// How long the note without digits is that `bytes` begin with: `(CA)`, `(home)`.
fn note_at(bytes: &[u8]) -> Option<usize> {
    let start = bytes.iter().take(2).position(|&byte| byte == b'(')?;
    let length = bytes.iter().take(18).position(|&byte| byte == b')')?;
    let note = bytes.get(start + 1..length).filter(|note| !note.is_empty())?;
    // Codes of banks are written in brackets too.
    let is_code = note.len() > 4 && note.iter().all(u8::is_ascii_uppercase);
    let is_note = !note.iter().any(|byte| byte.is_ascii_digit() || *byte == b'\n');
    (is_note && !is_code).then_some(length + 1)
}

/// How long the class of a document is that `text` begins with: `cat. B`, `tipo A`, `Klasse BE`.
fn class_at(text: &str) -> Option<usize> {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "cat.", "cat", "kat.", "kat", "category", "categoria", "categoría", "catégorie", "categorie", "kategoria",
        "kategorie", "kategori", "class", "klasse", "klass", "classe", "clase", "type", "tipo", "typ",
    ];
    let end = text.bytes().take(12).position(|byte| byte == b' ')?;
    let word = text.get(..end)?;
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)).then_some(())?;
    let letters = text.get(end + 1..)?.bytes().take(3).take_while(u8::is_ascii_uppercase).count();
    let digits = text.get(end + 1 + letters..)?.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let length = end + 1 + letters + digits;
    ((1..=2).contains(&letters) && digits < 2 && !is_word_at(text, length)).then_some(length)
}

/// How long the tag is that `bytes` begin with: `</td>`, `<dd>`; 0 never.
fn tag_at(bytes: &[u8]) -> Option<usize> {
    let [b'<', rest @ ..] = bytes else { return None };
    let name = rest.strip_prefix(b"/").unwrap_or(rest);
    let is_cell = [&b"td"[..], b"th", b"dd", b"dt", b"b>", b"strong", b"span"].iter().any(|tag| name.starts_with(tag));
    let length = rest.iter().take(40).position(|&byte| byte == b'>')?;
    is_cell.then_some(length + 2)
}
