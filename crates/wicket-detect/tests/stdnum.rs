//! Our checks of national numbers against python-stdnum, an independent implementation: many random and mutated numbers
//! of every country that both know.

use std::{collections::BTreeMap, process::Command};

use wicket_detect::checks::{americas::*, asia::*, east::*, europe::*, finance::*, national::*};

#[derive(Clone, Copy)]
enum Check {
    Digits(fn(&[u8]) -> bool),
    Token(fn(&str) -> bool),
}
use Check::{Digits, Token};

/// Where the two may differ, and why.
#[derive(Clone, Copy, PartialEq)]
enum Differs {
    Never,
    /// Ours knows no calendar, so it takes a thirtieth of February, a date to come, or a tax office that is not there.
    /// Of taxpayer numbers it knows the groups 50 to 65, which were opened later, and the letter of partnerships in India.
    Looser,
}
use Differs::{Looser, Never};

const KINDS: &[(&str, Check, Differs)] = &[
    ("ar.cuit", Digits(ar_cuit), Never),
    ("at.vnr", Digits(at_vnr), Never),
    ("at.tin", Digits(at_tin), Looser),
    ("au.abn", Digits(au_abn), Never),
    ("au.tfn", Digits(au_tfn), Never),
    ("be.nn", Digits(be_rrn), Looser),
    ("be.bis", Digits(be_rrn), Looser),
    ("bg.egn", Digits(bg_egn), Looser),
    ("br.cpf", Digits(br_cpf), Never),
    ("br.cnpj", Digits(br_cnpj), Never),
    ("ca.sin", Digits(ca_sin), Never),
    ("ch.ssn", Digits(ch_ahv), Never),
    ("cl.rut", Token(cl_rut), Never),
    ("cn.ric", Token(cn_rid), Looser),
    ("co.nit", Digits(co_nit), Never),
    ("cy.vat", Token(cy_tic), Never),
    ("cz.rc", Digits(cz_rc), Looser),
    ("de.idnr", Digits(de_tax), Never),
    ("do.cedula", Digits(do_cedula), Never),
    ("ec.ci", Digits(ec_cedula), Never),
    ("ee.ik", Digits(ee_ik), Looser),
    ("es.dni", Token(es_dni), Never),
    ("es.nie", Token(es_dni), Never),
    ("es.cif", Token(es_cif), Never),
    ("fi.hetu", Token(fi_hetu), Looser),
    ("fr.nif", Digits(fr_spi), Never),
    ("fr.nir", Digits(fr_nir), Never),
    ("gb.nhs", Digits(uk_nhs), Never),
    ("gb.utr", Digits(uk_utr), Never),
    ("gr.amka", Digits(gr_amka), Looser),
    ("gr.vat", Digits(gr_afm), Never),
    ("hr.oib", Digits(hr_oib), Never),
    ("ie.pps", Token(ie_pps), Never),
    ("il.idnr", Digits(il_id), Never),
    ("in_.aadhaar", Digits(in_aadhaar), Never),
    ("in_.pan", Token(in_pan), Looser),
    ("is_.kennitala", Digits(is_kennitala), Looser),
    ("it.codicefiscale", Token(it_fiscale), Looser),
    ("it.iva", Digits(it_iva), Never),
    ("jp.in_", Digits(jp_mynumber), Never),
    ("lt.asmens", Digits(ee_ik), Looser),
    ("lv.pvn", Digits(lv_pk), Looser),
    ("md.idno", Digits(md_idnp), Never),
    ("mx.curp", Token(mx_curp), Looser),
    ("mx.rfc", Token(mx_rfc), Looser),
    ("my.nric", Digits(my_nric), Looser),
    ("nl.bsn", Digits(nl_bsn), Never),
    ("no.fodselsnummer", Digits(no_fnr), Looser),
    ("nz.ird", Digits(nz_ird), Never),
    ("pe.ruc", Digits(pe_ruc), Never),
    ("pk.cnic", Digits(pk_cnic), Never),
    ("pl.nip", Digits(pl_nip), Never),
    ("pl.pesel", Digits(pl_pesel), Looser),
    ("pt.cc", Token(pt_cc), Never),
    ("pt.nif", Digits(pt_nif), Never),
    ("py.ruc", Digits(py_ruc), Never),
    ("ro.cnp", Digits(ro_cnp), Looser),
    ("ru.inn", Digits(ru_inn), Never),
    ("se.personnummer", Digits(se_pnr), Looser),
    ("si.emso", Digits(jmbg), Looser),
    ("th.pin", Digits(th_pin), Never),
    ("tr.tckimlik", Digits(tr_kimlik), Never),
    ("ua.rntrc", Digits(ua_rntrc), Never),
    ("us.itin", Digits(us_itin), Looser),
    ("us.rtn", Digits(aba_routing), Never),
    ("us.ssn", Digits(us_ssn), Never),
    ("ve.rif", Token(ve_rif), Never),
    ("za.idnr", Digits(za_id), Looser),
    ("ar.cbu", Digits(ar_cbu), Never),
    ("es.ccc", Digits(es_ccc), Never),
];

fn ours(check: Check, number: &str) -> bool {
    match check {
        Token(check) => check(number),
        Digits(check) => {
            let digits: Option<Vec<u8>> = number.bytes().map(|b| b.is_ascii_digit().then(|| b - b'0')).collect();
            digits.is_some_and(|digits| check(&digits))
        }
    }
}

#[test]
fn our_checks_agree_with_an_independent_implementation() {
    // Relative: cargo runs a test in its package, and two checkouts may share one target folder.
    let said = Command::new("python3").arg("tests/oracle/stdnum_says.py").output().expect("python3 runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let said = String::from_utf8_lossy(&said.stdout);
    let mut judged: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in said.lines() {
        let mut fields = line.split('\t');
        let (Some(kind), Some(number), Some(verdict)) = (fields.next(), fields.next(), fields.next()) else {
            panic!("a strange line: {line}");
        };
        let (_, check, differs) = KINDS.iter().find(|(name, ..)| *name == kind).expect("a kind that we know");
        let (ours, theirs) = (ours(*check, number), verdict == "valid");
        judged.entry(kind).or_default()[usize::from(theirs)] += 1;
        if ours != theirs && !(*differs == Looser && ours) {
            wrong.push(format!("{line}, and we say otherwise"));
        }
    }
    // A kind of which the oracle made no valid number would prove nothing.
    for (kind, ..) in KINDS {
        let [n_wrong, n_valid] = judged.get(kind).copied().unwrap_or_default();
        assert!(n_valid > 20 && n_wrong > 20, "{kind}: {n_valid} valid and {n_wrong} wrong numbers");
    }
    assert!(wrong.is_empty(), "{} differ: {wrong:#?}", wrong.len());
}
