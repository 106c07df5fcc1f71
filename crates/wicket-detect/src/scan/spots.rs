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
    use super::*;
    use crate::rules::{self, Context};

    #[test]
    fn no_rule_is_passed_over_where_it_finds_something() {
        let rules: Vec<&Rule> = rules::all().filter(|rule| matches!(rule.find, Find::Digit { .. })).collect();
        let spots = Spots::new(&rules);
        assert!(spots.looks.len() <= Bits::BITS as usize, "{} are too many for one number", spots.looks.len());
        let examples = rules.iter().flat_map(|rule| rule.hits.iter().chain(rule.passes)).copied();
        // The same with other signs around the tokens.
        let other =
            |text: &str| ["", " ", ",", ".", "-", ":"].map(|sign| text.replace([' ', '.', '-', ':', ','], sign));
        let texts = examples.flat_map(|text| other(text).into_iter().chain([text.to_owned()]));
        let mut found = 0;
        for text in texts {
            for token in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|token| !token.is_empty()) {
                let start = token.as_ptr() as usize - text.as_ptr() as usize;
                let context = Context::PHONE | Context::PATIENT;
                let spot = Spot { text: &text, start, end: start + token.len(), context, in_row: false };
                for (index, rule) in rules.iter().enumerate() {
                    if let Find::Digit { look, .. } = rule.find
                        && token.bytes().any(|byte| byte.is_ascii_digit())
                        && look(&spot).is_some()
                    {
                        found += 1;
                        let asked = spots.at(&spot).filter(|(asked, _)| *asked == index).count();
                        assert_eq!(asked, 1, "{} is asked {asked} times in {text:?}", rule.id);
                    }
                }
            }
        }
        assert!(found > 50, "{found}");
    }
}
