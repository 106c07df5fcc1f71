//! Cuts text into the deltas of a stream.

use crate::Cut;

/// How text is cut into streamed deltas.
pub(crate) fn deltas(text: &str, cut: crate::Cut) -> Vec<String> {
    match cut {
        Cut::Whole => vec![text.to_owned()],
        Cut::Chars(size) => text.chars().collect::<Vec<_>>().chunks(size).map(|chars| chars.iter().collect()).collect(),
        Cut::Bytes(_) | Cut::At(..) | Cut::Seed(_) => {
            // A delta is a JSON string and cannot end inside a character: pieces are moved to the next character.
            let mut found = vec![String::new()];
            let ends: Vec<usize> = crate::wire::cut(&[text.as_bytes().to_vec()], cut)
                .iter()
                .scan(0, |end, piece| {
                    *end += piece.len();
                    Some(*end)
                })
                .collect();
            for (at, character) in text.char_indices() {
                if ends.iter().any(|end| *end <= at && *end + character_before(text, at) > at) {
                    found.push(String::new());
                }
                found.last_mut().unwrap_or(&mut String::new()).push(character);
            }
            found.retain(|delta| !delta.is_empty());
            found
        }
        Cut::Natural | Cut::Events(_) | Cut::Inside => text.split_inclusive(' ').map(str::to_owned).collect(),
    }
}

/// Bytes of the character that ends at `at`; 1 at the start.
fn character_before(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.chars().next_back()).map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_of_deltas_joins_to_the_text() {
        let text = "né 😀 the quick brown 漢字 fox";
        for cut in [Cut::Natural, Cut::Whole, Cut::Chars(1), Cut::Chars(3), Cut::Bytes(1), Cut::Bytes(2), Cut::Seed(7)]
        {
            assert_eq!(deltas(text, cut).concat(), text, "{cut:?}");
        }
        assert_eq!(deltas(text, Cut::Bytes(1)).len(), text.chars().count());
    }
}
