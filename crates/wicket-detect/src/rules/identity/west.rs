//! Identity, tax and insurance numbers of western, northern and southern Europe, beyond
//! those in [`crate::rules::numbers`].

use crate::{
    checks::{europe, national},
    rules::{Context, Groups, Rule, numbers::number, tokens::mixed},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    number(
        (
            "pii.uk_utr",
            "United Kingdom unique taxpayer reference",
            "HM Revenue & Customs, Self Assessment: unique taxpayer reference",
        ),
        "pii.national_id.gb",
        ((10, 10), Context::WEST, |n| europe::uk_utr(n.digits)),
        &["UTR 80322 49552"],
        &["UTR 80322 49553", "order 80322 49552"],
    ),
    mixed(
        (
            "pii.ie_pps",
            "Irish personal public service number",
            "Department of Social Protection, PPS number; Social Welfare Consolidation Act 2005",
        ),
        "pii.national_id.ie",
        ((8, 9), Context::WEST, europe::ie_pps),
        &["PPS number 3281649G"],
        &["PPS number 3281649H", "part 3281649G"],
    ),
    number(
        (
            "pii.at_vnr",
            "Austrian social insurance number",
            "ASVG § 460d; Dachverband der Sozialversicherungsträger, Versicherungsnummer",
        ),
        "pii.national_id.at",
        ((10, 10), Context::WEST, |n| europe::at_vnr(n.digits)),
        &["Sozialversicherungsnummer 7067 160553"],
        &["Sozialversicherungsnummer 7067 160554", "order 7067 160553"],
    ),
    number(
        ("pii.at_tin", "Austrian tax number", "Bundesministerium für Finanzen, Abgabenkontonummer"),
        "pii.national_id.at",
        ((9, 9), Context::WEST, |n| europe::at_tin(n.digits)),
        &["Abgabenkontonummer 23-966/1010"],
        &["Abgabenkontonummer 23-966/1011", "order 23-966/1010"],
    ),
    number(
        (
            "pii.fr_spi",
            "French tax number of a person",
            "Direction générale des finances publiques, numéro fiscal (SPI)",
        ),
        "pii.national_id.fr",
        ((13, 13), Context::WEST, |n| europe::fr_spi(n.digits)),
        &["numéro fiscal 02 18 732 119 102"],
        &["numéro fiscal 02 18 732 119 103", "order 02 18 732 119 102"],
    ),
    mixed(
        ("pii.fr_nir_corsica", "French social security number of Corsica", "INSEE, numéro d’inscription au répertoire"),
        "pii.national_id.fr",
        ((15, 15), Context::NONE, europe::fr_nir_corsica),
        &["NIR 1 80 05 2A 004 123 10"],
        &["NIR 1 80 05 2A 004 123 11"],
    )
    .led_by_digits(6),
    mixed(
        ("pii.de_svnr", "German pension insurance number", "VKVV § 2 and § 4, Versicherungsnummer"),
        "pii.national_id.de",
        ((12, 12), Context::WEST, europe::de_svnr),
        &["Rentenversicherungsnummer 15 070649 C 103"],
        &["Rentenversicherungsnummer 15 070649 C 104", "part 15070649C103"],
    ),
    mixed(
        ("pii.es_cif", "Spanish tax number of a company", "Orden EHA/451/2008"),
        "pii.national_id.es",
        ((9, 9), Context::WEST, europe::es_cif),
        &["CIF B40795080"],
        &["CIF B40795081", "part B40795080"],
    ),
    number(
        (
            "pii.it_iva",
            "Italian VAT number, which sole traders have too",
            "Decreto del Presidente della Repubblica 633/1972, article 35",
        ),
        "pii.national_id.it",
        ((11, 11), Context::WEST, |n| europe::it_iva(n.digits)),
        &["partita IVA 23344970019"],
        &["partita IVA 23344970010", "order 23344970019"],
    ),
    number(
        (
            "pii.lu_matricule",
            "Luxembourg national identification number",
            "Règlement grand-ducal du 21 décembre 2012, article 1",
        ),
        "pii.national_id.lu",
        ((13, 13), Context::WEST, |n| europe::lu_matricule(n.digits)),
        &["matricule 1988 0714 15208"],
        &["matricule 1988 0714 15209", "order 1988 0714 15208"],
    ),
    number(
        ("pii.is_kennitala", "Icelandic kennitala", "Þjóðskrá, lög um skráningu einstaklinga 140/2019"),
        "pii.national_id.is",
        ((10, 10), Context::WEST, |n| europe::is_kennitala(n.digits)),
        &["kennitala 191253-3029"],
        &["kennitala 191253-3039", "order 191253-3029"],
    ),
    number(
        ("pii.gr_amka", "Greek social insurance number", "Law 3655/2008, article 153: AMKA"),
        "pii.national_id.gr",
        ((11, 11), Context::WEST, |n| europe::gr_amka(n.digits)),
        &["ΑΜΚΑ 14035461285", "AMKA 14035461285"],
        &["ΑΜΚΑ 14035461286", "order 14035461285"],
    ),
    number(
        ("pii.gr_afm", "Greek tax number", "Independent Authority for Public Revenue, AFM"),
        "pii.national_id.gr",
        ((9, 9), Context::WEST, |n| europe::gr_afm(n.digits)),
        &["ΑΦΜ 903553510", "AFM 903553510"],
        &["ΑΦΜ 903553511", "order 903553510"],
    ),
    mixed(
        ("pii.cy_tic", "Cypriot tax identification code", "Cyprus Tax Department, tax identification code"),
        "pii.national_id.cy",
        ((9, 9), Context::WEST, europe::cy_tic),
        &["tax identification code 92781424J"],
        &["tax identification code 92781424K", "part 92781424J"],
    ),
    mixed(
        ("pii.mt_id", "Maltese identity card number", "Identità, Identity Card Act (chapter 258)"),
        "pii.national_id.mt",
        ((8, 8), Context::WEST, europe::mt_id),
        &["karta tal-identità 0471283M", "ID card 0471283M"],
        &["ID card 0471283X", "part 0471283M"],
    ),
    mixed(
        ("pii.pt_cc", "Portuguese citizen card number", "Lei 7/2007, cartão de cidadão"),
        "pii.national_id.pt",
        ((12, 12), Context::WEST, europe::pt_cc),
        &["cartão de cidadão 66549238 7 BK4"],
        &["cartão de cidadão 66549238 7 BK5", "part 66549238 7 BK4"],
    ),
    mixed(
        (
            "pii.fi_hetu_parted",
            "Finnish personal identity code with a dash",
            "Digital and Population Data Services Agency",
        ),
        "pii.national_id.fi",
        ((10, 10), Context::NONE, national::fi_hetu_parted),
        &["henkilötunnus 131052-308T", "131052-308T Aino Salo"],
        &["henkilötunnus 131052-308U", "part 131352-308U"],
    )
    .led_by_digits(6),
    number(
        ("pii.be_rrn_written", "Belgian national register number, as written", "Koninklijk besluit 3 April 1984"),
        "pii.national_id.be",
        ((11, 11), Context::NONE, |n| n.separator.is_none() && national::be_rrn(n.digits)),
        &["61.04.24-384.11"],
        &["61.04.24-384.12"],
    )
    .in_groups(Groups::Are(&[&[2, 2, 2, 3, 2]])),
];
