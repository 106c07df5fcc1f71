//! Names of persons, places and organisations, and addresses that no rule knows, by a linear-chain tagger.
//!
//! A name has no check digit: whether `Jordan` is a person, a country or a firm is told by the words around it. So a
//! tagger weighs what it sees of each word (see [`features`]) and takes the best sequence of tags (see [`viterbi`]). It
//! is judgement and not proof, therefore it runs only where it is asked for, and says how sure it is. Text is read in
//! stretches of bounded length, so time and memory are linear. How the weights came to be stands beside them in
//! `models/names.md`.

mod again;
mod code;
pub mod features;
mod fields;
pub mod gazetteer;
pub mod model;
mod parts;
mod phrase;
pub mod token;
pub mod viterbi;

use std::{ops::Range, sync::LazyLock};

use wicket_types::{Confidence, Finding, Guard};

use crate::{reading::Reading, rules::names::RULES};
use model::Model;
use token::{Sort, Token};

/// A stretch ends at the first line break behind this many tokens …
const STRETCH: usize = 256;
/// … and in any case here.
const LONGEST: usize = 1024;

/// How sure a name must be, in natural log-odds against the best reading without it, by class. Chosen on whole sources
/// that were left out of training: near the best F1, while few rows without personal data are flagged; the card beside
/// the weights has the figures.
const LEAST: [f32; viterbi::CLASSES] = [0.5, 0.5, 0.0, 0.0];

// The classes of the tagger, in the order of the rules that speak for them.
const PERSON: usize = 0;
const LOCATION: usize = 1;
const ORGANIZATION: usize = 2;
const ADDRESS: usize = 3;

/// The rule of military addresses.
const MILITARY: &str = "pii.address_military";

const FILE: &[u8] = include_bytes!("../../models/names.bin");

static STANDARD: LazyLock<Option<Model>> = LazyLock::new(|| Model::read(FILE).ok());

/// The weights that are built in; `None` only if they are damaged, which a test rules out.
pub fn standard() -> Option<&'static Model> {
    STANDARD.as_ref()
}

/// The digest of the weights that are built in, without reading them.
pub(crate) fn version() -> &'static [u8] {
    FILE.get(FILE.len().saturating_sub(model::DIGEST)..).unwrap_or_default()
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Its class: person, place, organisation, address.
    pub class: usize,
    /// By how much it beats the best reading without it, in natural log-odds.
    pub margin: f32,
}

/// The stretches of a text, each with its tokens. O(n).
pub fn stretches(text: &str, mut each: impl FnMut(&[Token])) {
    let mut stretch = Vec::new();
    for token in token::tokens(text) {
        let ends = token.sort == Sort::Break && stretch.len() >= STRETCH || stretch.len() + 1 >= LONGEST;
        stretch.push(token);
        if ends {
            each(&stretch);
            stretch.clear();
        }
    }
    if !stretch.is_empty() {
        each(&stretch);
    }
}

/// All names that the best reading of `text` has, however unsure, and those that repeat a part of them, in order. O(n).
pub fn names(model: &Model, text: &str) -> Vec<Name> {
    let mut names = Vec::new();
    stretches(text, |tokens| {
        let seen = features::look(text, tokens, model);
        let manner = features::manner(&seen);
        let scores: Vec<_> = (0..seen.len()).map(|at| model.scores(&features::features(&seen, at, manner))).collect();
        let tags = viterbi::best(&scores, model.moves());
        let mut open: Option<Name> = None;
        for (token, (tag, margin)) in tokens.iter().zip(tags) {
            let margin = margin as f32 * model.scale();
            match (viterbi::class_of(tag), &mut open) {
                (Some(_), Some(name)) if !viterbi::begins(tag) => {
                    name.span.end = token.end;
                    name.margin = name.margin.min(margin);
                }
                (class, open) => {
                    names.extend(open.take());
                    *open = class.map(|class| Name { span: token.span(), class, margin });
                }
            }
        }
        names.extend(open);
    });
    again::with_repeated(model, text, names)
}

