//! The text of a streamed answer for judges of others, who are asked at its end. It has left by then: what they decide is
//! whether the stream ends as the provider ended it, or with an error.

use wicket_types::Origin;

/// The texts so far.
#[derive(Debug)]
pub(super) struct Collected {
    texts: Vec<(Option<usize>, Origin, String)>,
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
    pub fn push(&mut self, channel: usize, origin: Origin, piece: &str) {
        if !self.has_room(piece.len()) {
            return;
        }
        match self.texts.iter_mut().find(|(of, _, _)| *of == Some(channel)) {
            Some((_, _, text)) => text.push_str(piece),
            None => self.texts.push((Some(channel), origin, piece.to_owned())),
        }
    }

    /// A text that came in one piece; mostly a repetition of what has come in many.
    pub fn whole(&mut self, origin: Origin, text: &str) {
        if !self.texts.iter().any(|(_, _, known)| known == text) && self.has_room(text.len()) {
            self.texts.push((None, origin, text.to_owned()));
        }
    }

    /// Bytes held.
    pub fn len(&self) -> usize {
        self.bytes
    }

    /// All texts, each with its author.
    pub fn into_texts(self) -> impl Iterator<Item = (Origin, String)> {
        self.texts.into_iter().map(|(_, origin, text)| (origin, text))
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
        for (channel, piece) in [(0, "one "), (1, "two"), (0, "three")] {
            collected.push(channel, Origin::Assistant, piece);
        }
        collected.whole(Origin::Assistant, "one three");
        assert_eq!((collected.len(), collected.is_cut), (12, false));
        collected.push(1, Origin::Assistant, "much more");
        assert!(collected.is_cut);
        let texts: Vec<String> = collected.into_texts().map(|(_, text)| text).collect();
        assert_eq!(texts, ["one three", "two"]);
    }
}
