//! How the pretend provider counts tokens: four bytes of UTF-8 are one token, rounded up once per text.
//! A rule that anyone can compute makes it a truth source for bills and limits.

use serde_json::Value;

/// Bytes of UTF-8 in one token.
pub const BYTES_PER_TOKEN: usize = 4;

/// Tokens of one image, sound or binary file, whatever its size.
pub const MEDIA_TOKENS: u64 = 85;

/// Tokens of `text`: `ceil(bytes / 4)`, 0 for empty text.
///
/// ```
/// assert_eq!(pretend_provider::tokens::count("hello"), 2);
/// ```
pub fn count(text: &str) -> u64 {
    of_bytes(text.len())
}

/// Tokens of a text that is `bytes` long.
pub fn of_bytes(bytes: usize) -> u64 {
    bytes.div_ceil(BYTES_PER_TOKEN) as u64
}

/// The longest beginning of `text` that is at most `tokens` long and ends at a character.
pub fn shortened(text: &str, tokens: u64) -> &str {
    let limit = usize::try_from(tokens).unwrap_or(usize::MAX).saturating_mul(BYTES_PER_TOKEN);
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Cuts text into pieces of at most one token (a longer character stays whole); joined they are the text.
pub fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let piece = match shortened(rest, 1) {
            "" => rest.get(..first.len_utf8()).unwrap_or(rest),
            piece => piece,
        };
        found.push(piece);
        rest = rest.get(piece.len()..).unwrap_or_default();
    }
    found
}

/// What a request makes the model read, in order: text, and how many media parts.
///
/// Prompt tokens are `ceil(all text bytes / 4) + 85 * media`. Text is every string value of the prompt members
/// (`system`, `tools`, `messages`, …) after unescaping; not counted are values under `type`, `role`, `id`, `signature`
/// and `cache_control`, and everything inside a media part.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    pub(crate) text: String,
    pub(crate) media: u64,
    /// Byte lengths of `text` at which the caller asked for a cache entry, ascending.
    pub(crate) cache_marks: Vec<usize>,
}

const NOT_READ: [&str; 5] = ["type", "role", "id", "signature", "cache_control"];
const MEDIA: [&str; 8] =
    ["image", "image_url", "input_image", "input_audio", "file", "input_file", "container_upload", "input_video"];

impl Prompt {
    /// Tokens of the whole prompt.
    pub fn tokens(&self) -> u64 {
        count(&self.text) + MEDIA_TOKENS * self.media
    }

    /// Adds every text of `value`.
    pub fn read(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.text.push_str(text),
            Value::Array(items) => items.iter().for_each(|item| self.read(item)),
            Value::Object(members) => {
                let kind = members.get("type").and_then(Value::as_str).unwrap_or_default();
                let source = members.get("source").and_then(|source| source.get("type")).and_then(Value::as_str);
                let binary = matches!(source, Some("base64" | "url" | "file"));
                if MEDIA.contains(&kind) || (kind == "document" && binary) {
                    self.media += 1;
                } else {
                    let texts = members.iter().filter(|(name, _)| !NOT_READ.contains(&name.as_str()));
                    texts.for_each(|(_, member)| self.read(member));
                }
                if members.get("cache_control").is_some_and(Value::is_object) {
                    self.cache_marks.push(self.text.len());
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A fingerprint of the first `bytes` of the text. Not cryptographic: it only finds a repeated prefix again.
    pub(crate) fn prefix_mark(&self, bytes: usize) -> u64 {
        mark(self.text.as_bytes().get(..bytes).unwrap_or(self.text.as_bytes()))
    }
}

/// FNV-1a, 64 bits.
pub(crate) fn mark(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pieces_join_to_the_text_and_are_a_token_at_most() {
        for text in ["", "hello world", "naïve 😀😀 text", "ééééé"] {
            assert_eq!(pieces(text).concat(), text);
            assert!(pieces(text).iter().all(|piece| count(piece) == 1));
        }
    }

    #[test]
    fn shortens_at_a_character() {
        assert_eq!(shortened("abcdefgh", 1), "abcd");
        assert_eq!(shortened("abc😀", 1), "abc");
        assert_eq!(shortened("abc", 0), "");
    }

    #[test]
    fn a_picture_counts_as_media_not_as_text() {
        let mut prompt = Prompt::default();
        prompt.read(
            &json!([{"type": "text", "text": "12345678"}, {"type": "image_url", "image_url": {"url": "data:x"}}]),
        );
        assert_eq!((prompt.tokens(), prompt.media), (2 + MEDIA_TOKENS, 1));
    }
}
