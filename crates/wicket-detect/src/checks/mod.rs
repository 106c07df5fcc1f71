//! Checks that tell a real number or token from one that only looks like it.
//!
//! Digits are given as values 0 to 9, tokens as ASCII bytes. A check answers `true` only for the whole input, and `false`
//! for anything that it was not made for, so that callers need not look first.

pub mod americas;
pub mod asia;
pub mod digits;
pub mod east;
pub mod europe;
pub mod finance;
mod keccak;
pub mod national;
pub mod wallet;

pub use digits::{iban, luhn, mod_11_10, verhoeff};

/// Shannon entropy of `bytes`, in bits per byte: 0.0 for one repeated byte, at most 8.0.
///
/// English prose lies near 4 and random base64 near 6, which is how key rules tell a token from
/// a word. Empty input gives 0.0. One pass, O(n).
///
/// # Source
/// C. E. Shannon, "A Mathematical Theory of Communication" (1948), section 6.
///
/// ```
/// assert_eq!(wicket_detect::entropy(b"abab"), 1.0);
/// ```
pub fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in bytes {
        counts[byte as usize] += 1;
    }
    let total = bytes.len() as f64;
    let shares = counts.iter().filter(|&&n| n > 0).map(|&n| f64::from(n) / total);
    shares.map(|share| -share * share.log2()).sum()
}

/// CRC-32 of `bytes` as used by zlib and Ethernet: reflected polynomial 0xEDB88320, start and final value all ones.
///
/// # Source
/// ISO 3309; RFC 1952, section 8.
pub fn crc32(bytes: &[u8]) -> u32 {
    // Bit by bit: a token is 40 bytes and a candidate is rare, so a table would only cost cache.
    !bytes
        .iter()
        .fold(!0_u32, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))))
}

/// Whether `tail` is the CRC-32 of `covered` in six digits of base 62 (0-9, A-Z, a-z), as keys of this project end.
pub fn ends_in_crc62(covered: &str, tail: &str) -> bool {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut rest = crc32(covered.as_bytes());
    let mut written = [b'0'; 6];
    for place in written.iter_mut().rev() {
        *place = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    tail.as_bytes() == written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_tells_words_from_keys() {
        assert_eq!(entropy(b""), 0.0);
        assert_eq!(entropy(b"aaaa"), 0.0);
        assert!(entropy(b"passwordpassword") < 3.0);
        assert!(entropy(b"q8Zr2LmX7vKpT4sWbN9c") > 4.0);
    }

    #[test]
    fn crc32_meets_its_published_check_value() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }
}
