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
    /// Telephone and fax by a word that labels nothing else, as `number` may.
    const TELEPHONE: Context = Context(1 | 1 << 13);
    /// What else has numbers, and those of no person: accounts.
    const ELSE: Context = Context(1 << 13);
    /// Identity numbers of all parts of the world.
    const IDENTITY: Context = Context(1 << 3 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12);
    /// United States social security.
    pub const SSN: Context = Context(1 << 2);
    /// Identity, tax and insurance numbers of any country.
    pub const NATIONAL: Context = Context(1 << 3);
    /// Numbers of western, northern and southern Europe by their own names, or numbers of any country.
    pub const WEST: Context = Context(1 << 3 | 1 << 9);
    /// Numbers of central and eastern Europe by their own names, or of any country.
    pub const EAST: Context = Context(1 << 3 | 1 << 10);
    /// Numbers of Asia, Africa and Oceania by their own names, or of any country.
    pub const ASIA: Context = Context(1 << 3 | 1 << 11);
    /// Numbers of the Americas by their own names, or of any country.
    pub const AMERICAS: Context = Context(1 << 3 | 1 << 12);
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

impl Context {
    /// What is spoken of where `farther` was, in front of what all of `self` speaks of: behind `BSN 111222333, tel.` a number
    /// is a telephone's, and a check digit that one number in ten has says nothing against it.
    pub(crate) const fn behind(self, farther: Context) -> Context {
        let is_taken = self.0 & 1 << 13 != 0 && self.0 & Context::IDENTITY.0 == 0;
        Context(self.0 | if is_taken { farther.0 & !Context::IDENTITY.0 } else { farther.0 })
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
        Context::TELEPHONE,
        "phone|phones|telephone|tel|mobile|cell|cellphone|fax|whatsapp|sms|telefon|telefono|\
         teléfono|téléphone|telefone|móvil|movil|handy|mobil|mobilnummer|mobiltelefon|telefonnummer|telemóvel|telemovel|rufnummer|cellulare|celular|gsm|\
         phone_number|phonenumber|telefoon|telefoonnummer|puhelin|tlf|tél|mob|handynummer|telefonu|natel|portable|call|calls|callback|dial|ring|appelle|appelez|llama|llámame|llame|\
         chiama|chiamami|chiami|zadzwoń|bel|reach|contact|\
         tel.nr|telnr|tel.-nr|cel|cell.|fone|tfno|puhelinnumeroni|puhelinnumero|mobilnr|电话|手机|電話|전화|телефон|هاتف|फ़ोन|τηλ|τηλέφωνο|κινητό|κιν|тел|моб|мобильный|телефона|telefonszám|telefonszáma|\
         telefonnummeret|puh|sími|handynr|mobilnr.|telp|điện thoại|sđt|โทร|טלפון|נייד|جوال|موبايل|電話番号|携帯番号|연락처|휴대전화|핸드폰",
    ),
    (
        Context::PHONE,
        "new number|new no|new num|neue nr|neue nummer|meine nr|nieuwe nr|mijn nr|nieuwe nummer|nytt nummer|nyt nummer|nuevo num|novo num|nummer|numer|rufen|ruf|ligue|text|ph|txt|\
         my number|his number|her number|their number|numero nuovo|nuovo numero|mio numero|nuevo número|número nuevo|\
         mi número|mi numero|mon numéro|nouveau numéro|meine nummer|neue nummer|mijn nummer|nieuw nummer|mitt nummer|\
         mój numer|nowy numer|meu número|novo número|numaram|мой номер|новый номер|ее номер|его номер|naya number|\
         mera number|मेरा नंबर|नया नंबर|मोबाइल|我的号码|新号码|手机号|番号は|携帯|번호는|휴대폰|연락처|رقمي|رقم جديد|جوال|số của tôi|nomor saya|\
         hp saya|no hp|\
         hotline|toll-free|voicemail|answering|messages to|message me",
    ),
    (
        Context::ELSE,
        "account|accounts|acct|a/c|konto|kontonummer|compte|cuenta|conta|rekening|rekeningnummer|rachunek|rachunku",
    ),
    (
        Context::SSN,
        "ssn|social security|socialsecurity|social_security|social:|my social|his social|her social|soc sec|ss#",
    ),
    (
        Context::NATIONAL,
        "national id|national_id|nationalid|id number|id no|identity number|identity card|identification number|\
         id card|\
         citizen id|personal id|personal number|personal identity|tax id|tax number|tax file number|taxpayer|tin|tfn|\
         steuer-id|steuer-idnr|steueridentifikationsnummer|steuerliche identifikationsnummer|steuernummer|idnr|personalausweis|ausweisnummer|\
         nir|numéro de sécurité sociale|sécurité sociale|insee|dni|nie|nif|documento|\
         codice fiscale|bsn|burgerservicenummer|sofinummer|pesel|regon|numer pesel|contribuinte|\
         rijksregisternummer|registre national|numéro national|nationaal nummer|personnummer|henkilötunnus|hetu|\
         fødselsnummer|fodselsnummer|cpr|cpr-nummer|nino|national insurance|ni number|nhs|nhs number|sin|\
         social insurance|\
         medicare|cpf|cnpj|rg|aadhaar|aadhar|uidai|pan|resident id|身份证|身份证号|身份證|주민등록번호|주민번호|kimlik|tckn|\
         tc kimlik|said|sa id|ahv|avs|nric|nric/fin|fin no|fin number|curp|rfc:|rfc es|mi rfc|su rfc|con rfc|rfc del|r.f.c|national insurance number|id of|d.n.i|персональный",
    ),
    (
        Context::NATIONAL,
        "ni no|n.i|ausweis-nr|personalausweisnr|sozialversicherungsnr|steuer-identifikationsnummer|fødselsnr|pers.nr|persnr|\
         personnr|r.č|fnr|hetuni|henkilötunnukseni|ausweisnr|nhs no|nhs nr|insurance no|p.iva|p. iva|rrn|insz|niss|ahv-nummer|numéro avs|bsn-nummer|dowód|dowód osobisty|numer nip|tc no|vatandaşlık|\
         vergi no|\
         permanent account number|आधार|पैन|taxpayer id|clave única|carteira de identidade|documento nacional|cpf/cnpj|\
         identidad|\
         identidade|sin number|id-nummer|national identity|identity document|s.i.n|tax file no|r. č|pers. nr|person nr|ni:|ni_no|nat ins|sin:|bsn:|my uid|cpr nr|taxid|tax-id|n° sécu|sécu|seguridad social|contribuinte n",
    ),
    // Names that say which part of the world a number is from: a check digit of another part means nothing behind them.
    (
        Context(1 << 9),
        "utr|unique taxpayer|pps|ppsn|pps number|sozialversicherungsnummer|sv-nummer|svnr|versicherungsnummer|rvnr|\
         rentenversicherungsnummer|abgabenkontonummer|numéro fiscal|cif|partita iva|matricule|kennitala|αμκα|amka|αφμ|\
         afm|\
         tax identification code|karta tal-identità|cartão de cidadão|cidadão",
    ),
    (
        Context(1 << 10),
        "rodné číslo|rodné č|rč|rodne cislo|taj|taj szám|taj-szám|adóazonosító|adószám|cnp|cod numeric personal|егн|\
         egn|oib|\
         jmbg|јмбг|emšo|emso|isikukood|asmens kodas|personas kods|рнокпп|ипн|іпн|инн|снилс|snils|страховой номер|idnp|\
         идентификационный номер|иин|iin|nip|numer nip",
    ),
    (
        Context(1 << 11),
        "תעודת זהות|ת.ז|ת\"ז|teudat zehut|israeli id|身分證|身分證字號|統一編號|マイナンバー|個人番号|my number|mynumber|\
         เลขประจำตัวประชาชน|บัตรประชาชน|thai id|mykad|ic number|kad pengenalan|nik:|nomor induk|no nik|ktp|no. ktp|\
         nomor ktp|cnic|nadra|\
         emirates id|iqama|رقم الهوية|هوية|الرقم القومي|رقم قومي|cccd|cmnd|căn cước|civil id|nic no|nic number|nic:|\
         کد ملی|کدملی|melli code|hkid|abn|ird number|ird no",
    ),
    (
        Context(1 << 12),
        "itin|ssn/itin|c.i|cuit|cuil|rut|rol único|nit|ruc|cedula|cédula|cédula de identidad|cedula de identidad|rif|\
         registro federal",
    ),
    (
        Context::VERSION,
        "version|versions|ver|bootloader|baseband|bios|release|firmware|build|oid|section|chapter|kernel|driver",
    ),
    (
        Context::PATIENT,
        "patient|patients|medical|hospital|clinic|admitted|diagnosis|paciente|patientin|patiënt|pacjent|pacjentka|paziente|patienten|hcn|ohip|wristband",
    ),
];
