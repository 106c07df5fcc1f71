//! Identity numbers behind words that name no country, or whose check digits are wrong: people mistype them, and most
//! countries publish no check.

use wicket_types::Kind;

use crate::rules::{
    Find, Rule,
    labelled::{is_iso_date, labelled},
    shared,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        (
            "pii.id_card",
            "Number of an identity card behind its name",
            "Bundesamt für Sicherheit in der Informationstechnik, TR-03110: nine characters and a check digit; Italian cards",
        ),
        "pii.national_id",
        (CARDS, "(?:[0-9]{12}|[A-Z0-9]{9,10}|[A-Z]{2,3} ?[0-9]{5,6})", |value| {
            let n_digits = value.bytes().filter(u8::is_ascii_digit).count();
            (2..9).contains(&n_digits) && value.bytes().any(|byte| byte.is_ascii_uppercase()) || n_digits == 12
        }),
        &[
            "Personalausweisnr.: L01X00T47",
            "carta d'identità n. CA40128UX",
            "Perso L01X00T471",
            "nr dowodu ABC 123456",
            "CNI 880692310285",
            "CI seria și nr. KX 417295, domiciliat",
        ],
        &["Personalausweis 2024", "carta d'identità ELETTRONICA", "identity card of ISO 7810"],
    ),
    Rule {
        id: "pii.national_id",
        title: "Identity, tax or insurance number behind its name",
        source: "ISO/IEC 7501-1 and national formats: six to sixteen digits, letters in front or behind",
        kind: Kind::of("pii.national_id"),
        // Below those of countries, which say more.
        confidence: 0.7,
        find: Find::Labelled {
            labels: NAMES,
            shape: "[A-Z]{0,5}[ -]?[0-9][A-Z0-9]*(?:[ ./-][A-Z0-9]*[0-9][A-Z0-9]*){0,5}(?:-[A-Z]{1,2})?",
            check: is_number,
        },
        hits: &[
            "National Insurance number QK 40 71 83 B",
            "ID card number: KT7204418",
            "EIN: 48-2071946",
            "her national ID number is 784-1991-2048817-4",
            "Tax ID 72-4018835",
            "govt tax no. 413-712-282",
            "Nat. Insurance: YZ 27 63 58 E",
            "nr ewid.: 50020135534, imię",
            "n.º fiscal é 280 640 919",
        ],
        passes: &[
            "national ID card",
            "the tax number is missing",
            "social security since 1935",
            "tax ID 2024-05-17",
            "ID card 12",
            "national insurance 2019/2020 rates",
        ],
    },
    labelled(
        (
            "pii.national_id_short",
            "Identity or tax number behind a short name",
            "National formats: seven to fourteen digits, a letter in front or behind, in the groups that the countries write",
        ),
        "pii.national_id",
        (
            SHORT,
            "(?:[0-9]{7,14}[A-Z]?|[A-Z]{1,3}[0-9]{6,9}[A-Z]?|[0-9]{1,3}(?:\\.[0-9]{3}){2,3}(?:-[0-9A-Z])?|[0-9]{6,8}-[0-9A-Z]{1,5}|[0-9]{2,3}(?:[ -][0-9]{2,4}){2,4}(?:-[0-9])?)",
            |value| is_number(value) && value.len() > 7,
        ),
        &["RG: 33.217.930-2", "id no. KT7204418", "{\"idNumber\":\"8001015009087\"}"],
        &["id no 20240517", "rut 2024", "id number 417", "cf 12345", "identidade visual", "id no. 2024-05-17 10:20"],
    ),
];

/// Enough digits for a register of people, and neither a date nor a dummy.
fn is_number(value: &str) -> bool {
    let digits = || value.bytes().filter(u8::is_ascii_digit);
    let first = digits().next();
    let is_day = value.len() == 8 && matches!(value.get(..2), Some("19" | "20")) && digits().count() == 8;
    // Two years, as of a report.
    let is_years = value.len() == 9 && value.as_bytes().get(4) == Some(&b'/');
    (6..=16).contains(&digits().count())
        && digits().any(|digit| Some(digit) != first)
        && !is_iso_date(value)
        && !is_day
        && !is_years
        && !shared::is_placeholder(value)
}

