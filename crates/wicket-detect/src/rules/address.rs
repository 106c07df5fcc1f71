//! Street addresses: the number before the street or behind it, what stands around both, and the place behind. What other scripts write stands in modules of its own.

pub mod asia;
pub mod cyrillic;

use std::ops::Range;

use wicket_types::Kind;

use super::{
    Bytes, Find, Rule, Sight, Spot, fillers,
    place::{is_strong_place, with_place, with_unit},
    shared,
    streets::{PARTICLES, begins_term, is_of_a_name, is_prefix, is_street_first, is_suffix, word_at, word_before},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.street_number_first",
        title: "Street address, number before the street",
        source: "USPS Publication 28, appendix C (street suffixes); address guides of Royal Mail and Canada Post",
        kind: Kind::of("pii.address"),
        confidence: 0.8,
        find: Find::Digit {
            sights: &[Sight {
                length: (1, 5),
                first: Bytes::Digit,
                behind: Bytes::Of(b" ,"),
                in_row: false,
                ..Sight::ANY
            }],
            look: number_then_street,
        },
        hits: &[
            "lives at 742 Evergreen Terrace, Springfield, IL 62704",
            "to 10 Downing Street please",
            "to A-12 Union Street, Delhi",
            "au 12 rue de la Paix, 75002 Paris",
            "au 12 rue du 8 Mai 1945, 75012 Paris",
            "to 0478 Heather Manors Apt. 24, Paulview, QC G9B 3N2",
            "to Flat 2\n4 Evans Corner\nJonesby\nN7B 7FP",
        ],
        passes: &[
            "in 10 minutes we drive",
            "2 roads diverged",
            "take 5 steps",
            "500 Internal Server Error",
            "3 Blind Mice, Part 2",
            "In 1999 Apple Computer, Cupertino, CA was sued",
            "431 Request Header Fields Too Large",
            "502 Bad Gateway",
            "a PKCS#8 RSA Public Key at all",
            "invalid X.509 Subject Public Key Info",
            "this UTF-8 Path Extra Field is ignored",
            "2.5 Unassigned Code Points",
            "(Issue #61, PR #62)",
            "SELECT 15 UNION SELECT 51 UNION SELECT 39",
            "Copyright (C) 2008-2019, 2021, 2022 Anthony Green Lane and others",
            "the PEP 425 Link tags",
        ],
    },
    Rule {
        id: "pii.street_name_first",
        title: "Street address, number behind the street",
        source: "UPU S42 address templates for DE, AT, CH, NL, IT, ES, PL",
        kind: Kind::of("pii.address"),
        confidence: 0.8,
        find: Find::Digit {
            // A number behind a number is nothing.
            sights: &[Sight {
                length: (1, 4),
                first: Bytes::Digit,
                before: Bytes::Of(b" "),
                lead: Bytes::NoDigit,
                ..Sight::ANY
            }],
            look: street_then_number,
        },
        hits: &[
            "wohnt Lindenstraße 12, 10969 Berlin",
            "Calle Mayor 5, Madrid",
            "via Roma 21",
            "ul. Długa 7/12",
            "Kerklaan 3, 1234 AB Utrecht",
        ],
        passes: &["Seite 12", "via version 21", "step 3", "Grundlage 5", "Bearing 214", "Monitoring 24 hosts"],
    },
    Rule {
        id: "pii.address_military",
        title: "Military mail address",
        source: "USPS Publication 28, section 238: APO, FPO and DPO",
        kind: Kind::of("pii.address"),
        confidence: 0.85,
        find: Find::Digit {
            sights: &[Sight { length: (5, 5), before: Bytes::Of(b" "), ..Sight::ANY }],
            look: military,
        },
        hits: &["to PSC 2905, Box 1278\nAPO AA 40674 today", "to USNV Thomas, FPO AP 32192"],
        passes: &["the APO AA battery", "IPO AA 32192"],
    },
    Rule {
        id: "pii.address_in_context",
        title: "Address behind words that announce one",
        source: "UPU S42 address templates",
        kind: Kind::of("pii.address"),
        confidence: 0.82,
        find: Find::Near {
            anchors: &[
                "lives at",
                "live at",
                "living at",
                "resides at",
                "address",
                "ship it to",
                "deliver it to",
                "adresse",
                "wohne in",
                "wohnt in",
                "abito in",
                "abita in",
                "indirizzo",
                "vivo en",
                "vive en",
                "dirección",
                "j'habite",
                "habite au",
                "adres",
                "endereço",
                "moro na",
                "adress",
                "bor på",
            ],
            look: announced,
        },
        hits: &[
            "I live at Trevo Alves, 211, Vila Nova, 00927-628 Casa Grande / SE",
            "address: Contrada Rosina, 95 Appartamento 1\n10152, Torino (TO)",
            "change the delivery address for Ann Lee to 3/9 Ivan Close, Newby, NSW, 2619",
            "I live at rue de Ramos\n34292 Descampsdan",
        ],
        passes: &[
            "the address to Congress 2024",
            "the IP address 203.0.113.77 and",
            "address: 0x7ffe0042",
            "address: string",
            "she lives at home with 2 cats",
            "ship it to Order 12345678",
            "address: Room 4",
        ],
    },
];

