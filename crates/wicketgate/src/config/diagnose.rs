//! What is wrong with a configuration file, and where: `file:line:column: sentence`, and a hint that says what was meant.

use std::{fmt, fs, os::unix::fs::PermissionsExt, path::Path};

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// File, line and column; the parts that are known.
    pub place: String,
    /// What was found. Never the value of a secret.
    pub message: String,
    /// What was meant, or what to do.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// Reads the file; refused when others than its owner may write it.
pub fn read(path: &Path) -> Result<String, Problem> {
    let problem = |message: String, hint: &str| Problem {
        place: path.display().to_string(),
        message,
        hint: (!hint.is_empty()).then(|| hint.to_owned()),
    };
    let meta = fs::metadata(path)
        .map_err(|e| problem(format!("cannot read the file: {e}"), "`wicketgate init` writes one"))?;
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o027 != 0 {
        let message = format!("mode {mode:04o} lets others than the owner change or read the file");
        return Err(problem(message, &format!("chmod 600 {}", path.display())));
    }
    fs::read_to_string(path).map_err(|e| problem(format!("cannot read the file: {e}"), "the file is UTF-8 text"))
}

/// Turns a complaint of the TOML reader into a problem with a place and a hint.
pub fn explain(error: &toml::de::Error, text: &str, path: &Path) -> Problem {
    let at = error.span().map_or(0, |s| s.start);
    let place = locate(path, text, at);
    let message = error.message().trim();
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field") {
        let found = quoted.next().unwrap_or_default().to_owned();
        let known: Vec<&str> = quoted.collect();
        return Problem {
            place,
            message: format!("unknown key `{found}` in {}", section(text, at)),
            hint: Some(nearest(&found, &known)),
        };
    }
    Problem { place, message: one_line(message), hint: None }
}

/// `file:line:column` of a byte.
pub fn locate(path: &Path, text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{}:{line}:{column}", path.display())
}

fn section(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let header = before.lines().rev().map(str::trim).find(|line| line.starts_with('[') && line.ends_with(']'));
    // A complaint that points at a header itself is about a key inside of it.
    let own = text.get(at..).and_then(|rest| rest.lines().next()).map(str::trim).filter(|line| line.starts_with('['));
    own.or(header).unwrap_or("the top of the file").to_owned()
}

/// The known name that is closest, or all of them.
pub fn nearest(found: &str, known: &[&str]) -> String {
    let scored = known.iter().map(|name| (strsim::damerau_levenshtein(found, name), name));
    match scored.min() {
        Some((distance, name)) if distance <= 1 + name.len() / 3 => format!("did you mean `{name}`?"),
        _ => format!("one of {}", known.join(", ")),
    }
}

fn one_line(message: &str) -> String {
    message.split('\n').map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(", ")
}
