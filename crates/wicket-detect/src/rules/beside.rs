//! Numbers without a label that their form tells together with a neighbour: the person they belong to, or the code of the bank.

use std::ops::Range;

use wicket_types::Kind;

use super::{Bytes, Find, Rule, Sight, Spot, banks::is_account_number, bic::is_bic, nearby, shared, tokens::is_mbi};
use crate::checks::national;

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.account_behind_sort_code",
        title: "Bank account number behind a British sort code",
        source: "Pay.UK, industry sorting code directory: six digits in pairs, accounts of eight",
        kind: Kind::of("pii.bank_account"),
        // Above telephone numbers, for which the two together are taken where somebody speaks of a call.
        confidence: 0.97,
        find: Find::Digit {
            sights: &[Sight { length: (2, 2), first: Bytes::Digit, behind: Bytes::Of(b"-"), ..Sight::ANY }],
            look: behind_sort_code,
        },
        hits: &[
            "send 40 to 41-72-83 5518 0472",
            "or call 01632 960471. Paid by BACS to 98-71-75 / 55180472.",
            "sort code? > 08-28-22 and 55180472",
        ],
        passes: &[
            "12-05-21 55180472",
            "98-71-75 2024",
            "41-72-83 20240517",
            "41-72-83 5518 items",
            "41-72-83-55180472",
        ],
    },
    Rule {
        id: "pii.account_behind_bic",
        title: "Bank account number behind the code of its bank",
        source: "ISO 9362:2022; Nacha operating rules (up to 17 digits)",
        kind: Kind::of("pii.bank_account"),
        confidence: 0.8,
        find: Find::Digit {
            sights: &[Sight { length: (6, 17), first: Bytes::Digit, before: Bytes::Of(b" /,|:\n.;#"), ..Sight::ANY }],
            look: behind_bic,
        },
        hits: &["wire to KLRTUS31, 558104720931"],
        passes: &["wire KLRTQQ31, 558104720931", "KLRTUS31 2024", "KLRTUS31 20240517"],
    },
    Rule {
        id: "pii.account_before_ifsc",
        title: "Bank account number in front of the code of an Indian branch",
        source: "Reserve Bank of India, IFSC; accounts of nine to eighteen digits",
        kind: Kind::of("pii.bank_account"),
        confidence: 0.93,
        find: Find::Digit {
            sights: &[Sight { length: (9, 18), first: Bytes::Digit, ..Sight::ANY }],
            look: before_ifsc,
        },
        hits: &["Asha Rao - 41729501360 - QRXW0417295", "41729501360, IFSC QRXW0417295"],
        passes: &["41729501360 - QRXWA417295", "order 41729501360 - BOATS"],
    },
    Rule {
        id: "pii.uk_nino_in_pairs",
        title: "United Kingdom national insurance number in pairs",
        source: "HM Revenue & Customs, NIM39110: two letters, three pairs of digits, A to D",
        kind: Kind::of("pii.national_id.gb"),
        confidence: 0.9,
        find: Find::Digit {
            sights: &[Sight {
                length: (2, 2),
                first: Bytes::Digit,
                before: Bytes::Of(b" -"),
                behind: Bytes::Of(b" -"),
                lead: Bytes::Capital,
                in_row: false,
            }],
            look: nino_in_pairs,
        },
        hits: &["NI KT 40 71 83 B", "his is KT-40-71-83-B"],
        passes: &["GB 40 71 83 B", "KT 40 71 83 X", "XKT 40 71 83 B", "KT 40 71 8 B"],
    },
    Rule {
        id: "pii.identity_beside_name",
        title: "Identity number with its check beside a name",
        source: "National formats, as of the rules of each country",
        kind: Kind::of("pii.national_id"),
        confidence: 0.75,
        find: Find::Digit { sights: &[Sight { length: (6, 12), ..Sight::ANY }], look: identity },
        hits: &[
            "12345678Z Ana Soler",
            "Erik Lund (311299-1234)",
            "44051401359 - Ewa Lis",
            "KT407183B Ann O'Hara",
            "NI KT407183B",
            "pnr 311299-1234, tel.",
        ],
        passes: &[
            "12345678A Ana Soler",
            "12345678Z ana soler",
            "KT407183B PUMP UNIT",
            "811218-9876 is it",
            "part KT407183B",
        ],
    },
    Rule {
        id: "pii.us_mbi_beside_name",
        title: "United States Medicare beneficiary identifier beside a name",
        source: "Centers for Medicare & Medicaid Services, MBI format",
        kind: Kind::of("pii.medical_id"),
        confidence: 0.8,
        find: Find::Digit {
            sights: &[Sight { length: (11, 11), first: Bytes::Digit, ..Sight::ANY }],
            look: beneficiary,
        },
        hits: &["1EG4TE5MK73 - Ann Lee"],
        passes: &["1EG4TE5MK73 - pump", "1EG4TE5MKA3 - Ann Lee"],
    },
];