/// Whether a number stands in a notice of copyright, where names follow years.
fn is_of_copyright(text: &str, at: usize) -> bool {
    const NOTICE: usize = 64;
    let head = text.get(text.floor_char_boundary(at.saturating_sub(NOTICE))..at).unwrap_or_default();
    let line = head.rsplit('\n').next().unwrap_or_default().to_ascii_lowercase();
    ["copyright", "(c)", "©"].iter().any(|sign| line.contains(sign))
}

/// `742 Evergreen Terrace, Springfield, IL 62704`.
fn number_then_street(spot: &Spot<'_>) -> Option<Range<usize>> {
    let number = spot.text.get(spot.start..spot.end)?;
    let is_number = (1..=5).contains(&number.len()) && number.starts_with(|c: char| c.is_ascii_digit());
    if !is_number
        || !shared::begins_word(spot.text, spot.start)
        || number[..number.len() - 1].contains(|c: char| c.is_ascii_alphabetic())
        || is_of_a_name(spot.text, spot.start)
        || begins_term(spot.text, spot.end)
        || is_of_copyright(spot.text, spot.start)
    {
        return None;
    }
    let mut at = spot.end;
    if spot.text.as_bytes().get(at) == Some(&b',') {
        at += 1;
    }
    let (mut street_end, mut names_end, mut is_french, mut n_numbers) = (None, None, false, 0);
    let bytes = spot.text.as_bytes();
    for n in 0..6 {
        if bytes.get(at) != Some(&b' ') {
            break;
        }
        let rest = spot.text.get(at + 1..)?;
        let word = word_at(rest);
        let length = word.len();
        let is_named = word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        if n == 0 && is_prefix(word) {
            is_french = true;
        } else if !(is_named || is_french && is_one_of(word, &["de", "du", "des", "la", "le", "l", "d"])) {
            break;
        }
        n_numbers += usize::from(word.bytes().all(|byte| byte.is_ascii_digit()));
        // A street may have two numbers in its name, as `rue du 8 Mai 1945` does.
        if n_numbers > 2 || names_end.is_some() && with_unit(spot.text, at) > at {
            break;
        }
        at += 1 + length;
        if is_named && word.starts_with(char::is_uppercase) {
            names_end = Some(at);
        }
        if n > 0 && is_named && (is_french || is_suffix(word)) {
            street_end = Some(at);
        }
        if bytes.get(at) == Some(&b'.') && length <= 4 {
            at += 1;
        }
    }
    let end = match street_end.filter(|_| !number.starts_with('0')) {
        Some(end) => with_place(spot.text, end),
        // Without a word for a street the place must be written as in an address: a state and its code, or a postcode.
        None => {
            let names_end = names_end?;
            let end = with_place(spot.text, names_end);
            let is_house = || spot.text[..spot.start].trim_end_matches(' ').ends_with("H.No.");
            let is_strong = is_strong_place(spot.text.get(names_end..end)?);
            (is_strong || has_unit(spot, names_end) || is_house()).then_some(end)?
        }
    };
    Some(with_flat(spot.text, spot.start)..end)
}

