//! The rules: rows that say what to look for, on whose authority, and prove it with examples.
//!
//! A row is data. How it is looked for stands in [`Find`]; the engine in [`crate::scan`] visits a text once and asks a rule
//! only at its anchors. One test walks all rows: every `hits` is found, every `passes` is left alone, every row has a source.

pub mod accounts;
pub mod address;
pub mod addressed;
pub mod banks;
pub mod beside;
pub mod bic;
pub mod birth;
pub mod columns;
pub mod context;
pub mod edi;
pub mod exfil;
pub(crate) mod fillers;
mod given;
pub mod groups;
pub mod identity;
pub mod injection;
pub mod labelled;
pub mod licences;
pub mod logins;
pub(crate) mod machines;
pub mod names;
mod nearby;
pub mod numbers;
pub mod passports;
pub mod patients;
pub mod payload;
pub mod personal;
pub mod persons;
pub mod phone;
mod place;
pub mod planted;
pub mod plates;
pub(crate) mod programs;
pub mod secrets;
pub mod self_harm;
pub mod shared;
mod sight;
mod streets;
mod tables;
pub(crate) mod talk;
pub mod tokens;
pub mod vehicles;
pub mod wallets;
pub mod web;

use std::ops::Range;

use wicket_types::Kind;

pub use context::Context;
pub use groups::Groups;
pub use sight::{Bytes, Sight, Spot};

/// One thing to look for.
#[derive(Debug)]
pub struct Rule {
    /// A dotted name of its own, shown beside a finding.
    pub id: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// The standard, registry or documentation that the shape comes from.
    pub source: &'static str,
    /// The kind of its findings; several rules may share one.
    pub kind: Kind,
    /// How sure a hit is, 0.0 to 1.0. Injection hits below [`CONFIDENT`] add to the score and make no finding.
    pub confidence: f32,
    /// How it is found.
    pub find: Find,
    /// Texts in which it must find something.
    pub hits: &'static [&'static str],
    /// Texts in which it must find nothing.
    pub passes: &'static [&'static str],
}

impl Rule {
    /// The same rule for numbers that are written in groups of some sizes alone.
    pub(crate) const fn in_groups(mut self, sizes: Groups) -> Rule {
        if let Find::Number { groups, .. } = &mut self.find {
            *groups = sizes;
        }
        self
    }

    /// The same rule for tokens that begin with at least `least` digits alone.
    pub(crate) const fn led_by_digits(mut self, least: u8) -> Rule {
        if let Find::Mixed { begins, .. } = &mut self.find {
            *begins = Begins { with: Some(Start::Digits), count: (least, u8::MAX) };
        }
        self
    }

    /// The same rule for tokens that begin with so many letters alone, fewest and most; more than eight are taken for eight.
    pub(crate) const fn led_by_letters(mut self, count: (u8, u8)) -> Rule {
        if let Find::Mixed { begins, .. } = &mut self.find {
            *begins = Begins { with: Some(Start::Letters), count };
        }
        self
    }

    /// Whether it is asked only where names are: what tells who somebody is by judgement and not by a format. Masked
    /// unasked, an address of a page would be of no use to the model that is to open it.
    pub fn goes_with_names(&self) -> bool {
        let is_of_names = self.kind.as_str() == "pii.person" || self.id.starts_with("pii.address.");
        matches!(self.find, Find::Name) || self.kind == web::KIND || is_of_names
    }
}

/// From this confidence on an injection hit is a finding by itself.
pub const CONFIDENT: f32 = 0.7;

