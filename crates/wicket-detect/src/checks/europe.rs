//! Identity, tax and insurance numbers of western, northern and southern Europe, beyond those in [`super::national`].
//!
//! Digits come as values 0 to 9; numbers with letters come as ASCII text without separators, upper case.

use super::{
    digits::{luhn, verhoeff},
    national::{is_day, is_month, is_uniform, number, pair, weighted},
};

/// The values of the ASCII digits of `bytes`; `None` where another character stands among them.
pub(super) fn values(bytes: &[u8]) -> Option<Vec<u8>> {
    bytes.iter().map(|b| b.is_ascii_digit().then(|| b - b'0')).collect()
}

/// United Kingdom: unique taxpayer reference, ten digits, the first a check over the others.
pub fn uk_utr(d: &[u8]) -> bool {
    d.len() == 10
        && !is_uniform(d)
        && b"21987654321"[weighted(&d[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]) as usize % 11] == d[0] + b'0'
}

/// Ireland: personal public service number, seven digits, a check letter by mod 23 and since 2013 one letter more.
pub fn ie_pps(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (8 | 9, Some(d)) = (bytes.len(), bytes.get(..7).and_then(values)) else { return false };
    let extra = match bytes.get(8) {
        Some(b'A') => 9,
        Some(b'B') => 18,
        Some(b'H') => 72,
        // The letters of spouses under the old rules do not count.
        None | Some(b'W' | b'T' | b'X') => 0,
        Some(_) => return false,
    };
    let sum = weighted(&d, &[8, 7, 6, 5, 4, 3, 2]) + extra;
    b"WABCDEFGHIJKLMNOPQRSTUV"[sum as usize % 23] == bytes[7]
}

/// Austria: social insurance number, ten digits with the check digit in the fourth place and a birth date behind it.
pub fn at_vnr(d: &[u8]) -> bool {
    d.len() == 10
        && d[0] != 0
        && is_day(pair(d, 4))
        // Where the numbers of a day run out, months 13 to 15 follow.
        && (1..=15).contains(&pair(d, 6))
        && weighted(d, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == u32::from(d[3])
}

/// Austria: tax number, nine digits, Luhn.
pub fn at_tin(d: &[u8]) -> bool {
    d.len() == 9 && luhn(d)
}

/// Germany: pension insurance number: area, birth date, initial, serial and a check digit over cross sums.
///
/// # Source
/// Verordnung über die Versicherungsnummer (VKVV), § 4.
pub fn de_svnr(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (12, Some(head), Some(tail)) = (bytes.len(), bytes.get(..8).and_then(values), bytes.get(9..).and_then(values))
    else {
        return false;
    };
    if !bytes[8].is_ascii_uppercase() || !is_month(pair(&head, 4)) || !is_day(pair(&head, 2) % 50) {
        return false;
    }
    let letter = bytes[8] - b'A' + 1;
    let body = head.iter().copied().chain([letter / 10, letter % 10]).chain(tail[..2].iter().copied());
    let sum: u32 = body
        .zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1])
        .map(|(digit, weight)| u32::from(digit) * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    sum % 10 == u32::from(tail[2])
}

/// France: tax number of a person, ten digits and their remainder by 511.
pub fn fr_spi(d: &[u8]) -> bool {
    d.len() == 13 && d[0] < 4 && number(&d[..10]) % 511 == number(&d[10..])
}

/// France: NIR of people born in Corsica, whose department is 2A or 2B and counts as 19 or 18.
pub fn fr_nir_corsica(token: &str) -> bool {
    let bytes = token.as_bytes();
    let read_as = match bytes.get(5..7) {
        Some(b"2A") => [1, 9],
        Some(b"2B") => [1, 8],
        _ => return false,
    };
    let (15, Some(head), Some(tail)) = (bytes.len(), values(&bytes[..5]), bytes.get(7..).and_then(values)) else {
        return false;
    };
    super::national::fr_nir(&[&head[..], &read_as, &tail].concat())
}

/// Spain: tax number of a company, a letter, seven digits, and a check digit or letter by Luhn.
pub fn es_cif(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (9, Some(d)) = (bytes.len(), bytes.get(1..8).and_then(values)) else { return false };
    let is_digit = bytes[8] == b'0' + luhn_digit(&d);
    let is_letter = bytes[8] == b"JABCDEFGHI"[usize::from(luhn_digit(&d))];
    match bytes[0] {
        b'P' | b'Q' | b'R' | b'S' | b'N' | b'W' => is_letter,
        b'A' | b'B' | b'E' | b'H' => is_digit,
        b'C' | b'D' | b'F' | b'G' | b'J' | b'U' | b'V' => is_digit || is_letter,
        _ => false,
    }
}

