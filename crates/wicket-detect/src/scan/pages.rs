//! Tables of pages: a row of `<th>` speaks for the cells with `<td>` in the rows below it.

use std::ops::Range;

use memchr::memmem;

/// Longest row of heads, in bytes.
const LONGEST: usize = 2048;
/// Longest text between the beginning of a cell and the label in it, and longest tag, in bytes.
const MOST_IN_CELL: usize = 48;

/// The row of heads that holds the label, and in which of its cells.
pub(super) fn head_at(bytes: &[u8], label: &Range<usize>) -> Option<(Range<usize>, usize)> {
    let near = bytes.get(label.start.saturating_sub(MOST_IN_CELL)..label.start)?;
    let tag = near.get(memchr::memrchr(b'<', near)?..)?;
    if !is_head(tag) || !tag.contains(&b'>') {
        return None;
    }
    let from = label.start.saturating_sub(LONGEST);
    let front = bytes.get(from..label.start)?;
    let row = memmem::rfind(front, b"<tr")?;
    let cells = front.get(row..)?;
    let n_heads = memmem::find_iter(cells, b"<th").filter(|&at| is_head(&cells[at..])).count();
    let tail = bytes.get(label.end..bytes.len().min(label.end + LONGEST))?;
    let end = label.end + memmem::find(tail, b"</tr")?;
    Some((from + row..end, n_heads.checked_sub(1)?))
}

/// Whether `bytes` begin with the tag of a head, and not with that of a part of the table.
fn is_head(bytes: &[u8]) -> bool {
    matches!(bytes, [b'<', b't', b'h', b'>' | b' ', ..])
}

/// Calls `tell` with the cells of each row that `bytes` have in `within`, up to the end of the table or the next row of heads.
pub(super) fn each_row(bytes: &[u8], within: Range<usize>, tell: &mut dyn FnMut(&[Range<usize>])) {
    let (mut row, mut cell, mut at) = (Vec::new(), None, within.start);
    while let Some(found) = bytes.get(at..within.end).and_then(|rest| memchr::memchr(b'<', rest)) {
        let tag = at + found;
        let rest = &bytes[tag..within.end];
        at = tag + 1;
        if rest.starts_with(b"</table") || is_head(rest) {
            break;
        }
        if rest.starts_with(b"<td") {
            let opens = rest.iter().take(MOST_IN_CELL).position(|&byte| byte == b'>');
            cell = opens.map(|length| tag + length + 1);
        } else if rest.starts_with(b"</td") {
            row.extend(cell.take().map(|start| start..tag));
        } else if rest.starts_with(b"</tr") {
            tell(&row);
            row.clear();
        }
    }
    tell(&row);
}
