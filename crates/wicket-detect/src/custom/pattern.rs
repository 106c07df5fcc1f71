//! Patterns: one pass tells which of them are in a text at all, and only those look for their places.

use std::ops::Range;

use regex_automata::{Input, MatchKind, PatternSet, meta::Regex, nfa::thompson::NFA, util::syntax};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::LONGEST;

/// Longest pattern, in bytes.
const LONGEST_PATTERN: usize = 2048;
/// Most memory that one compiled pattern may take, in bytes: what `\d{500}` needs many times over.
const MOST_MEMORY: usize = 1 << 20;
/// Memory for the states of one automaton, in bytes. With less than what its patterns need it would be walked without
/// them, thousands of times slower.
const STATES: usize = 4 << 20;

/// Patterns, compiled, each with the number of its rule.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    groups: Vec<Group>,
    each: Vec<(usize, Regex)>,
    most_spaces: usize,
}

/// Patterns that are looked for in one pass, no more than its automaton can hold.
#[derive(Debug)]
struct Group {
    any: Regex,
    /// The first of them in `each`; the others follow.
    first: usize,
}

impl Patterns {
    /// Compiles the patterns; what is wrong with one is told with the number of its rule.
    pub(super) fn new(patterns: Vec<(usize, String)>) -> Result<Self, (usize, String)> {
        let mut made = Patterns::default();
        let (mut group, mut first, mut size) = (Vec::new(), 0, 0);
        for (at, (rule, pattern)) in patterns.into_iter().enumerate() {
            let told = |problem: &str| (rule, problem.to_owned());
            let hir = parse(&pattern).map_err(|problem| (rule, problem))?;
            let config = NFA::config().nfa_size_limit(Some(MOST_MEMORY));
            let nfa = NFA::compiler().configure(config).build_from_hir(&hir);
            let more = nfa.map_err(|_| told("the pattern is too large"))?.memory_usage();
            let config = Regex::config().hybrid_cache_capacity(STATES).utf8_empty(false);
            let regex = Regex::builder().configure(config).build_from_hir(&hir);
            made.each.push((rule, regex.map_err(|_| told("the pattern is too large"))?));
            made.most_spaces = made.most_spaces.max(spaces(&hir));
            if size + more > MOST_MEMORY {
                made.groups.extend(Group::of(&group, first).map_err(|problem| (rule, problem))?);
                (group, first, size) = (Vec::new(), at, 0);
            }
            group.push(hir);
            size += more;
        }
        let rule = made.each.last().map_or(0, |(rule, _)| *rule);
        made.groups.extend(Group::of(&group, first).map_err(|problem| (rule, problem))?);
        Ok(made)
    }

    /// Most spaces inside of one match; `None` where there is no pattern.
    pub(super) fn most_spaces(&self) -> Option<usize> {
        (!self.each.is_empty()).then_some(self.most_spaces)
    }

    /// Tells each match, left to right for each pattern.
    pub(super) fn each(&self, text: &str, tell: &mut dyn FnMut(usize, Range<usize>)) {
        for Group { any, first } in &self.groups {
            let mut there = PatternSet::new(any.pattern_len());
            any.which_overlapping_matches(&Input::new(text), &mut there);
            for (rule, regex) in there.iter().filter_map(|pattern| self.each.get(first + pattern.as_usize())) {
                for found in regex.find_iter(text) {
                    // A pattern of bytes may end within a character, which is then taken whole.
                    tell(*rule, text.floor_char_boundary(found.start())..text.ceil_char_boundary(found.end()));
                }
            }
        }
    }
}

impl Group {
    /// The group of `patterns`, if there are any.
    fn of(patterns: &[Hir], first: usize) -> Result<Option<Self>, String> {
        if patterns.is_empty() {
            return Ok(None);
        }
        let config = Regex::config().match_kind(MatchKind::All).nfa_size_limit(None);
        let config = config.hybrid_cache_capacity(STATES).utf8_empty(false);
        let any = Regex::builder().configure(config).build_many_from_hir(patterns);
        let any = any.map_err(|_| "all patterns together are too large".to_owned())?;
        Ok(Some(Group { any, first }))
    }
}

/// Parses a pattern, and refuses what would make a scan slow or a match endless.
fn parse(pattern: &str) -> Result<Hir, String> {
    if pattern.len() > LONGEST_PATTERN {
        return Err(format!("the pattern has {} bytes, more than {LONGEST_PATTERN}", pattern.len()));
    }
    let config = syntax::Config::new().unicode(false).utf8(false).nest_limit(50);
    let hir = syntax::parse_with(pattern, &config).map_err(|error| explained(pattern, &error.to_string()))?;
    let properties = hir.properties();
    // Unicode's borders of words make the automaton give up on any text beyond ASCII: hundreds of times slower.
    if properties.look_set().contains_word_unicode() {
        return Err(
            "`(?u:\\b)` is not taken, for it makes scans slow\nhint: write `\\b` outside of `(?u:…)`".to_owned()
        );
    }
    match (properties.minimum_len(), properties.maximum_len()) {
        (Some(0) | None, _) => Err("the pattern matches nothing at all, everywhere".to_owned()),
        (_, Some(length)) if length <= LONGEST => Ok(hir),
        _ => Err(format!(
            "one match could be longer than {LONGEST} bytes\nhint: give repetitions a bound, `\\w{{1,40}}` for `\\w+`"
        )),
    }
}

/// What the parser said, on one line, with the one hint that people need most.
fn explained(pattern: &str, error: &str) -> String {
    let said = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
    let hint = match pattern.is_ascii() && !said.contains("Unicode") {
        true => "",
        false => "\nhint: put letters beyond ASCII and `\\p{…}` into `(?u:…)`",
    };
    format!("the pattern cannot be read: {said}{hint}")
}

/// Most white space in one match.
fn spaces(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.iter().filter(|byte| byte.is_ascii_whitespace()).count(),
        HirKind::Class(Class::Bytes(class)) => usize::from(
            class.ranges().iter().any(|range| (range.start()..=range.end()).any(|b| b.is_ascii_whitespace())),
        ),
        HirKind::Class(Class::Unicode(class)) => {
            let holds = |c: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c));
            usize::from([' ', '\n', '\t', '\u{a0}'].into_iter().any(holds))
        }
        HirKind::Repetition(repetition) => {
            let times = repetition.max.map_or(LONGEST, |most| usize::try_from(most).unwrap_or(LONGEST));
            spaces(&repetition.sub).saturating_mul(times)
        }
        HirKind::Capture(capture) => spaces(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(spaces).fold(0, usize::saturating_add),
        HirKind::Alternation(parts) => parts.iter().map(spaces).max().unwrap_or_default(),
    }
}
