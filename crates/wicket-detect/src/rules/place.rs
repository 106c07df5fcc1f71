//! What stands behind the street of an address: the flat, the city, the state, the postcode.

/// Words in front of the number of a flat or a floor.
const UNITS: &[&str] = &[
    "Apt. ",
    "Apt ",
    "Suite ",
    "Unit ",
    "Ste. ",
    "Ste ",
    "Floor ",
    "Flat ",
    "Apartment ",
    "Room ",
    "Appartamento ",
    "Piano ",
    "Interno ",
    "Piso ",
    "Puerta ",
    "Apto ",
    "Apto. ",
    "Bloco ",
    "Etage ",
    "Wohnung ",
    "lgh ",
    "m. ",
    "lok. ",
    "#",
];

/// Which bytes a unit begins with.
const BEGINS_UNIT: [bool; 256] = {
    let (mut begins, mut nth) = ([false; 256], 0);
    while nth < UNITS.len() {
        begins[UNITS[nth].as_bytes()[0] as usize] = true;
        nth += 1;
    }
    begins
};

/// Goes on over ` Apt. 602` or ` Suite 485` behind a street, at most two of them.
pub(super) fn with_unit(text: &str, street_end: usize) -> usize {
    let mut end = street_end;
    for _ in 0..2 {
        let Some(rest) = text.get(end..) else { return end };
        let bare = rest.trim_start_matches([' ', ',', '\n', '.']);
        let gap = rest.len() - bare.len();
        let length = |unit: &str| {
            let tail = bare.strip_prefix(unit)?;
            let length = tail.bytes().take(6).take_while(u8::is_ascii_alphanumeric).count();
            (length > 0).then_some(unit.len() + length)
        };
        // The first byte rules most units out, and this is asked behind every word that may end a street.
        let first = bare.as_bytes().first();
        if !first.is_some_and(|&first| BEGINS_UNIT[usize::from(first)]) {
            return end;
        }
        match UNITS.iter().filter(|unit| unit.as_bytes().first() == first).find_map(|unit| length(unit)) {
            Some(length) if (1..8).contains(&gap) => end += gap + length,
            _ => return end,
        }
    }
    end
}

/// Goes on over `, Apt 4`, `, Springfield, IL 62704`, `, 75002 Paris`, `\n10152, Torino (TO)` behind a street:
/// capitalised words, numbers and postcodes.
pub(super) fn with_place(text: &str, street_end: usize) -> usize {
    let mut end = with_unit(text, street_end);
    let mut sure = end;
    let mut is_doubtful = false;
    for _ in 0..5 {
        let Some(rest) = text.get(end..) else { return sure };
        let gap = rest.find(|c: char| !matches!(c, ',' | ' ' | '\n' | '.')).unwrap_or(0);
        let between = &rest[..gap];
        if gap == 0 || gap > 8 || !between.contains([',', '\n']) || between.contains("\n\n") || between.contains(". ") {
            return sure;
        }
        let (part, n_words, has_number) = part(&rest[gap..]);
        if part == 0
            || n_words > 8
            || between.contains('\n') && (is_phone_line(&rest[gap..]) || names_phone(&rest[gap..]))
        {
            return sure;
        }
        // A new sentence looks like a city too, so what stands behind a line break counts once a number follows.
        is_doubtful |= between.contains('\n');
        end += gap + part;
        if !is_doubtful || has_number {
            sure = end;
            is_doubtful = false;
        }
    }
    sure
}

/// Whether a line begins with a word for a telephone, or for the number of a parcel.
fn names_phone(line: &str) -> bool {
    const WORDS: &[&str] = &["tel", "telephone", "phone", "fax", "mobile", "mob", "cell", "ph", "tracking", "attn"];
    let length = line.bytes().take(10).take_while(u8::is_ascii_alphabetic).count();
    line.get(..length).is_some_and(|word| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// Whether a line begins with more digits than a postcode has, in groups: the telephone number below an address.
fn is_phone_line(line: &str) -> bool {
    let is_sign = |byte: &u8| matches!(byte, b' ' | b'-' | b'.' | b'/' | b'(' | b')');
    let end = line.bytes().take(24).take_while(|byte| byte.is_ascii_digit() || is_sign(byte)).count();
    let head = line.get(..end).unwrap_or_default();
    let mut groups = head.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    // Brazil writes its postcodes as `00927-628`.
    let is_code = groups.next().is_some_and(|first| first.len() == 5) && head.get(5..6) == Some("-");
    groups.next().is_some() && head.bytes().filter(u8::is_ascii_digit).count() >= 6 && !is_code
}

/// The words up to a comma or the end of the line that may name a place: their length, how many, and whether one has a
/// digit.
fn part(rest: &str) -> (usize, usize, bool) {
    let (mut part, mut n_words, mut has_number) = (0, 0, false);
    for word in rest.split_inclusive(' ').take(9) {
        let bare = word.trim_end_matches([' ', ',', '.', '\n', ';', '"', '\'']);
        let bare = if bare.starts_with('(') { bare } else { bare.trim_end_matches(')') };
        let first_line = bare.split('\n').next().unwrap_or_default().trim_end_matches([',', '.', ')', ';']);
        let bare = if bare.starts_with('(') { bare } else { first_line };
        let is_name = bare.starts_with(char::is_uppercase)
            && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’'));
        let is_number = bare.starts_with(|c: char| c.is_ascii_digit())
            && bare.len() < 11
            && bare.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'-');
        let is_region = bare == "/"
            || matches!(bare.as_bytes(), [b'(', a, b, b')'] if a.is_ascii_uppercase() && b.is_ascii_uppercase());
        let is_small =
            n_words > 0 && ["de", "la", "do", "da", "dos", "di", "del", "sur", "of", "den", "am", "an"].contains(&bare);
        if !(is_name || is_number || is_region || is_small) {
            break;
        }
        has_number |= bare.contains(|c: char| c.is_ascii_digit());
        n_words += 1;
        let is_whole = bare.len() == word.trim_end_matches(' ').len();
        part += if is_whole { word.len() } else { bare.len() };
        if !is_whole {
            break;
        }
    }
    (rest[..part].trim_end_matches([' ', '/']).len(), n_words, has_number)
}

/// Whether the end of a place is a state with its code (`IL 62704`, `NSW, 2619`) or a postcode of Canada or the United
/// Kingdom (`G9B 3N2`, `N7B 7FP`).
pub(super) fn is_strong_place(place: &str) -> bool {
    if !place.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = place.split([' ', ',', '\n']).filter(|word| !word.is_empty()).collect();
    let shape = |word: &str| -> String {
        word.chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    '9'
                } else if c.is_ascii_uppercase() {
                    'A'
                } else {
                    c
                }
            })
            .collect()
    };
    let shapes: Vec<String> = words.iter().rev().take(2).map(|word| shape(word)).collect();
    let [last, before] = shapes.as_slice() else { return false };
    let is_coded =
        matches!(last.as_str(), "99999" | "99999-9999" | "9999" | "A9A9A9") && matches!(before.as_str(), "AA" | "AAA");
    let is_british = last == "9AA" && matches!(before.as_str(), "A9" | "A99" | "AA9" | "AA99" | "A9A" | "AA9A");
    let is_canadian = last == "9A9" && before == "A9A";
    words.len() > 2 && (is_coded || is_british || is_canadian)
}
