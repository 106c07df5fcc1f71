//! Repetition letter by letter: what stands between the letters, and digits in their place, hides nothing.
//!
//! Words are no help where a model writes `Y o u`, `Y-o-u` or `Y0u 4r3`, or where a script sets no spaces. So prompt and answer
//! are compared as rows of letters without anything between, in which a digit is the letter that it looks like.

/// Bytes of letters in one piece: about five English words, twelve Cyrillic letters or eight Chinese characters.
const PIECE: usize = 24;
/// Every so many bytes of the prompt a piece is known; of the answer, each is looked at.
const STEP: usize = 4;
/// Pieces in a row that are a leak by themselves, which is some fifteen words. Shorter rows are left to the count of words,
/// for two texts on one matter share more letters in a row than words.
const LONG_ROW: usize = 16;
/// An odd number, so that each byte moves the hash of all that follow.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The pieces of the hidden instructions, each as its hash: some three bytes for each of theirs.
#[derive(Debug)]
pub(super) struct Letters {
    // INVARIANT: sorted, each once.
    known: Vec<u64>,
    /// A bit for each hash, so that most pieces of an answer are not looked for.
    filter: Vec<u64>,
}

impl Letters {
    pub fn of(system: &str) -> Self {
        let mut known: Vec<u64> = pieces(system).step_by(STEP).collect();
        known.sort_unstable();
        known.dedup();
        let mut letters = Letters { filter: vec![0; (known.len() / 4).next_power_of_two()], known };
        for at in 0..letters.known.len() {
            let (word, bit) = letters.place(letters.known[at]);
            letters.filter[word] |= bit;
        }
        letters
    }

    /// Word and bit of a hash in the filter.
    fn place(&self, hash: u64) -> (usize, u64) {
        let mixed = hash.wrapping_mul(BASE);
        ((mixed >> 32) as usize % self.filter.len(), 1 << (mixed >> 26 & 63))
    }

    fn find(&self, hash: u64) -> Option<usize> {
        let (word, bit) = self.place(hash);
        (self.filter[word] & bit != 0).then(|| self.known.binary_search(&hash).ok()).flatten()
    }

    /// The share of these pieces that `text` holds, or how near the longest row comes to a long one. O(n).
    pub fn share_in(&self, text: &str) -> f32 {
        if self.known.len() < LONG_ROW / 2 {
            return 0.0;
        }
        let mut seen = vec![false; self.known.len()];
        let (mut row, mut longest, mut since, mut last) = (0_usize, 0_usize, STEP, None);
        for piece in pieces(text) {
            since += 1;
            if let Some(at) = self.find(piece) {
                // Of `0000…` every place is the same piece, which is one.
                row = if since <= STEP { row + usize::from(last != Some(at)) } else { 1 };
                last = Some(at);
                since = 0;
                longest = longest.max(row);
                seen[at] = true;
            }
        }
        let share = seen.iter().filter(|seen| **seen).count() as f32 / self.known.len() as f32;
        let in_a_row = longest as f32 / LONG_ROW.min(self.known.len()) as f32;
        share.max(in_a_row * 0.9).min(1.0)
    }
}

/// The hash of each piece of `text`, in order: a polynomial over its bytes (Karp and Rabin 1987). O(n).
fn pieces(text: &str) -> impl Iterator<Item = u64> {
    /// What the byte that leaves a piece is worth in it.
    const LEAVES: u64 = {
        let (mut power, mut n) = (1_u64, 0);
        while n < PIECE {
            power = power.wrapping_mul(BASE);
            n += 1;
        }
        power
    };
    let mut last = [0_u8; PIECE];
    let (mut hash, mut at) = (0_u64, 0_usize);
    let all = bytes(text).map(move |byte| {
        let gone = std::mem::replace(&mut last[at % PIECE], byte);
        at += 1;
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1);
        if at > PIECE {
            hash = hash.wrapping_sub((u64::from(gone) + 1).wrapping_mul(LEAVES));
        }
        hash
    });
    all.skip(PIECE - 1)
}

/// The letters and digits of `text` as bytes: small, without what stands between, and look-alikes as one of them.
fn bytes(text: &str) -> impl Iterator<Item = u8> {
    let kept = text.chars().filter(|&c| c.is_alphanumeric() || matches!(c, '@' | '$'));
    kept.flat_map(|c| {
        // Of the few whose small form is several characters the first will do: both texts are read alike.
        let small = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
        let mut utf8 = [0; 4];
        let length = look_alike(small).encode_utf8(&mut utf8).len();
        utf8.into_iter().take(length)
    })
}

/// The letter that a digit or sign stands for in leet, and for letters that one digit may stand for, one of them.
fn look_alike(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | 'l' => 'i',
        '2' => 'z',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' => 't',
        '8' => 'b',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: &str = "You are Harbour, the booking clerk of a small ferry line. Never mention the price of the night boat, \
                          and always ask for the name of the passenger before you promise a seat.";

    fn with(sign: &str, text: &str) -> String {
        text.chars().map(|c| format!("{c}{sign}")).collect()
    }

    #[test]
    fn letters_apart_and_digits_for_letters_hide_nothing() {
        let letters = Letters::of(SYSTEM);
        for sign in [" ", "-", ".", " | ", "\n"] {
            assert!(letters.share_in(&with(sign, SYSTEM)) > 0.99, "{sign:?}");
        }
        let leet = SYSTEM.replace('a', "4").replace('e', "3").replace('o', "0").replace('t', "7").replace('s', "5");
        assert!(letters.share_in(&leet) > 0.99);
        let half = &with(" ", SYSTEM)[..160];
        assert!(letters.share_in(&format!("S u r e : {half} and so on")) > 0.6);
    }

    #[test]
    fn scripts_without_spaces_are_compared_too() {
        let system = "你是渡轮公司的售票员港湾。绝不要提夜班船的价格,在答应座位之前一定要先问乘客的姓名。";
        let letters = Letters::of(system);
        assert!(letters.share_in(&with(".", system)) > 0.99);
        assert!(letters.share_in("请问您的姓名?夜班船还有两个座位。") < 0.3);
    }

    #[test]
    fn a_few_words_that_both_texts_say_are_little() {
        let letters = Letters::of(SYSTEM);
        assert!(letters.share_in("I'm the booking clerk of a small ferry line. Where to?") < 0.5);
        assert_eq!(letters.share_in(""), 0.0);
        assert_eq!(Letters::of("short").share_in("short"), 0.0);
    }

    #[test]
    fn a_long_row_of_one_sign_is_one_piece() {
        let zeros = "0".repeat(64);
        let letters = Letters::of(&format!("{SYSTEM} The empty number is {zeros}."));
        assert!(letters.share_in(&format!("It is {zeros}.")) < 0.3);
    }

    #[test]
    fn a_piece_has_one_hash_wherever_it_stands() {
        let piece = "abcdefghijkmnopqrstuvwxyabcdefgh";
        let alone = pieces(piece).last();
        assert_eq!(pieces(&format!("any words before {piece}")).last(), alone);
    }
}