/// How a rule is found. Positions are bytes of the reading.
#[derive(Clone, Copy, Debug)]
pub enum Find {
    /// A token with a known start, tested by its shape from the start on, and then as a whole.
    Token {
        /// Literal starts, as written.
        starts: &'static [&'static str],
        /// A regular expression without Unicode tables.
        shape: &'static str,
        /// What the whole token must pass.
        check: fn(&str) -> bool,
    },
    /// A value behind a label such as `passport no.`, filler words between them.
    Labelled {
        /// Labels, any case.
        labels: &'static [&'static str],
        /// The shape of the value, as for tokens.
        shape: &'static str,
        /// What the value must pass.
        check: fn(&str) -> bool,
    },
    /// The cells of a column of a table, below its head.
    Column {
        /// Heads, any case.
        labels: &'static [&'static str],
        /// What a cell must pass.
        check: fn(&str) -> bool,
    },
    /// A value assigned to a name that holds one of these words and says that it is secret: `DATADOG_API_KEY=`.
    Named {
        /// Words of the name, any case.
        names: &'static [&'static str],
        /// The shape of the value, as for tokens.
        shape: &'static str,
        /// What the value must pass.
        check: fn(&str) -> bool,
    },
    /// Whatever the function finds around a literal.
    Near {
        /// Literals, any case.
        anchors: &'static [&'static str],
        /// Given the text and the place of the literal.
        look: fn(&str, Range<usize>) -> Option<Range<usize>>,
    },
    /// As `Near`, in documents and tool results alone.
    Planted {
        /// Literals, any case.
        anchors: &'static [&'static str],
        /// Given the text and the place of the literal.
        look: fn(&str, Range<usize>) -> Option<Range<usize>>,
    },
    /// As `Near`, in the model's own words alone.
    Said {
        /// Literals, any case.
        anchors: &'static [&'static str],
        /// Given the text and the place of the literal.
        look: fn(&str, Range<usize>) -> Option<Range<usize>>,
    },
    /// A number in groups of digits.
    Number {
        /// Fewest and most digits.
        digits: (u8, u8),
        /// What the words in front of it must speak of.
        needs: Context,
        /// Which sizes its groups may have.
        groups: Groups,
        /// What it must pass.
        check: fn(&Number<'_>) -> bool,
    },
    /// A token of letters and digits, separators left out.
    Mixed {
        /// Fewest and most characters.
        length: (u8, u8),
        /// What the words in front of it must speak of.
        needs: Context,
        /// What it begins with.
        begins: Begins,
        /// What it must pass, without separators.
        check: fn(&str) -> bool,
    },
    /// A token of letters and digits that no sign parts.
    Whole {
        /// Fewest and most characters.
        length: (u8, u8),
        /// What it must pass.
        check: fn(&str) -> bool,
    },
    /// Asked at every token that holds a digit and looks as it should.
    Digit {
        /// What the token must look like from far: in one of these ways, of which none takes in another.
        sights: &'static [Sight],
        /// Given the token in its text.
        look: fn(&Spot<'_>) -> Option<Range<usize>>,
    },
    /// Asked at every `@`.
    AtSign {
        /// Given the text and the place of the sign.
        look: fn(&str, usize) -> Option<Range<usize>>,
    },
    /// Words in order, see [`injection`].
    Phrase {
        /// Rows of slots.
        phrases: &'static [&'static str],
        /// Whether they count only in documents and tool results.
        foreign: bool,
    },
    /// Asked once with the text that invisible characters spell.
    Hidden,
    /// Where many common words are written with stand-ins for letters, see [`crate::reading::words::disguised`].
    Disguised,
    /// What the tagger of [`crate::names`] says, where it is asked for.
    Name,
}

/// A number as written: its digits and how they are grouped.
#[derive(Debug)]
pub struct Number<'n> {
    /// Values 0 to 9.
    pub digits: &'n [u8],
    /// How many digits each group has.
    pub groups: &'n [u8],
    /// The character between the groups where it is the same everywhere, otherwise `None`; also `None` for one group.
    pub separator: Option<u8>,
    /// Whether another group of digits stands behind a space.
    pub goes_on: bool,
    /// The whole text.
    pub text: &'n str,
    /// Where the number stands in it.
    pub span: Range<usize>,
}

/// What a token of letters and digits begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Digits.
    Digits,
    /// Letters.
    Letters,
}

