//! Who is insured, in the segments of messages between insurers, hospitals and employers in the United States.

use std::ops::Range;

use wicket_types::Kind;

use super::{Find, Rule, banks::is_account_number, shared};

const SOURCE: &str = "ASC X12, 005010: NM1 individual name, REF reference, DMG demographics; HIPAA, 45 CFR 162.920";

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.x12_dob",
        title: "Date of birth of a message",
        source: SOURCE,
        kind: Kind::of("pii.dob"),
        confidence: 0.96,
        find: Find::Near { anchors: &["dmg*d8*"], look: birth },
        hits: &["DMG*D8*19710417*F~", "N4*ELY*NV*89301~DMG*D8*19710417"],
        passes: &["DMG*D8*F~", "DMG*D8*197104", "DTP*348*D8*20240417~"],
    },
    Rule {
        id: "pii.x12_ssn",
        title: "Social security number of a message",
        source: SOURCE,
        kind: Kind::of("pii.ssn"),
        confidence: 0.9,
        find: Find::Near { anchors: &["nm1*", "ref*sy*"], look: social },
        hits: &["NM1*IL*1*LEE*ANN*Q***34*417295013~", "REF*SY*417295013~"],
        passes: &["NM1*IL*1*LEE*ANN*Q***MI*417295013~", "NM1*41*2*BOATS*****46*417295013~", "REF*SY*4172~"],
    },
    Rule {
        id: "pii.x12_member",
        title: "Number of an insured of a message",
        source: SOURCE,
        kind: Kind::of("pii.medical_id"),
        confidence: 0.9,
        find: Find::Near { anchors: &["nm1*", "ref*0f*"], look: member },
        hits: &["NM1*IL*1*LEE*ANN****MI*KXR41729501~", "REF*0F*41729501QK~"],
        passes: &["NM1*PR*2*HARBOUR HEALTH*****PI*41729~", "NM1*IL*1*LEE*ANN****MI*NONE~", "REF*0F*NONE~"],
    },
];

/// The digits behind the qualifier for a day.
fn birth(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let day = value_at(text, anchor.end).filter(|day| day.len() == 8)?;
    (shared::begins_word(text, anchor.start) && matches!(text.get(day.start..day.start + 2), Some("19" | "20")))
        .then_some(day)
        .filter(|day| text.get(day.clone()).is_some_and(|day| day.bytes().all(|byte| byte.is_ascii_digit())))
}

fn social(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let number = qualified(text, anchor, "34")?;
    let digits = text.get(number.clone())?;
    (digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit()) && is_account_number(digits))
        .then_some(number)
}

fn member(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let number = qualified(text, anchor, "MI")?;
    let n_digits = text.get(number.clone())?.bytes().filter(u8::is_ascii_digit).count();
    (n_digits > 4 && (5..=24).contains(&number.len())).then_some(number)
}

/// The value of the segment: right behind the anchor of a reference, and behind `qualifier` in that of a name.
fn qualified(text: &str, anchor: Range<usize>, qualifier: &str) -> Option<Range<usize>> {
    /// Longest segment, in bytes.
    const MOST: usize = 96;
    if !shared::begins_word(text, anchor.start) {
        return None;
    }
    if text.as_bytes().get(anchor.start).is_some_and(|byte| byte.eq_ignore_ascii_case(&b'r')) {
        return value_at(text, anchor.end);
    }
    // Behind the name of the segment: role, type, five parts of a name, suffix, qualifier, value.
    let segment = text.as_bytes().get(anchor.end..)?;
    let mut signs = segment.iter().take(MOST).enumerate().filter(|(_, byte)| **byte == b'*').map(|(at, _)| at);
    let (from, to) = (signs.nth(6)?, signs.next()?);
    let is_same = text.get(anchor.end + from + 1..anchor.end + to) == Some(qualifier);
    let ends = segment.get(..to)?.iter().any(|byte| matches!(byte, b'~' | b'\n'));
    value_at(text, anchor.end + to + 1).filter(|_| is_same && !ends)
}

/// The letters and digits that begin at `at`.
fn value_at(text: &str, at: usize) -> Option<Range<usize>> {
    let length = text.as_bytes().get(at..)?.iter().take(25).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    (length > 0).then_some(at..at + length)
}
