//! Judges: guards of others that are asked over HTTP beside the built-in ones, as the operator named them.

use std::{ops::RangeInclusive, path::PathBuf, time::Duration};

use wicket_types::{Class, Confidence, Guard, NanoDollars, OnError, ProviderName, limits::Budget};

use super::Settings;
use crate::address::Destination;

/// Most judges of one configuration.
pub const MOST_JUDGES: usize = 16;

/// One `[[judges]]` entry.
#[derive(Debug, Clone)]
pub struct Judge {
    /// Its name; no provider has the same.
    pub name: ProviderName,
    /// What it speaks.
    pub speaks: Speaks,
    /// Where it is.
    pub there: Destination,
    /// Extra certificate authority, PEM, for a judge of one's own.
    pub ca: Option<PathBuf>,
    /// The guards that its word counts for.
    pub guards: Vec<Guard>,
    /// Whether requests are shown to it.
    pub input: bool,
    /// Whether answers are shown to it.
    pub output: bool,
    /// Of which texts it is asked.
    pub when: When,
    /// From which score on its word counts; `None` leaves that to what it calls flagged.
    pub threshold: Option<Confidence>,
    /// How long a visit waits for it, all questions together.
    pub deadline: Duration,
    /// When it cannot give its verdict.
    pub on_error: OnError,
    /// Whether personal data and credentials are taken out of what it sees.
    pub mask: bool,
    /// The most sensitive class that it may receive.
    pub accepts: Class,
    /// Most bytes of text in one question; longer text is asked about in parts that overlap.
    pub text_bytes: usize,
    /// Most questions of one visit and direction.
    pub questions: usize,
    /// Most questions at one time, all visits together.
    pub concurrent: usize,
    /// How long a verdict is remembered; zero means not at all.
    pub remember: Duration,
    /// What it costs; `None` where nobody said, and then it counts as free.
    pub price: Option<JudgePrice>,
    /// What may be spent on it. One that is set by `wicketgate budget set judge:NAME` comes first.
    pub budget: Option<Budget>,
}

/// What a judge speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaks {
    /// The shape of OpenAI's moderations.
    Moderation {
        /// The model, where one is to be named.
        model: Option<String>,
    },
    /// Chat completions with a model that was trained to answer `safe` or `unsafe` and the numbers of its hazards.
    LlamaGuard {
        /// The model.
        model: String,
    },
    /// Chat completions with a model that was trained to say whether a principle is violated, `Yes` or `No`.
    ShieldGemma {
        /// The model.
        model: String,
        /// The principle.
        policy: String,
    },
    /// The gate's own small contract, for a judge of one's own.
    Http,
}

/// Of which texts a judge is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum When {
    /// Of every text.
    Always,
    /// Of those for which the score of the built-in guard lies in this band.
    Undecided(RangeInclusive<f32>),
}

/// What a judge costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JudgePrice {
    /// Each question.
    pub call: NanoDollars,
    /// A million prompt tokens.
    pub input: NanoDollars,
    /// A million generated tokens.
    pub output: NanoDollars,
}

impl Settings {
    /// Everyone who is called with a key: providers, then judges.
    pub fn parties(&self) -> impl Iterator<Item = (&ProviderName, &Destination)> {
        let providers = self.providers.iter().map(|provider| (&provider.name, &provider.there));
        providers.chain(self.judges.iter().map(|judge| (&judge.name, &judge.there)))
    }
}
