//! Bank accounts, behind the words that people write for them.

use super::{
    Rule,
    labelled::{has_digits, is_iso_date, labelled},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.bank_account", "Bank account number", "Nacha operating rules (up to 17 digits); national formats"),
        "pii.bank_account",
        (ACCOUNTS, "[0-9](?:[0-9]|[ -][0-9]){6,27}(?:/[0-9]{4})?", |value| {
            (has_digits::<8>(value) || is_account_number(value)) && !is_iso_date(value)
        }),
        &[
            "payable to account 5042559, thanks",
            "account number 000123456789",
            "Kontonummer: 1234 567 891",
            "A/C no 40817203911",
            "into acc. no. 31926819",
            "横浜支店 普通 4172950 名義は",
            "payable into account no. 12-3417-0029500-01",
        ],
        &[
            "account 2024-05",
            "my account is locked",
            "account balance 1200",
            "account 2024-05-17",
            "acc: 0.98123456",
            "普通2024年",
        ],
    ),
    labelled(
        (
            "pii.bank_account_in_groups",
            "Bank account number with the dots, strokes and dashes of a country",
            "Betaalvereniging Nederland; Bankgirot, clearing numbers; Česká národní banka; Banco de Portugal, NIB; RIB",
        ),
        "pii.bank_account",
        (
            ACCOUNTS,
            "(?:[0-9]{4}\\.[0-9]{2}\\.[0-9]{3,5}|[0-9]{2}\\.[0-9]{2}\\.[0-9]{2}\\.[0-9]{3}|[0-9]{4,5}(?:-[0-9])? ?[-,] ?[0-9]{2,3}[ .][0-9]{3}[ .][0-9]{2,3}(?:-[0-9])?\
            |(?:[0-9]{1,6}-)?[0-9]{6,10}/[0-9]{4}|[0-9]{2} [0-9]{2} [0-9]{2}-[0-9]|[0-9]{6}-[0-9]{2,8}\
            |[0-9]{5} [0-9]{5} [0-9A-Z]{11} [0-9]{2}|[0-9]{7}[A-Z][0-9]{3}|[0-9]{2}-[0-9]{3,4}-[0-9]{5,8}-[0-9]{2,3}|[0-9]{3}-[0-9]{7,8}-[0-9]-[0-9]{2}|[0-9]{4} [0-9]{4} [0-9]{11} [0-9]{2})",
            has_digits::<7>,
        ),
        &[
            "Oud rekeningnummer 3219.46.821, nieuw",
            "rek. nr. 12.34.56.789",
            "Kontonummer 58666 - 048.265.833-3 hos",
            "č.ú. 19-2000145399/0800",
            "plusgiro 28 65 43-4",
            "RIB 30004 00828 00012345678 06",
            "compte CCP 4172950R027",
            "cuenta n.º 00-417-29500-18",
        ],
        &["account 10.20.30.40", "konto 2024.05.17", "rek. nr. 12.34"],
    ),
    labelled(
        (
            "pii.kr_account",
            "Korean bank account",
            "Korea Financial Telecommunications & Clearings Institute: numbers of the banks",
        ),
        "pii.bank_account",
        (KOREAN, "[0-9]{3,6}-[0-9]{2,6}-[0-9]{2,7}(?:-[0-9]{2,3})?", has_digits::<10>),
        &["계좌=농협 302-0417-2950-11;", "국민은행 417295-01-360417 홍길동", "계좌번호: 110-417-295013"],
        &["국민은행 2024-05-17", "농협 02-417-2950"],
    ),
    labelled(
        (
            "pii.bank_account_loose",
            "Bank account number behind a word that says more than that",
            "Nacha operating rules (up to 17 digits); national formats",
        ),
        "pii.bank_account",
        (LOOSE, "[0-9]{8,17}", is_account_number),
        &["compte 52247170972 / IBAN", "Conta 59933483, agência", "checking: 605266384", "kto 605266384"],
        &["compte 20240517", "savings 12000", "conta 4111111111111111", "checking 1234567"],
    ),
    labelled(
        (
            "pii.mt_account",
            "Account of a field of a payment message",
            "SWIFT MT103, fields 50a, 52a to 59a: account behind a stroke in front of the name",
        ),
        "pii.bank_account",
        (
            &[":50k:/", ":50a:/", ":50f:/", ":52a:/", ":53b:/", ":57a:/", ":57d:/", ":59:/", ":59a:/", ":59f:/"],
            "[0-9]{6,20}",
            is_account_number,
        ),
        &[":50K:/423334737\nLisa", ":59:/114062397\n"],
        &[":50K:/NAME", ":59:/20240517\n"],
    ),
    labelled(
        (
            "pii.iban_named",
            "International bank account number behind its name",
            "ISO 13616-1:2020: length by country; check digits may be mistyped or made up",
        ),
        "pii.iban",
        (
            &[
                "iban",
                "konto",
                "kontonummer",
                "compte",
                "cuenta",
                "conta",
                "conto",
                "rekening",
                "rekeningnummer",
                "account",
                "account number",
                "account no",
                "rachunek",
                "tili",
            ],
            "[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?",
            is_iban_by_length,
        ),
        &["IBAN: DE89 3704 0044 0532 0130 01", "konto NO1079329215431", "{\"iban\":\"IE10LKUL71839488563578\"}"],
        &["pay DE89 3704 0044 0532 0130 01 today", "IBAN DE89 3704 0044", "account AB12CDEFGHIJ", "IBAN format"],
    ),
    labelled(
        (
            "pii.bank_account_named",
            "Bank account number behind its full name",
            "Nacha operating rules (up to 17 digits); national formats",
        ),
        "pii.bank_account",
        (NAMED, "[0-9]{6,17}", is_account_number),
        &["ACCOUNT #: 5315282", "checking a/c 114062397", "{\"accountNumber\":\"7180671\"}", "Kto. 418077"],
        &["account number 12345", "acct of 2024", "a/c 4111111111111111"],
    ),
    labelled(
        (
            "pii.br_account",
            "Brazilian bank account",
            "Federação Brasileira de Bancos, CNAB 240: account and check digit",
        ),
        "pii.bank_account",
        (
            &[
                "conta corrente",
                "conta poupança",
                "conta poupanca",
                "conta",
                "conta:",
                "conta nº",
                "conta n",
                "nº da conta",
                "c/c",
                "cc:",
                "cc",
                "agência e conta",
            ],
            "[0-9][0-9.]{3,11}-[0-9Xx]",
            has_digits::<5>,
        ),
        &["conta corrente 04417-2", "C/C: 12.207-X", "agência 1234, conta 56789-0"],
        &["conta corrente 12-3", "conta:2024", "cc 12345"],
    ),
];

