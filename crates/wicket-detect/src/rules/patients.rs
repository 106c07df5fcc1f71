//! Numbers of patients and of the insured, behind the words that people write for them or with their own mark.

use std::ops::Range;

use wicket_types::Kind;

use super::{
    Bytes, Context, Find, Rule, Sight, Spot,
    labelled::{has_digits, is_iso_date, labelled},
    nearby::{self, Known},
    shared,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.medical", "Medical record or insurance number", "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(H)"),
        "pii.medical_id",
        (LABELS, MEDICAL, is_medical),
        &[
            "MRN 00412345",
            "medical record number H72714127",
            "MRN# 98-45-221",
            "Health plan beneficiary number: HPB-7782-1190",
            "Insurance ID KXR204817733",
            "Patient ID: PT-204981",
            "Medicare ID 4TV7-QK2-WD81",
            "{\"medicalRecordNumber\": \"T5735906\"}",
            "Medicare card 2353 73893 7",
            "Versichertennr. K204817733",
            "Member number ABD 471 708922",
            "Patient record # 20-51-76",
            "Member ID: W2281 90417",
            "полис ОМС 7748200417729512, поступила",
            "cartão SUS 700 4417 7295 0026, natural",
            "EHIC UK 4417 7295 0186",
            "患者ID 00417295　様",
            "（保険証 記号番号 41700012）",
            "Ficha clínica HC-0041729",
            "Medicaid CIN QK41729B",
            "Mutuelle Harbour, adhérent 4172950018",
            "ma carte d'assuré 80756000410072950018",
            "환자번호: 00417295",
            "paciente con CIP BRND710412917014, ingresa",
            "n.º de historia clínica HC 4417295",
            "Health card (RAMQ): BRND 7104 1291",
            "carteirinha 0 0417 00072950 5004 8",
        ],
        &[
            "the patient id is missing",
            "MRN format",
            "patient number 2024-05-17",
            "health plan for 2025",
            "adhérent depuis 2019",
            "ficha clínica del paciente",
            "cip 2024-05-17",
        ],
    ),
    labelled(
        ("pii.insurance_number", "Insurance number", "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(I)"),
        "pii.medical_id",
        (&["insurance number", "insurance no", "insurance policy number", "health id"], MEDICAL, is_medical),
        &["insurance number KXR204817733"],
        &["the insurance number is missing", "insurance number 2024-05-17"],
    ),
    Rule {
        id: "pii.medical_record",
        title: "Medical record number with its mark",
        source: "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(H); HL7 v2 PID-3",
        kind: Kind::of("pii.medical_id"),
        confidence: 0.8,
        find: Find::Digit {
            sights: &[Sight { length: (6, 13), first: Bytes::Capital, ..Sight::ANY }],
            look: medical_record,
        },
        hits: &[
            "Patient Ann Lee, MRN0536430, DOB 1990-01-02",
            "patient Jo Roe, H72714127 is in",
            "the doctor filed it under MR096632",
            "Krankenkasse Muster, Mitglied K204817733",
        ],
        passes: &["patient 12345678", "part H72714127", "the patient has 120 beats"],
    },
    Rule {
        id: "pii.medical_file",
        title: "Number of a file, chart or visit where medicine is spoken of",
        source: "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(H)",
        kind: Kind::of("pii.medical_id"),
        confidence: 0.96,
        find: Find::Digit { sights: &[Sight { length: (5, 14), in_row: false, ..Sight::ANY }], look: medical_file },
        hits: &[
            "the dentist said my file number is H60565042, registered",
            "Lab result for chart 60470269 (Ann Lee)",
            "clinic visit number: V00447182",
            "wristband of the ward: number 72629852",
        ],
        passes: &[
            "chart 60470269",
            "the doctor called 60470269",
            "clinic file number 2024",
            "hospital record of 120000 visits",
        ],
    },
    Rule {
        id: "pii.hl7_patient",
        title: "Patient identifier of a message",
        source: "HL7 version 2.5.1, 3.4.2: PID-3, patient identifier list",
        kind: Kind::of("pii.medical_id"),
        confidence: 0.96,
        find: Find::Near { anchors: &["pid|"], look: hl7_patient },
        hits: &["PID|1||7204418^^^HOSP^MR||Lee^Ann", "PID|1||7204418||Lee^Ann", "PID|||910-97-11^^^HOSP||"],
        passes: &["PID|1||^^^HOSP^MR||Lee^Ann", "pid|user|cpu", "PID|1||name^^^HOSP"],
    },
];

