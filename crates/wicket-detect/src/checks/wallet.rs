//! Addresses of crypto-currency wallets that carry a checksum.

use aws_lc_rs::digest::{SHA256, digest};

use super::keccak::keccak256;

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// The same digits in the order of the XRP Ledger.
const BASE58_XRP: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// A Base58Check address of 25 bytes: version, 20 bytes of hash, and four bytes of a double SHA-256.
///
/// # Source
/// Bitcoin's Base58Check encoding; the same shape serves Litecoin, Dogecoin and Tron.
pub fn base58check(token: &str) -> bool {
    (26..=35).contains(&token.len()) && base58(token, BASE58).is_some_and(|bytes| has_double_sha(&bytes))
}

/// An address of the XRP Ledger: as Base58Check, in an alphabet of its own, with version 0.
///
/// # Source
/// XRP Ledger documentation, base58 encodings: AccountID.
pub fn xrp(token: &str) -> bool {
    let is_account = |bytes: &[u8; 25]| bytes.first() == Some(&0) && has_double_sha(bytes);
    (25..=35).contains(&token.len()) && base58(token, BASE58_XRP).as_ref().is_some_and(is_account)
}

fn has_double_sha(bytes: &[u8; 25]) -> bool {
    let (body, check) = bytes.split_at(21);
    let twice = digest(&SHA256, digest(&SHA256, body).as_ref());
    twice.as_ref().get(..4) == Some(check)
}

/// The number that `digits` write in base 58, in `N` bytes; `None` where it needs more or is not one.
fn base58<const N: usize>(digits: &str, alphabet: &[u8; 58]) -> Option<[u8; N]> {
    let mut number = [0_u8; N];
    for byte in digits.bytes() {
        let value = alphabet.iter().position(|&c| c == byte)?;
        let carry = number.iter_mut().rev().fold(value, |carry, place| {
            let sum = usize::from(*place) * 58 + carry;
            *place = (sum & 0xFF) as u8;
            sum >> 8
        });
        if carry != 0 {
            return None;
        }
    }
    Some(number)
}

/// A Monero address: 69 bytes, or 77 with a payment id, eight bytes in eleven digits of base 58, ending in four bytes of
/// Keccak-256.
///
/// # Source
/// Monero documentation, standard address, subaddress and integrated address; `src/common/base58.cpp` of Monero.
pub fn monero(token: &str) -> bool {
    let Some((whole, rest)) = token.len().checked_sub(7).and_then(|cut| token.split_at_checked(cut)) else {
        return false;
    };
    if !matches!(token.len(), 95 | 106) {
        return false;
    }
    let mut bytes = Vec::with_capacity(77);
    for eleven in whole.as_bytes().chunks(11) {
        let Some(eight) = std::str::from_utf8(eleven).ok().and_then(|digits| base58::<8>(digits, BASE58)) else {
            return false;
        };
        bytes.extend(eight);
    }
    let Some(five) = base58::<5>(rest, BASE58) else { return false };
    bytes.extend(five);
    let (body, check) = bytes.split_at(bytes.len() - 4);
    keccak256(body).get(..4) == Some(check)
}

/// An Ethereum address: `0x` and forty hexadecimal digits. In one case it has no check; in two, a letter is a capital
/// exactly where the digest of the small letters has a digit from 8 on.
///
/// # Source
/// Ethereum yellow paper, section 7; ERC-55.
pub fn ethereum(token: &str) -> bool {
    let Some(digits) = token.strip_prefix("0x").filter(|digits| digits.len() == 40) else { return false };
    let has = |what: fn(&u8) -> bool| digits.bytes().any(|byte| what(&byte));
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return false;
    }
    if !(has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)) {
        return true;
    }
    let digest = keccak256(digits.to_ascii_lowercase().as_bytes());
    let nibbles = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .bytes()
        .zip(nibbles)
        .all(|(byte, nibble)| !byte.is_ascii_alphabetic() || byte.is_ascii_uppercase() == (nibble > 7))
}

/// A Stellar account, or with `M` one of its sub-accounts: base 32 of a version, a key, and a CRC-16.
///
/// # Source
/// Stellar ecosystem proposal 23, strkeys.
pub fn stellar(token: &str) -> bool {
    let (length, version) = match token.as_bytes() {
        [b'G', ..] => (56, 6 << 3),
        [b'M', ..] => (69, 12 << 3),
        _ => return false,
    };
    strkey(token, length).is_some_and(|first| first == version)
}

/// A secret seed of a Stellar account, written as the account is.
///
/// # Source
/// Stellar ecosystem proposal 23, strkeys.
pub fn stellar_seed(token: &str) -> bool {
    strkey(token, 56).is_some_and(|first| first == 18 << 3)
}

