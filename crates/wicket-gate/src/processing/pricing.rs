//! What a call may cost at most: the dearest of the models that may answer it, within the bounds that it states.

use wicket_store::price::{Bounds, Price, PriceTable, Rates, Tier as PriceTier, Tiers};
use wicket_types::{Code, ModelName, Refusal, Tokens};
use wicket_wire::Tier;

use super::router::Candidate;
use crate::{input::Inspected, money::Money, settings::Settings};

/// The dearest of the candidates bounds the call, since any of them may answer it.
pub(super) fn bounds(
    prices: &PriceTable,
    settings: &Settings,
    inspected: &Inspected,
    candidates: &[Candidate],
) -> Result<Money, Refusal> {
    let call = &inspected.call;
    let asked = call.model.as_ref().ok_or_else(|| Refusal::new(Code::BadRequest).detail("`model` is missing."))?;
    let tier = tier(call.tier);
    let bounds = Bounds {
        prompt: Tokens(inspected.prompt_bytes),
        // Embeddings and the like generate nothing.
        output: call.max_output_field.is_none().then_some(Tokens(0)).or(call.max_output.map(Tokens)),
        choices: call.choices,
        long_cache: true,
    };
    let mut dearest: Option<Money> = None;
    // A model that the call names beside its own may answer in its place, so the dearest of them all counts.
    let own = candidates.iter().map(|candidate| candidate.rename.as_ref().unwrap_or(asked));
    for name in own.chain(&call.other_models) {
        let money = price(prices, settings, name)
            .and_then(|price| Money::new(price, tier, bounds, Tokens(inspected.prompt_expected), call.stream))
            .ok_or_else(|| unknown_price(name))?;
        if dearest.as_ref().is_none_or(|most| money.worst_case() > most.worst_case()) {
            dearest = Some(money);
        }
    }
    dearest.ok_or_else(|| Code::UnknownModel.into())
}

fn price(prices: &PriceTable, settings: &Settings, model: &ModelName) -> Option<Price> {
    let stated = settings.prices.iter().find(|p| wicket_types::principal::matches(&p.model, model.as_str()));
    match stated {
        Some(stated) => Some(stated_price(stated)),
        None => prices.lookup(model.as_str()).copied(),
    }
}

fn tier(tier: Tier) -> PriceTier {
    match tier {
        Tier::Default => PriceTier::Standard,
        Tier::Flex => PriceTier::Flex,
        Tier::Priority => PriceTier::Priority,
        Tier::Batch => PriceTier::Batch,
    }
}

fn unknown_price(model: &ModelName) -> Refusal {
    Refusal::new(Code::UnknownPrice)
        .detail(format!("Add `[prices.\"{model}\"]` with `input` and `output` to the file."))
}

fn stated_price(stated: &crate::settings::Price) -> Price {
    let cache_write = stated.cache_write.unwrap_or(stated.input);
    let standard = Rates {
        input: stated.input,
        cache_read: stated.cache_read.unwrap_or(stated.input),
        cache_write,
        cache_write_1h: cache_write,
        output: stated.output,
    };
    let tiers = Tiers { standard, batch: Some(standard), flex: Some(standard), priority: Some(standard) };
    Price { tiers, long: None, max_input: None, max_output: Some(Tokens(128_000)) }
}