/// Whether two words with capitals, as a person's names, stand right behind or in front of `span`.
fn is_beside_name(text: &str, span: &Range<usize>) -> bool {
    nearby::is_behind_name(text, span.start) || nearby::is_before_name(text, span.end)
}

fn identity(spot: &Spot<'_>) -> Option<Range<usize>> {
    let span = spot.start..end_of_identity(spot)?;
    let is_apart = shared::begins_word(spot.text, span.start) && !shared::is_word_at(spot.text, span.end);
    (is_apart && (is_beside_name(spot.text, &span) || is_behind_short_name(spot))).then_some(span)
}

/// Where the identity number ends that begins at a spot and passes the check of some country.
fn end_of_identity(spot: &Spot<'_>) -> Option<usize> {
    let rest = spot.text.get(spot.start..)?;
    let token = spot.text.get(spot.start..spot.end)?;
    let digits = |token: &str| token.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect::<Vec<u8>>();
    let is_digits = token.bytes().all(|byte| byte.is_ascii_digit());
    let parted =
        |tail: usize| rest.get(..token.len() + tail).filter(|_| rest.as_bytes().get(token.len()) == Some(&b'-'));
    let passes = match (token.len(), is_digits) {
        (6, true) => {
            let whole = parted(5)?;
            let tail = whole.get(7..)?;
            let is_number = tail.bytes().all(|byte| byte.is_ascii_digit());
            let is_known = is_number && { national::se_pnr(&digits(whole)) || national::dk_cpr(&digits(whole)) }
                || national::fi_hetu_parted(whole);
            return is_known.then_some(spot.start + whole.len());
        }
        (8, true) => {
            let swedish = parted(5).filter(|whole| digits(whole).len() == 12 && national::se_pnr(&digits(whole)));
            let spanish = || parted(2).filter(|whole| national::es_dni(&whole.replace('-', "")));
            return swedish.or_else(spanish).map(|whole| spot.start + whole.len());
        }
        (9, false) => national::es_dni(token) || national::uk_nino(token),
        (10, false) => national::in_pan(token) || is_german_card(token),
        (11, true) => {
            national::pl_pesel(&digits(token)) || national::br_cpf(&digits(token)) || national::no_fnr(&digits(token))
        }
        (12, true) => national::se_pnr(&digits(token)),
        _ => false,
    };
    passes.then_some(spot.end)
}

/// Whether a short name of such numbers stands right in front. They begin or are too many words to be heard by themselves.
fn is_behind_short_name(spot: &Spot<'_>) -> bool {
    const NAMES: &[&str] = &["cf", "dni", "fnr", "hetu", "id", "ni", "nif", "pers", "pesel", "pnr"];
    nearby::words(spot.text, spot.start).next().is_some_and(|word| nearby::is_known(word, NAMES))
}

/// Nine characters without vowels, and the check digit of travel documents.
fn is_german_card(token: &str) -> bool {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A' | b'B' | b'D' | b'E' | b'I' | b'O' | b'Q' | b'S' | b'U' => None,
        b'A'..=b'Z' => Some(u32::from(byte - b'A') + 10),
        _ => None,
    };
    let Some((number, [check])) = token.as_bytes().split_last_chunk::<1>() else { return false };
    let values: Option<Vec<u32>> = number.iter().map(|byte| value(*byte)).collect();
    let Some(values) = values.filter(|_| number.first().is_some_and(u8::is_ascii_uppercase)) else { return false };
    let sum: u32 = values.iter().zip([7, 3, 1].into_iter().cycle()).map(|(value, weight)| value * weight).sum();
    check.is_ascii_digit() && sum % 10 == u32::from(check - b'0')
}

fn beneficiary(spot: &Spot<'_>) -> Option<Range<usize>> {
    let span = spot.start..spot.end;
    let is_number = spot.text.get(span.clone()).is_some_and(is_mbi) && shared::begins_word(spot.text, span.start);
    (is_number && is_beside_name(spot.text, &span)).then_some(span)
}

