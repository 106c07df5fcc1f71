//! Checks of bank routing and accounts, and of vehicles.

use super::{
    europe::values,
    national::{is_uniform, pair, weighted},
};

/// United States: routing number of a bank, a Federal Reserve district in front, weights three, seven, one.
///
/// # Source
/// American Bankers Association, routing number policy; Federal Reserve Financial Services, E-Payments Routing
/// Directory.
pub fn aba_routing(d: &[u8]) -> bool {
    d.len() == 9
        && !is_uniform(d)
        && matches!(pair(d, 0), 1..=12 | 21..=32 | 61..=72 | 80)
        && weighted(d, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

/// Mexico: CLABE, bank, place, account, and a check digit over the last digits of products.
///
/// # Source
/// Asociación de Bancos de México, CLABE interbancaria.
pub fn mx_clabe(d: &[u8]) -> bool {
    const WEIGHTS: [u8; 17] = [3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7];
    let sum: u32 = d.iter().zip(WEIGHTS).map(|(&d, w)| u32::from(d * w % 10)).sum();
    d.len() == 18 && !is_uniform(d) && d[..3] != [0; 3] && (10 - sum % 10) % 10 == u32::from(d[17])
}

/// Argentina: CBU, bank and branch with a check digit, account with another.
///
/// # Source
/// Banco Central de la República Argentina, Comunicación "A" 2622.
pub fn ar_cbu(d: &[u8]) -> bool {
    const WEIGHTS: [u32; 13] = [3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3];
    d.len() == 22
        && !is_uniform(d)
        && (10 - weighted(&d[..7], &[7, 1, 3, 9, 7, 1, 3]) % 10) % 10 == u32::from(d[7])
        && (10 - weighted(&d[8..21], &WEIGHTS) % 10) % 10 == u32::from(d[21])
}

/// Spain: CCC, bank, branch, two check digits by mod 11, account.
///
/// # Source
/// Banco de España, código cuenta cliente.
pub fn es_ccc(d: &[u8]) -> bool {
    const WEIGHTS: [u32; 10] = [1, 2, 4, 8, 5, 10, 9, 7, 3, 6];
    let check = |body: &[u8], weights: &[u32]| match 11 - weighted(body, weights) % 11 {
        11 => 0,
        10 => 1,
        check => check,
    };
    d.len() == 20
        && !is_uniform(d)
        && check(&d[..8], &WEIGHTS[2..]) == u32::from(d[8])
        && check(&d[10..], &WEIGHTS) == u32::from(d[9])
}

/// A vehicle identification number whose ninth character checks, as North America and China demand.
///
/// # Source
/// 49 CFR 565.15; ISO 3779.
pub fn vin(token: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let bytes = token.as_bytes();
    let rank = |b: u8| match b {
        b'0'..=b'9' => Some(u32::from(b - b'0')),
        b'A'..=b'H' => Some(u32::from(b - b'A') + 1),
        b'J'..=b'N' => Some(u32::from(b - b'J') + 1),
        b'P' => Some(7),
        b'R' => Some(9),
        b'S'..=b'Z' => Some(u32::from(b - b'S') + 2),
        _ => None,
    };
    let (17, Some(ranks)) = (bytes.len(), bytes.iter().map(|&b| rank(b)).collect::<Option<Vec<_>>>()) else {
        return false;
    };
    let sum: u32 = ranks.iter().zip(WEIGHTS).map(|(rank, weight)| rank * weight).sum();
    b"0123456789X"[sum as usize % 11] == bytes[8]
        // The year of the model has no U, Z or 0, and the last four characters are the serial.
        && !b"UZ0".contains(&bytes[9])
        && values(&bytes[13..]).is_some()
        && bytes.iter().filter(|b| b.is_ascii_uppercase()).count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_pass_and_a_changed_character_fails() {
        let d = |text: &str| values(text.as_bytes()).unwrap();
        assert!(aba_routing(&d("021000021")) && !aba_routing(&d("021000022")));
        assert!(mx_clabe(&d("032180000118359719")) && !mx_clabe(&d("032180000118359718")));
        assert!(vin("1M8GDM9AXKP042788") && !vin("1M8GDM9A1KP042788"));
        assert!(!vin("") && !vin("ÄÖÜÄÖÜÄÖ1") && !aba_routing(&[]) && !mx_clabe(&[]) && !ar_cbu(&[]) && !es_ccc(&[]));
    }
}
