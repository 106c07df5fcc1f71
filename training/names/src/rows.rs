//! Labelled rows, from data files and from grammars.

use std::{fs, ops::Range, path::Path, process::Command};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Value, json};

/// The classes, in the order of the tagger's.
const CLASSES: [&str; 4] = ["PERSON", "LOCATION", "ORGANIZATION", "ADDRESS"];

/// A text and the names in it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id in the file that it is from.
    pub id: String,
    /// The text.
    pub text: String,
    /// Bytes and class of each name, in order.
    pub names: Vec<(Range<usize>, usize)>,
    /// Where it is from.
    pub source: String,
}

#[derive(Deserialize)]
struct Line {
    id: serde_json::Value,
    text: String,
    #[serde(default)]
    spans: Vec<Span>,
    source: String,
    #[serde(default)]
    label: Option<u8>,
}

#[derive(Deserialize)]
struct Span {
    start: usize,
    end: usize,
    label: String,
}

impl Row {
    /// A text in which names are marked: `ask [[PERSON|Ann]]`.
    pub fn marked(marked: &str, source: &str) -> anyhow::Result<Self> {
        let mut row = Row { id: String::new(), text: String::new(), names: Vec::new(), source: source.to_owned() };
        let mut rest = marked;
        while let Some((before, mark)) = rest.split_once("[[") {
            row.text.push_str(before);
            let Some(((label, name), after)) = mark.split_once("]]").and_then(|(m, a)| Some((m.split_once('|')?, a)))
            else {
                // Two brackets of a wiki link or of an array.
                row.text.push_str("[[");
                rest = mark;
                continue;
            };
            let Some(class) = CLASSES.iter().position(|class| *class == label) else {
                bail!("`{label}` is no class, in: {marked}")
            };
            let start = row.text.len();
            row.text.push_str(name);
            row.names.push((start..row.text.len(), class));
            rest = after;
        }
        row.text.push_str(rest);
        Ok(row)
    }

    /// The same row in other letters, if that keeps its length.
    pub fn respelled(&self, as_case: fn(&str) -> String) -> Option<Row> {
        let text = as_case(&self.text);
        let fits = text.len() == self.text.len() && self.names.iter().all(|(span, _)| text.get(span.clone()).is_some());
        fits.then(|| Row { text, ..self.clone() })
    }

    /// The same row with its places in capitals, as on envelopes, if that keeps its length.
    pub fn with_loud_places(&self) -> Option<Row> {
        let mut row = self.clone();
        for (span, _) in self.names.iter().filter(|(_, class)| CLASSES[*class] == "LOCATION") {
            let loud = self.text.get(span.clone())?.to_uppercase();
            if loud.len() != span.len() {
                return None;
            }
            row.text.replace_range(span.clone(), &loud);
        }
        (row.text != self.text).then_some(row)
    }
}

/// The rows of a data file, compressed or not, of which `wanted` knows the source and the label.
pub fn read(file: &Path, wanted: impl Fn(&str, Option<u8>) -> bool) -> anyhow::Result<Vec<Row>> {
    // With `-f` it passes on what is not compressed.
    let unpacked = Command::new("gzip").arg("-dcf").arg(file).output().context("gzip runs")?;
    if !unpacked.status.success() {
        bail!("cannot unpack `{}`", file.display());
    }
    let text = String::from_utf8(unpacked.stdout).with_context(|| format!("`{}` is not UTF-8", file.display()))?;
    let mut rows = Vec::new();
    for line in text.lines() {
        let line: Line = serde_json::from_str(line).with_context(|| format!("a line of `{}`", file.display()))?;
        if wanted(&line.source, line.label) {
            rows.push(row(line));
        }
    }
    Ok(rows)
}

/// Writes rows as data files have them, but not compressed.
pub fn write(file: &Path, rows: &[Row]) -> anyhow::Result<()> {
    let mut out = String::new();
    for row in rows {
        let point = |byte: usize| row.text.get(..byte).map_or(0, |before| before.chars().count());
        let spans: Vec<Value> = row
            .names
            .iter()
            .map(|(span, class)| json!({"start": point(span.start), "end": point(span.end), "label": CLASSES[*class]}))
            .collect();
        out += &json!({"id": row.id, "text": row.text, "spans": spans, "source": row.source}).to_string();
        out.push('\n');
    }
    fs::write(file, out).with_context(|| format!("cannot write `{}`", file.display()))
}

/// Data files count code points, we count bytes.
fn row(line: Line) -> Row {
    let byte = |at: usize| line.text.char_indices().nth(at).map_or(line.text.len(), |(byte, _)| byte);
    let class = |label: &str| CLASSES.iter().position(|class| *class == label);
    let mut names: Vec<_> =
        line.spans.iter().filter_map(|s| Some((byte(s.start)..byte(s.end), class(&s.label)?))).collect();
    names.sort_by_key(|(span, _)| span.start);
    let id = line.id.as_str().map_or_else(|| line.id.to_string(), str::to_owned);
    Row { id, names, source: line.source, text: line.text }
}
