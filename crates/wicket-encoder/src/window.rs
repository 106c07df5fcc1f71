//! A long text as a few overlapping windows.

use std::ops::Range;

use crate::text::Piece;

/// Most pieces in a window. With the marks before and after them a window has 128 tokens.
pub const PIECES: usize = 125;
/// How far each window begins behind the one before it, so that what is cut in one is whole in the next.
pub const STRIDE: usize = 96;

/// The pieces of a text, and the windows over them that are to be looked at.
#[derive(Debug)]
pub struct Windows {
    pieces: Vec<Piece>,
    starts: Vec<usize>,
}

/// Some neighbouring pieces of a text.
#[derive(Debug, Clone, Copy)]
pub struct Window<'w> {
    pieces: &'w [Piece],
}

impl Windows {
    /// At most `most` windows. A text with more is looked at in places spread over all of it, its beginning and its end
    /// among them: an attacker can choose how long a text is, but not to have only one end of it read.
    pub(crate) fn new(pieces: Vec<Piece>, most: usize) -> Self {
        let behind = pieces.len().saturating_sub(PIECES);
        // The last window is moved back until it is full.
        let all = 1 + behind.div_ceil(STRIDE);
        let start = |window: usize| (window * STRIDE).min(behind);
        let starts = match most.min(all) {
            0 => Vec::new(),
            1 => vec![0],
            some => (0..some).map(|i| start((i * (all - 1) + (some - 1) / 2) / (some - 1))).collect(),
        };
        Self { pieces, starts }
    }

    /// The windows in the order of the text.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Window<'_>> {
        self.starts.iter().map(|start| Window { pieces: &self.pieces[*start..self.pieces.len().min(start + PIECES)] })
    }

    /// Whether each piece of the text is in some window.
    pub fn cover_the_text(&self) -> bool {
        self.starts.len() > self.pieces.len().saturating_sub(PIECES).div_ceil(STRIDE)
    }
}

impl<'w> Window<'w> {
    /// Its pieces; a text without words has none.
    pub fn pieces(&self) -> &'w [Piece] {
        self.pieces
    }

    /// The bytes of the text that it covers.
    pub fn span(&self) -> Range<usize> {
        let start = self.pieces.first().map_or(0, |piece| piece.start);
        start..self.pieces.last().map_or(start, |piece| piece.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(pieces: usize, most: usize) -> Vec<usize> {
        let pieces = (0..pieces).map(|i| Piece { id: 0, start: i, end: i + 1 }).collect();
        Windows::new(pieces, most).iter().map(|window| window.span().start).collect()
    }

    #[test]
    fn a_short_text_is_one_window() {
        assert_eq!(starts(0, 4), [0]);
        assert_eq!(starts(PIECES, 4), [0]);
    }

    #[test]
    fn windows_overlap_and_the_last_one_is_full() {
        assert_eq!(starts(PIECES + 1, 4), [0, 1]);
        assert_eq!(starts(PIECES + STRIDE, 4), [0, 96]);
        assert_eq!(starts(400, 9), [0, 96, 192, 275]);
    }

    #[test]
    fn a_long_text_is_looked_at_in_places_spread_over_it() {
        assert_eq!(starts(10_000, 1), [0]);
        assert_eq!(starts(10_000, 2), [0, 9_875]);
        assert_eq!(starts(10_000, 4), [0, 3_264, 6_624, 9_875]);
        assert!(starts(10_000, 0).is_empty());
    }

    #[test]
    fn each_piece_is_in_a_window_when_there_are_enough() {
        for count in 0..1_000 {
            let pieces = (0..count).map(|i| Piece { id: 0, start: i, end: i + 1 }).collect();
            let windows = Windows::new(pieces, usize::MAX);
            let mut seen = vec![false; count];
            windows.iter().flat_map(|window| window.span()).for_each(|piece| seen[piece] = true);
            assert!(seen.iter().all(|seen| *seen) && windows.cover_the_text(), "{count}");
        }
        let pieces = (0..1_000).map(|i| Piece { id: 0, start: i, end: i + 1 }).collect();
        assert!(!Windows::new(pieces, 3).cover_the_text());
    }
}
