//! Accounts, routing numbers, clinicians and vehicles whose numbers carry a check.

use wicket_types::Kind;

use crate::{
    checks::{americas, finance},
    rules::{Context, Find, Groups, Rule, always, labelled::labelled, numbers::number},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        (
            "pii.aba_routing",
            "United States bank routing number",
            "American Bankers Association, routing number policy; Federal Reserve Financial Services",
        ),
        "pii.bank_account",
        (
            &[
                "routing",
                "routing no",
                "routing:",
                "aba",
                "routing number",
                "aba:",
                "aba no",
                "aba number",
                "rtn",
                "transit number",
                "routing_number",
                "aba/routing",
            ],
            "[0-9]{9}",
            |token| passes(token, finance::aba_routing),
        ),
        &["routing number 021000021", "ABA: 021000021", "Chase, routing 021000021, account", "ABA 021000021  acct"],
        &["routing number 021000022", "routing table 021000021", "the routing of parcels"],
    ),
    labelled(
        ("pii.mx_clabe", "Mexican bank account", "Asociación de Bancos de México, CLABE interbancaria"),
        "pii.bank_account",
        (&["clabe", "clabe interbancaria"], "[0-9](?: ?[0-9]){17}", always),
        &["CLABE 032180000118359719", "clabe interbancaria: 032 180 00011835971 9"],
        &["CLABE 03218000011835971", "order 032180000118359719"],
    ),
    labelled(
        ("pii.ar_cbu", "Argentine bank account", "Banco Central de la República Argentina, Comunicación \"A\" 2622"),
        "pii.bank_account",
        (&["cbu", "cvu"], "[0-9](?: ?[0-9]){21}", |token| passes(token, finance::ar_cbu)),
        &["CBU 9115664861454449699850"],
        &["CBU 9115664861454449699851", "order 9115664861454449699850"],
    ),
    labelled(
        ("pii.es_ccc", "Spanish bank account", "Banco de España, código cuenta cliente"),
        "pii.bank_account",
        (&["ccc", "cuenta corriente", "cuenta bancaria", "cuenta"], "[0-9](?:[ -]?[0-9]){19}", |token| {
            passes(token, finance::es_ccc)
        }),
        &["cuenta 57256775796768652884", "CCC 5725 6775 79 6768652884"],
        &["cuenta 57256775796768652885", "order 57256775796768652884"],
    ),
    labelled(
        ("pii.uk_sort_code", "United Kingdom sort code", "Pay.UK, industry sorting code directory"),
        "pii.bank_account",
        (&["sort code", "sort-code", "sort_code", "sortcode"], "[0-9]{2}[- ]?[0-9]{2}[- ]?[0-9]{2}", always),
        &["sort code 20-47-13", "Sort code: 204713"],
        &["sort code first", "the sort 20-47-13"],
    ),
    labelled(
        ("pii.au_bsb", "Australian bank state branch", "Australian Payments Network, BSB number"),
        "pii.bank_account",
        (&["bsb", "bsb number"], "[0-9]{3}[- ]?[0-9]{3}", always),
        &["BSB 062-417", "bsb: 062417"],
        &["BSB branch", "part 062-417"],
    ),
    number(
        (
            "pii.nz_account",
            "New Zealand bank account",
            "Payments NZ, bank branch register: bank, branch, account and suffix",
        ),
        "pii.bank_account",
        ((15, 16), Context::NONE, |n| n.separator == Some(b'-') && is_nz_bank(n.digits)),
        &["pay to Tui Fencing, 12-3417-0029500-01", "38-9004-0417295-000 for rent"],
        &["part 99-3417-0029500-01", "12 3417 0029500 01", "12-3417-002950-01"],
    )
    .in_groups(Groups::Are(&[&[2, 4, 7, 2], &[2, 4, 7, 3]])),
    labelled(
        ("pii.in_ifsc", "Indian financial system code", "Reserve Bank of India, IFSC"),
        "pii.bank_account",
        (&["ifsc", "ifsc code"], "[A-Z]{4}0[A-Z0-9]{6}", always),
        &["IFSC QRXW0471829", "IFSC code: QRXW0BKR471"],
        &["IFSC codes", "part QRXW0471829"],
    ),
    labelled(
        (
            "pii.us_npi",
            "United States national provider identifier",
            "45 CFR 162.406; Centers for Medicare & Medicaid Services, NPI check digit",
        ),
        "pii.medical_id",
        (&["npi", "npi number", "national provider identifier"], "[12][0-9]{9}", |token| {
            passes(token, americas::us_npi)
        }),
        &["NPI 1234567893", "national provider identifier: 1234567893"],
        &["NPI 1234567894", "order 1234567893"],
    ),
    labelled(
        ("pii.us_dea", "United States DEA registration", "21 CFR 1301; Drug Enforcement Administration, check digit"),
        "pii.medical_id",
        (
            &["dea", "dea:", "dea no", "dea number", "dea registration", "dea reg"],
            "[A-Z][A-Z9][0-9]{7}",
            americas::us_dea,
        ),
        &["DEA number BR4712964", "DEA: AB1234563"],
        &["DEA no AB1234564", "part AB1234563"],
    ),
    labelled(
        ("pii.nz_nhi", "New Zealand health index number", "HISO 10046, Consumer Health Identity Standard"),
        "pii.medical_id",
        (&["nhi", "nhi number"], "[A-HJ-NP-Z]{3}[0-9]{4}", crate::checks::asia::nz_nhi),
        &["NHI ZAC5361"],
        &["NHI ZAC5362", "part ZAC5361"],
    ),
    Rule {
        id: "pii.vin",
        title: "Vehicle identification number with its check digit",
        source: "49 CFR 565.15; ISO 3779",
        kind: Kind::of("pii.vehicle_id"),
        confidence: 0.95,
        // Without signs between them, for the paths of drawings are full of such groups.
        find: Find::Whole { length: (17, 17), check: finance::vin },
        hits: &["the blue one is 1M8GDM9AXKP042788"],
        passes: &[
            "the blue one is 1M8GDM9A1KP042788",
            "hash 1m8gdm9axkp042788",
            "99999999999999999",
            "1M8GDM9 AXKP042788",
        ],
    },
    Rule {
        id: "pii.vin_maker",
        title: "Vehicle identification number of a known maker",
        source: "ISO 3779 and ISO 3780: European makers give no check digit; the last four characters are digits",
        kind: Kind::of("pii.vehicle_id"),
        confidence: 0.8,
        find: Find::Whole { length: (17, 17), check: is_of_maker },
        hits: &["is WVWZZZ1JZ3W386752 a good one"],
        passes: &["token WVWZZZ1JZ3W38675X", "id ABCZZZ1JZ3W386752", "wvwzzz1jz3w386752"],
    },
];

