//! Codes of banks: behind their label, those of banks that everybody pays to, and what stands beside an account or behind words
//! of payment.

use std::ops::Range;

use wicket_types::Kind;

use super::{
    Bytes, Find, Rule, Sight, Spot, always,
    labelled::labelled,
    nearby::{self, Known},
    shared,
};
use crate::checks::digits::iban_length;

const SOURCE: &str = "ISO 9362:2022: four letters, country, two characters, optional branch; ISO 3166-1";

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.swift", "Business identifier code", SOURCE),
        "pii.swift",
        (LABELS, "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", always),
        &["IBAN and BIC COBADEFFXXX", "SWIFT code: DEUTDEFF", ":57A:DEUTDEFF500\n:59:/1", "BIC (SWIFT): KLRTDEFF"],
        &["a Bic pen", "swift delivery is promised", "the BIC code of the bank"],
    ),
    labelled(
        ("pii.swift_of_role", "Business identifier code behind what a bank does", SOURCE),
        "pii.swift",
        (ROLES, "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", is_bic),
        &[
            "correspondent bank: KLRTUS33",
            "intermediary KLRTDEFFXXX",
            "bank code KLRTFRPP",
            "banco intermediario KLRTCLRM",
        ],
        &["bank code 37040044", "intermediary ANALYSIS", "correspondent bank KLRTQQ33"],
    ),
    labelled(
        ("pii.swift_small", "Business identifier code in small letters or in parts", SOURCE),
        "pii.swift",
        (
            &["swift", "swift code", "swift/bic", "bic/swift", "bic code", "bank swift", "swift:", "bic:", "bic"],
            "(?:[a-z]{6}[a-z0-9]{2}(?:[a-z0-9]{3})?|[A-Z]{4} [A-Z]{2} [A-Z0-9]{2}(?: [A-Z0-9]{3})?)",
            |value| {
                let compact = value.replace(' ', "").to_ascii_uppercase();
                // Small letters make words, unless there is a digit.
                let is_word = !value.contains(' ') && !value.bytes().any(|byte| byte.is_ascii_digit());
                is_bic(&compact) && !is_word
            },
        ),
        &["swift code klrtde3f", "BIC: KLRT DE FF", "swift KLRT GB 2L"],
        &["swift delivery", "swift packages2", "BIC WITH AN OFFER"],
    ),
    Rule {
        id: "pii.swift_of_bank",
        title: "Business identifier code of a known bank",
        source: SOURCE,
        kind: Kind::of("pii.swift"),
        confidence: 0.85,
        find: Find::Token {
            starts: BANKS,
            shape: "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
            check: |token| is_bic(token) && !token.contains("BANK") && !WORDS.contains(&token),
        },
        hits: &["wire it to DEUTDEFF500, please", "1) INGBNL2A"],
        passes: &["RABOBANK is open", "CITIZENS of Rome", "deutdeff500", "DEUTQQFF", "COBADEFF5000", "IN BRASILIA"],
    },
    Rule {
        id: "pii.swift_beside_iban",
        title: "Business identifier code beside an account of its country, or right behind any",
        source: SOURCE,
        kind: Kind::of("pii.swift"),
        confidence: 0.85,
        find: Find::Digit {
            sights: &[Sight { length: (4, 34), first: Bytes::Capital, ..Sight::ANY }],
            look: beside_iban,
        },
        hits: &[
            "NO93 8601 1117 947, KLRTNOQ1",
            "KLRTNO21 NO9386011117947",
            "KLRTNO21KVB / NO9386011117947",
            "DE89370400440532013000\nKLRTDEQ1",
            "pay DE89370400440532013000 (KLRTUS33).",
        ],
        passes: &["NO93 8601, KLRTNOQ1", "NO93 8601 1117 947 is ours. KLRTNOQ1", "NO93 8601 1117 947, RESULTAT"],
    },
    Rule {
        id: "pii.swift_in_payment",
        title: "Business identifier code behind words of payment",
        source: SOURCE,
        kind: Kind::of("pii.swift"),
        confidence: 0.8,
        find: Find::Digit {
            sights: &[Sight { length: (8, 11), first: Bytes::Capital, ..Sight::ANY }],
            look: in_payment,
        },
        hits: &["What does the code KLRTUS3P on my statement of the bank KLRTUS3P mean", "wire to KLRTUS31, please"],
        passes: &["the part KLRTUS31 is out", "wire to KLRTQQ31", "bank holiday, part KLRT0S31"],
    },
];

