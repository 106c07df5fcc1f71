//! National identity, tax and health numbers with check digits, one function a number; further countries stand in
//! modules by region.
//!
//! Digits come as values 0 to 9; numbers with letters come as ASCII text without separators, upper case.

use super::digits::{luhn, mod_11_10, verhoeff};

/// Sum of digits times weights.
pub(super) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(&d, w)| u32::from(d) * w).sum()
}

/// Two digits as a number.
pub(super) fn pair(digits: &[u8], at: usize) -> u8 {
    digits.get(at..at + 2).map_or(0, |two| two[0] * 10 + two[1])
}

/// The digits read as one number.
pub(super) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |n, &d| n * 10 + u64::from(d))
}

pub(super) fn is_day(day: u8) -> bool {
    (1..=31).contains(&day)
}

pub(super) fn is_month(month: u8) -> bool {
    (1..=12).contains(&month)
}

/// Whether all digits are the same, as in the dummies that forms are filled with.
pub(super) fn is_uniform(digits: &[u8]) -> bool {
    digits.windows(2).all(|two| two[0] == two[1])
}

/// United States: social security number. Area 000, 666 and 900 up, group 00 and serial 0000 are never issued.
///
/// # Source
/// Social Security Administration, "SSN randomization" (2011).
pub fn us_ssn(d: &[u8]) -> bool {
    let area = number(d.get(..3).unwrap_or_default());
    d.len() == 9 && !matches!(area, 0 | 666 | 900..) && pair(d, 3) != 0 && d[5..] != [0; 4] && !is_uniform(d)
}

/// Germany: tax identification number, 11 digits, exactly one digit of the first ten repeats.
pub fn de_tax(d: &[u8]) -> bool {
    let repeats = (0..10).filter(|n| d.iter().take(10).filter(|&x| x == n).count() > 1).count();
    d.len() == 11 && d[0] != 0 && repeats == 1 && mod_11_10(d)
}

/// France: NIR, 13 digits and a key of 97 minus the remainder. Corsica's letters are read as 19 and 18 by the caller.
pub fn fr_nir(d: &[u8]) -> bool {
    d.len() == 15
        && matches!(d[0], 1 | 2)
        && is_month(pair(d, 3) % 20)
        && 97 - number(&d[..13]) % 97 == number(&d[13..])
}

/// Spain: DNI, eight digits and a letter by mod 23; NIE, with X, Y or Z for the first digit.
pub fn es_dni(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (Some((&letter, body)), 9) = (bytes.split_last(), bytes.len()) else { return false };
    let first = match body[0] {
        b'X' => b'0',
        b'Y' => b'1',
        b'Z' => b'2',
        digit => digit,
    };
    let mut n = 0_usize;
    for byte in std::iter::once(first).chain(body[1..].iter().copied()) {
        if !byte.is_ascii_digit() {
            return false;
        }
        n = n * 10 + usize::from(byte - b'0');
    }
    b"TRWAGMYFPDXBNJZSQVHLCKE"[n % 23] == letter
}

/// Italy: codice fiscale, 16 characters, the last by a sum over odd and even places.
///
/// # Source
/// Decreto Ministeriale 12 March 1974, number 2227.
pub fn it_fiscale(token: &str) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    const SHAPE: &[u8; 16] = b"AAAAAA00A00A000A";
    let bytes = token.as_bytes();
    // Digits may be written as the letters L to V where two people would share a code.
    let fits = |(byte, want): (&u8, &u8)| match want {
        b'A' => byte.is_ascii_uppercase(),
        _ => byte.is_ascii_digit() || matches!(byte, b'L'..=b'N' | b'P'..=b'V'),
    };
    if bytes.len() != 16 || !bytes.iter().zip(SHAPE).all(fits) || !b"ABCDEHLMPRST".contains(&bytes[8]) {
        return false;
    }
    let rank = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' };
    let sum: u32 = bytes[..15]
        .iter()
        .enumerate()
        .map(|(i, &b)| if i % 2 == 0 { ODD[usize::from(rank(b))] } else { u32::from(rank(b)) })
        .sum();
    sum % 26 == u32::from(rank(bytes[15]))
}