/// As many letters and digits as the country's numbers have.
fn is_iban_by_length(value: &str) -> bool {
    let compact: Vec<u8> = value.bytes().filter(|byte| *byte != b' ').collect();
    let country = compact.get(..2).unwrap_or_default();
    crate::checks::digits::iban_length(country) == Some(compact.len())
}

/// Neither a payment card's number, which stands behind `account` too, nor a day.
pub(crate) fn is_account_number(value: &str) -> bool {
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digits: Vec<u8> = value.bytes().map(|byte| byte - b'0').collect();
    let is_day = digits.len() == 8 && (value.starts_with("19") || value.starts_with("20"));
    let is_card = digits.len() > 12 && crate::checks::luhn(&digits);
    !is_day && !is_card && digits.iter().any(|digit| *digit != digits[0])
}

/// What people write in front of the number, in the languages of Europe and some of Asia.
#[rustfmt::skip]
const ACCOUNTS: &[&str] = &[
    "account", "bank account", "acct", "account_number", "kontonummer", "número de cuenta", "numéro de compte",
    "konto", "rekeningnummer", "acc no", "acc. no", "acc number", "acc:", "accountnumber", "conto corrente",
    "numero di conto", "numer konta", "numer rachunku", "bankkonto", "rekening", "compte n°", "nº de cuenta",
    "número da conta", "conta corrente", "conta:", "\"conta\":", "číslo účtu", "tilinumero", "acc num", "acc ",
    "acc.", "acc#", "acc #", "direct dep", "direct deposit", "bank details", "konto-nummer", "kontonr", "kontonumero",
    "n° de compte", "no de compte", "compte bancaire", "cuenta n", "cuenta nº", "cuenta bancaria", "conta bancária",
    "conta n", "c/c n", "conto n", "conto bancario", "nr konta", "nr rachunku", "rachunek", "č. účtu", "účet", "účtu",
    "bankszámla", "bankszámlaszám", "számlaszám", "cont bancar", "hesap no", "hesap numarası", "счет",
    "расчетный счет", "р/с", "рахунок", "λογαριασμός", "bankrekening", "bankrekeningnummer", "bankkontonummer",
    "bankgiro", "plusgiro", "girokonto", "beneficiary account", "beneficiary a/c", "bank a/c", "payroll account",
    "savings a/c", "current account", "giro", "账号", "银行账号", "口座番号", "계좌번호", "accounts", "ac no", "ac nr", "ac number",
    "ac num", "ac #", "ac#", "a/c", "a/cs", "acc nr", "acc id", "acc nos", "accs", "acctno", "accno", "acno",
    "account_no", "bank acct", "bank acc", "bank ac", "bank_account", "checking account", "checking no", "checking #",
    "checking:", "savings account", "savings acc", "savings no", "savings #", "savings:", "chequing account", "dda",
    "current acc", "personal account number", "account (usd)", "account (eur)", "building society roll", "kto.",
    "kto-nr", "kto.-nr", "kto.nr", "kto nr", "kto-nummer", "kto:", "konto-nr", "kontonummern", "girokontonummer",
    "sparkonto", "gehaltskonto", "bankverbindung", "bankverbindung kto", "depotnummer", "depot-nr",
    "konto des empfängers", "empfängerkonto", "postkonto", "postcheckkonto", "compte no", "compte nº",
    "compte numéro", "compte courant", "compte chèque", "compte chèques", "compte épargne", "compte postal",
    "numéro compte", "num compte", "num. compte", "n° compte", "n°compte", "n° du compte", "numéro du compte", "cpte",
    "ccp", "livret a n°", "cuenta núm", "cuenta num", "cuenta no", "cuenta corriente", "cuenta de ahorros",
    "cuenta ahorros", "cuenta ahorro", "cuenta nómina", "cuenta número", "nº cuenta", "nº de la cuenta",
    "n.º de cuenta", "n.º cuenta", "núm. cuenta", "num. cuenta", "num cuenta", "no. de cuenta", "no. cuenta",
    "no de cuenta", "número cuenta", "número de la cuenta", "cta.", "cta cte", "cta. cte", "cta ahorros", "cta nº",
    "cta. nº", "cta. no", "ccc", "conta nº", "conta bancaria", "conta à ordem", "conta poupança", "conta salário",
    "conta de depósito", "nº conta", "nº da conta", "n.º de conta", "n.º da conta", "n.º conta", "nº de conta",
    "número de conta", "número conta", "num. conta", "cc nº", "nib", "conto nr", "conto numero", "conto c/c",
    "conto cor", "conto corrente bancario", "c/c nr", "c/c numero", "c/c bancario", "c/c postale", "c/c post",
    "n. conto", "n. di conto", "nr conto", "nr. conto", "numero conto", "num. conto", "numero del conto",
    "rachunek bankowy", "rachunku", "rachunku bankowego", "konto bankowe", "nr konta bankowego",
    "numer konta bankowego", "nrb", "nr rach", "rach. nr", "rek nr", "rek.nr", "rek. nr", "reknr", "rekno", "bankrek",
    "bankreknr", "rekeningen", "rekening-nr", "spaarrekening", "betaalrekening", "tegenrekening", "gironummer",
    "gironr", "kontonumret", "bankkontonr", "lönekonto", "lønkonto", "lønnskonto", "personkonto", "bg nr",
    "bg-nummer", "bankgironummer", "bankgironr", "plusgironummer", "plusgironr", "pg nr", "postgiro", "pankkitili",
    "tilinro", "tilin numero", "tilinumeroni", "pankkitilin numero", "reikningur", "reikningsnúmer", "č.ú", "č. ú",
    "číslo úctu", "számla száma", "bankszámla száma", "folyószámla", "cont nr", "cont curent", "nr. cont",
    "număr cont", "numărul contului", "hesap numaram", "hesap numarasi", "banka hesabı", "şube hesap", "счёт",
    "номер счета", "номер счёта", "счет №", "счёт №", "к/с", "номер рахунку", "п/р", "банкова сметка",
    "αρ. λογαριασμού", "αριθμός λογαριασμού", "λογ/σμός", "tekući račun", "transakcijski račun", "broj računa",
    "žiro račun", "银行账户", "银行卡号", "账户", "帐号", "卡号", "銀行口座", "普通預金", "当座預金", "普通", "当座", "普通口座", "口座", "계좌", "은행계좌", "رقم الحساب", "حساب بنكي",
    "מספר חשבון", "חשבון בנק", "खाता संख्या", "खाता नंबर",
    "rib ", "rib:",
];

