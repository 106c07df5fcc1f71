//! Numbers of patients and of the insured, behind the words that people write for them or with their own mark.

use std::ops::Range;

use wicket_types::Kind;

use super::{
    Bytes, Context, Find, Rule, Sight, Spot,
    labelled::{has_digits, is_iso_date, labelled},
    shared,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.medical", "Medical record or insurance number", "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(H)"),
        "pii.medical_id",
        (
            &[
                "mrn",
                "medical record",
                "medical record number",
                "patient id",
                "patient_id",
                "health insurance",
                "patient number",
                "member id",
                "medical_record_number",
                "medical id",
                "medical number",
                "patient identifier",
                "patient no",
                "patient #",
                "hospital number",
                "hospital no",
                "hospital id",
                "chart number",
                "chart no",
                "chart #",
                "health plan",
                "health plan beneficiary",
                "beneficiary number",
                "beneficiary id",
                "health card",
                "health insurance id",
                "health insurance policy",
                "insurance id",
                "insurance member",
                "insurance card",
                "insurance card, id",
                "insured id",
                "insured's id",
                "member number",
                "member no",
                "member #",
                "policy holder id",
                "policyholder id",
                "subscriber id",
                "subscriber number",
                "subscriber no",
                "subscriber #",
                "insurance policy",
                "insurance policy no",
                "pt id",
                "mr#",
                "mr no",
                "med rec",
                "health plan id",
                "medicare id",
                "medicare card",
                "medicare number",
                "medicare beneficiary",
                "medicaid",
                "mbi",
                "versichertennummer",
                "versichertennr",
                "versicherten-nr",
                "krankenversichertennummer",
                "krankenversicherungsnummer",
                "krankenkassennummer",
                "kvnr",
                "mutuelle adhérent",
                "numéro d'adhérent",
                "tarjeta sanitaria",
                "número de afiliado",
                "polisnummer zorgverzekering",
                "zorgpolis",
                "cartão de saúde",
            ],
            MEDICAL,
            is_medical,
        ),
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
        ],
        &["the patient id is missing", "MRN format", "patient number 2024-05-17", "health plan for 2025"],
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
            sight: Sight { length: (6, 13), first: Bytes::Capital, ..Sight::ANY },
            look: medical_record,
        },
        hits: &["Patient Ann Lee, MRN0536430, DOB 1990-01-02", "patient Jo Roe, H72714127 is in"],
        passes: &["patient 12345678", "part H72714127", "the patient has 120 beats"],
    },
];

/// Numbers of patients and insured, and the written form of the cards of Australia and Ontario.
const MEDICAL: &str = "(?:[0-9]{4} [0-9]{5} [0-9]|[0-9]{4} [0-9]{3} [0-9]{3}(?: [A-Z]{2})?\
    |[A-Z0-9]{1,14}(?:-[A-Z0-9]{1,8}){0,4})";

fn is_medical(value: &str) -> bool {
    has_digits::<5>(value) && value.len() < 24 && !is_iso_date(value)
}

/// `MRN0536430` anywhere, and a letter or three before six digits where a patient is spoken of.
fn medical_record(spot: &Spot<'_>) -> Option<Range<usize>> {
    let token = spot.text.get(spot.start..spot.end)?;
    let digits = token.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let mark = &token[..token.len() - digits.len()];
    let is_number = (5..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let is_marked = mark == "MRN" || (1..=3).contains(&mark.len()) && spot.context.speaks_of(Context::PATIENT);
    (is_number && is_marked && shared::begins_word(spot.text, spot.start)).then_some(spot.start..spot.end)
}
