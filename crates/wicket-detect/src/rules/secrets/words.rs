//! Telling random characters from words: names of things look like long tokens, but one can read them aloud.

use crate::rules::{labelled::is_password, shared::is_placeholder};

/// Whether at least half of the letters and digits stand in parts that could be words: `my-tokens_are-correctAB38`.
///
/// Random characters hardly ever do: in base 62 the case changes, and in base 36 digits and rows of consonants come between.
pub(super) fn is_wordy(value: &str) -> bool {
    let bytes = value.as_bytes();
    let (mut at, mut n_all, mut n_words) = (0, 0, 0);
    while let Some(&first) = bytes.get(at) {
        if !first.is_ascii_alphabetic() {
            n_all += usize::from(first.is_ascii_digit());
            at += 1;
            continue;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let capitals = rest.iter().take_while(|b| b.is_ascii_uppercase()).count();
        // `Word`, `word` or `WORD`; the case changes inside no word.
        let length = match capitals {
            0 | 1 => capitals + rest.iter().skip(capitals).take_while(|b| b.is_ascii_lowercase()).count(),
            _ => capitals,
        };
        n_all += length;
        if rest.get(..length).is_some_and(is_spoken) {
            n_words += length;
        }
        at += length;
    }
    n_all > 0 && n_words * 2 >= n_all
}

/// Whether a value is four words or more in a row, none of which speaks of passwords or of what a page shows.
pub(super) fn is_passphrase(value: &str) -> bool {
    const TELLING: &[&str] = &[
        "pass", "secret", "your", "user", "token", "key", "enter", "reset", "forgot", "change", "name", "field",
        "input", "the", "this", "here", "test", "admin", "my", "new", "old", "example", "config", "value", "with",
        "from", "auth",
    ];
    // A number may stand at the end: `lamp-harvest-copper-violet-42`.
    let numbered = value.trim_end_matches(|c: char| c.is_ascii_digit()).strip_suffix('-');
    let parts: Vec<&str> = numbered.unwrap_or(value).split('-').collect();
    let is_word = |part: &&str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        (3..=12).contains(&letters.len())
            && letters.bytes().all(|b| b.is_ascii_lowercase())
            && !TELLING.iter().any(|word| letters.starts_with(word))
    };
    (4..=8).contains(&parts.len()) && parts.iter().all(is_word)
}

/// Whether a value is the name of something in four words or more, as tests and pages have them:
/// `auth_12_every_key_is_asked_for_once`, `_Beasts_of_the_5th_Sun`. Short words are too few letters for [`is_wordy`].
pub(super) fn is_name_of_words(value: &str) -> bool {
    let is_vowel = |b: u8| matches!(b.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let is_written = |part: &str| {
        let rest = part.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(part);
        part.len() <= 16 && rest.bytes().all(|b| b.is_ascii_lowercase())
    };
    let is_number = |part: &str| {
        let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
        letters.len() < part.len() && part.len() <= 4 && matches!(letters, "" | "st" | "nd" | "rd" | "th")
    };
    let (mut n_words, mut n_numbers, mut n_odd) = (0, 0, 0);
    for part in value.split(['_', '-']).filter(|part| !part.is_empty()) {
        match part {
            part if is_number(part) => n_numbers += 1,
            part if !is_written(part) => return false,
            part if part.bytes().any(is_vowel) => n_words += 1,
            _ => n_odd += 1,
        }
    }
    n_words >= 3 && n_words + n_odd + n_numbers >= 4 && n_words > 2 * n_odd && n_words > n_numbers
}

/// Whether a value is a name in a program, of three parts or more: `nettle_aes192_set_key`, `Z3_rcf_mk_small_int`. Random characters change between letters and digits inside of their parts.
pub(super) fn is_of_program(value: &str) -> bool {
    let is_part = |part: &str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let rest = letters.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(letters);
        part.len() - letters.len() < 4
            && letters.len() < 13
            && (rest.bytes().all(|b| b.is_ascii_lowercase()) || letters.bytes().all(|b| b.is_ascii_uppercase()))
    };
    let parts = value.split('_').filter(|part| !part.is_empty());
    let has_long = parts.clone().filter(|part| part.bytes().filter(u8::is_ascii_alphabetic).count() > 2).count() > 1;
    has_long && parts.clone().count() > 2 && parts.clone().all(is_part)
}

