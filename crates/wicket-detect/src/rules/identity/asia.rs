//! Identity numbers of Asia, Africa and Oceania, beyond those in [`crate::rules::numbers`].

use std::ops::Range;

use wicket_types::Kind;

use crate::{
    checks::asia,
    rules::{
        Bytes, Context, Find, Groups, Rule, Sight, Spot, always, labelled::labelled, numbers::number, shared,
        tokens::mixed,
    },
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    number(
        ("pii.il_id", "Israeli identity number", "Population Registry Law 5725-1965; Luhn"),
        "pii.national_id.il",
        ((9, 9), Context::ASIA, |n| asia::il_id(n.digits)),
        &["תעודת זהות 964219919", "teudat zehut 964219919"],
        &["תעודת זהות 964219910", "order 964219919"],
    ),
    mixed(
        (
            "pii.tw_id",
            "Taiwanese identity number",
            "Ministry of the Interior, household registration: national identification number",
        ),
        "pii.national_id.tw",
        ((10, 10), Context::ASIA, asia::tw_id),
        &["身分證字號 F127049187"],
        &["身分證字號 F127049188", "part F127049187"],
    ),
    number(
        (
            "pii.jp_mynumber",
            "Japanese individual number",
            "Order for Enforcement of the My Number Act, article 8; check digit by ordinance 85 of 2014",
        ),
        "pii.national_id.jp",
        ((12, 12), Context::ASIA, |n| asia::jp_mynumber(n.digits)),
        &["マイナンバー 5932 2886 0418", "My Number 593228860418"],
        &["マイナンバー 5932 2886 0419", "order 5932 2886 0418"],
    ),
    // No check of it is published, so its own name must stand in front.
    labelled(
        (
            "pii.ph_philsys",
            "Philippine identity number",
            "Republic Act 11055, Philippine Identification System: PhilSys number of 12 digits, card number of 16",
        ),
        "pii.national_id.ph",
        (
            &["philsys", "philid", "phil id", "pcn", "pcn:"],
            "[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}(?:[ -]?[0-9]{4})?",
            always,
        ),
        &["my PhilSys number is 4730-1826-5591", "PhilID 6104-2387-9051-4726", "PCN: 6104238790514726"],
        &["PhilSys registration in 2024", "order 4730-1826-5591"],
    ),
    labelled(
        (
            "pii.ph_sss",
            "Philippine social security number",
            "Social Security System, Republic Act 11199: ten digits, and the common reference number of twelve",
        ),
        "pii.national_id.ph",
        (
            &["sss", "sss no", "sss number", "umid", "crn"],
            "(?:[0-9]{2}-?[0-9]{7}-?[0-9]|[0-9]{4}-[0-9]{7}-[0-9])",
            always,
        ),
        &["SSS number 34-7180265-1", "SSS: 0471826550", "UMID CRN 0028-1734062-5"],
        &["SSS branch in Quezon", "order 34-7180265-1", "SSS 34-71802"],
    ),
    labelled(
        (
            "pii.ph_philhealth",
            "Philippine health insurance number",
            "Philippine Health Insurance Corporation, Republic Act 11223: identification number of twelve digits",
        ),
        "pii.national_id.ph",
        (&["philhealth", "phic"], "[0-9]{2}-?[0-9]{9}-?[0-9]", always),
        &["PhilHealth no. 19-047182655-3", "PhilHealth ID 190471826553"],
        &["PhilHealth since 1995", "order 19-047182655-3"],
    ),
    number(
        (
            "pii.ir_melli",
            "Iranian national code",
            "National Organization for Civil Registration: ten digits, the last by mod 11",
        ),
        "pii.national_id.ir",
        ((10, 10), Context::ASIA, |n| asia::ir_melli(n.digits)),
        &["کد ملی 0471826553", "melli code 047-182655-3"],
        &["کد ملی 0471826554", "order 0471826553"],
    ),
    // Of the following no check is published, so their own names must stand in front, or the country's letters.
    labelled(
        (
            "pii.bd_nid",
            "Bangladeshi national identity number",
            "Election Commission of Bangladesh, National Identity Registration Act 2010: 10, 13 or 17 digits",
        ),
        "pii.national_id.bd",
        (
            &["nid", "nid no", "nid number", "জাতীয় পরিচয়পত্র"],
            "(?:[0-9]{17}|[0-9]{13}|[0-9]{3} ?[0-9]{3} ?[0-9]{4})",
            always,
        ),
        &["NID no 471 826 5510", "NID: 19884718265510473"],
        &["nid 4718", "order 4718265510"],
    ),
    labelled(
        (
            "pii.ng_nin",
            "Nigerian identity or bank verification number",
            "National Identity Management Commission Act 2007; Central Bank of Nigeria, BVN: eleven digits",
        ),
        "pii.national_id.ng",
        (&["nin", "nin:", "nin number", "bvn", "bank verification number"], "[0-9]{4} ?[0-9]{3} ?[0-9]{4}", always),
        &["NIN 47182655104", "my BVN is 22471826551"],
        &["NIN enrolment 2024", "order 47182655104"],
    ),
    labelled(
        ("pii.ke_pin", "Kenyan taxpayer number", "Kenya Revenue Authority, PIN: A or P, nine digits, a letter"),
        "pii.national_id.ke",
        (&["kra", "kra pin", "tax pin"], "[AP][0-9]{9}[A-Z]", always),
        &["KRA PIN A004718265K"],
        &["KRA PIN A00471826K", "part A004718265K"],
    ),
    Rule {
        id: "pii.gh_card",
        title: "Ghana card number",
        source: "National Identification Authority, Ghana card: GHA, nine digits and a check digit",
        kind: Kind::of("pii.national_id.gh"),
        confidence: 0.95,
        find: Find::Token { starts: &["GHA-"], shape: "GHA-[0-9]{9}-[0-9]", check: always },
        hits: &["card GHA-718265510-4"],
        passes: &["GHA-718265-4", "flight GHA-71"],
    },
    labelled(
        (
            "pii.ma_cin",
            "Moroccan identity card number",
            "Direction générale de la sûreté nationale, CNIE: one or two letters and up to six digits",
        ),
        "pii.national_id.ma",
        (&["cin", "cin:", "cnie", "carte nationale"], "[A-Z]{1,2}[0-9]{5,6}", always),
        &["CIN BK471826", "CNIE: J718265"],
        &["cin 471826", "order BK471826"],
    ),
    number(
        (
            "pii.th_pin",
            "Thai identity number",
            "Department of Provincial Administration, population identification code",
        ),
        "pii.national_id.th",
        ((13, 13), Context::ASIA, |n| asia::th_pin(n.digits)),
        &["เลขประจำตัวประชาชน 1-5097-19415-04-9", "Thai ID 1509719415049"],
        &["เลขประจำตัวประชาชน 1-5097-19415-04-0", "order 1-5097-19415-04-9"],
    ),
    number(
        ("pii.my_nric", "Malaysian identity card number", "National Registration Regulations 1990, MyKad"),
        "pii.national_id.my",
        ((12, 12), Context::ASIA, |n| asia::my_nric(n.digits)),
        &["MyKad 580326-10-4170"],
        &["MyKad 580326-10-4171", "order 580326-10-4170"],
    ),
    number(
        ("pii.id_nik", "Indonesian population number", "Undang-Undang 23/2006, Nomor Induk Kependudukan"),
        "pii.national_id.id",
        ((16, 16), Context::ASIA, |n| n.groups.len() == 1 && asia::id_nik(n.digits)),
        &["NIK: 3273045208900017", "KTP: 3273041208900017"],
        &["NIK: 3273043908900017", "order 3273045208900017"],
    ),
    number(
        ("pii.pk_cnic", "Pakistani identity card number", "NADRA, computerized national identity card"),
        "pii.national_id.pk",
        ((13, 13), Context::NONE, |n| n.separator == Some(b'-') && asia::pk_cnic(n.digits)),
        &["CNIC 35202-4718293-5"],
        &["CNIC 85202-4718293-5", "ref 35202-47182935"],
    )
    .in_groups(Groups::Are(&[&[5, 7, 1]])),
    number(
        (
            "pii.ae_id",
            "Emirates identity card number",
            "Federal Authority for Identity and Citizenship; ISO/IEC 7812-1",
        ),
        "pii.national_id.ae",
        ((15, 15), Context::NONE, |n| asia::ae_id(n.digits)),
        &["Emirates ID 784-1988-4172359-0"],
        &["Emirates ID 784-1988-4172359-1"],
    ),
    number(
        ("pii.sa_id", "Saudi national or residence number", "National Information Center, national ID and iqama"),
        "pii.national_id.sa",
        ((10, 10), Context::ASIA, |n| asia::sa_id(n.digits)),
        &["iqama 1047291636", "رقم الهوية 1047291636"],
        &["iqama 1047291637", "order 1047291636"],
    ),
    number(
        ("pii.vn_cccd", "Vietnamese citizen identity number", "Nghị định 137/2015/NĐ-CP, article 13"),
        "pii.national_id.vn",
        ((12, 12), Context::ASIA, |n| n.groups.len() == 1 && asia::vn_cccd(n.digits)),
        &["CCCD 001188004712", "căn cước công dân 079203004712"],
        &["CCCD 000188004712", "order 001188004712"],
    ),
    number(
        ("pii.kw_civil", "Kuwaiti civil number", "Public Authority for Civil Information"),
        "pii.national_id.kw",
        ((12, 12), Context::ASIA, |n| asia::kw_civil(n.digits)),
        &["civil ID 285051701239"],
        &["civil ID 285051701230", "order 285051701239"],
    ),
    mixed(
        ("pii.lk_nic", "Sri Lankan identity card number", "Department for Registration of Persons"),
        "pii.national_id.lk",
        ((10, 10), Context::ASIA, asia::lk_nic),
        &["NIC no 883472916V"],
        &["NIC no 889472916V", "part 883472916V"],
    ),
    number(
        ("pii.eg_id", "Egyptian national number", "Law 143/1994 on civil status"),
        "pii.national_id.eg",
        ((14, 14), Context::ASIA, |n| n.groups.len() == 1 && asia::eg_id(n.digits)),
        &["الرقم القومي 28805170104712", "national ID 28805170104712"],
        &["national ID 28815170104712", "order 28805170104712"],
    ),
    number(
        (
            "pii.au_abn",
            "Australian business number, which sole traders have too",
            "Australian Business Register, ABN format",
        ),
        "pii.national_id.au",
        ((11, 11), Context::ASIA, |n| asia::au_abn(n.digits)),
        &["ABN 57 702 236 563"],
        &["ABN 57 702 236 564", "order 57 702 236 563"],
    ),
    number(
        (
            "pii.nz_ird",
            "New Zealand tax number",
            "Inland Revenue, resident withholding tax specification: IRD number validation",
        ),
        "pii.national_id.nz",
        ((8, 9), Context::ASIA, |n| asia::nz_ird(n.digits)),
        &["IRD number 40-115-374"],
        &["IRD number 40-115-375", "order 40-115-374"],
    ),
    Rule {
        id: "pii.hk_id",
        title: "Hong Kong identity card number",
        source: "Immigration Department, Registration of Persons Regulations (cap. 177A)",
        kind: Kind::of("pii.national_id.hk"),
        confidence: 0.95,
        find: Find::Digit { sights: &[Sight { length: (7, 9), first: Bytes::Capital, ..Sight::ANY }], look: hong_kong },
        hits: &["K481253(0)", "HKID K4812530"],
        passes: &["K481253(1)", "part K4812530", "f(A123456)"],
    },
];

/// `A123456(3)` anywhere, and without its parentheses where identity cards are spoken of.
fn hong_kong(spot: &Spot<'_>) -> Option<Range<usize>> {
    if !(7..=9).contains(&(spot.end - spot.start)) {
        return None;
    }
    let token = spot.text.get(spot.start..spot.end)?;
    if !shared::begins_word(spot.text, spot.start) || !token.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    if let [b'(', check, b')', ..] = spot.text.as_bytes().get(spot.end..)?
        && matches!(token.len(), 7 | 8)
    {
        let written = format!("{token}{}", *check as char);
        return asia::hk_id(&written).then_some(spot.start..spot.end + 3);
    }
    let is_spoken_of = spot.context.speaks_of(Context::ASIA) && !shared::is_word_at(spot.text, spot.end);
    (is_spoken_of && asia::hk_id(token)).then_some(spot.start..spot.end)
}
