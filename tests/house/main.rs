//! Checks of the tree itself: that arrows between crates and modules run one way, that pages say what the code does, and
//! that nothing unfinished lies about. Run by `cargo test -p wicketgate --test house`.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a check fails by panicking")]
#![allow(missing_docs, reason = "a check's name is its documentation")]

mod arrows;
mod knots;
mod links;
mod lints;
mod pages;
mod tidy;
mod tree;

/// Fails with all of `problems`, a line each.
fn none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}
