//! Addresses of crypto-currency wallets that carry a checksum.

use aws_lc_rs::digest::{SHA256, digest};

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// A Base58Check address of 25 bytes: version, 20 bytes of hash, and four bytes of a double SHA-256.
///
/// # Source
/// Bitcoin's Base58Check encoding; the same shape serves Litecoin, Dogecoin and Tron.
pub fn base58check(token: &str) -> bool {
    if !(26..=35).contains(&token.len()) {
        return false;
    }
    let mut number = [0_u8; 25];
    for byte in token.bytes() {
        let Some(value) = BASE58.iter().position(|&c| c == byte) else { return false };
        let carry = number.iter_mut().rev().fold(value, |carry, place| {
            let sum = usize::from(*place) * 58 + carry;
            *place = (sum & 0xFF) as u8;
            sum >> 8
        });
        if carry != 0 {
            return false;
        }
    }
    let (body, check) = number.split_at(21);
    let twice = digest(&SHA256, digest(&SHA256, body).as_ref());
    twice.as_ref().get(..4) == Some(check)
}

/// A Bech32 or Bech32m address: human-readable part, `1`, data whose BCH code leaves 1 or 0x2BC830A3.
///
/// # Source
/// BIP 173 and BIP 350.
pub fn bech32(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    if lower != token && token.to_ascii_uppercase() != token {
        return false;
    }
    let Some((human, data)) = lower.rsplit_once('1') else { return false };
    if human.is_empty() || data.len() < 6 || lower.len() > 90 {
        return false;
    }
    let mut sum = 1_u32;
    let mut feed = |value: u32| {
        const GENERATORS: [u32; 5] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3];
        let top = sum >> 25;
        sum = (sum & 0x01FF_FFFF) << 5 ^ value;
        for (bit, generator) in GENERATORS.iter().enumerate() {
            sum ^= generator * (top >> bit & 1);
        }
    };
    human.bytes().for_each(|b| feed(u32::from(b >> 5)));
    feed(0);
    human.bytes().for_each(|b| feed(u32::from(b & 31)));
    for byte in data.bytes() {
        match BECH32.iter().position(|&c| c == byte) {
            Some(value) => feed(value as u32),
            None => return false,
        }
    }
    sum == 1 || sum == 0x2BC8_30A3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_addresses_pass_and_a_changed_letter_fails() {
        assert!(base58check("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"));
        assert!(!base58check("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3"));
        assert!(bech32("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"));
        assert!(bech32("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"));
        assert!(!bech32("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp"));
        assert!(!bech32("") && !bech32("1") && !base58check(""));
    }
}
