//! What one call costs: the worst case before it, the bill after it, and what is seen of it in between.

use wicket_store::{
    audit::Outcome,
    price::{Bounds, Price, Tier},
};
use wicket_types::{NanoDollars, Tokens, Usage};

use crate::perimeter::limits::Wanted;

/// Output tokens that are reserved at a time while a stream without a bound runs.
pub const LEASE: u64 = 8_192;

/// What was seen of an answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Observed {
    /// Bytes of generated text.
    pub bytes: u64,
    /// Events that carried some.
    pub events: u64,
}

/// The price of a call and its bounds.
#[derive(Debug, Clone)]
pub struct Money {
    price: Price,
    tier: Tier,
    bounds: Bounds,
    /// Prompt tokens as they are likely to be counted, rather more than fewer.
    expected: Tokens,
    /// Most generated tokens that are paid for so far, all choices together.
    output: u64,
    /// The stream may ask for more as it runs.
    extends: bool,
}

impl Money {
    /// The bounds of a call whose answers have `output` tokens each at most; `None` where nothing bounds them.
    ///
    /// A stream without a bound begins with one lease. Nothing comes back where the model has no price in this tier, or
    /// where nobody knows how long its answer may become.
    pub fn new(price: Price, tier: Tier, bounds: Bounds, expected: Tokens, streamed: bool) -> Option<Self> {
        let extends = streamed && bounds.output.is_none();
        let output = if extends { Tokens(LEASE) } else { bounds.output.or(price.max_output)? };
        let bounds = Bounds { output: Some(output), ..bounds };
        let all = output.0.saturating_mul(u64::from(bounds.choices.max(1)));
        let money = Money { price, tier, bounds, expected, output: all, extends };
        money.price.worst_case(&money.bounds, tier).map(|_| money)
    }

    /// The most that the call can cost within its bounds.
    pub fn worst_case(&self) -> NanoDollars {
        self.with_output(self.bounds.output.unwrap_or_default(), self.bounds.prompt)
    }

    /// Most output tokens of each answer that `left` pays for beside the prompt.
    pub fn affordable(&self, left: NanoDollars) -> u64 {
        let prompt = self.with_output(Tokens(0), self.bounds.prompt);
        let million = self.with_output(Tokens(1_000_000), Tokens(0)).0.max(1);
        let tokens = u128::from(left.minus(prompt).0) * 1_000_000 / u128::from(million);
        // A few tokens less, for each rounding up on the way.
        u64::try_from(tokens).unwrap_or(u64::MAX).saturating_sub(4)
    }

    /// Most output tokens of each answer that `limit` tokens a minute allow beside the prompt.
    pub fn allowed(&self, limit: u64) -> u64 {
        limit.saturating_sub(self.expected.0) / u64::from(self.bounds.choices.max(1))
    }

    /// Whether each answer may have more than `output` tokens.
    pub fn exceeds(&self, output: u64) -> bool {
        self.bounds.output.is_none_or(|bound| bound.0 > output)
    }

    /// The same call with a bound on each of its answers.
    #[must_use]
    pub fn capped(mut self, output: u64) -> Self {
        self.bounds.output = Some(Tokens(output));
        self.output = output.saturating_mul(u64::from(self.bounds.choices.max(1)));
        self.extends = false;
        self
    }

    /// What one more lease costs.
    pub fn lease(&self) -> NanoDollars {
        self.with_output(Tokens(LEASE), Tokens(0))
    }

    /// A lease was paid for.
    pub fn extended(&mut self) {
        self.output = self.output.saturating_add(LEASE.saturating_mul(u64::from(self.bounds.choices.max(1))));
    }

    /// Whether an answer of which this was seen is beyond what is paid for.
    ///
    /// Providers count tokens and the gate sees text, so the estimate must not cut a stream that keeps to its bound:
    /// four bytes a token is the common mean, and half as much again is allowed before the cut.
    pub fn is_beyond(&self, seen: Observed) -> bool {
        seen.bytes / 6 > self.output.saturating_add(16)
    }

    /// Whether a stream should ask for more now.
    pub fn is_near(&self, seen: Observed) -> bool {
        self.extends && seen.bytes / 3 > self.output.saturating_sub(LEASE / 4)
    }

    /// The bill. What the provider counted where the answer is complete. An answer that broke off was counted in part at
    /// most, so what was seen of it is charged where that is more, up to what was held. A caller who left before anything
    /// came pays what was held: nobody knows what was generated.
    pub fn cost(&self, usage: Option<&Usage>, seen: Observed, held: NanoDollars, outcome: Outcome) -> NanoDollars {
        match usage.and_then(|usage| self.price.cost(usage, self.tier)) {
            Some(cost) if outcome == Outcome::Completed => cost,
            Some(cost) => cost.max(self.observed_cost(seen).min(held)),
            // Nothing came back: an answer that failed before it began is not billed by either vendor.
            None if seen.bytes == 0 && outcome == Outcome::UpstreamFailed => NanoDollars::ZERO,
            None if seen.bytes == 0 && outcome == Outcome::Aborted => held,
            None => self.observed_cost(seen).min(held),
        }
    }

    /// Cost of what was seen, where nobody counted.
    fn observed_cost(&self, seen: Observed) -> NanoDollars {
        let choices = u64::from(self.bounds.choices.max(1));
        self.with_output(Tokens(generated(seen).div_ceil(choices)), self.expected)
    }

    fn with_output(&self, output: Tokens, prompt: Tokens) -> NanoDollars {
        let bounds = Bounds { output: Some(output), prompt, ..self.bounds };
        // The tier has a price: `new` has asked for it.
        self.price.worst_case(&bounds, self.tier).unwrap_or(NanoDollars(u64::MAX))
    }

    /// What the call may take of the tokens per minute. A token limit is about load, not money: the mean of four bytes a
    /// token is used, so that a limit can be used up.
    pub fn tokens_wanted(&self, flows: bool) -> Wanted {
        Wanted { prompt: self.expected.0, output: self.output, flows }
    }

    /// Tokens that count against the limit once the call is over.
    pub fn tokens_used(&self, usage: Option<&Usage>, seen: Observed, outcome: Outcome) -> u64 {
        match usage {
            Some(usage) => usage.total().0,
            None if seen.bytes == 0 && outcome == Outcome::UpstreamFailed => 0,
            None => self.expected.0.saturating_add(generated(seen)),
        }
    }
}

/// Tokens of an answer that nobody counted: vendors stream at most one token in an event, and a token has four bytes in
/// the mean; the greater of the two.
pub fn generated(seen: Observed) -> u64 {
    seen.events.max(seen.bytes.div_ceil(4))
}
