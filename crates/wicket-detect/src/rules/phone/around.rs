//! What stands around a telephone number and says that it is one.

use std::{ops::Range, sync::LazyLock};

use super::written::Written;
use crate::rules::given::before_person;

/// Whether a line begins at `at` that stands in the signature of a letter: at most three lines under its greeting.
pub(super) fn closes_a_letter(text: &str, at: usize) -> bool {
    const GREETINGS: &[&str] =
        &["regards", "sincerely", "best", "cheers", "grüßen", "grüße", "cordialement", "saludos", "saluti", "mvh"];
    let Some(head) = text.get(..at).filter(|head| head.ends_with('\n')) else { return false };
    head.trim_end().rsplit('\n').take(4).any(|line| {
        let Some(line) = line.trim().strip_suffix(',') else { return false };
        let last = line.rsplit(' ').next().unwrap_or_default();
        line.len() < 40 && GREETINGS.iter().any(|greeting| greeting.eq_ignore_ascii_case(last))
    })
}

/// Whether a word behind the number says which of somebody's it is: `781 1704 office`. A count has groups of three, and a
/// short number in one piece may be anything.
pub(super) fn is_named_behind(text: &str, written: &Written) -> bool {
    let sizes = &written.sizes[..written.n_groups];
    let is_count = sizes.len() > 1 && sizes[1..].iter().all(|size| *size == 3);
    let rest = text.get(written.end..).unwrap_or_default().trim_start_matches([' ', '-', '(']);
    let length = rest.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphabetic).count();
    !is_count && (sizes.len() > 1 || written.n_digits > 8) && rest.get(..length).is_some_and(is_name_behind)
}

/// Letters of the longest word that [`is_name_behind`] knows.
const LONGEST_NAME: usize = 6;

