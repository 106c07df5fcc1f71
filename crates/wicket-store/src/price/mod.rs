//! Prices: what a model's tokens cost, from a dated table with a named source.
//!
//! The table counts tokens only. Fees for hosted tools (a web search, a container) and surcharges for a region are not
//! in it; models that always cost such a fee, or that are charged by the second or the picture, are left out, and a
//! model that is not in the table has no price: the gate refuses it rather than guess.

mod table;

use serde::{Deserialize, Serialize};
use wicket_types::{NanoDollars, Tokens, Usage};

pub use table::{PriceError, PriceTable};

/// Nano-dollars for a million tokens of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rates {
    /// Fresh prompt tokens.
    pub input: NanoDollars,
    /// Prompt tokens read from a cache.
    pub cache_read: NanoDollars,
    /// Prompt tokens written to a cache for minutes.
    pub cache_write: NanoDollars,
    /// Prompt tokens written to a cache for hours.
    pub cache_write_1h: NanoDollars,
    /// Generated tokens.
    pub output: NanoDollars,
}

impl Rates {
    /// Rates of a provider that charges input and output only; caching costs as much as fresh input.
    pub const fn flat(input: NanoDollars, output: NanoDollars) -> Self {
        Rates { input, cache_read: input, cache_write: input, cache_write_1h: input, output }
    }

    fn cost(&self, usage: &Usage) -> NanoDollars {
        let input = usage.input.cost(self.input).plus(usage.cache_read.cost(self.cache_read));
        let writes = usage.cache_write.cost(self.cache_write).plus(usage.cache_write_1h.cost(self.cache_write_1h));
        input.plus(writes).plus(usage.output.cost(self.output))
    }

    fn dearest_input(&self, long_cache: bool) -> NanoDollars {
        let short = self.input.max(self.cache_read).max(self.cache_write);
        if long_cache { short.max(self.cache_write_1h) } else { short }
    }

    /// The dearer of two, rate by rate.
    fn max(self, other: Rates) -> Rates {
        Rates {
            input: self.input.max(other.input),
            cache_read: self.cache_read.max(other.cache_read),
            cache_write: self.cache_write.max(other.cache_write),
            cache_write_1h: self.cache_write_1h.max(other.cache_write_1h),
            output: self.output.max(other.output),
        }
    }
}

/// How fast the provider serves a call, as far as it changes the price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tier {
    /// The usual price.
    #[default]
    Standard,
    /// Answers within a day.
    Batch,
    /// Answers when there is room.
    Flex,
    /// Answers first.
    Priority,
}

/// The rates of each tier. A tier without rates of its own falls back as [`Price::rates`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// The usual price.
    pub standard: Rates,
    /// Answers within a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Rates>,
    /// Answers when there is room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flex: Option<Rates>,
    /// Answers first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Rates>,
}

/// Rates of long prompts: above the threshold the whole call costs these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Long {
    /// Prompts with more tokens than this are long.
    pub above: Tokens,
    /// What they cost.
    pub tiers: Tiers,
}

/// What one model costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The rates of ordinary prompts.
    pub tiers: Tiers,
    /// The rates of long prompts, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long: Option<Long>,
    /// The longest prompt that the model takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_input: Option<Tokens>,
    /// The longest answer that the model gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output: Option<Tokens>,
}

/// What is known about a call before it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// No fewer tokens than the prompt can have. Bytes of the body serve: no token is shorter than a byte.
    pub prompt: Tokens,
    /// The most tokens that each answer may have; `None` takes the model's own maximum.
    pub output: Option<Tokens>,
    /// How many answers are asked for.
    pub choices: u32,
    /// Whether the prompt may be written to a cache for hours (`ttl` of an hour, retention of a day). True if unsure.
    pub long_cache: bool,
}

impl Price {
    /// A price as an operator writes it: input and output for a million tokens.
    pub const fn flat(input: NanoDollars, output: NanoDollars) -> Self {
        let tiers = Tiers { standard: Rates::flat(input, output), batch: None, flex: None, priority: None };
        Price { tiers, long: None, max_input: None, max_output: None }
    }

    /// What a call cost. `None` if the model has no price in this tier.
    pub fn cost(&self, usage: &Usage, tier: Tier) -> Option<NanoDollars> {
        Some(self.rates(tier, usage.total().minus(usage.output))?.cost(usage))
    }

    /// The most that a call can cost: every prompt token at the dearest input rate, every answer at full length.
    /// `None` if the model has no price in this tier, or nobody knows how long an answer may become.
    pub fn worst_case(&self, bounds: &Bounds, tier: Tier) -> Option<NanoDollars> {
        let mut rates = self.rates(tier, Tokens(0))?;
        // The prompt bound is generous, so a prompt that may be long may as well be short: the dearer of both.
        rates = rates.max(self.rates(tier, bounds.prompt)?);
        // Embeddings have no answer to pay for, and so no longest one.
        let free = (rates.output == NanoDollars::ZERO).then_some(Tokens(0));
        let answers = bounds.output.or(self.max_output).or(free)?.0.saturating_mul(u64::from(bounds.choices.max(1)));
        let prompt = bounds.prompt.cost(rates.dearest_input(bounds.long_cache));
        // Each kind of token is rounded up on its own when the call is settled: up to four times for the prompt.
        Some(prompt.plus(NanoDollars(3)).plus(Tokens(answers).cost(rates.output)))
    }

    /// The rates for a prompt of this length. Batch and flex without rates of their own cost the usual price, which is
    /// never less; priority without rates of its own has no price, for it would cost more than anything known.
    fn rates(&self, tier: Tier, prompt: Tokens) -> Option<Rates> {
        let usual = pick(&self.tiers, tier)?;
        match self.long.filter(|long| prompt > long.above) {
            // A tier that is known for short prompts only is charged, for long ones, the dearer of what is known.
            Some(long) => Some(pick(&long.tiers, tier).unwrap_or_else(|| usual.max(long.tiers.standard))),
            None => Some(usual),
        }
    }
}

fn pick(tiers: &Tiers, tier: Tier) -> Option<Rates> {
    match tier {
        Tier::Standard => Some(tiers.standard),
        Tier::Batch => Some(tiers.batch.unwrap_or(tiers.standard)),
        Tier::Flex => Some(tiers.flex.unwrap_or(tiers.standard)),
        Tier::Priority => tiers.priority,
    }
}

#[cfg(test)]
mod tests;
