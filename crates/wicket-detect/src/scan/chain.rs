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
    /// Groups that begin with a letter in front of it.
    named: usize,
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

/// Groups behind a number that are asked whether they begin with a digit as well.
const ROW: usize = 6;

/// Whether the groups behind the first all begin with digits, and are so many that no name stands near.
pub(super) fn is_row(groups: &[Group]) -> bool {
    let (Some(second), Some(last)) = (groups.get(1), groups.get(ROW)) else { return false };
    last.n_digits > 0 && last.named == second.named
}

/// The row of groups that was read last.
pub(super) struct Chain<'t> {
    bytes: &'t [u8],
    groups: Vec<Group>,
    /// The group that was asked about last.
    nth: usize,
}

impl<'t> Chain<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        Chain { bytes, groups: Vec::new(), nth: 0 }
    }

    /// The group at `start`, where a letter or digit stands, and those behind it, as many as matter.
    pub(super) fn groups_at(&mut self, start: usize) -> &[Group] {
        while self.groups.get(self.nth).is_some_and(|group| group.start < start) {
            self.nth += 1;
        }
        if self.nth >= KEPT || self.groups.get(self.nth).is_none_or(|group| group.start != start) {
            self.groups.clear();
            self.nth = 0;
            self.read(start, [0; 3]);
        }
        while self.groups.len() < self.nth + MAX_GROUPS {
            let Some(last) = self.groups.last().filter(|last| last.separator != 0) else { break };
            let lettered = last.lettered + usize::from(last.n_digits < last.size());
            let named = last.named + usize::from(last.n_digits == 0);
            self.read(last.end + 1, [last.before + last.size(), lettered, named]);
        }
        &self.groups[self.nth..self.groups.len().min(self.nth + MAX_GROUPS)]
    }

    /// Reads one group; behind how many letters and digits, groups with letters, and groups that begin with one it stands.
    fn read(&mut self, start: usize, [before, lettered, named]: [usize; 3]) {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let rest = &rest[..rest.len().min(MOST)];
        let n_digits = rest.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(rest.len());
        let tail = rest[n_digits..].iter().position(|byte| !byte.is_ascii_alphanumeric());
        let end = start + tail.map_or(rest.len(), |tail| n_digits + tail);
        let separator = match self.bytes.get(end..end + 2) {
            Some(&[sign @ (b' ' | b'-' | b'.' | b'/' | b'+'), next]) if next.is_ascii_alphanumeric() => sign,
            _ => 0,
        };
        self.groups.push(Group { start, end, n_digits, separator, before, lettered, named });
    }
}
