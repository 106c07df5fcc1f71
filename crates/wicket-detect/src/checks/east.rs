//! Identity and tax numbers of central and eastern Europe, beyond those in [`super::national`].
//!
//! Digits come as values 0 to 9; numbers with letters come as ASCII text without separators, upper case.

use super::{
    digits::mod_11_10,
    national::{is_day, is_month, is_uniform, number, pair, weighted},
};

/// Czechia and Slovakia: rodné číslo, birth date and serial; ten digits since 1954, divisible by eleven.
pub fn cz_rc(d: &[u8]) -> bool {
    // Women add 50 to the month, and 20 more where the numbers of a day run out.
    let is_date = matches!(pair(d, 2) % 50, 1..=12 | 21..=32) && is_day(pair(d, 4)) && pair(d, 2) < 83;
    match d.len() {
        9 => is_date && is_month(pair(d, 2) % 50) && pair(d, 0) < 54 && d[6..] != [0; 3],
        10 => is_date && (number(d).is_multiple_of(11) || d[9] == 0 && number(&d[..9]) % 11 == 10),
        _ => false,
    }
}

/// Hungary: TAJ number of social insurance, nine digits, weights three and seven.
pub fn hu_taj(d: &[u8]) -> bool {
    d.len() == 9 && !is_uniform(d) && weighted(d, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == u32::from(d[8])
}

/// Hungary: tax number of a person, an 8, nine digits, mod 11.
pub fn hu_tax(d: &[u8]) -> bool {
    d.len() == 10 && d[0] == 8 && weighted(d, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == u32::from(d[9])
}

/// Romania: CNP, sex and century, birth date, county and serial, mod 11.
pub fn ro_cnp(d: &[u8]) -> bool {
    d.len() == 13
        && d[0] != 0
        && is_month(pair(d, 3))
        && is_day(pair(d, 5))
        && matches!(pair(d, 7), 1..=48 | 51 | 52 | 70 | 80..=83)
        && match weighted(d, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
            10 => d[12] == 1,
            check => check == u32::from(d[12]),
        }
}

/// Bulgaria: EGN, birth date with the century in the month, serial, mod 11.
pub fn bg_egn(d: &[u8]) -> bool {
    d.len() == 10
        && pair(d, 2) < 53
        && is_month(pair(d, 2) % 20)
        && is_day(pair(d, 4))
        && weighted(d, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == u32::from(d[9])
}

/// Croatia: OIB, eleven digits.
pub fn hr_oib(d: &[u8]) -> bool {
    d.len() == 11 && !is_uniform(d) && mod_11_10(d)
}

/// Slovenia, Serbia and their neighbours: JMBG or EMŠO, birth date, region and serial, mod 11.
pub fn jmbg(d: &[u8]) -> bool {
    d.len() == 13
        && is_day(pair(d, 0))
        && is_month(pair(d, 2))
        && matches!(d[4], 8 | 9 | 0)
        && (11 - weighted(d, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == u32::from(d[12])
}

/// Estonia and Lithuania: isikukood or asmens kodas, sex and century, birth date, serial, mod 11 in two rounds.
pub fn ee_ik(d: &[u8]) -> bool {
    d.len() == 11
        && (1..=8).contains(&d[0])
        && is_month(pair(d, 3))
        && is_day(pair(d, 5))
        && two_rounds(&d[..10], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1], &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 10
            == u32::from(d[10])
}

/// The remainder by eleven, with other weights where the first ones give ten.
fn two_rounds(body: &[u8], first: &[u32], second: &[u32]) -> u32 {
    match weighted(body, first) % 11 {
        10 => weighted(body, second) % 11,
        check => check,
    }
}

/// Latvia: personas kods, birth date and serial. Codes that begin with 32 hold no date.
pub fn lv_pk(d: &[u8]) -> bool {
    d.len() == 11
        && (pair(d, 0) == 32 || is_day(pair(d, 0)) && is_month(pair(d, 2)) && d[6] < 3)
        && (1 + weighted(d, &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10 == u32::from(d[10])
}

/// Ukraine: tax number of a person, ten digits, mod 11.
pub fn ua_rntrc(d: &[u8]) -> bool {
    d.len() == 10
        && !is_uniform(d)
        // The first weight is minus one, which is ten by mod 11.
        && weighted(d, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10 == u32::from(d[9])
}

/// Russia: INN, ten digits for a company and twelve for a person.
pub fn ru_inn(d: &[u8]) -> bool {
    let check = |body: &[u8], weights: &[u32]| weighted(body, weights) % 11 % 10;
    match d.len() {
        10 => !is_uniform(d) && check(d, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) == u32::from(d[9]),
        12 => {
            !is_uniform(d)
                && check(d, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == u32::from(d[10])
                && check(d, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == u32::from(d[11])
        }
        _ => false,
    }
}

/// Russia: SNILS of the pension fund, nine digits and their sum by 101.
pub fn ru_snils(d: &[u8]) -> bool {
    d.len() == 11
        && !is_uniform(&d[..9])
        && u64::from(weighted(d, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100) == number(&d[9..])
}

/// Poland: NIP, ten digits, mod 11.
pub fn pl_nip(d: &[u8]) -> bool {
    d.len() == 10 && !is_uniform(d) && weighted(d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == u32::from(d[9])
}

/// Moldova: IDNP of a person, thirteen digits, weights seven, three, one.
pub fn md_idnp(d: &[u8]) -> bool {
    d.len() == 13
        && matches!(d[0], 0 | 2)
        && !is_uniform(d)
        && weighted(d, &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10 == u32::from(d[12])
}

/// Belarus: identification number: seven digits, a letter, three digits, two letters, and a check as in passports.
///
/// # Source
/// Resolution of the Council of Ministers 1092 (2008); ICAO Doc 9303, part 3, section 4.9.
pub fn by_id(token: &str) -> bool {
    const SHAPE: &[u8; 14] = b"0000000A000AA0";
    let bytes = token.as_bytes();
    let fits = |(b, want): (&u8, &u8)| if *want == b'A' { b.is_ascii_uppercase() } else { b.is_ascii_digit() };
    bytes.len() == 14 && bytes.iter().zip(SHAPE).all(fits) && {
        let rank = |b: u8| u32::from(if b.is_ascii_digit() { b - b'0' } else { b - b'A' + 10 });
        let sum: u32 = bytes[..13].iter().zip([7, 3, 1].iter().cycle()).map(|(&b, w)| rank(b) * w).sum();
        matches!(bytes[0], b'1'..=b'6') && sum % 10 == rank(bytes[13])
    }
}

/// Kazakhstan: IIN, birth date, century and sex, serial, mod 11 in two rounds.
pub fn kz_iin(d: &[u8]) -> bool {
    d.len() == 12
        && is_month(pair(d, 2))
        && is_day(pair(d, 4))
        && d[6] < 7
        && two_rounds(&d[..11], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2])
            == u32::from(d[11])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_whole_numbers_pass() {
        for check in [
            cz_rc, hu_taj, hu_tax, ro_cnp, bg_egn, hr_oib, jmbg, ee_ik, lv_pk, ua_rntrc, ru_inn, ru_snils, pl_nip,
            md_idnp, kz_iin,
        ] {
            assert!(!check(&[]) && !check(&[1]) && !check(&[0; 40]) && !check(&[0; 10]) && !check(&[9; 12]));
        }
        assert!(!by_id("") && !by_id("ÄÖÜÄÖÜÄ"));
    }
}