/// What people write in front of the number of an identity card.
#[rustfmt::skip]
const CARDS: &[&str] = &[
    "personalausweis", "personalausweisnummer", "personalausweisnr", "ausweisnummer", "ausweisnr", "ausweis-nr",
    "carta d'identità", "carta di identità", "carte d'identité", "identity card", "pa-nr", "pa-nummer", "perso-nr",
    "personalausweis-nr", "ausweis-nummer", "carta identità", "n° de carte d'identité", "carte nationale d'identité",
    "dowód", "seria i numer dowodu", "občanský průkaz", "číslo op", "id-kort", "henkilökortti", "identiteitskaart",
    "id-kaart", "persos", "ausweis", "nummer des personalausweises", "identitätskarte", "id-karte", "idk-nr", "c.i",
    "carta d'identita", "carta d’identità", "documento d'identità", "documento di identità",
    "carta d'identità elettronica", "cni", "carte d’identité", "carte identité", "titre de séjour", "dowód os",
    "dowodu", "dowodu osobistego", "dow. os", "č. op", "č.op", "op č", "op:", "číslo občanského průkazu", "občanka",
    "občiansky preukaz", "személyi igazolvány", "személyi ig", "személyi igazolvány száma", "szig. sz", "buletin",
    "ci seria", "ci seria și nr", "ci seria si nr", "c.i. seria", "c.i. seria și nr", "bi seria", "b.i. seria", "seria și nr", "seria si nr",
    "carte de identitate seria", "carte de identitate", "seria ci", "kimlik seri no", "nüfus cüzdanı", "id kort", "id-kortsnummer",
    "id-korttinumero", "henkilökortin numero", "identiteitsbewijs", "id-bewijs", "id-kaartnummer",
    "identiteitskaartnummer", "dni electrónico", "soporte dni", "idesp", "nº soporte", "cartão de cidadão",
    "bilhete de identidade", "αδτ", "α.δ.τ", "δελτίο ταυτότητας", "αριθμός ταυτότητας", "ταυτότητα",
    "удостоверение личности", "лична карта", "лична карта №", "osobna iskaznica", "osebna izkaznica", "lična karta",
    "isikutunnistus", "id card", "perso:", "perso ",
];