/// Whether a flat or a suite stands behind the names, as behind those of a street; `12 Room 4` names none.
fn has_unit(spot: &Spot<'_>, names_end: usize) -> bool {
    let unit = spot.text.get(names_end..with_unit(spot.text, names_end)).unwrap_or_default();
    let follows_number = matches!(spot.text.as_bytes()[..spot.start], [.., before, b' '] if before.is_ascii_digit());
    spot.end - spot.start > 1 && !follows_number && !unit.contains('\n') && unit.contains(|c: char| c.is_ascii_digit())
}

/// Whether `word` is one of `words`, which are in lower case, in whatever case it is written.
fn is_one_of(word: &str, words: &[&str]) -> bool {
    match word.is_ascii() {
        true => words.iter().any(|known| known.eq_ignore_ascii_case(word)),
        false => words.contains(&word.to_lowercase().as_str()),
    }
}

/// Takes in what stands before the number of a house: `Flat 2\n`, `Unit 74 `, `3/`.
fn with_flat(text: &str, start: usize) -> usize {
    let head = text.get(..start).unwrap_or_default();
    for flat in ["Flat", "Unit", "Apt.", "Studio", "Suite", "Level", "H.No."] {
        if head.trim_end_matches(' ').ends_with(flat) {
            return head.trim_end_matches(' ').len() - flat.len();
        }
    }
    let bare = head.trim_end_matches([' ', ',', '\n', '/', '-']);
    let digits = bare.bytes().rev().take(5).take_while(u8::is_ascii_digit).count();
    let before = &bare[..bare.len() - digits];
    if digits == 0 || head.len() - bare.len() > 2 {
        return start;
    }
    if head.len() - bare.len() == 1 && head.ends_with('/') && digits < 4 && shared::begins_word(text, before.len()) {
        return before.len();
    }
    let named = before.trim_end_matches(' ');
    ["Flat", "Unit", "Apt.", "Studio", "Suite", "Level"]
        .iter()
        .find(|flat| named.ends_with(**flat) && shared::begins_word(text, named.len() - flat.len()))
        .map_or(start, |flat| named.len() - flat.len())
}

/// `Lindenstraße 12, 10969 Berlin`.
fn street_then_number(spot: &Spot<'_>) -> Option<Range<usize>> {
    let number = spot.text.get(spot.start..spot.end)?;
    if number.len() > 4 || !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut word_end = match spot.text.as_bytes().get(..spot.start)? {
        [head @ .., b',', b' '] | [head @ .., b' '] => head.len(),
        _ => return None,
    };
    let head = spot.text.get(..word_end)?;
    for n in 0..5 {
        let before = &head[..word_end];
        let word = word_before(before)?;
        let word_start = word_end - word.len();
        let is_compound = n == 0 && word.len() > 5 && word.starts_with(char::is_uppercase) && is_compound(word);
        let is_prefix = n > 0 && is_street_first(word);
        if is_compound || is_prefix {
            return Some(word_start..with_place(spot.text, with_second_number(spot.text, spot.end)));
        }
        let is_name = word.starts_with(char::is_uppercase)
            || word.starts_with(char::is_lowercase)
                && is_one_of(word, &["de", "del", "la", "di", "da", "do", "dos", "das", "della", "las", "los"]);
        if !is_name {
            return None;
        }
        word_end = before[..word_start].strip_suffix(' ')?.len();
    }
    None
}

/// Whether a word is one with its `straße`.
fn is_compound(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "straße", "strasse", "str.", "weg", "platz", "gasse", "allee", "ring", "straat", "laan", "plein", "singel",
        "gracht", "dreef", "gatan", "gata", "vägen", "väg", "gränd", "veien", "gade", "katu", "tie", "damm", "ufer",
    ];
    let lower = word.to_lowercase();
    // English has many words in `-ring` that are no streets: bearing, monitoring, string.
    let is_english = lower.ends_with("ring")
        && lower.trim_end_matches("ring").ends_with(['a', 'e', 'i', 'o', 'u', 'p', 't'])
        && !lower.ends_with("stadtring");
    !is_english && ENDINGS.iter().any(|ending| lower.ends_with(ending) && lower.len() > ending.len() + 2)
}

/// Takes in what may follow the number of a house: `7/12`, `28-31`, `12 b`.
fn with_second_number(text: &str, end: usize) -> usize {
    let Some([b'/' | b'-', rest @ ..]) = text.as_bytes().get(end..) else { return end };
    let digits = rest.iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    if (1..=4).contains(&digits) && !shared::is_word_at(text, end + 1 + digits) { end + 1 + digits } else { end }
}

