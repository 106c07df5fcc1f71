//! A file that says it is huge takes no more memory than its bytes. A program of its own, for its memory is measured.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(missing_docs, reason = "a test's name is its documentation")]

use std::fs;

use wicket_fuzz::LAWS;

#[path = "../../crates/wicket-encoder/tests/made/mod.rs"]
#[allow(unreachable_pub, reason = "written for the tests of the encoder")]
mod made;

/// The most memory that this program has had so far, in KiB.
fn most() -> usize {
    let told = fs::read_to_string("/proc/self/status").expect("a status");
    let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn a_file_that_says_it_is_huge_is_refused_before_room_is_made() {
    let law = |name: &str| LAWS.iter().find(|law| law.name == name).expect("a law");
    let mut huge = made::weights(made::Sizes { layers: 1, hidden: 16, attention_heads: 1, intermediate: 16 });
    (huge.header.layers, huge.header.hidden, huge.header.intermediate) = (48, 4096, 16_384);
    (huge.header.vocabulary, huge.header.vocabulary_bytes) = (1 << 20, 1 << 23);
    let file = huge.write().expect("a file");
    let encoder = [&[0], &file[..file.len() - 32]].concat();
    let names = (law("names").seeds)().pop().expect("a table that says it has 262,144 places and words");
    // What is loaded once stays: code, and whole files of the same kinds.
    for name in ["encoder", "names"] {
        assert!((law(name).seeds)().first().is_some_and(|seed| (law(name).holds)(seed)));
    }
    let before = most();
    for _ in 0..50 {
        assert!(!(law("encoder").holds)(&encoder) && !(law("names").holds)(&names));
    }
    let grown = most() - before;
    assert!(grown < 4 << 10, "{grown} KiB more for files of {} and {} bytes", encoder.len(), names.len());
}
