//! How good scores are: recall at a rate of false positives, whole sources left out.

use std::collections::BTreeMap;

use crate::data::Row;

/// The share of `positive` above the threshold that lets `rate` of the ordinary negatives through.
#[derive(Clone, Debug)]
pub struct At {
    /// The score that `rate` of the ordinary negatives pass.
    pub threshold: f32,
    /// Share of the positives above it.
    pub recall: f64,
    /// Mean of the recalls of the sources.
    pub by_source: f64,
    /// Share of the hard negatives above the threshold.
    pub hard: f64,
    /// By `+source` and `-source`: the share above the threshold, and of how many.
    pub sources: BTreeMap<String, (f64, usize)>,
}

/// Reads `scored` at `rate`.
pub fn at(scored: &[(f32, &Row)], rate: f64) -> At {
    let mut ordinary: Vec<f32> = scored.iter().filter(|(_, r)| !r.positive && !r.hard).map(|(s, _)| *s).collect();
    ordinary.sort_by(|a, b| b.total_cmp(a));
    let threshold = ordinary.get((ordinary.len() as f64 * rate) as usize).copied().unwrap_or(f32::NEG_INFINITY);
    let share = |wanted: &dyn Fn(&Row) -> bool| {
        let of: Vec<f32> = scored.iter().filter(|(_, row)| wanted(row)).map(|(score, _)| *score).collect();
        (of.iter().filter(|score| **score > threshold).count() as f64 / of.len().max(1) as f64, of.len())
    };
    let mut names: Vec<&str> = scored.iter().map(|(_, row)| row.source.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut sources = BTreeMap::new();
    for name in names {
        for (sign, positive) in [("+", true), ("-", false)] {
            let (found, of) = share(&|row| row.source == name && row.positive == positive);
            if of > 0 {
                sources.insert(format!("{sign}{name}"), (found, of));
            }
        }
    }
    let recalls: Vec<f64> = sources.iter().filter(|(name, _)| name.starts_with('+')).map(|(_, (r, _))| *r).collect();
    At {
        threshold,
        recall: share(&|row| row.positive).0,
        by_source: recalls.iter().sum::<f64>() / recalls.len().max(1) as f64,
        hard: share(&|row| !row.positive && row.hard).0,
        sources,
    }
}

/// The chance that a positive scores above an ordinary negative; ties count half.
pub fn auc(scored: &[(f32, &Row)]) -> f64 {
    let mut all: Vec<(f32, bool)> =
        scored.iter().filter(|(_, r)| r.positive || !r.hard).map(|(s, r)| (*s, r.positive)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let positives = all.iter().filter(|(_, positive)| *positive).count() as f64;
    let negatives = all.len() as f64 - positives;
    let ranks: f64 = all
        .chunk_by(|a, b| a.0 == b.0)
        .scan(0, |before, tied| {
            let middle = *before as f64 + (tied.len() as f64 + 1.0) / 2.0;
            *before += tied.len();
            Some(middle * tied.iter().filter(|(_, positive)| *positive).count() as f64)
        })
        .sum();
    (ranks - positives * (positives + 1.0) / 2.0) / (positives * negatives).max(1.0)
}