/// Makers as ISO 3780 names them: the first three characters of their numbers.
const MAKERS: &[&str] = &[
    "1C4", "1FA", "1FM", "1FT", "1G1", "1GC", "1HG", "1N4", "2C3", "2HG", "2T1", "3FA", "3VW", "4T1", "5YJ", "JHM",
    "JM1", "JN1", "JTD", "JTH", "KMH", "KNA", "SAJ", "SAL", "SB1", "TMB", "TRU", "U5Y", "VF1", "VF3", "VF7", "VNK",
    "VSS", "WAU", "WBA", "WBS", "WDB", "WDC", "WDD", "WMW", "WP0", "WP1", "WVG", "WVW", "W0L", "W1K", "YV1", "ZAR",
    "ZFA", "ZFF",
];

/// A number without a check digit that begins and ends as those of makers do.
fn is_of_maker(token: &str) -> bool {
    let is_shaped = token.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() && !b"IOQ".contains(&b));
    let ends = token.as_bytes().get(13..).is_some_and(|serial| serial.iter().all(u8::is_ascii_digit));
    is_shaped && ends && token.get(..3).is_some_and(|maker| MAKERS.contains(&maker))
}

/// Whether an account begins with the number of a bank of New Zealand.
fn is_nz_bank(digits: &[u8]) -> bool {
    matches!(digits, [first, second, ..] if (1..=38).contains(&(first * 10 + second)) || (*first, *second) == (8, 8))
}

/// Whether the digits of a token pass a check.
fn passes(token: &str, check: fn(&[u8]) -> bool) -> bool {
    let digits: Vec<u8> = token.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
    check(&digits)
}
