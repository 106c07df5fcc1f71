//! Identity and tax numbers of the Americas, beyond those in [`super::national`].
//!
//! Digits come as values 0 to 9; numbers with letters come as ASCII text without separators, upper case.

use super::{
    digits::luhn,
    europe::values,
    national::{is_day, is_month, is_uniform, number, pair, weighted},
};

/// United States: individual taxpayer number, 9 in front and a group that only these numbers have.
pub fn us_itin(d: &[u8]) -> bool {
    d.len() == 9 && d[0] == 9 && matches!(pair(d, 3), 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// Argentina: CUIT or CUIL, kind of holder, eight digits, mod 11.
pub fn ar_cuit(d: &[u8]) -> bool {
    d.len() == 11
        && matches!(pair(d, 0), 20 | 23 | 24 | 27 | 30 | 33 | 34 | 50 | 51 | 55)
        && match 11 - weighted(d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11 {
            11 => d[10] == 0,
            10 => d[10] == 9,
            check => check == u32::from(d[10]),
        }
}

/// Chile: RUT, seven or eight digits and a digit or `K` by mod 11.
pub fn cl_rut(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (8 | 9, Some((&check, body))) = (bytes.len(), bytes.split_last()) else { return false };
    let Some(d) = values(body) else { return false };
    let sum: u32 = d.iter().rev().zip((2..=7).cycle()).map(|(&d, w)| u32::from(d) * w).sum();
    !is_uniform(&d) && b"0K987654321"[sum as usize % 11] == check.to_ascii_uppercase()
}

/// Colombia: NIT of people and companies, the last digit by mod 11 over primes.
pub fn co_nit(d: &[u8]) -> bool {
    const PRIMES: [u32; 15] = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71];
    let Some((&check, body)) = d.split_last() else { return false };
    let sum: u32 = body.iter().rev().zip(PRIMES).map(|(&d, w)| u32::from(d) * w).sum();
    (9..=11).contains(&d.len()) && d[0] != 0 && !is_uniform(d) && b"01987654321"[sum as usize % 11] == check + b'0'
}

/// Peru: RUC, kind of holder, eight digits, mod 11.
pub fn pe_ruc(d: &[u8]) -> bool {
    d.len() == 11
        && matches!(pair(d, 0), 10 | 15 | 16 | 17 | 20)
        && (11 - weighted(d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 10 == u32::from(d[10])
}

/// Ecuador: cédula, province, a digit below seven, Luhn; the RUC of a person adds the number of the branch.
pub fn ec_cedula(d: &[u8]) -> bool {
    let cedula = match d.len() {
        10 => d,
        13 if d[10..] != [0; 3] => &d[..10],
        _ => return false,
    };
    matches!(pair(cedula, 0), 1..=24 | 30 | 50) && cedula[2] < 7 && luhn(cedula)
}

/// Uruguay: cédula de identidad, seven or eight digits, mod 10.
pub fn uy_ci(d: &[u8]) -> bool {
    let mut padded = [0_u8; 8];
    match d.len() {
        7 => padded[1..].copy_from_slice(d),
        8 => padded.copy_from_slice(d),
        _ => return false,
    }
    !is_uniform(d) && (10 - weighted(&padded, &[2, 9, 8, 7, 6, 3, 4]) % 10) % 10 == u32::from(padded[7])
}

/// Mexico: RFC of a person, four letters, birth date, homoclave and a check character by mod 11.
pub fn mx_rfc(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (13, Some(date)) = (bytes.len(), bytes.get(4..10).and_then(values)) else { return false };
    let shaped = bytes[..4].iter().all(u8::is_ascii_uppercase)
        && matches!(bytes[10], b'1'..=b'9' | b'A'..=b'V')
        && matches!(bytes[11], b'1'..=b'9' | b'A'..=b'Z')
        && is_month(pair(&date, 2))
        && is_day(pair(&date, 4));
    // The alphabet of the check is digits, letters with `&` behind N, a space and Ñ.
    let rank = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'N' => u32::from(b - b'A') + 10,
        _ => u32::from(b - b'O') + 25,
    };
    shaped && {
        let sum: u32 = bytes[..12].iter().zip((2..=13).rev()).map(|(&b, w)| rank(b) * w).sum();
        b"0A987654321"[sum as usize % 11] == bytes[12]
    }
}

/// Dominican Republic: cédula, eleven digits, Luhn.
pub fn do_cedula(d: &[u8]) -> bool {
    d.len() == 11 && !is_uniform(d) && d[..3] != [0; 3] && luhn(d)
}

/// Venezuela: RIF, the kind of holder, eight digits and a check digit by mod 11.
pub fn ve_rif(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (10, Some(d)) = (bytes.len(), bytes.get(1..).and_then(values)) else { return false };
    let kind = match bytes[0] {
        b'V' => 4,
        b'E' => 8,
        b'J' => 12,
        b'P' => 16,
        b'G' => 20,
        _ => return false,
    };
    let rest = (kind + weighted(&d, &[3, 2, 7, 6, 5, 4, 3, 2])) % 11;
    b"00987654321"[rest as usize] == d[8] + b'0'
}

/// Paraguay: RUC, five to eight digits and a check digit by mod 11.
pub fn py_ruc(d: &[u8]) -> bool {
    let Some((&check, body)) = d.split_last() else { return false };
    let sum: u32 = body.iter().rev().zip(2..).map(|(&d, w)| u32::from(d) * w).sum();
    (7..=9).contains(&d.len()) && !is_uniform(d) && (11 - sum % 11) % 11 % 10 == u32::from(check)
}

/// United States: national provider identifier of a clinician, Luhn with the prefix of health cards.
///
/// # Source
/// 45 CFR 162.406; Centers for Medicare & Medicaid Services, "NPI check digit".
pub fn us_npi(d: &[u8]) -> bool {
    d.len() == 10 && matches!(d[0], 1 | 2) && luhn(&[&[8, 0, 8, 4, 0], d].concat())
}

/// United States: registration number of the Drug Enforcement Administration, two letters and seven digits.
pub fn us_dea(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (9, Some(d)) = (bytes.len(), bytes.get(2..).and_then(values)) else { return false };
    b"ABCDEFGHJKLMPRSTUX".contains(&bytes[0])
        && (bytes[1].is_ascii_uppercase() || bytes[1] == b'9')
        && number(&d) > 0
        && weighted(&d, &[1, 2, 1, 2, 1, 2]) % 10 == u32::from(d[6])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_pass_and_a_changed_character_fails() {
        let d = |text: &str| values(text.as_bytes()).unwrap();
        assert!(us_npi(&d("1234567893")) && !us_npi(&d("1234567894")));
        assert!(us_dea("AB1234563") && !us_dea("AB1234564"));
        assert!(us_itin(&d("912703456")) && !us_itin(&d("912663456")));
    }

    #[test]
    fn nothing_but_whole_numbers_pass() {
        for check in [us_itin, ar_cuit, co_nit, pe_ruc, ec_cedula, uy_ci, do_cedula, py_ruc, us_npi] {
            assert!(!check(&[]) && !check(&[1]) && !check(&[0; 40]) && !check(&[0; 11]) && !check(&[0; 8]));
        }
        for check in [cl_rut, mx_rfc, ve_rif, us_dea] {
            assert!(!check("") && !check("A") && !check("ÄÖÜÄ") && !check("ÄÖÜÄÖ"));
        }
    }
}