/// A word behind a telephone number that says which of somebody's it is.
pub(crate) fn is_name_behind(word: &str) -> bool {
    const NAMES: &[&str] = &["office", "fax", "mobile", "cell", "desk", "mobil"];
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// Whether the field before the one that begins at `at` is a mail address: `ann@example.org,`.
pub(super) fn follows_mail(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let head = head.strip_suffix(['"', '\'']).unwrap_or(head);
    let Some(field) = head.trim_end_matches(' ').strip_suffix([',', ';', '\t', '|', '\n']) else { return false };
    let field = field.trim_end_matches(['"', '\'', ' ']);
    let bytes = field.as_bytes();
    let tail = bytes.iter().rev().take(80).take_while(|b| !b" ,;\t|\n\"'(".contains(b));
    tail.filter(|&&b| b == b'@').count() == 1
}

/// Whether a letter stands in front that says which of somebody's numbers it is, as in a signature: `T 07433`, `C: 206`.
pub(super) fn follows_letter(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let (head, has_gap) = head.strip_suffix(' ').map_or((head, false), |head| (head, true));
    let (head, has_sign) = head.strip_suffix([':', '.']).map_or((head, false), |head| (head, true));
    let Some(front) = head.strip_suffix(|c: char| "TMPCOHWFtmpcohwf".contains(c)) else { return false };
    let begins = front.is_empty() || front.ends_with(['\n', '|']) || front.ends_with("| ");
    let is_small = head.ends_with(|c: char| c.is_ascii_lowercase());
    begins && (has_sign || has_gap && !is_small) || has_sign && front.ends_with([' ', ',', '/', '('])
}

/// Whether the name of a person stands right in front.
pub(super) fn follows_person(text: &str, at: usize) -> bool {
    let head = text.get(text.floor_char_boundary(at.saturating_sub(64))..at).unwrap_or_default();
    let name = head.trim_end_matches([' ', ',', ';', '|', '\t', '"', '\'', '(', '\n']);
    (1..=4).contains(&(head.len() - name.len())) && before_person(name, true).is_some()
}

/// Words behind which a number can be called, by their ends.
#[rustfmt::skip]
const CALLED: &[&str] = &[
    "landline", "landline is", "joindre au", "nouveau num", "mon num", "kom", "called from", "reachable at",
    "reachable on", "phone me on", "pager", "switchboard", "erreichbar unter", "erreichbar", "unter der",
    "bereikbaar op", "bereikbaar", "nås på", "localizable en", "telefonisch", "telefonisch unter", "festnetz",
    "vaste lijn", "fijo", "fisso", "fixe", "stacjonarny", "my num", "coordonnées", "recapiti", "reste le",
    "then called", "rappeler au", "appeler au", "satispay", "bizum", "bizum al", "blik", "blika", "blik na",
    "blika na", "swish", "swisha till", "vipps", "vipps til", "mobilepay", "tikkie", "mb way", "mbway", "twint",
    "paytm", "gpay", "phonepe", "zelle", "m-pesa", "mpesa", "momo", "avisame al", "avísame al", "avisar al",
    "llamar al", "llamando al", "escribir al", "escribime al", "escríbeme al", "escríbanos al", "comunicarse al",
    "comuníquese al", "marcar al", "marque al", "mensaje al", "contattare il", "scrivere al", "telefonare al",
    "ligar para", "mensagem para", "kontakt", "kontakta", "kontaktní", "infolinia", "infolinii", "questions?",
    "questions", "questions or concerns?", "need help?", "fragen?", "rückfragen", "rückfragen unter", "vragen?",
    "des questions ?", "dudas", "domande?", "pytania?", "hp", "contato", "contacto", "contatto",
];

/// The same by [`end_of`] them: most numbers stand behind other words.
static BY_END: LazyLock<[Vec<&str>; 32]> =
    LazyLock::new(|| std::array::from_fn(|end| CALLED.iter().copied().filter(|call| end_of(call) == end).collect()));

/// The last byte of some words as far as it is the same in capitals.
fn end_of(words: &str) -> usize {
    words.bytes().next_back().map_or(0, |last| usize::from(last & 31))
}

/// Whether one of [`CALLED`] stands right in front.
pub(super) fn follows_call(text: &str, at: usize) -> bool {
    let head = text.get(text.floor_char_boundary(at.saturating_sub(24))..at).unwrap_or_default();
    let words = head.trim_end_matches([' ', ':', '.', '=', '(']);
    BY_END[end_of(words)].iter().any(|call| {
        words.len() >= call.len()
            && words.is_char_boundary(words.len() - call.len())
            && words[words.len() - call.len()..].eq_ignore_ascii_case(call)
            && !words[..words.len() - call.len()].ends_with(char::is_alphanumeric)
    })
}

/// Whether the word right in front is a number of something else by its own end: `Schadennummer`, `klantnummer`.
pub(super) fn follows_other_number(text: &str, at: usize) -> bool {
    const ENDS: &[&str] = &["nummer", "nr", "numret"];
    const CALLED: &[&str] = &[
        "telefon",
        "tel",
        "ruf",
        "handy",
        "mobil",
        "mobile",
        "fax",
        "gsm",
        "telefoon",
        "mobiel",
        "anschluss",
        "phone",
        "durchwahl",
        "festnetz",
        "hotline",
        "service",
        "notruf",
        "whatsapp",
    ];
    let head = text.get(text.floor_char_boundary(at.saturating_sub(32))..at).unwrap_or_default();
    let word = head.trim_end_matches([' ', ':', '.', '#', '=']).rsplit(|c: char| !c.is_alphabetic()).next();
    let word = word.unwrap_or_default().to_lowercase();
    let stem = ENDS.iter().find_map(|end| word.strip_suffix(end)).map(|stem| stem.trim_end_matches('s'));
    stem.is_some_and(|stem| stem.len() > 3 && !CALLED.iter().any(|called| stem.ends_with(called.trim_end_matches('s'))))
}

/// Whether the word right in front says that a number is one of something else.
pub(super) fn follows_else(text: &str, at: usize) -> bool {
    #[rustfmt::skip]
    const ELSE: &[&str] = &[
        "order", "orders", "zamówienia", "bestellung", "bestellnummer", "commande", "pedido", "ordine", "bestelling",
        "ref", "reference", "invoice", "rechnung", "factura", "facture", "fattura", "id", "sku", "item", "article",
        "ticket", "case", "booking", "tracking", "policy", "passport", "rma", "doi", "claim", "contract", "draw",
        "lot", "batch", "serial", "waybill", "awb", "parcel", "shipment", "dossier", "contrat", "expediente",
        "contrato", "póliza", "sinistro", "pratica", "polizza", "contratto", "sprawy", "szkody", "umowy", "przesyłki",
        "cep", "ean",
    ];
    let head = text.get(text.floor_char_boundary(at.saturating_sub(24))..at).unwrap_or_default();
    let words = head.trim_end_matches([' ', ':', '.', '#', '=', '"']);
    let word = words.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    ELSE.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether the number in front, behind a space, is a day: `1984-06-21`, `21/06/1984`.
pub(super) fn follows_date(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default().trim_end_matches(' ').as_bytes();
    let is_sign = |byte: &&u8| matches!(**byte, b'-' | b'/' | b'.');
    // Behind the last sign of a day stand two digits or a year; in rows of numbers most have none there.
    let ends_like_one = |back: usize| head.iter().nth_back(back).is_some_and(|byte| is_sign(&byte));
    if !ends_like_one(2) && !ends_like_one(4) {
        return false;
    }
    let tail = || head.iter().rev().take(10).take_while(|byte| byte.is_ascii_digit() || is_sign(byte));
    matches!(tail().count(), 8..=10) && tail().filter(is_sign).count() == 2
}

/// Whether the number at `span` is one of a program: a part of `[.22FB.0020.0008]`, the seconds of a kernel's log
/// `[   12.004494]`, the value of a constant `CALL: u32 = 2148052769;`.
pub(super) fn is_of_program(text: &str, span: &Range<usize>) -> bool {
    let (head, tail) = (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
    let is_dotted = head.ends_with('.') && {
        let word = head.trim_end_matches('.').bytes().rev().take_while(u8::is_ascii_hexdigit);
        let (n, digits) = word.fold((0, 0), |(n, digits), byte| (n + 1, digits + u8::from(byte.is_ascii_digit())));
        n == 4 && digits > 0
    };
    let in_brackets = tail.starts_with(']') && head.trim_end_matches(' ').ends_with('[');
    let is_clock = in_brackets
        && text.get(span.clone()).and_then(|text| text.split_once('.')).is_some_and(|(_, parts)| parts.len() == 6);
    is_dotted || is_clock || tail.starts_with(';') && is_constant(head)
}

/// Whether `head` ends in a type of numbers and the sign of a value: `pub const CALL: u32 = `.
fn is_constant(head: &str) -> bool {
    const TYPES: &[&str] = &["u32", "u64", "i32", "i64", "u128", "usize", "c_int", "c_uint", "c_ulong", "c_long"];
    let Some(front) = head.strip_suffix("= ").map(|front| front.trim_end_matches(' ')) else { return false };
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    TYPES.contains(&&front[front.trim_end_matches(is_part).len()..])
}