fn nino_in_pairs(spot: &Spot<'_>) -> Option<Range<usize>> {
    let span = spot.start.checked_sub(3)?..spot.start + 10;
    let written = spot.text.get(span.clone()).filter(|written| written.is_ascii())?;
    let sign = written.as_bytes()[2];
    let is_parted =
        matches!(sign, b' ' | b'-') && written.bytes().enumerate().all(|(at, byte)| (byte == sign) == (at % 3 == 2));
    let passes = || national::uk_nino(&written.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    let is_apart = shared::begins_word(spot.text, span.start) && !shared::is_word_at(spot.text, span.end);
    (is_parted && is_apart && passes()).then_some(span)
}

/// Words and signs between the code of a bank and an account.
const BETWEEN: &[&str] =
    &[" ", ",", ";", "/", "|", ":", "\n", "#", ".", "and", "account", "acct", "acc", "Acc", "a/c", "no"];

/// Words for an account, sorted.
const ACCOUNTS: &[&str] = &["acc", "account", "acct", "details"];

/// The account behind three pairs of digits, which may be no day where nothing speaks of money.
fn behind_sort_code(spot: &Spot<'_>) -> Option<Range<usize>> {
    let code = spot.text.get(spot.start..spot.start + 8)?;
    let mut rest = spot.text.get(spot.start + 8..)?;
    let is_apart =
        shared::begins_word(spot.text, spot.start) && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-');
    if !is_apart || !is_sort_code(code) || may_be_day(code) && !speaks_of_money(nearby::in_front(spot.text, spot.start))
    {
        return None;
    }
    // Both together are the account that a label in front names.
    let is_named = nearby::words(spot.text, spot.start).next().is_some_and(|word| nearby::is_known(word, ACCOUNTS));
    if is_named {
        return None;
    }
    for _ in 0..8 {
        rest = BETWEEN.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    }
    let start = spot.text.len() - rest.len();
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let length = match rest.as_bytes().first_chunk::<9>() {
        Some([head @ .., b' ', a, b, c, d]) if head.iter().chain([a, b, c, d]).all(is_digit) => 9,
        _ => 8,
    };
    let number: String = rest.get(..length)?.split(' ').collect();
    let is_whole = number.len() == 8 && !shared::is_word_at(spot.text, start + length);
    (is_whole && is_account_number(&number)).then_some(start..start + length)
}

/// Three pairs of digits with dashes.
fn is_sort_code(code: &str) -> bool {
    code.bytes().enumerate().all(|(at, byte)| if at % 3 == 2 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// Whether a sort code could be a day in some order of its parts.
fn may_be_day(code: &str) -> bool {
    let pair = |nth: usize| code.get(nth * 3..nth * 3 + 2).and_then(|two| two.parse::<u8>().ok()).unwrap_or_default();
    let (first, second, third) = (pair(0), pair(1), pair(2));
    first <= 31 && second <= 12 || first <= 12 && second <= 31 || second <= 12 && third <= 31
}

/// The account that nothing but signs and the name of the code part from it.
fn before_ifsc(spot: &Spot<'_>) -> Option<Range<usize>> {
    let number = spot.text.get(spot.start..spot.end)?;
    let rest = spot.text.get(spot.end..)?.trim_start_matches([' ', ',', '-', '|', '/', ';', '(']);
    let rest = rest.strip_prefix("IFSC").unwrap_or(rest).trim_start_matches([' ', ':']);
    let gap = spot.text.len() - rest.len() - spot.end;
    let is_mark = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    let is_code = match rest.as_bytes() {
        [a, b, c, d, b'0', branch @ ..] => {
            [a, b, c, d].iter().all(|byte| byte.is_ascii_uppercase())
                && branch.iter().take(7).take_while(|byte| is_mark(byte)).count() == 6
                && branch.iter().take(6).filter(|byte| byte.is_ascii_digit()).count() > 3
        }
        _ => false,
    };
    let is_account = (9..=18).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && number.bytes().any(|byte| byte != b'0');
    ((1..=10).contains(&gap) && is_code && is_account && shared::begins_word(spot.text, spot.start))
        .then_some(spot.start..spot.end)
}

fn speaks_of_money(before: &str) -> bool {
    let before = before.to_ascii_lowercase();
    ["sort", "bank", "bacs", "pay", "acc", "send", "transfer", "iban"].iter().any(|word| before.contains(word))
}

/// The account behind the business identifier code of a bank.
fn behind_bic(spot: &Spot<'_>) -> Option<Range<usize>> {
    let mut before = nearby::in_front(spot.text, spot.start);
    for _ in 0..4 {
        before = BETWEEN.iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
    }
    let length = before.bytes().rev().take(12).take_while(u8::is_ascii_alphanumeric).count();
    let number = spot.text.get(spot.start..spot.end)?;
    let is_told = before.get(before.len() - length..).is_some_and(is_bic) && !shared::is_word_at(spot.text, spot.end);
    (is_told && (6..=17).contains(&number.len()) && is_account_number(number)).then_some(spot.start..spot.end)
}
