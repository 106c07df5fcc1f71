//! What the words in front of a number speak of: nine digits behind `passport` are a passport number, and nothing behind
//! `order`. The words are anchors of the same pass as everything else, so context costs nothing at the number.

use std::ops::BitOr;

/// A set of subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Context(u32);

impl Context {
    /// No subject: a rule that needs none.
    pub const NONE: Context = Context(0);
    /// Telephone and fax.
    pub const PHONE: Context = Context(1);
    /// United States social security.
    pub const SSN: Context = Context(1 << 2);
    /// Identity, tax and insurance numbers of any country.
    pub const NATIONAL: Context = Context(1 << 3);
    /// Software versions, in which four numbers with dots are not an address.
    pub const VERSION: Context = Context(1 << 6);
    /// Patients and their records.
    pub const PATIENT: Context = Context(1 << 8);

    /// Whether any subject of `needed` is spoken of; always for [`Context::NONE`].
    pub const fn answers(self, needed: Context) -> bool {
        needed.0 == 0 || self.0 & needed.0 != 0
    }

    /// Whether any subject of `other` is spoken of; never for [`Context::NONE`].
    pub const fn speaks_of(self, other: Context) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Context {
    type Output = Context;

    fn bitor(self, other: Context) -> Context {
        Context(self.0 | other.0)
    }
}

/// How far in front of a number its words are heard, in bytes: a sentence's head.
pub(crate) const REACH: usize = 64;

/// The words of each subject, lower case, matched as whole words in any case.
pub(crate) const WORDS: &[(Context, &str)] = &[
    (
        Context::PHONE,
        "phone|phones|telephone|tel|mobile|cell|cellphone|fax|call|calls|callback|whatsapp|sms|dial|telefon|telefono|\
         teléfono|téléphone|telefone|móvil|movil|handy|mobil|mobilnummer|telefonnummer|rufnummer|cellulare|celular|gsm|\
         phone_number|phonenumber|telefoon|telefoonnummer|puhelin|tlf|tél|nummer|numer|ring|rufen|ruf|appelle|appelez|\
         llama|llámame|llame|chiama|chiamami|ligue|zadzwoń|bel|reach|contact|text|电话|手机|電話|전화|телефон|هاتف|फ़ोन",
    ),
    (Context::SSN, "ssn|social security|socialsecurity|social_security"),
    (
        Context::NATIONAL,
        "national id|national_id|nationalid|id number|id no|identity number|identity card|identification number|id card|\
         citizen id|personal id|personal number|personal identity|tax id|tax number|tax file number|taxpayer|tin|tfn|itin|\
         steuer-id|steuer-idnr|steueridentifikationsnummer|steuernummer|idnr|personalausweis|ausweisnummer|\
         rentenversicherungsnummer|nir|numéro de sécurité sociale|sécurité sociale|insee|dni|nie|nif|documento|cédula|\
         codice fiscale|partita iva|bsn|burgerservicenummer|sofinummer|pesel|nip|regon|numer pesel|contribuinte|\
         rijksregisternummer|registre national|numéro national|nationaal nummer|personnummer|henkilötunnus|hetu|\
         fødselsnummer|fodselsnummer|cpr|cpr-nummer|nino|national insurance|ni number|nhs|nhs number|sin|social insurance|\
         medicare|cpf|cnpj|rg|aadhaar|aadhar|uidai|pan|resident id|身份证|身份证号|身份證|주민등록번호|주민번호|kimlik|tckn|\
         tc kimlik|said|sa id|ahv|avs|nric|fin|curp|rfc|national insurance number|id of|d.n.i|персональный|инн|снилс",
    ),
    (Context::VERSION, "version|versions|ver|release|firmware|build|oid|section|chapter|kernel|driver"),
    (Context::PATIENT, "patient|patients|medical|hospital|clinic|admitted|diagnosis|paciente|patientin|patiënt"),
];
