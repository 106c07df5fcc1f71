//! Where in a form, a record or a table a word stands: behind which field name, or under which head of a column.

use super::token::Sort;

/// Words behind a field name that still belong to it.
const REACH: u32 = 10;

/// Columns that are followed.
const MOST_COLUMNS: usize = 32;

/// Follows the tokens of a text.
#[derive(Debug, Default)]
pub(super) struct Fields {
    last_word: u32,
    field: u32,
    since: u32,
    /// Last words of the fields of this line, a line of heads if it holds nothing but words and separators.
    line: Vec<u32>,
    separator: u8,
    is_plain: bool,
    has_begun: bool,
    /// The heads of the table that this line belongs to.
    heads: Vec<u32>,
    column: usize,
}

impl Fields {
    /// Takes the next token, whose first byte is `sign`; gives the field name before it, how many tokens ago that was,
    /// and the head of its column, 0 where there is none.
    pub(super) fn next(&mut self, sort: Sort, sign: u8, lower: u32) -> (u32, u32, u32) {
        match sort {
            Sort::Break => self.end_line(),
            Sort::Word => {
                if !self.has_begun {
                    (self.has_begun, self.is_plain) = (true, true);
                }
                self.is_plain &= !sign.is_ascii_digit();
                self.last_word = lower;
                self.since += 1;
            }
            Sort::Sign => self.sign(sign),
        }
        if self.since > REACH {
            self.field = 0;
        }
        let head = self.heads.get(self.column).copied().unwrap_or_default();
        (self.field, self.since, head)
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b':' | b'=' => {
                (self.field, self.since) = (self.last_word, 0);
                self.is_plain = false;
            }
            b',' | b';' | b'|' | b'\t' => {
                self.column += 1;
                let is_same = self.separator == 0 || self.separator == sign;
                self.separator = sign;
                self.is_plain &= is_same;
                if self.line.len() < MOST_COLUMNS {
                    self.line.push(self.last_word);
                }
                self.last_word = 0;
            }
            b'"' | b'\'' | b'*' | b'_' | b'-' => {}
            _ => self.is_plain = false,
        }
    }

    fn end_line(&mut self) {
        self.line.push(self.last_word);
        if self.is_plain && self.line.len() > 2 && self.heads.is_empty() {
            self.heads = std::mem::take(&mut self.line);
        } else if self.line.len() < 3 {
            self.heads.clear();
        }
        self.line.clear();
        (self.last_word, self.field, self.since, self.column, self.separator) = (0, 0, 0, 0, 0);
        (self.has_begun, self.is_plain) = (false, false);
    }
}
