//! Where bytes are cut, and how characters are escaped: the awkward but lawful ways of sending the same thing.

use crate::behaviour::Cut;

/// Pieces of `parts`, in order; joined they are the same bytes.
pub(crate) fn cut(parts: &[Vec<u8>], cut: Cut) -> Vec<Vec<u8>> {
    let flat = || parts.concat();
    match cut {
        Cut::Natural | Cut::Chars(_) => parts.to_vec(),
        Cut::Whole => vec![flat()],
        Cut::Bytes(size) => flat().chunks(size).map(<[u8]>::to_vec).collect(),
        Cut::At(first, second) => cut_at(&flat(), first.min(second), first.max(second)),
        Cut::Events(count) => parts.chunks(count).map(<[Vec<u8>]>::concat).collect(),
        Cut::Seed(seed) => {
            let (mut state, bytes, mut found) = (seed, flat(), Vec::new());
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let size = 1 + (next_random(&mut state) % 16) as usize;
                let (piece, after) = rest.split_at(size.min(rest.len()));
                found.push(piece.to_vec());
                rest = after;
            }
            found
        }
        Cut::Inside => cut_inside(&flat()),
    }
}

fn cut_at(bytes: &[u8], first: usize, second: usize) -> Vec<Vec<u8>> {
    let (head, rest) = bytes.split_at(first.min(bytes.len()));
    let (middle, tail) = rest.split_at((second - first).min(rest.len()));
    [head, middle, tail].into_iter().filter(|piece| !piece.is_empty()).map(<[u8]>::to_vec).collect()
}

/// Cuts after the first byte of every multi-byte character and of every escape, and inside `\uXXXX`.
fn cut_inside(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut found, mut piece) = (Vec::new(), Vec::new());
    let mut before = 0;
    for byte in bytes {
        piece.push(*byte);
        if *byte == b'\\' || *byte >= 0xc0 || (before == b'\\' && *byte == b'u') {
            found.push(std::mem::take(&mut piece));
        }
        before = *byte;
    }
    found.push(piece);
    found.retain(|piece| !piece.is_empty());
    found
}

/// Writes the chosen characters inside JSON strings as `\uXXXX`: `all`, `ascii` (all but ASCII stays) or a list.
pub(super) fn escaped(json: &[u8], chosen: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(json) else { return json.to_vec() };
    let (mut out, mut inside, mut after_backslash) = (String::with_capacity(text.len()), false, false);
    for character in text.chars() {
        let wanted = match chosen {
            "all" => character.is_alphanumeric() || !character.is_ascii(),
            "ascii" => !character.is_ascii(),
            list => list.contains(character),
        };
        if inside && !after_backslash && wanted && !matches!(character, '"' | '\\') {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            // `\u0041` already in the text keeps its digits: they follow the `u`, which follows the backslash.
            out.push(character);
            inside ^= character == '"' && !after_backslash;
        }
        after_backslash = character == '\\' && !after_backslash;
    }
    out.into_bytes()
}

/// SplitMix64: small, seeded, the same everywhere. Source: G. Steele, D. Lea, C. Flood, OOPSLA 2014.
pub(crate) fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_joins_to_the_same_bytes() {
        let parts: Vec<Vec<u8>> = ["data: {\"a\":\"é\\u0040😀\"}\n\n", "data: [DONE]\n\n"].map(|it| it.into()).to_vec();
        let (two, three) = (Cut::At(5, 5), Cut::At(9, 999));
        for how in [Cut::Natural, Cut::Whole, Cut::Bytes(1), two, three, Cut::Events(2), Cut::Seed(3), Cut::Inside] {
            assert_eq!(cut(&parts, how).concat(), parts.concat(), "{how:?}");
        }
        assert!(cut(&parts, Cut::Inside).iter().any(|piece| std::str::from_utf8(piece).is_err()));
    }

    #[test]
    fn escapes_keep_the_meaning_of_json() {
        let json = r#"{"mail": "a@b.c é😀 \"q\" \\ \u0041"}"#.as_bytes();
        let plain: serde_json::Value = serde_json::from_slice(json).expect("JSON");
        for chosen in ["@", "ascii", "."] {
            let written = escaped(json, chosen);
            assert_eq!(serde_json::from_slice::<serde_json::Value>(&written).expect("JSON"), plain, "{chosen}");
            assert_ne!(written, json);
        }
    }
}
