//! Words, ids and plain keys: which values and keys are the protocol's or a programmer's, and so no text of a visitor's.

/// A word that a protocol could have as the value of an enumeration. Anything else in such a field is text.
pub(crate) fn is_protocol_word(word: &[u8]) -> bool {
    !word.iter().any(u8::is_ascii_uppercase) && is_name(word, 64)
}

/// What the two protocols, and those who speak them, give out as ids and names of models. Masking one would break the
/// reference that it is. Anything else is text: an id is the caller's to choose, and so may be a card number or a key.
pub(crate) fn is_id(word: &[u8]) -> bool {
    is_name(word, 96) || is_uuid(word) || is_given_out(word)
}

/// A key that a programmer would choose; other keys of free-form objects are text.
pub(crate) fn is_plain_key(key: &str) -> bool {
    let key = key.trim_start_matches(['$', '_']).as_bytes();
    // Token numbers and positions are keys of biases and maps.
    let is_small_number = key.len() <= 8 && key.iter().all(u8::is_ascii_digit);
    is_small_number || is_name(key, 40)
}

/// Words, versions and dates between separators, such as `web_search_20250305` and `meta-llama/Llama-3.1-8B`: too few
/// digits, and too short where letters and digits mix, for a number or key that a guard enforces.
fn is_name(word: &[u8], longest: usize) -> bool {
    const MOST_DIGITS: usize = 8;
    if word.len() > longest || !word.first().is_none_or(u8::is_ascii_alphabetic) {
        return false;
    }
    let mut digits = 0;
    word.split(|byte| matches!(byte, b'_' | b'-' | b'.' | b'/' | b':')).all(|part| {
        let found = part.iter().filter(|byte| byte.is_ascii_digit()).count();
        let is_dated = found == part.len() && matches!(found, 4 | 8) && part.starts_with(b"20");
        digits += if is_dated { 0 } else { found };
        let is_short = match (part.len() - found, found) {
            (letters, 0) => letters <= 32,
            (0, digits) => digits <= 4 || is_dated,
            (letters, digits) => digits <= 3 && letters <= 12,
        };
        is_short && digits <= MOST_DIGITS && part.iter().all(u8::is_ascii_alphanumeric)
    })
}

/// 8-4-4-4-12 hexadecimal digits.
fn is_uuid(word: &[u8]) -> bool {
    word.len() == 36
        && word.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// One of the beginnings that providers use, then letters and digits without a number among them.
fn is_given_out(word: &[u8]) -> bool {
    const LONGEST_NUMBER: u32 = 8;
    // The list is walked only where a separator says that there is a beginning at all.
    let Some(cut) = word.iter().take(12).position(|byte| matches!(byte, b'_' | b'-')) else { return false };
    let (start, rest) = (word.get(..cut).unwrap_or_default(), word.get(cut + 1..).unwrap_or_default());
    let mut run = 0_u32;
    word.len() <= 96
        && GIVEN_OUT.iter().any(|known| known.as_bytes() == start)
        && rest.iter().all(|byte| {
            run = if byte.is_ascii_digit() { run + 1 } else { 0 };
            run <= LONGEST_NUMBER && (byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        })
}

/// What stands before the first `_` or `-` of an id, in the published examples of both protocols and of servers that
/// speak them (vLLM, Bedrock, OpenRouter).
const GIVEN_OUT: &[&str] = &[
    "call",
    "toolu",
    "srvtoolu",
    "mcptoolu",
    "tooluse",
    "chatcmpl",
    "msg",
    "resp",
    "rs",
    "fc",
    "fco",
    "req",
    "file",
    "fp",
    "cmpl",
    "compl",
    "ctc",
    "ctco",
    "ws",
    "fs",
    "ci",
    "cu",
    "ig",
    "mcp",
    "mcpl",
    "mcpr",
    "mcpa",
    "lsh",
    "sh",
    "apc",
    "apco",
    "vs",
    "cntr",
    "container",
    "conv",
    "prompt",
    "pmpt",
    "item",
    "asst",
    "run",
    "batch",
    "evt",
    "gen",
    "audio",
    "skill",
    "cmp",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_short_and_has_few_digits() {
        for word in ["user", "json_schema", "gpt-4o-mini", "image/png", "web_search_20250305", "1h"] {
            assert_eq!(is_protocol_word(word.as_bytes()), word != "1h", "{word}");
        }
        for text in ["two words", "me@example.com", "4111111111111111", "AKIAABCDEFGHIJKLMNOP", "Ünï"] {
            assert!(!is_protocol_word(text.as_bytes()), "{text}");
        }
        assert!(is_protocol_word(b""));
    }

    #[test]
    fn mask_05_only_what_is_given_out_passes_as_an_id() {
        for id in [
            "call_V9mJ7qXzKp2LrT4sWbN8dFgH",
            "toolu_01A09q90qw90lq917835lq9",
            "resp_67ccd2bed1ec8190b14f964abc054267",
            "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG",
            "3f0c2d7e-6f52-4a3b-9f37-1d2c3b4a5968",
            "gpt-4o-2024-08-06",
            "us.anthropic.claude-3-5-sonnet-20241022-v2:0",
            "meta-llama/Llama-3.1-8B-Instruct",
            "fp_44709d6fcb",
        ] {
            assert!(is_id(id.as_bytes()), "{id}");
        }
        for text in [
            "4111111111111111",
            "4111-1111-1111-1111",
            "call_4111111111111111",
            "id_4111-1111-1111-1111",
            "AKIAIOSFODNN7EXAMPLE",
            "DE89370400440532013000",
            "wgk_live_0123456789ab_abcdefghijklmnopqrstuvwxyzabcd_1a2b3c",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "sk-abcdefghijklmnopqrst0123456789uvwxyzabcd",
            "078-05-1120",
            "ABCDE1234F",
            "X1234567L",
            "192.168.100.200",
        ] {
            assert!(!is_id(text.as_bytes()) && !is_protocol_word(text.as_bytes()) && !is_plain_key(text), "{text}");
        }
    }

    #[test]
    fn keys_of_programs_are_plain() {
        for key in ["first_name", "$schema", "maxCompletionTokens", "address1", "_id", "x-stainless-lang", "50256", ""]
        {
            assert!(is_plain_key(key), "{key}");
        }
    }
}