/// The code behind words of payment: one that holds a digit, for words in capitals are many.
fn in_payment(spot: &Spot<'_>) -> Option<Range<usize>> {
    let token = spot.text.get(spot.start..spot.end).filter(|token| is_bic(token))?;
    let is_apart = shared::begins_word(spot.text, spot.start) && !shared::is_word_at(spot.text, spot.end);
    let is_told = is_apart && nearby::speaks_of(spot.text, spot.start, 10, &PAYMENT);
    (is_told && token.len() != 9).then_some(spot.start..spot.end)
}

/// Whether `token` has the form of a code: that of an office, or that of one of its branches.
pub(crate) fn is_bic(token: &str) -> bool {
    let is_shaped = matches!(token.len(), 8 | 11)
        && token.bytes().take(6).all(|byte| byte.is_ascii_uppercase())
        && token.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_shaped && COUNTRIES.as_bytes().chunks(2).any(|country| Some(country) == token.as_bytes().get(4..6))
}

/// The code in front of or behind the account that begins at a spot.
fn beside_iban(spot: &Spot<'_>) -> Option<Range<usize>> {
    /// Most signs between the two.
    const MOST: usize = 4;
    let bytes = spot.text.as_bytes();
    let end = end_of_iban(bytes, spot.start).filter(|&end| !shared::is_word_at(spot.text, end))?;
    let country = bytes.get(spot.start..spot.start + 2);
    let is_sign = |byte: &u8| b" ,;/|\n\t(-:".contains(byte);
    let is_mark = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    // Of another country where a digit tells that it is no word, or the three letters of a head office do.
    let code = |span: Range<usize>| {
        let token = spot.text.get(span.clone()).filter(|token| is_bic(token))?;
        let is_told = token.as_bytes().get(4..6) == country
            || token.bytes().rev().take(3).all(|byte| byte == b'X')
            || token.bytes().any(|byte| byte.is_ascii_digit());
        is_told.then_some(span)
    };
    let gap = bytes.get(end..)?.iter().take(MOST).take_while(|byte| is_sign(byte)).count();
    let length = bytes.get(end + gap..)?.iter().take(12).take_while(|byte| is_mark(byte)).count();
    let behind = code(end + gap..end + gap + length).filter(|span| gap > 0 && !shared::is_word_at(spot.text, span.end));
    behind.or_else(|| {
        let gap = bytes[..spot.start].iter().rev().take(MOST).take_while(|byte| is_sign(byte)).count();
        let to = spot.start - gap;
        let length = bytes[..to].iter().rev().take(12).take_while(|byte| is_mark(byte)).count();
        let span = code(to - length..to).filter(|span| gap > 0 && shared::begins_word(spot.text, span.start))?;
        // What stands in front is let go unless a window waits for the account: over a sign behind digits, over a space else.
        let has_digit = bytes[span.clone()].iter().any(u8::is_ascii_digit);
        let is_waited_for = match &bytes[to..spot.start] {
            [b' '] | [b',', b' '] => true,
            [b' ', sign, b' '] => has_digit && b"-/".contains(sign),
            [sign] => b",;/|:-".contains(sign),
            _ => false,
        };
        is_waited_for.then_some(span)
    })
}

