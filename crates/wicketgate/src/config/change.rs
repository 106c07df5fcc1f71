//! Versions of the file and what lies between them, as the record tells it.

use std::{os::unix::fs::MetadataExt, path::Path};

use aws_lc_rs::digest::{SHA256, digest};

/// First 12 hexadecimal digits of the SHA-256 of the file: which version of it a record speaks of.
pub fn version(text: &str) -> String {
    let mut digits = hex_digest(text);
    digits.truncate(12);
    digits
}

/// SHA-256, in hexadecimal, of what a change took out and put in: each line of the old text behind `-`, then each of the
/// new behind `+`, from the first line that differs to the last. Whoever has both files can compute it again.
pub fn difference(old: &str, new: &str) -> String {
    let (mut old, mut new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    old.drain(..same);
    new.drain(..same);
    let same = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    old.truncate(old.len() - same);
    new.truncate(new.len() - same);
    let lines = |sign: &str, lines: &[&str]| lines.iter().map(|line| format!("{sign}{line}\n")).collect::<String>();
    hex_digest(&(lines("-", &old) + &lines("+", &new)))
}

/// Who changed the file: its owner, as `uid NUMBER`. Nobody else may write it, for such a file is refused.
pub fn author(path: Option<&Path>) -> String {
    let meta = path.and_then(|path| std::fs::metadata(path).ok());
    meta.map_or_else(|| "gate".to_owned(), |meta| format!("uid {}", meta.uid()))
}

fn hex_digest(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_of_the_lines_that_differ_and_of_nothing_else() {
        assert_eq!(difference("a\nb\nc\n", "a\nx\nc\n"), hex_digest("-b\n+x\n"));
        assert_eq!(difference("a\nb\nc\n", "a\nx\nc\n"), difference("b\nd\n", "x\nd\n"));
        assert_ne!(difference("a\nb\n", "a\nx\n"), difference("a\nx\n", "a\nb\n"));
        assert_eq!(difference("a\na\n", "a\n"), hex_digest("-a\n"));
        assert_eq!(difference("", ""), hex_digest(""));
    }
}
