//! Numbers of digits that carry a check: payment cards, national identity, tax and health numbers.
//!
//! A check digit lets one number in ten through, so a number needs words in front of it unless its check or its written form
//! is strong.

use wicket_types::Kind;

use super::{Context, Find, Groups, Number, Rule, nearby, tables};
use crate::checks::{self, national};

/// What a number must pass.
pub(crate) type Check = fn(&Number<'_>) -> bool;

/// A row for a number of digits.
pub(crate) const fn number(
    (id, title, source): (&'static str, &'static str, &'static str),
    kind: &'static str,
    (digits, needs, check): ((u8, u8), Context, Check),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule {
        id,
        title,
        source,
        kind: Kind::of(kind),
        confidence: 0.95,
        find: Find::Number { digits, needs, groups: Groups::Any, check },
        hits,
        passes,
    }
}

/// The rules of this module.
pub static RULES: &[Rule] = &[
    number(
        ("pii.credit_card", "Payment card number", "ISO/IEC 7812-1; issuer ranges as published by the card networks"),
        "pii.credit_card",
        ((12, 19), Context::NONE, is_card),
        &[
            "pay 4111 1111 1111 1111 now",
            "5555555555554444",
            "3782-822463-10005",
            "card: 6011000990139424",
            "lost my card 3506319274005815",
            "Карта: 2200 1501 2345 6789",
            "卡号4111111111111111。",
            "카드는 4111 1111 1111 1111이고",
            "“4111111111111111”",
            "4000000000000000006",
            "charge(card, 4000000000000000006)",
            "cards: 4000000000000000006, 6011000990139424, 5555555555554444",
            "Ann;4000000000000000006;2027",
            "1099511627776123457,4111111111111111,Ann",
        ],
        &[
            "order 4111 1111 1111 1112",
            "1234567812345678",
            "0000 0000 0000 0000",
            "account 9999999999999995",
            "    4999999999999999998,\n    4000000000000000006,\n    7000000000000000003,\n",
            "4999999999999999999, 6011000000000000000u64,",
            "assert_eq!(results[0], 4000000000000000006);",
            "check_normalize(4111111111111111, 446, 11, 11270725851789228033, 435);",
        ],
    )
    .in_groups(Groups::OneOrFrom(4)),
    number(
        (
            "pii.us_ssn",
            "United States social security number",
            "Social Security Administration, SSN randomization (2011)",
        ),
        "pii.ssn",
        ((9, 9), Context::NONE, |n| n.separator == Some(b'-') && national::us_ssn(n.digits)),
        &["my ssn is 536-22-8726", "536-22-8726"],
        &["666-22-8726", "000-12-3456", "536-00-8726", "part 536-22-87261"],
    )
    .in_groups(Groups::Are(&[&[3, 2, 4]])),
    number(
        (
            "pii.us_ssn_in_context",
            "United States social security number, other forms",
            "Social Security Administration, SSN randomization (2011)",
        ),
        "pii.ssn",
        ((9, 9), Context::SSN, |n| matches!(n.groups, [3, 2, 4] | [9]) && national::us_ssn(n.digits)),
        &["SSN: 536228726", "social security number 536 22 8726"],
        &["order 536228726", "SSN: 666228726"],
    ),
    number(
        (
            "pii.de_tax",
            "German tax identification number",
            "Bundeszentralamt für Steuern, Steuer-IdNr.; ISO 7064 mod 11,10",
        ),
        "pii.national_id.de",
        ((11, 11), Context::NATIONAL, |n| national::de_tax(n.digits)),
        &["Steuer-ID 86 095 742 719", "meine IdNr 86095742719"],
        &["Steuer-ID 86 095 742 718", "order 86095742719"],
    ),
    number(
        ("pii.fr_nir", "French social security number", "INSEE, numéro d'inscription au répertoire"),
        "pii.national_id.fr",
        ((15, 15), Context::NONE, |n| national::fr_nir(n.digits)),
        &["NIR 2 55 08 14 168 025 38"],
        &["NIR 2 55 08 14 168 025 39"],
    ),
    number(
        ("pii.nl_bsn", "Dutch citizen service number", "Besluit burgerservicenummer; eleven test"),
        "pii.national_id.nl",
        ((9, 9), Context::NATIONAL, |n| national::nl_bsn(n.digits)),
        &["BSN 111222333"],
        &["BSN 111222334", "order 111222333"],
    ),
    number(
        ("pii.pl_pesel", "Polish PESEL", "Ustawa o ewidencji ludności, article 15"),
        "pii.national_id.pl",
        ((11, 11), Context::NATIONAL, |n| national::pl_pesel(n.digits)),
        &["mój PESEL to 44051401359"],
        &["PESEL 44051401358", "order 44051401359"],
    ),
    number(
        ("pii.pt_nif", "Portuguese tax number", "Autoridade Tributária, NIF"),
        "pii.national_id.pt",
        ((9, 9), Context::NATIONAL, |n| national::pt_nif(n.digits)),
        &["NIF 123 456 789"],
        &["NIF 123 456 788", "order 123456789"],
    ),
    number(
        ("pii.be_rrn", "Belgian national register number", "Koninklijk besluit 3 April 1984"),
        "pii.national_id.be",
        ((11, 11), Context::NATIONAL, |n| national::be_rrn(n.digits)),
        &["rijksregisternummer 85.07.30-033.28"],
        &["rijksregisternummer 85.07.30-033.29"],
    ),
    number(
        ("pii.se_pnr", "Swedish personal number", "Skatteverket SKV 704"),
        "pii.national_id.se",
        ((10, 12), Context::NATIONAL, |n| {
            matches!(n.groups, [10 | 12] | [6 | 8, 4] | [2, 2, 2, 4] | [4, 2, 2, 4]) && national::se_pnr(n.digits)
        }),
        &["personnummer 811218-9876", "personnummer 19811218-9876"],
        &["personnummer 811218-9875"],
    ),
    number(
        (
            "pii.se_pnr_written",
            "Swedish personal number, as written",
            "Skatteverket SKV 704: a date, a dash, four digits",
        ),
        "pii.national_id.se",
        ((10, 10), Context::NONE, |n| n.separator == Some(b'-') && national::se_pnr(n.digits)),
        &["Bo Ek, 811218-9876, Lund"],
        &["Bo Ek, 811218-9875, Lund", "Bo Ek, 813318-9874, Lund"],
    )
    .in_groups(Groups::Are(&[&[6, 4]])),
    number(
        ("pii.no_fnr", "Norwegian birth number", "Skatteetaten, fødselsnummer"),
        "pii.national_id.no",
        ((11, 11), Context::NATIONAL, |n| national::no_fnr(n.digits)),
        &["fødselsnummer 010107 50160"],
        &["fødselsnummer 010107 50161"],
    ),
    number(
        ("pii.dk_cpr", "Danish CPR number", "CPR-kontoret, Personnummeret i CPR"),
        "pii.national_id.dk",
        ((10, 10), Context::NATIONAL, |n| {
            n.groups == [6, 4] && n.separator == Some(b'-') && national::dk_cpr(n.digits)
        }),
        &["CPR-nummer 311299-1234"],
        &["CPR-nummer 371299-1234", "ref 311299-1234"],
    ),
    number(
        ("pii.uk_nhs", "United Kingdom NHS number", "NHS Data Dictionary, NHS number"),
        "pii.national_id.gb",
        ((10, 10), Context::NATIONAL, |n| national::uk_nhs(n.digits)),
        &["NHS number 943 476 5919"],
        &["NHS number 943 476 5918", "order 9434765919"],
    ),
    number(
        ("pii.ca_sin", "Canadian social insurance number", "Employment and Social Development Canada; ISO/IEC 7812-1"),
        "pii.national_id.ca",
        ((9, 9), Context::NATIONAL, |n| national::ca_sin(n.digits)),
        &["SIN 130 692 544"],
        &["SIN 130 692 545", "order 130-692-544"],
    ),
    number(
        ("pii.au_tfn", "Australian tax file number", "Australian Taxation Office, TFN algorithm"),
        "pii.national_id.au",
        ((9, 9), Context::NATIONAL, |n| national::au_tfn(n.digits)),
        &["tax file number 876 543 210"],
        &["tax file number 876 543 211", "tax file, tel 8765 432 10", "names, RFC 5280 4.2.1.10: what they permit"],
    )
    .in_groups(Groups::Are(&[&[9], &[3, 3, 3]])),
    number(
        ("pii.au_medicare", "Australian Medicare number", "Services Australia, Medicare card"),
        "pii.medical_id",
        ((10, 11), Context::NATIONAL, |n| national::au_medicare(n.digits) && speaks_of_medicare(n)),
        &["Medicare 2123 45670 1", "my Medicare card for ID was 2123 45670 1"],
        &["Medicare 2123 45671 1"],
    ),
    number(
        ("pii.br_cpf_written", "Brazilian CPF, as written", "Receita Federal, CPF"),
        "pii.national_id.br",
        ((11, 11), Context::NONE, |n| n.separator.is_none() && national::br_cpf(n.digits)),
        &["529.982.247-25"],
        &["529.982.247-24", "205.243.250.73"],
    )
    .in_groups(Groups::Are(&[&[3, 3, 3, 2]])),
    number(
        ("pii.br_cpf", "Brazilian CPF", "Receita Federal, CPF"),
        "pii.national_id.br",
        ((11, 11), Context::NATIONAL, |n| national::br_cpf(n.digits)),
        &["CPF 52998224725"],
        &["CPF 52998224724", "order 52998224725"],
    ),
    number(
        ("pii.br_cnpj", "Brazilian company number", "Receita Federal, CNPJ"),
        "pii.national_id.br",
        ((14, 14), Context::NONE, |n| national::br_cnpj(n.digits)),
        &["CNPJ 11.222.333/0001-81"],
        &["CNPJ 11.222.333/0001-80"],
    )
    .in_groups(Groups::Are(&[&[2, 3, 3, 4, 2]])),
    number(
        ("pii.in_aadhaar", "Indian Aadhaar number", "UIDAI; Verhoeff check"),
        "pii.national_id.in",
        ((12, 12), Context::NATIONAL, |n| matches!(n.groups, [12] | [4, 4, 4]) && national::in_aadhaar(n.digits)),
        &["Aadhaar 2345 6789 0124"],
        &["Aadhaar 2345 6789 0125", "order 234567890124"],
    ),
    number(
        ("pii.cn_rid", "Chinese resident identity number", "GB 11643-1999"),
        "pii.national_id.cn",
        ((18, 18), Context::NONE, |n| {
            let text: String = n.digits.iter().map(|d| (b'0' + d) as char).collect();
            national::cn_rid(&text)
        }),
        &["身份证 110101199003074530"],
        &["身份证 110101199003074531"],
    )
    .in_groups(Groups::One),
    number(
        (
            "pii.kr_rrn",
            "Korean resident registration number",
            "Ministry of the Interior and Safety, resident registration act",
        ),
        "pii.national_id.kr",
        ((13, 13), Context::NONE, |n| n.separator == Some(b'-') && national::kr_rrn(n.digits)),
        &["주민등록번호 880101-1234567"],
        &["881301-1234567"],
    )
    .in_groups(Groups::Are(&[&[6, 7]])),
    number(
        ("pii.za_id", "South African identity number", "Department of Home Affairs; ISO/IEC 7812-1"),
        "pii.national_id.za",
        ((13, 13), Context::NATIONAL, |n| national::za_id(n.digits)),
        &["SA ID 8001015009087", "identity number 5801015009083 of"],
        &["SA ID 8001015009088"],
    ),
    number(
        ("pii.tr_kimlik", "Turkish identity number", "Nüfus ve Vatandaşlık İşleri, T.C. kimlik numarası"),
        "pii.national_id.tr",
        ((11, 11), Context::NATIONAL, |n| national::tr_kimlik(n.digits)),
        &["kimlik 10000000146"],
        &["kimlik 10000000147"],
    ),
    number(
        ("pii.ch_ahv", "Swiss AHV number", "Zentrale Ausgleichsstelle, AHVN13"),
        "pii.national_id.ch",
        ((13, 13), Context::NONE, |n| national::ch_ahv(n.digits)),
        &["AHV 756.9217.0769.85"],
        &["756.9217.0769.86"],
    )
    .in_groups(Groups::Are(&[&[3, 4, 4, 2]])),
];

/// Whether the words in front name what the number is of: its check passes for one identity number of a country in ten.
fn speaks_of_medicare(number: &Number<'_>) -> bool {
    nearby::words(number.text, number.span.start).take(8).any(|word| word.eq_ignore_ascii_case("medicare"))
}

/// Luhn, an issuer's range with its lengths, and groups as cards are printed.
fn is_card(number: &Number<'_>) -> bool {
    let is_printed = match number.groups {
        [_] => true,
        [4, rest @ ..] if rest.iter().all(|&size| size <= 6) => {
            matches!(number.separator, Some(b' ' | b'-')) && rest.len() <= 4
        }
        _ => false,
    };
    // Most numbers in a row of them are told by their groups.
    if !is_printed {
        return false;
    }
    let d = number.digits;
    let head = |n: usize| d.iter().take(n).fold(0_u32, |sum, &digit| sum * 10 + u32::from(digit));
    // JCB gives out 3528 to 3589; forms and people who try them take any 35.
    // First digit, first two, first four, length: Visa, Mastercard, Mir, Troy, American Express, Discover, JCB, Diners Club,
    // UnionPay, Maestro.
    let fits = matches!(
        (head(1), head(2), head(4), d.len()),
        (4, _, _, 13 | 16 | 19)
            | (_, 51..=55, _, 16)
            | (_, _, 2221..=2720 | 2200..=2204 | 9792, 16)
            | (_, 34 | 37, _, 15)
            | (_, 64 | 65, _, 16..=19)
            | (_, _, 6011, 16..=19)
            | (_, 35, _, 16..=19)
            | (_, _, 1800 | 2131, 15)
            | (_, 30 | 36 | 38 | 39, _, 14)
            | (_, 62, _, 16..=19)
            | (_, 50 | 56..=58 | 63 | 67, _, 12..=19)
    );
    // Identity numbers of South Africa have the same check, and no bank gives out cards of that length any more.
    let is_identity = d.len() == 13 && head(1) != 4 && national::za_id(d);
    // The short cards of a few banks would else be found in the heads of longer numbers.
    let is_head = number.goes_on && number.groups.len() > 1 && d.len() < 14;
    let is_valid = fits && !is_head && !is_identity && d.windows(2).any(|two| two[0] != two[1]) && checks::luhn(d);
    is_valid && !(number.groups.len() == 1 && tables::is_in_table(number.text, number.span.clone()))
}
