//! What goes on beside the body: headers that the gate does not know, and the query. They are read like text of unknown
//! origin; since a changed header would be a different one, a finding takes the header out or refuses the call.

use http::HeaderName;
use wicket_types::{ModelName, Origin, Refusal};
use wicket_wire::Route;

use super::{
    judge::{Judgement, code_of, judge, refusal, wants},
    remembered::Reader,
};
use crate::{
    crossing,
    perimeter::admit::Admitted,
    settings::Guards,
    visit::{Notes, Visit, guard_of},
};

/// Shortest value that may hold anything that a guard looks for, in bytes.
const TELLING: usize = 9;
/// Digits of the shortest card number.
const SHORTEST_CARD: usize = 13;
/// Headers whose values are the protocol's, checked or replaced elsewhere.
const KNOWN: &[&str] = &["accept", "accept-language", "content-type", "anthropic-version"];

/// Reads the query and the headers that would go on, and takes out those with something that is masked elsewhere.
///
/// # Errors
/// What a guard refuses; in the query also what it would mask, for a parameter with another value asks for something else.
pub(super) fn inspect(detector: &Reader, visit: &mut Visit, admitted: &mut Admitted) -> Result<(), Refusal> {
    let guards = visit.settings.guards;
    if let Some(query) = admitted.query.as_deref().and_then(crossing::query) {
        // A plus sign is a space here; the detectors undo the percent signs.
        let text = query.replace(['&', '=', '+'], " ");
        let judgement = read(detector, &guards, &text, &mut visit.notes);
        let would_change = judgement.replace.first().map(|finding| (code_of(guard_of(finding)), finding.kind.clone()));
        if let Some((code, kind)) = judgement.refuse.or(would_change) {
            return Err(refusal(code, &kind, Some("the query".to_owned()), visit));
        }
    }
    let mut without: Vec<HeaderName> = Vec::new();
    for (name, value) in &admitted.headers {
        if KNOWN.contains(&name.as_str()) || !crossing::goes_on(name) || !may_tell(value.as_bytes()) {
            continue;
        }
        let judgement = read(detector, &guards, &String::from_utf8_lossy(value.as_bytes()), &mut visit.notes);
        if let Some((code, kind)) = judgement.refuse {
            return Err(refusal(code, &kind, Some(name.to_string()), visit));
        }
        if !judgement.replace.is_empty() {
            without.push(name.clone());
        }
    }
    for name in without {
        admitted.headers.remove(name);
    }
    Ok(())
}

/// Reads the names in a call: the model's, and the id in the path. Both go on, and into the record.
///
/// # Errors
/// What a guard refuses or would mask: another name is another thing.
pub(super) fn inspect_names(
    detector: &Reader,
    visit: &mut Visit,
    model: Option<&ModelName>,
    route: &Route,
) -> Result<(), Refusal> {
    let guards = visit.settings.guards;
    let names = [("model", model.map(ModelName::as_str)), ("the path", route.object_id.as_deref())];
    for (place, name) in names {
        let Some(name) = name.filter(|name| name.len() >= TELLING) else { continue };
        // A card's number counts as well where it only begins behind a hyphen.
        let long = name.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() >= SHORTEST_CARD);
        let text: Vec<&str> = std::iter::once(name).chain(long).collect();
        let judgement = read(detector, &guards, &text.join(" "), &mut visit.notes);
        let found = judgement.replace.first().map(|finding| (code_of(guard_of(finding)), finding.kind.clone()));
        if let Some((code, kind)) = judgement.refuse.or(found) {
            return Err(refusal(code, &kind, Some(place.to_owned()), visit));
        }
    }
    Ok(())
}

/// Whether a header's value may hold an address, a number or a key. Most say a version or two, and are not scanned.
fn may_tell(value: &[u8]) -> bool {
    const SHORTEST_KEY: usize = 16;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let has_mark = value.iter().any(|byte| matches!(byte, b'@' | b'%' | b'=' | b'\\') || !byte.is_ascii());
    digits >= TELLING || has_mark || value.split(|byte| !is_name(byte)).any(|word| word.len() >= SHORTEST_KEY)
}

fn read(detector: &Reader, guards: &Guards, text: &str, notes: &mut Notes) -> Judgement {
    notes.asked.read(text.len());
    judge(guards, detector.scan(text, Origin::Metadata, wants(guards, Origin::Metadata)), notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_official_clients_are_not_scanned_and_telling_ones_are() {
        for value in ["OpenAI/Python 1.109.1", "CPython", "3.12.3", "async:asyncio", "x64", "600", "2023-06-01", "js"] {
            assert!(!may_tell(value.as_bytes()), "{value}");
        }
        for value in
            ["a@b.example", "a%40b", "4111 1111 1111 1111", "AKIAQ3EGRTZ7MKXVNPWL", "pw=hunter2", "078-05-1120"]
        {
            assert!(may_tell(value.as_bytes()), "{value}");
        }
    }
}
