//! The record as it lies on the disk.

use std::{fs, path::Path};

use serde_json::Value;

/// One record.
#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: String,
    pub value: Value,
}

impl Entry {
    /// A text in it by its path, such as `/who/key`; empty where there is none.
    pub fn text(&self, path: &str) -> String {
        self.value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Whether it is of `kind` and its `code` or `outcome` is `word`.
    pub fn is(&self, kind: &str, word: &str) -> bool {
        self.kind == kind && (self.text("/code") == word || self.text("/outcome") == word)
    }
}

/// All records of a folder in their order.
pub fn read(folder: &Path) -> Vec<Entry> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = files.flatten().map(|file| file.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
    paths.sort();
    let texts = paths.iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned());
    texts.flat_map(|text| text.lines().filter_map(entry).collect::<Vec<_>>()).collect()
}

fn entry(line: &str) -> Option<Entry> {
    let line: Value = serde_json::from_str(line).ok()?;
    let value = line.get("record")?.clone();
    let kind = value.get("type")?.as_str()?.to_owned();
    Some(Entry { kind, value })
}
