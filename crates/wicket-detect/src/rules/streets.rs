//! The words of streets: what ends them, what begins them, and the small words inside.

use std::sync::LazyLock;

use crate::packed::Words;

/// Words that end an English street; those of more than three letters may be in the plural.
const SUFFIXES: &str = "alley|anex|arcade|av|ave|avenue|bayou|bluff|blvd|boulevard|brae|brook|burg|bypass|canyon|causeway|chowk|\
     cir|circle|cliff|close|corner|court|cove|creek|crescent|crest|crossing|ct|dale|divide|dr|drive|drives|\
     esplanade|estate|estates|ferry|field|fields|forest|forge|fork|freeway|ganj|garden|gardens|gateway|glen|\
     green|grove|harbor|haven|heights|highway|hill|hollow|hwy|inlet|island|islands|isle|junction|key|knoll|\
     lake|land|lane|light|ln|loaf|lodge|loop|mall|manor|marg|meadows|mews|mill|mills|moor|motorway|mount|\
     mountain|mountains|nagar|neck|nook|orchard|oval|overpass|parade|park|parkway|pass|path|pike|pine|pkwy|pl|\
     place|plain|plaza|points|port|ports|prairie|promenade|quay|radial|ramp|ranch|rapids|rd|ridge|river|road|\
     route|row|rue|run|shoal|shoals|shore|shores|skyway|spring|springs|spur|spurs|sq|square|st|stairs|station|\
     strand|stravenue|stream|street|streets|summit|ter|terrace|throughway|track|trafficway|trail|trl|tunnel|\
     turnpike|underpass|union|vale|valley|viaduct|views|village|ville|vista|walk|way|wharf";
/// Words in front of the name of a street, which has its number before it.
const PREFIXES: &[&str] =
    &["rue", "avenue", "av.", "boulevard", "bd", "place", "chemin", "allée", "impasse", "quai", "route", "cours"];
/// Small words within names of streets and places.
pub(super) const PARTICLES: &[&str] = &[
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "l",
    "d",
    "del",
    "di",
    "da",
    "do",
    "dos",
    "das",
    "della",
    "las",
    "los",
    "e",
    "van",
    "der",
    "den",
    "rue",
    "chemin",
    "boulevard",
    "avenue",
    "ul.",
    "al.",
    "via",
    "calle",
    "rua",
    "av.",
];

/// Terms that stand behind numbers in manuals and end as streets do.
const NO_STREETS: &[&str] = &[
    " Bad Gateway",
    " Request Header ",
    " Unassigned Code ",
    " UNION SELECT ",
    " Public Key",
    " RSA Public Key",
    " Subject Public Key",
];

/// Words in front of the name of a street, which has its number behind it.
const STREETS_FIRST: &[&str] = &[
    "calle",
    "via",
    "viale",
    "piazza",
    "corso",
    "rua",
    "avenida",
    "avda",
    "paseo",
    "plaza",
    "ul.",
    "ulica",
    "aleja",
    "al.",
    "travessa",
    "largo",
    "vicolo",
    "strada",
    "borgo",
    "rambla",
    "ronda",
    "alameda",
    "praça",
    "camino",
    "cañada",
    "glorieta",
    "pasaje",
    "pasadizo",
    "callejón",
    "cuesta",
    "urbanización",
    "vial",
    "acceso",
    "rotonda",
    "canale",
    "contrada",
    "incrocio",
    "piazzale",
    "stretto",
    "trevo",
    "residencial",
    "incrocio",
    "rotonda",
    "aleje",
    "plac",
    "os.",
    "passeo",
];

/// The word that `text` begins with, which may be empty.
pub(super) fn word_at(text: &str) -> &str {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | b'-');
    let n_plain = text.bytes().take_while(is_plain).count();
    // Most words end here.
    if text.as_bytes().get(n_plain).is_none_or(u8::is_ascii) {
        return &text[..n_plain];
    }
    let length = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-'));
    &text[..length.unwrap_or(text.len())]
}

/// The word that ends with `text`, of at most forty characters.
pub(super) fn word_before(text: &str) -> Option<&str> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'\'');
    let n_plain = text.bytes().rev().take(40).take_while(is_plain).count();
    let start = match text.as_bytes()[..text.len() - n_plain].last() {
        Some(0x80..) => {
            let is_letter = |(_, c): &(usize, char)| c.is_alphanumeric() || matches!(c, '-' | '.' | '\'');
            text.char_indices().rev().take(40).take_while(is_letter).last()?.0
        }
        _ => text.len() - n_plain,
    };
    text.get(start..).filter(|word| !word.is_empty())
}

/// Whether a word ends the name of an English street.
pub(super) fn is_suffix(word: &str) -> bool {
    // Asked at every word behind every number, so it must not read the list each time.
    static LISTED: LazyLock<Words> = LazyLock::new(|| Words::of(SUFFIXES.split('|')));
    const LONGEST: usize = 12;
    if word.len() > LONGEST || !word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return false;
    }
    LISTED.has(word) || word.len() > 4 && word.strip_suffix(['s', 'S']).is_some_and(|word| LISTED.has(word))
}

/// Whether a word, in whatever case, stands in front of the name of a street that has its number behind it.
pub(super) fn is_street_first(word: &str) -> bool {
    static LISTED: LazyLock<Words> = LazyLock::new(|| Words::of(STREETS_FIRST.iter().copied()));
    match word.is_ascii() {
        true => LISTED.has(word),
        false => STREETS_FIRST.contains(&word.to_lowercase().as_str()),
    }
}

/// Whether a word, in whatever case, stands between a number and the name of its street.
pub(super) fn is_prefix(word: &str) -> bool {
    static LISTED: LazyLock<Words> = LazyLock::new(|| Words::of(PREFIXES.iter().copied()));
    match word.is_ascii() {
        true => LISTED.has(word),
        false => PREFIXES.contains(&word.to_lowercase().as_str()),
    }
}

/// Whether the number at `start` is the end of a name or the number of a ticket: `X.509`, `UTF-8`, `PKCS#8`, `Issue #61`.
pub(super) fn is_of_a_name(text: &str, start: usize) -> bool {
    let Some((before, sign)) = start.checked_sub(1).and_then(|at| Some((text.get(..at)?, text.as_bytes()[at]))) else {
        return false;
    };
    let touches = |what: fn(char) -> bool| before.ends_with(what);
    match sign {
        b'.' => touches(|c| c.is_ascii_uppercase() || c.is_ascii_digit()),
        // `A-12 Park Road` is a house of a block.
        b'-' => matches!(before.as_bytes(), [.., one, two] if one.is_ascii_uppercase() && two.is_ascii_uppercase()),
        b'#' => {
            touches(char::is_alphanumeric)
                || ["Issue ", "issue ", "PR ", "issues ", "pull "].iter().any(|word| before.ends_with(word))
        }
        _ => false,
    }
}

/// Whether a term of manuals stands behind a number that ends at `end`: `431 Request Header Fields`.
pub(super) fn begins_term(text: &str, end: usize) -> bool {
    // They have capitals, as few words behind numbers do.
    let is_named = text.as_bytes().get(end + 1).is_some_and(u8::is_ascii_uppercase);
    is_named && text.get(end..).is_some_and(|names| NO_STREETS.iter().any(|term| names.starts_with(term)))
}
