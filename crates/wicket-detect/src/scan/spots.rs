//! Which rules of tokens with digits are worth asking, told from the length of a token and four bytes of it and around it.

use std::ops::Range;

use crate::rules::{Find, Rule, Sight, Spot};

/// One bit for each way in which a rule's tokens look.
type Bits = u64;

/// What a rule asks about a token.
type Look = fn(&Spot<'_>) -> Option<Range<usize>>;

/// The rules that are asked at tokens with digits, as tables of what they can be found at.
#[derive(Debug)]
pub(super) struct Spots {
    looks: Vec<(usize, Look)>,
    by_length: [Bits; 256],
    by_first: [Bits; 256],
    by_before: [Bits; 256],
    by_behind: [Bits; 256],
    by_lead: [Bits; 256],
    in_row: Bits,
}

impl Spots {
    pub(super) fn new(rules: &[&'static Rule]) -> Self {
        let mut this = Spots {
            looks: Vec::new(),
            by_length: [0; 256],
            by_first: [0; 256],
            by_before: [0; 256],
            by_behind: [0; 256],
            by_lead: [0; 256],
            in_row: 0,
        };
        for (index, rule) in rules.iter().enumerate() {
            let Find::Digit { sights, look } = rule.find else { continue };
            for sight in sights {
                this.add(*sight, 1 << this.looks.len());
                this.looks.push((index, look));
            }
        }
        this
    }

    fn add(&mut self, sight: Sight, bit: Bits) {
        self.in_row |= if sight.in_row { bit } else { 0 };
        for byte in 0..=u8::MAX {
            let at = usize::from(byte);
            let fits = |fits: bool| if fits { bit } else { 0 };
            self.by_length[at] |= fits((sight.length.0..=sight.length.1).contains(&byte));
            self.by_first[at] |= fits(sight.first.has(byte));
            self.by_before[at] |= fits(sight.before.has(byte));
            self.by_behind[at] |= fits(sight.behind.has(byte));
            self.by_lead[at] |= fits(sight.lead.has(byte));
        }
    }

    /// The rules that may find something at `spot`, in order, each with its question.
    pub(super) fn at(&self, spot: &Spot<'_>) -> impl Iterator<Item = (usize, Look)> {
        let bytes = spot.text.as_bytes();
        let byte = |at: Option<usize>| at.and_then(|at| bytes.get(at)).map_or(0, |&byte| usize::from(byte));
        let mut bits = self.by_length[(spot.end - spot.start).min(255)]
            & self.by_first[byte(Some(spot.start))]
            & self.by_before[byte(spot.start.checked_sub(1))]
            & self.by_behind[byte(Some(spot.end))]
            & self.by_lead[byte(spot.start.checked_sub(2))]
            & if spot.in_row { self.in_row } else { Bits::MAX };
        std::iter::from_fn(move || {
            let nth = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
            bits &= bits - 1;
            self.looks.get(nth).copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::rules::{self, Context};

    /// What may stand in front of a token and be no part of it.
    const LEADS: [&str; 12] = ["1-", "1.", "1:", "x1:", "x1-", "x.", "1 ", "1, ", "</h2>", "1>", "id=1;", "é"];

    /// The tokens with a digit of a text.
    fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> + use<'_> {
        let all = text.split(|c: char| !c.is_ascii_alphanumeric());
        all.filter(|token| token.bytes().any(|byte| byte.is_ascii_digit())).map(|token| {
            let start = token.as_ptr() as usize - text.as_ptr() as usize;
            start..start + token.len()
        })
    }

    #[test]
    fn no_rule_is_passed_over_where_it_finds_something() {
        let rules: Vec<&Rule> = rules::all().filter(|rule| matches!(rule.find, Find::Digit { .. })).collect();
        let spots = Spots::new(&rules);
        assert!(spots.looks.len() <= Bits::BITS as usize, "{} are too many for one number", spots.looks.len());
        let examples = rules.iter().flat_map(|rule| rule.hits.iter().chain(rule.passes)).copied();
        // The same with other signs around the tokens.
        let other =
            |text: &str| ["", " ", ",", ".", "-", ":"].map(|sign| text.replace([' ', '.', '-', ':', ','], sign));
        let texts = examples.clone().flat_map(|text| other(text).into_iter().chain([text.to_owned()]));
        // The same with something else right in front of each token.
        let led = examples.flat_map(|text| {
            let starts = tokens(text).map(|start| start.start).collect::<Vec<_>>();
            starts.into_iter().flat_map(move |at| LEADS.map(|lead| format!("{}{lead}{}", &text[..at], &text[at..])))
        });
        let mut n_found = 0;
        for text in texts.chain(led) {
            let (mut found, mut asked) = (BTreeSet::new(), BTreeSet::new());
            for Range { start, end } in tokens(&text) {
                let context = Context::PHONE | Context::PATIENT;
                let spot = Spot { text: &text, start, end, context, in_row: false };
                let find =
                    |index: usize, look: Look| look(&spot).map(|range| (rules[index].id, range.start, range.end));
                found.extend(rules.iter().enumerate().filter_map(|(index, rule)| match rule.find {
                    Find::Digit { look, .. } => find(index, look),
                    _ => None,
                }));
                let looks: Vec<_> = spots.at(&spot).collect();
                assert!(looks.windows(2).all(|two| two[0].0 < two[1].0), "a rule is asked twice in {text:?}");
                asked.extend(looks.into_iter().filter_map(|(index, look)| find(index, look)));
            }
            n_found += found.len();
            assert_eq!(asked, found, "in {text:?}");
        }
        assert!(n_found > 500, "{n_found}");
    }
}
