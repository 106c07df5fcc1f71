//! Records for other programs: JSON lines as they stand in the log, or a table for a spreadsheet.

use std::io::{self, Write};

use serde_json::Value;

use super::Entry;

/// The columns of the table: path of the field. A field that a record does not have is an empty cell.
const COLUMNS: [&str; 24] = [
    "seq",
    "at",
    "type",
    "visit",
    "who.tenant",
    "who.team",
    "who.user",
    "who.key",
    "who.session",
    "route",
    "model",
    "provider",
    "class",
    "verdict",
    "code",
    "outcome",
    "status",
    "usage.input",
    "usage.cache_read",
    "usage.output",
    "settled",
    "request_bytes",
    "released_bytes",
    "duration_us",
];

/// Writes the record as it is hashed, and a newline.
///
/// # Errors
/// `out` cannot be written.
pub fn export_json(entry: &Entry, out: &mut impl Write) -> io::Result<()> {
    out.write_all(entry.text.as_bytes())?;
    out.write_all(b"\n")
}

/// Writes a row by RFC 4180 for each entry, after a row of names.
///
/// # Errors
/// `out` cannot be written.
pub fn export_csv(entries: impl IntoIterator<Item = Entry>, out: &mut impl Write) -> io::Result<()> {
    write_row(out, COLUMNS.iter().map(|name| (*name).to_owned()))?;
    for entry in entries {
        write_row(out, COLUMNS.iter().map(|path| entry.value_at(path).map(cell).unwrap_or_default()))?;
    }
    Ok(())
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => harmless(text),
        other => other.to_string(),
    }
}

/// A spreadsheet runs a text that begins like a formula; an apostrophe makes it text again.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn write_row(out: &mut impl Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            out.write_all(b",")?;
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}
