//! General check-digit systems.

/// The Luhn check: from the right, every second digit doubled, sum divisible by ten. All zeros do not count.
///
/// # Source
/// ISO/IEC 7812-1, annex B.
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &d)| match (i % 2, u32::from(d)) {
            (1, d) if d > 4 => 2 * d - 9,
            (1, d) => 2 * d,
            (_, d) => d,
        })
        .sum();
    digits.len() > 1 && sum > 0 && sum.is_multiple_of(10)
}

/// The Verhoeff check, over the dihedral group of order ten.
///
/// # Source
/// J. Verhoeff, "Error Detecting Decimal Codes" (1969); used for India's Aadhaar.
pub fn verhoeff(digits: &[u8]) -> bool {
    // d(j, k) and p(i, n) in closed form, so that no table of hundred numbers can hold a slip.
    let multiply = |j: u8, k: u8| match (j < 5, k < 5) {
        (true, true) => (j + k) % 5,
        (true, false) => 5 + (j + k) % 5,
        (false, true) => 5 + (j + 5 - k) % 5,
        (false, false) => (j + 5 - k) % 5,
    };
    const PERMUTE: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |times: usize, digit: u8| (0..times % 8).fold(digit, |d, _| PERMUTE[usize::from(d % 10)]);
    let check = digits.iter().rev().enumerate().fold(0, |sum, (i, &d)| multiply(sum, permuted(i, d)));
    !digits.is_empty() && check == 0
}

/// The hybrid check of ISO 7064, mod 11,10: the last digit guards the others.
///
/// # Source
/// ISO/IEC 7064; used for Germany's tax number and Croatia's OIB.
pub fn mod_11_10(digits: &[u8]) -> bool {
    let Some((&check, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10_u8, |product, &d| match (d + product) % 10 {
        0 => 9,
        sum => sum * 2 % 11,
    });
    (11 - product) % 10 == check && !body.is_empty()
}

/// An international bank account number without spaces: country length, then mod 97 equal to one.
///
/// # Source
/// ISO 13616-1:2020 and the SWIFT IBAN registry for lengths; ISO 7064, mod 97-10.
pub fn iban(token: &str) -> bool {
    let bytes = token.as_bytes();
    if !bytes.get(2..4).is_some_and(|check| check.iter().all(u8::is_ascii_digit))
        || iban_length(&bytes[..2]) != Some(bytes.len())
    {
        return false;
    }
    let mut rest = 0_u32;
    for &byte in bytes[4..].iter().chain(&bytes[..4]) {
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => rest * 100 + u32::from(byte - b'A') + 10,
            _ => return false,
        } % 97;
    }
    rest == 1
}

/// How many characters an IBAN of this country has.
pub fn iban_length(country: &[u8]) -> Option<usize> {
    let &[a, b] = country else { return None };
    let at = |letter: u8| usize::from(letter.wrapping_sub(b'A'));
    let length = *IBAN_LENGTHS.get(at(a))?.get(at(b))?;
    (length > 0).then_some(usize::from(length))
}

/// The lengths of IBANs by the two letters of the country, zero where there is none: asked about every token of letters and
/// digits, so no list is walked.
const IBAN_LENGTHS: [[u8; 26]; 26] = {
    const LENGTHS: &[(u8, &str)] = &[
        (15, "NO"),
        (16, "BE"),
        (18, "DK FI FO GL NL SD FK"),
        (19, "MK SI"),
        (20, "AT BA EE KZ LT LU XK MN"),
        (21, "CH HR LI LV"),
        (22, "BG BH CR DE GB GE IE ME RS VA"),
        (23, "AE GI IL IQ TL OM SO"),
        (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
        (25, "LY PT ST"),
        (26, "IS TR"),
        (27, "BI DJ FR GR IT MC MR SM"),
        (28, "AL AZ BY CY DO GT HN HU LB NI PL SV"),
        (29, "BR EG PS QA UA"),
        (30, "JO KW MU YE"),
        (31, "MT SC"),
        (32, "LC"),
        (33, "RU"),
    ];
    let (mut lengths, mut nth) = ([[0; 26]; 26], 0);
    while nth < LENGTHS.len() {
        let (length, list) = (LENGTHS[nth].0, LENGTHS[nth].1.as_bytes());
        let mut at = 0;
        while at < list.len() {
            lengths[(list[at] - b'A') as usize][(list[at + 1] - b'A') as usize] = length;
            at += 3;
        }
        nth += 1;
    }
    lengths
};

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect()
    }

    #[test]
    fn published_examples_pass_and_a_changed_digit_fails() {
        assert!(luhn(&values("4111111111111111")) && !luhn(&values("4111111111111112")));
        assert!(verhoeff(&values("2363")) && !verhoeff(&values("2364")));
        assert!(mod_11_10(&values("86095742719")) && !mod_11_10(&values("86095742718")));
        assert!(iban("DE89370400440532013000") && !iban("DE89370400440532013001"));
        assert!(iban("GB82WEST12345698765432") && iban("NO9386011117947"));
    }

    #[test]
    fn empty_and_zero_input_is_not_a_number() {
        assert!(!luhn(&[]) && !luhn(&[0; 16]) && !verhoeff(&[]) && !mod_11_10(&[]) && !iban("") && !iban("DE"));
    }
}