/// What the rules found and the names in a reading, sorted. What a rule found is proven, so a name that overlaps it
/// gives way.
pub(crate) fn added(text: &str, reading: &Reading<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    if let Some(model) = standard() {
        add_by(model, text, reading, &mut findings);
    }
    findings
}

/// The same by weights of one's own, for training.
pub fn add_by(model: &Model, text: &str, reading: &Reading<'_>, findings: &mut Vec<Finding>) {
    let names: Vec<(Name, Range<usize>)> = names(model, reading.text())
        .into_iter()
        .filter(|name| LEAST.get(name.class).is_some_and(|least| name.margin >= *least))
        .filter(|name| !code::is_code(reading.text(), &name.span, name.class))
        .filter(|name| !reading.text().get(name.span.clone()).is_some_and(|text| phrase::is_phrase(text, name.class)))
        .map(|name| {
            let span = reading.original(name.span.clone());
            (name, span)
        })
        .collect();
    drop_parts_of(&names, findings);
    // Secrets and personal data may overlap each other, so the furthest end so far decides.
    let mut end = 0;
    let proven: Vec<Range<usize>> =
        findings.iter().filter(|finding| is_proven(finding)).map(|finding| finding.span.clone()).collect();
    let mut rest = proven.iter().peekable();
    let mut found = Vec::new();
    for (name, span) in names {
        while let Some(next) = rest.next_if(|next| next.start < span.end) {
            end = next.end.max(end);
        }
        let Some(rule) = RULES.get(name.class) else { continue };
        if end <= span.start && !span.is_empty() {
            end = span.end;
            let confidence = Confidence::new(1.0 / (1.0 + (-name.margin).exp()));
            found.push(Finding { kind: rule.kind.clone(), span, confidence, rule: rule.id.into(), severity: None });
        }
    }
    findings.extend(found);
    part_addresses(text, findings);
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
}

/// Drops the addresses of rules that lie within a longer one: a rule knows a street, and the tagger where it all ends.
/// A longer one that something else proven overlaps gives way itself, so nothing is dropped for it.
fn drop_parts_of(names: &[(Name, Range<usize>)], findings: &mut Vec<Finding>) {
    let Some(address) = RULES.get(ADDRESS) else { return };
    let is_part = |finding: &Finding, (name, span): &(Name, Range<usize>)| {
        let is_within = span.start <= finding.span.start && finding.span.end <= span.end;
        name.class == ADDRESS && finding.kind == address.kind && is_within && finding.span.len() < span.len()
    };
    let overlapped = |finding: &Finding| {
        let first = names.partition_point(|(_, span)| span.end <= finding.span.start);
        first..first + names[first..].iter().take_while(|(_, span)| span.start < finding.span.end).count()
    };
    let mut gives_way = vec![false; names.len()];
    for finding in findings.iter().filter(|finding| is_proven(finding)) {
        overlapped(finding).for_each(|at| gives_way[at] |= !is_part(finding, &names[at]));
    }
    findings.retain(|finding| !overlapped(finding).any(|at| !gives_way[at] && is_part(finding, &names[at])));
}

fn is_proven(finding: &Finding) -> bool {
    matches!(finding.kind.guard(), Some(Guard::Pii | Guard::Secrets))
}

/// Puts the parts of an address in its place, where it is told part by part.
fn part_addresses(text: &str, findings: &mut Vec<Finding>) {
    let (Some(address), Some(place)) = (RULES.get(ADDRESS), RULES.get(LOCATION)) else { return };
    for at in (0..findings.len()).rev() {
        // A military address has its own order of lines.
        if findings[at].kind != address.kind || findings[at].rule == MILITARY {
            continue;
        }
        for (part, class) in parts::parts(text, &findings[at].span) {
            let kind = if class == LOCATION { place.kind.clone() } else { address.kind.clone() };
            findings.push(Finding { kind, span: part, ..findings[at].clone() });
            findings[at].span = 0..0;
        }
    }
    findings.retain(|finding| !finding.span.is_empty());
}

#[cfg(test)]
mod tests;
