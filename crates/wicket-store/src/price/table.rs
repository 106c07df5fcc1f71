//! The table of prices: the file that comes with the program, and what the operator says instead.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Price;

/// The price of each model, by the name that its provider gives it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceTable {
    source: String,
    date: String,
    unit: String,
    models: BTreeMap<String, Price>,
}

/// The table cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the price table is not valid")]
pub struct PriceError(#[from] serde_json::Error);

impl PriceTable {
    /// The table that comes with the program; `tools/update_prices.py` makes it.
    ///
    /// # Errors
    /// The program was built with a damaged table.
    pub fn builtin() -> Result<PriceTable, PriceError> {
        PriceTable::parse(include_str!("prices.json"))
    }

    /// Reads a table of the same form.
    ///
    /// # Errors
    /// It is not JSON, or has not this form.
    pub fn parse(json: &str) -> Result<PriceTable, PriceError> {
        Ok(serde_json::from_str(json)?)
    }

    /// Where the prices come from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The day of the source, `YYYY-MM-DD`.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// All models with a price, sorted by name.
    pub fn models(&self) -> impl Iterator<Item = (&str, &Price)> {
        self.models.iter().map(|(name, price)| (name.as_str(), price))
    }

    /// Sets the price of a model, over what the table says.
    pub fn set(&mut self, model: impl Into<String>, price: Price) {
        self.models.insert(model.into(), price);
    }

    /// The price of `model`: by its full name, then without the day of its release (`-2025-08-07`, `-20250929`).
    /// A fine-tuned model (`ft:base:organisation:…`) costs what `ft:base` costs. Anything else has no price.
    pub fn lookup(&self, model: &str) -> Option<&Price> {
        if let Some(tuned) = model.strip_prefix("ft:") {
            let base = tuned.split(':').next()?;
            return self.models.get(model).or_else(|| self.models.get(&format!("ft:{base}")));
        }
        self.models.get(model).or_else(|| self.models.get(undated(model)?))
    }
}

/// The name without a day at its end; `None` if it has none.
fn undated(model: &str) -> Option<&str> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (rest, last) = model.rsplit_once('-')?;
    if last.len() == 8 && digits(last) {
        return Some(rest);
    }
    let (rest, month) = rest.rsplit_once('-')?;
    let (rest, year) = rest.rsplit_once('-')?;
    let dated = last.len() == 2 && month.len() == 2 && year.len() == 4 && digits(last) && digits(month) && digits(year);
    dated.then_some(rest)
}