/// Full names, behind which six digits are enough.
#[rustfmt::skip]
const NAMED: &[&str] = &[
    "account number", "account no", "account #", "acct", "a/c", "bank account", "checking account", "savings account",
    "kontonummer", "konto-nr", "kontonr", "bank acc", "c/c", "n° de compte", "cuenta bancaria", "rekeningnr",
    "kto.-nr", "ktonr", "numéro de compte", "número de cuenta", "número de conta", "account num", "acc num", "acc no",
    "acc number", "acc ", "acc#", "acc #", "direct dep", "direct deposit", "konto nr", "bank acct",
    "chequing account", "current account", "accounts", "account numbers", "account nr", "account id", "checking no",
    "savings no", "accs", "ac no", "ac number", "acctno", "accno", "acc nr", "kto", "nº cuenta", "nº da conta",
    "n° compte", "nr konta", "numer konta", "rek.nr", "reknr",
];

/// Korean words for an account and names of banks, behind which the number stands.
#[rustfmt::skip]
const KOREAN: &[&str] = &[
    "계좌", "계좌번호", "은행계좌", "입금계좌", "농협", "농협은행", "국민은행", "국민", "신한은행", "신한", "우리은행", "하나은행", "기업은행", "카카오뱅크",
    "토스뱅크", "케이뱅크", "새마을금고", "우체국", "수협", "부산은행", "대구은행", "광주은행", "제일은행", "씨티은행",
];

/// Words that stand in front of other numbers, too.
#[rustfmt::skip]
const LOOSE: &[&str] = &[
    "compte", "cuenta", "conta", "conto", "tili", "cta", "deposit to", "checking", "savings", "clearing", "rek",
    "roll no", "roll number", "acct id", "acctid", "accountid", "ac:", "kto", "chequing", "számla", "сметка",
    "bankgiro", "plusgiro", "postgiro", "account", "konto", "rekening", "rachunek", "rib:", "rib ", "rib n°",
    "hesap no",
];