/// Where the account ends that begins at `start`: behind as many letters and digits as those of its country have.
fn end_of_iban(bytes: &[u8], start: usize) -> Option<usize> {
    let token = bytes.get(start..start + 4).filter(|head| head[2].is_ascii_digit() && head[3].is_ascii_digit())?;
    let mut left = iban_length(token.get(..2)?)?;
    let mut at = start;
    while left > 0 {
        match bytes.get(at)? {
            byte if byte.is_ascii_uppercase() || byte.is_ascii_digit() => left -= 1,
            b' ' if bytes.get(at + 1).is_some_and(|next| *next != b' ') => {}
            _ => return None,
        }
        at += 1;
    }
    Some(at)
}

/// What people write in front of the code.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "bic", "bics", "swift", "swifts", "swift codes", "bic/swift", "swift/bic", "swift-bic", "código swift",
    "codice bic", ":52a:", ":53a:", ":54a:", ":56a:", ":57a:", ":58a:", "bicfi", "swift bic", "bic (swift)",
    "swift (bic)", "bank identifier", "swift address", "swift addr", "bank code (bic)", "swift-code", "codigo swift",
    "code swift", "code bic", "kod swift", "kod bic", "swift kód", "bic kód", "bic-code", "bic-nr", "bic kod",
    "bic-kod", "swift-kod", "swift kod", "swift-koodi", "bic-koodi", "bic-kode", "swift-kode", "swift kode",
    "swift kodu", "bic kodu", "banks swift", "bic der bank", "bic-code der bank", "bic of the bank",
    "bic de la banque", "bic del banco", "bic della banca", "bic do banco", "bic empfänger", "bic des empfängers",
    "bic bénéficiaire", "bic beneficiario", "bic of beneficiary", "swift of beneficiary", "swift-адрес", "swift-код",
    "свифт", "свифт-код", "sort code/bic", "swiftコード", "スイフトコード", "swift代码", "{1:f01", "{2:i103",
];

/// What a bank does in a payment, and what its code is called where it need not be this one.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "correspondent", "correspondent bank", "intermediary", "intermediary bank", "beneficiary bank",
    "beneficiary's bank", "receiving bank", "sending bank", "receiver bank", "paying bank", "ordering bank",
    "banco intermediario", "banco beneficiario", "banco del beneficiario", "banco receptor", "banco emisor", "banco destino",
    "banco de destino", "banco beneficiário", "banco do beneficiário", "banca intermediaria", "banca beneficiaria",
    "banca del beneficiario", "banque intermédiaire", "banque bénéficiaire", "banque du bénéficiaire", "begünstigte bank",
    "bank des empfängers", "bank van de begunstigde", "begunstigde bank", "bank beneficjenta", "bank pośrednik",
    "issuing bank", "bank code", "bank id", "bank ident", "routing code", "banque", "kod banku", "bankcode",
    "bankcode (bic)", "código del banco", "código do banco", "codice banca", "banca corrispondente",
    "banco corresponsal", "banque correspondante", "banco intermediário", "korrespondenzbank", "zwischenbank",
    "empfängerbank", "bank odbiorcy", "bank pośredniczący", "ontvangende bank", "mottagarbank", "modtagerbank",
    "mottakerbank", "account with institution", "account with bank", "creditor agent", "debtor agent", "agent bic",
    "cdtragt", "dbtragt",
];

/// Words of payment, sorted.
#[rustfmt::skip]
static PAYMENT: Known = Known::of(&[
    "account", "agent", "auszahlung", "banca", "banco", "bank", "bankverbindung", "banque", "beneficiaire", "beneficiario",
    "beneficiary", "bic", "bonifico", "correspondent", "creditor", "debtor", "deposit", "iban", "intermediary", "invoice",
    "koppeling", "payable", "payee", "payment", "payments", "przelew", "receiver", "remit", "remittance", "routed", "sepa",
    "settlement", "statement", "swift", "transfer", "transferencia", "transfers", "virement", "wire", "wired", "wires", "zahlung",
    "überweisung",
]);

