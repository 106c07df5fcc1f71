//! Identity and tax numbers of the Americas, beyond those in [`crate::rules::numbers`].

use crate::{
    checks::americas,
    rules::{Context, Groups, Rule, numbers::number, tokens::mixed},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    number(
        ("pii.us_itin", "United States individual taxpayer number", "Internal Revenue Service, publication 1915"),
        "pii.national_id.us",
        ((9, 9), Context::NONE, |n| n.separator == Some(b'-') && americas::us_itin(n.digits)),
        &["ITIN 915-96-7212"],
        &["ITIN 912-66-4718", "ref 912-7047-18"],
    )
    .in_groups(Groups::Are(&[&[3, 2, 4]])),
    number(
        (
            "pii.us_itin_in_context",
            "United States individual taxpayer number, other forms",
            "Internal Revenue Service, publication 1915",
        ),
        "pii.national_id.us",
        ((9, 9), Context::AMERICAS, |n| americas::us_itin(n.digits)),
        &["ITIN 915967212"],
        &["ITIN 912664718", "order 915967212"],
    ),
    number(
        ("pii.ar_cuit_written", "Argentine CUIT or CUIL, as written", "AFIP, Resolución General 10/97"),
        "pii.national_id.ar",
        ((11, 11), Context::NONE, |n| n.separator == Some(b'-') && americas::ar_cuit(n.digits)),
        &["20-07866661-8"],
        &["20-07866661-9"],
    )
    .in_groups(Groups::Are(&[&[2, 8, 1]])),
    number(
        ("pii.ar_cuit", "Argentine CUIT or CUIL", "AFIP, Resolución General 10/97"),
        "pii.national_id.ar",
        ((11, 11), Context::AMERICAS, |n| americas::ar_cuit(n.digits)),
        &["CUIL 20078666618"],
        &["CUIL 20078666619", "order 20078666618"],
    ),
    number(
        ("pii.cl_rut", "Chilean RUT or RUN", "Servicio de Impuestos Internos, RUT"),
        "pii.national_id.cl",
        ((8, 9), Context::AMERICAS, |n| matches!(n.groups, [8 | 9] | [7 | 8, 1] | [1 | 2, 3, 3, 1]) && rut(n.digits)),
        &["RUT 75.450.513-3", "RUT 754505133"],
        &["RUT 75.450.513-4", "order 754505133"],
    ),
    number(
        ("pii.cl_rut_written", "Chilean RUT, as written", "Servicio de Impuestos Internos, RUT"),
        "pii.national_id.cl",
        ((8, 9), Context::NONE, |n| n.separator.is_none() && rut(n.digits)),
        &["75.450.513-3"],
        &["75.450.513-4"],
    )
    .in_groups(Groups::Are(&[&[1, 3, 3, 1], &[2, 3, 3, 1]])),
    mixed(
        ("pii.cl_rut_k", "Chilean RUT ending in K", "Servicio de Impuestos Internos, RUT"),
        "pii.national_id.cl",
        ((8, 9), Context::AMERICAS, |t| t.ends_with(['K', 'k']) && americas::cl_rut(t)),
        &["RUT 81.581.004-K"],
        &["RUT 81.581.004-L", "part 81.581.004-K"],
    ),
    number(
        ("pii.co_nit", "Colombian NIT", "DIAN, Orden Administrativa 4/1989"),
        "pii.national_id.co",
        ((9, 11), Context::AMERICAS, |n| americas::co_nit(n.digits)),
        &["NIT 612.693.855-3"],
        &["NIT 612.693.855-4", "order 612.693.855-3"],
    ),
    number(
        ("pii.pe_ruc", "Peruvian RUC", "SUNAT, Registro Único de Contribuyentes"),
        "pii.national_id.pe",
        ((11, 11), Context::AMERICAS, |n| americas::pe_ruc(n.digits)),
        &["RUC 10270382385"],
        &["RUC 10270382386", "order 10270382385"],
    ),
    number(
        ("pii.ec_cedula", "Ecuadorian identity card number", "Registro Civil, cédula de identidad; SRI, RUC"),
        "pii.national_id.ec",
        ((10, 13), Context::AMERICAS, |n| {
            n.digits.len() != 11 && n.digits.len() != 12 && americas::ec_cedula(n.digits)
        }),
        &["cédula 0348040841"],
        &["cédula 0348040842", "order 0348040841"],
    ),
    number(
        ("pii.uy_ci", "Uruguayan identity card number", "Dirección Nacional de Identificación Civil"),
        "pii.national_id.uy",
        ((7, 8), Context::AMERICAS, |n| {
            matches!(n.groups, [7 | 8] | [6 | 7, 1] | [.., 3, 3, 1] | [.., 3, 4]) && americas::uy_ci(n.digits)
        }),
        &["cédula 4.217.936-0"],
        &[
            "cédula 4.217.936-1",
            "order 4.217.936-0",
            "an anchor of trust (RFC 5280 6.1.1)",
            "RFC 2822: 1993-06-12 13:25:19",
        ],
    ),
    mixed(
        ("pii.mx_rfc", "Mexican RFC of a person", "SAT, Código Fiscal de la Federación, article 27"),
        "pii.national_id.mx",
        ((13, 13), Context::NONE, americas::mx_rfc),
        &["RFC UZWB7209043Q9"],
        &["RFC UZWB7209043Q0"],
    )
    .led_by_letters((4, 4)),
    number(
        ("pii.do_cedula", "Dominican identity card number", "Junta Central Electoral; ISO/IEC 7812-1"),
        "pii.national_id.do",
        ((11, 11), Context::AMERICAS, |n| americas::do_cedula(n.digits)),
        &["cédula 001-1257492-6"],
        &["cédula 001-1257492-7", "order 001-1257492-6"],
    ),
    mixed(
        ("pii.ve_rif", "Venezuelan RIF", "SENIAT, Registro Único de Información Fiscal"),
        "pii.national_id.ve",
        ((10, 10), Context::AMERICAS, americas::ve_rif),
        &["RIF V-96625130-8"],
        &["RIF V-96625130-9", "part V-96625130-8"],
    ),
    number(
        ("pii.py_ruc", "Paraguayan RUC", "Subsecretaría de Estado de Tributación, RUC"),
        "pii.national_id.py",
        ((7, 9), Context::AMERICAS, |n| n.groups.len() == 2 && n.separator == Some(b'-') && americas::py_ruc(n.digits)),
        &["RUC 7065890-0"],
        &["RUC 7065890-1", "order 7065890-0"],
    ),
];

/// A Chilean RUT that ends in a digit.
fn rut(digits: &[u8]) -> bool {
    let written: String = digits.iter().map(|d| (b'0' + d) as char).collect();
    americas::cl_rut(&written)
}
