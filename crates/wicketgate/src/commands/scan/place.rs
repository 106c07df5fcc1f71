//! Where a text lies: a file, an entry of an archive, a file of a commit; and where in the text a finding is.

use std::{fmt, path::Path, rc::Rc};

use wicket_types::Origin;

/// The commit that added a line.
#[derive(Debug)]
pub(super) struct Commit {
    pub(super) id: String,
    pub(super) author: String,
    pub(super) date: String,
}

/// Where one text lies.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The file as its path is written; `-` for standard input.
    pub(super) file: String,
    /// Entries of archives, from the outermost in.
    pub(super) inside: Vec<String>,
    /// The commit, where history is read.
    pub(super) commit: Option<Rc<Commit>>,
    /// Whether it is standard input. A file may be called `-`, too.
    pub(super) is_input: bool,
    /// Whether somebody asked for this very text, and not only for a folder that it lies in.
    pub(super) is_named: bool,
}

impl Place {
    pub(super) fn of(path: &Path) -> Self {
        let path = path.strip_prefix(".").unwrap_or(path);
        Place { file: path.to_string_lossy().into_owned(), ..Place::default() }
    }

    /// What came through standard input.
    pub(super) fn input() -> Self {
        Place { file: "-".to_owned(), is_input: true, is_named: true, ..Place::default() }
    }

    /// Whose text it is, where nobody says: what is typed or piped in is a user's, and what lies in a file or an archive
    /// was written by somebody else, as far as the program knows.
    pub(super) fn origin(&self) -> Origin {
        if self.is_input && self.inside.is_empty() { Origin::User } else { Origin::Retrieved }
    }

    /// The entry `name` of this archive.
    pub(super) fn entry(&self, name: &str) -> Self {
        let mut place = self.clone();
        place.inside.push(name.to_owned());
        place
    }
}

/// On one line whatever the names hold: a file's name may not write to a terminal.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.file))?;
        self.inside.iter().try_for_each(|entry| write!(f, "!{}", visible(entry)))
    }
}

/// `text` with its control and invisible characters escaped.
pub(super) fn visible(text: &str) -> String {
    let is_odd = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}' | '\u{feff}')
    };
    text.chars().flat_map(|c| if is_odd(c) { c.escape_unicode().collect() } else { vec![c] }).collect()
}

/// A place in a text, counted from its beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// Code points in front of it.
    pub(super) chars: usize,
    /// Its line, from 1 on.
    pub(super) line: usize,
    /// Code points in front of it on its line, and one.
    pub(super) column: usize,
}

impl Spot {
    pub(super) const START: Spot = Spot { chars: 0, line: 1, column: 1 };

    /// The place behind `text`, which begins here.
    pub(super) fn behind(self, text: &str) -> Spot {
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        let chars = text.chars().count();
        let column = match text.rfind('\n') {
            Some(last) => text.get(last + 1..).unwrap_or_default().chars().count() + 1,
            None => self.column + chars,
        };
        Spot { chars: self.chars + chars, line: self.line + lines, column }
    }
}