/// Whether a value is a word or two in which capital letters, a sign and digits stand, as people choose secrets: `Harbor-2041`,
/// `Lantern%67`.
pub(super) fn is_chosen(value: &str) -> bool {
    const TELLING: &[&str] = &[
        "pass", "secret", "token", "key", "auth", "user", "name", "test", "admin", "client", "app", "api", "value",
        "prod", "dev", "stag", "version", "basic", "bearer", "http", "utf", "sha", "aes", "rsa", "hmac", "oauth",
        "type", "code",
    ];
    let count = |what: fn(&u8) -> bool| value.bytes().filter(what).count();
    let lower = value.to_ascii_lowercase();
    (8..=32).contains(&value.len())
        && value.starts_with(|c: char| c.is_ascii_uppercase())
        && count(u8::is_ascii_lowercase) >= 3
        && count(u8::is_ascii_digit) >= 2
        && (value.contains(['!', '#', '$', '%', '&', '*', '?', '@', '^', '~', '-', '_', '=', '+'])
            || count(u8::is_ascii_digit) >= 4)
        && value.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'/' | b'.' | b'(' | b'<'))
        && !TELLING.iter().any(|word| lower.contains(word))
        && is_password(value)
}

/// Whether a value is sixteen letters that no word has in such a row, as mail services make passwords for programs.
pub(super) fn is_generated(value: &str) -> bool {
    let is_vowel = |b: &u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let rows = value.as_bytes().chunk_by(|a, b| is_vowel(a) == is_vowel(b));
    let longest = rows.filter(|row| !row.first().is_some_and(is_vowel)).map(<[u8]>::len).max().unwrap_or_default();
    value.len() == 16 && value.bytes().all(|b| b.is_ascii_lowercase()) && longest >= 5 && !is_spoken(value.as_bytes())
}

