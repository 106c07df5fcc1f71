//! Tables written as text: the label at the head of a column speaks for every cell below it.
//!
//! `name,dob` and `| Name | Passport |` stand once, and what they name stands lines below, where no rule would hear them.
//! A line is a head where it holds no digit and the next line has as many cells; so is the list of columns in
//! `INSERT INTO t (name, dob) VALUES (…), (…)`. Each row belongs to the last head above it, so a text is read once however
//! many heads it has.

use std::ops::Range;

use super::pages;
use crate::rules::Context;

/// Longest line that is taken for a row, in bytes.
const LONGEST: usize = 2048;
/// Longest head of a column, in bytes.
const MOST_OF_CELL: usize = 48;
/// Longest words beside a label in its cell, in bytes.
const BESIDE: usize = 24;

/// What a column holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    /// Values of a rule's label.
    Rule(usize),
    /// Numbers of which these words speak.
    Subject(Context),
}

/// The heads of tables in one text, in order.
#[derive(Debug, Default)]
pub(super) struct Tables {
    heads: Vec<Head>,
    /// The line that was asked about last, and the head that it holds.
    last: (Range<usize>, Option<Form>),
}

/// How a head and its rows are written.
#[derive(Clone, Debug, PartialEq)]
enum Form {
    /// Lines with as many cells, parted by this sign.
    Lines(u8),
    /// A row of heads of a page.
    Page,
    /// A list in parentheses, of which this is the inside, and behind `VALUES` others like it, from this byte on.
    Lists(Range<usize>, usize),
}

#[derive(Debug)]
struct Head {
    line: Range<usize>,
    form: Form,
    columns: Vec<(usize, Column)>,
}

impl Tables {
    /// Takes note of a label, which may stand at the head of a column.
    pub(super) fn hear(&mut self, text: &str, label: &Range<usize>, column: Column) {
        let bytes = text.as_bytes();
        // Most labels stand in prose, with other words behind them.
        if !ends_name(bytes, label.end) {
            return;
        }
        if bytes.get(label.end..label.end + BESIDE).is_none_or(|rest| rest.contains(&b'<'))
            && let Some((line, nth)) = pages::head_at(bytes, label)
        {
            self.add(line, Form::Page, (nth, column));
            return;
        }
        if !self.last.0.contains(&label.start) {
            let line = line_around(bytes, label.start);
            let lines = sign_of_head(bytes, &line).map(Form::Lines);
            let form = lines.or_else(|| lists_of(bytes, &line));
            self.last = (line, form);
        }
        let (line, Some(form)) = self.last.clone() else { return };
        let (list, sign) = match &form {
            Form::Lines(sign) => (line.clone(), *sign),
            Form::Lists(list, _) => (list.clone(), b','),
            Form::Page => return,
        };
        if !list.contains(&label.start) {
            return;
        }
        let mut cells = cells(bytes.get(list.clone()).unwrap_or_default(), sign).enumerate();
        let Some((nth, cell)) = cells.find(|(_, cell)| list.start + cell.end >= label.end) else { return };
        if label.start < list.start + cell.start || label.start - list.start - cell.start > BESIDE {
            return;
        }
        self.add(line, form, (nth, column));
    }

    /// Adds a column to the head that stands in a line.
    fn add(&mut self, line: Range<usize>, form: Form, column: (usize, Column)) {
        match self.heads.last_mut().filter(|head| head.line.start == line.start) {
            Some(head) => head.columns.push(column),
            None => self.heads.push(Head { line, form, columns: vec![column] }),
        }
    }

    /// Calls `tell` with each cell below a label, without the spaces and quotes around its value.
    pub(super) fn each(&self, text: &str, mut tell: impl FnMut(Column, Range<usize>)) {
        let bytes = text.as_bytes();
        for (nth, head) in self.heads.iter().enumerate() {
            let limit = self.heads.get(nth + 1).map_or(text.len(), |next| next.line.start);
            let mut tell = |row: &[Range<usize>]| {
                for &(nth, column) in &head.columns {
                    let cell = row.get(nth).map(|cell| trimmed(bytes, cell.clone()));
                    cell.filter(|cell| !cell.is_empty()).into_iter().for_each(|cell| tell(column, cell));
                }
            };
            match head.form {
                Form::Lines(sign) => each_line(bytes, &head.line, (sign, limit), &mut tell),
                Form::Page => pages::each_row(bytes, head.line.end..limit, &mut tell),
                Form::Lists(_, from) => each_list(bytes, from..limit, &mut tell),
            }
        }
    }
}

