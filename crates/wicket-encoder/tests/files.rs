//! Files of weights that were cut, changed or made to do harm are refused, and none ends in a panic.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(missing_docs, reason = "a test's name is its documentation")]

use aws_lc_rs::digest::{SHA256, digest};
use proptest::prelude::*;
use wicket_encoder::{Encoder, LoadError, Origin, format::Weights};

mod made;

fn small() -> Weights<'static> {
    made::weights(made::Sizes { layers: 1, hidden: 32, attention_heads: 2, intermediate: 32 })
}

/// Writes what the weights say, right or wrong.
fn written(change: impl FnOnce(&mut Weights<'static>)) -> Vec<u8> {
    let mut weights = small();
    change(&mut weights);
    weights.write().expect("a file")
}

/// Puts a right checksum under changed bytes, as whoever wants to do harm would.
fn sealed(mut file: Vec<u8>) -> Vec<u8> {
    let end = file.len().saturating_sub(32);
    let checksum = digest(&SHA256, &file[..end]);
    file.truncate(end);
    file.extend(checksum.as_ref());
    file
}

fn why(file: &[u8]) -> String {
    Encoder::from_bytes(file).expect_err("refused").to_string()
}

#[test]
fn what_is_written_is_what_is_read() {
    let weights = small();
    assert_eq!(Weights::read(&weights.write().expect("a file"), 128).expect("weights"), weights);
}

#[test]
fn each_refusal_says_what_is_wrong() {
    let file = written(|_| {});
    let changed = |at: usize, to: u8| {
        let mut file = file.clone();
        file[at] = to;
        file
    };
    assert_eq!(why(b""), "this is no file of encoder weights");
    assert_eq!(why(&changed(0, b'W')), "this is no file of encoder weights");
    assert_eq!(why(&changed(8, 2)), "the file has version 2 of the format, and only version 1 is known");
    assert!(why(&changed(16, b'[')).starts_with("the header cannot be read: "));
    assert!(why(&changed(15, 0xff)).contains("should have"), "a header of 4 GB");
    assert_eq!(why(&changed(file.len() - 40, 77)), "the file does not match its checksum");
    assert_eq!(why(&changed(file.len() - 1, file[file.len() - 1] ^ 1)), "the file does not match its checksum");
    let (short, long) = (&file[..file.len() - 1], [&file[..], b"x"].concat());
    assert_eq!(why(short), format!("the file has {} bytes and should have {}", short.len(), file.len()));
    assert_eq!(why(&long), format!("the file has {} bytes and should have {}", long.len(), file.len()));
}

#[test]
fn a_model_that_cannot_be_is_refused() {
    type Change = fn(&mut Weights<'static>);
    let table: [(Change, &str); 12] = [
        (|w| w.header.layers = 0, "`layers` is 0; it must be between 1 and 48"),
        (|w| w.header.hidden = usize::MAX, "`hidden` is 18446744073709551615; it must be between 1 and 4096"),
        (|w| w.header.vocabulary = 1 << 40, "`vocabulary` is 1099511627776; it must be between 1 and 1048576"),
        (|w| w.header.hidden = 40, "`hidden` for each attention head, and `intermediate`, must be multiples of 16"),
        (
            |w| w.header.intermediate = 33,
            "`hidden` for each attention head, and `intermediate`, must be multiples of 16",
        ),
        (|w| w.header.positions = 127, "`positions` is 127, fewer than the 128 tokens of a window"),
        (|w| w.header.vocabulary_bytes = 1 << 40, "`vocabulary_bytes` or the number of `classifiers` is too large"),
        (|w| w.header.classifiers[0].labels.clear(), "classifier `injection` has 0 labels; it needs 1 to 256"),
        (|w| w.header.classifiers[1].name = "injection".into(), "there are two classifiers `injection`"),
        (|w| w.header.layers = 48, "bytes and should have"),
        (|w| w.vocabulary = w.vocabulary.replace("[SEP]", "[SAP]"), "it has no word `[SEP]`"),
        (|w| w.vocabulary = w.vocabulary.replacen("mill\n", "mi\n\n\n", 1), "it has 78 words and not 76"),
    ];
    for (change, expected) in table {
        let found = why(&written(change));
        assert!(found.contains(expected), "{found}, not {expected}");
    }
    assert_eq!(why(&written(|w| w.norm.weight[3] = f32::NAN)), "the file holds a number that is not finite");
    assert_eq!(why(&written(|w| w.words.scales[0] = f32::INFINITY)), "the file holds a number that is not finite");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Changed bytes under a right checksum are taken or refused; what is taken can be run.
    #[test]
    fn no_bytes_end_in_a_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
                               header_only: bool) {
        let mut file = written(|_| {});
        let end = if header_only { 600 } else { file.len() };
        for (at, to) in changes {
            let at = at.index(end);
            file[at] = to;
        }
        if let Ok(encoder) = Encoder::from_bytes(&sealed(file)) {
            let mut scratch = encoder.scratch();
            for window in encoder.windows("the mill by the river é 会 unknown", 2).iter() {
                encoder.run(&window, Origin::User, &mut scratch);
            }
        }
    }

    #[test]
    fn no_cut_ends_in_a_panic(at: prop::sample::Index, seal: bool) {
        let mut file = written(|_| {});
        file.truncate(at.index(file.len()));
        let file = if seal { sealed(file) } else { file };
        let refused = Encoder::from_bytes(&file).expect_err("refused");
        prop_assert!(!matches!(refused, LoadError::NotFinite));
    }
}