/// Words that have the form of the code of a bank.
const WORDS: &[&str] = &["BRASILIA", "BRASILEIRAS", "CRESCENT", "CITATION", "CREATION", "REVOKEDINFO"];

/// First letters of the codes of banks with many customers. Those that begin common words are left out.
#[rustfmt::skip]
const BANKS: &[&str] = &[
    "ABNA", "INGB", "RABO", "SNSB", "BUNQ", "KNAB", "KRED", "GKCC", "GEBA", "BBRU", "ARSP", "AXAB", "DEUT", "COBA", "DRES",
    "HYVE", "PBNK", "GENO", "BYLA", "INGD", "NTSB", "SSKM", "WELA", "NOLA", "DGZF", "DTAB", "BELA", "BNPA", "SOGE", "CRLY",
    "AGRI", "CEPA", "CCBP", "PSST", "CMCI", "BOUS", "FTNO", "BBVA", "BSCH", "CAIX", "CAGL", "BSAB", "BKBK", "UCJA", "UNCR",
    "BCIT", "BAPP", "PASC", "BPPI", "CRPP", "FEBI", "HBUK", "MIDL", "HSBC", "BARC", "LOYD", "NWBK", "RBOS", "ABBY", "BUKB",
    "MONZ", "SRLG", "REVOUS", "REVOGB", "REVODE", "REVOFR", "REVOES", "REVOIT", "REVOLT", "REVONL", "REVOIE", "REVOPL", "TRWI", "NAIA", "CPBK", "AIBK", "BOFI", "IPBS", "CHAS", "CITI", "BOFA", "WFBI", "PNCC", "USBK",
    "MRMD", "SVBK", "IRVT", "ROYC", "TDOM", "NOSC", "BOFM", "CIBC", "BNDC", "CTBA", "ANZB", "NATA", "WPAC", "MACQ", "UBSW",
    "CRES", "POFI", "ZKBK", "KBAG", "RAIF", "RZBA", "BKAU", "GIBA", "RLNW", "OBKL", "NDEA", "DABA", "SWED", "ESSE", "OKOY",
    "DNBA", "JYBA", "SYDB", "PKOP", "BREX", "BPKO", "WBKP", "ALBP", "BIGB", "GOSK", "KOMB", "CEKO", "FIOB", "RZBC", "OTPV",
    "RNCB", "BTRL", "BRDE", "CGDI", "BCOM", "BESC", "ETHN", "PIRB", "CRBA", "ERBK", "TGBA", "AKBK", "ISBK", "YAPI", "TCZI",
    "SABR", "ALFA", "VTBR", "HDFC", "ICIC", "SBIN", "UTIB", "KKBK", "PUNB", "BKCH", "ICBK", "PCBC", "ABOC", "BOTK", "SMBC",
    "MHCB", "DBSS", "OCBC", "UOVB", "SCBL", "ITAU", "BRAS", "BBDE", "BNMX", "BCMR", "BMSX", "EBIL", "NBAD",
];

/// Countries, two letters each.
const COUNTRIES: &str = "ADAEAFAGAIALAMAOARATAUAWAZBABBBDBEBFBGBHBIBJBMBNBOBRBSBTBWBYBZCACDCFCGCHCICKCLCMCNCOCRCUCVCWCYCZDEDJDKDM\
    DODZECEEEGERESETFIFJFKFOFRGAGBGDGEGGGHGIGLGMGNGQGRGTGWGYHKHNHRHTHUIDIEILIMINIQIRISITJEJMJOJPKEKGKHKIKMKNKRKWKYKZLALBLCLILK\
    LRLSLTLULVLYMAMCMDMEMGMKMLMMMNMOMRMSMTMUMVMWMXMYMZNANENGNINLNONPNZOMPAPEPFPGPHPKPLPTPYQARORSRURWSASBSCSDSESGSISKSLSMSNSOSR\
    SSSTSVSYSZTDTGTHTJTMTNTOTRTTTVTWTZUAUGUSUYUZVAVCVEVGVNVUWSXKYEZAZMZW";