/// Numbers of patients and insured, and the written form of the cards of Australia and Ontario.
const MEDICAL: &str = "(?:[A-Z]{2} [0-9]{6,8}|[A-Z]{4} [0-9]{4} [0-9]{4}|[0-9] [0-9]{3,4} [0-9]{8,12} (?:[0-9]{4} )?[0-9]|[A-Z]{4}[0-9]{12}|[0-9]{11} ?/ ?[0-9]{1,9}|[0-9]{2}-[0-9]{4}-[0-9]{4}-[0-9]{4}|[0-9]{20}|[A-Z]{4}[0-9]{11}|[0-9]{4} [0-9]{5} [0-9]|[0-9]{4} [0-9]{3} [0-9]{3}(?: [A-Z]{2})?\
    |[A-Z]{3} [0-9]{3} [0-9]{6}|[A-Z][0-9]{4} [0-9]{5}|[0-9]{16}|[0-9]{3} [0-9]{4} [0-9]{4} [0-9]{4}|[A-Z]{2} [0-9]{4} [0-9]{4} [0-9]{4}|[A-Z0-9]{1,14}(?:-[A-Z0-9]{1,8}){0,4})";

fn is_medical(value: &str) -> bool {
    has_digits::<5>(value) && value.len() < 24 && !is_iso_date(value)
}