/// What people write in front of a number of identity, tax or insurance, in the languages of Europe and of other continents.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "national id", "national_id", "national identity", "national identification", "identity card", "identity number",
    "identity document", "id card", "my id number", "his id number", "her id number", "citizen id",
    "personal id number", "personal identification number", "tax id", "tax_id", "tax identification", "tax number",
    "taxpayer id", "taxpayer identification", "employer identification", "ein:", "national insurance", "ni number",
    "social insurance", "social security", "ni no", "nino", "nhs number", "nhs no", "aadhaar", "aadhar", "bsn",
    "burgerservicenummer", "burger service nr", "pesel", "personnummer", "cpf", "tax file number", "rijksregisternummer",
    "steueridentifikationsnummer", "rodné číslo", "fødselsnummer", "cpr-nummer", "personalausweis",
    "personalausweisnummer", "ausweisnr", "ausweisnummer", "steuernummer", "steuer-id", "sozialversicherungsnummer",
    "numéro de sécurité sociale", "carte d'identité", "documento de identidad", "carta d'identità",
    "bilhete de identidade", "dowód osobisty", "numer dowodu", "nr dowodu", "ni:", "n.i. no", "nat ins", "nat. ins",
    "s.i.n", "sin no", "sin number", "tax file no", "tfn:", "uidai", "r. č", "rč:", "rod. č", "rod. číslo", "rodné č",
    "personnr", "pers.nr", "person nr", "fødselsnr", "cpr nr", "cpr.nr", "henkilötunnus", "sv-nummer", "sv-nr",
    "ahv-nr", "ahv-nummer", "n° avs", "numéro avs", "n° sécu", "n° de sécu", "n° de sécurité sociale",
    "numéro national", "registre national", "rijksregisternr", "codice fiscale", "cod. fisc", "n.º de contribuinte",
    "número de contribuinte", "número de identificação fiscal", "cartão de cidadão", "cc n.º",
    "número de seguridad social", "nº seguridad social", "número de la seguridad social", "dni:", "nif:", "nie:",
    "steuer-idnr", "steueridnr", "steuer-id-nr", "personalausweis-nr", "bsn-nummer", "sofinummer", "numer pesel",
    "nr pesel", "ssn/tin", "tin no", "national no", "nat id", "identity no", "citizenship no", "kimlik no", "tc no",
    "tckn", "jmbg", "егн", "adóazonosító", "taj szám", "személyi szám", "nat. insurance", "nat insurance", "nat.ins",
    "n.i.", "n.i. number", "ni num", "ni nr", "ni#", "ni #", "ni_number", "nin:", "nin no", "id-number",
    "identification num", "ident. no", "identity num", "identity #", "govt id", "government id no", "govt tax no",
    "government tax no", "tax no.", "tax nr", "tax ref no", "tax reference number", "tax file details", "taxpayer no",
    "taxpayer number", "taxpayer ref", "taxpayer reference", "utr no", "tin:", "tin number", "ein no", "ein number",
    "fein", "itin no", "vat reg no", "sin #", "sin#", "sin card", "social ins", "tfn no", "tfn number", "abn no",
    "medicare no (au)", "ird no", "ird number", "ird #", "pps no", "pps number", "ppsn", "nhs num", "nhs #", "nhs nr",
    "aadhaar uid", "adhar", "adhaar", "uid no", "pan no", "pan number", "pan card", "voter id no", "epic no",
    "epic number", "ration card no", "nric no", "fin no", "ic no", "ic number", "nik:", "no. ktp", "no ktp",
    "cnic no", "nid no", "nid number", "nic no", "nic number", "emirates id no", "eid no", "iqama no", "iqama number",
    "civil id no", "qid no", "cpr no", "cpr number", "hkid no", "số cccd", "rsa id", "sa id", "id no (rsa)",
    "ghana card", "kra pin", "steuer id", "steuerid", "steuer-identnr", "steuer-ident-nr", "steuer-ident",
    "steueridentnr", "steueridentnummer", "steuer-identifikationsnummer", "steuer-identifikationsnr", "steuerl. id",
    "steuerliche id", "steuerliche identifikationsnummer", "id-nummer", "tin (de)", "steuernr", "steuer-nr",
    "steuer nr", "st.-nr", "st.nr", "st-nr", "st. nr", "stnr", "sv nr", "svnr", "sozialversicherungsnr",
    "sozialversicherungs-nr", "sozialvers.-nr", "sozvers.-nr", "sozialvers.nr", "rv-nr", "rv-nummer", "rvnr",
    "rentenversicherungsnummer", "rentenversicherungsnr", "rentenversicherungs-nr", "rentenvers.-nr", "rentenvers-nr",
    "versicherungsnummer (rente)", "ahv nr", "ahvnr", "ahv-n13", "avs n°", "no avs", "nr. avs", "numero avs",
    "n° nir", "numéro nir", "n° insee", "numéro insee", "n° ss", "n° s.s", "n°ss", "no ss", "num sécu",
    "numéro de sécu", "numéro sécu", "sécu n°", "sécurité sociale", "n° fiscal", "numéro fiscal",
    "n° fiscal de référence", "numéro fiscal de référence", "numéro spi", "n° niss", "insz-nummer", "insz nr",
    "rr-nr", "rijksregister nr", "n° national", "nº dni", "dni nº", "dni n", "n.º dni", "dni número", "número dni",
    "número de dni", "d.n.i", "documento nacional", "documento nacional de identidad", "doc. identidad",
    "doc identidad", "documento identidad", "nº de documento", "nie nº", "nº nie", "número de nie", "n.i.e", "nif nº",
    "nº nif", "n.i.f", "número fiscal", "número de identificación fiscal", "cédula de ciudadanía",
    "cédula de identidad", "cedula de identidad", "cedula de ciudadania", "cédula no", "cédula nº", "r.u.t", "run:",
    "cuit/cuil", "curp:", "clave única", "ine no", "clave de elector", "rfc:", "nss:", "nº de la seguridad social",
    "nº s.s", "nº ss", "n.º de la seguridad social", "nº afiliación", "número de afiliación", "ruc no",
    "cpf do titular", "cpf/mf", "c.p.f", "rg nº", "rg n", "nº rg", "r.g", "registro geral", "identidade nº",
    "nº da identidade", "carteira de identidade", "pis/pasep", "título de eleitor", "nif n", "n.º fiscal",
    "nº fiscal", "n.º de identificação fiscal", "nº de identificação fiscal", "nº contribuinte", "nº de contribuinte",
    "n.º contribuinte", "num. contribuinte", "contribuinte nº", "contribuinte n.º", "n.º cc", "bi nº", "n.º bi",
    "niss nº", "n.º niss", "n.º de segurança social", "número de segurança social", "cod. fiscale", "cod.fisc",
    "cod fiscale", "cf:", "codice fisc", "cod fisc", "codici fiscali", "partita iva n", "numero fiscale",
    "numer ewidencyjny", "nr ewid", "nr ewidencyjny", "nip:", "numer nip", "nr nip", "dowód", "dowodu osobistego",
    "bsn-nr", "burgerservicenr", "burgerservice nr", "burger service nummer", "sofi-nummer", "sofinr", "sofi nr",
    "idnr.", "id-kaart nr", "person-nr", "person nummer", "personummer", "persnr", "pers nr", "pers. nr",
    "samordningsnummer", "födelsenummer", "födelsenr", "fødselsnummeret", "fnr.", "d-nummer", "cpr:", "cpr-nr",
    "cpr.", "cpr-nummeret", "hetu:", "hetun", "henkilötunnuksen", "henkilötunnukseni", "sotu", "sosiaaliturvatunnus",
    "kennitala", "kt:", "rod.č", "r.č", "rč.", "rodne cislo", "rodné čísla", "számú taj", "taj-szám", "taj száma",
    "taj:", "adószám", "adóazonosító jel", "adóazonosító jele", "személyi azonosító", "személyi azonosító szám",
    "szem. szám", "cnp:", "cod numeric personal", "cod numeric", "c.n.p", "t.c.", "t.c. no", "t.c. kimlik",
    "tc kimlik", "tckno", "kimlik numarası", "kimlik numaram", "vergi no", "oib:", "јмбг", "emšo", "emso",
    "isikukood", "asmens kodas", "personas kods", "рнокпп", "іпн", "ипн", "инн", "снилс", "ід. код",
    "идентификационный код", "идентификационный номер", "личный номер", "αφμ", "α.φ.μ", "αμκα", "α.μ.κ.α", "amka",
    "id lt", "身份证", "身份证号", "身份证号码", "身分證字號", "個人番号", "マイナンバー", "주민등록번호", "주민번호", "رقم الهوية", "רقم قومي",
    "الرقم القومي", "תעודת זהות", "ת.ז", "आधार", "आधार संख्या", "पैन",
];

/// Names that begin or are other words, too.
#[rustfmt::skip]
const SHORT: &[&str] = &[
    "id number", "id numbers", "id num", "id no", "id nos", "id#", "id #", "id-nr", "id-nummer", "ident-nr",
    "identification number", "identification no", "tax ref", "tax reference", "tax no", "tax #", "tax num",
    "identity no", "ident no", "c.c", "cc no", "nid", "nik", "nif", "c.f", "t.c", "sofi", "taj", "hetu", "fnr",
    "f.nr", "afm", "oib", "rut", "pps", "nip", "kimlik", "insee", "sécu", "rrn", "utr", "ird", "nir", "tfn",
    "cpr", "ahv", "cnp", "dni", "egn", "ktp", "cnic", "nric", "niss", "insz", "identidade", "cédula", "cedula",
    "idnr", "rijksregister", "mykad", "civil id", "iqama", "emirates id", "hkid", "nie", "pesel", "inss", "rč",
    "cuil", "cuit", "voter id", "vkn", "rg:", "rg n", "rg nº", "rg ", "ein no", "ein #", "ein number",
];
