//! No key twice in one object, compared after unescaping.

use std::borrow::Cow;

use super::{JsonError, JsonErrorKind, Kind, string, tape::Node};

/// A weak hash of a key's text: its length, first and last four bytes. Most keys that differ, differ here.
pub(super) fn hash(bytes: &[u8], start: usize, end: usize, kind: Kind) -> u32 {
    let text = text(bytes, start, end, kind);
    let four =
        |part: Option<&[u8]>| part.unwrap_or_default().iter().fold(0u32, |sum, &byte| (sum << 8) | u32::from(byte));
    let head = four(text.get(..text.len().min(4)));
    let tail = four(text.get(text.len().saturating_sub(4)..));
    head ^ tail.rotate_left(13) ^ (text.len() as u32).rotate_left(27)
}

/// Refuses the object at node `object` if it holds a key twice; names the later one.
///
/// The hashes of up to sixteen keys are compared each with each. More keys, or equal hashes, are sorted by their text: no
/// hash table, so there is nothing that chosen keys could slow down.
pub(super) fn refuse(bytes: &[u8], nodes: &[Node], object: usize) -> Result<(), JsonError> {
    let end = nodes.get(object).map_or(0, |node| node.link as usize);
    let mut few = [(0u32, 0usize); 16];
    let mut n_keys = 0;
    let mut at = object + 1;
    while at < end {
        let (Some(key), Some(value)) = (nodes.get(at), nodes.get(at + 1)) else { break };
        let Some(place) = few.get_mut(n_keys) else { return refuse_among_many(bytes, nodes, object) };
        *place = (key.link, at);
        n_keys += 1;
        at = value.link as usize;
    }
    let keys = few.get(..n_keys).unwrap_or_default();
    let collides = |(i, (hash, _)): (usize, &(u32, usize))| keys.iter().take(i).any(|(other, _)| other == hash);
    // Equal hashes are a twin or a key made to collide; sorting unescapes each key once, however many collide.
    if keys.iter().enumerate().any(collides) { refuse_among_many(bytes, nodes, object) } else { Ok(()) }
}

fn refuse_among_many(bytes: &[u8], nodes: &[Node], object: usize) -> Result<(), JsonError> {
    let end = nodes.get(object).map_or(0, |node| node.link as usize);
    let mut keys = Vec::new();
    let mut at = object + 1;
    while at < end {
        let Some(value) = nodes.get(at + 1) else { break };
        keys.push((key_at(bytes, nodes, at), at));
        at = value.link as usize;
    }
    keys.sort_unstable();
    match keys.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1).min() {
        Some(later) => twin(nodes, later),
        None => Ok(()),
    }
}

fn twin(nodes: &[Node], at: usize) -> Result<(), JsonError> {
    Err(JsonError { kind: JsonErrorKind::DuplicateKey, at: nodes.get(at).map_or(0, |key| key.start as usize) })
}

fn key_at<'b>(bytes: &'b [u8], nodes: &[Node], at: usize) -> Cow<'b, [u8]> {
    nodes.get(at).map_or(Cow::Borrowed(&[]), |key| text(bytes, key.start as usize, key.end as usize, key.kind))
}

fn text(bytes: &[u8], start: usize, end: usize, kind: Kind) -> Cow<'_, [u8]> {
    let body = bytes.get(start + 1..end.saturating_sub(1)).unwrap_or_default();
    match kind {
        Kind::Escaped => string::unescape(body).map_or(Cow::Borrowed(body), |text| Cow::Owned(text.into_bytes())),
        _ => Cow::Borrowed(body),
    }
}
