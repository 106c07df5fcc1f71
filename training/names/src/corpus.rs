//! Grammars of `corpus/`: blocks of templates with slots, lists that fill them, and marks around the names.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::Path,
};

use anyhow::{Context, bail};

use crate::{chance::Chance, rows::Row};

/// Rows that a block draws where it does not say how many.
const ROWS: usize = 1000;

/// How deep slots may hold slots.
const DEPTH: usize = 12;

/// Lists and blocks of one file and those that it includes.
#[derive(Debug, Default)]
pub struct Grammar {
    /// The alternatives of each list.
    pub lists: BTreeMap<String, Vec<String>>,
    blocks: Vec<Block>,
}

#[derive(Debug)]
struct Block {
    family: String,
    rows: usize,
    templates: Vec<String>,
}

impl Grammar {
    /// Reads a file; the blocks of included files are left out.
    pub fn read(corpus: &Path, file: &Path) -> anyhow::Result<Self> {
        let mut grammar = Grammar::default();
        grammar.add(corpus, file, true)?;
        Ok(grammar)
    }

    fn add(&mut self, corpus: &Path, file: &Path, with_blocks: bool) -> anyhow::Result<()> {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        let mut list: Option<String> = None;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix('%') {
                if let Some(path) = rest.strip_prefix("include ") {
                    self.add(corpus, &corpus.join(path.trim()), false)?;
                }
            } else if let Some(labels) = line.strip_prefix("@ ") {
                self.blocks.push(block(labels));
                list = None;
            } else if let Some(name) = line.strip_prefix(':').filter(|name| is_name(name)) {
                self.lists.entry(name.to_owned()).or_default();
                list = Some(name.to_owned());
            } else if !line.is_empty() {
                let line = if line == "{}" { "" } else { line }.to_owned();
                match (&list, self.blocks.last_mut()) {
                    (Some(name), _) => self.lists.entry(name.clone()).or_default().push(line),
                    (None, Some(block)) => block.templates.push(line),
                    (None, None) => bail!("{}: a line before any list or block", file.display()),
                }
            }
        }
        if !with_blocks {
            self.blocks.clear();
        }
        Ok(())
    }

    /// Draws the rows of every block, without repetition.
    pub fn draw(&self, chance: &mut Chance) -> anyhow::Result<Vec<Row>> {
        let mut rows = Vec::new();
        for block in &self.blocks {
            let mut seen = HashSet::new();
            for _ in 0..block.rows * 3 {
                let Some(template) = chance.pick(&block.templates) else { break };
                let marked = unescaped(&self.filled(template, chance, 0)?);
                if seen.len() < block.rows && seen.insert(marked.clone()) {
                    rows.push(Row::marked(&marked, &format!("own_{}", block.family))?);
                }
            }
        }
        Ok(rows)
    }

    fn filled(&self, template: &str, chance: &mut Chance, depth: usize) -> anyhow::Result<String> {
        let mut out = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let slot = rest.find('}').map(|end| (&rest[1..end], end + 1));
            match slot.map(|(slot, end)| (slot.split_once(':').unwrap_or((slot, "")), end)) {
                Some(((name, form), end)) if is_name(name) && depth < DEPTH => {
                    let list = self.lists.get(name).with_context(|| format!("no list `{name}` for: {template}"))?;
                    let text =
                        chance.pick(list).map_or(Ok(String::new()), |text| self.filled(text, chance, depth + 1))?;
                    out.push_str(&formed(&text, form)?);
                    rest = &rest[end..];
                }
                _ => {
                    out.push('{');
                    rest = &rest[1..];
                }
            }
        }
        out.push_str(rest);
        Ok(out)
    }
}

fn block(labels: &str) -> Block {
    let of = |wanted: &str| {
        labels
            .split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == wanted)
            .map(|(_, v)| v)
    };
    Block {
        family: of("family").unwrap_or("own").to_owned(),
        rows: of("rows").and_then(|rows| rows.parse().ok()).unwrap_or(ROWS),
        templates: Vec::new(),
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn formed(text: &str, form: &str) -> anyhow::Result<String> {
    let with_first = |as_case: fn(&str) -> String| {
        let first = text.chars().next().map_or(0, char::len_utf8);
        as_case(&text[..first]) + &text[first..]
    };
    Ok(match form {
        "" => text.to_owned(),
        "cap" => with_first(str::to_uppercase),
        "low" => with_first(str::to_lowercase),
        "upper" => text.to_uppercase(),
        "json" => serde_json::to_string(text)?.trim_matches('"').to_owned(),
        other => bail!("`{other}` is no form of a slot for names"),
    })
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next @ ('n' | 't' | '\\'))) => {
                out.push(match next {
                    'n' => '\n',
                    't' => '\t',
                    _ => '\\',
                });
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out.trim().to_owned()
}
