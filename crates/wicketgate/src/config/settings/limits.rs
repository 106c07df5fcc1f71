//! How much a caller may use, and what it costs.

use std::collections::BTreeMap;

use wicket_gate::settings::Price;
use wicket_types::{
    Bytes, Limits, NanoDollars,
    limits::{Budget, Period},
};

use super::Check;
use crate::config::{
    diagnose::nearest,
    file::{BudgetFile, LimitsFile, PriceFile},
};

impl Check<'_> {
    pub(super) fn limits(&mut self, file: &LimitsFile) -> Limits {
        for (key, zero) in [
            ("requests_per_minute", file.requests_per_minute == 0),
            ("tokens_per_minute", file.tokens_per_minute == 0),
            ("concurrent", file.concurrent == 0),
            ("body_bytes", file.body_bytes.0 == 0),
        ] {
            if zero {
                let message = format!("`limits.{key}` is 0, so no call would ever pass");
                self.wrong(&["limits", key], message, "give a number above 0");
            }
        }
        Limits {
            requests_per_minute: Some(file.requests_per_minute),
            tokens_per_minute: Some(file.tokens_per_minute),
            concurrent: Some(file.concurrent),
            body: Some(Bytes(file.body_bytes.0)),
            budget: self.budget(&["limits", "budget"], &file.budget),
        }
    }

    pub(super) fn budget(&mut self, at: &[&str], file: &BudgetFile) -> Option<Budget> {
        let place = at.join(".");
        let Some(per) = period(&file.per) else {
            let hint = nearest(&file.per, &["hour", "day", "week", "month", "total"]);
            self.wrong(&[at, &["per"]].concat(), format!("`{place}.per` is `{}`", file.per), hint);
            return None;
        };
        let Some(amount) = NanoDollars::from_dollars(file.usd) else {
            let message = format!("`{place}.usd` is no amount of money");
            self.wrong(&[at, &["usd"]].concat(), message, "give dollars, 0 or more");
            return None;
        };
        Some(Budget { amount, per })
    }

    pub(super) fn prices(&mut self, files: &BTreeMap<String, PriceFile>) -> Vec<Price> {
        let mut prices = Vec::new();
        for (model, file) in files {
            let amounts = [Some(file.input), Some(file.output), file.cache_read, file.cache_write];
            let [input, output, cache_read, cache_write] = amounts.map(|a| a.map(NanoDollars::from_dollars));
            let names = ["input", "output", "cache_read", "cache_write"];
            let read = [input, output, cache_read, cache_write];
            if let Some((name, _)) = names.iter().zip(read).find(|(_, amount)| matches!(amount, Some(None))) {
                self.wrong(
                    &["prices", model, name],
                    format!("the price `{name}` of `{model}` is no amount of money"),
                    "give dollars for a million tokens, 0 or more",
                );
                continue;
            }
            let flat = |a: Option<Option<NanoDollars>>| a.flatten();
            prices.push(Price {
                model: model.clone(),
                input: flat(input).unwrap_or_default(),
                output: flat(output).unwrap_or_default(),
                cache_read: flat(cache_read),
                cache_write: flat(cache_write),
            });
        }
        prices
    }
}

/// Reads the name of a period.
pub fn period(text: &str) -> Option<Period> {
    [
        ("hour", Period::Hour),
        ("day", Period::Day),
        ("week", Period::Week),
        ("month", Period::Month),
        ("total", Period::Total),
    ]
    .into_iter()
    .find_map(|(name, period)| (name == text).then_some(period))
}