/// What every token begins with in which a rule can find anything, separators left out.
#[derive(Clone, Copy, Debug)]
pub struct Begins {
    /// With what; `None` for either.
    pub with: Option<Start>,
    /// Fewest and most of them.
    pub count: (u8, u8),
}

impl Begins {
    /// Any token.
    pub const ANY: Begins = Begins { with: None, count: (0, u8::MAX) };
}

/// Every rule, family by family.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let tables: [&'static [Rule]; 45] = [
        personal::RULES,
        address::RULES,
        address::asia::RULES,
        address::cyrillic::RULES,
        phone::RULES,
        numbers::RULES,
        passports::RULES,
        licences::RULES,
        banks::RULES,
        bic::RULES,
        beside::RULES,
        vehicles::RULES,
        plates::RULES,
        patients::RULES,
        edi::RULES,
        birth::RULES,
        columns::RULES,
        logins::fields::RULES,
        logins::users::RULES,
        logins::handles::RULES,
        logins::keys::RULES,
        logins::lists::RULES,
        logins::logs::RULES,
        logins::pairs::RULES,
        logins::passwords::RULES,
        logins::told::RULES,
        logins::sayings::RULES,
        tokens::RULES,
        // Behind the others: where weak checks of two countries pass, the one of more people is named.
        identity::west::RULES,
        identity::east::RULES,
        identity::asia::RULES,
        identity::americas::RULES,
        identity::any::RULES,
        identity::social::RULES,
        accounts::RULES,
        injection::RULES,
        addressed::RULES,
        planted::RULES,
        exfil::RULES,
        persons::fields::RULES,
        persons::asia::RULES,
        names::RULES,
        self_harm::RULES,
        wallets::RULES,
        web::RULES,
    ];
    tables.into_iter().flatten().chain(secrets::all())
}

/// The sets of words that phrases name.
pub(crate) fn sets() -> Vec<(&'static str, &'static str)> {
    [injection::SETS, addressed::SETS].concat()
}

/// The check of a rule whose shape says it all.
pub(crate) fn always(_: &str) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use wicket_types::Origin;

    use super::*;
    use crate::{Detector, Wants};

    /// Where a rule's own examples would stand.
    fn origin_of(rule: &Rule) -> Origin {
        match rule.find {
            Find::Phrase { foreign: true, .. } | Find::Planted { .. } => Origin::ToolResult,
            Find::Said { .. } => Origin::Assistant,
            _ if rule.kind.as_str().starts_with("exfil.") => Origin::Assistant,
            _ => Origin::User,
        }
    }

    #[test]
    fn every_row_finds_its_hits_and_leaves_its_passes_alone() {
        let detector = Detector::standard();
        let mut wrong = Vec::new();
        for rule in all() {
            // A weak phrase makes no finding alone, so its examples are judged by the score.
            let wants = if rule.goes_with_names() { Wants::ALL.with_names() } else { Wants::ALL };
            let is_found = |text: &str| {
                let scan = detector.scan(text, origin_of(rule), wants);
                match rule.confidence < CONFIDENT && rule.kind.as_str().starts_with("injection.") {
                    true => scan.stages.rules >= rule.confidence - 0.001,
                    false => scan.findings.iter().any(|finding| finding.kind == rule.kind),
                }
            };
            wrong.extend(rule.hits.iter().filter(|text| !is_found(text)).map(|text| (rule.id, "misses", *text)));
            wrong.extend(rule.passes.iter().filter(|text| is_found(text)).map(|text| (rule.id, "flags", *text)));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_row_is_complete_and_named_once() {
        let mut ids = HashSet::new();
        for rule in all() {
            assert!(ids.insert(rule.id), "{} appears twice", rule.id);
            assert!(!rule.source.is_empty() && !rule.title.is_empty(), "{} has no source or title", rule.id);
            assert!(!rule.hits.is_empty() && !rule.passes.is_empty(), "{} has no examples", rule.id);
            assert!(rule.kind.guard().is_some(), "{} belongs to no guard", rule.id);
            assert!((0.0..=1.0).contains(&rule.confidence), "{}", rule.id);
        }
    }
}
