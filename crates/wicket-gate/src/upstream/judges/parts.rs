//! Long texts in parts that overlap, so that nothing stands on a border only.

/// Shortest text that a part may be asked to hold, in bytes: room for an overlap and a whole character.
pub(super) const SHORTEST: usize = 64;

/// The parts of `text`, each of at most `most` bytes and an eighth of that in common with the one before. Borders lie
/// behind spaces where there are any nearby. O(n).
pub(super) fn parts(text: &str, most: usize) -> impl Iterator<Item = &str> {
    let most = most.max(SHORTEST);
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let whole = rest.take()?;
        if whole.len() <= most {
            return Some(whole);
        }
        let end = border(whole, most, most / 4);
        let next = border(whole, end - most / 8, most / 16);
        rest = whole.get(next..);
        whole.get(..end)
    })
}

/// The place behind the last space in the `within` bytes before `at`, or `at` itself; always on a character's border.
fn border(text: &str, at: usize, within: usize) -> usize {
    let at = text.floor_char_boundary(at);
    let from = text.floor_char_boundary(at - within);
    let near = text.get(from..at).unwrap_or_default();
    let space = near.char_indices().rev().find(|(_, c)| c.is_whitespace());
    space.map_or(at, |(offset, c)| from + offset + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_run_of_a_long_text_stands_whole_in_one_part() {
        let prose: String = (0..900).map(|n| format!("word{n} ")).collect();
        let solid = "é".repeat(3_000);
        for text in [prose, solid, "漢".repeat(500), "x".repeat(64)] {
            let all: Vec<&str> = parts(&text, 256).collect();
            assert!(all.iter().all(|part| part.len() <= 256 && !part.is_empty()));
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(7).collect();
            for at in starts {
                let run = &text[at..text.floor_char_boundary(at + 16)];
                assert!(all.iter().any(|part| part.contains(run)), "{run}");
            }
            assert!(all.len() <= text.len() / 150 + 1, "{} parts of {} bytes", all.len(), text.len());
        }
        assert_eq!(parts("", 256).collect::<Vec<_>>(), [""]);
    }
}