/// `MRN0536430` anywhere, and a letter or three before six digits where a patient is spoken of.
fn medical_record(spot: &Spot<'_>) -> Option<Range<usize>> {
    let token = spot.text.get(spot.start..spot.end)?;
    let digits = token.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let mark = &token[..token.len() - digits.len()];
    let is_number = (5..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let is_of_patient =
        || spot.context.speaks_of(Context::PATIENT) || nearby::speaks_of(spot.text, spot.start, 10, &MEDICINE);
    let is_marked = || mark == "MRN" || (1..=3).contains(&mark.len()) && is_of_patient();
    let is_apart = shared::begins_word(spot.text, spot.start) && !shared::is_word_at(spot.text, spot.end);
    (is_number && is_apart && is_marked()).then_some(spot.start..spot.end)
}

/// A number right behind a word for a file, with medicine in front of it.
fn medical_file(spot: &Spot<'_>) -> Option<Range<usize>> {
    let token = spot.text.get(spot.start..spot.end)?;
    let is_number = token.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && has_digits::<5>(token)
        && !token.starts_with("19")
        && !token.starts_with("20");
    if !is_number || !shared::begins_word(spot.text, spot.start) || shared::is_word_at(spot.text, spot.end) {
        return None;
    }
    let mut words = nearby::words(spot.text, spot.start).skip_while(|word| FILLERS.has(word) || word.len() == 1);
    let is_told =
        words.next().is_some_and(|word| FILES.has(word)) && nearby::speaks_of(spot.text, spot.start, 10, &MEDICINE);
    is_told.then_some(spot.start..spot.end)
}

/// The first part of the third field behind the name of the segment.
fn hl7_patient(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    /// Longest first fields, in bytes.
    const MOST: usize = 40;
    let fields = text.as_bytes().get(anchor.end..)?;
    let mut signs = fields.iter().take(MOST).enumerate().filter(|(_, byte)| **byte == b'|').map(|(at, _)| at);
    let start = anchor.end + signs.nth(1)? + 1;
    let length = text.as_bytes().get(start..)?.iter().take(24).position(|byte| b"^|~".contains(byte))?;
    let value = text.get(start..start + length)?;
    let is_number = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (has_digits::<4>(value) && is_number).then_some(start..start + length)
}

/// Words that speak of medicine, in small letters. Sorted.
#[rustfmt::skip]
static MEDICINE: Known = Known::of(&[
    "admission", "admitted", "ambulance", "aok", "arzt", "barmer", "biopsy", "cardiology", "clinic", "clinical", "cliniche", "clinics",
    "clínica", "consult", "consultant", "consultation", "dental", "dentist", "dermatologist", "dermatology",
    "diagnosed", "diagnosis", "discharge", "discharged", "doctor", "gp", "hospital", "hospitals", "hôpital",
    "infirmary", "inpatient", "kliniek", "klinik", "klinika", "krankenhaus", "krankenkasse", "lab", "laboratorio", "laboratory",
    "medical", "medication", "medicine", "medico", "mri", "médecin", "médico", "nhs", "nurse", "nurses", "oncology",
    "outpatient", "paciente", "pacjent", "pacjenta", "paediatrician", "pathology", "patient", "patiente", "patienten",
    "patientin", "patients", "patiënt", "paziente", "pediatrician", "pharmacist", "pharmacy", "physician", "physio",
    "praxis", "prescribed", "prescription", "psychiatrist", "quartal", "radiologist", "radiology", "rx", "spital", "surgeon",
    "surgery", "symptoms", "szpital", "therapist", "therapy", "triage", "vaccination", "vaccine", "versicherte", "versicherten", "versicherter", "ward", "wristband",
    "xray", "ziekenhuis", "ärztin",
]);

/// Words for what has a number of its own in medicine. Sorted.
#[rustfmt::skip]
static FILES: Known = Known::of(&[
    "aktenzeichen", "cartella", "case", "chart", "charts", "dossier", "dossiernummer", "encounter",
    "expediente", "file", "files", "folder", "historia", "journal", "karta", "karte", "kartei",
    "kartoteki", "prontuario", "prontuário", "record", "records", "sample", "specimen", "under", "unit", "visit",
    "ward", "wristband",
]);

/// Words between such a word and its number. Sorted.
#[rustfmt::skip]
static FILLERS: Known = Known::of(&[
    "es", "est", "for", "für", "is", "ist", "lautet", "no", "nos", "nr", "num", "number", "numbers", "numero",
    "nummer", "numéro", "n°", "nº", "número", "reads", "says", "the", "to", "was",
]);

/// What people write in front of the number, in the languages of Europe and some of Asia.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "患者id", "患者番号", "カルテ番号", "診察券番号", "保険証番号", "保険者番号", "被保険者番号", "記号番号", "記号・番号", "被保険者証",
    "환자번호", "환자 번호", "등록번호(환자)", "차트번호", "건강보험증번호", "건강보험증 번호", "병록번호", "就诊卡号", "门诊号", "医保卡号", "医保号", "病案号",
    "社保卡号", "ficha clínica", "ficha clinica", "nº de ficha", "n.º de ficha", "ficha médica", "nº ficha", "nhc nº", "nuhsa", "nuss",
    "ppo, id", "hmo, id", "ppo id", "hmo id", "epo id", "cip", "cip-sns", "cip sns", "medicaid cin", "medicaid no", "medicaid number", "medicaid #", "medicaid id",
    "adhérent", "adhérente", "n° d'adhérente", "carte d'assuré", "carte d'assurée", "numéro de carte d'assuré", "carte d'adhérent",
    "numéro d'ins", "numéro ins", "carte santé", "versichertenkarte nr", "versichertenkartennummer", "kartennummer der kasse",
    "tessera team", "team nr", "tessera sanitaria n", "cartella nr", "id paziente", "codice paziente", "codice assistito",
    "cartão de utente", "nº de utente", "n.º de utente", "n.º utente", "sns nº", "número sns", "prontuário nº", "carteirinha",
    "carteirinha do plano", "nº da carteirinha", "kartnr", "kortnr patient", "sykehusnummer", "patientens nummer",
    "karta pacjenta", "nr karty pacjenta", "nr księgi głównej", "číslo pojištence", "č. pojištěnce", "číslo pacienta",
    "taj kártya", "páciensazonosító", "beteg azonosító", "nr. foaie", "nr. fo", "cid asigurat", "hasta numarası", "dosya no",
    "номер пациента", "номер карты", "амбулаторная карта", "αρ. φακέλου ασθενή", "αριθμός ασθενούς", "מספר מטופל",
    "رقم المريض", "رقم الملف الطبي", "mã bệnh nhân", "no. rekam medis", "no rekam medis", "nomor rekam medis", "no rm",
    "bpjs", "no bpjs", "nomor bpjs", "nhis no", "nhif no", "nhi no",
    "полис омс", "полис", "омс", "енп", "cartão sus", "cartao sus", "ehic", "relatienummer",
    "mrn", "medical record", "patient id", "patient_id", "health insurance", "patient number", "member id",
    "medical_record_number", "medical id", "medical number", "patient identifier", "patient no", "patient #",
    "hospital number", "hospital no", "hospital id", "chart number", "chart no", "chart #", "health plan",
    "health plan beneficiary", "beneficiary number", "beneficiary id", "health card", "health insurance policy",
    "insurance id", "insurance member", "insurance card", "insurance card, id", "insured id", "insured's id",
    "member number", "member no", "member #", "policy holder id", "policyholder id", "subscriber id",
    "subscriber number", "subscriber no", "subscriber #", "insurance policy", "pt id", "mr#", "mr no", "med rec",
    "medicare id", "medicare card", "medicare number", "medicare beneficiary", "medicaid", "mbi",
    "versichertennummer", "versichertennr", "versicherten-nr", "krankenversichertennummer",
    "krankenversicherungsnummer", "krankenkassennummer", "kvnr", "mutuelle adhérent", "numéro d'adhérent",
    "tarjeta sanitaria", "n.º de historia clínica", "nº de historia clínica", "número de afiliado", "polisnummer zorgverzekering", "zorgpolis", "cartão de saúde",
    "patient account", "patient acct", "wristband", "hcn", "ohip", "health number", "phn", "personal health number",
    "ramq", "carte vitale", "policy id", "policyholder number", "group id", "encounter no", "encounter id",
    "admission no", "admission number", "case number (hospital)", "unit record number", "urn:",
    "hospital unit number", "krankenversichertennr", "krankenversicherten-nr", "krankenversicherung nr",
    "versicherten nr", "patientennummer", "patienten-nr", "patientennr", "nhc", "nº de historia", "historia clínica",
    "número de historia clínica", "historia clinica", "nº historia", "número de tarjeta sanitaria", "cip:",
    "cartella clinica", "cartella n", "tessera sanitaria", "nosologico", "numéro de dossier", "dossier médical",
    "dossier patient", "ipp", "n° dossier", "n° de dossier", "n° mutuelle", "número de utente", "nº utente",
    "utente n", "prontuário", "prontuario", "cartão sus", "cns:", "cartão nacional de saúde", "processo clínico",
    "nr kartoteki", "numer kartoteki", "kartoteka", "historia choroby", "nr historii choroby", "numer pacjenta",
    "nr pacjenta", "patiëntnummer", "patientnummer", "patiënt nr", "zorgnummer", "zorgverzekering", "polisnummer",
    "verzekerdennummer", "journalnummer", "journalnr", "potilasnumero", "chorobopis", "číslo pojištěnce", "törzsszám",
    "dosar medical", "hasta no", "protokol no", "номер карты пациента", "история болезни", "медицинская карта",
    "полис омс", "病历号", "住院号", "病歴番号", "mrns", "mr number", "mr #", "mr nr", "m.r.n", "m.r. no", "med. rec",
    "med. record", "med record", "medical rec", "medical file", "chart:", "chart id", "chart num", "dental chart",
    "dental record", "dental file", "patient file", "pat.-nr", "pat-nr", "pat. nr", "pat nr", "pat.nr", "pat no",
    "pat. no", "pat id", "pat-id", "pat. id", "pat_id", "pat.-id", "pat num", "pt no", "pt nr", "pt num", "pt#",
    "pt #", "pt. id", "pt. no", "pt-id", "pt number", "ptid", "patient-id", "patient-nr", "patient ref",
    "patient reference", "patient code", "patient record no", "patient record", "patient record number", "patients id", "patient's id",
    "patient ids", "patient numbers", "hicn", "hic no", "hic number", "hic#", "health insurance claim number",
    "health insurance claim no", "uhid", "abha", "opd no", "ipd no", "hosp no", "hosp. no", "hosp number",
    "hosp. number", "hosp #", "hosp id", "hosp ref", "hospital ref", "hospital #", "hospital num",
    "wristband says", "clinic no", "clinic number", "clinic id", "clinic record no", "surgery no", "gp record",
    "gp ref", "hospital case", "encounter number", "account number (patient)", "ur number", "ur no", "urno", "ehr id",
    "ehr no", "ehr number", "emr id", "emr no", "emr number", "empi", "mpi:", "mpi no", "chi no", "chi number",
    "h&c no", "h&c number", "hsc no", "hsc number", "ihi no", "ihi number", "dva no", "dva file", "dva number",
    "medi-cal id", "medi-cal no", "masshealth id", "tricare id", "dod benefits number", "medicare no", "medicare #",
    "medicare num", "medicare claim", "rx member", "rx id", "rxid", "mem id", "mem no", "mem #", "memb id",
    "member nr", "member num", "member code", "member_no", "memberid", "health fund member", "health fund no",
    "health cover member", "health plan member", "blue cross id", "bcbs id", "aetna id", "cigna id", "humana id",
    "kaiser id", "bupa membership", "bupa no", "vitality membership no", "health record no", "health record number",
    "health id no", "care card", "carecard", "msp no", "msp number", "ahcip", "ppr no", "patienten-id",
    "patienten nr", "patienten nummer", "patientenakte", "krankenakte", "aktenzeichen klinik",
    "aufnahmenummer", "aufnahme-nr", "aufnahmenr",
    "krankenversicherungsnr", "krankenversicherungs-nr", "krankenkassennr", "krankenkassen-nr", "krankenkasse nr",
    "krankenkasse-nr", "kv-nr", "kv-nummer", "kv nr", "versicherten-id", "versichertennummer egk",
    "versicherten-nummer", "vers.-nr", "vers.nr", "vers. nr", "vers-nr", "versnr", "versicherungsnr",
    "versicherungs-nr", "versichertenkarte", "gesundheitskarte", "egk-nr", "egk nr", "egk-nummer", "e-card nr",
    "versichertennr. der kasse", "veka-nr", "n° patient", "n° de patient", "no patient", "nº patient",
    "numéro patient", "numéro de patient", "numéro du patient", "num patient", "identifiant patient", "id patient",
    "code patient", "nip patient", "matricule ins", "n° de séjour", "n° séjour", "numéro de séjour", "n° adhérent",
    "n° d'adhérent", "n° adherent", "numéro adhérent", "adhérent n°", "n° de mutuelle", "numéro de mutuelle",
    "mutuelle n°", "carte mutuelle", "n° assuré", "n° d'assuré", "numéro d'assuré", "nam:",
    "numéro d'assurance maladie", "n° d'assurance maladie", "carte d'assurance maladie",
    "carte européenne d'assurance maladie", "ceam", "nº de paciente", "nº paciente", "n.º de paciente",
    "número de paciente", "num. paciente", "id paciente", "id del paciente", "código de paciente", "código paciente",
    "cód. paciente", "paciente nº", "paciente id", "n.º de historia", "n.º historia", "n° historia", "nº hc",
    "núm. historia", "num. historia", "num historia", "número de historia", "nº expediente", "número de expediente",
    "expediente clínico", "expediente médico", "expediente clinico", "tarjeta sanitaria individual", "cip sns",
    "cipa", "cip-sns", "código sns", "nuss:", "afiliado nº", "nº afiliado", "nº de afiliado", "n.º de afiliado",
    "asegurado nº", "nº asegurado", "nº de asegurado", "póliza médica", "nº póliza salud", "póliza de salud",
    "codice paziente", "id paziente", "cod. paziente", "numero paziente", "n. paziente", "paziente n", "n. cartella",
    "numero cartella", "nr cartella", "nosografico", "tess. san", "tessera team", "codice assistito", "assistito n",
    "nº do paciente", "número do paciente", "id do paciente", "paciente n", "código do paciente", "n.º utente",
    "n.º de utente", "nº de utente", "utente nº", "número utente", "nº sns", "n.º sns", "número sns", "cartão do sus",
    "sus nº", "nº cns", "carteirinha", "carteira do plano", "convênio nº", "matrícula do plano", "beneficiário nº",
    "nº beneficiário", "n.º de beneficiário", "nr karty pacjenta", "numer karty pacjenta", "karta pacjenta",
    "id pacjenta", "identyfikator pacjenta", "kod pacjenta", "nr księgi głównej", "księga główna", "nr ubezpieczenia",
    "numer ubezpieczenia", "nr ubezp", "numer ubezpieczonego", "nr ubezpieczonego", "nr ekuz", "nr polisy zdrowotnej",
    "nr dokumentacji medycznej", "patiëntnr", "patientnr", "patiënt-nr", "patiëntennummer", "patient nummer",
    "patiënt nummer", "patiënt id", "patiënt-id", "patiëntcode", "zorgpas", "zorgpasnummer", "zorgpolisnummer",
    "zorgverzekeringsnummer", "verzekeringsnummer", "verzekerdenr", "verzekerdennr", "relatienummer zorgverzekeraar",
    "uzovi", "ehic no", "ehic number", "polisnr.", "zvw-nummer", "zorgnr", "journal nr", "journal-nr", "patient nr",
    "reservnummer", "reservenummer", "pasientnummer", "pasientnr", "pasient nr", "pasient-id", "npr-id", "potilasnro",
    "potilas nro", "potilastunnus", "kela-kortti", "kela-kortin numero", "sygesikring", "sygesikringsnummer",
    "sundhedskort", "č. pojištěnce", "číslo pojistenca", "č. pojistenca", "číslo pacienta", "číslo karty pacienta",
    "číslo chorobopisu", "č. chorobopisu", "betegazonosító", "törzskönyvi szám", "cod pacient", "id pacient",
    "card de sănătate", "card sănătate nr", "cid asigurat", "hasta numarası", "hasta kimlik", "hasta id",
    "protokol numarası", "sgk no", "sgk sicil no", "sigorta no", "αριθμός ασθενούς", "αμ ασθενούς",
    "κωδικός ασθενούς", "αριθμός μητρώου ασθενούς", "номер истории болезни", "история болезни №", "номер медкарты",
    "медкарта", "медкарта №", "медицинская карта №", "номер медицинской карты", "номер амбулаторной карты",
    "амбулаторная карта", "карта пациента", "код пациента", "id пациента", "номер пациента", "полис омс №",
    "номер полиса", "номер полиса омс", "енп", "медична картка", "номер пацієнта", "号码病历", "就诊卡号", "门诊号", "医保卡号",
    "社保卡号", "診察券番号", "患者番号", "保険証番号", "被保険者番号", "환자번호", "등록번호 환자", "건강보험증", "رقم المريض", "رقم الملف الطبي",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_up_is_sorted() {
        assert!([&MEDICINE, &FILES, &FILLERS].iter().all(|table| table.words.is_sorted()));
    }
}
