//! What weights that have not seen a row's source say of it, a line for each row, as evaluation files have them.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Result};
use serde_json::json;
use wicket_detect::{model::Head, rules::CONFIDENT};

use crate::{data::Row, folds};

/// Writes a line for each of `scored`: log odds and what the rules say, as the detector joins them, what the row is, and
/// whether the weights that are shipped learn from the row. `curve` is the slope and offset from odds to probabilities.
pub fn write(path: &Path, scored: &[(f32, &Row)], rules: &[f32], (slope, offset): (f32, f32)) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    let mut out = BufWriter::new(File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?);
    // Scale and bias are in the odds already.
    let head = Head { scale: 1.0, bias: 0.0, slope, offset };
    for ((odds, row), said) in scored.iter().zip(rules) {
        let line = json!({
            "id": row.id, "score": joint(&head, *odds, *said), "learnt": folds::is_learnt(row),
            "log_odds": slope * (odds + wicket_detect::RULES_ODDS * said) + offset, "label": u8::from(row.positive),
            "source": row.source, "hard": row.hard, "mislabelled": row.mislabelled,
        });
        writeln!(out, "{line}")?;
    }
    out.flush().with_context(|| format!("cannot write `{}`", path.display()))
}

/// The score of a text: the rules add to the odds, and what they are sure of stays.
fn joint(head: &Head, odds: f32, rules: f32) -> f32 {
    let joint = head.probability(odds + wicket_detect::RULES_ODDS * rules);
    if rules >= CONFIDENT { rules.max(joint) } else { joint }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_raise_what_the_model_says_and_are_not_talked_down() {
        let head = Head { scale: 1.0, bias: 0.0, slope: 1.0, offset: -2.0 };
        assert_eq!(joint(&head, 2.0, 0.0), 0.5);
        assert!(joint(&head, 2.0, 0.3) > 0.9);
        assert_eq!(joint(&head, -40.0, 0.92), 0.92);
    }
}