/// Calls `tell` with the cells of each line below `head`, as far as lines have as many, up to a limit.
fn each_line(bytes: &[u8], head: &Range<usize>, (sign, limit): (u8, usize), tell: &mut dyn FnMut(&[Range<usize>])) {
    let n_cells = cells(bytes.get(head.clone()).unwrap_or_default(), sign).count();
    let mut at = head.end + 1;
    while let Some(line) = bytes.get(at..limit).filter(|rest| !rest.is_empty()).and_then(first_line) {
        let row: Vec<Range<usize>> = cells(line, sign).map(|cell| at + cell.start..at + cell.end).collect();
        if row.len() != n_cells {
            return;
        }
        tell(&row);
        at += line.len() + 1;
    }
}

/// Calls `tell` with the values of each list in parentheses that `bytes` have in `within`, with commas between the lists.
fn each_list(bytes: &[u8], within: Range<usize>, tell: &mut dyn FnMut(&[Range<usize>])) {
    let mut at = within.start;
    loop {
        let rest = bytes.get(at..within.end).unwrap_or_default();
        at += rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b',').count();
        if bytes.get(at) != Some(&b'(') || at >= within.end {
            return;
        }
        let (mut row, mut start, mut is_quoted) = (Vec::new(), at + 1, false);
        let end = bytes[at + 1..within.end].iter().position(|&byte| {
            at += 1;
            is_quoted ^= byte == b'\'';
            if !is_quoted && matches!(byte, b',' | b')') {
                row.push(start..at);
                start = at + 1;
            }
            !is_quoted && byte == b')'
        });
        if end.is_none() {
            return;
        }
        tell(&row);
        at += 1;
    }
}

/// The list of columns in a line that inserts rows into a table, and where the first row begins.
fn lists_of(bytes: &[u8], line: &Range<usize>) -> Option<Form> {
    let head = bytes.get(line.clone())?;
    let open = memchr::memchr(b'(', head)?;
    // Each label asks which cell it stands in, so the list is no longer than a row.
    let list = head.get(open..head.len().min(open + LONGEST))?;
    let close = open + memchr::memchr(b')', list)?;
    let behind = bytes.get(line.start + close + 1..)?;
    let gap = behind.iter().take(16).take_while(|byte| byte.is_ascii_whitespace()).count();
    let is_insert = behind.get(gap..gap + 6)?.eq_ignore_ascii_case(b"values");
    is_insert.then_some(Form::Lists(line.start + open + 1..line.start + close, line.start + close + 1 + gap + 6))
}

/// Whether nothing but a word such as `number` stands between the label that ends at `at` and the end of its cell: the fields
/// of a program have names such as `username_end`.
fn ends_name(bytes: &[u8], at: usize) -> bool {
    const WORDS: &[&str] = &["", "number", "no", "num", "nr", "id", "code"];
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().take(BESIDE).take_while(|byte| !b",;\t|\n)<".contains(byte)).count();
    if length == BESIDE || length == rest.len() {
        return false;
    }
    let word = rest[..length].trim_ascii();
    let signs =
        |byte: &u8| matches!(byte, b'_' | b'-' | b' ' | b'"' | b'\'' | b'.' | b'#' | b'*' | b'`' | b':' | b'\r');
    let before = word.iter().take_while(|byte| signs(byte)).count();
    let behind = word[before..].iter().rev().take_while(|byte| signs(byte)).count();
    let word = &word[before..word.len() - behind];
    WORDS.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// The line around `at`.
fn line_around(bytes: &[u8], at: usize) -> Range<usize> {
    let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1);
    start..memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length)
}

/// The first line of `bytes`, where it is no longer than a row.
fn first_line(bytes: &[u8]) -> Option<&[u8]> {
    let most = bytes.len().min(LONGEST + 1);
    let length = memchr::memchr(b'\n', &bytes[..most]).unwrap_or(most);
    bytes.get(..length).filter(|_| length <= LONGEST)
}

/// What parts the cells of a head: a sign that the next line has as often. A line with a digit is no head.
fn sign_of_head(bytes: &[u8], line: &Range<usize>) -> Option<u8> {
    let head = bytes.get(line.clone()).filter(|head| head.len() <= LONGEST)?;
    let sign = [b'|', b'\t', b';', b','].into_iter().find(|&sign| memchr::memchr(sign, head).is_some())?;
    // A part of a sentence is longer than the head of a column.
    if cells(head, sign).any(|cell| cell.len() > MOST_OF_CELL) || head.iter().any(u8::is_ascii_digit) {
        return None;
    }
    // A program has one name a line, with a comma behind it.
    if matches!(sign, b',' | b';') && head.trim_ascii_end().ends_with(&[sign]) {
        return None;
    }
    let next = first_line(bytes.get(line.end + 1..)?)?;
    (cells(head, sign).count() == cells(next, sign).count()).then_some(sign)
}

