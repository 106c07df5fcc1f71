"""From logits to probabilities (Platt, 1999): a logistic curve through the logits of sources that were not learnt from.

The same fit as that of the linear model, `training/linear/src/platt.rs`, so that a probability means the same in both.
"""

from __future__ import annotations

import math

import numpy as np

# Share of attacks, or of harm, in the traffic that probabilities are meant for: of what people say to a public chat, about
# one text in ten is harmful (ToxicChat, 2023: 7 %).
PRIORS = {"injection": 0.01, "safety": 0.1}


def fit(logits: np.ndarray, positive: np.ndarray, prior: float) -> tuple[float, float]:
    """Scale and offset such that sigmoid(scale * logit + offset) is the chance that a text is positive, in traffic of
    which `prior` is. Both classes weigh the same in the fit; the offset is then moved to the prior.
    """
    weights = np.where(positive, 0.5 / max(1, positive.sum()), 0.5 / max(1, (~positive).sum()))
    features = np.stack([logits, np.ones_like(logits)], axis=1)
    signs = np.where(positive, -1.0, 1.0)

    def loss(beta: np.ndarray) -> float:
        return float((weights * np.logaddexp(0.0, signs * (features @ beta))).sum())

    beta = np.array([0.5, 0.0])
    for _ in range(50):
        # Newton's step on the log loss.
        chance = 1 / (1 + np.exp(-features @ beta))
        gradient = features.T @ (weights * (chance - positive))
        curvature = (features * (weights * chance * (1 - chance))[:, None]).T @ features + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        # Far from the minimum a whole step may overshoot: half of it, until it helps.
        share = next((0.5**n for n in range(30) if loss(beta - 0.5**n * step) < loss(beta)), None)
        if share is None:
            break
        beta -= share * step
    return float(beta[0]), float(beta[1]) + math.log(prior / (1 - prior))
