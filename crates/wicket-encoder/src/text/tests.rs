//! Pieces against those of an independent tokeniser, and laws that hold for any text.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// Written by `tests/oracle/wordpiece.py`: a line with the words, then a line for each text.
const ORACLE: &str = include_str!("../../tests/oracle/wordpiece.jsonl");

fn lines() -> impl Iterator<Item = Value> {
    ORACLE.lines().map(|line| serde_json::from_str(line).expect("a line of JSON"))
}

fn words() -> Vec<String> {
    serde_json::from_value(lines().next().expect("the words")["words"].take()).expect("words")
}

fn vocabulary(words: &[String]) -> Vocabulary {
    let unknown = words.iter().position(|word| word == "[UNK]").expect("a word") as u32;
    Vocabulary::new(words.iter().map(String::as_bytes), unknown).expect("a vocabulary")
}

#[test]
fn pieces_are_those_of_the_oracle() {
    let vocabulary = vocabulary(&words());
    assert!(lines().count() > 50);
    for line in lines().skip(1) {
        let text = line["text"].as_str().expect("a text");
        let found = pieces(&vocabulary, text);
        let ids: Vec<u32> = serde_json::from_value(line["ids"].clone()).expect("ids");
        assert_eq!(found.iter().map(|piece| piece.id).collect::<Vec<_>>(), ids, "{text:?}");
        let spans: Vec<(usize, usize)> = serde_json::from_value(line["spans"].clone()).expect("spans");
        for (piece, (start, end)) in found.iter().zip(spans) {
            assert_eq!(piece.start, start, "{text:?}, {piece:?} {end}");
            // The oracle leaves marks that were taken off behind the piece; here they are part of what they belong to.
            let behind = text.get(end..piece.end).unwrap_or_else(|| panic!("{text:?}, {piece:?} {end}"));
            let belongs = |c: char| matches!(class(c), Class::Mark | Class::Dropped);
            assert!(behind.chars().all(belongs), "{text:?}, {piece:?} {end}");
        }
    }
}

#[test]
fn a_mark_of_the_model_in_a_text_is_only_text() {
    let words = words();
    let marks: Vec<usize> = ["[CLS]", "[SEP]", "[unused1]"]
        .iter()
        .map(|mark| words.iter().position(|word| word == mark).unwrap())
        .collect();
    let found = pieces(&vocabulary(&words), "[CLS] [SEP][unused1] the [sep]");
    assert!(found.iter().all(|piece| !marks.contains(&(piece.id as usize))));
}

#[test]
fn a_piece_covers_the_accents_of_its_letters() {
    let words = words();
    let spans = |text: &str| -> Vec<String> {
        pieces(&vocabulary(&words), text).iter().map(|piece| text[piece.start..piece.end].to_owned()).collect()
    };
    assert_eq!(spans("Cafe\u{301}s!"), ["Cafe\u{301}", "s", "!"]);
    assert_eq!(spans("mi\u{200b}ll"), ["mi\u{200b}ll"]);
    assert_eq!(spans(&format!("{} the", "a".repeat(101))), [&"a".repeat(101), "the"]);
}

/// Text with more accents, invisible characters and ideographs than any person writes.
fn texts() -> impl Strategy<Value = String> {
    let odd = proptest::sample::select(
        "the mill turning Éß\u{301}\u{200b}\0\u{fffd}会İﬁ한👍🏽[]#. \u{3000}ªx1".chars().collect::<Vec<_>>(),
    );
    proptest::collection::vec(prop_oneof![3 => odd, 1 => any::<char>()], 0..300)
        .prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #[test]
    fn pieces_lie_in_order_on_the_borders_of_characters(text in texts()) {
        let words = words();
        let found = pieces(&vocabulary(&words), &text);
        for piece in &found {
            prop_assert!((piece.id as usize) < words.len());
            prop_assert!(piece.start < piece.end && text.get(piece.start..piece.end).is_some());
        }
        // Parts of one character, as those of a Hangul syllable, have one place.
        for pair in found.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start || (pair[0].start <= pair[1].start && pair[0].end <= pair[1].end));
        }
    }

    /// What stands between spaces is read the same wherever it stands.
    #[test]
    fn a_space_parts_what_is_before_from_what_is_after(before in texts(), after in texts()) {
        let vocabulary = vocabulary(&words());
        let both = format!("{before} {after}");
        let moved = pieces(&vocabulary, &after).into_iter().map(|piece| Piece {
            start: piece.start + before.len() + 1,
            end: piece.end + before.len() + 1,
            ..piece
        });
        let parts: Vec<_> = pieces(&vocabulary, &before).into_iter().chain(moved).collect();
        prop_assert_eq!(pieces(&vocabulary, &both), parts);
    }
}
