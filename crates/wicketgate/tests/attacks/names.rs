//! The table of known attacks names tests; each of them has to exist.

use std::{fs, path::Path};

const TABLE: &str = include_str!("../../../../docs/attacks.md");

#[test]
fn every_test_that_the_table_of_attacks_names_exists() {
    let mut sources = String::new();
    read(Path::new(".."), &mut sources);
    let is_row = |line: &&str| line.starts_with("| ") && !line.starts_with("| Attack") && !line.starts_with("| --");
    let rows: Vec<&str> = TABLE.lines().filter(is_row).collect();
    assert!(rows.len() > 30, "{}", rows.len());
    for row in rows {
        let last = row.trim_end_matches([' ', '|']).rsplit(" | ").next().expect("a cell");
        let named: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test meets: {row}");
        for name in named {
            assert!(sources.contains(&format!("fn {name}(")), "there is no test `{name}`, which should meet: {row}");
        }
    }
}

/// All Rust source under `folder`.
fn read(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}
