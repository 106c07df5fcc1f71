//! Rows of groups of letters and digits, such as `12 34-56`, read once however many tokens of a row are asked about.

/// Most groups that one thing may have.
pub(super) const MAX_GROUPS: usize = 10;
/// No group of a longer thing matters, so a longer one ends a row.
const MOST: usize = 65;
/// Groups that are kept before those that were asked about are forgotten.
const KEPT: usize = 256;

/// Letters and digits without a sign between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub start: usize,
    pub end: usize,
    /// How many digits it begins with.
    pub n_digits: usize,
    /// The sign behind it where another group follows, else zero.
    pub separator: u8,
    /// Letters and digits of the row in front of it.
    before: usize,
    /// Groups with letters in front of it.
    lettered: usize,
    /// Groups without a digit in front of it.
    named: usize,
    /// Whether it holds a digit.
    has_digit: bool,
}

impl Group {
    pub(super) fn size(&self) -> usize {
        self.end - self.start
    }

    /// Letters and digits from the beginning of `first` on, a group of the same row, to the end of this one.
    pub(super) fn length_from(&self, first: &Group) -> usize {
        self.before + self.size() - first.before
    }

    /// Whether a letter stands between the beginning of `first`, a group of the same row, and the end of this one.
    pub(super) fn has_letter_since(&self, first: &Group) -> bool {
        self.lettered + usize::from(self.n_digits < self.size()) > first.lettered
    }
}

/// Groups behind a token that are asked whether they hold a digit as well.
const ROW: usize = 6;

/// Whether the groups behind the first all hold digits, and are so many that no name stands near.
pub(super) fn is_row(groups: &[Group]) -> bool {
    let (Some(second), Some(last)) = (groups.get(1), groups.get(ROW)) else { return false };
    last.has_digit && last.named == second.named
}

/// The row of groups that was read last.
pub(super) struct Chain<'t> {
    text: &'t str,
    groups: Vec<Group>,
    /// The group that was asked about last.
    nth: usize,
    written: Written,
}

/// The letters and digits of a row without what stands between them, of as many groups as were asked for.
#[derive(Default)]
struct Written {
    n_groups: usize,
    compact: String,
    /// The same as values of digits; of letters they mean nothing.
    digits: Vec<u8>,
}

impl Written {
    fn clear(&mut self) {
        self.n_groups = 0;
        self.compact.clear();
        self.digits.clear();
    }

    fn read(&mut self, text: &str, groups: &[Group]) {
        for group in groups.get(self.n_groups..).unwrap_or_default() {
            let written = text.get(group.start..group.end).unwrap_or_default();
            self.compact.push_str(written);
            self.digits.extend(written.bytes().map(|byte| byte.wrapping_sub(b'0')));
        }
        self.n_groups = groups.len();
    }
}

/// Groups of a row from one of them on, as many as matter.
pub(super) struct Row<'c> {
    pub groups: &'c [Group],
    text: &'c str,
    all: &'c [Group],
    written: &'c mut Written,
}

impl Row<'_> {
    /// The first letters and digits of the groups, `length` of them, without what stands between them.
    pub(super) fn compact(&mut self, length: usize) -> &str {
        let from = self.read();
        self.written.compact.get(from..from + length).unwrap_or_default()
    }

    /// The values of the first `length` digits of groups that are digits.
    pub(super) fn digits(&mut self, length: usize) -> &[u8] {
        let from = self.read();
        self.written.digits.get(from..from + length).unwrap_or_default()
    }

    /// Where in what is written the first group begins.
    fn read(&mut self) -> usize {
        self.written.read(self.text, self.all);
        self.groups.first().map_or(0, |first| first.before)
    }
}

impl<'t> Chain<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Chain { text, groups: Vec::new(), nth: 0, written: Written::default() }
    }

    /// The group at `start`, where a letter or digit stands, and those behind it.
    pub(super) fn row_at(&mut self, start: usize) -> Row<'_> {
        while self.groups.get(self.nth).is_some_and(|group| group.start < start) {
            self.nth += 1;
        }
        if self.nth >= KEPT || self.groups.get(self.nth).is_none_or(|group| group.start != start) {
            self.groups.clear();
            self.written.clear();
            self.nth = 0;
            self.read(start, [0; 3]);
        }
        while self.groups.len() < self.nth + MAX_GROUPS {
            let Some(last) = self.groups.last().filter(|last| last.separator != 0) else { break };
            let lettered = last.lettered + usize::from(last.n_digits < last.size());
            let named = last.named + usize::from(!last.has_digit);
            self.read(last.end + 1, [last.before + last.size(), lettered, named]);
        }
        let groups = &self.groups[self.nth..self.groups.len().min(self.nth + MAX_GROUPS)];
        Row { groups, text: self.text, all: &self.groups, written: &mut self.written }
    }

    /// Reads one group; behind how many letters and digits, groups with letters, and groups without a digit it stands.
    fn read(&mut self, start: usize, [before, lettered, named]: [usize; 3]) {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(start..).unwrap_or_default();
        let rest = &rest[..rest.len().min(MOST)];
        let n_digits = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        let tail = rest[n_digits..].iter().position(|byte| !byte.is_ascii_alphanumeric());
        let length = tail.map_or(rest.len(), |tail| n_digits + tail);
        let end = start + length;
        let separator = match bytes.get(end..end + 2) {
            Some(&[sign @ (b' ' | b'-' | b'.' | b'/' | b'+'), next]) if next.is_ascii_alphanumeric() => sign,
            _ => 0,
        };
        let has_digit = n_digits > 0 || rest[..length].iter().any(u8::is_ascii_digit);
        self.groups.push(Group { start, end, n_digits, separator, before, lettered, named, has_digit });
    }
}
