//! Identity numbers of Asia, Africa and Oceania, beyond those in [`super::national`].
//!
//! Digits come as values 0 to 9; numbers with letters come as ASCII text without separators, upper case.

use super::{
    digits::luhn,
    europe::values,
    national::{is_day, is_month, is_uniform, number, pair, weighted},
};

/// Israel: identity number, nine digits, Luhn.
pub fn il_id(d: &[u8]) -> bool {
    d.len() == 9 && !is_uniform(d) && luhn(d)
}

/// Iran: national code, ten digits, mod 11.
pub fn ir_melli(d: &[u8]) -> bool {
    let rest = weighted(d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    d.len() == 10 && !is_uniform(d) && u32::from(d[9]) == if rest < 2 { rest } else { 11 - rest }
}

/// Hong Kong: identity card, one or two letters, six digits and a check digit or `A`.
pub fn hk_id(token: &str) -> bool {
    let bytes = token.as_bytes();
    let Some((&check, body)) = bytes.split_last() else { return false };
    let Some(letters @ 1..=2) = body.len().checked_sub(6) else { return false };
    let Some(d) = values(&body[letters..]) else { return false };
    if !body[..letters].iter().all(u8::is_ascii_uppercase) {
        return false;
    }
    let rank = |b: u8| u32::from(b - b'A') + 10;
    // A single letter counts as if a space, worth 36, stood before it.
    let first = if letters == 2 { rank(body[0]) } else { 36 };
    let check = match check {
        b'A' => 10,
        b'0'..=b'9' => u32::from(check - b'0'),
        _ => return false,
    };
    (first * 9 + rank(body[letters - 1]) * 8 + weighted(&d, &[7, 6, 5, 4, 3, 2]) + check).is_multiple_of(11)
}

/// Taiwan: identity number, a letter of the place and nine digits.
pub fn tw_id(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (10, Some(d)) = (bytes.len(), bytes.get(1..).and_then(values)) else { return false };
    let Some(place) = b"ABCDEFGHJKLMNPQRSTUVXYWZIO".iter().position(|&b| b == bytes[0]) else { return false };
    let place = place as u32 + 10;
    matches!(d[0], 1 | 2 | 8 | 9)
        && (place / 10 + place % 10 * 9 + weighted(&d, &[8, 7, 6, 5, 4, 3, 2, 1, 1])).is_multiple_of(10)
}

/// Japan: My Number, eleven digits and a check digit by mod 11.
pub fn jp_mynumber(d: &[u8]) -> bool {
    d.len() == 12 && !is_uniform(d) && {
        let check = 11 - weighted(d, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        (if check > 9 { 0 } else { check }) == u32::from(d[11])
    }
}

/// Thailand: identity number, thirteen digits, mod 11.
pub fn th_pin(d: &[u8]) -> bool {
    d.len() == 13
        && !matches!(d[0], 0 | 9)
        && (11 - weighted(d, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10 == u32::from(d[12])
}

/// Malaysia: NRIC, birth date, place of birth and serial. It has no check digit, so date and place speak for it.
pub fn my_nric(d: &[u8]) -> bool {
    d.len() == 12
        && is_month(pair(d, 2))
        && is_day(pair(d, 4))
        && matches!(pair(d, 6), 1..=16 | 21..=68 | 71 | 72 | 74..=79 | 82..=93 | 98 | 99)
}

/// Indonesia: NIK, region, birth date with 40 added to the day of women, serial. It has no check digit.
pub fn id_nik(d: &[u8]) -> bool {
    d.len() == 16
        && (11..=96).contains(&pair(d, 0))
        && pair(d, 2) > 0
        && is_day(pair(d, 6) % 40)
        && pair(d, 6) < 72
        && is_month(pair(d, 8))
        && d[12..] != [0; 4]
}

/// Pakistan: CNIC, province, thirteen digits, the last telling the sex. It has no check digit.
pub fn pk_cnic(d: &[u8]) -> bool {
    d.len() == 13 && (1..=7).contains(&d[0]) && d[12] != 0 && !is_uniform(d)
}

/// United Arab Emirates: identity card, 784, year of birth, serial, Luhn.
pub fn ae_id(d: &[u8]) -> bool {
    d.len() == 15 && d[..3] == [7, 8, 4] && (1900..2100).contains(&number(&d[3..7])) && luhn(d)
}

/// Saudi Arabia: national identity of citizens (1) and residents (2), ten digits, Luhn.
pub fn sa_id(d: &[u8]) -> bool {
    d.len() == 10 && matches!(d[0], 1 | 2) && luhn(d)
}

/// Vietnam: citizen identity, province, century and sex, year, serial. It has no check digit.
pub fn vn_cccd(d: &[u8]) -> bool {
    d.len() == 12 && (1..=96).contains(&number(&d[..3])) && d[3] < 4 && d[6..] != [0; 6]
}

/// Kuwait: civil number, century, birth date, serial, mod 11.
pub fn kw_civil(d: &[u8]) -> bool {
    d.len() == 12
        && matches!(d[0], 1..=3)
        && is_month(pair(d, 3))
        && is_day(pair(d, 5))
        && 11 - weighted(d, &[2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11 == u32::from(d[11])
}

/// Sri Lanka: old identity card, year, day of the year (500 added for women), serial and a letter.
pub fn lk_nic(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (10, Some(d)) = (bytes.len(), bytes.get(..9).and_then(values)) else { return false };
    matches!(number(&d[2..5]), 1..=366 | 501..=866) && matches!(bytes[9], b'V' | b'X')
}

/// Egypt: national identity number, century, birth date, governorate and serial. Its check digit is not published.
pub fn eg_id(d: &[u8]) -> bool {
    d.len() == 14
        && matches!(d[0], 2 | 3)
        && is_month(pair(d, 3))
        && is_day(pair(d, 5))
        && matches!(pair(d, 7), 1..=4 | 11..=19 | 21..=29 | 31..=35 | 88)
}

/// Australia: business number, which sole traders have too, eleven digits, mod 89.
pub fn au_abn(d: &[u8]) -> bool {
    d.len() == 11 && d[0] != 0 && (weighted(d, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10).is_multiple_of(89)
}

/// New Zealand: tax number, eight or nine digits, mod 11 with other weights where the first ones give ten.
pub fn nz_ird(d: &[u8]) -> bool {
    let mut padded = [0_u8; 9];
    match d.len() {
        8 => padded[1..].copy_from_slice(d),
        9 => padded.copy_from_slice(d),
        _ => return false,
    }
    let check = |weights: &[u32]| (11 - weighted(&padded[..8], weights) % 11) % 11;
    let check = match check(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => check(&[7, 4, 3, 2, 5, 2, 7, 6]),
        check => check,
    };
    (10_000_000..150_000_000).contains(&number(d)) && check == u32::from(padded[8])
}

/// New Zealand: national health index, three letters and four digits of which the last checks.
///
/// # Source
/// HISO 10046, Consumer Health Identity Standard, appendix on the NHI format.
pub fn nz_nhi(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (7, Some(d)) = (bytes.len(), bytes.get(3..).and_then(values)) else { return false };
    let ranks = bytes[..3].iter().map(|b| b"ABCDEFGHJKLMNPQRSTUVWXYZ".iter().position(|c| c == b));
    let Some(ranks) = ranks.collect::<Option<Vec<_>>>() else { return false };
    let letters: usize = ranks.iter().zip([7, 6, 5]).map(|(rank, weight)| (rank + 1) * weight).sum();
    let rest = (letters as u32 + weighted(&d, &[4, 3, 2])) % 11;
    rest != 0 && (11 - rest) % 10 == u32::from(d[3])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_pass_and_a_changed_character_fails() {
        assert!(hk_id("A1234563") && !hk_id("A1234564") && hk_id("AB9876543"));
        assert!(tw_id("A123456789") && !tw_id("A123456788"));
        assert!(nz_nhi("ZAC5361") && !nz_nhi("ZAC5362"));
        assert!(lk_nic("853400937V") && !lk_nic("859900937V"));
    }

    #[test]
    fn nothing_but_whole_numbers_pass() {
        for check in [
            il_id,
            ir_melli,
            jp_mynumber,
            th_pin,
            my_nric,
            id_nik,
            pk_cnic,
            ae_id,
            sa_id,
            vn_cccd,
            kw_civil,
            eg_id,
            au_abn,
            nz_ird,
        ] {
            assert!(!check(&[]) && !check(&[1]) && !check(&[0; 40]) && !check(&[0; 12]) && !check(&[0; 13]));
        }
        for check in [hk_id, tw_id, lk_nic, nz_nhi] {
            assert!(!check("") && !check("A") && !check("ÄÖÜÄ") && !check("ÄÖÜÄÖ"));
        }
    }
}