/// The version of a strkey of `length` digits whose CRC is right.
fn strkey(token: &str, length: usize) -> Option<u8> {
    if token.len() != length {
        return None;
    }
    let (mut bits, mut n_bits, mut bytes) = (0_u32, 0_u32, Vec::with_capacity(44));
    for byte in token.bytes() {
        let value = BASE32.iter().position(|&c| c == byte)?;
        bits = (bits << 5 | value as u32) & 0xFFFF;
        n_bits += 5;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits & 0xFF) as u8);
        }
    }
    let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(2)?)?;
    // CRC-16/XMODEM, low byte first.
    let crc = body.iter().fold(0_u16, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| crc << 1 ^ if crc & 0x8000 == 0 { 0 } else { 0x1021 })
    });
    (check == crc.to_le_bytes()).then(|| bytes.first().copied())?
}

/// A Bech32 or Bech32m address: human-readable part, `1`, data whose BCH code leaves 1 or 0x2BC830A3.
///
/// Up to 108 characters: Bitcoin's end at 90, those of Cardano go on.
///
/// # Source
/// BIP 173 and BIP 350; Cardano's CIP-19.
pub fn bech32(token: &str) -> bool {
    let lower = token.to_ascii_lowercase();
    if lower != token && token.to_ascii_uppercase() != token {
        return false;
    }
    let Some((human, data)) = lower.rsplit_once('1') else { return false };
    if human.is_empty() || data.len() < 6 || lower.len() > 108 {
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

/// A Bitcoin Cash address of a hash of 20 bytes, its prefix left out: base 32 whose BCH code over GF(32) leaves 0.
///
/// # Source
/// Bitcoin Cash specification, "CashAddr": address format, checksum and version byte.
pub fn cashaddr(payload: &str) -> bool {
    const PREFIX: &str = "bitcoincash";
    const GENERATORS: [u64; 5] = [0x98_F2BC_8E61, 0x79_B76D_99E2, 0xF3_3E5F_B3C4, 0xAE_2EAB_E2A8, 0x1E_4F43_E470];
    let lower = payload.to_ascii_lowercase();
    // The version byte of a key's hash begins with `q`, that of a script's with `p`.
    let is_shaped = payload.len() == 42 && lower.starts_with(['q', 'p']);
    if !is_shaped || lower != payload && payload.to_ascii_uppercase() != payload {
        return false;
    }
    let mut sum = 1_u64;
    let mut feed = |value: u64| {
        let top = sum >> 35;
        sum = (sum & 0x07_FFFF_FFFF) << 5 ^ value;
        for (bit, generator) in GENERATORS.iter().enumerate() {
            sum ^= generator * (top >> bit & 1);
        }
    };
    PREFIX.bytes().for_each(|byte| feed(u64::from(byte & 31)));
    feed(0);
    for byte in lower.bytes() {
        match BECH32.iter().position(|&c| c == byte) {
            Some(value) => feed(value as u64),
            None => return false,
        }
    }
    sum == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `check` takes the published addresses, and none of them with a character changed anywhere.
    fn guards(check: fn(&str) -> bool, addresses: &[&str]) {
        for address in addresses {
            assert!(check(address), "{address}");
            for at in 1..address.len() {
                let mut other = address.as_bytes().to_vec();
                other[at] = match other[at] {
                    b'2' => b'3',
                    b'q' => b'p',
                    b'a' => b'b',
                    b'A' => b'B',
                    byte if byte.is_ascii_digit() => b'2',
                    byte if byte.is_ascii_lowercase() => b'a',
                    _ => b'A',
                };
                let other = String::from_utf8(other).unwrap();
                assert!(!check(&other), "{other}");
            }
            assert!(!check(&address[..address.len() - 1]));
        }
        assert!(!check("") && !check("1") && !check("ä"));
    }

    #[test]
    fn published_addresses_pass_and_a_changed_letter_fails() {
        guards(base58check, &["1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"]);
        guards(
            bech32,
            &[
                "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                // CIP-19, test vectors.
                "addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x",
                "stake1uyehkck0lajq8gr28t9uxnuvgcqrc6070x3k9r8048z8y5gh6ffgw",
            ],
        );
        // The examples of the specification, without their prefix.
        guards(
            cashaddr,
            &[
                "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
                "qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy",
                "qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r",
                "ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq",
                "pr95sy3j9xwd2ap32xkykttr4cvcu7as4yc93ky28e",
            ],
        );
        assert!(cashaddr("QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A"));
        assert!(bech32("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"));
        // The account of the genesis ledger, and the one that nobody holds the key of.
        guards(xrp, &["rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "rrrrrrrrrrrrrrrrrrrrrhoLvTp"]);
        guards(stellar, &["GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"]);
        guards(
            monero,
            &[
                "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
                "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
            ],
        );
    }

    #[test]
    fn an_ethereum_address_in_two_cases_carries_a_checksum() {
        for published in [
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        ] {
            assert!(ethereum(published) && ethereum(&published.to_lowercase()), "{published}");
            assert!(!ethereum(&published.replace('B', "b")), "{published}");
        }
        assert!(ethereum("0x52908400098527886E0F7030069857D2E4169EE7"));
        assert!(!ethereum("0x") && !ethereum("0x529084000985278"));
    }
}
