//! The text of a streamed answer for judges of others, who are asked at its end. It has left by then: what they decide is
//! whether the stream ends as the provider ended it, or with an error.

use wicket_types::Origin;

use crate::docket::as_read;

/// Who wrote a text, and whether it is JSON source.
type Source = (Origin, bool);

/// The texts so far.
#[derive(Debug)]
pub(super) struct Collected {
    texts: Vec<(Option<usize>, Source, String)>,
    bytes: usize,
    most: usize,
    /// There was more than any judge is asked about.
    pub is_cut: bool,
}

impl Collected {
    /// Room for `most` bytes.
    pub fn new(most: usize) -> Self {
        Collected { texts: Vec::new(), bytes: 0, most, is_cut: false }
    }

    /// The next piece of a channel.
    pub fn push(&mut self, channel: usize, source: Source, piece: &str) {
        if !self.has_room(piece.len()) {
            return;
        }
        match self.texts.iter_mut().find(|(of, _, _)| *of == Some(channel)) {
            Some((_, _, text)) => text.push_str(piece),
            None => self.texts.push((Some(channel), source, piece.to_owned())),
        }
    }

    /// A text that came in one piece; mostly a repetition of what has come in many.
    pub fn whole(&mut self, source: Source, text: &str) {
        if !self.texts.iter().any(|(_, _, known)| known == text) && self.has_room(text.len()) {
            self.texts.push((None, source, text.to_owned()));
        }
    }

    /// Bytes held.
    pub fn len(&self) -> usize {
        self.bytes
    }

    /// All texts, each with its author. Escapes are undone here and not before, for a piece may end within one.
    pub fn into_texts(self) -> impl Iterator<Item = (Origin, String)> {
        self.texts.into_iter().map(|(_, (origin, json), text)| (origin, as_read(&text, json).into_owned()))
    }

    fn has_room(&mut self, more: usize) -> bool {
        // Many small texts cost more than their bytes.
        const TEXTS: usize = 1_024;
        self.is_cut |= self.bytes.saturating_add(more) > self.most || self.texts.len() >= TEXTS;
        self.bytes += if self.is_cut { 0 } else { more };
        !self.is_cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_put_together_repetitions_left_out_and_too_much_is_told() {
        let mut collected = Collected::new(16);
        let prose = (Origin::Assistant, false);
        for (channel, piece) in [(0, "one "), (1, "two"), (0, "three")] {
            collected.push(channel, prose, piece);
        }
        collected.whole(prose, "one three");
        assert_eq!((collected.len(), collected.is_cut), (12, false));
        collected.push(1, prose, "much more");
        assert!(collected.is_cut);
        let texts: Vec<String> = collected.into_texts().map(|(_, text)| text).collect();
        assert_eq!(texts, ["one three", "two"]);
    }

    #[test]
    fn an_escape_that_came_in_two_pieces_is_undone() {
        let mut collected = Collected::new(64);
        for piece in [r#"{"to":"\u00"#, r#"6bate"}"#] {
            collected.push(0, (Origin::ToolCall, true), piece);
        }
        assert_eq!(collected.into_texts().next(), Some((Origin::ToolCall, r#"{"to":"kate"}"#.to_owned())));
    }
}
