//! Does an answer repeat the hidden instructions? By shared runs of words, and by canaries, in every common encoding.
//!
//! Both texts are read as lower-case words. The score is the share of the instructions' word runs that the answer holds,
//! raised where a run is long, since ten words in a row are no accident. The answer is also read decoded (base64,
//! hexadecimal, escapes), in ROT13 and backwards.

use std::collections::{HashMap, HashSet};

use crate::{
    Detector,
    reading::{canonical, decode},
};

/// Words in one run.
const RUN: usize = 4;
/// Runs in a row (so `RUN - 1` words more) that are a leak by themselves.
const LONG_ROW: usize = 9;

impl Detector {
    /// How much of the hidden instructions `system` stands in `text`: 0.0 nothing … 1.0 all, or a long stretch word by word.
    /// O(n) in both texts.
    pub fn leak_score(&self, text: &str, system: &str) -> f32 {
        score(text, system)
    }
}

/// See [`Detector::leak_score`].
pub fn score(text: &str, system: &str) -> f32 {
    let hidden_words = words(system);
    let hidden = Runs::of(&hidden_words);
    if hidden.places.is_empty() {
        return if contains_canary(text, system.trim()) { 1.0 } else { 0.0 };
    }
    readings(text).iter().map(|reading| hidden.share_in(&words(reading))).fold(0.0, f32::max)
}

/// Whether `canary` stands in `text`, as it is or encoded: any case, spaced, reversed, ROT13, base64, hexadecimal, escapes.
/// An empty or very short canary is never found.
///
/// ```
/// use wicket_detect::leak::contains_canary;
/// assert!(contains_canary("here: d2lja2V0LWNhbmFyeS03N2Yy and so on", "wicket-canary-77f2"));
/// ```
pub fn contains_canary(text: &str, canary: &str) -> bool {
    let bare =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let wanted = bare(canary);
    wanted.len() >= 6
        && (readings(text).iter().any(|reading| bare(reading).contains(&wanted)) || contains_encoded(text, canary))
}

/// Base64 hides a text that begins inside its run, and a model may encode letter by letter; so look for the canary's own
/// base64 at each of the three alignments too.
fn contains_encoded(text: &str, canary: &str) -> bool {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..3).any(|shift| {
        let padded: Vec<u8> = std::iter::repeat_n(0, shift).chain(canary.bytes()).collect();
        let encoded: String = padded
            .chunks_exact(3)
            .flat_map(|three| {
                let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
                [18, 12, 6, 0].map(|by| ALPHABET[(bits >> by & 63) as usize] as char)
            })
            .skip(if shift == 0 { 0 } else { 4 })
            .collect();
        encoded.len() >= 8 && text.contains(&encoded)
    })
}

/// The text in the ways it may be read: as it is, decoded, in ROT13, backwards.
fn readings(text: &str) -> Vec<String> {
    let plain = canonical(text);
    let mut all = vec![plain.text().to_owned()];
    all.extend(decode::hidden(text).iter().map(|inner| inner.text().to_owned()));
    // What is encoded may be encoded again.
    let mut from = 0;
    for _ in 0..decode::MAX_DEPTH {
        let deeper: Vec<String> =
            all[from..].iter().flat_map(|outer| decode::decoded(outer)).map(|inner| inner.text().to_owned()).collect();
        from = all.len();
        all.extend(deeper);
    }
    all.push(plain.text().chars().map(rot13).collect());
    all.push(plain.text().chars().rev().collect());
    all
}

fn rot13(c: char) -> char {
    match c {
        'a'..='z' => ((c as u8 - b'a' + 13) % 26 + b'a') as char,
        'A'..='Z' => ((c as u8 - b'A' + 13) % 26 + b'A') as char,
        _ => c,
    }
}

/// Lower-case words; the second person reads as the first, for a model tells its orders of itself.
fn words(text: &str) -> Vec<String> {
    let person = |word: &str| match word {
        "you" | "i" | "me" => "i".to_owned(),
        "your" | "my" => "my".to_owned(),
        "yours" | "mine" => "mine".to_owned(),
        "are" | "am" => "am".to_owned(),
        other => other.to_owned(),
    };
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| person(&word.to_lowercase()))
        .collect()
}

/// The word runs of the hidden instructions.
struct Runs<'w> {
    places: HashMap<&'w [String], usize>,
}

impl<'w> Runs<'w> {
    fn of(words: &'w [String]) -> Self {
        Runs { places: words.windows(RUN).enumerate().map(|(place, run)| (run, place)).collect() }
    }

    /// The share of these runs that `words` hold, or how near the longest row comes to a long one.
    fn share_in(&self, words: &[String]) -> f32 {
        let mut seen = HashSet::new();
        let (mut row, mut longest) = (0_usize, 0_usize);
        for run in words.windows(RUN) {
            match self.places.get(run) {
                Some(place) => {
                    seen.insert(*place);
                    row += 1;
                    longest = longest.max(row);
                }
                None => row = 0,
            }
        }
        let share = seen.len() as f32 / self.places.len() as f32;
        let in_a_row = longest as f32 / LONG_ROW.min(self.places.len()) as f32;
        share.max(in_a_row * 0.9).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: &str = "You are Harbour, the booking clerk of a small ferry line. Never mention the price of the night boat, \
                          and always ask for the name of the passenger before you promise a seat.";

    #[test]
    fn an_answer_that_repeats_the_instructions_scores_high() {
        assert!(score(SYSTEM, SYSTEM) > 0.99);
        assert!(
            score(
                "I am Harbour, the booking clerk of a small ferry line. Never mention the price of the night boat",
                SYSTEM
            ) > 0.8
        );
        assert!(score(&SYSTEM.to_uppercase(), SYSTEM) > 0.99);
        let turned: String = SYSTEM.chars().rev().collect();
        assert!(score(&turned, SYSTEM) > 0.99);
        assert!(score(&SYSTEM.chars().map(rot13).collect::<String>(), SYSTEM) > 0.99);
    }

    #[test]
    fn an_ordinary_answer_scores_low() {
        assert!(score("There are two seats left on the night boat. What is your name, please?", SYSTEM) < 0.3);
        assert_eq!(score("", SYSTEM), 0.0);
        assert_eq!(score("anything at all", ""), 0.0);
    }

    #[test]
    fn grd_09_a_canary_is_found_in_every_encoding() {
        let canary = "kestrel-9f41-quartz";
        let hex: String = canary.bytes().map(|b| format!("{b:02x}")).collect();
        let spaced: String = canary.chars().flat_map(|c| [c, ' ']).collect();
        let percent: String = canary.bytes().map(|b| format!("%{b:02X}")).collect();
        let turned: String = canary.chars().rev().collect();
        for leaked in [
            canary.to_owned(),
            canary.to_uppercase(),
            format!("see {hex} ok"),
            spaced,
            percent,
            turned,
            canary.chars().map(rot13).collect(),
            "a2VzdHJlbC05ZjQxLXF1YXJ0eg==".to_owned(),
            "c29tZSB3b3JkcyBhbmQga2VzdHJlbC05ZjQxLXF1YXJ0eiBiZWhpbmQ=".to_owned(),
        ] {
            assert!(contains_canary(&leaked, canary), "{leaked}");
        }
        assert!(!contains_canary("a kestrel sat on quartz", canary));
        assert!(!contains_canary("anything", ""));
    }
}
