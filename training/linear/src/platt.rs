//! From scores to probabilities (Platt, 1999): a logistic curve through scores of sources that were not learnt from.

/// Slope and offset such that `1 / (1 + exp(-(slope * odds + offset)))` is the chance that a text with these odds is positive
/// where a share of `prior` of all texts is. Both classes weigh the same in the fit, as many as they are in `all`, of which
/// `scored` may be a part.
pub fn fit(scored: &[(f32, bool)], all: &[(f32, bool)], prior: f64) -> (f32, f32) {
    let of = |sign: bool| all.iter().filter(|(_, positive)| *positive == sign).count().max(1) as f64;
    let (positives, negatives) = (of(true), of(false));
    let weight = |positive: bool| 0.5 / if positive { positives } else { negatives };
    let loss = |slope: f64, offset: f64| -> f64 {
        let of = |&(odds, positive): &(f32, bool)| {
            let x = slope * f64::from(odds) + offset;
            weight(positive) * (if positive { -x } else { x }).exp().ln_1p()
        };
        scored.iter().map(of).sum()
    };
    let (mut slope, mut offset) = (0.5_f64, 0.0_f64);
    for _ in 0..50 {
        // Newton's step on the log loss: gradient and the symmetric matrix of second derivatives.
        let (mut g, mut h) = ([0.0; 2], [1e-6, 0.0, 1e-6]);
        for &(odds, positive) in scored {
            let x = f64::from(odds);
            let p = 1.0 / (1.0 + (-(slope * x + offset)).exp());
            let error = weight(positive) * (p - f64::from(u8::from(positive)));
            let curve = weight(positive) * p * (1.0 - p);
            g = [g[0] + error * x, g[1] + error];
            h = [h[0] + curve * x * x, h[1] + curve * x, h[2] + curve];
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        let step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
        // Far from the minimum a whole step may overshoot: half of it, until it helps.
        let before = loss(slope, offset);
        let share = (0..30).map(|n| 0.5_f64.powi(n)).find(|s| loss(slope - s * step[0], offset - s * step[1]) < before);
        let Some(share) = share else { break };
        slope -= share * step[0];
        offset -= share * step[1];
    }
    (slope as f32, (offset + (prior / (1.0 - prior)).ln()) as f32)
}

/// Those of `scored` that lie above `share` of the ordinary ones. Where half of what is positive looks like anything else, a curve
/// through all scores is flat, and says little of those that decide.
pub fn above(scored: &[(f32, bool)], share: f64) -> Vec<(f32, bool)> {
    let mut ordinary: Vec<f32> = scored.iter().filter(|(_, positive)| !positive).map(|(odds, _)| *odds).collect();
    ordinary.sort_by(f32::total_cmp);
    let from = ordinary.get((ordinary.len() as f64 * share) as usize).copied().unwrap_or(f32::NEG_INFINITY);
    scored.iter().filter(|(odds, _)| *odds >= from).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_curve_is_found_again() {
        let chance = |x: f64| 1.0 / (1.0 + (-(0.7 * x - 0.4)).exp());
        let scored: Vec<(f32, bool)> = (-40..40)
            .flat_map(|tenth| {
                let x = f64::from(tenth) / 10.0;
                let positives = (1000.0 * chance(x)).round() as usize;
                (0..1000).map(move |i| (x as f32, i < positives))
            })
            .collect();
        let (slope, offset) = fit(&scored, &scored, 0.5);
        assert!((slope - 0.7).abs() < 0.05, "{slope}");
        // The upper end of the same curve is the same curve.
        let (upper, at) = fit(&above(&scored, 0.9), &scored, 0.5);
        assert!((upper - slope).abs() < 0.1 && (at - offset).abs() < 0.2, "{upper} {at}");
    }
}
