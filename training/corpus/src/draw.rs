//! Rows drawn from a grammar.

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
};

use crate::{
    grammar::{Block, Grammar, GrammarError, Part},
    random::Random,
};

/// Deepest nesting of slots; a list that holds itself ends there.
const DEEPEST: usize = 12;
/// Tries for each wanted row before a block counts as drawn out.
const TRIES: usize = 4;

/// One text and its labels.
#[derive(Clone, Debug)]
pub struct Row {
    /// Labels by key, such as `label` → `1`, and `family`.
    pub labels: BTreeMap<String, String>,
    /// The text, white space cut off at both ends.
    pub text: String,
    /// The file and line of its block.
    pub place: String,
}

/// Every row of every grammar in `folder` of the corpus at `root`, the same for the same `seed`.
///
/// # Errors
/// A file cannot be read or breaks the format.
pub fn rows(root: &Path, folder: &str, seed: u64) -> Result<Vec<Row>, GrammarError> {
    let mut rows = Vec::new();
    for file in files(root, folder)? {
        let grammar = Grammar::read(root, &file)?;
        for block in &grammar.blocks {
            rows.extend(grammar.draw(block, seed));
        }
    }
    Ok(rows)
}

fn files(root: &Path, folder: &str) -> Result<Vec<PathBuf>, GrammarError> {
    let at = root.join(folder);
    let entries = at.read_dir().map_err(|error| GrammarError { path: folder.into(), fault: error.into() })?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "txt"))
        .map(|entry| Path::new(folder).join(entry.file_name()))
        .collect();
    files.sort();
    Ok(files)
}

impl Grammar {
    /// As many rows of `block` as it wants, all different.
    pub fn draw(&self, block: &Block, seed: u64) -> Vec<Row> {
        let mut random = Random::named(seed, &block.place);
        let mut seen = HashSet::new();
        let mut rows = Vec::new();
        for _ in 0..block.wanted() * TRIES {
            if rows.len() == block.wanted() {
                break;
            }
            let Some(template) = random.pick(&block.templates) else { break };
            let text = self.expand(template, &mut random, 0).trim().to_owned();
            if !text.is_empty() && seen.insert(text.clone()) {
                rows.push(Row { labels: block.labels.clone(), text, place: block.place.clone() });
            }
        }
        rows
    }

    fn expand(&self, parts: &[Part], random: &mut Random, depth: usize) -> String {
        let mut out = String::new();
        for part in parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Slot(list, form) if depth < DEEPEST => {
                    let chosen = self.lists.get(list).and_then(|list| random.pick(list));
                    out.push_str(&form.write(&chosen.map(|c| self.expand(c, random, depth + 1)).unwrap_or_default()));
                }
                Part::Slot(..) => {}
            }
        }
        out
    }
}