/// The digit that makes `body` pass the Luhn check.
fn luhn_digit(body: &[u8]) -> u8 {
    let sum: u8 = body
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &d)| match (i % 2, d) {
            (0, d) if d > 4 => 2 * d - 9,
            (0, d) => 2 * d,
            (_, d) => d,
        })
        .fold(0, |sum, d| (sum + d) % 10);
    (10 - sum) % 10
}

/// Italy: partita IVA, seven digits, three for the office, Luhn.
pub fn it_iva(d: &[u8]) -> bool {
    d.len() == 11 && d[..7] != [0; 7] && matches!(number(&d[7..10]), 1..=100 | 120 | 121 | 888 | 999) && luhn(d)
}

/// Luxembourg: matricule, birth date and serial with a Luhn and a Verhoeff digit.
///
/// # Source
/// Règlement grand-ducal du 21 décembre 2012, article 1.
pub fn lu_matricule(d: &[u8]) -> bool {
    d.len() == 13
        && matches!(pair(d, 0), 18..=20)
        && is_month(pair(d, 4))
        && is_day(pair(d, 6))
        && luhn(&d[..12])
        && verhoeff(&[&d[..11], &d[12..]].concat())
}

/// Iceland: kennitala, birth date, serial, a check digit by mod 11 and the century.
pub fn is_kennitala(d: &[u8]) -> bool {
    d.len() == 10
        && is_day(pair(d, 0) % 40)
        && is_month(pair(d, 2))
        && matches!(d[9], 0 | 8 | 9)
        && weighted(d, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Greece: AMKA, birth date, serial and Luhn.
pub fn gr_amka(d: &[u8]) -> bool {
    d.len() == 11 && is_day(pair(d, 0)) && is_month(pair(d, 2)) && luhn(d)
}

/// Greece: AFM, nine digits, powers of two by mod 11.
pub fn gr_afm(d: &[u8]) -> bool {
    d.len() == 9 && !is_uniform(d) && weighted(d, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == u32::from(d[8])
}

/// Cyprus: tax identification code, eight digits and a letter by mod 26.
pub fn cy_tic(token: &str) -> bool {
    const ODD: [u8; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let bytes = token.as_bytes();
    let (9, Some(d)) = (bytes.len(), bytes.get(..8).and_then(values)) else { return false };
    let sum = d
        .iter()
        .enumerate()
        .fold(0_u8, |sum, (i, &digit)| sum + if i % 2 == 0 { ODD[usize::from(digit)] } else { digit });
    pair(&d, 0) != 12 && b'A' + sum % 26 == bytes[8]
}

/// Malta: identity card number, up to seven digits and the letter of the register. Nothing in it checks.
pub fn mt_id(token: &str) -> bool {
    let bytes = token.as_bytes();
    bytes.len() == 8 && bytes[..7].iter().all(u8::is_ascii_digit) && b"MGAPLHBZ".contains(&bytes[7])
}

/// Portugal: number of the citizen card: eight digits, a check digit, version and a check by Luhn over base 36.
pub fn pt_cc(token: &str) -> bool {
    let bytes = token.as_bytes();
    let shaped = bytes.len() == 12
        && bytes[..9].iter().all(u8::is_ascii_digit)
        && bytes[9..11].iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && bytes[11].is_ascii_digit();
    let rank = |b: u8| u32::from(if b.is_ascii_digit() { b - b'0' } else { b - b'A' + 10 });
    shaped && {
        let sum: u32 = bytes
            .iter()
            .enumerate()
            .map(|(i, &b)| match (i % 2, rank(b)) {
                (0, n) if n > 4 => 2 * n - 9,
                (0, n) => 2 * n,
                (_, n) => n,
            })
            .sum();
        sum.is_multiple_of(10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_pass_and_fail_by_their_check() {
        let digits = |text: &str| values(&text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>()).unwrap();
        // Of the hundred endings of a birth date and serial one is right.
        let endings = (0..100_u8).filter(|n| {
            let mut number = digits("19900101123");
            number.extend([n / 10, n % 10]);
            lu_matricule(&number)
        });
        assert_eq!(endings.count(), 1);
        assert!(fr_nir_corsica("180052A00412310") && !fr_nir_corsica("180052A00412311"));
        assert!(de_svnr("15070649C103") && !de_svnr("15070649C104") && !de_svnr("15071349C103"));
        assert!(mt_id("0123456M") && !mt_id("0123456X"));
        for check in [uk_utr, at_vnr, at_tin, fr_spi, it_iva, lu_matricule, is_kennitala, gr_amka, gr_afm] {
            assert!(!check(&[]) && !check(&[1]) && !check(&[0; 40]));
        }
        for check in [ie_pps, de_svnr, es_cif, cy_tic, mt_id, pt_cc] {
            assert!(!check("") && !check("A") && !check("ÄÖÜÄÖÜ") && !check("ÄÖÜÄÖÜÄÖÜ"));
        }
    }
}