/// The cells of a line, as ranges of its bytes. What stands between double quotes is not parted.
fn cells(line: &[u8], sign: u8) -> impl Iterator<Item = Range<usize>> {
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let mut is_quoted = false;
        let ends = |&byte: &u8| {
            is_quoted ^= byte == b'"';
            byte == sign && !is_quoted
        };
        let length = line.get(from..)?.iter().position(ends);
        start = length.map(|length| from + length + 1);
        Some(from..length.map_or(line.len(), |length| from + length))
    })
}

/// A cell without the spaces and quotes around its value.
fn trimmed(bytes: &[u8], cell: Range<usize>) -> Range<usize> {
    let is_around = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'\r' | b'"' | b'\'' | b'`' | b'*');
    let value = bytes.get(cell.clone()).unwrap_or_default();
    let before = value.iter().take_while(is_around).count();
    let behind = value[before..].iter().rev().take_while(is_around).count();
    cell.start + before..cell.end - behind
}

#[cfg(test)]
mod tests {
    use crate::{Detector, Wants};
    use wicket_types::{Guard, Origin};

    fn found(text: &str) -> Vec<&str> {
        let scan = Detector::standard().scan(text, Origin::User, Wants::of(&[Guard::Pii]));
        scan.findings.iter().map(|finding| &text[finding.span.clone()]).collect()
    }

    #[test]
    fn a_column_holds_what_its_head_says() {
        assert_eq!(found("id,dob,name\n1,1977-03-09,Ann\n2,1981-11-30,Bo\n"), ["1977-03-09", "1981-11-30"]);
        assert_eq!(found("| Name | Passport No. |\n|---|---|\n| Ann | K40921177 |\n| Bo | - |"), ["K40921177"]);
        assert_eq!(found("id;customer_phone\r\n7;4155550142\r\n"), ["4155550142"]);
        assert_eq!(found("password,note\nTulip#441x,pupil\n"), ["Tulip#441x"]);
        assert_eq!(found("\"name\",\"account number\"\n\"Lee, Ann\",\"7180671\""), ["7180671"]);
    }

    #[test]
    fn a_table_of_a_page_has_the_columns_of_its_heads() {
        let page = "<table><thead><tr><th>Name</th><th class=\"w\">DOB</th></tr></thead><tbody>\
            <tr><td>Ann</td><td>1977-03-09</td></tr>\n<tr><td>Bo</td><td>1981-11-30</td></tr></tbody></table>";
        assert_eq!(found(page), ["1977-03-09", "1981-11-30"]);
        assert_eq!(found("<tr><th>DOB</th></tr></table><tr><td>1977-03-09</td></tr>"), Vec::<&str>::new());
    }

    #[test]
    fn rows_that_are_inserted_have_the_columns_of_their_list() {
        let text = "INSERT INTO users (id, name, dob, passport_no) VALUES (1, 'Lee, Ann', '1977-03-09', 'K40921177'),\n\
            (2, 'Bo', '1981-11-30', NULL);";
        assert_eq!(found(text), ["1977-03-09", "K40921177", "1981-11-30"]);
        assert_eq!(found("f(dob, paid) values ('x', '1977-03-09')"), Vec::<&str>::new());
    }

    #[test]
    fn other_columns_and_prose_hold_nothing() {
        assert_eq!(found("id,dob,paid\n1,,1977-03-09\n"), Vec::<&str>::new());
        assert_eq!(found("Bring your passport, please\nK40921177, the part, is here"), Vec::<&str>::new());
        assert_eq!(found("id,dob\n1,2\n\n3,1977-03-09"), Vec::<&str>::new());
        assert_eq!(found("Some(password),\n    hash.version2,\n"), Vec::<&str>::new());
    }

    #[test]
    fn a_text_of_heads_alone_is_read_in_time() {
        for head in [
            "dob,ssn,passport,phone\n",
            "(dob) values (",
            "(dob, dob) values ('\n",
            "<tr><th>dob</th>",
            "<th>dob</th></tr><td>",
        ] {
            assert!(found(&head.repeat(40_000)).is_empty());
        }
        let long = format!("({}) values ('1977-03-09')", "dob, ".repeat(40_000));
        assert!(found(&long).is_empty());
    }
}
