//! Identity and tax numbers of central and eastern Europe, beyond those in [`crate::rules::numbers`].

use crate::{
    checks::east,
    rules::{Context, Rule, numbers::number, tokens::mixed},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    number(
        ("pii.cz_rc", "Czech and Slovak birth number", "Zákon 133/2000 Sb., § 13; zákon 301/1995 Z. z., § 2"),
        "pii.national_id.cz",
        ((9, 10), Context::EAST, |n| east::cz_rc(n.digits)),
        &["rodné číslo 630214/7632"],
        &["rodné číslo 630214/7633", "order 630214/7632"],
    ),
    number(
        ("pii.hu_taj", "Hungarian social insurance number", "1996. évi XX. törvény, TAJ szám"),
        "pii.national_id.hu",
        ((9, 9), Context::EAST, |n| east::hu_taj(n.digits)),
        &["TAJ szám 047 123 962"],
        &["TAJ szám 047 123 963", "order 047 123 962"],
    ),
    number(
        ("pii.hu_tax", "Hungarian tax number of a person", "1996. évi XX. törvény, adóazonosító jel"),
        "pii.national_id.hu",
        ((10, 10), Context::EAST, |n| east::hu_tax(n.digits)),
        &["adóazonosító jel 8456123765"],
        &["adóazonosító jel 8456123766", "order 8456123765"],
    ),
    number(
        ("pii.ro_cnp", "Romanian personal number", "Legea 105/1996; HG 295/2021, cod numeric personal"),
        "pii.national_id.ro",
        ((13, 13), Context::EAST, |n| east::ro_cnp(n.digits)),
        &["CNP 1550704121168"],
        &["CNP 1550704121169", "order 1550704121168"],
    ),
    number(
        ("pii.bg_egn", "Bulgarian personal number", "Наредба за ЕСГРАОН, единен граждански номер"),
        "pii.national_id.bg",
        ((10, 10), Context::EAST, |n| east::bg_egn(n.digits)),
        &["ЕГН 7307254090", "EGN 7307254090"],
        &["ЕГН 7307254091", "order 7307254090"],
    ),
    number(
        (
            "pii.hr_oib",
            "Croatian personal identification number",
            "Zakon o osobnom identifikacijskom broju; ISO 7064 mod 11,10",
        ),
        "pii.national_id.hr",
        ((11, 11), Context::EAST, |n| east::hr_oib(n.digits)),
        &["OIB 11718941313"],
        &["OIB 11718941314", "order 11718941313"],
    ),
    number(
        (
            "pii.jmbg",
            "JMBG or EMŠO of Serbia, Slovenia and their neighbours",
            "Zakon o jedinstvenom matičnom broju građana; Zakon o centralnem registru prebivalstva",
        ),
        "pii.national_id.rs",
        ((13, 13), Context::EAST, |n| east::jmbg(n.digits)),
        &["JMBG 2507977505598", "EMŠO 2507977505598"],
        &["JMBG 2507977505599", "order 2507977505598"],
    ),
    number(
        (
            "pii.ee_ik",
            "Estonian or Lithuanian personal code",
            "Rahvastikuregistri seadus; EVS 585:2007; Lietuvos gyventojų registro įstatymas",
        ),
        "pii.national_id.ee",
        ((11, 11), Context::EAST, |n| east::ee_ik(n.digits)),
        &["isikukood 37408234188", "asmens kodas 37408234188"],
        &["isikukood 37408234189", "order 37408234188"],
    ),
    number(
        ("pii.lv_pk", "Latvian personal code", "Fizisko personu reģistra likums, personas kods"),
        "pii.national_id.lv",
        ((11, 11), Context::EAST, |n| east::lv_pk(n.digits)),
        &["personas kods 090188-10708"],
        &["personas kods 090188-10709", "order 090188-10708"],
    ),
    number(
        ("pii.ua_rntrc", "Ukrainian taxpayer number", "Податковий кодекс України, стаття 70: РНОКПП"),
        "pii.national_id.ua",
        ((10, 10), Context::EAST, |n| east::ua_rntrc(n.digits)),
        &["РНОКПП 0593092880", "ІПН 0593092880"],
        &["РНОКПП 0593092881", "order 0593092880"],
    ),
    number(
        ("pii.ru_inn", "Russian taxpayer number", "Приказ ФНС России ММВ-7-6/435@, структура ИНН"),
        "pii.national_id.ru",
        ((10, 12), Context::EAST, |n| east::ru_inn(n.digits)),
        &["ИНН 922063065153", "ИНН: 922063065153"],
        &["ИНН 922063065154", "order 922063065153"],
    ),
    number(
        ("pii.pl_nip", "Polish tax number", "Ustawa o zasadach ewidencji i identyfikacji podatników, NIP"),
        "pii.national_id.pl",
        ((10, 10), Context::EAST, |n| east::pl_nip(n.digits)),
        &["NIP 917-818-69-24"],
        &["NIP 917-818-69-25", "order 917-818-69-24", "NIP of 1993-06-12 13:25:19"],
    ),
    number(
        ("pii.md_idnp", "Moldovan personal number", "Legea 273/1994, IDNP"),
        "pii.national_id.md",
        ((13, 13), Context::EAST, |n| east::md_idnp(n.digits)),
        &["IDNP 2055600429560"],
        &["IDNP 2055600429561", "order 2055600429560"],
    ),
    mixed(
        ("pii.by_id", "Belarusian identification number", "Council of Ministers of Belarus, resolution 1092 (2008)"),
        "pii.national_id.by",
        ((14, 14), Context::NONE, east::by_id),
        &["идентификационный номер 3110581A023PB0"],
        &["идентификационный номер 3110581A023PB1"],
    )
    .led_by_digits(7),
    number(
        ("pii.kz_iin", "Kazakh individual identification number", "Law 223-III of 2007 on national registers: IIN"),
        "pii.national_id.kz",
        ((12, 12), Context::EAST, |n| east::kz_iin(n.digits)),
        &["ИИН 880417300128", "IIN 880417300128"],
        &["ИИН 880417300129", "order 880417300128"],
    ),
];