/// Netherlands: BSN, the "eleven test" with minus one for the last digit.
pub fn nl_bsn(d: &[u8]) -> bool {
    d.len() == 9 && !is_uniform(d) && {
        let sum = weighted(&d[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
        sum >= u32::from(d[8]) && (sum - u32::from(d[8])).is_multiple_of(11)
    }
}

/// Poland: PESEL, 11 digits, the month shifted by the century.
pub fn pl_pesel(d: &[u8]) -> bool {
    d.len() == 11
        && is_month(pair(d, 2) % 20)
        && is_day(pair(d, 4))
        && weighted(d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

/// Portugal: NIF, nine digits, mod 11. People have 1, 2, 3 or, where they live abroad, 45 in front.
pub fn pt_nif(d: &[u8]) -> bool {
    let check = 11 - weighted(d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    let is_given = matches!(pair(d, 0), 10..=39 | 45 | 50..=72 | 74 | 75 | 77..=91 | 98 | 99);
    d.len() == 9 && is_given && (if check > 9 { 0 } else { check }) == u32::from(d[8])
}

/// Belgium: national register number, 97 minus the remainder; births from 2000 on count with a 2 in front. BIS numbers
/// of people who are not in the register add 20 or 40 to the month.
pub fn be_rrn(d: &[u8]) -> bool {
    d.len() == 11 && pair(d, 2) <= 52 && pair(d, 2) % 20 <= 12 && pair(d, 4) <= 31 && {
        let (body, check) = (number(&d[..9]), number(&d[9..]));
        97 - body % 97 == check || 97 - (2_000_000_000 + body) % 97 == check
    }
}

/// Sweden: personnummer, ten digits with Luhn, or twelve with the century in front.
pub fn se_pnr(d: &[u8]) -> bool {
    let d = match d.len() {
        12 if matches!(pair(d, 0), 18..=20) => &d[2..],
        _ => d,
    };
    // A co-ordination number adds 60 to the day.
    d.len() == 10 && is_month(pair(d, 2)) && is_day(pair(d, 4) % 60) && luhn(d)
}

/// Finland: henkilötunnus, date, century sign, serial and a check character by mod 31.
pub fn fi_hetu(token: &str) -> bool {
    match token.as_bytes() {
        [date @ .., sign, a, b, c, check] if date.len() == 6 => {
            b"+-ABCDEFYXWVU".contains(sign) && is_hetu(date, &[*a, *b, *c], *check)
        }
        _ => false,
    }
}

/// Finland: the same with its century sign left out, as where `-` or `+` parts the token.
pub fn fi_hetu_parted(token: &str) -> bool {
    matches!(token.as_bytes(), [date @ .., a, b, c, check] if date.len() == 6 && is_hetu(date, &[*a, *b, *c], *check))
}

/// Whether a date in six digits and a serial have this check character.
fn is_hetu(date: &[u8], serial: &[u8; 3], check: u8) -> bool {
    let mut n = 0_usize;
    for &byte in date.iter().chain(serial) {
        if !byte.is_ascii_digit() {
            return false;
        }
        n = n * 10 + usize::from(byte - b'0');
    }
    let (day, month) = (n / 10_000_000, n / 100_000 % 100);
    (1..=31).contains(&day) && (1..=12).contains(&month) && b"0123456789ABCDEFHJKLMNPRSTUVWXY"[n % 31] == check
}

/// Norway: fødselsnummer, two check digits by mod 11.
pub fn no_fnr(d: &[u8]) -> bool {
    d.len() == 11
        && is_day(pair(d, 0) % 40)
        && is_month(pair(d, 2) % 40)
        && weighted(d, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11)
        && weighted(d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

/// Denmark: CPR number. Its check digit has not been kept since 2007, so only the date speaks for it.
pub fn dk_cpr(d: &[u8]) -> bool {
    d.len() == 10 && is_day(pair(d, 0)) && is_month(pair(d, 2))
}

/// United Kingdom: national insurance number. Prefixes that were never given out do not count.
///
/// # Source
/// HM Revenue & Customs, NIM39110.
pub fn uk_nino(token: &str) -> bool {
    let bytes = token.as_bytes();
    bytes.len() == 9
        && bytes[..2].iter().all(|b| b.is_ascii_uppercase() && !b"DFIQUV".contains(b))
        && bytes[1] != b'O'
        && !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&&token[..2])
        && bytes[2..8].iter().all(u8::is_ascii_digit)
        && (b'A'..=b'D').contains(&bytes[8])
}

/// United Kingdom: NHS number, ten digits, mod 11.
pub fn uk_nhs(d: &[u8]) -> bool {
    d.len() == 10 && !is_uniform(d) && {
        let check = 11 - weighted(d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        check != 10 && check % 11 == u32::from(d[9])
    }
}

/// Canada: social insurance number, Luhn; 0 and 8 are not given to people.
pub fn ca_sin(d: &[u8]) -> bool {
    d.len() == 9 && !matches!(d[0], 0 | 8) && luhn(d)
}

/// Australia: tax file number, mod 11.
pub fn au_tfn(d: &[u8]) -> bool {
    d.len() == 9 && !is_uniform(d) && weighted(d, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11)
}

/// Australia: Medicare number, ten or eleven digits, the ninth a check digit.
pub fn au_medicare(d: &[u8]) -> bool {
    matches!(d.len(), 10 | 11)
        && (2..=6).contains(&d[0])
        && weighted(&d[..8], &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == u32::from(d[8])
}

/// Brazil: CPF, two check digits by mod 11.
pub fn br_cpf(d: &[u8]) -> bool {
    let check = |body: &[u8]| {
        let sum: u32 = body.iter().rev().zip(2..).map(|(&d, w)| u32::from(d) * w).sum();
        (sum * 10 % 11 % 10) as u8
    };
    d.len() == 11 && !is_uniform(d) && check(&d[..9]) == d[9] && check(&d[..10]) == d[10]
}

/// Brazil: CNPJ of a company, two check digits by mod 11.
pub fn br_cnpj(d: &[u8]) -> bool {
    let check = |body: &[u8]| {
        let sum: u32 = body.iter().rev().zip((2..=9).cycle()).map(|(&d, w)| u32::from(d) * w).sum();
        (sum * 10 % 11 % 10) as u8
    };
    d.len() == 14 && !is_uniform(d) && check(&d[..12]) == d[12] && check(&d[..13]) == d[13]
}

/// India: Aadhaar, twelve digits, Verhoeff, never beginning with 0 or 1.
pub fn in_aadhaar(d: &[u8]) -> bool {
    d.len() == 12 && d[0] > 1 && verhoeff(d)
}

/// India: permanent account number, `AAAPA9999A`, the fourth letter telling the kind of holder.
pub fn in_pan(token: &str) -> bool {
    let bytes = token.as_bytes();
    bytes.len() == 10
        && bytes[..5].iter().chain(&bytes[9..]).all(u8::is_ascii_uppercase)
        && bytes[5..9].iter().all(u8::is_ascii_digit)
        && b"PCHFATBLJGEK".contains(&bytes[3])
}

/// China: resident identity number, 17 digits and a check character by ISO 7064 mod 11-2.
pub fn cn_rid(token: &str) -> bool {
    let bytes = token.as_bytes();
    let (18, true) = (bytes.len(), bytes.iter().take(17).all(u8::is_ascii_digit)) else { return false };
    let d: Vec<u8> = bytes[..17].iter().map(|b| b - b'0').collect();
    let sum = weighted(&d, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) as usize;
    d[0] > 0
        && matches!(pair(&d, 6), 18..=20)
        && is_month(pair(&d, 10))
        && is_day(pair(&d, 12))
        && b"10X98765432"[sum % 11] == bytes[17].to_ascii_uppercase()
}

/// Korea: resident registration number. Numbers given since October 2020 have no check digit, so the date speaks for it.
pub fn kr_rrn(d: &[u8]) -> bool {
    d.len() == 13 && is_month(pair(d, 2)) && is_day(pair(d, 4)) && (1..=8).contains(&d[6])
}

/// South Africa: identity number, date, citizenship and Luhn.
pub fn za_id(d: &[u8]) -> bool {
    d.len() == 13 && is_month(pair(d, 2)) && is_day(pair(d, 4)) && d[10] < 3 && luhn(d)
}

/// Turkey: kimlik number, two check digits.
pub fn tr_kimlik(d: &[u8]) -> bool {
    d.len() == 11 && d[0] != 0 && {
        let odd: u32 = d[..9].iter().step_by(2).map(|&d| u32::from(d)).sum();
        let even: u32 = d[1..8].iter().step_by(2).map(|&d| u32::from(d)).sum();
        let all: u32 = d[..10].iter().map(|&d| u32::from(d)).sum();
        (odd * 7 + 100 - even) % 10 == u32::from(d[9]) && all % 10 == u32::from(d[10])
    }
}

/// Switzerland: AHV number, 756 in front and an EAN-13 check digit.
pub fn ch_ahv(d: &[u8]) -> bool {
    d.len() == 13 && d[..3] == [7, 5, 6] && weighted(d, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

/// Singapore: NRIC and FIN, a letter, seven digits and a check letter.
pub fn sg_nric(token: &str) -> bool {
    let bytes = token.as_bytes();
    if bytes.len() != 9 || !bytes[1..8].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let d: Vec<u8> = bytes[1..8].iter().map(|b| b - b'0').collect();
    let sum = weighted(&d, &[2, 7, 6, 5, 4, 3, 2]) as usize;
    let (letters, add): (&[u8; 11], usize) = match bytes[0] {
        b'S' => (b"JZIHGFEDCBA", 0),
        b'T' => (b"JZIHGFEDCBA", 4),
        b'F' => (b"XWUTRQPNMLK", 0),
        b'G' => (b"XWUTRQPNMLK", 4),
        _ => return false,
    };
    letters[(sum + add) % 11] == bytes[8]
}

/// Mexico: CURP, 18 characters, the last a check digit over base 37.
pub fn mx_curp(token: &str) -> bool {
    const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let bytes = token.as_bytes();
    let shaped = bytes.len() == 18
        && bytes[..4].iter().all(u8::is_ascii_uppercase)
        && bytes[4..10].iter().all(u8::is_ascii_digit)
        && b"HMX".contains(&bytes[10])
        && bytes[11..16].iter().all(u8::is_ascii_uppercase)
        && bytes[17].is_ascii_digit();
    if !shaped {
        return false;
    }
    // The Ñ of the official alphabet stands after N, so letters behind it count one more.
    let rank = |b: u8| ALPHABET.iter().position(|&c| c == b).map_or(0, |i| if b > b'N' { i + 1 } else { i });
    let sum: usize = bytes[..17].iter().enumerate().map(|(i, &b)| rank(b) * (18 - i)).sum();
    (10 - sum % 10) % 10 == usize::from(bytes[17] - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect()
    }

    /// A check, a number that it takes, and one that it refuses.
    type DigitRow = (fn(&[u8]) -> bool, &'static str, &'static str);
    type TokenRow = (fn(&str) -> bool, &'static str, &'static str);

    #[test]
    fn numbers_of_digits() {
        let rows: &[DigitRow] = &[
            (us_ssn, "536-22-8726", "666-22-8726"),
            (de_tax, "86095742719", "86095742718"),
            (fr_nir, "255081416802538", "255081416802539"),
            (nl_bsn, "111222333", "111222334"),
            (pl_pesel, "44051401359", "44051401358"),
            (pt_nif, "123456789", "123456788"),
            (be_rrn, "85073003328", "85073003329"),
            (se_pnr, "811218-9876", "811218-9875"),
            (se_pnr, "198112189876", "198113189876"),
            (no_fnr, "01010750160", "01010750161"),
            (dk_cpr, "070761-4285", "370761-4285"),
            (uk_nhs, "943 476 5919", "943 476 5918"),
            (ca_sin, "130 692 544", "130 692 545"),
            (au_tfn, "123 456 782", "123 456 783"),
            (au_medicare, "2123 45670 1", "2123 45671 1"),
            (br_cpf, "529.982.247-25", "529.982.247-24"),
            (br_cnpj, "11.222.333/0001-81", "11.222.333/0001-80"),
            (in_aadhaar, "2345 6789 0124", "2345 6789 0125"),
            (kr_rrn, "880101-1234567", "881301-1234567"),
            (za_id, "8001015009087", "8001015009088"),
            (tr_kimlik, "10000000146", "10000000147"),
            (ch_ahv, "756.9217.0769.85", "756.9217.0769.86"),
        ];
        for (check, good, bad) in rows {
            assert!(check(&values(good)), "{good} must pass");
            assert!(!check(&values(bad)), "{bad} must fail");
            assert!(!check(&[]) && !check(&[1]) && !check(&[0; 40]));
        }
    }

    #[test]
    fn numbers_with_letters() {
        let rows: &[TokenRow] = &[
            (es_dni, "12345678Z", "12345678A"),
            (es_dni, "X1234567L", "X1234567M"),
            (it_fiscale, "RSSMRA85T10A562S", "RSSMRA85T10A562T"),
            (fi_hetu, "131052-308T", "131052-308U"),
            (uk_nino, "AB123456C", "GB123456C"),
            (in_pan, "ABCPE1234F", "ABCXE1234F"),
            (cn_rid, "11010519491231002X", "110105194912310021"),
            (sg_nric, "S1234567D", "S1234567E"),
            (mx_curp, "HEGG560427MVZRRL04", "HEGG560427MVZRRL05"),
        ];
        for (check, good, bad) in rows {
            assert!(check(good), "{good} must pass");
            assert!(!check(bad), "{bad} must fail");
            assert!(!check("") && !check("A") && !check("ÄÖÜÄÖÜÄÖ"));
        }
    }
}
