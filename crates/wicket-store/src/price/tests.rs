//! Prices: the shipped table, names of models, and that the worst case is never less than the cost.

use super::*;
use proptest::prelude::*;

fn dollars(dollars: f64) -> NanoDollars {
    NanoDollars::from_dollars(dollars).unwrap()
}

fn table() -> PriceTable {
    PriceTable::builtin().unwrap()
}

#[test]
fn the_shipped_table_names_its_source_and_has_the_current_models() {
    let table = table();
    assert!(table.source().contains("litellm") && wicket_types::Timestamp::parse(table.date()).is_some());
    assert_eq!(table.lookup("gpt-4o").unwrap().tiers.standard.output, dollars(10.0));
    assert_eq!(table.lookup("gpt-5").unwrap().tiers.flex.unwrap().input, dollars(0.625));
    let sonnet = table.lookup("claude-sonnet-4-5").unwrap();
    let Rates { input, cache_read, cache_write, cache_write_1h, output } = sonnet.tiers.standard;
    assert_eq!([input, cache_read, cache_write, cache_write_1h, output], [3.0, 0.3, 3.75, 6.0, 15.0].map(dollars));
    assert_eq!(sonnet.max_output, Some(Tokens(64_000)));
}

#[test]
fn no_tier_of_the_shipped_table_is_implausible() {
    for (name, price) in table().models() {
        let long = price.long.map(|long| long.tiers);
        for tiers in [Some(price.tiers), long].into_iter().flatten() {
            for rates in [Some(tiers.standard), tiers.batch, tiers.flex, tiers.priority].into_iter().flatten() {
                assert!(rates.input > NanoDollars::ZERO && rates.input < dollars(1_000.0), "{name}");
                assert!(rates.cache_read <= rates.input && rates.input <= rates.cache_write, "{name}");
                assert!(rates.cache_write <= rates.cache_write_1h && rates.output < dollars(1_000.0), "{name}");
                assert!(rates.output >= rates.input || name.starts_with("text-embedding"), "{name}");
            }
            // Caches are left out of this: a tier without a discount for them charges fresh input.
            let dearer = |a: Rates, b: Rates| a.input >= b.input && a.output >= b.output;
            let mut cheaper = [tiers.batch, tiers.flex].into_iter().flatten();
            assert!(cheaper.all(|rates| dearer(tiers.standard, rates)), "{name}");
            assert!(tiers.priority.is_none_or(|rates| dearer(rates, tiers.standard)), "{name}");
        }
    }
}

#[test]
fn names_of_models() {
    let table = table();
    let base = |name: &str| table.lookup(name).map(|price| price.tiers.standard.input);
    assert_eq!(base("gpt-5-2099-01-31"), base("gpt-5"), "a release of another day costs as much");
    assert_eq!(base("claude-sonnet-4-5-20991231"), base("claude-sonnet-4-5"));
    assert_ne!(base("gpt-4o-2024-05-13"), base("gpt-4o"), "the full name comes first");
    assert_eq!(base("ft:gpt-4o-2024-08-06:acme::abc123"), Some(dollars(3.75)));
    for unknown in
        ["", "-", "gpt-5-", "gpt-99", "gpt-5-latest-2", "gpt-4o-2024-5-13", "ft:", "ft:nothing:acme", "GPT-5"]
    {
        assert_eq!(base(unknown), None, "{unknown:?}");
    }
}

#[test]
fn bud_05_what_has_no_price_has_no_worst_case() {
    let bounds = Bounds { prompt: Tokens(100), output: Some(Tokens(10)), choices: 1, long_cache: false };
    let endless = Bounds { output: None, ..bounds };
    let flat = Price::flat(dollars(1.0), dollars(2.0));
    assert_eq!(flat.worst_case(&bounds, Tier::Priority), None, "no price in this tier");
    assert_eq!(flat.worst_case(&endless, Tier::Standard), None, "nobody knows how long the answer may become");
    let limited = Price { max_output: Some(Tokens(10)), ..flat };
    assert_eq!(limited.worst_case(&endless, Tier::Standard), flat.worst_case(&bounds, Tier::Standard));
    let embedding = *table().lookup("text-embedding-3-small").unwrap();
    assert!(embedding.worst_case(&endless, Tier::Standard).is_some(), "an embedding has no answer to pay for");
}

#[test]
fn an_operator_sets_a_price_over_the_table() {
    let mut table = table();
    table.set("gpt-5", Price::flat(dollars(1.0), dollars(2.0)));
    table.set("house-model", Price::flat(dollars(0.0), dollars(0.0)));
    let usage = Usage { input: Tokens(1_000_000), output: Tokens(500_000), ..Usage::default() };
    assert_eq!(table.lookup("gpt-5").unwrap().cost(&usage, Tier::Standard), Some(dollars(2.0)));
    assert_eq!(table.lookup("house-model").unwrap().cost(&usage, Tier::Flex), Some(NanoDollars::ZERO));
}

#[test]
fn a_prompt_above_the_threshold_makes_the_whole_call_dearer() {
    let price = *table().lookup("gpt-5.4").unwrap();
    let usage =
        |input| Usage { input: Tokens(input), cache_read: Tokens(2_000), output: Tokens(1_000), ..Usage::default() };
    assert_eq!(price.cost(&usage(270_000), Tier::Standard), Some(dollars(0.675 + 0.0005 + 0.015)));
    assert_eq!(price.cost(&usage(270_001), Tier::Standard), Some(dollars(1.350_005 + 0.001 + 0.0225)));
}

proptest! {
    /// For every model, tier and split of the tokens within the bounds.
    #[test]
    fn the_worst_case_is_never_less_than_the_cost(
        model in 0..200_usize, parts in prop::array::uniform4(0..400_000_u64), output in 0..200_000_u64,
        slack in 0..1_000_u64, tier in prop::sample::select(vec![Tier::Standard, Tier::Batch, Tier::Flex, Tier::Priority]),
    ) {
        let table = table();
        let (_, price) = table.models().nth(model % table.models().count()).unwrap();
        let [input, cache_read, cache_write, cache_write_1h] = parts.map(Tokens);
        let usage = Usage { input, cache_read, cache_write, cache_write_1h, output: Tokens(output), ..Usage::default() };
        let prompt = Tokens(parts.iter().sum::<u64>() + slack);
        let bounds = Bounds { prompt, output: Some(Tokens(output + slack)), choices: 1, long_cache: true };
        prop_assert!(price.worst_case(&bounds, tier) >= price.cost(&usage, tier));
        prop_assert_eq!(price.worst_case(&bounds, tier).is_none(), price.cost(&usage, tier).is_none());
    }
}