/// Whether letters could be a word: at least five, vowels among them, no long row of vowels or consonants, few rare letters.
fn is_spoken(letters: &[u8]) -> bool {
    let is_vowel = |b: &u8| matches!(b.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let longest = |of_vowels: bool| {
        let rows = letters.chunk_by(|a, b| is_vowel(a) == is_vowel(b));
        rows.filter(|row| row.first().is_some_and(is_vowel) == of_vowels).map(<[u8]>::len).max().unwrap_or_default()
    };
    let count = |what: fn(&u8) -> bool| letters.iter().filter(|b| what(&b.to_ascii_lowercase())).count();
    let n_vowels = count(|b| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    let n_rare = count(|b| matches!(b, b'j' | b'q' | b'x' | b'z'));
    letters.len() >= 5
        && n_vowels * 6 >= letters.len()
        && n_rare * 7 <= letters.len()
        && longest(true) <= 2
        && longest(false) <= 3
}

/// Whether a value is the path of a member, a host or a version: `Ed25519.publicKey`, `node7.example.com`, `lib-0.11.2`.
pub(super) fn is_member(value: &str) -> bool {
    let parts: Vec<&str> = value.split('.').collect();
    let is_name = |part: &&str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    let ends_in_word = parts.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_'));
    let is_version = parts.len() > 2 && parts.iter().skip(1).all(|part| part.len() <= 3 && is_all_digits(part));
    // `rc0.15.0_20231217-SNAPSHOT`.
    let begins_as_version = parts.len() > 2
        && parts.first().is_some_and(|first| first.len() <= 4 && first.ends_with(|c: char| c.is_ascii_digit()))
        && parts.get(1).is_some_and(|second| second.len() <= 3 && is_all_digits(second));
    parts.len() > 1 && (ends_in_word && parts.iter().all(is_name) || is_version || begins_as_version)
}

/// Whether letters alone are the name of something: its parts are long, where random letters change their case at once.
pub(super) fn is_identifier(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-')) && bytes.len() * 2 >= 7 * n_humps(bytes)
}

/// Whether letters alone change their case as often as random ones do.
pub(super) fn is_scrambled(value: &str) -> bool {
    value.len() >= 16
        && value.bytes().all(|b| b.is_ascii_alphabetic())
        && value.len() * 10 <= n_humps(value.as_bytes()) * 32
        && !is_placeholder(value)
}

/// How many parts a name has: each begins behind a small letter, as in `keyStore`, or behind a row of capitals, as in
/// `HTTPServer`.
fn n_humps(bytes: &[u8]) -> usize {
    let begins = |at: usize| {
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        let after = bytes.get(at + 1);
        bytes[at].is_ascii_uppercase()
            && before.is_some_and(|b| b.is_ascii_lowercase() || after.is_some_and(u8::is_ascii_lowercase))
    };
    1 + (0..bytes.len()).filter(|&at| begins(at)).count()
}

/// Whether a value is the path of a file: `s390x/fat/chacha-2core.asm`.
pub(super) fn is_file(value: &str) -> bool {
    let Some((_, name)) = value.rsplit_once('/') else { return false };
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    (1..=4).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// Whether a value is a number as source code writes it: `0x80200026`, `268435456u32`, `-12_000i64`.
pub(super) fn is_number(value: &str) -> bool {
    let bare = value.trim_start_matches('-');
    let is_hex = |rest: &str| rest.len() <= 16 && rest.bytes().all(|b| b.is_ascii_hexdigit() || b == b'_');
    match bare.strip_prefix("0x") {
        Some(rest) => is_hex(rest),
        None => {
            let digits = bare.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
            let suffix = digits.strip_prefix(['u', 'i', 'f', 'U', 'L']).unwrap_or("x");
            digits.len() < bare.len()
                && (digits.is_empty() || suffix.len() <= 4 && suffix.bytes().all(|b| b.is_ascii_digit()))
        }
    }
}

/// Whether a value names a way to encrypt and is no key itself: `Ed25519SigningKey`, `crypto/x509/v3_utl.c`.
pub(super) fn names_a_cipher(value: &str) -> bool {
    const CIPHERS: &[&str] = &[
        "25519", "ed448", "pkcs", "x509", "secp256", "sha256", "sha512", "sha-256", "sha-512", "aes128", "aes256",
        "aes_256",
    ];
    let lower = value.to_ascii_lowercase();
    CIPHERS.iter().any(|cipher| lower.contains(cipher))
}

fn is_all_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a value is words with full stops between them, as hosts and members of objects are, with or without an account in
/// front: `db20.copper.corp`, `root@cache18.silver.co`.
pub(super) fn is_host(value: &str) -> bool {
    let host = value.rsplit('@').next().unwrap_or(value).trim_end_matches(['.', ',', ':', ';', '?']);
    let in_host = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let is_part = |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(in_host);
    let last = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(is_part)
        && last.len() > 1
        && last.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_and_tokens_are_not() {
        for name in ["my-tokens_are-correctAB38_280", "NRG0-Hermes-INTERNAL-API", "DOC_Vector_5_32", "RandomStringHere"]
        {
            assert!(is_wordy(name), "{name}");
        }
        for token in
            ["x7Kq2mN9pLw4Rt8Vz3", "9f8aXk2LqPz7RtYw3NvB5mJd", "k92h4abngpcgbgnjktlz6e7k2bc0ux6s", "5cb4a5f04cd412fe"]
        {
            assert!(!is_wordy(token), "{token}");
        }
    }

    #[test]
    fn names_of_many_words_are_told_from_keys_in_groups() {
        for name in ["auth_12_every_key_is_asked_for_once", "_Beasts_of_the_5th_Sun", "strm_01_an_odd_key_is_kept"] {
            assert!(is_name_of_words(name), "{name}");
        }
        for token in ["9fk2-mq8x-l4pz-7rtw", "a1b2_c3d4_e5f6_0718", "lamp-2041", "prod_x7Kq2mN9pLw4Rt8Vz3_key_of_ann"] {
            assert!(!is_name_of_words(token), "{token}");
        }
    }

    #[test]
    fn names_in_programs_are_told_from_keys() {
        for name in ["Z3_rcf_mk_small_int", "openssl_aes192_set_encrypt_key", "openapi_v32_spec_validator"] {
            assert!(is_of_program(name), "{name}");
        }
        for token in
            ["a1b2c3_d4e5f6_0718", "9f8aXk2LqPz7RtYw3NvB5mJd", "x7Kq_2mN9pLw4_Rt8Vz3", "prod_k9x2mq_w7", "lamp_2041"]
        {
            assert!(!is_of_program(token), "{token}");
        }
    }

    #[test]
    fn numbers_are_told_in_any_notation() {
        for number in ["0x80200026", "268435456u32", "-2147215605i32", "16426", "8U"] {
            assert!(is_number(number), "{number}");
        }
        for token in ["0x51409d18039dda6d53b17abad769e7959c75c90b", "7f3a91c4", "u32", "9f8aXk2LqPz7RtYw3NvB5mJd"] {
            assert!(!is_number(token), "{token}");
        }
    }

    #[test]
    fn identifiers_and_files_are_told_from_passwords() {
        for name in ["HTTPPasswordMgrWithPriorAuth", "CFStringRef", "load_certificates"] {
            assert!(is_identifier(name), "{name}");
        }
        for password in ["kTqWvLpXrB", "qWeRtYuIoP", "Sommer-2026"] {
            assert!(!is_identifier(password), "{password}");
        }
        assert!(is_file("build-aux/m4/ax_append_flag.m4") && !is_file("x7Kq/2mN9pLw4Rt8Vz3"));
    }

    #[test]
    fn members_hosts_and_versions_are_no_values() {
        for name in ["XSalsa20.key_length", "sm02915.int.contoso.com", "jjwt-jackson-0.11.2", "rc0.15.0_20231217_1420"]
        {
            assert!(is_member(name), "{name}");
        }
        for token in ["x7Kq2mN9pLw4Rt8Vz3", "Kq2.mN9pLw4Rt8Vz3"] {
            assert!(!is_member(token), "{token}");
        }
    }
}
