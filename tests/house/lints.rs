//! The one crate with `unsafe` has it where it says, and is held to everything else like the others.

use std::path::Path;

use crate::{none, tree};

/// The modules of intrinsics.
const UNSAFE: &[&str] = &["crates/wicket-encoder/src/isa/avx2.rs", "crates/wicket-encoder/src/isa/avx512.rs"];

/// How it is written; the word alone is also what a model of safety answers.
const FORMS: &[&str] =
    &["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern", "unsafe trait", "unsafe_code", "#[unsafe("];

#[test]
fn unsafe_is_written_in_modules_of_intrinsics_only() {
    let mut problems = Vec::new();
    for path in ["crates", "fuzz", "training"].iter().flat_map(|folder| tree::files(folder, ".rs")) {
        let (code, allowed) = (tree::code(&path), UNSAFE.iter().any(|file| path == Path::new(file)));
        let written = FORMS.iter().any(|form| code.contains(form));
        if written != allowed {
            problems.push(format!("{}: {}", path.display(), if written { "has unsafe" } else { "has no unsafe now" }));
        }
    }
    none(&problems);
}

#[test]
fn a_crate_with_lints_of_its_own_has_all_of_the_workspace() {
    let lints = |path: &str, keys: &[&str]| {
        let manifest: toml::Table = tree::text(Path::new(path)).expect("a manifest").parse().expect("a manifest");
        let whole = toml::Value::Table(manifest);
        let found = keys.iter().try_fold(&whole, |value, key| value.get(key));
        found.and_then(toml::Value::as_table).cloned().unwrap_or_default()
    };
    let mut problems = Vec::new();
    for tool in ["rust", "clippy"] {
        let own = lints("crates/wicket-encoder/Cargo.toml", &["lints", tool]);
        for (name, level) in lints("Cargo.toml", &["workspace", "lints", tool]) {
            if name != "unsafe_code" && own.get(&name) != Some(&level) {
                problems.push(format!("crates/wicket-encoder/Cargo.toml: {tool}.{name} must be {level}"));
            }
        }
    }
    none(&problems);
}
