//! The format of `corpus/`: lists, blocks with labels, templates with slots.

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
};

use crate::forms::Form;

/// What is wrong with the grammar at `path`.
#[derive(Debug, thiserror::Error)]
#[error("{}: {fault}", path.display())]
pub struct GrammarError {
    /// The file, from the root of the corpus.
    pub path: PathBuf,
    /// What it breaks.
    #[source]
    pub fault: Fault,
}

/// How a grammar breaks the format.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The file or folder cannot be read.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// A line that belongs to nothing.
    #[error("line {0}: text before any `@` block or `:list`")]
    Homeless(usize),
    /// A line that begins a block, and a label without a value.
    #[error("line {0}: a label reads `key=value`, this one `{1}`")]
    Label(usize, String),
    /// A slot for which there is no list, and the text around it.
    #[error("no list `{0}` for the slot in: {1}")]
    NoList(String, String),
    /// A slot that asks for a form that there is not.
    #[error("no form `{0}`; there are cap, low, upper, json, b64, hex, rot13, url, rev")]
    NoForm(String),
    /// A block with nothing to draw from.
    #[error("line {0}: the block holds no template")]
    Empty(usize),
}

/// Templates whose rows bear the same labels.
#[derive(Clone, Debug)]
pub struct Block {
    /// Labels by key, such as `label` → `1`.
    pub labels: BTreeMap<String, String>,
    /// Where the block begins: `injection/override.txt:12`.
    pub place: String,
    pub(crate) templates: Vec<Vec<Part>>,
    line: usize,
}

impl Block {
    /// How many rows the block is good for.
    pub fn wanted(&self) -> usize {
        self.labels.get("rows").and_then(|rows| rows.parse().ok()).unwrap_or(1000)
    }
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Part {
    Text(String),
    Slot(String, Form),
}

/// One file with the lists that it includes.
#[derive(Clone, Debug, Default)]
pub struct Grammar {
    /// In the order of the file.
    pub blocks: Vec<Block>,
    pub(crate) lists: HashMap<String, Vec<Vec<Part>>>,
}

impl Grammar {
    /// Reads `path` under the folder `root`; `%include` paths begin at `root`.
    ///
    /// # Errors
    /// The file cannot be read, or breaks the format.
    pub fn read(root: &Path, path: &Path) -> Result<Self, GrammarError> {
        let mut grammar = Grammar::default();
        grammar.take(root, path, true)?;
        grammar.check(path)?;
        Ok(grammar)
    }

    fn take(&mut self, root: &Path, path: &Path, with_blocks: bool) -> Result<(), GrammarError> {
        let broken = |fault| GrammarError { path: path.to_owned(), fault };
        let text = fs::read_to_string(root.join(path)).map_err(|error| broken(error.into()))?;
        let mut home = Home::None;
        for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
            if let Some(comment) = line.strip_prefix('%') {
                if let Some(other) = comment.strip_prefix("include ") {
                    self.take(root, Path::new(other.trim()), false)?;
                }
            } else if let Some(labels) = line.strip_prefix("@ ") {
                let labels = labels_of(labels).map_err(|label| broken(Fault::Label(number, label)))?;
                let place = format!("{}:{number}", path.display());
                home = if with_blocks { Home::Block } else { Home::Nowhere };
                if with_blocks {
                    self.blocks.push(Block { labels, place, templates: Vec::new(), line: number });
                }
            } else if let Some(name) = list_name(line) {
                self.lists.entry(name.to_owned()).or_default();
                home = Home::List(name.to_owned());
            } else if !line.trim().is_empty() {
                let parts =
                    parts_of(if line == "{}" { "" } else { line }).map_err(|form| broken(Fault::NoForm(form)))?;
                match &home {
                    Home::None => return Err(broken(Fault::Homeless(number))),
                    Home::Nowhere => {}
                    Home::Block => self.blocks.last_mut().into_iter().for_each(|b| b.templates.push(parts.clone())),
                    Home::List(name) => self.lists.entry(name.clone()).or_default().push(parts),
                }
            }
        }
        Ok(())
    }

    fn check(&self, path: &Path) -> Result<(), GrammarError> {
        let broken = |fault| GrammarError { path: path.to_owned(), fault };
        for parts in self.lists.values().flatten().chain(self.blocks.iter().flat_map(|b| &b.templates)) {
            for part in parts {
                if let Part::Slot(list, _) = part
                    && self.lists.get(list).is_none_or(Vec::is_empty)
                {
                    let text = format!("{parts:?}").chars().take(120).collect();
                    return Err(broken(Fault::NoList(list.clone(), text)));
                }
            }
        }
        match self.blocks.iter().find(|block| block.templates.is_empty()) {
            Some(block) => Err(broken(Fault::Empty(block.line))),
            None => Ok(()),
        }
    }
}

/// Where the next line of text belongs.
enum Home {
    None,
    /// A block of an included file, of which only the lists are taken.
    Nowhere,
    Block,
    List(String),
}

fn labels_of(text: &str) -> Result<BTreeMap<String, String>, String> {
    text.split_whitespace()
        .map(|label| match label.split_once('=') {
            Some((key, value)) => Ok((key.to_owned(), value.to_owned())),
            None => Err(label.to_owned()),
        })
        .collect()
}

fn list_name(line: &str) -> Option<&str> {
    line.strip_prefix(':').filter(|name| is_name(name))
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Cuts a line into text and slots. A brace that holds no name is text. The error is the name of an unknown form.
fn parts_of(line: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        text.push_str(before);
        let inner = after.get(1..).and_then(|inner| inner.split_once('}')).map(|(inner, _)| inner);
        let slot = inner.map(|inner| inner.split_once(':').unwrap_or((inner, ""))).filter(|(name, _)| is_name(name));
        match (slot, inner) {
            (Some((name, form)), Some(inner)) if form.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                let form = if form.is_empty() { Form::Plain } else { Form::named(form).ok_or(form)? };
                parts.push(Part::Text(unescaped(&std::mem::take(&mut text))));
                parts.push(Part::Slot(name.to_owned(), form));
                rest = after.get(inner.len() + 2..).unwrap_or_default();
            }
            _ => {
                text.push('{');
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    text.push_str(rest);
    parts.push(Part::Text(unescaped(&text)));
    Ok(parts)
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (c, rest.as_str().chars().next()) {
            ('\\', Some(escape @ ('n' | 't' | '\\'))) => {
                rest.next();
                out.push(match escape {
                    'n' => '\n',
                    't' => '\t',
                    _ => '\\',
                });
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_without_a_name_are_text() {
        let parts = parts_of(r#"{"a": {x:json}}\n"#).unwrap();
        let expected = [Part::Text(r#"{"a": "#.into()), Part::Slot("x".into(), Form::Json), Part::Text("}\n".into())];
        assert_eq!(parts, expected);
    }

    #[test]
    fn an_unknown_form_is_named() {
        assert_eq!(parts_of("{x:b65}"), Err("b65".to_owned()));
    }

    #[test]
    fn escapes_are_read_once() {
        assert_eq!(unescaped(r"a\nb\\nc\d"), "a\nb\\nc\\d");
    }
}