/// `PSC 2905, Box 1278\nAPO AA 40674`, found at its last number.
fn military(spot: &Spot<'_>) -> Option<Range<usize>> {
    if spot.end - spot.start != 5 {
        return None;
    }
    let head = spot.text.get(..spot.start)?;
    if !["AA ", "AE ", "AP "].iter().any(|area| head.ends_with(area)) {
        return None;
    }
    let office = head.len().checked_sub(7)?;
    if !["APO ", "FPO ", "DPO "].contains(&head.get(office..office + 4)?) || !shared::begins_word(head, office) {
        return None;
    }
    let mut start = office;
    for _ in 0..5 {
        let before = head.get(..start)?;
        let bare = before.trim_end_matches([' ', ',', '\n']);
        let length = bare.bytes().rev().take(20).take_while(u8::is_ascii_alphanumeric).count();
        let word = &bare[bare.len() - length..];
        if length == 0 || before.len() - bare.len() > 2 || !word.starts_with(|c: char| !c.is_ascii_lowercase()) {
            break;
        }
        start = bare.len() - length;
    }
    (start < office).then_some(start..spot.end)
}

/// An address behind words such as `lives at`: names and numbers in a row, and a place.
fn announced(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if !shared::begins_word(text, anchor.start) || shared::is_word_at(text, anchor.end) {
        return None;
    }
    let mut start = fillers::skip_filler(text, anchor.end);
    if let Some(whose) = text.get(anchor.end..)?.strip_prefix(" for ") {
        // `address for Ann Lee to`: the name is not part of it.
        let to = whose.char_indices().take(48).map(|(i, _)| i).find(|&i| whose[i..].starts_with(" to "))?;
        start = anchor.end + 5 + to + 4;
    }
    // No address is longer, and a text of nothing but such words must not make each of them slow.
    let most = text.floor_char_boundary(start + 200);
    let line_end = text.get(start..most)?.find('\n').map_or(most, |n| start + n);
    let (mut at, mut end) = (start, start);
    let (mut n_names, mut n_numbers, mut n_short, mut n_codes) = (0, 0, 0, 0);
    for _ in 0..14 {
        let rest = text.get(at..line_end)?;
        let length = rest
            .find(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '-' | '/' | 'º' | 'ª'))
            .unwrap_or(rest.len());
        let word = rest[..length].trim_end_matches(['\'', '’', '-', '/']);
        let word = if word.is_empty() { &rest[..length] } else { word };
        let length = word.len();
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let is_name = word.starts_with(char::is_uppercase) && !is_number;
        let is_small = PARTICLES.contains(&word) || PARTICLES.contains(&rest.get(..length + 1).unwrap_or_default());
        // A long number is no house, and a word with digits inside it is a code.
        let is_plain = word.len() < 10 && word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'-'))
            || word.len() < 8 && word.bytes().filter(u8::is_ascii_digit).count() > 0 && word.is_ascii();
        if !(is_number && is_plain || is_name || is_small || word == "/" && n_names > 0) {
            break;
        }
        n_names += usize::from(is_name && word.chars().count() > 2);
        n_numbers += usize::from(is_number);
        n_short += usize::from(is_number && word.len() < 6);
        n_codes += usize::from(is_number && word.len() > 3 && text[..at].ends_with(", "));
        at += length;
        if is_name || is_number {
            end = at;
        }
        let gap = text.get(at..line_end)?;
        // A full stop ends it, but for `ul.` and `Apt.`.
        let sign = gap.len() - gap.trim_start_matches([',', ' ']).len();
        let is_short = gap.starts_with(". ") && length < 5 && !is_number;
        at += if is_short { 2 } else { sign };
        if sign == 0 && !is_short || sign > 3 {
            break;
        }
    }
    let first = text.get(start..end)?;
    let end = with_place(text, end);
    let tail = text.get(start + first.len()..end)?;
    let has_number = n_numbers > 0 || tail.contains(|c: char| c.is_ascii_digit());
    // Words and one number may be anything; words and a postcode, or a number and a place, are an address.
    let has_place = n_numbers > 1 && n_short > 0 || n_codes > 0 || tail.contains(|c: char| c.is_ascii_digit());
    (n_names > 0 && has_number && has_place && end - start > 10).then_some(start..end)
}
